"""Loudness and peaks: ITU-R BS.1770 measurement and a look-ahead limiter for true peaks."""

from __future__ import annotations

import warnings

import numpy as np
import pyloudnorm
from numpy.typing import NDArray
from scipy import ndimage, signal

from reprise.video.sound import RATE

_OVERSAMPLE = 4
_LOOK_AHEAD = 0.006
_Array = NDArray[np.floating]


def integrated(samples: _Array) -> float:
    """Integrated loudness in LUFS of samples at 48 kHz, shape (n,) or (n, channels); −inf for silence."""
    least = int(0.4 * RATE) + 1
    if len(samples) < least:
        repeats = -(-least // max(1, len(samples)))
        samples = np.concatenate([samples] * repeats)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(pyloudnorm.Meter(RATE).integrated_loudness(np.asarray(samples, dtype=np.float64)))


def speech_level(samples: _Array) -> float:
    """Loudness of a spoken line, LUFS; `BadInput` is never raised: silence counts as −70."""
    level = integrated(samples)
    return level if np.isfinite(level) else -70.0


def peaks(samples: _Array) -> NDArray[np.float32]:
    """The largest level between each sample and the next over all channels, four times oversampled, shape (n,)."""
    columns = samples.reshape(len(samples), -1)
    highest = np.zeros(len(columns), dtype=np.float32)
    for channel in columns.T:
        fine = np.abs(signal.resample_poly(channel.astype(np.float32), _OVERSAMPLE, 1))
        np.maximum(highest, fine.reshape(-1, _OVERSAMPLE).max(axis=1), out=highest)
    return highest


def true_peak(samples: _Array) -> float:
    """The true peak in dBTP; −inf for silence."""
    highest = float(peaks(samples).max(initial=0.0))
    return 20 * float(np.log10(highest)) if highest > 0 else -np.inf


def limit(samples: _Array, ceiling: float) -> NDArray[np.float32]:
    """The samples with no true peak above `ceiling` dBTP; the gain moves smoothly and ahead of each peak."""
    limited = np.asarray(samples, dtype=np.float32)
    aim = 10 ** ((ceiling - 0.05) / 20)
    reach = int(_LOOK_AHEAD * RATE) | 1
    window = signal.windows.hann(reach).astype(np.float32)
    window /= window.sum()
    for _ in range(3):
        level = peaks(limited)
        if float(level.max(initial=0.0)) <= 10 ** (ceiling / 20):
            break
        wanted = np.minimum(1.0, aim / np.maximum(level, 1e-9)).astype(np.float32)
        held = ndimage.minimum_filter1d(wanted, 2 * reach + 1, mode="nearest")
        gain = np.convolve(np.pad(held, reach // 2, mode="edge"), window, mode="valid").astype(np.float32)
        limited = limited * (gain if limited.ndim == 1 else gain[:, None])
    return limited


def to_loudness(samples: _Array, target: float, ceiling: float) -> NDArray[np.float32]:
    """The samples at `target` LUFS under `ceiling` dBTP: gain, limit, measure, and what the limiter took put back."""
    level = integrated(samples)
    if not np.isfinite(level):
        return np.asarray(samples, dtype=np.float32)
    gain = target - level
    result = np.asarray(samples, dtype=np.float32)
    for _ in range(4):
        result = limit(np.asarray(samples, dtype=np.float32) * np.float32(10 ** (gain / 20)), ceiling)
        missing = target - integrated(result)
        if abs(missing) <= 0.1:
            break
        gain += missing
    return result
