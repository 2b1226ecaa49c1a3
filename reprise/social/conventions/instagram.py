"""Instagram: a caption under the picture; links cannot be clicked, so the call points to the profile."""

from __future__ import annotations

from reprise.social.conventions.convention import Convention

CONVENTION = Convention(
    platform="instagram",
    layouts={
        "announcement": ("opening", "title", "lead", "call", "tags"),
        "highlights": ("hook", "points", "ask", "call", "tags"),
        "quote_card": ("quote", "source", "aside", "call", "tags"),
        "carousel": ("opening", "title", "lead", "slides", "ask", "call", "tags"),
        "video": ("title", "lead", "call", "tags"),
    },
    sentences=3,
    points=5,
    point_limit=160,
    bullet="🔹",
    opener=True,
    pointer=True,
    film_links={"short": "bio"},
)
