"""Characters as flat half-figures, drawn by their look in seven poses, with mouths that talk and eyes that blink."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from PIL import Image

from reprise.graphics.figures_body import STANCES, draw_arm, draw_torso
from reprise.graphics.figures_head import FACES, Eyes, Face, Mouth, draw_hair_behind, draw_head
from reprise.graphics.figures_look import Appearance, appearance_of
from reprise.graphics.figures_pen import Frame, Pen
from reprise.video.script import Pose

__all__ = ["FIGURES_VERSION", "FIGURE_SHAPE", "Appearance", "appearance_of", "draw_figure", "face_box"]

FIGURES_VERSION = 1
"""Grows whenever the same character would be drawn differently."""

FIGURE_SHAPE = (1000, 900)
"""Width and height of a figure's box, units: raised hands included, cut off at the lower edge below the chest."""

FacePart = Literal["mouth", "eyes"]
_FACE: Mapping[FacePart, tuple[float, float, float, float]] = MappingProxyType(
    {"mouth": (-46.0, 372.0, 82.0, 440.0), "eyes": (-70.0, 266.0, 102.0, 338.0)}
)
"""What a mouth and eyes that move may touch: left, top, right, bottom from the head's middle, untilted."""

_FINER = 3  # pixels drawn for each that is kept, along each side
_NECK = (500.0, 470.0)  # what the head turns about


def draw_figure(
    who: Appearance,
    pose: Pose,
    height: int,
    *,
    mouth: Mouth | None = None,
    eyes: Eyes | None = None,
    mirrored: bool = False,
) -> Image.Image:
    """A character in a pose, RGBA with nothing behind it, `height` pixels high and 10/9 as wide.

    It looks to the right, `mirrored` to the left. `mouth` and `eyes` are the pose's own unless given.
    """
    face = FACES[pose]
    face = replace(face, mouth=mouth or face.mouth, eyes=eyes or face.eyes)
    size = (round(height * FIGURE_SHAPE[0] / FIGURE_SHAPE[1]), height)
    image = Image.new("RGBA", (size[0] * _FINER, size[1] * _FINER), (*who.colour, 0))
    _draw(Pen(image, height * _FINER / FIGURE_SHAPE[1]), who, pose, face)
    image = _reduced(image)
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else image


def face_box(pose: Pose, part: FacePart, height: int, *, mirrored: bool = False) -> tuple[int, int, int, int]:
    """The part of a drawn figure (left, top, right, bottom, pixels) that changes when it talks or blinks."""
    left, top, right, bottom = _FACE[part]
    head = _Tilted((500.0, 0.0), FACES[pose].tilt)
    spots = [head.spot(corner) for corner in ((left, top), (right, top), (left, bottom), (right, bottom))]
    unit = height / FIGURE_SHAPE[1]
    xs, ys = [x * unit for x, _ in spots], [y * unit for _, y in spots]
    width = round(height * FIGURE_SHAPE[0] / FIGURE_SHAPE[1])
    low, high = math.floor(min(xs)), math.ceil(max(xs))
    if mirrored:
        low, high = width - high, width - low
    return low, math.floor(min(ys)), high, math.ceil(max(ys))


def _draw(pen: Pen, who: Appearance, pose: Pose, face: Face) -> None:
    body = pen.within(Frame((500.0, 0.0)))
    head = pen.within(_Tilted((500.0, 0.0), face.tilt))
    arms = ((STANCES[pose].far, -1), (STANCES[pose].near, 1))
    draw_hair_behind(head, who)
    draw_torso(body, who)
    for arm, side in arms:
        if not arm.over:
            draw_arm(body, who, arm, side)
    draw_head(head, who, face)
    for arm, side in arms:
        if arm.over:
            draw_arm(body, who, arm, side)


class _Tilted(Frame):
    """The head's frame: its coordinates are the figure's, turned about the neck."""

    def spot(self, point: tuple[float, float]) -> tuple[float, float]:
        x, y = Frame((0.0, 0.0), self.angle).spot((point[0], point[1] - _NECK[1]))
        return x + _NECK[0], y + _NECK[1]


def _reduced(image: Image.Image) -> Image.Image:
    """The picture at its own size; colours are weighed by their opacity, so that edges get no fringe."""
    return image.convert("RGBa").reduce(_FINER).convert("RGBA")
