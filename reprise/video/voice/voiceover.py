"""A script spoken: one sound file for each scene's narration, with the time of every word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from reprise.errors import BadInput
from reprise.media import Media
from reprise.model import Document


class Word(Document):
    """A spoken word as it is written in the narration (punctuation attached), in seconds of its sound file."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class SpokenWord:
    """A written word and the characters [`start`, `end`) of the utterance that say it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Utterance:
    """What is given to a voice, and its written words in order."""

    text: str
    words: tuple[SpokenWord, ...]


class NarrationLine(Document):
    """One scene's narration: a mono 16-bit 48 kHz WAV with its words in order. `text` is what was asked for.

    `voice` names who spoke it, `timing` where its word times come from ("voice", or how they were found), and `notes`
    what is not quite right with its sound, for people. `metered` says that what it cost is in the ledger already, from
    the call that made it.
    """

    scene: str
    text: str
    media: Media
    seconds: float
    words: tuple[Word, ...]
    voice: str = ""
    timing: str = "voice"
    notes: tuple[str, ...] = ()
    metered: bool = False


class VoiceFailure(Document):
    """A voice of the chain that did not speak, at which scene, and why; the next one spoke all of its lines."""

    voice: str
    scene: str
    reason: str


class Voiceover(Document):
    """The narration of a whole script. `voice` names engine, voice and settings (all of them where several speak).

    `endings` are the last lines of presets that end in other words.
    """

    article: str
    format: str
    language: str
    voice: str
    lines: tuple[NarrationLine, ...]
    failures: tuple[VoiceFailure, ...] = ()
    endings: dict[str, NarrationLine] = {}

    def of_preset(self, name: str) -> Voiceover:
        """The narration as a preset has it."""
        if name not in self.endings:
            return self
        return self.model_copy(update={"lines": (*self.lines[:-1], self.endings[name])})

    @property
    def seconds(self) -> float:
        return sum(line.seconds for line in self.lines)

    @property
    def unmetered_seconds(self) -> float:
        """What voices spoke whose work is not in the ledger yet."""
        return sum(line.seconds for line in self.lines if not line.metered)


class UnusableSound(BadInput):
    """What a voice gave back cannot be used: the voice's fault, not the text's, so another voice may do better."""


class Voice(Protocol):
    """A speaking voice. `signature` is all that changes its sound: engine, version, voice, rate, pitch.

    `reads_numbers` says that it reads figures by itself, as they are read in its language; to others numbers are
    given in letters.
    """

    @property
    def signature(self) -> str: ...

    @property
    def reads_numbers(self) -> bool: ...

    def speak(self, utterance: Utterance, language: str) -> tuple[bytes, tuple[Word, ...] | None]:
        """A WAV of any rate, and the times of the utterance's words, as written; None where the voice does not tell.

        Raises `BadInput` for a text that cannot be spoken by any voice, `UnusableSound`, `Unavailable` and
        `BadSettings` for what is wrong with the voice.
        """
        ...

    def words_per_minute(self, language: str) -> float:
        """The measured speaking rate, for planning lengths."""
        ...


@runtime_checkable
class Reaches(Protocol):
    """A voice that is somewhere else, at `place`, and can be asked whether it is there, without saying anything."""

    @property
    def place(self) -> str: ...

    def check(self, language: str) -> None:
        """Raises what is wrong."""
        ...


Progress = Callable[[str, float], None]
"""Called with what is being done and how far it is, 0–1."""
