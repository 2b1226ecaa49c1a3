"""Sound in the formats that voices' stand-ins answer with."""

from __future__ import annotations

import io
import wave

import av
import numpy as np
from numpy.typing import NDArray
from scipy import signal


def mp3(samples: NDArray[np.float32], rate: int) -> bytes:
    """44.1 kHz, 128 kbit/s, mono."""
    return _mp3(_at(samples, rate, 44_100), 44_100)


def wav(samples: NDArray[np.float32], rate: int) -> bytes:
    """24 kHz, 16 bits, mono."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(_pcm(_at(samples, rate, 24_000)).tobytes())
    return buffer.getvalue()


def _mp3(samples: NDArray[np.float32], rate: int) -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp3") as file:
        stream = file.add_stream("libmp3lame", rate=rate, layout="mono")
        stream.bit_rate = 128_000
        frame = av.AudioFrame.from_ndarray(_pcm(samples)[None, :], format="s16p", layout="mono")
        frame.sample_rate, frame.pts = rate, 0
        for made in (frame, None):
            file.mux(stream.encode(made))
    return buffer.getvalue()


def _at(samples: NDArray[np.float32], rate: int, wanted: int) -> NDArray[np.float32]:
    shared = int(np.gcd(rate, wanted))
    return np.asarray(signal.resample_poly(samples, wanted // shared, rate // shared), np.float32)


def _pcm(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.asarray(np.clip(samples, -1, 1) * 32767).astype("<i2")
