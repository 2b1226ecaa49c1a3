"""What films will cost before they are made: seconds of work, disk, credits; from the script where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from reprise.costs import CREDITS
from reprise.sites import Site
from reprise.video.presets import FORMATS, PRESETS, Preset, visuals_of
from reprise.video.products import Render
from reprise.video.script import Script

State = Literal["to write", "to review", "to make", "made"]

_WORK = 0.45  # seconds of work for a second of film of one shape, measured on two cores on 2026-11-25
_FIXED = 9.0  # seconds for voice, pictures, covers and Dagster's own work on a film of any length
_BYTES = 0.30e6  # of a second of film, all that is kept of it included
_LATEST = 40
"""Films that a measured rate is taken from, at most."""


@dataclass(frozen=True)
class Estimate:
    """What one article's films of one format will take: `film` and `work` in seconds; nothing for what is made."""

    article: str
    title: str
    format: str
    state: State
    presets: tuple[str, ...]
    film: float
    work: float
    bytes: float
    credits: float


def measured_rate(renders: Iterable[Render]) -> float | None:
    """Seconds of work for a second of film, the median of films that were encoded here; None before the first."""
    rates = [
        render.work_seconds / render.media.seconds for render in renders if render.work_seconds and render.media.seconds
    ]
    return median(rates[-_LATEST:]) if rates else None


def estimate(
    article: str,
    title: str,
    fmt: str,
    script: Script | None,
    site: Site,
    *,
    state: State,
    rate: float | None = None,
) -> Estimate:
    """What the films of a format will take. Presets of one shape share everything, so only shapes are work.

    Args:
        script: the approved or waiting one; without it the format's target length is counted, and its writing.
        rate: `measured_rate` of this machine; a reference machine's before there is one.
    """
    presets = [preset for preset in PRESETS.values() if preset.format == fmt and preset.name in site.films.presets]
    shapes = len({visuals_of(preset) for preset in presets})
    film = script.seconds if script else _target(site, fmt)
    if state == "made":
        return Estimate(article, title, fmt, state, _names(presets), film, 0.0, 0.0, 0.0)
    work = _FIXED + film * shapes * (_WORK if rate is None else rate)
    credits_ = CREDITS["voice"].credits * film / 60 + (CREDITS["script"].credits if script is None else 0.0)
    credits_ += shapes * (CREDITS["composition"].credits + CREDITS["cover"].credits)
    credits_ += len(presets) * CREDITS["metadata"].credits
    return Estimate(
        article, title, fmt, state, _names(presets), film, round(work, 1), film * shapes * _BYTES, round(credits_, 1)
    )


def _names(presets: Sequence[Preset]) -> tuple[str, ...]:
    return tuple(preset.name for preset in presets)


def _target(site: Site, fmt: str) -> float:
    return {"short": site.films.seconds, "long": site.films.long_seconds}.get(fmt, FORMATS[fmt].target_seconds)
