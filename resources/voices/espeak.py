"""The built-in voice: espeak-ng from its wheel, in a process of its own, with the time of every word.

The library is not thread-safe, its sound depends on what it said before, and it may crash. A fresh process for each
text (some 40 ms) makes the same words sound the same every time, lets several threads speak at once, and keeps a
crash away from the run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import espeakng_loader
import numpy as np

from reprise.errors import BadInput, BadSettings, RepriseError, Unavailable
from reprise.video.script import Role
from reprise.video.sound.files import RATE, Samples, wav_bytes
from reprise.video.voice.voiceover import UnusableSound, Utterance, Word
from resources.voices import polish
from resources.voices.tunings import PARTS, tuning, variants

_VERSION = 1
_WORD, _CLAUSE_END = 1, 5
_QUIET = 10 ** (-38 / 20)  # of the line's peak: below it nothing is heard
_LONGEST = 60.0  # seconds for one text
_Events = list[tuple[int, int, int]]


class EspeakVoice:
    """espeak-ng as a `Voice`.

    Args:
        variant: one of espeak's voice variants such as "f3" or "Andy"; unset, the one tuned for the language.
        speed: factor on the tuned speaking rate.
        speaker: whose voice it is where no variant is set: the questioner's is higher, the explainer's lower.
    """

    reads_numbers = True

    def __init__(self, variant: str | None = None, speed: float = 1.0, speaker: Role | None = None) -> None:
        if variant is not None and variant not in variants():
            raise BadSettings(
                f"{variant!r} is not a variant of the espeak voice.",
                where="films.voice_variant",
                remedy=f"Choose one of {', '.join(sorted(variants()))}.",
            )
        self._variant = variant
        self._speed = speed
        self._part = PARTS[speaker] if speaker and variant is None else None

    @cached_property
    def signature(self) -> str:
        chosen = f"{self._part.variant} {self._part.pitch:+d}" if self._part else self._variant or "tuned"
        settings = f"{chosen} ×{self._speed:g}"
        return f"espeak-ng {_version()} {settings} ({_VERSION}.{polish.VERSION})"

    def words_per_minute(self, language: str) -> float:
        return tuning(language).words_per_minute * self._speed

    def speak(self, utterance: Utterance, language: str) -> tuple[bytes, tuple[Word, ...]]:
        """See `Voice`. Raises `BadSettings` for a language espeak-ng lacks and `BadInput` for unspeakable text."""
        utterance = _readable(utterance, language)
        if not utterance.words:
            raise BadInput("There is nothing to say in this text.", remedy="Write words.")
        raw, events, rate = self._synthesize(utterance.text, language)
        if not len(raw) or float(np.abs(raw).max()) < 1e-3:
            raise UnusableSound(
                f"The espeak voice is silent for this text in {language!r}.",
                where=repr(utterance.text[:60]),
                remedy="Check that the site's language is the text's language.",
            )
        samples = polish.polish(raw, rate)
        words = _time_words(utterance, events, rate, samples)
        return wav_bytes(samples), words

    def _synthesize(self, text: str, language: str) -> tuple[Samples, _Events, int]:
        tuned = tuning(language)
        variant = self._part.variant if self._part else self._variant or tuned.variant
        pitch = tuned.pitch + (self._part.pitch if self._part else 0)
        for name in tuned.voices:
            answer, sound = _ask(
                {
                    "text": text,
                    "voice": f"{name}+{variant}" if variant else name,
                    "rate": round(tuned.rate * self._speed),
                    "pitch": pitch,
                    "range": tuned.range,
                    "gap": tuned.gap,
                }
            )
            if "error" not in answer:
                samples = np.frombuffer(sound, dtype="<i2").astype(np.float32) / np.float32(32768.0)
                return samples, [tuple(event) for event in answer["events"]], answer["rate"]
            if answer["error"] != "voice":
                raise BadInput(f"espeak-ng refused the text ({answer['error']}).", where=repr(text[:60]))
        raise BadSettings(
            f"The espeak voice does not speak {language!r}.",
            where="the site's language",
            remedy="Choose another voice in the site's films settings, or a language that it speaks.",
        )


def _readable(utterance: Utterance, language: str) -> Utterance:
    """The utterance in letters that espeak-ng can read: it knows kana but no kanji."""
    if not language.startswith("ja"):
        return utterance
    from resources.voices.japanese import in_kana

    return in_kana(utterance)


def _time_words(utterance: Utterance, events: _Events, rate: int, samples: Samples) -> tuple[Word, ...]:
    """Times of the written words from espeak's events (type, 1-based character, sample).

    A word without an event of its own ("of the" is one for espeak) shares the time of its neighbours by length.
    """
    seconds = len(samples) / RATE
    known = _known_starts(utterance, events, rate)
    starts = _fill(known, [word.end - word.start + 1 for word in utterance.words], seconds)
    clause_ends = sorted(sample / rate for kind, _, sample in events if kind == _CLAUSE_END)
    bounds = []
    for start, following in pairwise([*starts, seconds]):
        end = next((end for end in clause_ends if start + 0.02 < end < following), following)
        bounds.append(_heard(samples, start, end))
    return tuple(
        Word(text=word.text, start=round(start, 4), end=round(end, 4))
        for word, (start, end) in zip(utterance.words, bounds, strict=True)
    )


def _known_starts(utterance: Utterance, events: _Events, rate: int) -> list[float | None]:
    starts: list[float | None] = [None] * len(utterance.words)
    number, latest = 0, -1.0
    for kind, position, sample in events:
        if kind != _WORD:
            continue
        character = position - 1
        while number + 1 < len(utterance.words) and utterance.words[number + 1].start <= character:
            number += 1
        at = sample / rate
        if starts[number] is None and at > latest + 0.005:
            starts[number] = latest = at
    return starts


def _fill(starts: list[float | None], lengths: list[int], seconds: float) -> list[float]:
    filled = list(starts)
    if filled[0] is None:
        filled[0] = 0.0
    known = [number for number, start in enumerate(filled) if start is not None]
    for left, right in pairwise([*known, len(filled)]):
        begin = filled[left] or 0.0
        end = seconds if right == len(filled) else filled[right]
        assert end is not None
        whole, passed = sum(lengths[left:right]), 0
        for number in range(left + 1, right):
            passed += lengths[number - 1]
            filled[number] = begin + (end - begin) * passed / whole
    return [start or 0.0 for start in filled]


def _heard(samples: Samples, start: float, end: float) -> tuple[float, float]:
    """The part of [start, end) seconds in which something is heard; the whole when nothing is."""
    piece = np.abs(samples[int(start * RATE) : int(end * RATE)])
    loud = np.flatnonzero(piece > float(np.abs(samples).max()) * _QUIET)
    if len(loud) < RATE * 0.02:
        return start, max(end, start + 0.001)
    return start + loud[0] / RATE, start + (loud[-1] + 1) / RATE


@cache
def _version() -> str:
    return str(_ask(None)[0]["version"]).split("  ", maxsplit=1)[0]


def _ask(request: dict[str, Any] | None) -> tuple[dict[str, Any], bytes]:
    """The helper's answer and its samples; without a request only espeak's version."""
    script = Path(__file__).with_name("espeak_process.py")
    library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(script), library, data],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _stopped(request, f"did not finish in {_LONGEST:.0f} s") from None
    if done.returncode:
        raise _stopped(request, f"crashed (status {done.returncode})")
    head, _, sound = done.stdout.partition(b"\n")
    answer: dict[str, Any] = json.loads(head)
    return answer, sound


def _stopped(request: dict[str, Any] | None, how: str) -> RepriseError:
    if request:
        text = repr(request["text"][:60])
        return BadInput(f"espeak-ng {how}.", where=text, remedy="Reword the text, or choose another voice.")
    remedy = "Install the project's dependencies again (espeakng-loader), or choose another voice."
    return Unavailable(f"espeak-ng {how}.", where="the espeak voice", remedy=remedy)
