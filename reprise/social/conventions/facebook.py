"""Facebook: two or three short paragraphs as one would tell a friend, a question to the reader, the link at the end."""

from __future__ import annotations

from reprise.social.conventions.convention import Convention

CONVENTION = Convention(
    platform="facebook",
    layouts={
        "announcement": ("opening", "title", "lead", "ask", "call", "tags"),
        "highlights": ("hook", "points", "ask", "call", "tags"),
        "quote_card": ("quote", "source", "ask", "call", "tags"),
        "faq": ("question", "answer", "ask", "call", "tags"),
        "carousel": ("opening", "title", "lead", "slides", "ask", "call", "tags"),
        "video": ("title", "lead", "ask", "call", "tags"),
    },
    sentences=2,
    points=3,
    point_limit=150,
    pointer=True,
    film_links={"short": "post"},
)
