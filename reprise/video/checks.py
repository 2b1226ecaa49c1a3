"""Looks at a finished film as a platform and a viewer would."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reprise.video.presets import Preset
from reprise.video.timeline import Timeline


@dataclass(frozen=True)
class FilmFacts:
    """What the file says about itself, read without decoding it."""

    container: str
    bytes: int
    video_codec: str
    profile: str
    pixel_format: str
    width: int
    height: int
    fps: float
    constant_rate: bool
    frames: int
    seconds: float
    color: tuple[str, str, str, str]
    audio_codec: str | None
    audio_rate: int | None
    audio_channels: int | None
    audio_seconds: float | None
    fast_start: bool


@dataclass(frozen=True)
class FilmQuality:
    """What is seen and heard. `black` and `frozen` are stretches (start, end) in seconds."""

    loudness: float | None
    true_peak: float | None
    black: tuple[tuple[float, float], ...]
    frozen: tuple[tuple[float, float], ...]


def inspect(path: Path) -> FilmFacts:
    """Container, streams and timing of a film."""
    raise NotImplementedError


def faults(facts: FilmFacts, preset: Preset, timeline: Timeline) -> list[str]:
    """What is wrong with the file for this preset, one sentence each; empty when all is well."""
    raise NotImplementedError


def measure(path: Path) -> FilmQuality:
    """Loudness (LUFS), true peak (dBTP), black and frozen stretches."""
    raise NotImplementedError


def quality_faults(quality: FilmQuality) -> list[str]:
    """What a viewer would notice, one sentence each; empty when all is well."""
    raise NotImplementedError
