"""Which notes a bar's chord has: every voice moves to the nearest, and nothing rubs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from reprise.video.sound.moods import MAJOR, Mood


@dataclass(frozen=True)
class Chord:
    """MIDI notes: the bass, and four voices from low to high."""

    bass: int
    notes: tuple[int, ...]


def voicings(mood: Mood, bars: int) -> list[Chord]:
    """A chord for each bar; the last bar is the first chord again."""
    order = [mood.chords[number % len(mood.chords)] for number in range(bars)]
    if bars > 2:
        order[-2:] = [(3 if mood.scale == MAJOR else 5, True), mood.chords[0]]
    chords: list[Chord] = []
    centre = mood.tonic + 12
    for degree, seventh in order:
        pitches = [mood.tonic + _degree(mood.scale, degree + step) for step in (0, 2, 4)]
        pitches.append(_colour(mood, degree, seventh))
        before = chords[-1].notes if chords else tuple(range(centre - 4, centre + 8, 3))
        notes = _nearest(pitches, before, centre)
        root = mood.tonic + _degree(mood.scale, degree) - 12
        chords.append(Chord(root if root >= 36 else root + 12, notes))
    return chords


def _colour(mood: Mood, degree: int, seventh: bool) -> int:
    """The chord's fourth note: a minor seventh or a major ninth, whichever is asked for and rubs against nothing."""
    root = mood.tonic + _degree(mood.scale, degree)
    seven, nine = (mood.tonic + _degree(mood.scale, degree + step) for step in (6, 8))
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
