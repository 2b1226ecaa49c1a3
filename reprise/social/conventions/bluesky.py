"""Bluesky: a short note with a hook; the whole address counts, so little else fits; long material becomes a thread."""

from __future__ import annotations

from reprise.social.conventions.convention import Convention

CONVENTION = Convention(
    platform="bluesky",
    layouts={
        "announcement": ("opening", "title", "lead", "call", "tags"),
        "highlights": ("hook", "call", "tags"),
        "quote_card": ("quote", "source", "call", "tags"),
        "thread": ("opening", "title", "lead", "points", "call", "tags"),
        "video": ("title", "lead", "call", "tags"),
    },
    sentences=1,
    points=3,
    point_limit=70,
    short_call=True,
)
