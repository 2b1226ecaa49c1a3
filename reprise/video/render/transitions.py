"""How one scene takes over from another, frame by frame, on the encoder's planes.

A cut needs no frames of its own: the plan lets one scene end and the next begin in its middle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from reprise.video.render.colour import Bytes

if TYPE_CHECKING:
    from reprise.video.script import Transition

Planes = tuple[Bytes, Bytes]

_SOFT = 0.16  # width of a wipe's soft edge, as a share of the frame's width
_FOLLOWS = 0.3  # how far the old scene goes along with the new one that slides over it
_SHADE = 0.035  # width of the shadow before a sliding scene, as a share of the frame's width
_DARK = 0.45  # how much light the shadow takes at its deepest


def blend(kind: Transition, first: Planes, second: Planes, number: int, frames: int) -> None:
    """Bring the second picture into the first, in frame `number` of a transition of `frames` frames."""
    share = (number + 1) / (frames + 1)
    if kind == "slide":
        _slide(first, second, _eased(share))
    elif kind == "wipe":
        _wipe(first, second, _eased(share))
    else:
        _crossfade(first, second, share)


def _crossfade(first: Planes, second: Planes, share: float) -> None:
    for below, above in zip(first, second, strict=True):
        cv2.addWeighted(below, 1 - share, above, share, 0, dst=below)


def _slide(first: Planes, second: Planes, share: float) -> None:
    """The new scene comes in from the right and the old one gives way more slowly, in its shadow."""
    width = first[0].shape[1]
    edge = _even(width * (1 - share))  # where the new scene begins
    gone = _even(width * share * _FOLLOWS)
    for plane, new, step in ((first[0], second[0], 1), (first[1], second[1], 2)):
        at, away = edge // step, gone // step
        plane[:, :at] = plane[:, away : away + at].copy()
        plane[:, at:] = new[:, : plane.shape[1] - at]
    _shade(first[0], edge, max(2, round(width * _SHADE)))


def _shade(luma: Bytes, edge: int, reach: int) -> None:
    left = max(0, edge - reach)
    if left < edge:
        light = 256 - np.linspace(0, 256 * _DARK, reach, dtype=np.float32)[reach - (edge - left) :]
        _towards(luma[:, left:edge], np.uint8(16), light.astype(np.uint16))


def _wipe(first: Planes, second: Planes, share: float) -> None:
    """A soft edge runs over the frame from left to right; behind it is the new scene."""
    width = first[0].shape[1]
    soft = max(4, _even(width * _SOFT))
    head = _even((width + soft) * share)  # the edge's front; the new scene is whole `soft` pixels behind it
    ramp = np.linspace(0, 256, soft + 2)[1:-1].astype(
        np.uint16
    )  # the old scene's part, from the edge's end to its front
    for plane, new, step in ((first[0], second[0], 1), (first[1], second[1], 2)):
        whole, front = max(0, head - soft) // step, min(width, head) // step
        plane[:, :whole] = new[:, :whole]
        begin = whole * step - (head - soft)
        old = ramp[begin : begin + (front - whole) * step : step]
        _towards(plane[:, whole:front], new[:, whole:front], old)


def _towards(below: Bytes, above: Bytes | np.uint8, kept: NDArray[np.uint16]) -> None:
    """Mix columns: `kept` of 256 parts of what is there, the rest of what comes."""
    parts = kept.reshape((1, -1) + (1,) * (below.ndim - 2))
    mixed = below * parts
    mixed += above * (256 - parts)
    mixed += 128
    below[...] = mixed >> 8


def _eased(share: float) -> float:
    """Soft at both ends."""
    return share * share * (3 - 2 * share)


def _even(value: float) -> int:
    return 2 * round(value / 2)
