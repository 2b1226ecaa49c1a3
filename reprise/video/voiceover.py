"""A script spoken: one sound file for each scene's narration, with the time of every word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from reprise.media import Media
from reprise.model import Document


class Word(Document):
    """A spoken word as it is written in the narration (punctuation attached), in seconds of its sound file."""

    text: str
    start: float
    end: float


class NarrationLine(Document):
    """One scene's narration: a mono 16-bit 48 kHz WAV with its words in order. `text` is what was asked for."""

    scene: str
    text: str
    media: Media
    seconds: float
    words: tuple[Word, ...]


class Voiceover(Document):
    """The narration of a whole script. `voice` names engine, voice and settings."""

    article: str
    format: str
    language: str
    voice: str
    lines: tuple[NarrationLine, ...]

    @property
    def seconds(self) -> float:
        return sum(line.seconds for line in self.lines)


class Voice(Protocol):
    """A speaking voice. `signature` is all that changes its sound: engine, version, voice, rate, pitch."""

    @property
    def signature(self) -> str: ...

    def speak(self, text: str, language: str) -> tuple[bytes, tuple[Word, ...]]:
        """WAV bytes (mono, 16 bit, 48 kHz) and the times of the words of `text`, as written there."""
        ...

    def words_per_minute(self, language: str) -> float:
        """The measured speaking rate, for planning lengths."""
        ...


Progress = Callable[[str, float], None]
"""Called with what is being done and how far it is, 0–1."""
