"""What a voice gave back made into a line: any WAV read, checked, cut to equal silences and brought to one loudness."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from reprise.errors import BadInput
from reprise.video.sound.files import RATE, Samples, decode_wav, wav_chunks
from reprise.video.sound.loudness import speech_level, to_loudness
from reprise.video.voice.voiceover import UnusableSound, Utterance, Word

VERSION = 1
LEVEL = -20.0
"""Loudness of every line, LUFS."""
LEAD = 0.05
"""Seconds of quiet kept before the first sound of a line."""
TRAIL = 0.12
"""Seconds of quiet kept after its last sound."""
_QUIET = 10 ** (-45 / 20)  # of the line's own peak
_UNKNOWN = 0x7FFFF000
_NOTES = b"note"  # a RIFF chunk of ours, as the words' one
_CLIPPED, _RUINED = 0.002, 0.25  # shares of what is heard
_FASTEST, _SLOWEST = 12.0, 0.25  # words a second
_OTHER = "Try another voice or correct the narration."


@dataclass(frozen=True)
class Take:
    """A line's sound, mono at 48 kHz, the times of its words if the voice told them, and remarks for people."""

    samples: Samples
    words: tuple[Word, ...] | None
    notes: tuple[str, ...]


def make_take(data: bytes, words: tuple[Word, ...] | None, utterance: Utterance) -> Take:
    """A line from a voice's answer. Raises `UnusableSound` for one that holds no usable speech."""
    samples, notes = read_any(data)
    if words is not None and [word.text for word in words] != [word.text for word in utterance.words]:
        words = None  # the times of other words are none
    samples, words = trim(samples, words)
    said = (len(samples) / RATE - LEAD - TRAIL) / max(1, len(utterance.words))
    if said < 1 / _FASTEST and len(utterance.words) > 2:
        raise UnusableSound(
            f"The voice said {len(utterance.words)} words in {len(samples) / RATE:.1f} seconds.", remedy=_OTHER
        )
    if said > 1 / _SLOWEST:
        notes = (*notes, f"it takes {said:.0f} seconds a word: listen to it")
    if abs(speech_level(samples) - LEVEL) > 0.5:
        samples = to_loudness(samples, LEVEL, -1.0)
    return Take(samples, words, notes)


def read_any(data: bytes) -> tuple[Samples, tuple[str, ...]]:
    """Mono samples −1…1 at 48 kHz of a WAV of any rate, width and number of channels, and what is wrong with them.

    Raises `UnusableSound` for what is no such WAV, breaks off, is empty, silent or clipped beyond use.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        begins = data[:60].decode("utf-8", errors="replace").strip()
        raise UnusableSound(f"The voice's answer is no WAV file; it begins with {begins!r}.", remedy=_OTHER)
    _whole(data)
    try:
        raw, rate, bits = decode_wav(data)
    except BadInput as error:
        raise UnusableSound(f"The voice's answer cannot be read: {error.what}", remedy=_OTHER) from error
    mono = raw.mean(axis=1, dtype=np.float64) if raw.shape[1] > 1 else raw[:, 0].astype(np.float64)
    peak = float(np.abs(mono).max(initial=0.0))
    if not len(mono):
        raise UnusableSound("The voice returned an empty sound.", remedy=_OTHER)
    if peak < 1e-4:
        raise UnusableSound("The voice returned silence.", remedy=_OTHER)
    clipped = max((_clipped(channel, 2.0 ** (1 - min(bits, 24))) for channel in raw.T), default=0.0)
    if clipped > _RUINED:
        raise UnusableSound(f"{clipped:.0%} of the voice's sound is clipped.", remedy="Turn the voice's volume down.")
    notes = (f"{clipped:.1%} of the voice's sound was clipped",) if clipped > _CLIPPED else ()
    mono -= mono.mean()
    if rate != RATE:
        shared = math.gcd(RATE, rate)
        mono = signal.resample_poly(mono, RATE // shared, rate // shared)
    mono *= min(1.0, 0.99 / max(1e-9, float(np.abs(mono).max())))
    return mono.astype(np.float32), notes


def trim(samples: Samples, words: tuple[Word, ...] | None) -> tuple[Samples, tuple[Word, ...] | None]:
    """The line with short, equal silences at both ends, faded, and its words moved along."""
    loud = _loud(samples)
    first, last = int(loud[0]), int(loud[-1]) + 1
    lead, trail = round(LEAD * RATE), round(TRAIL * RATE)
    body = np.zeros(lead + last - first + trail, dtype=np.float32)
    start, end = max(0, first - lead), min(len(samples), last + trail)
    body[lead - (first - start) : lead - (first - start) + end - start] = samples[start:end]
    ramp = np.linspace(0.0, 1.0, lead // 2, dtype=np.float32)
    body[: len(ramp)] *= ramp
    body[-len(ramp) :] *= ramp[::-1]
    return body, None if words is None else _moved(words, (lead - first) / RATE, LEAD, len(body) / RATE)


def with_notes(data: bytes, notes: tuple[str, ...]) -> bytes:
    """A WAV with remarks kept inside the file."""
    if not notes:
        return data
    payload = json.dumps(notes, ensure_ascii=False).encode()
    payload += b" " * (len(payload) % 2)
    whole = bytearray(data + _NOTES + struct.pack("<I", len(payload)) + payload)
    whole[4:8] = struct.pack("<I", len(whole) - 8)
    return bytes(whole)


def read_notes(data: bytes) -> tuple[str, ...]:
    """The remarks that `with_notes` put into a file."""
    for name, start, size in wav_chunks(data):
        if name == _NOTES:
            return tuple(json.loads(data[start : start + size]))
    return ()


def _loud(samples: Samples) -> NDArray[np.intp]:
    """Where something is heard: what is well above the line's floor, and over the noise between its words."""
    level = np.abs(samples)
    floor = float(level.max(initial=0.0)) * _QUIET
    frame = RATE // 50
    count = len(samples) // frame
    power = samples.astype(np.float64) ** 2
    noise = np.sqrt(np.percentile(power[: count * frame].reshape(count, frame).mean(axis=1), 4)) if count >= 10 else 0.0
    if 4 * noise > floor:  # single samples of noise reach far; its level over some milliseconds does not
        level = np.sqrt(np.maximum(ndimage.uniform_filter1d(power, RATE // 200, mode="constant"), 0))
        floor = min(2.5 * float(noise), float(level.max()) * 10 ** (-20 / 20))
    return np.flatnonzero(level > floor)


def _moved(words: tuple[Word, ...], by: float, least: float, seconds: float) -> tuple[Word, ...]:
    """Words `by` seconds later, each at least a moment long, in order and inside `least`…`seconds`."""
    moved, place = [], least
    shortest = min(0.01, (seconds - least) / (len(words) + 1))
    for number, word in enumerate(words):
        latest = seconds - shortest * (len(words) - number)
        start = min(max(word.start + by, place), latest)
        end = min(max(word.end + by, start + shortest), latest + shortest)
        moved.append(Word(text=word.text, start=round(start, 4), end=round(end, 4)))
        place = end
    return tuple(moved)


def _clipped(channel: Samples, step: float) -> float:
    """The share of what is heard that lies on flat tops: four samples or more at the very peak."""
    level = np.abs(channel)
    peak = float(level.max(initial=0.0))
    if peak < 0.02 or step > 1e-3:
        return 0.0
    top = np.concatenate(([0], (level >= peak - 1.5 * step).astype(np.int8), [0]))
    edges = np.flatnonzero(np.diff(top))
    lengths = edges[1::2] - edges[::2]
    return float(lengths[lengths >= 4].sum() / max(1, int((level > peak * 0.05).sum())))


def _whole(data: bytes) -> None:
    """Raises `UnusableSound` for a WAV with fewer samples than its header announces. A header that was sent before the
    length was known says nothing or far too much."""
    place = 12
    while place + 8 <= len(data):
        name, size = data[place : place + 4], int(struct.unpack_from("<I", data, place + 4)[0])
        place += 8
        if name == b"data" and 0 < size < _UNKNOWN and place + size > len(data):
            share = (len(data) - place) / size
            raise UnusableSound(f"The voice's WAV breaks off after {share:.0%} of its sound.", remedy=_OTHER)
        place += size + size % 2
