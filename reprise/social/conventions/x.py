"""X: a hook and one point within 280; long material becomes a thread with the link in its last post."""

from __future__ import annotations

from reprise.social.conventions.convention import Convention

CONVENTION = Convention(
    platform="x",
    layouts={
        "announcement": ("opening", "title", "lead", "call", "tags"),
        "highlights": ("hook", "call", "tags"),
        "quote_card": ("quote", "source", "call", "tags"),
        "faq": ("question", "answer", "call", "tags"),
        "thread": ("opening", "title", "lead", "points", "call", "tags"),
        "video": ("title", "lead", "call", "tags"),
    },
    sentences=1,
    points=3,
    point_limit=70,
    short_call=True,
    opener=True,
    film_links={"short": "post"},
)
