"""Sprites in the encoder's own colours: premultiplied, kept and blended only where they have ink."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reprise.errors import BadInput
from reprise.video.film import Sprite
from reprise.video.render.colour import RGB_TO_YUV, Bytes, cosited
from reprise.video.render.poses import Pose, shown_part

Floats = NDArray[np.float32]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""

_KEPT = 40_000_000  # bytes of sprites that are kept, so that a unit finds what the one before it read


class Overlay:
    """A sprite on the film's even grid, ready to be blended."""

    def __init__(self, sprite: Sprite, width: int, height: int) -> None:
        self._sprite = sprite
        rgba, self._left, self._top = _on_grid(_read(sprite.path), sprite.x, sprite.y, width, height)
        self._height, self._width = rgba.shape[:2]
        self._ink = _ink(rgba)
        left, top, right, bottom = self._ink
        self._picture = _Picture.of(rgba[top:bottom, left:right])

    @property
    def bytes(self) -> int:
        """The memory it takes."""
        return self._picture.y.nbytes * 3

    def blend(self, y: Bytes, uv: Bytes, pose: Pose) -> None:
        """Lay the sprite over a frame, as strong, as large, as far from its place and as much uncovered as `pose`
        says."""
        picture, ink = self._picture, self._ink
        part = shown_part(self._sprite, pose.uncovered, self._width, self._height)
        if pose.size != 1 and picture.y.size:
            picture, ink, part = self._resized(pose.size, part)
        shift = (self._left + pose.x, self._top + pose.y)
        seen = _common(_common(ink, part), (-shift[0], -shift[1], y.shape[1] - shift[0], y.shape[0] - shift[1]))
        left, top, right, bottom = seen
        if pose.strength <= 0 or right <= left or bottom <= top:
            return
        for plane, colour, clear, step in ((y, picture.y, picture.y_clear, 1), (uv, picture.uv, picture.uv_clear, 2)):
            own = _cut(colour, seen, (-ink[0], -ink[1]), step)
            behind = _cut(clear, seen, (-ink[0], -ink[1]), step)
            _over(_cut(plane, seen, shift, step), own, behind, pose.strength)

    def _resized(self, size: float, part: Box) -> tuple[_Picture, Box, Box]:
        """The sprite scaled around the middle of its picture, its ink, and what is uncovered of it."""
        middle = (self._width / 2, self._height / 2)
        ink, shown = (_scaled_box(box, middle, size) for box in (self._ink, part))
        return self._picture.resized(size, middle, self._ink, ink), ink, shown


@dataclass(frozen=True)
class _Picture:
    """The planes of a sprite: the picture times its opacity, and 255 less the opacity; luma and chroma."""

    y: Bytes
    y_clear: Bytes
    uv: Bytes
    uv_clear: Bytes

    @classmethod
    def of(cls, rgba: Bytes) -> _Picture:
        """From a picture of even size."""
        if not rgba.size:
            none = np.empty(rgba.shape[:2], np.uint8)
            return cls(none, none, none, none)
        opacity: Floats = rgba[..., 3:].astype(np.float32) / np.float32(255)
        premultiplied: Floats = _yuv(rgba[..., :3]) * opacity
        chroma_opacity = cosited(np.repeat(opacity, 2, axis=2))
        return cls(
            _bytes(premultiplied[..., 0]),
            _bytes(np.float32(255) * (1 - opacity[..., 0])),
            _bytes(cosited(premultiplied[..., 1:])),
            _bytes(np.float32(255) * (1 - chroma_opacity)),
        )

    def resized(self, size: float, middle: tuple[float, float], here: Box, there: Box) -> _Picture:
        """Scaled by `size` around `middle`; the planes lie at `here` now and shall lie at `there`."""

        def moved(plane: Bytes, outside: int, step: int) -> Bytes:
            # pixel k of a plane of luma stands for k + 1/2; sample k of chroma stands on column 2k + 1/2, on row 2k + 1
            shape = ((there[2] - there[0]) // step, (there[3] - there[1]) // step)
            columns, rows = (0.5, 0.5) if step == 1 else (0.5, 1.0)
            right = ((there[0] + columns - middle[0]) / size + middle[0] - here[0] - columns) / step
            down = ((there[1] + rows - middle[1]) / size + middle[1] - here[1] - rows) / step
            way = np.array([[1 / size, 0, right], [0, 1 / size, down]])
            how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            border = (outside, outside, outside, outside)
            warped = cv2.warpAffine(plane, way, shape, flags=how, borderMode=cv2.BORDER_CONSTANT, borderValue=border)
            return np.asarray(warped, dtype=np.uint8)

        return _Picture(
            moved(self.y, 0, 1), moved(self.y_clear, 255, 1), moved(self.uv, 0, 2), moved(self.uv_clear, 255, 2)
        )


class Overlays:
    """The sprites that were used last, so that a unit need not read again what the one before it had."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Sprite, int, int], Overlay] = OrderedDict()
        self._bytes = 0

    def of(self, sprite: Sprite, width: int, height: int) -> Overlay:
        """A sprite of a film of this size. Raises `BadInput` when it cannot be read."""
        name = (sprite, width, height)
        overlay = self._kept.get(name)
        if overlay is None:
            overlay = self._kept[name] = Overlay(sprite, width, height)
            self._bytes += overlay.bytes
        self._kept.move_to_end(name)
        while self._bytes > _KEPT and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].bytes
        return overlay


def _over(ground: Bytes, picture: Bytes, clear: Bytes, strength: float) -> None:
    if strength < 1:
        picture = np.asarray(cv2.convertScaleAbs(picture, alpha=strength), dtype=np.uint8)
        clear = np.asarray(cv2.convertScaleAbs(clear, alpha=strength, beta=255 * (1 - strength)), dtype=np.uint8)
    cv2.multiply(ground, clear, dst=ground, scale=1 / 255)  # in place: new memory is dear, see `memory`
    cv2.add(ground, picture, dst=ground)


def _cut(plane: Bytes, box: Box, shift: tuple[int, int], step: int) -> Bytes:
    """The part of a plane (luma: step 1, chroma: step 2) in a box, moved by `shift`."""
    left, top, right, bottom = box
    across, down = shift
    return plane[(top + down) // step : (bottom + down) // step, (left + across) // step : (right + across) // step]


def _common(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _scaled_box(box: Box, middle: tuple[float, float], size: float) -> Box:
    """The least even box around a box that is scaled around `middle`."""
    left, top, right, bottom = (
        (edge - middle[number % 2]) * size + middle[number % 2] for number, edge in enumerate(box)
    )
    return (
        int(2 * np.floor(left / 2)),
        int(2 * np.floor(top / 2)),
        int(2 * np.ceil(right / 2)),
        int(2 * np.ceil(bottom / 2)),
    )


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


def _ink(rgba: Bytes) -> Box:
    """The least even box that holds all that is not wholly transparent, and the pixel before it whose colour the
    chroma sample beside it shares."""
    left, top, across, down = cv2.boundingRect(rgba[..., 3]) if rgba.size else (0, 0, 0, 0)
    if not across or not down:
        return 0, 0, 0, 0
    right, bottom = min(rgba.shape[1], left + across + 2), top + down
    return left - left % 2, top - top % 2, right + right % 2, bottom + bottom % 2


def _yuv(rgb: Bytes) -> Floats:
    return np.asarray(cv2.transform(rgb.astype(np.float32), RGB_TO_YUV.astype(np.float32)), dtype=np.float32)


def _bytes(values: Floats) -> Bytes:
    return np.asarray(np.rint(values).clip(0, 255), dtype=np.uint8)
