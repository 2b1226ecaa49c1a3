"""A music bed for each mood, composed and played here: pads, bass, plucked notes and a quiet pulse.

Every piece is written for its length, so nothing loops: chords move in whole bars, the tempo is fitted to the
seconds, and it comes home to its first chord before it fades.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from reprise.errors import BadSettings
from reprise.video.sound import RATE, as_sound

LICENCE = "Composed and synthesised by Reprise itself; free to use with everything it makes, no attribution needed."

Sound = NDArray[np.float32]
_PAD_RATE = RATE // 2  # pads hold nothing above 4 kHz


@dataclass(frozen=True)
class Mood:
    """`tempo` in beats a minute, `tonic` as a MIDI note, `chords` a progression of (scale degree, seventh) a bar
    each, `scale` in semitones; levels 0–1 of the instruments."""

    tempo: float
    tonic: int
    scale: tuple[int, ...]
    chords: tuple[tuple[int, bool], ...]
    pad: float
    pluck: float
    bass: float
    pulse: float
    pattern: tuple[float, ...]
    """How likely a plucked note falls on each eighth of a bar."""


_MAJOR, _MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)

MOODS: dict[str, Mood] = {
    "calm": Mood(
        tempo=68,
        tonic=50,
        scale=_MAJOR,
        chords=((0, True), (4, False), (5, True), (3, True), (0, True), (2, False), (3, True), (4, False)),
        pad=1.0,
        pluck=1.1,
        bass=0.55,
        pulse=0.0,
        pattern=(0.9, 0.1, 0.35, 0.2, 0.5, 0.15, 0.35, 0.1),
    ),
    "bright": Mood(
        tempo=104,
        tonic=55,
        scale=_MAJOR,
        chords=((0, False), (4, False), (5, True), (3, True), (0, False), (3, True), (1, True), (4, False)),
        pad=0.65,
        pluck=1.15,
        bass=0.6,
        pulse=0.8,
        pattern=(1.0, 0.25, 0.7, 0.75, 0.35, 0.8, 0.6, 0.3),
    ),
    "steady": Mood(
        tempo=88,
        tonic=52,
        scale=_MINOR,
        chords=((0, True), (5, True), (2, False), (6, False), (0, True), (3, False), (5, True), (6, False)),
        pad=0.8,
        pluck=1.05,
        bass=0.7,
        pulse=0.6,
        pattern=(1.0, 0.5, 0.3, 0.7, 0.8, 0.4, 0.6, 0.35),
    ),
}


def compose(mood: str, seconds: float, seed: int) -> Sound:
    """A piece of `seconds`, shape (n, 2), 48 kHz, peaks below 1; the same for the same arguments.

    Raises `BadSettings` for a mood that is not in `MOODS`.
    """
    if mood not in MOODS:
        raise BadSettings(f"{mood!r} is not a mood of music.", remedy=f"Known are {', '.join(MOODS)}.")
    spec, chance = MOODS[mood], np.random.default_rng([seed, len(mood), *mood.encode()])
    samples = round(seconds * RATE)
    bars = max(1, round(seconds * spec.tempo / 240))
    bar = seconds / bars
    voicings = _voicings(spec, bars)
    dry = np.zeros((samples + 4 * RATE, 2), dtype=np.float32)
    wet = np.zeros_like(dry)
    _play_pads(dry, wet, voicings, bar, spec)
    _play_bass(dry, voicings, bar, spec, chance)
    _play_plucks(dry, wet, voicings, bar, spec=spec, chance=chance)
    _play_pulse(dry, wet, bars, bar, spec=spec, chance=chance)
    room = signal.oaconvolve(wet, _room(), axes=0)[: len(dry)]
    mixed = (dry + 0.5 * room)[:samples]
    sections = signal.butter(2, [38, 12_000], "bandpass", fs=RATE, output="sos")
    mixed = signal.sosfilt(sections, mixed, axis=0)
    mixed *= _fades(samples)[:, None]
    peak = float(np.abs(mixed).max(initial=1e-9))
    return as_sound(np.tanh(mixed / peak * 1.15) / np.tanh(1.15) * 0.8)


@dataclass(frozen=True)
class _Chord:
    bass: int
    notes: tuple[int, ...]


def _voicings(spec: Mood, bars: int) -> list[_Chord]:
    """A chord for each bar, every voice moving to the nearest note; the last bar is the first chord again."""
    order = [spec.chords[number % len(spec.chords)] for number in range(bars)]
    if bars > 2:
        order[-2:] = [(3 if spec.scale == _MAJOR else 5, True), spec.chords[0]]
    chords: list[_Chord] = []
    centre = spec.tonic + 12
    for degree, seventh in order:
        pitches = [spec.tonic + _degree(spec.scale, degree + step) for step in (0, 2, 4)]
        pitches.append(_colour(spec, degree, seventh))
        before = chords[-1].notes if chords else tuple(range(centre - 4, centre + 8, 3))
        notes = _nearest(pitches, before, centre)
        root = spec.tonic + _degree(spec.scale, degree) - 12
        chords.append(_Chord(root if root >= 36 else root + 12, notes))
    return chords


def _colour(spec: Mood, degree: int, seventh: bool) -> int:
    """The chord's fourth note: a minor seventh or a major ninth, whichever is asked for and rubs against nothing."""
    root = spec.tonic + _degree(spec.scale, degree)
    seven, nine = (spec.tonic + _degree(spec.scale, degree + step) for step in (6, 8))
    soft_nine = nine - root == 14
    return seven if seven - root == 10 and (seventh or not soft_nine) else nine


def _degree(scale: tuple[int, ...], degree: int) -> int:
    return scale[degree % 7] + 12 * (degree // 7)


def _nearest(pitches: list[int], before: tuple[int, ...], centre: int) -> tuple[int, ...]:
    """The pitches in the octaves, and given to the voices, that move least from the chord before."""
    classes = [pitch % 12 for pitch in pitches]
    chosen: list[int] = []
    for voice in before:
        options = [
            12 * octave + pitch
            for pitch in classes
            for octave in range(2, 8)
            if abs(12 * octave + pitch - centre) <= 11 and 12 * octave + pitch not in chosen
        ]
        best = min(options, key=partial(_strain, voice=voice, centre=centre, chosen=tuple(chosen)))
        chosen.append(best)
        classes.remove(best % 12)
    return tuple(sorted(chosen))


def _strain(note: int, voice: int, centre: int, chosen: tuple[int, ...]) -> float:
    """How little a voice wants to go there: far away, far out, or a semitone beside another."""
    rubs = sum(1 for other in chosen if abs(other - note) == 1)
    return abs(note - voice) + 0.05 * abs(note - centre) + 6 * rubs


def _hertz(note: float) -> float:
    return float(440.0 * 2 ** ((note - 69) / 12))


def _add(track: Sound, at: float, sound: Sound, left: float = 1.0, right: float = 1.0) -> None:
    start = max(0, round(at * RATE))
    end = min(len(track), start + len(sound))
    if end > start:
        track[start:end, 0] += sound[: end - start] * np.float32(left)
        track[start:end, 1] += sound[: end - start] * np.float32(right)


def _play_pads(dry: Sound, wet: Sound, chords: list[_Chord], bar: float, spec: Mood) -> None:
    """Slow, warm chords; a voice that keeps its note is held instead of struck again."""
    pad = np.zeros((len(dry) // 2, 2), dtype=np.float32)
    for voice in range(4):
        number = 0
        while number < len(chords):
            note, last = chords[number].notes[voice], number
            while last + 1 < len(chords) and chords[last + 1].notes[voice] == note and last - number < 3:
                last += 1
            length = (last + 1 - number) * bar
            for detune, left, right in ((0.0, 0.62, 0.62), (-0.06, 0.6, 0.1), (0.06, 0.1, 0.6)):
                sound = _pad_note(note + detune, length + 0.9)
                start = max(0, round((number * bar - 0.25) * _PAD_RATE))
                end = min(len(pad), start + len(sound))
                pad[start:end, 0] += sound[: end - start] * np.float32(left)
                pad[start:end, 1] += sound[: end - start] * np.float32(right)
            number = last + 1
    fine = signal.resample_poly(pad, 2, 1, axis=0)[: len(dry)].astype(np.float32)
    time = np.arange(len(fine), dtype=np.float32) / RATE
    swell = 0.85 + 0.15 * np.sin(2 * np.pi * time / (bar * 4) - 1.2)
    fine *= (swell * np.float32(0.085 * spec.pad))[:, None]
    dry[: len(fine)] += fine
    wet[: len(fine)] += 0.9 * fine


def _pad_note(note: float, seconds: float) -> Sound:
    """A soft string-like tone with a slow beat and a brightness that opens and closes."""
    time = np.arange(round(seconds * _PAD_RATE), dtype=np.float32) / np.float32(_PAD_RATE)
    phase = np.float32(2 * np.pi * _hertz(note)) * time
    phase += np.float32(0.6) * np.sin(np.float32(2 * np.pi * (0.19 + 0.004 * note)) * time)
    opening = np.sin(np.pi * np.clip(time / np.float32(seconds), 0, 1))
    sound = np.sin(phase)
    for overtone, level in ((2, 0.46), (3, 0.25), (4, 0.13), (5, 0.07), (6, 0.03)):
        bend = opening ** np.float32(0.5 * (overtone - 1))
        sound += np.float32(level) * bend * np.sin(np.float32(overtone) * phase + np.float32(overtone * note))
    attack, release = min(0.7, seconds / 3), min(0.9, seconds / 3)
    shape = np.clip(time / attack, 0, 1) * np.clip((seconds - time) / release, 0, 1)
    return as_sound(sound * np.sin(shape * np.float32(np.pi / 2)) ** 2)


def _play_bass(dry: Sound, chords: list[_Chord], bar: float, spec: Mood, chance: np.random.Generator) -> None:
    beat = bar / 4
    for number, chord in enumerate(chords):
        if number == 0 and len(chords) > 3:
            continue  # the bass comes in with the second bar
        hits = [(0.0, 3.6)] if spec.pulse == 0 or number == len(chords) - 1 else [(0.0, 2.3), (2.5, 1.4)]
        for offset, beats in hits:
            level = np.float32(0.20 * spec.bass * chance.uniform(0.88, 1.0))
            _add(dry, (number * 4 + offset) * beat, level * _bass_note(chord.bass, beats * beat))


@cache
def _bass_note(note: int, seconds: float) -> Sound:
    time = np.arange(round(seconds * RATE), dtype=np.float32) / np.float32(RATE)
    phase = np.float32(2 * np.pi * _hertz(note)) * time
    sound = np.sin(phase) + np.float32(0.35) * np.sin(2 * phase) * np.exp(-time * 3)
    sound += np.float32(0.12) * np.sin(3 * phase) * np.exp(-time * 5)
    shape = np.clip(time / 0.03, 0, 1) * np.clip((seconds - time) / 0.15, 0, 1)
    return as_sound(sound * np.exp(-time * 0.7) * shape)


def _play_plucks(
    dry: Sound, wet: Sound, chords: list[_Chord], bar: float, *, spec: Mood, chance: np.random.Generator
) -> None:
    """A melody of chord notes, a motif of two bars varied as it returns, a little late or early like a hand."""
    eighth, previous = bar / 8, 2
    motif = chance.random((2, 8))
    for number, chord in enumerate(chords):
        if number < min(2, len(chords) - 1) or number == len(chords) - 1:
            continue
        ladder = sorted([*chord.notes, *(note + 12 for note in chord.notes)])[1:7]
        fullness = 0.55 + 0.45 * np.sin(np.pi * min(1.0, number / max(4, len(chords) - 2)))
        for step, likely in enumerate(spec.pattern):
            draw = 0.8 * motif[number % 2][step] + 0.2 * chance.random()
            if draw > likely * fullness:
                continue
            previous = int(np.clip(previous + chance.choice([-2, -1, -1, 1, 1, 2]), 0, len(ladder) - 1))
            strength = (0.8 if step % 4 == 0 else 0.58) * chance.uniform(0.8, 1.0)
            sound = np.float32(0.16 * spec.pluck * strength) * _pluck_note(ladder[previous] + 12)
            at = (number * 8 + step) * eighth + chance.normal(0, 0.006)
            pan = 0.5 + 0.32 * np.sin(previous * 1.9)
            left, right = float(np.cos(pan * np.pi / 2)), float(np.sin(pan * np.pi / 2))
            _add(dry, at, sound, left, right)
            _add(wet, at, sound, right, left)


@cache
def _pluck_note(note: int) -> Sound:
    """Something between a kalimba and an electric piano: partials that die the faster the higher they are."""
    time = np.arange(round(1.8 * RATE), dtype=np.float32) / np.float32(RATE)
    base = np.float32(2 * np.pi * _hertz(note)) * time
    sound = np.zeros_like(time)
    for ratio, level, decay in ((1.0, 1.0, 2.6), (2.0, 0.32, 4.5), (3.01, 0.12, 8.0), (5.4, 0.06, 16.0)):
        if _hertz(note) * ratio < 9000:
            sound += np.float32(level) * np.sin(np.float32(ratio) * base) * np.exp(-np.float32(decay) * time)
    shape = np.clip(time / 0.006, 0, 1) * np.clip((1.8 - time) / 0.3, 0, 1)
    return as_sound(sound * shape)


def _play_pulse(dry: Sound, wet: Sound, bars: int, bar: float, *, spec: Mood, chance: np.random.Generator) -> None:
    """A soft drum and a shaker, quiet enough to be felt rather than heard."""
    if spec.pulse == 0:
        return
    beat = bar / 4
    shakers = [_shaker(chance) for _ in range(4)]
    for number in range(1, max(1, bars - 1)):
        for half in range(8):
            accent = 1.0 if half % 2 else 0.55
            soft = np.float32(0.030 * spec.pulse * accent * chance.uniform(0.7, 1.0))
            at = number * bar + half * beat / 2 + chance.normal(0, 0.004)
            _add(dry, at, soft * shakers[int(chance.integers(4))], 0.8, 1.0)
        for place in (0.0, 2.0) if number % 4 != 3 else (0.0, 2.0, 3.5):
            level = np.float32(0.17 * spec.pulse * chance.uniform(0.85, 1.0))
            _add(dry, number * bar + place * beat, level * _drum())
            _add(wet, number * bar + place * beat, np.float32(0.3) * level * _drum())


def _shaker(chance: np.random.Generator) -> Sound:
    time = np.arange(round(0.11 * RATE)) / RATE
    sections = signal.butter(2, [5200, 9500], "bandpass", fs=RATE, output="sos")
    noise = signal.sosfilt(sections, chance.standard_normal(len(time)))
    shape = (
        np.clip(time / 0.025, 0, 1) * np.exp(-np.maximum(time - 0.025, 0) * 42) * np.clip((0.11 - time) / 0.02, 0, 1)
    )
    return as_sound(noise * shape)


@cache
def _drum() -> Sound:
    time = np.arange(round(0.28 * RATE)) / RATE
    phase = 2 * np.pi * (52 * time + (95 - 52) * (1 - np.exp(-time * 28)) / 28)
    shape = np.clip(time / 0.004, 0, 1) * np.exp(-time * 14) * np.clip((0.28 - time) / 0.05, 0, 1)
    return as_sound(np.sin(phase) * shape)


@cache
def _room() -> Sound:
    """Impulse response of a warm hall: two seconds of decaying noise that loses its treble first."""
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


def _fades(samples: int) -> Sound:
    """In over 0.6 s, out over the last 2.5 s, both without a corner."""
    gain = np.ones(samples, dtype=np.float32)
    for seconds, part in ((0.6, slice(None)), (2.5, slice(None, None, -1))):
        length = min(samples // 2, round(seconds * RATE))
        gain[part][:length] *= np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32)) ** 2
    return gain
