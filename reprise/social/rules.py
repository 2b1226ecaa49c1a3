"""The platforms' numbers in one table. A change of a limit is one edit here; nothing else names a platform's numbers.

Sources: P = the product's decisions (spec of 2026-11), X/LI/META/TT/YT/TG/BS/MA = what the platform documents or was
measured to enforce, read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from reprise.social.post import PostType

Counting = Literal["characters", "x_weighted", "utf16", "bytes", "graphemes", "graphemes_and_bytes", "short_addresses"]
"""graphemes_and_bytes: the larger of graphemes and a tenth of the bytes, so that one limit says both. short_addresses:
graphemes, every address 23, and of somebody on another server only the name."""
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
    """Sizes in pixels by role, the largest file in bytes, and the formats taken, preferred one first.

    What the platform refuses, None where it names no limit: `aspect` is width by height (least, most); `width` in
    pixels (least, most); `short_side` the longest shorter side; `sides` the largest sum of width and height; `area`
    the most pixels.
    """

    feed: tuple[int, int]
    story: tuple[int, int] | None = None
    slide: tuple[int, int] | None = None
    max_bytes: int = 5_000_000
    formats: tuple[PictureFormat, ...] = ("JPEG", "PNG")
    per_post: int = 1
    alt_limit: int | None = None
    aspect: tuple[float, float] | None = None
    width: tuple[int, int] | None = None
    short_side: int | None = None
    sides: int | None = None
    area: int | None = None
    source: str = "P"


@dataclass(frozen=True)
class VideoRules:
    """What a platform takes of a film; None where it names no limit.

    `seconds`, `aspect` (width by height), `width` (pixels), `fps` are (least, most); `rate` is in bits a second, over
    the whole file; `subtitle_bytes` the largest file of subtitles.
    """

    formats: tuple[str, ...] = ("video/mp4",)
    max_bytes: int | None = None
    seconds: tuple[float, float] | None = None
    aspect: tuple[float, float] | None = None
    width: tuple[int, int] | None = None
    fps: tuple[float, float] | None = None
    rate: int | None = None
    subtitle_bytes: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Allowance:
    """How many posts an account may publish within any so many hours; `types` None means of all types together."""

    most: int
    hours: int
    types: frozenset[str] | None = None
    source: str = ""

    def counts(self, type_: str | None) -> bool:
        """Whether posts of this type use it; None stands for those of any type."""
        return self.types is None or type_ in self.types


@dataclass(frozen=True)
class PlatformRules:
    """Everything about one platform that a writer, a designer or a planner needs. `video` is None without films."""

    name: str
    title: str
    text: TextRules
    pictures: PictureRules
    types: tuple[PostType, ...]
    slots: Mapping[str, tuple[str, ...]]
    presets: tuple[str, ...] = ()
    video: VideoRules | None = None
    allowances: tuple[Allowance, ...] = ()
    slots_source: str = "P: starting points without evidence; replaced by what is learned"
    notes: str = field(default="", compare=False)


_MP4_OR_MOV = ("video/mp4", "video/quicktime")
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
                    feed=(1200, 627), slide=(1080, 1080), max_bytes=10_000_000, per_post=9, alt_limit=4086,
                    area=36_152_319, source="P; LI: images-api, less than 36,152,320 pixels; 2 to 20 pictures",
                ),
                types=("announcement", "highlights", "quote_card", "faq", "carousel"),
                presets=("feed_square",),
                video=VideoRules(
                    max_bytes=500_000_000, seconds=(3, 1800),
                    source="LI: videos-api, 3 s to 30 min, 75 KB to 500 MB (5 GB elsewhere on the same page)",
                ),
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
                video=VideoRules(
                    formats=_MP4_OR_MOV, max_bytes=8_000_000_000, seconds=(0.5, 1200), aspect=(1 / 3, 3), fps=(1, 60),
                    source="X: 8 GB, 20 min without Premium since 2026-09-01; the rest: best-practices 2026-08",
                ),
            ),
            PlatformRules(
                name="facebook",
                title="Facebook",
                text=TextRules(
                    target=500, limit=63206, counting="characters", hashtags=(3, 5), link="at_end", emoji="few",
                    voice="conversational",
                ),
                pictures=PictureRules(
                    feed=(1200, 630), story=(1080, 1920), slide=(1080, 1080), max_bytes=4_000_000, per_post=10,
                    source="P; META: page photos, at most 4 MB",
                ),
                types=("announcement", "highlights", "quote_card", "faq", "carousel"),
                presets=("feed_square",),
                video=VideoRules(formats=_MP4_OR_MOV, source="META: page videos; no size or length is documented"),
                allowances=(
                    Allowance(30, 24, frozenset({"video"}), source="META: video-api, 30 reels by API in 24 h"),
                ),
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
                    formats=("JPEG",), per_post=10, alt_limit=1000, aspect=(0.8, 1.91), width=(320, 1440),
                    source="P; META: media, JPEG of at most 8 MB, 4:5 to 1.91:1, 320 to 1440 wide, 10 in a carousel",
                ),
                types=("announcement", "highlights", "quote_card", "carousel"),
                slots=_daily("11:00", "13:00", "19:00"),
                presets=("instagram_reel",),
                video=VideoRules(
                    formats=_MP4_OR_MOV, max_bytes=300_000_000, seconds=(3, 900), aspect=(0.01, 10), width=(1, 1920),
                    fps=(23, 60), rate=25_128_000,
                    source="META: reels, 3 s to 15 min, 300 MB, 25 Mbit/s of picture and 128 kbit/s of sound",
                ),
                allowances=(
                    Allowance(50, 24, source="META: content publishing, 50 in 24 h; 100 elsewhere on the same pages"),
                ),
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
                    formats=("JPEG", "WEBP"), per_post=35, short_side=1080,
                    source="P; TT: photos, JPEG or WebP of at most 20 MB and 1080p, 35 in a post",
                ),
                types=("announcement", "highlights", "quote_card", "carousel"),
                slots=_daily("12:00", "18:00", "21:00"),
                presets=("tiktok",),
                video=VideoRules(
                    formats=(*_MP4_OR_MOV, "video/webm"), max_bytes=4_000_000_000, seconds=(1, 600), width=(360, 4096),
                    fps=(23, 60), source="TT: media-transfer-guide, 4 GB, 10 min, 360 to 4096 pixels",
                ),
                allowances=(
                    Allowance(15, 24, source="TT: content-sharing-guidelines, about 15 a day and creator, all apps"),
                ),
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
                presets=("youtube_short", "youtube_long"),
                video=VideoRules(
                    formats=(*_MP4_OR_MOV, "video/webm"), max_bytes=256_000_000_000, seconds=(1, 43_200),
                    subtitle_bytes=100_000_000, source="YT: videos.insert 256 GB, captions.insert 100 MB; P: 12 h",
                ),
                allowances=(Allowance(100, 24, source="YT: quota of the project, 100 uploads a day"),),
            ),
            PlatformRules(
                name="telegram",
                title="Telegram",
                text=TextRules(
                    target=900, limit=4096, counting="utf16", media_limit=1024, hashtags=(0, 3), link="in_text",
                    emoji="few", voice="note", source="P; TG: text 4096, caption 1024 after entity parsing",
                ),
                pictures=PictureRules(
                    feed=(1280, 720), max_bytes=10_000_000, per_post=10, aspect=(1 / 20, 20), sides=10_000,
                    source="P; TG: sendPhoto, 10 MB, sides together 10,000, ratio 20; 10 in an album",
                ),
                types=("announcement", "highlights", "quote_card", "faq"),
                slots=_daily("09:00", "18:00"),
                presets=("feed_square",),
                video=VideoRules(max_bytes=50_000_000, source="TG: sendVideo, 50 MB"),
            ),
            PlatformRules(
                name="bluesky",
                title="Bluesky",
                text=TextRules(
                    target=300, limit=300, counting="graphemes_and_bytes", hashtags=(1, 3), link="last_of_thread",
                    thread=(2, 10), emoji="few", voice="hook",
                    source="BS: app.bsky.feed.post, 300 graphemes and 3,000 bytes",
                ),
                pictures=PictureRules(
                    feed=(1600, 900), max_bytes=2_000_000, formats=("JPEG", "PNG", "WEBP"), per_post=4,
                    source="BS: app.bsky.embed.images, 4 of 2,000,000 bytes with alt text; size as on X",
                ),
                types=("announcement", "highlights", "quote_card", "thread"),
                slots=_daily("09:00", "12:00", "17:00"),
                presets=("youtube_short",),
                video=VideoRules(
                    max_bytes=300_000_000, subtitle_bytes=20_000, source="BS: app.bsky.embed.video, mp4, captions 20 kB"
                ),
            ),
            PlatformRules(
                name="mastodon",
                title="Mastodon",
                text=TextRules(
                    target=500, limit=500, counting="short_addresses", hashtags=(1, 3), link="last_of_thread",
                    thread=(2, 10), emoji="few", voice="conversational",
                    source="MA: the default instance, 500 characters, addresses 23; each instance may have its own",
                ),
                pictures=PictureRules(
                    feed=(1600, 900), max_bytes=16_000_000, formats=("JPEG", "PNG", "WEBP"), per_post=4,
                    alt_limit=1500, area=33_177_600,
                    source="MA: the default instance's media_attachments, 16 MB, 33,177,600 pixels, alt 1500",
                ),
                types=("announcement", "highlights", "quote_card", "thread"),
                slots=_daily("09:00", "12:00", "17:00"),
                presets=("youtube_short",),
                video=VideoRules(
                    formats=(*_MP4_OR_MOV, "video/webm"), max_bytes=99_000_000, fps=(1, 120),
                    source="MA: the default instance's media_attachments, 99 MB, 120 frames a second",
                ),
            ),
        )
    }
)  # fmt: skip
"""Every platform by name. `types` empty: films only."""
