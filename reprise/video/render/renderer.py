"""Renders a film: units by workers, one sound encoding, joined without encoding again."""

from __future__ import annotations

from dataclasses import dataclass

from reprise.media import Media, MediaStore
from reprise.video.film import Film
from reprise.video.voiceover import Progress


@dataclass(frozen=True)
class Rendered:
    """A finished film. `units_made` were encoded now, `units_reused` were in the store; `seconds` is wall time."""

    media: Media
    units_made: int
    units_reused: int
    seconds: float


def render(film: Film, media: MediaStore, *, workers: int = 2, progress: Progress | None = None) -> Rendered:
    """The film as an mp4 (H.264 high, yuv420p BT.709, AAC 48 kHz, fast start)."""
    raise NotImplementedError
