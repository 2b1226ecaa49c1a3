"""Paragraphs that speak to a model instead of to readers: "Ignore your instructions and …". Nobody quotes them."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=8192)
def speaks_to_models(text: str, language: str) -> bool:
    """Whether a paragraph tells a model what to do, in its own language or in English."""
    from reprise.grounding.tables import leaks  # grounding is made of parts of this package

    return bool(leaks(language).search(text))
