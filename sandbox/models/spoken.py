"""What the paid voices' stand-ins say: real speech by espeak-ng, and when each character of it is said.

Run as a program it is the process in which espeak-ng speaks one text: what the library said before changes how the next
text sounds, and the same text must always sound the same.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SYNCHRONOUS, _KEEP_RUNNING, _UTF8 = 2, 0x8000, 1
_RATE, _PITCH = 1, 3
_LIST_END, _WORD = 0, 1
_QUIET = 0.02  # of the peak: below it nothing is heard


@dataclass(frozen=True)
class Spoken:
    """Speech at `rate`, samples −1…1. `starts` and `ends` are seconds of each character of the text."""

    samples: NDArray[np.float32]
    rate: int
    starts: tuple[float, ...]
    ends: tuple[float, ...]

    def word_times(self, text: str) -> list[tuple[str, float, float]]:
        """(word, start, end) of each word between spaces, from its first to its last letter."""
        found, place = [], 0
        for word in text.split():
            at = text.index(word, place)
            place = at + len(word)
            letters = [n for n in range(at, place) if text[n].isalnum()] or [at]
            found.append((word, self.starts[letters[0]], self.ends[letters[-1]]))
        return found


def say(text: str, *, language: str = "en", pitch: int = 45, speed: float = 1.0, variant: str = "f2") -> Spoken:
    """The text spoken. Raises `ValueError` for a text or language that cannot be."""
    import espeakng_loader
    import numpy as np

    asked = {"text": text, "voice": f"{language}+{variant}", "pitch": pitch, "rate": round(155 * speed)}
    command = [sys.executable, "-I", __file__, espeakng_loader.get_library_path(), espeakng_loader.get_data_path()]
    done = subprocess.run(command, input=json.dumps(asked).encode(), capture_output=True, timeout=60, check=False)
    if done.returncode:
        raise ValueError(f"espeak-ng cannot say it: {done.stderr[-200:]!r}")
    head, _, sound = done.stdout.partition(b"\n")
    answer = json.loads(head)
    samples = np.frombuffer(sound, "<i2").astype(np.float32) / np.float32(32768.0)
    starts, ends = _characters(text, answer["events"], samples, answer["rate"])
    return Spoken(samples, answer["rate"], starts, ends)


def _characters(
    text: str, events: list[tuple[int, int]], samples: Any, rate: int
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Times of characters: a word's letters share the time in which it is heard, what stands between two words is the
    pause between them."""
    seconds = len(samples) / rate
    spans, place = [], 0
    for word in text.split():
        at = text.index(word, place)
        place = at + len(word)
        spans.append((at, place))
    known: dict[int, float] = {}
    for position, sample in events:
        number = max((n for n, (begin, _) in enumerate(spans) if begin < position), default=0)
        known.setdefault(number, sample / rate)
    begins = _filled(known, [end - begin for begin, end in spans], seconds)
    starts, ends = [0.0] * len(text), [0.0] * len(text)
    now = 0.0
    for number, (begin, end) in enumerate(spans):
        first, last = _heard(samples, rate, begins[number], begins[number + 1])
        letters = [n for n in range(begin, end) if text[n].isalnum()] or [begin]
        step = (last - first) / (letters[-1] - letters[0] + 1)
        for at in range(spans[number - 1][1] if number else 0, letters[0]):
            starts[at], ends[at] = min(now, first), first
        for at in range(letters[0], letters[-1] + 1):
            starts[at] = first + step * (at - letters[0])
            ends[at] = first + step * (at - letters[0] + 1)
        for at in range(letters[-1] + 1, end):
            starts[at], ends[at] = last, max(last, begins[number + 1])
        now = last
    for at in range(spans[-1][1] if spans else 0, len(text)):
        starts[at], ends[at] = now, seconds
    return tuple(starts), tuple(ends)


def _filled(known: dict[int, float], lengths: list[int], seconds: float) -> list[float]:
    """When each word begins, and where the last ends: words that espeak joins share their time by length."""
    known = {0: 0.0, **known, len(lengths): seconds}
    begins = [0.0] * (len(lengths) + 1)
    places = sorted(known)
    for left, right in pairwise(places):
        whole, passed = sum(lengths[left:right]), 0
        for number in range(left, right):
            begins[number] = known[left] + (known[right] - known[left]) * passed / whole
            passed += lengths[number]
    begins[-1] = seconds
    return begins


def _heard(samples: Any, rate: int, start: float, end: float) -> tuple[float, float]:
    import numpy as np

    part = np.abs(samples[round(start * rate) : round(end * rate)])
    loud = np.flatnonzero(part > _QUIET * float(np.abs(samples).max(initial=0.0)))
    if not len(loud):
        return start, end
    return start + int(loud[0]) / rate, start + (int(loud[-1]) + 1) / rate


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int) for name in ("type", "unique", "position", "length", "milliseconds", "sample")),
        ("user", ctypes.c_void_p),
        ("id", _Id),
    ]


def _speak(library: ctypes.CDLL, data: str, asked: dict[str, Any]) -> tuple[int, list[tuple[int, int]], bytes]:
    rate = library.espeak_Initialize(_SYNCHRONOUS, 200, data.encode(), _KEEP_RUNNING)
    if rate <= 0 or library.espeak_SetVoiceByName(asked["voice"].encode()):
        raise SystemExit(f"no voice {asked['voice']}")
    sound: list[bytes] = []
    found: list[tuple[int, int]] = []

    def receive(samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            sound.append(ctypes.string_at(samples, count * 2))
        number = 0
        while events[number].type != _LIST_END:
            if events[number].type == _WORD:
                found.append((events[number].position, events[number].sample))
            number += 1
        return 0

    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))
    callback = kind(receive)
    library.espeak_SetSynthCallback(callback)
    library.espeak_ng_SetRandSeed(1)
    library.espeak_SetParameter(_RATE, asked["rate"], 0)
    library.espeak_SetParameter(_PITCH, asked["pitch"], 0)
    text = asked["text"].encode() + b"\0"
    if library.espeak_Synth(text, len(text), 0, 1, 0, _UTF8, None, None):
        raise SystemExit("it was refused")
    library.espeak_Synchronize()
    return rate, found, b"".join(sound)


def _main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the library prints must not mix with the answer
    rate, events, sound = _speak(ctypes.CDLL(sys.argv[1]), sys.argv[2], json.load(sys.stdin))
    answers.write(json.dumps({"rate": rate, "events": events}).encode() + b"\n" + sound)
    answers.close()


if __name__ == "__main__":
    _main()
