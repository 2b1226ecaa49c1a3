"""Brings a film to another shape: cut around what matters, or whole on a ground."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from reprise.errors import BadInput
from reprise.graphics.crop import Point
from reprise.video.tools.choices import Mode
from reprise.video.tools.cutting import Made
from reprise.video.tools.focus import find_focus
from reprise.video.tools.opening import Source, examine
from reprise.video.tools.picture import Shape, planes, shaped
from reprise.video.tools.whole import redrawn
from reprise.video.tools.writing import finished, part_of, silent
from reprise.video.voice.voiceover import Progress


def reframe(
    source: Path,
    target: Path,
    width: int,
    height: int,
    *,
    mode: Mode = "crop",
    focal: Point | None = None,
    ground: str | None = None,
    report: Progress = silent,
) -> Made:
    """The film in another size and shape.

    Args:
        mode: crop fills the frame; fit shows all of the film.
        focal: with crop, the point to keep in view as fractions of width and height; None looks for it in every shot
            and follows it smoothly.
        ground: with fit, a colour "#rrggbb" around the film; None for the film itself, enlarged and blurred.
    """
    if focal is not None and not all(0 <= place <= 1 for place in focal):
        raise BadInput(f"The focal point {focal} is outside of the film.", remedy="Give two fractions from 0 to 1.")
    film = examine(source)
    shape = Shape(width, height, film.rate, mode, focal or (0.5, 0.5), ground)
    with finished(target) as path:
        if mode == "crop" and focal is None and _overhang(film, shape) > 2:
            path_of_focus = find_focus(film, _share_seen(film, shape), part_of(report, 0, 0.3))
            frames = _following(film, shape, path_of_focus)
            made = redrawn(film, frames, shape, path, _moves(path_of_focus), part_of(report, 0.3, 1))
        else:
            note = "Cut around the focal point." if mode == "crop" else "Set whole on a ground."
            made = redrawn(film, shaped(film, 0, film.frames, shape), shape, path, note, report)
    report("done", 1.0)
    return replace(made, path=target)


def _share(film: Source, shape: Shape) -> float:
    return max(shape.width / film.width, shape.height / film.height)


def _overhang(film: Source, shape: Shape) -> float:
    """Pixels of the scaled film that do not fit, on the side that is cut."""
    share = _share(film, shape)
    return max(film.width * share - shape.width, film.height * share - shape.height)


def _share_seen(film: Source, shape: Shape) -> Point:
    """The window's width and height as shares of the film's."""
    share = _share(film, shape)
    return min(1.0, shape.width / (film.width * share)), min(1.0, shape.height / (film.height * share))


def _following(film: Source, shape: Shape, focus: NDArray[np.float64]) -> Iterator[Any]:
    """Frames cut by a window whose middle follows `focus` (frames, 2) as near as the film's edges allow."""
    share = _share(film, shape)
    size = (max(shape.width, _even(film.width * share)), max(shape.height, _even(film.height * share)))
    whole = Shape(size[0], size[1], shape.rate, "crop")
    room = np.array([size[0] - shape.width, size[1] - shape.height], dtype=np.float64)
    corner = np.clip(focus * size - np.array([shape.width, shape.height]) / 2, 0, room)
    for number, frame in enumerate(shaped(film, 0, film.frames, whole)):
        yield _window(frame, shape, float(corner[number, 0]), float(corner[number, 1]))


def _window(frame: Any, shape: Shape, left: float, top: float) -> Any:
    """A part of a frame; between pixels it is interpolated, so that slow moves do not jump."""
    cut = av.VideoFrame(shape.width, shape.height, "nv12")
    for target, plane, scale in zip(planes(cut), planes(frame), (1, 2), strict=True):
        x, y = left / scale, top / scale
        rows, columns = target.shape[:2]
        if x == int(x) and y == int(y):
            np.copyto(target, plane[int(y) : int(y) + rows, int(x) : int(x) + columns])
            continue
        move = np.array([[1, 0, x], [0, 1, y]])
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        moved = cv2.warpAffine(plane, move, (columns, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        np.copyto(target, moved)
    return cut


def _moves(focus: NDArray[np.float64]) -> str:
    resting = Fraction(int((np.abs(np.diff(focus, axis=0)).max(axis=1) < 1e-9).sum() + 1), len(focus))
    return "Cut around what stands out; the window " + ("rests in every shot." if resting > 0.98 else "follows it.")


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)
