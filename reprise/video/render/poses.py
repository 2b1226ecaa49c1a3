"""How a sprite stands in every frame of its scene: coming, staying, going."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reprise.video.film import Sprite

_BEYOND = 1.4  # how far a growing sprite swings beyond its size: about 6 % of the way it grows


@dataclass(frozen=True)
class Pose:
    """How a sprite stands in one frame: opacity 0–1, distance from its place (even pixels), share uncovered 0–1, size
    (1 = its own)."""

    strength: float = 1.0
    x: int = 0
    y: int = 0
    uncovered: float = 1.0
    size: float = 1.0


FULL = Pose()


def pose_at(sprite: Sprite, frame: int) -> Pose:
    """The pose of a sprite in a frame of its scene; slides end slowly, growth a little beyond and back."""
    strength = strength_at(sprite, frame)
    age = frame - sprite.first + 1
    uncovered = 1.0 if age >= sprite.reveal else age / (sprite.reveal + 1)
    if age > sprite.fade_in:
        return Pose(strength, uncovered=uncovered)
    left = 1 - age / (sprite.fade_in + 1)
    x, y = (2 * round(way * left**3 / 2) for way in sprite.slide)
    size = 1 + (1 - sprite.grow) * (_BEYOND * left**2 - (_BEYOND + 1) * left**3)
    return Pose(strength, x, y, uncovered, size)


def strength_at(sprite: Sprite, frame: int) -> float:
    """The opacity of a sprite in a frame of its scene: 0 outside its time, rising and falling at its ends."""
    if not sprite.first <= frame < sprite.last:
        return 0.0
    rising = (frame - sprite.first + 1) / (sprite.fade_in + 1)
    falling = (sprite.last - frame) / (sprite.fade_out + 1)
    return min(1.0, rising, falling)


def shown_part(sprite: Sprite, uncovered: float, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is seen of a picture of this (even) size, all even."""
    if uncovered >= 1:
        return 0, 0, width, height
    length = width if sprite.edge in ("left", "right") else height
    if sprite.stops:
        reached = sprite.stops[min(len(sprite.stops), math.ceil(uncovered * len(sprite.stops))) - 1]
    else:
        reached = round(length * uncovered)
    seen = min(length, max(0, 2 * round(reached / 2)))
    match sprite.edge:
        case "left":
            return 0, 0, seen, height
        case "right":
            return width - seen, 0, width, height
        case "top":
            return 0, 0, width, seen
        case "bottom":
            return 0, height - seen, width, height
