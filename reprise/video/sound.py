"""Sound files: 16-bit WAV in and out as floats, with word times kept inside the file itself."""

from __future__ import annotations

import io
import json
import struct
import wave
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reprise.errors import BadInput
from reprise.video.voiceover import Word

RATE = 48_000
"""Samples a second of every sound Reprise makes."""

Samples = NDArray[np.float32]
_WORDS = b"wrds"  # a RIFF chunk of ours; readers skip chunks they do not know


def as_sound(samples: Any) -> Samples:
    """An array of samples in the one type that sound has here."""
    return np.asarray(samples, dtype=np.float32)


def read_wav(data: bytes) -> Samples:
    """Samples −1…1 of a 48 kHz, 16-bit WAV: shape (n,) for mono, (n, channels) otherwise."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            shape = (file.getframerate(), file.getsampwidth())
            channels = file.getnchannels()
            raw = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise BadInput(f"The sound is not a WAV file ({error}).", remedy="Make it again.") from error
    if shape != (RATE, 2):
        raise BadInput(
            f"The sound has {shape[0]} Hz and {shape[1] * 8} bits instead of 48000 Hz and 16 bits.",
            remedy="Let the voice return 48 kHz, 16-bit WAV.",
        )
    samples = np.frombuffer(raw, dtype="<i2").astype(np.float32) / np.float32(32768.0)
    return samples if channels == 1 else samples.reshape(-1, channels)


def wav_bytes(samples: Samples, words: tuple[Word, ...] = ()) -> bytes:
    """A 48 kHz, 16-bit WAV of samples −1…1, shape (n,) or (n, channels), rounded with a little dither."""
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    noise = np.random.default_rng(0).random(samples.shape, dtype=np.float32) - np.float32(0.5)
    scaled = samples * np.float32(32767.0)
    quiet = samples == 0  # digital silence stays silence
    pcm = np.clip(np.rint(np.where(quiet, scaled, scaled + noise)), -32768, 32767).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm.tobytes())
    if words:
        payload = json.dumps([[word.text, word.start, word.end] for word in words], ensure_ascii=False).encode()
        payload += b" " * (len(payload) % 2)
        buffer.seek(0, io.SEEK_END)
        buffer.write(_WORDS + struct.pack("<I", len(payload)) + payload)
        size = buffer.tell() - 8
        buffer.seek(4)
        buffer.write(struct.pack("<I", size))
    return buffer.getvalue()


def read_words(data: bytes) -> tuple[Word, ...]:
    """The word times that `wav_bytes` put into a file; empty when it holds none."""
    place = 12
    while place + 8 <= len(data):
        name, size = data[place : place + 4], struct.unpack_from("<I", data, place + 4)[0]
        if name == _WORDS:
            rows = json.loads(data[place + 8 : place + 8 + size])
            return tuple(Word(text=text, start=start, end=end) for text, start, end in rows)
        place += 8 + size + size % 2
    return ()


def load_wav(path: Path) -> Samples:
    """`read_wav` of a file; errors name it."""
    try:
        return read_wav(path.read_bytes())
    except BadInput as error:
        raise error.at(path.name) from error
