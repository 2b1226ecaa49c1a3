"""A pen for flat figures: smooth shapes, tapered limbs and parts that are turned as wholes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from reprise.graphics.colour import RGB

Spot = tuple[float, float]
Points = NDArray[np.float64]
_STEPS = 10  # points of a curve between two that are given
_RING = np.array([(math.cos(math.tau * step / 64), math.sin(math.tau * step / 64)) for step in range(64)])


@dataclass(frozen=True)
class Frame:
    """Where a part's own coordinates lie in the figure's: turned by `angle` degrees clockwise about `pivot`, flipped
    left to right, enlarged, then moved by `at`. Circles stay circles."""

    at: Spot = (0.0, 0.0)
    angle: float = 0.0
    flip: bool = False
    scale: float = 1.0
    pivot: Spot = (0.0, 0.0)

    def spots(self, points: Sequence[Spot] | Points) -> Points:
        """Points of the part in the figure's coordinates, shape (n, 2)."""
        own = (np.asarray(points, dtype=np.float64) - self.pivot) * ((-1 if self.flip else 1) * self.scale, self.scale)
        turn = math.radians(self.angle)
        matrix = np.array([(math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))])
        placed: Points = own @ matrix + self.pivot + self.at
        return placed


class Pen:
    """Draws on a picture in units of `unit` pixels; shapes are given in the coordinates of its frame. `corner` is the
    point of the figure, in pixels, that the picture begins with."""

    def __init__(self, image: Image.Image, unit: float, frame: Frame | None = None, corner: Spot = (0.0, 0.0)) -> None:
        self._image = image
        self._draw = ImageDraw.Draw(image)
        self._unit = unit
        self._frame = frame or Frame()
        self._corner = corner

    def within(self, frame: Frame) -> Pen:
        """A pen on the same picture whose shapes lie in another frame (frames are not nested)."""
        return Pen(self._image, self._unit, frame, self._corner)

    def polygon(self, points: Sequence[Spot] | Points, fill: RGB) -> None:
        self._draw.polygon([(x, y) for x, y in self._pixels(points).tolist()], fill=(*fill, 255))

    def shape(self, points: Sequence[Spot], fill: RGB) -> None:
        """A closed shape with a smooth edge through the points."""
        self.polygon(smooth(tuple(points), closed=True), fill)

    def ellipse(self, centre: Spot, reach: Spot, fill: RGB) -> None:
        self.polygon(_RING * reach + centre, fill)

    def line(self, points: Sequence[Spot], width: float, fill: RGB) -> None:
        """A smooth line with round ends."""
        self.limb(points, [width] * len(points), fill)

    def limb(self, points: Sequence[Spot], widths: Sequence[float], fill: RGB) -> None:
        """A smooth line through the points that is as wide at each of them as `widths` says, with round ends."""
        path = self._pixels(smooth(tuple(points), closed=False))
        marks = np.linspace(0, len(widths) - 1, len(path))
        radii = np.interp(marks, range(len(widths)), widths) / 2 * self._frame.scale * self._unit
        joints = [(x, y, radius) for (x, y), radius in zip(path.tolist(), radii.tolist(), strict=True)]
        for x, y, radius in joints:
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(*fill, 255))
        for one, other in pairwise(joints):
            self._bone(one, other, fill)

    def band(self, start: Spot, towards: Spot, span: Spot, width: float, fill: RGB) -> None:
        """A straight band across the way from `start` to `towards`, from `span[0]` to `span[1]` units along it."""
        along = math.degrees(math.atan2(towards[1] - start[1], towards[0] - start[0]))
        half = width / 2
        corners = ((span[0], -half), (span[1], -half), (span[1], half), (span[0], half))
        self.polygon(Frame(start, along).spots(corners), fill)

    def _bone(self, one: tuple[float, float, float], other: tuple[float, float, float], fill: RGB) -> None:
        """What lies between two joints, pixels."""
        along = math.atan2(other[1] - one[1], other[0] - one[0])
        x, y = -math.sin(along), math.cos(along)
        corners = [(joint[0] + side * x * joint[2], joint[1] + side * y * joint[2])
                   for joint, side in ((one, 1), (other, 1), (other, -1), (one, -1))]  # fmt: skip
        self._draw.polygon(corners, fill=(*fill, 255))

    def _pixels(self, points: Sequence[Spot] | Points) -> Points:
        placed: Points = self._frame.spots(points) * self._unit - self._corner
        return placed


@lru_cache(maxsize=1024)
def smooth(points: tuple[Spot, ...], *, closed: bool) -> Points:
    """A curve through all points (Catmull-Rom), as points close to each other, shape (n, 2)."""
    given = np.array(points, dtype=np.float64)
    if len(points) < 3:
        return np.linspace(given[0], given[-1], _STEPS + 1)
    if closed:
        around = np.concatenate([given[-1:], given, given[:2]])
    else:
        around = np.concatenate([given[:1], given, given[-1:]])
    before, start, end, after = (around[step : len(around) - 3 + step, None, :] for step in range(4))
    share = (np.arange(_STEPS) / _STEPS)[None, :, None]
    curve = 0.5 * (
        2 * start
        + (end - before) * share
        + (2 * before - 5 * start + 4 * end - after) * share**2
        + (3 * start - before - 3 * end + after) * share**3
    )
    flat: Points = curve.reshape(-1, 2)
    return flat if closed else np.concatenate([flat, given[-1:]])
