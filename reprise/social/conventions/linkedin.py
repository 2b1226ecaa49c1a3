"""LinkedIn: the first two lines carry the post; short paragraphs, no emoji, the link in the text."""

from __future__ import annotations

from reprise.social.conventions.convention import Convention

CONVENTION = Convention(
    platform="linkedin",
    layouts={
        "announcement": ("opening", "title", "lead", "call", "tags"),
        "highlights": ("hook", "points", "call", "tags"),
        "quote_card": ("quote", "source", "aside", "call", "tags"),
        "faq": ("question", "answer", "call", "tags"),
        "carousel": ("opening", "title", "lead", "slides", "call", "tags"),
        "video": ("title", "lead", "call", "tags"),
    },
    sentences=3,
    points=4,
    point_limit=200,
    bullet="→",
    film_links={"short": "post"},
)
