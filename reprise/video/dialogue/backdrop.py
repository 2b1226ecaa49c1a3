"""What stands behind two who talk: the speaker's tone with shapes that fit the dialogue's context, and a desk.

The camera only travels sideways over it, so the desk's edge never moves against the figures behind it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PIL import Image, ImageDraw

from reprise.film_settings import Context
from reprise.graphics.colour import RGB, contrast, mix
from reprise.video.look.stage import Stage
from reprise.video.pictures.visuals import Camera

BACKDROP_VERSION = 1
OVERSIZE = 1.12  # still pixels per film pixel
_TRAVEL = 0.08  # of the width that the camera has to travel
_FINER = 2


@dataclass(frozen=True)
class Tone:
    """Colours of one speaker's ground: wall, shapes on it, the disc behind the head; the desk's front, top and edge."""

    wall: RGB
    shape: RGB
    disc: RGB
    desk: RGB
    top: RGB
    edge: RGB


def tone_of(stage: Stage, colour: RGB) -> Tone:
    """The ground of a character: a pale tone of its colour, or a dark one where its clothes are pale themselves."""
    pale, dark = mix(colour, stage.look.surface, 0.74), mix(colour, stage.ground, 0.72)
    wall = pale if contrast(pale, colour) >= 1.45 else dark
    desk = mix(stage.ground, stage.look.primary, 0.22)  # the same one for both
    return Tone(
        wall=wall,
        shape=mix(wall, colour, 0.10 if wall == pale else 0.16),
        disc=mix(wall, colour, 0.26 if contrast(mix(wall, colour, 0.26), colour) >= 1.3 else 0.12),
        desk=desk,
        top=mix(desk, stage.look.surface, 0.13),
        edge=mix(desk, stage.look.surface, 0.30),
    )


def backdrop(
    stage: Stage, tone: Tone, context: Context, desk: int, discs: tuple[tuple[float, float, float], ...]
) -> Image.Image:
    """The still, RGB, `OVERSIZE` times the film's height and wider than the film.

    `desk` is the row of the desk's upper edge and `discs` are (x, y, radius), in pixels of the film.
    """
    width, height = still_size(stage)
    unit = OVERSIZE * _FINER
    image = Image.new("RGB", (width * _FINER, height * _FINER), tone.wall)
    pen = ImageDraw.Draw(image)
    margin = (width / OVERSIZE - stage.width) / 2
    _SHAPES[context](pen, (image.width, round(desk * unit)), tone, stage.unit * unit)
    for x, y, radius in discs:
        box = [(x + margin - radius) * unit, (y - radius) * unit, (x + margin + radius) * unit, (y + radius) * unit]
        pen.ellipse(box, fill=tone.disc)
    top = round(desk * unit)
    pen.rectangle((0, top, image.width, image.height), fill=tone.desk)
    for deep, colour in ((64, tone.top), (8, tone.edge)):
        pen.rectangle((0, top, image.width, top + round(stage.px(deep) * unit)), fill=colour)
    return image.reduce(_FINER)


def still_size(stage: Stage) -> tuple[int, int]:
    return 2 * round(stage.width * OVERSIZE * (1 + _TRAVEL) / 2), 2 * round(stage.height * OVERSIZE / 2)


def travel(number: int) -> tuple[Camera, Camera]:
    """From one side to the other, the next scene back; never up or down."""
    share = _TRAVEL / (1 + _TRAVEL) / 2 * 0.96
    ends = (Camera(x=0.5 - share), Camera(x=0.5 + share))
    return ends if number % 2 == 0 else (ends[1], ends[0])


def _rays(pen: ImageDraw.ImageDraw, size: tuple[int, int], tone: Tone, _unit: float) -> None:
    """Rays that rise behind the desk, as of a morning sun."""
    x, y, reach, count = size[0] / 2, size[1], math.hypot(*size), 22
    for ray in range(0, count, 2):
        ends = [math.pi + math.pi * (ray + step) / count for step in (0.0, 1.0)]
        pen.polygon([(x, y), *((x + reach * math.cos(a), y + reach * math.sin(a)) for a in ends)], fill=tone.shape)


def _bars(pen: ImageDraw.ImageDraw, size: tuple[int, int], tone: Tone, unit: float) -> None:
    """Columns that grow from left to right."""
    count = max(7, round(size[0] / (150 * unit)))
    step = size[0] / count
    for bar in range(count):
        share = 0.16 + 0.5 * bar / (count - 1) + 0.07 * math.sin(bar * 2.4)
        pen.rounded_rectangle((bar * step + step * 0.17, size[1] * (1 - share), (bar + 1) * step - step * 0.17,
                               size[1] + 60 * unit), step * 0.12, fill=tone.shape)  # fmt: skip


def _dots(pen: ImageDraw.ImageDraw, size: tuple[int, int], tone: Tone, unit: float) -> None:
    """A field of points, some joined by lines, as of a circuit."""
    step, radius = 96 * unit, 9 * unit
    columns, rows = math.ceil(size[0] / step), math.ceil(size[1] / step)
    for row in range(rows):
        for column in range(columns):
            x, y = (column + 0.5) * step, (row + 0.5) * step
            pick = (column * 7 + row * 13 + column * row * 3) % 11
            if pick < 3:
                end = (x + step * (1 + pick % 2), y) if pick != 2 else (x, y + step)
                pen.line([(x, y), end], fill=tone.shape, width=round(6 * unit))
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=tone.shape)


def _shelves(pen: ImageDraw.ImageDraw, size: tuple[int, int], tone: Tone, unit: float) -> None:
    """Shelves with books."""
    every, thick = 330 * unit, 14 * unit
    y, row = size[1] - 250 * unit, 0
    while y > -every:
        pen.rectangle((0, y, size[0], y + thick), fill=tone.shape)
        x, book = (30 + 70 * (row % 3)) * unit, row * 5
        while x < size[0]:
            wide = (26 + 11 * (book * 7 % 4)) * unit
            tall = (120 + 24 * (book * 5 % 5)) * unit
            pen.rounded_rectangle((x, y - tall, x + wide, y), 5 * unit, fill=tone.shape)
            x += wide + (9 * unit if book % 6 else 150 * unit)
            book += 1
        y, row = y - every, row + 1


_SHAPES: Mapping[Context, Callable[[ImageDraw.ImageDraw, tuple[int, int], Tone, float], None]] = MappingProxyType(
    {"motivation": _rays, "finance": _bars, "tech": _dots, "educational": _shelves}
)
