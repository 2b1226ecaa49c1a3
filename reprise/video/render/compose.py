"""Composes the frames of a unit: grounds in motion, their sprites, the transition, the film's sprites."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from reprise.video.render.colour import Bytes
from reprise.video.render.grounds import Ground, Grounds
from reprise.video.render.overlays import Overlays
from reprise.video.render.plan import Part, Unit
from reprise.video.render.poses import FULL, pose_at
from reprise.video.render.transitions import blend

Planes = tuple[Bytes, Bytes]
"""Luma (h, w) and interleaved chroma (h/2, w/2, 2), the two planes of NV12; rows may be padded."""


def planes(width: int, height: int) -> Planes:
    """Empty planes of a film's size."""
    return np.empty((height, width), np.uint8), np.empty((height // 2, width // 2, 2), np.uint8)


class Composer:
    """Draws units, one after another."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)  # the work is shared out by units
        self._grounds = Grounds()
        self._overlays = Overlays()

    def draw(self, unit: Unit, target: Planes) -> Iterator[int]:
        """Write frame after frame of a unit into `target`; yields each frame's number once it stands there."""
        scenes = [_Scene(part, self._ground(part, unit), self._overlays, unit) for part in unit.parts]
        over_all = [self._overlays.of(sprite, unit.width, unit.height) for sprite in unit.sprites]
        second = planes(unit.width, unit.height) if len(scenes) > 1 else None
        for number in range(unit.frames):
            scenes[0].draw(number, target)
            if second is not None:
                scenes[1].draw(number, second)
                blend(unit.parts[1].scene.enter, target, second, number, unit.frames)
            for overlay in over_all:
                overlay.blend(*target, FULL)
            yield number

    def _ground(self, part: Part, unit: Unit) -> Ground:
        return self._grounds.of(part.scene, unit.width, unit.height, unit.fps)


class _Scene:
    """One scene's side of a unit."""

    def __init__(self, part: Part, ground: Ground, overlays: Overlays, unit: Unit) -> None:
        self._part, self._ground, self._overlays = part, ground, overlays
        self._size = (unit.width, unit.height)

    def draw(self, number: int, target: Planes) -> None:
        frame = self._part.first + number
        self._ground.draw(frame, *target)
        for sprite in self._part.scene.sprites:
            pose = pose_at(sprite, frame)
            if pose.strength > 0:
                self._overlays.of(sprite, *self._size).blend(*target, pose)
