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
_MIDDLE, _NECK = 500.0, 470.0  # of the figure from the left; what the head turns about from the top


def draw_figure(
    who: Appearance,
    pose: Pose,
    height: int,
    *,
    mouth: Mouth | None = None,
    eyes: Eyes | None = None,
    mirrored: bool = False,
    box: tuple[int, int, int, int] | None = None,
) -> Image.Image:
    """A character in a pose, RGBA with nothing behind it, `height` pixels high and 10/9 as wide.

    It looks to the right, `mirrored` to the left. `mouth` and `eyes` are the pose's own unless given. With `box` (left,
    top, right, bottom) only this part is drawn, exactly as it is in the whole.
    """
    face = FACES[pose]
    face = replace(face, mouth=mouth or face.mouth, eyes=eyes or face.eyes)
    width = _width(height)
    left, top, right, bottom = box or (0, 0, width, height)
    if mirrored:
        left, right = width - right, width - left
    image = Image.new("RGBA", ((right - left) * _FINER, (bottom - top) * _FINER), (*who.colour, 0))
    _draw(Pen(image, height * _FINER / FIGURE_SHAPE[1], corner=(left * _FINER, top * _FINER)), who, pose, face)
    image = _reduced(image)
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else image


def face_box(pose: Pose, part: FacePart, height: int, *, mirrored: bool = False) -> tuple[int, int, int, int]:
    """The part of a drawn figure (left, top, right, bottom, pixels) that changes when it talks or blinks."""
    left, top, right, bottom = _FACE[part]
    spots = _head_frame(pose).spots([(left, top), (right, top), (left, bottom), (right, bottom)])
    edges = spots * height / FIGURE_SHAPE[1]
    low, high = math.floor(edges[:, 0].min()), math.ceil(edges[:, 0].max())
    if mirrored:
        low, high = _width(height) - high, _width(height) - low
    return low, math.floor(edges[:, 1].min()), high, math.ceil(edges[:, 1].max())


def _width(height: int) -> int:
    return round(height * FIGURE_SHAPE[0] / FIGURE_SHAPE[1])


def _head_frame(pose: Pose) -> Frame:
    """The head's coordinates are the figure's, from its middle, turned about the neck."""
    return Frame((_MIDDLE, 0.0), FACES[pose].tilt, pivot=(0.0, _NECK))


def _draw(pen: Pen, who: Appearance, pose: Pose, face: Face) -> None:
    body = pen.within(Frame((_MIDDLE, 0.0)))
    head = pen.within(_head_frame(pose))
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


def _reduced(image: Image.Image) -> Image.Image:
    """The picture at its own size; colours are weighed by their opacity, so that edges get no fringe."""
    return image.convert("RGBa").reduce(_FINER).convert("RGBA")
