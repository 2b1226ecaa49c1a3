"""TikTok: the hook first and little else; the link is on screen, not in the text."""

from __future__ import annotations

from reprise.social.conventions.convention import Convention

CONVENTION = Convention(
    platform="tiktok",
    layouts={
        "announcement": ("opening", "title", "lead", "tags"),
        "highlights": ("hook", "points", "ask", "tags"),
        "quote_card": ("quote", "source", "aside", "tags"),
        "carousel": ("opening", "title", "slides", "tags"),
        "video": ("title", "tags"),
    },
    sentences=1,
    points=3,
    point_limit=70,
    opener=True,
    film_links={"short": "bio"},
)
