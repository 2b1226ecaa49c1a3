"""Mastodon: a note to people who read in order: what it is about, what matters, the link; threads for long material."""

from __future__ import annotations

from reprise.social.conventions.convention import Convention

CONVENTION = Convention(
    platform="mastodon",
    layouts={
        "announcement": ("opening", "title", "lead", "call", "tags"),
        "highlights": ("hook", "points", "call", "tags"),
        "quote_card": ("quote", "source", "call", "tags"),
        "thread": ("opening", "title", "lead", "points", "call", "tags"),
        "video": ("title", "lead", "call", "tags"),
    },
    sentences=2,
    points=3,
    point_limit=100,
)
