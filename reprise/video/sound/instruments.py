"""The instruments of the music, each note synthesised as samples at 48 kHz."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from scipy import signal

from reprise.video.sound.files import RATE, Samples, as_sound

_PAD_RATE = RATE // 2  # pads hold nothing above 4 kHz
_KEYS = ((1.0, 1.0, 2.6), (2.0, 0.32, 4.5), (3.01, 0.12, 8.0), (5.4, 0.06, 16.0))
_MARIMBA = ((1.0, 1.0, 5.5), (3.93, 0.3, 13.0), (9.2, 0.1, 30.0))
_CHOP = ((1.0, 1.0, 13.0), (2.0, 0.5, 16.0), (3.0, 0.25, 24.0), (4.0, 0.1, 34.0))


def hertz(note: float) -> float:
    """The frequency of a MIDI note."""
    return float(440.0 * 2 ** ((note - 69) / 12))


def pad(note: int, seconds: float) -> Samples:
    """A soft string-like tone of three players a little out of tune with each other, shape (n, 2)."""
    both = np.zeros((round(seconds * _PAD_RATE), 2), dtype=np.float32)
    for detune, left, right in ((0.0, 0.62, 0.62), (-0.06, 0.6, 0.1), (0.06, 0.1, 0.6)):
        both += _string(note + detune, seconds)[: len(both), None] * as_sound([left, right])
    return as_sound(signal.resample_poly(both, 2, 1, axis=0))


def _string(note: float, seconds: float) -> Samples:
    """A slow beat, and a brightness that opens and closes."""
    time = np.arange(round(seconds * _PAD_RATE), dtype=np.float32) / np.float32(_PAD_RATE)
    phase = np.float32(2 * np.pi * hertz(note)) * time
    phase += np.float32(0.6) * np.sin(np.float32(2 * np.pi * (0.19 + 0.004 * note)) * time)
    opening = np.sin(np.pi * np.clip(time / np.float32(seconds), 0, 1))
    sound = np.sin(phase)
    for overtone, level in ((2, 0.46), (3, 0.25), (4, 0.13), (5, 0.07), (6, 0.03)):
        bend = opening ** np.float32(0.5 * (overtone - 1))
        sound += np.float32(level) * bend * np.sin(np.float32(overtone) * phase + np.float32(overtone * note))
    attack, release = min(0.7, seconds / 3), min(0.9, seconds / 3)
    shape = np.clip(time / attack, 0, 1) * np.clip((seconds - time) / release, 0, 1)
    return as_sound(sound * np.sin(shape * np.float32(np.pi / 2)) ** 2)


def bass(note: int, seconds: float) -> Samples:
    """A round, plucked bass."""
    time = np.arange(round(seconds * RATE), dtype=np.float32) / np.float32(RATE)
    phase = np.float32(2 * np.pi * hertz(note)) * time
    sound = np.sin(phase) + np.float32(0.35) * np.sin(2 * phase) * np.exp(-time * 3)
    sound += np.float32(0.12) * np.sin(3 * phase) * np.exp(-time * 5)
    shape = np.clip(time / 0.03, 0, 1) * np.clip((seconds - time) / min(0.15, seconds / 3), 0, 1)
    return as_sound(sound * np.exp(-time * 0.7) * shape)


@cache
def keys(note: int) -> Samples:
    """Something between a kalimba and an electric piano."""
    return _struck(note, _KEYS, seconds=1.8, attack=0.006)


@cache
def marimba(note: int) -> Samples:
    """A wooden bar: its fourth partial rings two octaves above, and is gone at once."""
    return _struck(note, _MARIMBA, seconds=0.9, attack=0.004)


@cache
def chop(note: int) -> Samples:
    """A damped string."""
    return _struck(note, _CHOP, seconds=0.35, attack=0.005)


def _struck(note: int, partials: tuple[tuple[float, float, float], ...], *, seconds: float, attack: float) -> Samples:
    """Partials (ratio, level, decay) that die the faster the higher they are."""
    time = np.arange(round(seconds * RATE), dtype=np.float32) / np.float32(RATE)
    base = np.float32(2 * np.pi * hertz(note)) * time
    sound = np.zeros_like(time)
    for ratio, level, decay in partials:
        if hertz(note) * ratio < 9000:
            sound += np.float32(level) * np.sin(np.float32(ratio) * base) * np.exp(-np.float32(decay) * time)
    shape = np.clip(time / attack, 0, 1) * np.clip((seconds - time) / (seconds / 6), 0, 1)
    return as_sound(sound * shape)


def shaker(chance: np.random.Generator) -> Samples:
    """A breath of sand."""
    time = np.arange(round(0.11 * RATE)) / RATE
    sections = signal.butter(2, [5200, 9500], "bandpass", fs=RATE, output="sos")
    noise = signal.sosfilt(sections, chance.standard_normal(len(time)))
    shape = (
        np.clip(time / 0.025, 0, 1) * np.exp(-np.maximum(time - 0.025, 0) * 42) * np.clip((0.11 - time) / 0.02, 0, 1)
    )
    return as_sound(noise * shape)


@cache
def drum() -> Samples:
    """A soft kick."""
    time = np.arange(round(0.28 * RATE)) / RATE
    phase = 2 * np.pi * (52 * time + (95 - 52) * (1 - np.exp(-time * 28)) / 28)
    shape = np.clip(time / 0.004, 0, 1) * np.exp(-time * 14) * np.clip((0.28 - time) / 0.05, 0, 1)
    return as_sound(np.sin(phase) * shape)


@cache
def snap() -> Samples:
    """Fingers: a short, dull crack."""
    time = np.arange(round(0.12 * RATE)) / RATE
    noise = np.random.default_rng(11).standard_normal(len(time))
    sections = signal.butter(2, [1300, 3400], "bandpass", fs=RATE, output="sos")
    shape = np.clip(time / 0.002, 0, 1) * np.exp(-time * 55) * np.clip((0.12 - time) / 0.03, 0, 1)
    return as_sound(signal.sosfilt(sections, noise) * shape)


@cache
def room() -> Samples:
    """Impulse response of a warm hall, shape (n, 2): two seconds of decaying noise that loses its treble first."""
    chance = np.random.default_rng(7)
    length = round(2.2 * RATE)
    time = np.arange(length) / RATE
    noise = chance.standard_normal((length, 2))
    response = np.zeros((length, 2))
    for (low, high), decay in zip(pairwise((180, 700, 2200, 6500)), (2.6, 3.2, 5.0), strict=True):
        sections = signal.butter(2, [low, high], "bandpass", fs=RATE, output="sos")
        response += signal.sosfilt(sections, noise, axis=0) * np.exp(-decay * time)[:, None]
    response *= (np.clip(time / 0.02, 0, 1) * np.clip((2.2 - time) / 0.2, 0, 1))[:, None]
    return as_sound(response / np.sqrt((response**2).sum(axis=0)))
