"""How close the encoded film is to the frames that were composed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.render.rivals import raw_frames
from reprise.video.film import Film

Floats = NDArray[np.float32]


def likeness(film: Film, raw: Path, encoded: Path, every: int = 15) -> tuple[float, float]:
    """Mean and least SSIM of luma over every n-th frame (Wang et al. 2004, Gaussian window of 1.5 px)."""
    frames = raw_frames(film, raw)
    values = [ssim(frames[number, : film.height].astype(np.float32), luma) for number, luma in _lumas(encoded, every)]
    return float(np.mean(values)), float(np.min(values))


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


def _lumas(path: Path, every: int) -> Iterator[tuple[int, Floats]]:
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for number, frame in enumerate(container.decode(video=0)):
            if number % every == 0:
                plane = frame.planes[0]
                rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
                yield number, rows[: frame.height, : frame.width].astype(np.float32)
