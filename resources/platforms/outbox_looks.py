"""How a post looks on each platform, as data: what the outbox's pages are drawn from. Proportions and colours follow
the platforms' web pages of 2026-11; names and icons are our own drawings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Layout = Literal["feed", "caption", "bubble", "overlay", "watch"]
"""feed: words, then pictures. caption: pictures, then words. bubble: a message. overlay: words on a tall picture.
watch: a film with title and description."""


@dataclass(frozen=True)
class Palette:
    """Colours as CSS values."""

    page: str
    card: str
    text: str
    quiet: str
    line: str
    accent: str


@dataclass(frozen=True)
class Look:
    """One platform's look. Lengths are CSS pixels.

    `byline` is the quiet line under the name ({handle}, {when}); `short_links` shows links as the platform shortens
    them; `gallery`: several pictures as a grid or one beside the other.
    """

    layout: Layout
    light: Palette
    dark: Palette
    byline: str
    actions: tuple[str, ...]
    width: int = 598
    radius: int = 0
    media_radius: int = 0
    full_bleed: bool = False
    short_links: bool = False
    links: bool = True
    gallery: Literal["grid", "row"] = "grid"
    font: str = "system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
    size: int = 15
    labels: bool = False
    extra: str = field(default="", repr=False)


ICONS: Mapping[str, str] = MappingProxyType(
    {
        "reply": "M4 11.5C4 7.4 7.6 4.5 12 4.5s8 2.9 8 7-3.6 7-8 7c-.9 "
        "0-1.8-.1-2.6-.4L5 20l1.1-3.6C4.8 15.1 4 13.4 4 11.5z",
        "repost": "M7 20V9.5A3 3 0 0 1 10 6.5h4M3.5 "
        "16.5 7 20l3.5-3.5M17 4v10.5a3 3 0 0 1-3 3h-4M20.5 7.5 17 4l-3.5 3.5",
        "heart": "M12 20S4 15 4 9.3C4 6.8 5.9 5 8.2 5c1.6 0 3 .9 3.8 2.3C12.8 5.9 14.2 "
        "5 15.8 5 18.1 5 20 6.8 20 9.3 20 15 12 20 12 20z",
        "views": "M5 20v-7M10 20V5M15 20v-10M20 20V8",
        "bookmark": "M6.5 4h11v16L12 15.8 6.5 20z",
        "share": "M12 15V4M8 7.5 12 4l4 3.5M5 13v5.5A1.5 1.5 0 0 0 6.5 20h11a1.5 1.5 0 0 0 1.5-1.5V13",
        "thumb": "M7 11v9H4v-9zM7 11l4-7c1.5 0 2.5 1 2.5 2.5V10h4.7a1.8 "
        "1.8 0 0 1 1.8 2.1l-1.2 6.4A1.8 1.8 0 0 1 17 20H7",
        "send": "M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4",
        "comment": "M4 5.5h16v11h-9L7 20v-3.5H4z",
        "arrow": "M13 6l7 6-7 6v-4C8 14 5.5 15.5 4 19c0-6 3-9 9-9z",
    }
)  # fmt: skip
"""Line drawings on a 24 by 24 field."""

LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "x": Look(
            layout="feed",
            light=Palette("#ffffff", "#ffffff", "#0f1419", "#536471", "#e5eaed", "#1d8ee6"),
            dark=Palette("#000000", "#000000", "#e7e9ea", "#71767b", "#2f3336", "#1d9bf0"),
            byline="@{handle} · {when}",
            actions=("reply", "repost", "heart", "views", "bookmark", "share"),
            media_radius=16,
            short_links=True,
        ),
        "linkedin": Look(
            layout="feed",
            light=Palette("#f4f2ee", "#ffffff", "#191919", "#666666", "#dfdeda", "#0a66c2"),
            dark=Palette("#000000", "#1b1f23", "#e9e9ea", "#a5a8ab", "#38434f", "#71b7fb"),
            byline="{when} · 🌐",
            actions=("thumb Like", "comment Comment", "repost Repost", "send Send"),
            width=555,
            radius=8,
            full_bleed=True,
            size=14,
            labels=True,
        ),
        "facebook": Look(
            layout="feed",
            light=Palette("#f0f2f5", "#ffffff", "#080809", "#65686c", "#dcdfe4", "#0064d1"),
            dark=Palette("#1c1c1d", "#252728", "#e2e5e9", "#b0b3b8", "#3b3d3f", "#5aa7ff"),
            byline="{when} · 🌐",
            actions=("thumb Like", "comment Comment", "arrow Share"),
            width=590,
            radius=10,
            full_bleed=True,
            labels=True,
        ),
        "instagram": Look(
            layout="caption",
            light=Palette("#fafafa", "#ffffff", "#0c1014", "#6a717a", "#dbdfe4", "#00376b"),
            dark=Palette("#0c1014", "#0c1014", "#f5f5f5", "#a8a8a8", "#2b3036", "#b6cdff"),
            byline="{when}",
            actions=("heart", "comment", "send", "bookmark"),
            width=470,
            radius=8,
            full_bleed=True,
            links=False,
            gallery="row",
            size=14,
        ),
        "tiktok": Look(
            layout="overlay",
            light=Palette("#f1f1f2", "#121212", "#ffffff", "#e2e2e2", "#d9d9dc", "#ffffff"),
            dark=Palette("#121212", "#000000", "#ffffff", "#e2e2e2", "#2f2f2f", "#ffffff"),
            byline="{when}",
            actions=("heart", "comment", "bookmark", "arrow"),
            width=420,
            radius=16,
            links=False,
            gallery="row",
        ),
        "youtube": Look(
            layout="watch",
            light=Palette("#ffffff", "#ffffff", "#0f0f0f", "#606060", "#f2f2f2", "#065fd4"),
            dark=Palette("#0f0f0f", "#0f0f0f", "#f1f1f1", "#aaaaaa", "#272727", "#3ea6ff"),
            byline="@{handle}",
            actions=("thumb Like", "arrow Share", "bookmark Save"),
            width=760,
            media_radius=12,
            font="Roboto, system-ui, Arial, sans-serif",
            size=14,
            labels=True,
        ),
        "telegram": Look(
            layout="bubble",
            light=Palette("#b9cfa4", "#ffffff", "#0b0b0b", "#7d8b79", "#e4eadf", "#2b79b8"),
            dark=Palette("#0f1a22", "#1d2a35", "#f5f5f5", "#8596a2", "#2c3d4a", "#63b1ec"),
            byline="{when}",
            actions=("views",),
            width=460,
            radius=14,
            full_bleed=True,
        ),
        "bluesky": Look(
            layout="feed",
            light=Palette("#ffffff", "#ffffff", "#0b0f14", "#5c6f84", "#dce3ec", "#0a6cf0"),
            dark=Palette("#000000", "#000000", "#eef2f6", "#8a9db2", "#232e3a", "#3d94ff"),
            byline="@{handle} · {when}",
            actions=("reply", "repost", "heart", "bookmark", "share"),
            width=600,
            media_radius=12,
            short_links=True,
        ),
        "mastodon": Look(
            layout="feed",
            light=Palette("#f7f6fb", "#ffffff", "#22202b", "#66626f", "#dfdce8", "#5a4ad8"),
            dark=Palette("#17171f", "#1d1d27", "#e6e4ee", "#9a96ab", "#333243", "#a29aff"),
            byline="@{handle} · {when}",
            actions=("reply", "repost", "heart", "bookmark"),
            width=590,
            radius=4,
            media_radius=8,
            short_links=True,
        ),
    }
)

PLAIN = Look(
    layout="feed",
    light=Palette("#f5f5f5", "#ffffff", "#111111", "#666666", "#dddddd", "#0a58ca"),
    dark=Palette("#111111", "#1c1c1c", "#eeeeee", "#aaaaaa", "#333333", "#7db0ff"),
    byline="@{handle} · {when}",
    actions=("reply", "repost", "heart"),
    radius=10,
    media_radius=10,
)
"""For a platform that has no look of its own yet."""
