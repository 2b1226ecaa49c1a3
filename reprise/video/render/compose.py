"""Composes the frames of a unit: stills in motion, their sprites, the crossfade, the film's sprites."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

import cv2
import numpy as np

from reprise.video.film import FilmScene, Sprite
from reprise.video.render.colour import Bytes
from reprise.video.render.overlays import FULL, Overlay, pose_at
from reprise.video.render.plan import Part, Unit
from reprise.video.render.stills import Still

_STILLS_KEPT = 3

Planes = tuple[Bytes, Bytes]
"""Luma (h, w) and interleaved chroma (h/2, w/2, 2), the two planes of NV12; rows may be padded."""


def planes(width: int, height: int) -> Planes:
    """Empty planes of a film's size."""
    return np.empty((height, width), np.uint8), np.empty((height // 2, width // 2, 2), np.uint8)


class Composer:
    """Draws units; keeps the last few stills, so that neighbouring units convert a picture once."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)  # the work is shared out by units
        self._stills: OrderedDict[tuple[object, ...], Still] = OrderedDict()

    def draw(self, unit: Unit, target: Planes) -> Iterator[int]:
        """Write frame after frame of a unit into `target`; yields each frame's number once it stands there."""
        scenes = [_Scene(part, self._still(part.scene, unit), unit) for part in unit.parts]
        over_all = [Overlay(sprite, unit.width, unit.height) for sprite in unit.sprites]
        second = planes(unit.width, unit.height) if len(scenes) > 1 else None
        for number in range(unit.frames):
            scenes[0].draw(number, target)
            if second is not None:
                scenes[1].draw(number, second)
                _mix(target, second, (number + 1) / (unit.frames + 1))
            for overlay in over_all:
                overlay.blend(*target, FULL)
            yield number

    def _still(self, scene: FilmScene, unit: Unit) -> Still:
        name = (scene.ground, scene.frames, unit.width, unit.height)
        still = self._stills.pop(name, None) or Still(scene.ground, scene.frames, unit.width, unit.height)
        self._stills[name] = still
        while len(self._stills) > _STILLS_KEPT:
            self._stills.popitem(last=False)
        return still


class _Scene:
    """One scene's side of a unit, with its sprites read when they are due and let go when they are over."""

    def __init__(self, part: Part, still: Still, unit: Unit) -> None:
        self._part, self._still = part, still
        self._size = (unit.width, unit.height)
        self._overlays: dict[Sprite, Overlay] = {}

    def draw(self, number: int, target: Planes) -> None:
        frame = self._part.first + number
        self._still.draw(frame, *target)
        for sprite in self._part.scene.sprites:
            pose = pose_at(sprite, frame)
            if pose.strength > 0:
                if sprite not in self._overlays:
                    self._overlays[sprite] = Overlay(sprite, *self._size)
                self._overlays[sprite].blend(*target, pose)
            else:
                self._overlays.pop(sprite, None)


def _mix(first: Planes, second: Planes, share: float) -> None:
    """Blend the second picture into the first."""
    for below, above in zip(first, second, strict=True):
        below[...] = cv2.addWeighted(below, 1 - share, above, share, 0)
