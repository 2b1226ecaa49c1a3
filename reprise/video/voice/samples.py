"""Recordings that a voice is to be cloned from: whether they hold enough clean speech of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import ndimage

from reprise.digest import file_digest
from reprise.errors import BadInput, NotFound
from reprise.video.sound.decoding import decode_speech
from reprise.video.sound.files import RATE, Samples
from reprise.video.sound.loudness import speech_level, true_peak

LEAST, ADVISED, MOST = 30.0, (60.0, 120.0), 180.0
"""Seconds of speech in all: below the first too little to clone, between the next two best (ElevenLabs' guidance),
beyond the last worse again."""
_LARGEST = 11_000_000
_FRAME = RATE // 50
_SPEAKING = 15.0  # dB below the loud moments within which somebody speaks
_BREATH = 25  # frames: a shorter pause belongs to the speech
_CLIPPED, _NOISY, _VERY_NOISY = 0.001, 25.0, 15.0  # share; dB between speech and what is behind it
_QUIET, _VERY_QUIET = -32.0, -45.0  # LUFS


@dataclass(frozen=True)
class Sample:
    """One recording. `speech` is seconds in which somebody speaks, `level` LUFS, `clean` dB between the speech and what
    is behind it. `problems` are reasons not to use it; `notes` what could be better."""

    path: Path
    digest: str
    seconds: float
    speech: float
    level: float
    clean: float
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def examine(path: Path) -> Sample:
    """Listen to one recording. Raises `NotFound`, and `BadInput` for what is no sound."""
    if not path.is_file():
        raise NotFound("There is no such recording.", where=str(path), remedy="Give the path of a sound file.")
    try:
        samples = decode_speech(path.read_bytes())
    except BadInput as error:
        raise error.at(path.name) from error
    seconds = len(samples) / RATE
    if seconds < 1:
        raise BadInput(f"The recording is {seconds:.1f} s long.", where=path.name, remedy="Give a longer one.")
    speech, clean = _speech(samples)
    level = speech_level(samples)
    problems, notes = _findings(samples, seconds, speech, clean, level)
    if path.stat().st_size > _LARGEST:
        problems.append(f"is {path.stat().st_size / 1e6:.0f} MB, more than the {_LARGEST / 1e6:.0f} MB that are taken")
    return Sample(path, file_digest(path), seconds, speech, level, clean, tuple(problems), tuple(notes))


def in_all(samples: Sequence[Sample]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Problems and notes of all recordings together, each with the file it is about."""
    problems = [f"{each.path.name} {what}" for each in samples for what in each.problems]
    notes = [f"{each.path.name} {what}" for each in samples for what in each.notes]
    speech = sum(each.speech for each in samples)
    if speech < LEAST:
        problems.append(f"in all there are {speech:.0f} s of speech; at least {LEAST:.0f} s are needed")
    elif speech < ADVISED[0]:
        notes.append(f"in all there are {speech:.0f} s of speech; one to two minutes sound better")
    elif speech > MOST:
        notes.append(f"in all there are {speech:.0f} s of speech; more than three minutes make the voice worse")
    if len({each.digest for each in samples}) < len(samples):
        problems.append("the same recording is given twice")
    return tuple(problems), tuple(notes)


def _findings(
    samples: Samples, seconds: float, speech: float, clean: float, level: float
) -> tuple[list[str], list[str]]:
    problems, notes = [], []
    if speech < 0.3 * seconds or not _has_pauses(samples):
        problems.append("holds hardly any speech: silence, music or a tone")
    peak = float(np.abs(samples).max(initial=0.0))
    clipped = float(np.mean(np.abs(samples) >= peak * 0.999)) if peak > 0.5 else 0.0
    if clipped > _CLIPPED:
        problems.append(f"is clipped ({clipped:.1%} of it): record it again, less loud")
    elif true_peak(samples) > -0.5:
        notes.append("is very close to clipping")
    if clean < _VERY_NOISY:
        problems.append(f"is noisy: what is behind the speech is only {clean:.0f} dB softer")
    elif clean < _NOISY:
        notes.append(f"has some noise or echo, {clean:.0f} dB below the speech")
    if level < _VERY_QUIET:
        problems.append(f"is far too quiet ({level:.0f} LUFS)")
    elif level < _QUIET:
        notes.append(f"is quiet ({level:.0f} LUFS)")
    return problems, notes


def _levels(samples: Samples) -> Samples:
    """dB of each fiftieth of a second."""
    count = len(samples) // _FRAME
    power = (samples[: count * _FRAME].astype(np.float64) ** 2).reshape(count, _FRAME).mean(axis=1)
    return np.asarray(10 * np.log10(power + 1e-10), np.float32)


def _speech(samples: Samples) -> tuple[float, float]:
    """Seconds in which somebody speaks, and how many dB what is behind it is softer."""
    levels = _levels(samples)
    loud = float(np.percentile(levels, 90))
    if loud < -70:
        return 0.0, 0.0
    speaking = ndimage.binary_closing(levels > loud - _SPEAKING, np.ones(_BREATH, bool))
    return float(speaking.sum()) * _FRAME / RATE, loud - float(np.percentile(levels, 4))


def _has_pauses(samples: Samples) -> bool:
    """Speech comes and goes several times a second; music and hum go on."""
    levels = _levels(samples)
    loud = float(np.percentile(levels, 90))
    turns = int(np.abs(np.diff((levels > loud - 10).astype(np.int8))).sum())
    return turns / (len(samples) / RATE) > 1.0 and float(np.mean(levels < loud - 10)) > 0.08
