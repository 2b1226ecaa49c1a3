"""Finds what stands out in a film and how a window should follow it: shot by shot, calmly, at rest where it can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from reprise.graphics.crop import Point, focal_point
from reprise.video.tools.opening import Source
from reprise.video.tools.picture import Shape, planes, shaped
from reprise.video.tools.writing import silent
from reprise.video.voice.voiceover import Progress

_WIDTH = 128  # pixels of the reduced frames
_LOOK = 0.4  # seconds between two looks for what stands out
_CUT, _SUDDEN = 14.0, 5.0  # mean change of luma at a cut, and as a multiple of the change around it
_CALM = 1.2  # seconds over which moves are smoothed (standard deviation)
_REST = 0.16  # share of the window that its middle may be off before the window moves


def find_focus(film: Source, window: Point, report: Progress = silent) -> NDArray[np.float64]:
    """The point to keep in view for every frame, (frames, 2), as fractions of width and height.

    `window` is the share of the film's width and height that will be seen: what moves within it is not followed.
    """
    changes, looks = [], []
    step = max(1, round(_LOOK * float(film.rate)))
    before: NDArray[np.int16] | None = None
    for number, frame in enumerate(_reduced(film)):
        luma = planes(frame)[0].astype(np.int16)
        changes.append(0.0 if before is None else float(np.abs(luma - before).mean()))
        before = luma
        if number % step == 0 or changes[-1] > _CUT:
            looks.append((number, focal_point(frame.to_image())))
        report("looking", (number + 1) / film.frames)
    return follow(looks, find_cuts(changes), len(changes), film.rate, window)


def find_cuts(changes: Sequence[float]) -> list[int]:
    """Frames that begin a shot: they differ from the one before by far more than those around them do."""
    found = [0]
    for number in range(1, len(changes)):
        around = [*changes[max(1, number - 4) : number], *changes[number + 1 : number + 5]]
        usual = float(np.median(around)) if around else 0.0
        if changes[number] > _CUT and changes[number] > _SUDDEN * usual and number - found[-1] > 2:
            found.append(number)
    return found


def follow(
    looks: Sequence[tuple[int, Point]], cuts: Sequence[int], frames: int, rate: Fraction, window: Point
) -> NDArray[np.float64]:
    """The path (frames, 2) from single looks (frame, point): smooth inside of a shot, a jump where a shot begins."""
    path = np.full((frames, 2), 0.5)
    for first, end in zip(cuts, [*cuts[1:], frames], strict=True):
        seen = [(number, point) for number, point in looks if first <= number < end]
        if not seen:
            continue
        numbers = np.array([number for number, _ in seen])
        for axis in (0, 1):
            values = np.array([point[axis] for _, point in seen])
            path[first:end, axis] = _calm(numbers, values, first, end, float(rate), window[axis])
    return path


def _calm(
    numbers: NDArray[np.int_], values: NDArray[np.float64], first: int, end: int, rate: float, window: float
) -> NDArray[np.float64]:
    """One coordinate over a shot."""
    steady = ndimage.median_filter(values, size=min(5, len(values)), mode="nearest")  # one odd look is no move
    reach = window / 2
    low, high = min(reach, 0.5), max(1 - reach, 0.5)
    held = np.clip(steady, low, high)  # beyond that the film's edge stops the window
    if held.max() - held.min() <= _REST * window:
        return np.full(end - first, float(np.median(held)))
    track = np.interp(np.arange(first, end), numbers, held)
    return np.asarray(ndimage.gaussian_filter1d(track, _CALM * rate, mode="nearest"))


def _reduced(film: Source) -> Iterator[Any]:
    height = max(16, round(_WIDTH * film.height / film.width / 2) * 2)
    width = _WIDTH
    if height > 4 * _WIDTH:
        width, height = 16 * max(1, round(_WIDTH / 16)), 4 * _WIDTH
    return shaped(film, 0, film.frames, Shape(width, height, film.rate, "crop"))
