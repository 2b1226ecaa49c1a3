"""Sprites in the encoder's own colours: premultiplied, blended only where they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reprise.errors import BadInput
from reprise.video.film import Sprite
from reprise.video.render.colour import RGB_TO_YUV, Bytes

Floats = NDArray[np.float32]


class Overlay:
    """A sprite as planes on the film's even grid: the picture times its opacity, and 255 less the opacity."""

    def __init__(self, sprite: Sprite, width: int, height: int) -> None:
        rgba, left, top = _on_grid(_read(sprite.path), sprite.x, sprite.y, width, height)
        opacity: Floats = rgba[..., 3:].astype(np.float32) / np.float32(255)
        premultiplied: Floats = _yuv(rgba[..., :3]) * opacity
        self._box = (left, top, rgba.shape[1], rgba.shape[0])
        self._y = _bytes(premultiplied[..., 0])
        self._y_clear = _bytes(np.float32(255) * (1 - opacity[..., 0]))
        chroma = _cosited(premultiplied[..., 1:])
        self._uv = _bytes(chroma)
        self._uv_clear = _bytes(np.float32(255) * (1 - _cosited(np.repeat(opacity, 2, axis=2))))

    def blend(self, y: Bytes, uv: Bytes, pose: Pose) -> None:
        """Lay the sprite over a frame, as strong, as far from its place and as much uncovered as `pose` says."""
        left, top, width, height = self._box
        left, top, shown = left + pose.x, top + pose.y, 2 * round(width * pose.uncovered / 2)
        right, bottom = min(left + shown, y.shape[1]), min(top + height, y.shape[0])
        inner_x, inner_y = max(0, -left), max(0, -top)
        left, top = left + inner_x, top + inner_y
        if pose.strength <= 0 or right <= left or bottom <= top:
            return
        size = (bottom - top, right - left)
        for plane, picture, clear, step in ((y, self._y, self._y_clear, 1), (uv, self._uv, self._uv_clear, 2)):
            rows = slice(inner_y // step, (inner_y + size[0]) // step)
            columns = slice(inner_x // step, (inner_x + size[1]) // step)
            ground = plane[top // step : bottom // step, left // step : right // step]
            _over(ground, picture[rows, columns], clear[rows, columns], pose.strength)


@dataclass(frozen=True)
class Pose:
    """How a sprite stands in one frame: opacity 0–1, distance from its place (even pixels), share uncovered 0–1."""

    strength: float = 1.0
    x: int = 0
    y: int = 0
    uncovered: float = 1.0


FULL = Pose()


def pose_at(sprite: Sprite, frame: int) -> Pose:
    """The pose of a sprite in a frame of its scene; slides end slowly."""
    strength = strength_at(sprite, frame)
    age = frame - sprite.first + 1
    uncovered = 1.0 if age >= sprite.reveal else age / (sprite.reveal + 1)
    if age > sprite.fade_in or sprite.slide == (0, 0):
        return Pose(strength, uncovered=uncovered)
    left = (1 - age / (sprite.fade_in + 1)) ** 3
    x, y = (2 * round(way * left / 2) for way in sprite.slide)
    return Pose(strength, x, y, uncovered)


def strength_at(sprite: Sprite, frame: int) -> float:
    """The opacity of a sprite in a frame of its scene: 0 outside its time, rising and falling at its ends."""
    if not sprite.first <= frame < sprite.last:
        return 0.0
    rising = (frame - sprite.first + 1) / (sprite.fade_in + 1)
    falling = (sprite.last - frame) / (sprite.fade_out + 1)
    return min(1.0, rising, falling)


def _over(ground: Bytes, picture: Bytes, clear: Bytes, strength: float) -> None:
    if strength < 1:
        picture = np.asarray(cv2.convertScaleAbs(picture, alpha=strength), dtype=np.uint8)
        clear = np.asarray(cv2.convertScaleAbs(clear, alpha=strength, beta=255 * (1 - strength)), dtype=np.uint8)
    ground[...] = cv2.add(cv2.multiply(ground, clear, scale=1 / 255), picture)


def _read(path: Path) -> Bytes:
    image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if image is None or image.ndim != 3 or image.shape[2] != 4:
        raise BadInput(
            "The sprite is not a PNG with transparency.", where=str(path), remedy="Materialize the film again."
        )
    return np.asarray(image[..., [2, 1, 0, 3]], dtype=np.uint8)


def _on_grid(rgba: Bytes, x: int, y: int, width: int, height: int) -> tuple[Bytes, int, int]:
    """The part of a sprite inside the frame, padded with nothing to even borders; its left and top."""
    rgba = rgba[max(0, -y) : max(0, height - y), max(0, -x) : max(0, width - x)]
    x, y = max(0, x), max(0, y)
    left, top = x - x % 2, y - y % 2
    right_pad = (x + rgba.shape[1]) % 2
    bottom_pad = (y + rgba.shape[0]) % 2
    return np.pad(rgba, ((y - top, bottom_pad), (x - left, right_pad), (0, 0))), left, top


def _yuv(rgb: Bytes) -> Floats:
    matrix = RGB_TO_YUV.astype(np.float32)
    return np.asarray(rgb.astype(np.float32) @ matrix[:, :3].T + matrix[:, 3], dtype=np.float32)


def _cosited(planes: Floats) -> Floats:
    """Half resolution with each sample on the left pixel of its pair and between its two rows."""
    rows = (planes[0::2] + planes[1::2]) / 2
    before = np.concatenate([rows[:, :1], rows[:, 1:-1:2]], axis=1)
    return np.asarray(before / 4 + rows[:, 0::2] / 2 + rows[:, 1::2] / 4, dtype=np.float32)


def _bytes(values: Floats) -> Bytes:
    return np.asarray(np.rint(values).clip(0, 255), dtype=np.uint8)
