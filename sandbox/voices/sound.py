"""What the speech servers say: every word a burst of tones as long as its letters, pauses where the text has stops."""

from __future__ import annotations

import io
import wave

import numpy as np
from numpy.typing import NDArray

_LETTER, _GAP, _STOP = 0.055, 0.03, 0.28
"""Seconds."""


def hum(text: str, rate: int, pitch: float, speed: float = 1.0) -> NDArray[np.float32]:
    """The text hummed at `pitch` Hz, with half a second of silence in front; the same text always sounds the same."""
    parts = [np.zeros(rate // 2, np.float32)]
    for number, word in enumerate(text.split()):
        letters = max(1, sum(map(str.isalnum, word)))
        count = round(letters * _LETTER * rate / speed)
        times = np.arange(count) / rate
        note = sum(np.sin(2 * np.pi * pitch * (1 + 0.03 * (number % 4)) * part * times) / part for part in (1, 2, 3))
        parts.append((0.2 * note * np.sin(np.pi * np.arange(count) / count) ** 0.3).astype(np.float32))
        pause = _STOP if word[-1] in ".,;:!?。、，" else _GAP
        parts.append(np.zeros(round(pause * rate / speed), np.float32))
    return np.concatenate(parts)


def wav(samples: NDArray[np.float32], rate: int) -> bytes:
    """16-bit mono."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return buffer.getvalue()
