"""Loudness and peaks after ITU-R BS.1770-5, and a limiter for true peaks; in blocks, so that length costs no memory.

A sound is measured once, a thousand times a second: its K-weighted energy and its true peak. From these two curves
follow loudness, the gain that brings it to its target, and the limiter's gain; only then is the sound touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from reprise.video.sound.files import BLOCK, RATE, Samples, as_sound

_Array = NDArray[np.floating]

_STEP = RATE // 1000
"""Samples of a measured step: a millisecond."""
# BS.1770-5, annex 1, tables 1 and 2: the two filters of the K-weighting at 48 kHz
_K = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)
_ABSOLUTE, _RELATIVE = -70.0, -10.0  # gates, LUFS and LU
_WINDOW, _HOP = 400, 100  # steps of a gating block, and between two
_OVERSAMPLE = 4
_HALF = 10  # samples on either side that a value between two samples depends on
_LOOK_AHEAD = 8  # steps in which the limiter's gain comes down before a peak, and goes up after it
_MARGIN = 0.1  # dB below the ceiling: the gain moves, and what is written is rounded


@dataclass(frozen=True)
class Curves:
    """A sound measured in steps of a millisecond: mean K-weighted energy of all channels, and true peak."""

    energy: Samples
    peak: Samples

    def loudness(self, gain: Samples | None = None) -> float:
        """Integrated loudness in LUFS, with a `gain` for each step; −inf for silence."""
        energy = self.energy if gain is None else self.energy * gain * gain
        return _gated(energy)

    @property
    def true_peak(self) -> float:
        """dBTP; −inf for silence."""
        return decibels(float(self.peak.max(initial=0.0)))


def measure(blocks: Iterable[Samples], *, above: float = -np.inf) -> Curves:
    """The curves of a sound that comes in blocks, shape (n, channels) or (n,); blocks may have any length.

    True peaks below `above` dBTP need not be exact: that saves most of the work where nobody asks for them.
    """
    meter = _Meter(ratio(above))
    for block in blocks:
        meter.add(block)
    return meter.curves()


def integrated(samples: _Array) -> float:
    """Integrated loudness in LUFS of samples at 48 kHz, shape (n,) or (n, channels); −inf for silence.

    What is shorter than the 0.4 s that are measured at once is repeated.
    """
    least = _WINDOW * _STEP
    if len(samples) < least:
        samples = np.concatenate([samples] * -(-least // max(1, len(samples)))) if len(samples) else samples
    return _gated(measure([as_sound(samples)]).energy)


def speech_level(samples: _Array) -> float:
    """Loudness of a spoken line, LUFS; silence counts as −70."""
    level = integrated(samples)
    return level if np.isfinite(level) else _ABSOLUTE


def true_peak(samples: _Array) -> float:
    """The true peak in dBTP; −inf for silence."""
    return measure([as_sound(samples)]).true_peak


@dataclass(frozen=True)
class Levelling:
    """A gain for every millisecond of a sound: its loudness brought to the target, its peaks kept below the ceiling."""

    gain: Samples

    def applied(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        """The blocks of the measured sound, levelled."""
        steps = (np.arange(len(self.gain), dtype=np.float64) + 0.5) * _STEP
        place = 0
        for block in blocks:
            at = np.arange(place, place + len(block), dtype=np.float64)
            gain = as_sound(np.interp(at, steps, self.gain)) if len(self.gain) else np.ones(len(block), np.float32)
            place += len(block)
            yield block * (gain if block.ndim == 1 else gain[:, None])


def level(curves: Curves, target: float, ceiling: float) -> Levelling:
    """How a sound with these curves gets to `target` LUFS under `ceiling` dBTP. Silence is left alone."""
    loud = curves.loudness()
    if not np.isfinite(loud):
        return Levelling(np.ones(len(curves.energy), np.float32))
    wanted = target - loud
    for _ in range(12):
        gain = _limited(curves.peak, ratio(wanted), ratio(ceiling - _MARGIN))
        missing = target - curves.loudness(gain)
        if abs(missing) < 0.02:
            break
        wanted += missing
    return Levelling(gain)


def limit(samples: _Array, ceiling: float) -> Samples:
    """The samples with no true peak above `ceiling` dBTP; the gain moves smoothly and ahead of each peak."""
    sound = as_sound(samples)
    curves = measure([sound])
    if curves.true_peak <= ceiling:
        return sound
    gain = _limited(curves.peak, 1.0, ratio(ceiling - _MARGIN))
    return np.concatenate(list(Levelling(gain).applied([sound])))


def to_loudness(samples: _Array, target: float, ceiling: float) -> Samples:
    """The samples at `target` LUFS under `ceiling` dBTP."""
    sound = as_sound(samples)
    return np.concatenate(list(level(measure([sound]), target, ceiling).applied([sound])))


def ratio(level: float) -> float:
    """Decibels as a factor of amplitude."""
    return float(10 ** (level / 20))


def decibels(factor: float) -> float:
    """A factor of amplitude in decibels; −inf for nothing."""
    return 20 * float(np.log10(factor)) if factor > 0 else -np.inf


def _limited(peak: Samples, gain: float, ceiling: float) -> Samples:
    """`gain` for every step, less where a peak would pass the ceiling: down ahead of it, held over it, up after it."""
    wanted = np.minimum(gain, ceiling / np.maximum(peak, 1e-9)).astype(np.float32)
    held = ndimage.minimum_filter1d(wanted, 2 * (_LOOK_AHEAD + 1) + 1, mode="nearest")
    window = signal.windows.hann(2 * _LOOK_AHEAD + 1, sym=True).astype(np.float32)
    return as_sound(ndimage.convolve1d(held, window / window.sum(), mode="nearest"))


def _gated(energy: Samples) -> float:
    """BS.1770's integrated loudness of energies a millisecond."""
    sums = np.cumsum(np.concatenate([[0.0], energy.astype(np.float64)]))
    starts = np.arange(0, len(energy) - _WINDOW + 1, _HOP)
    blocks = (sums[starts + _WINDOW] - sums[starts]) / _WINDOW if len(starts) else np.zeros(0)
    loud = blocks[blocks > _power(_ABSOLUTE)]
    if not len(loud):
        return -np.inf
    loud = loud[loud > loud.mean() * 10 ** (_RELATIVE / 10)]
    return float(-0.691 + 10 * np.log10(loud.mean()))


def _power(level: float) -> float:
    return float(10 ** ((level + 0.691) / 10))


class _Meter:
    """Takes a sound block by block and keeps its curves."""

    def __init__(self, above: float) -> None:
        self._above = above
        self._rest = np.zeros((0, 1), np.float32)
        self._state: NDArray[np.float64] | None = None
        self._before: Samples | None = None  # the samples just before the rest
        self._energy: list[Samples] = []
        self._peak: list[Samples] = []

    def add(self, block: _Array) -> None:
        sound = as_sound(block).reshape(len(block), -1)
        for start in range(0, len(sound), BLOCK):
            self._take(sound[start : start + BLOCK])

    def curves(self) -> Curves:
        if len(self._rest):
            missing = -len(self._rest) % _STEP + _HALF
            self._take(np.zeros((missing + _STEP, self._rest.shape[1]), np.float32), last=True)
        none = np.zeros(0, np.float32)
        return Curves(np.concatenate([none, *self._energy]), np.concatenate([none, *self._peak]))

    def _take(self, block: Samples, *, last: bool = False) -> None:
        if self._before is None:
            self._before = np.zeros((_HALF, block.shape[1]), np.float32)
            self._rest = self._rest.reshape(0, 1).repeat(block.shape[1], axis=1)
        sound = np.concatenate([self._rest, block])
        # the last samples wait for those that follow: a peak between two depends on both sides
        count = max(0, (len(sound) - _HALF) // _STEP)
        if last:
            count = -(-(len(sound) - len(block)) // _STEP)
        size = count * _STEP
        if count:
            self._measure(np.concatenate([self._before, sound[: size + _HALF]]), size)
            self._before = np.concatenate([self._before, sound[:size]])[-_HALF:]
        self._rest = sound[size:]

    def _measure(self, sound: Samples, size: int) -> None:
        """Steps of `size` samples, with `_HALF` samples before and after them."""
        inner = sound[_HALF : _HALF + size]
        if self._state is None:
            self._state = np.zeros((len(_K), 2, inner.shape[1]))
        weighted, self._state = signal.sosfilt(_K, inner.astype(np.float64), axis=0, zi=self._state)
        power = np.einsum("sij,sij->s", *[weighted.reshape(-1, _STEP, inner.shape[1])] * 2) / _STEP
        self._energy.append(power.astype(np.float32))
        self._peak.append(_step_peaks(sound, size, self._above))


def _step_peaks(sound: Samples, size: int, above: float) -> Samples:
    """The true peak of every step over all channels. Between samples a level can only be so much higher than at them:
    where that cannot reach `above`, the samples stand for themselves."""
    inner = np.abs(sound[_HALF : _HALF + size]).max(axis=1).reshape(-1, _STEP).max(axis=1)
    around = ndimage.maximum_filter1d(inner, 3, mode="nearest")
    around[[0, -1]] = np.maximum(around[[0, -1]], np.abs(sound[[*range(_HALF), *range(-_HALF, 0)]]).max(initial=0.0))
    due = np.flatnonzero(around * _overshoot() > above)
    peaks = inner.copy()
    for start in range(0, len(due), 4000):
        chosen = due[start : start + 4000]
        places = chosen[:, None] * _STEP + np.arange(_STEP + 2 * _HALF)
        for channel in sound.T:
            windows = np.lib.stride_tricks.sliding_window_view(channel[places], 2 * _HALF + 1, axis=1)
            between = np.abs(windows[:, :_STEP] @ _phases()).max(axis=(1, 2))
            peaks[chosen] = np.maximum(peaks[chosen], between)
    return as_sound(peaks)


@cache
def _phases() -> Samples:
    """(taps, 3): the values ¼, ½ and ¾ of the way from a sample to the next, of the samples around it."""
    taps = np.arange(-_HALF, _HALF + 1)[:, None] - np.arange(1, _OVERSAMPLE) / _OVERSAMPLE
    window = np.i0(8.0 * np.sqrt(np.clip(1 - (taps / (_HALF + 1)) ** 2, 0, 1))) / np.i0(8.0)
    weights = np.sinc(taps) * window
    return as_sound(weights / weights.sum(axis=0))


@cache
def _overshoot() -> float:
    """How much louder than its samples a value between them can be."""
    return float(np.abs(_phases()).sum(axis=0).max())
