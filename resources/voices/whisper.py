"""Word times by what faster-whisper hears, from a model on disk; needs the optional extra `models`."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy import signal

from reprise.digest import file_digest
from reprise.errors import BadSettings
from reprise.video.sound.files import RATE, Samples
from reprise.video.voice.alignment import HOP, Activity, ReferenceAligner, activity
from reprise.video.voice.voiceover import Utterance, Word

_VERSION = 1
_HEARS = 16_000
_LEAST = 0.6
"""Share of the letters that must be heard as written before Whisper is believed."""
_APART, _APART_UNSURE = 0.5, 0.25
"""Seconds between Whisper and the reference beyond which Whisper is believed; the second where there is none."""
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Heard:
    """A word as it was heard, in seconds."""

    text: str
    start: float
    end: float


class WhisperAligner:
    """Asks the reference, and corrects it by what a model hears.

    Args:
        folder: a model in CTranslate2's format (model.bin, config.json, tokenizer.json or vocabulary).
    """

    def __init__(self, folder: Path, reference: ReferenceAligner) -> None:
        if not (folder / "model.bin").is_file():
            raise BadSettings(
                f"There is no Whisper model in {folder}.",
                where="REPRISE_WHISPER_MODEL",
                remedy="Name a folder with model.bin, or unset it: words are timed without Whisper then.",
            )
        try:
            self._library = version("faster-whisper")
        except PackageNotFoundError:
            raise BadSettings(
                "faster-whisper is not installed.",
                where="REPRISE_WHISPER_MODEL",
                remedy="Install the project's extra `models`, or unset it.",
            ) from None
        self._folder = folder
        self._reference = reference

    @property
    def signature(self) -> str:
        model = _model_name(self._folder)
        return f"whisper {_VERSION} {self._library} {model}; {self._reference.signature}"

    def align(self, samples: Samples, utterance: Utterance, language: str) -> tuple[Word, ...]:
        words = self._reference.align(samples, utterance, language)
        heard = _hear(self._folder, samples, language.split("-", maxsplit=1)[0])
        starts = matched(heard, [word.text for word in utterance.words], activity(samples))
        if starts is None:
            return words
        apart = _APART if self._reference.speaks(utterance, language) else _APART_UNSURE
        return corrected(words, starts, len(samples) / RATE, apart=apart)


def matched(heard: list[Heard], written: list[str], active: Activity) -> list[float | None] | None:
    """When each written word was heard to begin; None for one that was not, and for all when too little agrees.

    A word that begins in silence really begins with the sound after it: Whisper likes to stamp the first word into the
    silence in front.
    """
    letters, times = _letters([each.text for each in heard]), []
    for each, count in zip(heard, _counts([each.text for each in heard]), strict=True):
        start = _sounding(each.start, each.end, active)
        times += [start + (each.end - start) * number / max(1, count) for number in range(count)]
    wanted, counts = _letters(written), _counts(written)
    blocks = SequenceMatcher(None, letters, wanted, autojunk=False).get_matching_blocks()
    if sum(block.size for block in blocks) < _LEAST * max(1, len(wanted)):
        return None
    place_of = {block.b + offset: block.a + offset for block in blocks for offset in range(block.size)}
    starts: list[float | None] = []
    place = 0
    for count in counts:
        at = place_of.get(place) if count else None
        starts.append(None if at is None else times[at])
        place += count
    return starts


def corrected(words: tuple[Word, ...], starts: list[float | None], seconds: float, *, apart: float) -> tuple[Word, ...]:
    """Words moved to where they were heard when that is more than `apart` seconds away; the others share the rest."""
    fixed = {
        number: start if abs(start - word.start) > apart else word.start
        for number, (word, start) in enumerate(zip(words, starts, strict=True))
        if start is not None
    }
    if not fixed or all(fixed[number] == words[number].start for number in fixed):
        return words
    known = [
        number for number in sorted(fixed) if all(fixed[other] <= fixed[number] for other in fixed if other < number)
    ]
    places = np.interp(
        np.arange(len(words)),
        [-1, *known, len(words)],
        [min(words[0].start, fixed[known[0]]), *(fixed[number] for number in known), seconds],
    )
    ends = [
        min(following, start + (word.end - word.start))
        for (start, following), word in zip(pairwise([*places, seconds]), words, strict=True)
    ]
    return tuple(
        Word(text=word.text, start=round(float(start), 4), end=round(float(max(end, start)), 4))
        for word, start, end in zip(words, places, ends, strict=True)
    )


def _sounding(start: float, end: float, active: Activity) -> float:
    frames = np.flatnonzero(active.speaking[int(start / HOP) : int(end / HOP) + 1])
    return start if not len(frames) else start + float(frames[0]) * HOP


def _letters(words: list[str]) -> str:
    return "".join(character for word in words for character in word.casefold() if character.isalnum())


def _counts(words: list[str]) -> list[int]:
    return [sum(map(str.isalnum, word.casefold())) for word in words]


@lru_cache(maxsize=2)
def _model_name(folder: Path) -> str:
    return file_digest(folder / "model.bin")[:12]


@lru_cache(maxsize=1)
def _model(folder: Path) -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)


def _hear(folder: Path, samples: Samples, language: str) -> list[Heard]:
    sound = signal.resample_poly(samples, 1, RATE // _HEARS).astype(np.float32)
    with _LOCK:
        try:
            segments, _ = _model(folder).transcribe(
                sound, language=language, word_timestamps=True, beam_size=1, temperature=0.0,
                condition_on_previous_text=False,
            )  # fmt: skip
            return [Heard(word.word, word.start, word.end) for segment in segments for word in segment.words or ()]
        except (ValueError, RuntimeError):  # a language the model does not know, or a file that is no model
            return []
