"""A pen for flat figures: smooth shapes, tapered limbs and parts that are turned as wholes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageDraw

from reprise.graphics.colour import RGB

Spot = tuple[float, float]
_STEPS = 10  # points of a curve between two that are given


@dataclass(frozen=True)
class Frame:
    """Where a part's own coordinates lie in the figure's: turned by `angle` degrees clockwise about its origin, flipped
    left to right, enlarged, then moved to `at`."""

    at: Spot = (0.0, 0.0)
    angle: float = 0.0
    flip: bool = False
    scale: float = 1.0

    def spot(self, point: Spot) -> Spot:
        x, y = (-point[0] if self.flip else point[0]) * self.scale, point[1] * self.scale
        turn = math.radians(self.angle)
        return (
            self.at[0] + x * math.cos(turn) - y * math.sin(turn),
            self.at[1] + x * math.sin(turn) + y * math.cos(turn),
        )


class Pen:
    """Draws on a picture in units of `unit` pixels; shapes are given in the coordinates of its frame."""

    def __init__(self, image: Image.Image, unit: float, frame: Frame | None = None) -> None:
        self._image = image
        self._draw = ImageDraw.Draw(image)
        self._unit = unit
        self._frame = frame or Frame()

    def within(self, frame: Frame) -> Pen:
        """A pen on the same picture whose shapes lie in another frame (frames are not nested)."""
        return Pen(self._image, self._unit, frame)

    def polygon(self, points: Sequence[Spot], fill: RGB) -> None:
        self._draw.polygon([self._pixel(point) for point in points], fill=(*fill, 255))

    def shape(self, points: Sequence[Spot], fill: RGB) -> None:
        """A closed shape with a smooth edge through the points."""
        self.polygon(smooth(points, closed=True), fill)

    def ellipse(self, centre: Spot, reach: Spot, fill: RGB, angle: float = 0.0) -> None:
        turned = Frame(centre, angle)
        ring = [math.tau * step / 72 for step in range(72)]
        self.polygon([turned.spot((reach[0] * math.cos(a), reach[1] * math.sin(a))) for a in ring], fill)

    def line(self, points: Sequence[Spot], width: float, fill: RGB) -> None:
        """A smooth line with round ends."""
        self.limb(points, [width] * len(points), fill)

    def limb(self, points: Sequence[Spot], widths: Sequence[float], fill: RGB) -> None:
        """A smooth line through the points that is as wide at each of them as `widths` says, with round ends."""
        path = smooth(points, closed=False)
        every = [
            widths[index] + (widths[index + 1] - widths[index]) * step / _STEPS
            for index in range(len(widths) - 1)
            for step in range(_STEPS)
        ]
        every.append(widths[-1])
        for (one, wide), (other, narrow) in pairwise(zip(path, every, strict=True)):
            self._bone(one, wide / 2, other, narrow / 2, fill)

    def band(self, start: Spot, towards: Spot, span: Spot, width: float, fill: RGB) -> None:
        """A straight band across the way from `start` to `towards`, from `span[0]` to `span[1]` units along it."""
        along = math.atan2(towards[1] - start[1], towards[0] - start[0])
        turned = Frame(start, math.degrees(along))
        half = width / 2
        corners = ((span[0], -half), (span[1], -half), (span[1], half), (span[0], half))
        self.polygon([turned.spot(corner) for corner in corners], fill)

    def _bone(self, one: Spot, wide: float, other: Spot, narrow: float, fill: RGB) -> None:
        along = math.atan2(other[1] - one[1], other[0] - one[0])
        across = (-math.sin(along), math.cos(along))
        self.polygon(
            [
                (one[0] + across[0] * wide, one[1] + across[1] * wide),
                (other[0] + across[0] * narrow, other[1] + across[1] * narrow),
                (other[0] - across[0] * narrow, other[1] - across[1] * narrow),
                (one[0] - across[0] * wide, one[1] - across[1] * wide),
            ],
            fill,
        )
        self.ellipse(one, (wide, wide), fill)
        self.ellipse(other, (narrow, narrow), fill)

    def _pixel(self, point: Spot) -> Spot:
        x, y = self._frame.spot(point)
        return x * self._unit, y * self._unit


def smooth(points: Sequence[Spot], *, closed: bool) -> list[Spot]:
    """A curve through all points (Catmull-Rom), as points close to each other."""
    count = len(points)
    if count < 3:
        start, end = points[0], points[-1]
        shares = [step / _STEPS for step in range(_STEPS + 1)]
        return [(start[0] + (end[0] - start[0]) * s, start[1] + (end[1] - start[1]) * s) for s in shares]
    spans = count if closed else count - 1
    found = []
    for index in range(spans):
        before, start, end, after = (_at(points, index + step, closed=closed) for step in (-1, 0, 1, 2))
        found += [_between(before, start, end, after, step / _STEPS) for step in range(_STEPS)]
    return found if closed else [*found, points[-1]]


def _at(points: Sequence[Spot], index: int, *, closed: bool) -> Spot:
    return points[index % len(points)] if closed else points[min(max(index, 0), len(points) - 1)]


def _between(before: Spot, start: Spot, end: Spot, after: Spot, share: float) -> Spot:
    def axis(a: float, b: float, c: float, d: float) -> float:
        return 0.5 * (
            2 * b + (c - a) * share + (2 * a - 5 * b + 4 * c - d) * share**2 + (3 * b - a - 3 * c + d) * share**3
        )

    return axis(before[0], start[0], end[0], after[0]), axis(before[1], start[1], end[1], after[1])
