"""Captions: cues for subtitle files and for the words burned into the picture."""

from __future__ import annotations

from reprise.model import Document
from reprise.video.voiceover import Word


class Caption(Document):
    """One cue in film seconds: at most two `lines`, with the film times of the words in them, in order."""

    scene: str
    start: float
    end: float
    lines: tuple[str, ...]
    words: tuple[Word, ...]


class Captions(Document):
    """All cues of a film in order; they do not overlap."""

    article: str
    format: str
    language: str
    cues: tuple[Caption, ...]
