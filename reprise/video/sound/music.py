"""A music bed for each mood, composed and played here: pads, bass, a plucked lead and a quiet pulse.

Every piece is written for its length, so nothing loops: chords move in whole bars, the tempo is fitted to the
seconds, and it comes home to its first chord before it fades. It is played in blocks, so that a long piece needs no
more memory than a short one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

import numpy as np
from scipy import signal

from reprise.errors import BadSettings
from reprise.video.sound import instruments
from reprise.video.sound.files import BLOCK, RATE, Samples, as_sound
from reprise.video.sound.harmony import Chord, voicings
from reprise.video.sound.moods import MOODS, Mood

LICENCE = "Composed and synthesised by Reprise itself; free to use with everything it makes, no attribution needed."
VERSION = "music 2"
"""Grows whenever the same arguments would give other samples."""

_SECTION = 16  # bars: long pieces change their motif and their instruments as often
_LONGEST = 20 * RATE  # samples of the longest note
_FULL = 0.9  # what the loudest moments of a piece come to before they are rounded off


def compose(mood: str, seconds: float, seed: int) -> Samples:
    """A whole piece: `play` in one array, shape (n, 2)."""
    return np.concatenate([np.zeros((0, 2), np.float32), *play(mood, round(seconds * RATE), seed)])


def play(mood: str, samples: int, seed: int) -> Iterator[Samples]:
    """A piece of so many samples in blocks of shape (n, 2), 48 kHz, peaks below 1; the same for the same arguments.

    Raises `BadSettings` for a mood that is not in `MOODS`.
    """
    if mood not in MOODS:
        raise BadSettings(f"{mood!r} is not a mood of music.", remedy=f"Known are {', '.join(MOODS)}.")
    return _blocks(_Piece(MOODS[mood], samples, np.random.default_rng([seed, len(mood), *mood.encode()])), samples)


@dataclass(frozen=True)
class _Note:
    """A sound from sample `at` on, with its levels left and right, dry and into the room."""

    at: int
    sound: Callable[[], Samples]
    dry: tuple[float, float]
    wet: tuple[float, float] = (0.0, 0.0)
    pad: bool = False


def _blocks(piece: _Piece, samples: int) -> Iterator[Samples]:
    notes = sorted(piece.notes(), key=attrgetter("at"))
    tails = {bus: np.zeros((_LONGEST, 2), np.float32) for bus in ("dry", "pad", "wet")}
    echo = np.zeros((len(instruments.room()) - 1, 2), np.float32)
    sections = signal.butter(2, [38, 12_000], "bandpass", fs=RATE, output="sos")
    state, place = np.zeros((len(sections), 2, 2)), 0
    for start in range(0, samples, BLOCK):
        size = min(BLOCK, samples - start)
        buses = {bus: np.concatenate([tail, np.zeros((size, 2), np.float32)]) for bus, tail in tails.items()}
        while place < len(notes) and notes[place].at < start + size:
            _strike(notes[place], buses, start)
            place += 1
        tails = {bus: sound[size:] for bus, sound in buses.items()}
        pads = buses["pad"][:size] * piece.swell(start, size)[:, None]
        wet = buses["wet"][:size] + np.float32(0.9) * pads
        rung = as_sound(signal.oaconvolve(wet, instruments.room(), axes=0))
        rung[: len(echo)] += echo[: len(rung)]
        echo = np.concatenate([rung[size:], np.zeros((max(0, len(echo) - len(rung) + size), 2), np.float32)])
        mixed, state = signal.sosfilt(sections, buses["dry"][:size] + pads + 0.5 * rung[:size], axis=0, zi=state)
        mixed *= _fades(start, size, samples)[:, None]
        yield as_sound(np.tanh(mixed * (piece.drive * 1.15)) / np.tanh(1.15) * 0.8)


def _strike(note: _Note, buses: dict[str, Samples], start: int) -> None:
    sound = note.sound()
    both = sound if sound.ndim == 2 else sound[:, None]
    begin = max(0, note.at - start)
    if note.pad:
        bus = buses["pad"]
        bus[begin : begin + len(both)] += (both * as_sound(note.dry))[: len(bus) - begin]
        return
    for name, levels in (("dry", note.dry), ("wet", note.wet)):
        if any(levels):
            bus = buses[name]
            bus[begin : begin + len(both)] += (both * as_sound(levels))[: len(bus) - begin]


class _Piece:
    """The score of one piece: what is played when."""

    def __init__(self, mood: Mood, samples: int, chance: np.random.Generator) -> None:
        self.mood, self._chance = mood, chance
        seconds = samples / RATE
        self.bars = max(1, round(seconds * mood.tempo / 240))
        self.bar = seconds / self.bars
        self._beat = self.bar / 4
        self._chords = voicings(mood, self.bars)
        self._kept: dict[tuple[str, int, float], Samples] = {}
        self.drive = _FULL / _loudness_of(mood)

    def notes(self) -> Iterator[_Note]:
        yield from self._pads()
        for number, chord in enumerate(self._chords):
            yield from self._bass(number, chord)
            yield from self._chops(number, chord)
        yield from self._lead()
        yield from self._pulse()

    def swell(self, start: int, size: int) -> Samples:
        """The slow breathing of the pads."""
        time = (start + np.arange(size)) / (RATE * self.bar * 4)
        return as_sound(0.85 + 0.15 * np.sin(2 * np.pi * time - 1.2))

    def _thin(self, number: int) -> bool:
        """Whether a bar of a long piece goes without pulse: the second half of every third section."""
        long = self.bars > 2 * _SECTION
        return long and number // _SECTION % 3 == 2 and number % _SECTION >= _SECTION // 2

    def _at(self, beats: float, late: float = 0.0) -> int:
        return max(0, round((beats * self._beat + late) * RATE))

    def _sound(self, name: str, note: int, seconds: float) -> Callable[[], Samples]:
        """A note made when it is due, and once: chords return."""

        def made() -> Samples:
            key = (name, note, round(seconds, 4))
            if key not in self._kept:
                self._kept[key] = getattr(instruments, name)(note, seconds)
            return self._kept[key]

        return made

    def _pads(self) -> Iterator[_Note]:
        """Slow, warm chords; a voice that keeps its note is held instead of struck again."""
        level = 0.085 * self.mood.pad
        for voice in range(4):
            number = 0
            while number < self.bars:
                note, last = self._chords[number].notes[voice], number
                while last + 1 < self.bars and self._chords[last + 1].notes[voice] == note and last - number < 3:
                    last += 1
                sound = self._sound("pad", note, (last + 1 - number) * self.bar + 0.9)
                yield _Note(self._at(number * 4, -0.25), sound, (level, level), pad=True)
                number = last + 1

    def _bass(self, number: int, chord: Chord) -> Iterator[_Note]:
        if number == 0 and self.bars > 3:
            return  # the bass comes in with the second bar
        hits: list[tuple[float, float, int]] = [(0.0, 2.3, 0), (2.5, 1.4, 0)]
        if self.mood.pulse == 0 or number == self.bars - 1:
            hits = [(0.0, 3.6, 0)]
        elif self.mood.chop:
            fifth = 7 if chord.bass <= 48 else -5
            hits = [(0.0, 0.8, 0), (2.0, 0.8, fifth)]
        for offset, beats, up in hits:
            level = 0.20 * self.mood.bass * self._chance.uniform(0.88, 1.0)
            yield _Note(
                self._at(number * 4 + offset), self._sound("bass", chord.bass + up, beats * self._beat), (level, level)
            )

    def _chops(self, number: int, chord: Chord) -> Iterator[_Note]:
        """Short chords between the bass notes."""
        if not self.mood.chop or number == self.bars - 1:
            return
        for beat in (1.0, 3.0):
            level = 0.075 * self.mood.chop * self._chance.uniform(0.85, 1.0)
            for voice, note in enumerate(chord.notes[1:]):
                pan = 0.8 if voice % 2 else 1.15
                sides = (level * pan, level * (2 - pan))
                yield _Note(
                    self._at(number * 4 + beat, 0.004 * voice),
                    partial(instruments.chop, note),
                    sides,
                    (0.4 * level, 0.4 * level),
                )

    def _lead(self) -> Iterator[_Note]:
        """A melody of chord notes, a motif of two bars varied as it returns, a little late or early like a hand."""
        previous, chance = 2, self._chance
        motif = chance.random((2, 8))
        lead = instruments.marimba if self.mood.lead == "marimba" else instruments.keys
        for number, chord in enumerate(self._chords):
            if number and number % _SECTION == 0:
                motif = chance.random((2, 8))
            if number < min(2, self.bars - 1) or number == self.bars - 1:
                continue
            ladder = sorted([*chord.notes, *(note + 12 for note in chord.notes)])[1:7]
            fullness = self._fullness(number)
            for step, likely in enumerate(self.mood.pattern):
                draw = 0.8 * motif[number % 2][step] + 0.2 * chance.random()
                if draw > likely * fullness:
                    continue
                previous = int(np.clip(previous + chance.choice([-2, -1, -1, 1, 1, 2]), 0, len(ladder) - 1))
                strength = (0.8 if step % 4 == 0 else 0.58) * chance.uniform(0.8, 1.0)
                level = 0.16 * self.mood.pluck * strength
                beats = number * 4 + (step + (self.mood.swing if step % 2 else 0.0)) / 2
                pan = 0.5 + 0.32 * np.sin(previous * 1.9)
                left, right = level * float(np.cos(pan * np.pi / 2)), level * float(np.sin(pan * np.pi / 2))
                note = ladder[previous] + 12
                yield _Note(
                    self._at(beats, chance.normal(0, 0.006)),
                    partial(lead, note),
                    (left, right),
                    (right, left),
                )

    def _fullness(self, number: int) -> float:
        """How much is played in a bar: little at the ends, more between; long pieces breathe with each section."""
        if self.bars <= 2 * _SECTION:
            return float(0.55 + 0.45 * np.sin(np.pi * min(1.0, number / max(4, self.bars - 2))))
        ends = min(1.0, number / 8, (self.bars - number) / 8)
        return float((0.7 + 0.3 * np.sin(np.pi * (number % _SECTION) / _SECTION)) * (0.6 + 0.4 * ends))

    def _pulse(self) -> Iterator[_Note]:
        """A soft drum and a shaker, quiet enough to be felt rather than heard; fingers where the music is playful."""
        pulse, chance = self.mood.pulse, self._chance
        if pulse == 0:
            return
        shakers = [instruments.shaker(chance) for _ in range(4)]
        for number in range(1, max(1, self.bars - 1)):
            if self._thin(number):
                continue
            first = number * 4
            for half in range(8):
                soft = 0.030 * pulse * (1.0 if half % 2 else 0.55) * chance.uniform(0.7, 1.0)
                late = self.mood.swing / 2 if half % 2 else 0.0
                at = self._at(first + half / 2 + late, chance.normal(0, 0.004))
                yield _Note(at, partial(shakers.__getitem__, int(chance.integers(4))), (0.8 * soft, soft))
            for place in (0.0, 2.0) if number % 4 != 3 else (0.0, 2.0, 3.5):
                level = 0.17 * pulse * chance.uniform(0.85, 1.0)
                yield _Note(self._at(first + place), instruments.drum, (level, level), (0.3 * level, 0.3 * level))
            for place in (1.0, 3.0) if self.mood.chop else ():
                level = 0.085 * pulse * chance.uniform(0.85, 1.0)
                yield _Note(self._at(first + place), instruments.snap, (0.7 * level, level), (level, 0.7 * level))


def _loudness_of(mood: Mood) -> float:
    """About the largest sample of a piece: its instruments at once."""
    return 0.085 * mood.pad * 4.2 + 0.16 * mood.pluck * 1.4 + 0.2 * mood.bass + 0.17 * mood.pulse + 0.05 * mood.chop


def _fades(start: int, size: int, samples: int) -> Samples:
    """In over 0.6 s, out over the last 2.5 s, both without a corner."""
    place = start + np.arange(size, dtype=np.float64)
    into, out = (max(1, min(samples // 2, round(seconds * RATE))) for seconds in (0.6, 2.5))
    share = np.clip(place / into, 0, 1) * np.clip((samples - 1 - place) / out, 0, 1)
    return as_sound(np.sin(share * (np.pi / 2)) ** 2)
