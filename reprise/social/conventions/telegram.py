"""Telegram: a channel note of a headline, what matters, and the link; sent as plain text."""

from __future__ import annotations

from reprise.social.conventions.convention import Convention

CONVENTION = Convention(
    platform="telegram",
    layouts={
        "announcement": ("opening", "title", "lead", "call", "tags"),
        "highlights": ("hook", "points", "call", "tags"),
        "quote_card": ("quote", "source", "call", "tags"),
        "faq": ("question", "answer", "call", "tags"),
        "video": ("title", "lead", "call", "tags"),
    },
    sentences=3,
    points=4,
    point_limit=160,
    opener=True,
    pointer=True,
)
