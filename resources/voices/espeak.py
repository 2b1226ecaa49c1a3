"""The built-in voice: espeak-ng from its wheel, in a process of its own, with the time of every word.

The library is not thread-safe, keeps its state in globals and may crash; a helper process keeps such a crash away
from the run, lets several voices speak at once, and is started anew when it is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import espeakng_loader
import numpy as np

from reprise.errors import BadInput, BadSettings, Unavailable
from reprise.video.sound import RATE, Samples, wav_bytes
from reprise.video.speech import Utterance, utter
from reprise.video.voiceover import Word
from resources.voices import polish
from resources.voices.tunings import tuning, variants

_VERSION = 1
_WORD, _CLAUSE_END = 1, 5
_QUIET = 10 ** (-38 / 20)  # of the line's peak: below it nothing is heard
_SECONDS_PER_REQUEST = 60.0
_Events = list[tuple[int, int, int]]


class EspeakVoice:
    """espeak-ng as a `Voice`.

    Args:
        variant: one of espeak's voice variants such as "f3" or "Andy"; unset, the one tuned for the language.
        speed: factor on the tuned speaking rate.
    """

    def __init__(self, variant: str | None = None, speed: float = 1.0) -> None:
        if variant is not None and variant not in variants():
            raise BadSettings(
                f"{variant!r} is not a variant of the espeak voice.",
                where="films.voice_variant",
                remedy=f"Choose one of {', '.join(sorted(variants()))}.",
            )
        self._variant = variant
        self._speed = speed
        self._helper = _Helper()

    @cached_property
    def signature(self) -> str:
        settings = f"{self._variant or 'tuned'} ×{self._speed:g}"
        return f"espeak-ng {self._helper.version} {settings} ({_VERSION}.{polish.VERSION})"

    def words_per_minute(self, language: str) -> float:
        return tuning(language).words_per_minute * self._speed

    def speak(self, text: str, language: str) -> tuple[bytes, tuple[Word, ...]]:
        """See `Voice`. Raises `BadSettings` for a language espeak-ng lacks and `BadInput` for unspeakable text."""
        utterance = _readable(utter(text, language), language)
        if not utterance.words:
            raise BadInput("There is nothing to say in this text.", remedy="Write words.")
        raw, events, rate = self._synthesize(utterance.text, language)
        if not len(raw) or float(np.abs(raw).max()) < 1e-3:
            raise BadInput(
                f"The espeak voice is silent for this text in {language!r}.",
                where=repr(text[:60]),
                remedy="Check that the site's language is the text's language.",
            )
        samples = polish.polish(raw, rate)
        words = _time_words(utterance, events, rate, samples)
        return wav_bytes(samples), words

    def _synthesize(self, text: str, language: str) -> tuple[Samples, _Events, int]:
        tuned = tuning(language)
        variant = self._variant or tuned.variant
        for name in tuned.voices:
            answer, sound = self._helper.ask(
                {
                    "text": text,
                    "voice": f"{name}+{variant}" if variant else name,
                    "rate": round(tuned.rate * self._speed),
                    "pitch": tuned.pitch,
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


@dataclass
class _Running:
    process: subprocess.Popen[bytes]
    owner: int
    version: str
    stop: Callable[[], Any]


class _Helper:
    """Starts the helper process when it is needed and again when it was lost."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: _Running | None = None

    @property
    def version(self) -> str:
        with self._lock:
            return self._ready().version.split("  ")[0]

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The helper's answer and its samples. A crash is tried once more in a new process."""
        with self._lock:
            for _ in range(2):
                answer = self._try(self._ready(), request)
                if answer is not None:
                    return answer
                self.stop()
        raise BadInput(
            "espeak-ng crashed while it spoke this text.",
            where=repr(request["text"][:60]),
            remedy="Reword it, or choose another voice.",
        )

    def stop(self) -> None:
        if self._running:
            self._running.stop()
            self._running = None

    def _ready(self) -> _Running:
        running = self._running
        if running and running.owner == os.getpid() and running.process.poll() is None:
            return running
        if running and running.owner == os.getpid():
            self.stop()
        self._running = self._start()
        return self._running

    def _start(self) -> _Running:
        script = Path(__file__).with_name("espeak_process.py")
        command = [
            sys.executable,
            "-I",
            str(script),
            espeakng_loader.get_library_path(),
            espeakng_loader.get_data_path(),
        ]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        stop = weakref.finalize(self, _end, process, os.getpid())
        assert process.stdout
        hello = process.stdout.readline()
        if not hello:
            stop()
            raise Unavailable(
                "espeak-ng could not be started.",
                where="the espeak voice",
                remedy="Install the project's dependencies again (espeakng-loader), or choose another voice.",
            )
        return _Running(process, os.getpid(), json.loads(hello)["version"], stop)

    def _try(self, running: _Running, request: dict[str, Any]) -> tuple[dict[str, Any], bytes] | None:
        process = running.process
        assert process.stdin and process.stdout
        watch = threading.Timer(_SECONDS_PER_REQUEST, process.kill)
        watch.start()
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if not line:
                return None
            answer = json.loads(line)
            sound = process.stdout.read(answer.get("bytes", 0))
            return (answer, sound) if len(sound) == answer.get("bytes", 0) else None
        except OSError:
            return None
        finally:
            watch.cancel()


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    """Close the helper's pipes and end it, unless this process only inherited them."""
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()
    if owner == os.getpid():
        process.kill()
        process.wait()
