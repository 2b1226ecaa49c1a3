"""YouTube: films only; the description begins with the link."""

from __future__ import annotations

from reprise.social.conventions.convention import Convention

CONVENTION = Convention(
    platform="youtube",
    layouts={"video": ("call", "lead", "tags")},
    sentences=2,
    film_links={"long": "below"},  # a link below a short film cannot be clicked there
)
