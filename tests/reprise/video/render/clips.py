"""Small moving pictures for the renderer's tests: every picture is one grey that names its number."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

STEP = 5
"""Grey levels from one picture to the next."""


def grey(number: int) -> int:
    """The grey (RGB) of a clip's picture."""
    return 30 + STEP * (number % 40)


def grey_clip(
    path: Path,
    frames: int,
    rate: Fraction | int = 25,
    *,
    size: tuple[int, int] = (96, 64),
    codec: str = "libx264",
    pixels: str = "yuv420p",
    options: dict[str, str] | None = None,
) -> Path:
    """A clip of so many greys at a rate."""
    pictures = [np.full((size[1], size[0], 3), grey(number), np.uint8) for number in range(frames)]
    return clip_of(path, pictures, rate, codec=codec, pixels=pixels, options=options)


def clip_of(
    path: Path,
    pictures: list[np.ndarray],
    rate: Fraction | int = 25,
    *,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    shape: Fraction = Fraction(1),
    options: dict[str, str] | None = None,
) -> Path:
    """A clip of RGB pictures, (h, w, 3) uint8. `shape` is a pixel's width by its height."""
    chosen = {"crf": "8", "g": "50", "bf": "2"} if options is None and codec == "libx264" else options or {}
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, options=chosen)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = pixels
        stream.codec_context.sample_aspect_ratio = shape
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path
