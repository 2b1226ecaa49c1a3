"""A still made ready for motion: read and converted once, then resampled for every frame to a fraction of a pixel.

`cv2.resize` is several times faster than a warp but begins at whole pixels. It reaches any position all the same: a
few columns more than needed are computed, and of all pairs (first source pixel, columns dropped) the one is taken
that lands closest to the ideal. The still is scaled beforehand so that the scale per frame stays above 1.1, where
such pairs lie dense; what remains is at most about 0.13 px.
"""

from __future__ import annotations

import math
from pathlib import Path as FilePath

import cv2
import numpy as np

from reprise.errors import BadInput
from reprise.video.film import StillGround
from reprise.video.render.colour import Bytes, halved, nv12_of_bgr, yuv_of_bgr
from reprise.video.render.motion import Path, Window

_NEAREST = 1.12  # source pixels per film pixel where the camera is closest
_SPARE = 16  # columns and rows of the result that may be dropped to reach a position
_EXACT = 0.01  # of a pixel of the still: what counts as none
_PAD = 32  # pixels repeated around the picture, so that every start is inside


class Still:
    """A scene's picture as luma (h, w) and interleaved chroma (h/2, w/2, 2), only the part its motion shows."""

    def __init__(self, ground: StillGround, frames: int, width: int, height: int) -> None:
        self._size = (width, height)
        image = _read(ground.path)
        source_height, source_width = image.shape[:2]
        self.path = Path(ground.motion, (source_width, source_height), width / height, frames)
        ends = (self.path.start, self.path.end)
        self._left = math.floor(min(end.left for end in ends))
        self._top = math.floor(min(end.top for end in ends))
        right = min(source_width, math.ceil(max(end.left + end.width for end in ends)))
        bottom = min(source_height, math.ceil(max(end.top + end.height for end in ends)))
        shown = image[self._top : bottom, self._left : right]
        self._resting: tuple[Bytes, Bytes] | None = None
        if self.path.start == self.path.end and _whole(self.path.start):
            self._resting = nv12_of_bgr(_scaled(shown, width, height))  # a card keeps its sharp edges
            return
        scale = _NEAREST * width / min(end.width for end in ends)
        self._y, self._uv, self._scale = _planes(shown, scale)
        self._room = np.empty(2 * (width + 2 * _SPARE) * (height + 2 * _SPARE), np.uint8)

    def draw(self, frame: int, y: Bytes, uv: Bytes) -> None:
        """Write the picture of a frame of the scene into a luma and a chroma plane of the film's size."""
        if self._resting is not None:
            np.copyto(y, self._resting[0])
            np.copyto(uv, self._resting[1])
            return
        left, top, step_x, step_y = self._in_planes(self.path.at(frame))
        _resample(self._y, y, (left + step_x / 2, top + step_y / 2), (step_x, step_y), self._room)
        # a chroma sample lies on the left luma pixel of its pair and between its two rows; a source sample in the
        # middle of its four
        chroma = (left / 2 + step_x / 4, top / 2 + step_y / 2)
        _resample(self._uv, uv, chroma, (step_x, step_y), self._room)
        if self.path.start == self.path.end:
            self._resting = y.copy(), uv.copy()

    def close(self) -> None:
        """Nothing is open; the planes go with the object."""

    def _in_planes(self, window: Window) -> tuple[float, float, float, float]:
        """Left, top and the steps from pixel to pixel, on the padded planes."""
        width, height = self._size
        scale_x, scale_y = self._scale
        left = (window.left - self._left) * scale_x + _PAD
        top = (window.top - self._top) * scale_y + _PAD
        return left, top, window.width * scale_x / width, window.height * scale_y / height


def _whole(window: Window) -> bool:
    """Whether a window begins and ends with whole pixels."""
    edges = (window.left, window.top, window.width, window.height)
    return all(abs(edge - round(edge)) < _EXACT for edge in edges)


def _read(path: FilePath) -> Bytes:
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise BadInput(
            "The still cannot be read as a picture.", where=str(path), remedy="Materialize the visuals again."
        )
    return np.asarray(image, dtype=np.uint8)


def _planes(image: Bytes, scale: float) -> tuple[Bytes, Bytes, tuple[float, float]]:
    """Luma and chroma of a picture scaled by about `scale`, and the exact scale it got."""
    height, width = image.shape[:2]
    new_width, new_height = (2 * math.ceil(side * scale / 2) for side in (width, height))
    scaled = _scaled(image, new_width, new_height)
    padded = cv2.copyMakeBorder(scaled, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_REPLICATE)
    yuv = yuv_of_bgr(np.asarray(padded, dtype=np.uint8))
    luma, blue, red = (np.asarray(cv2.extractChannel(yuv, number), dtype=np.uint8) for number in range(3))
    chroma = np.asarray(cv2.merge([halved(blue), halved(red)]), dtype=np.uint8)
    return luma, chroma, (new_width / width, new_height / height)


def _scaled(image: Bytes, width: int, height: int) -> Bytes:
    if image.shape[:2] == (height, width):
        return image
    method = cv2.INTER_AREA if width < image.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=method), dtype=np.uint8)


def _resample(source: Bytes, target: Bytes, first: tuple[float, float], step: tuple[float, float], room: Bytes) -> None:
    """Fill `target`: its pixel (i, j) shows `source` at (first + (i, j) · step), pixel centres at halves. `room` is
    memory for what is computed beside it."""
    height, width = target.shape[:2]
    start_x, drop_x, take_x = _phase(first[0], step[0], width, source.shape[1])
    start_y, drop_y, take_y = _phase(first[1], step[1], height, source.shape[0])
    region = source[start_y : start_y + take_y, start_x : start_x + take_x]
    across, down = 1 / step[0], 1 / step[1]
    shape = (round(take_y * down), round(take_x * across), *source.shape[2:])
    place = room[: math.prod(shape)].reshape(shape)
    wide = cv2.resize(region, None, dst=place, fx=across, fy=down, interpolation=cv2.INTER_LINEAR)
    np.copyto(target, wide[drop_y : drop_y + height, drop_x : drop_x + width])


def _phase(first: float, step: float, count: int, available: int) -> tuple[int, int, int]:
    """The first source pixel, the results to drop and the source pixels to take for the closest position.

    A resize from source pixel s puts its result k at s + (k + 1/2) · step; wanted is result `drop` at `first`.
    """
    best = (math.inf, 0, 0)
    for drop in range(_SPARE):
        ideal = first - (drop + 0.5) * step
        start = round(ideal)
        if start < 0:
            break
        error = abs(ideal - start)
        if error < best[0]:
            best = (error, start, drop)
        if error < 0.02:
            break
    _, start, drop = best
    take = min(available - start, math.ceil((count + drop + 0.5) * step) + 1)
    return start, drop, take
