"""The moods of music as numbers: tempo, harmony, instruments and rhythm. `music` plays them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


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
    lead: Literal["keys", "marimba"] = "keys"
    chop: float = 0.0
    """Short chords on the second and fourth beat, with a short bass on the first and third."""
    swing: float = 0.0
    """How much later than in the middle of its beat every second eighth comes, in eighths."""


MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)

MOODS: Mapping[str, Mood] = MappingProxyType(
    {
        "calm": Mood(
            tempo=68,
            tonic=50,
            scale=MAJOR,
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
            scale=MAJOR,
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
            scale=MINOR,
            chords=((0, True), (5, True), (2, False), (6, False), (0, True), (3, False), (5, True), (6, False)),
            pad=0.8,
            pluck=1.05,
            bass=0.7,
            pulse=0.6,
            pattern=(1.0, 0.5, 0.3, 0.7, 0.8, 0.4, 0.6, 0.35),
        ),
        "playful": Mood(
            tempo=126,
            tonic=53,
            scale=MAJOR,
            chords=((0, False), (5, False), (1, True), (4, False), (0, False), (3, False), (1, True), (4, False)),
            pad=0.12,
            pluck=1.0,
            bass=0.45,
            pulse=0.5,
            pattern=(0.95, 0.5, 0.75, 0.9, 0.2, 0.85, 0.7, 0.45),
            lead="marimba",
            chop=0.8,
            swing=0.22,
        ),
    }
)

BY_STYLE: Mapping[str, str] = MappingProxyType(
    {"educational": "calm", "motivational": "bright", "entertaining": "playful", "selling": "steady"}
)
"""Which mood suits a script's style, where the site leaves it to the script ("auto")."""
