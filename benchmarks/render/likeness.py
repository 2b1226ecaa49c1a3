"""How close the encoded film is to the frames that were composed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Likeness:
    """Compares the composed frames, piece by piece, with the encoded film: SSIM of luma of every n-th frame (Wang et
    al. 2004, Gaussian window of 1.5 px)."""

    def __init__(self, encoded: Path, every: int = 15) -> None:
        self._shown = _lumas(encoded)
        self._every, self._seen = every, 0
        self.values: list[float] = []

    def compare(self, frames: NDArray[np.uint8], height: int) -> None:
        """The film's next frames as they were composed, (n, 3/2 height, width)."""
        for number in range(len(frames)):
            luma = next(self._shown)
            if self._seen % self._every == 0:
                self.values.append(ssim(frames[number, :height].astype(np.float32), luma.astype(np.float32)))
            self._seen += 1


def ssim(one: Floats, other: Floats) -> float:
    """Structural similarity of two luma planes, 0–255."""

    def blur(values: Floats) -> Floats:
        return np.asarray(cv2.GaussianBlur(values, (11, 11), 1.5), dtype=np.float32)

    mean_one, mean_other = blur(one), blur(other)
    spread_one = blur(one * one) - mean_one**2
    spread_other = blur(other * other) - mean_other**2
    common = blur(one * other) - mean_one * mean_other
    first, second = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    top = (2 * mean_one * mean_other + first) * (2 * common + second)
    return float((top / ((mean_one**2 + mean_other**2 + first) * (spread_one + spread_other + second))).mean())


def _lumas(path: Path) -> Iterator[NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(video=0):
            plane = frame.planes[0]
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            yield rows[: frame.height, : frame.width]
