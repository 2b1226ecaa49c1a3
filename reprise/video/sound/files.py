"""Sound files: WAV of any kind in, 16-bit 48 kHz WAV out, whole or in blocks; word times are kept inside the file."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from reprise.errors import BadInput
from reprise.video.voice.voiceover import Word

RATE = 48_000
"""Samples a second of every sound Reprise makes."""
BLOCK = 10 * RATE
"""Samples that are worked on at a time, so that memory does not grow with a film's length."""

Samples = NDArray[np.float32]
_WORDS = b"wrds"  # a RIFF chunk of ours; readers skip chunks they do not know
_WHOLE, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_RATES = (4_000, 384_000)


def as_sound(samples: Any) -> Samples:
    """An array of samples in the one type that sound has here."""
    return np.asarray(samples, dtype=np.float32)


def read_wav(data: bytes) -> Samples:
    """Samples −1…1 at 48 kHz of a PCM or float WAV of any rate: shape (n,) for mono, (n, channels) otherwise.

    Raises `BadInput` for what is no such WAV, and for values that are no numbers.
    """
    samples, rate, _ = decode_wav(data)
    if samples.shape[1] == 1:
        samples = samples[:, 0]
    if rate != RATE:
        common = gcd(rate, RATE)
        samples = as_sound(signal.resample_poly(samples, RATE // common, rate // common, axis=0))
    return samples


def decode_wav(data: bytes) -> tuple[Samples, int, int]:
    """Samples −1…1 as they are in a PCM or float WAV, shape (n, channels), its rate, and the bits of a sample.

    Raises `BadInput` as `read_wav` does.
    """
    kind, channels, rate, bits, raw = _parts(data)
    samples = _numbers(raw, kind, bits)
    samples = samples[: len(samples) // channels * channels]
    if not np.isfinite(samples).all():
        raise BadInput("The sound holds values that are no numbers.", remedy="Make it again.")
    return samples.reshape(-1, channels), rate, bits


def wav_bytes(samples: Samples, words: tuple[Word, ...] = ()) -> bytes:
    """A 48 kHz, 16-bit WAV of samples −1…1, shape (n,) or (n, channels), rounded with a little dither."""
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    pcm = Dither().pcm(samples)
    payload = b""
    if words:
        rows = json.dumps([[word.text, word.start, word.end] for word in words], ensure_ascii=False).encode()
        rows += b" " * (len(rows) % 2)
        payload = _WORDS + struct.pack("<I", len(rows)) + rows
    return _head(len(pcm), channels, after=len(payload)) + pcm + payload


def write_blocks(path: Path, blocks: Iterable[Samples], *, channels: int = 2) -> int:
    """Write a 48 kHz, 16-bit WAV of blocks, shape (n, channels) each, as they come. Returns its samples."""
    dither, size = Dither(), 0
    with path.open("wb") as file:
        file.write(_head(0, channels))
        for block in blocks:
            pcm = dither.pcm(block)
            file.write(pcm)
            size += len(pcm)
        file.seek(0)
        file.write(_head(size, channels))
    return size // (2 * channels)


class Dither:
    """Floats to 16-bit PCM with the same faint noise every time; digital silence stays silence."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng(0)

    def pcm(self, samples: Samples) -> bytes:
        noise = self._chance.random(samples.shape, dtype=np.float32) - np.float32(0.5)
        noise[samples == 0] = 0
        noise += samples * np.float32(32767.0)
        np.rint(noise, out=noise)
        np.clip(noise, -32768, 32767, out=noise)
        return noise.astype("<i2").tobytes()


class WavFile:
    """A 48 kHz, 16-bit WAV that Reprise wrote, read in parts. `samples` is its length."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            head = file.read(4096)
        try:
            kind, self.channels, rate, bits, _ = _parts(head)
        except BadInput as error:
            raise error.at(path.name) from error
        self._start = head.index(b"data") + 8
        size = struct.unpack_from("<I", head, self._start - 4)[0]
        if (kind, rate, bits) != (_WHOLE, RATE, 16):
            raise BadInput("The sound is not 48 kHz, 16-bit WAV.", where=path.name, remedy="Make it again.")
        self._path = path
        self.samples: int = min(size, path.stat().st_size - self._start) // (2 * self.channels)

    def read(self, start: int, end: int) -> Samples:
        """Samples `start`…`end`, shape (n, channels); fewer where the file ends before."""
        start, end = max(0, start), min(end, self.samples)
        count = max(0, end - start) * self.channels
        raw = np.fromfile(self._path, "<i2", count, offset=self._start + start * 2 * self.channels)
        return raw.reshape(-1, self.channels).astype(np.float32) / np.float32(32768.0)

    def blocks(self) -> Iterator[Samples]:
        """The whole file in blocks."""
        for start in range(0, self.samples, BLOCK):
            yield self.read(start, start + BLOCK)


def read_words(data: bytes) -> tuple[Word, ...]:
    """The word times that `wav_bytes` put into a file; empty when it holds none."""
    for name, start, size in wav_chunks(data):
        if name == _WORDS:
            rows = json.loads(data[start : start + size])
            return tuple(Word(text=text, start=begin, end=end) for text, begin, end in rows)
    return ()


def load_wav(path: Path) -> Samples:
    """`read_wav` of a file; errors name it."""
    try:
        return read_wav(path.read_bytes())
    except BadInput as error:
        raise error.at(path.name) from error


def _head(size: int, channels: int, *, after: int = 0) -> bytes:
    """A WAV's bytes up to its samples: `size` bytes of them, `after` bytes of further chunks."""
    form = struct.pack("<HHIIHH", _WHOLE, channels, RATE, RATE * 2 * channels, 2 * channels, 16)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", len(body) + size + after) + body


def wav_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(name, start, size) of each chunk of a RIFF file; sizes beyond the end, as streams have them, are cut."""
    place = 12
    while place + 8 <= len(data):
        name, size = data[place : place + 4], struct.unpack_from("<I", data, place + 4)[0]
        place += 8
        yield name, place, min(size, len(data) - place)
        place += size + size % 2


def _parts(data: bytes) -> tuple[int, int, int, int, bytes]:
    """Kind of number, channels, rate, bits and raw samples."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise BadInput("The sound is not a WAV file.", remedy="Make it again, as WAV.")
    found = {name: data[start : start + size] for name, start, size in reversed(list(wav_chunks(data)))}
    form, raw = found.get(b"fmt ", b""), found.get(b"data")
    if len(form) < 16 or raw is None:
        raise BadInput("The WAV file is cut off: it lacks its format or its samples.", remedy="Make it again.")
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if kind == _EXTENSIBLE and len(form) >= 26:
        kind = struct.unpack_from("<H", form, 24)[0]
    whole, floating = kind == _WHOLE and bits in (8, 16, 24, 32), kind == _FLOAT and bits in (32, 64)
    if not (whole or floating) or not 1 <= channels <= 8 or not _RATES[0] <= rate <= _RATES[1]:
        raise BadInput(
            f"The WAV file has {channels} channels, {rate} Hz and {bits} bits of kind {kind}, which cannot be read.",
            remedy="Use uncompressed WAV, such as 48 kHz and 16 bits.",
        )
    return kind, channels, rate, bits, raw


def _numbers(raw: bytes, kind: int, bits: int) -> Samples:
    raw = raw[: len(raw) // (bits // 8) * (bits // 8)]
    if kind == _FLOAT:
        return np.frombuffer(raw, f"<f{bits // 8}").astype(np.float32)
    if bits == 8:  # the only one without a sign
        return (np.frombuffer(raw, np.uint8).astype(np.float32) - np.float32(128)) / np.float32(128)
    if bits == 24:
        three = np.frombuffer(raw, np.uint8).reshape(-1, 3)
        wide = np.zeros((len(three), 4), np.uint8)
        wide[:, 1:] = three
        return wide.view("<i4").ravel().astype(np.float32) / np.float32(2**31)
    return np.frombuffer(raw, f"<i{bits // 8}").astype(np.float32) / np.float32(2 ** (bits - 1))
