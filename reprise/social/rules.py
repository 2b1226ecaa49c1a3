"""The platforms' numbers in one table. A change of a limit is one edit here; nothing else names a platform's numbers.

Sources: P = the product's decisions (spec of 2026-11), X/LI/META/TT/YT/TG = what the platform documents or was
measured to enforce, read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from reprise.social.post import PostType

Counting = Literal["characters", "x_weighted", "utf16", "bytes", "graphemes"]
LinkPlace = Literal["in_text", "last_of_thread", "at_end", "none", "first_line"]
PictureFormat = Literal["JPEG", "PNG", "WEBP"]


@dataclass(frozen=True)
class TextRules:
    """How long a text may be, as the platform counts, and where its conventional parts go.

    `target` is the length we write to, `limit` the platform's own; with a picture or film `media_limit` replaces it.
    `forbidden` are the characters that the platform refuses in a text.
    """

    target: int
    limit: int
    counting: Counting
    media_limit: int | None = None
    hashtags: tuple[int, int] = (0, 3)
    hashtag_limit: int | None = None
    mention_limit: int | None = None
    cashtag_limit: int | None = None
    link: LinkPlace = "in_text"
    title_limit: int | None = None
    thread: tuple[int, int] | None = None
    forbidden: str = ""
    emoji: Literal["none", "few", "some"] = "few"
    voice: Literal["professional", "hook", "conversational", "caption", "casual", "note", "search"] = "note"
    source: str = "P"


@dataclass(frozen=True)
class PictureRules:
    """Sizes in pixels by role, the largest file in bytes, and the formats taken, preferred one first."""

    feed: tuple[int, int]
    story: tuple[int, int] | None = None
    slide: tuple[int, int] | None = None
    max_bytes: int = 5_000_000
    formats: tuple[PictureFormat, ...] = ("JPEG", "PNG")
    per_post: int = 1
    alt_limit: int | None = None
    source: str = "P"


@dataclass(frozen=True)
class PlatformRules:
    """Everything about one platform that a writer, a designer or a planner needs."""

    name: str
    title: str
    text: TextRules
    pictures: PictureRules
    types: tuple[PostType, ...]
    slots: Mapping[str, tuple[str, ...]]
    presets: tuple[str, ...] = ()
    slots_source: str = "P: starting points without evidence; replaced by what is learned"
    notes: str = field(default="", compare=False)


_EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _daily(*times: str) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(dict.fromkeys(_EVERY_DAY, times))


PLATFORMS: Mapping[str, PlatformRules] = MappingProxyType(
    {
        rules.name: rules
        for rules in (
            PlatformRules(
                name="linkedin",
                title="LinkedIn",
                text=TextRules(
                    target=1300, limit=3000, counting="characters", hashtags=(3, 5), link="in_text",
                    emoji="none", voice="professional", source="P; LI: 3000, FIELD_LENGTH_TOO_LONG above",
                ),
                pictures=PictureRules(
                    feed=(1200, 627), slide=(1080, 1080), max_bytes=10_000_000, per_post=9, alt_limit=4086
                ),
                types=("announcement", "highlights", "quote_card", "faq"),
                slots=MappingProxyType(
                    dict.fromkeys(("tue", "wed", "thu"), ("08:00", "10:00", "12:00", "17:00"))
                ),
            ),
            PlatformRules(
                name="x",
                title="X",
                text=TextRules(
                    target=280, limit=280, counting="x_weighted", hashtags=(1, 2), cashtag_limit=1,
                    link="last_of_thread", thread=(2, 10), emoji="few", voice="hook",
                    source="P; X: counting-characters (URL 23, emoji 2)",
                ),
                pictures=PictureRules(
                    feed=(1600, 900), max_bytes=5_000_000, formats=("JPEG", "PNG", "WEBP"), per_post=4,
                    alt_limit=1000, source="P; X: best-practices 2026-08",
                ),
                types=("announcement", "highlights", "quote_card", "faq", "thread"),
                slots=_daily("09:00", "12:00", "17:00"),
                presets=("youtube_short",),
            ),
            PlatformRules(
                name="facebook",
                title="Facebook",
                text=TextRules(
                    target=500, limit=63206, counting="characters", hashtags=(3, 5), link="at_end", emoji="few",
                    voice="conversational",
                ),
                pictures=PictureRules(
                    feed=(1200, 630), story=(1080, 1920), slide=(1080, 1080), max_bytes=10_000_000, per_post=10
                ),
                types=("announcement", "highlights", "quote_card", "faq"),
                slots=_daily("09:00", "13:00", "15:00", "19:00"),
            ),
            PlatformRules(
                name="instagram",
                title="Instagram",
                text=TextRules(
                    target=2200, limit=2200, counting="characters", hashtags=(20, 30), hashtag_limit=30,
                    mention_limit=20, link="none", emoji="some", voice="caption", source="P; META: 2200/30/20",
                ),
                pictures=PictureRules(
                    feed=(1080, 1350), story=(1080, 1920), slide=(1080, 1080), max_bytes=8_000_000,
                    formats=("JPEG",), per_post=10, alt_limit=1000,
                ),
                types=("announcement", "highlights", "quote_card"),
                slots=_daily("11:00", "13:00", "19:00"),
                presets=("instagram_reel",),
            ),
            PlatformRules(
                name="tiktok",
                title="TikTok",
                text=TextRules(
                    target=300, limit=4000, counting="utf16", hashtags=(3, 5), link="none", title_limit=90,
                    emoji="some", voice="casual", source="P; TT: title 90, description 4000 UTF-16 units, video 2200",
                ),
                pictures=PictureRules(
                    feed=(1080, 1920), story=(1080, 1920), slide=(1080, 1920), max_bytes=20_000_000,
                    formats=("JPEG", "WEBP"), per_post=35,
                ),
                types=("announcement", "highlights", "quote_card"),
                slots=_daily("12:00", "18:00", "21:00"),
                presets=("tiktok",),
            ),
            PlatformRules(
                name="youtube",
                title="YouTube",
                text=TextRules(
                    target=1500, limit=5000, counting="bytes", hashtags=(3, 15), link="first_line", title_limit=100,
                    forbidden="<>", emoji="none", voice="search",
                    source="P; YT: description 5000 bytes, no < or >, tags 500 in all",
                ),
                pictures=PictureRules(feed=(1280, 720), max_bytes=2_000_000),
                types=(),
                slots=_daily("15:00", "18:00"),
                presets=("youtube_short",),
            ),
            PlatformRules(
                name="telegram",
                title="Telegram",
                text=TextRules(
                    target=900, limit=4096, counting="utf16", media_limit=1024, hashtags=(0, 3), link="in_text",
                    emoji="few", voice="note", source="P; TG: text 4096, caption 1024 after entity parsing",
                ),
                pictures=PictureRules(feed=(1280, 720), max_bytes=10_000_000, per_post=10),
                types=("announcement", "highlights", "quote_card", "faq"),
                slots=_daily("09:00", "18:00"),
            ),
        )
    }
)  # fmt: skip
"""Every platform by name. `types` empty: films only."""
