"""Lays a watermark over a whole film."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from reprise.errors import BadInput
from reprise.graphics.crop import open_picture
from reprise.video.render.colour import RGB_TO_YUV
from reprise.video.tools.choices import Position
from reprise.video.tools.cutting import Made
from reprise.video.tools.opening import examine
from reprise.video.tools.picture import Shape, planes, shaped
from reprise.video.tools.whole import redrawn
from reprise.video.tools.writing import finished, silent
from reprise.video.voice.voiceover import Progress

_TALLEST = 0.4  # share of the film's height that a mark may take


@dataclass(frozen=True)
class _Mark:
    """A picture ready to be laid on: premultiplied luma and chroma, what shows through, and where (even pixels)."""

    left: int
    top: int
    luma: NDArray[np.float32]
    luma_through: NDArray[np.float32]
    chroma: NDArray[np.float32]
    chroma_through: NDArray[np.float32]


def watermark(
    source: Path,
    target: Path,
    picture: Path,
    *,
    position: Position = "bottom-right",
    opacity: float = 0.8,
    margin: float = 0.04,
    width: float = 0.2,
    report: Progress = silent,
) -> Made:
    """The film with a picture over it.

    Args:
        opacity: 0–1; the picture's own transparency counts as well.
        margin: distance from the edges, as a share of the film's shorter side.
        width: the picture's width as a share of the film's; it is never taller than 40 % of the film.
    """
    for name, value, most in (("opacity", opacity, 1.0), ("margin", margin, 0.4), ("width", width, 1.0)):
        if not (0 if name == "margin" else 0.01) <= value <= most:
            raise BadInput(
                f"The watermark's {name} cannot be {value:g}.",
                where=str(picture),
                remedy=f"Give a number up to {most:g}.",
            )
    if not picture.is_file():
        raise BadInput("There is no such picture.", where=str(picture), remedy="Give the path of a PNG or JPEG.")
    image = open_picture(picture)
    film = examine(source)
    shape = Shape.of(film)
    mark = _prepare(image, shape, position, opacity, margin, width)
    with finished(target) as path:
        frames = _marked(shaped(film, 0, film.frames, shape), mark)
        made = redrawn(film, frames, shape, path, "Encoded again with the watermark.", report)
    return Made(target, made.width, made.height, made.seconds, made.frames, 0, made.encoded, made.note)


def _prepare(
    image: Image.Image, shape: Shape, position: Position, opacity: float, margin: float, width: float
) -> _Mark:
    share = min(shape.width * width / image.width, shape.height * _TALLEST / image.height)
    size = (_even(image.width * share), _even(image.height * share))
    pixels = np.asarray(image.convert("RGBA").resize(size, Image.Resampling.LANCZOS), dtype=np.float32)
    alpha = np.asarray(pixels[..., 3] / 255 * opacity, dtype=np.float32)
    colours = np.concatenate([pixels[..., :3], np.ones((*alpha.shape, 1), np.float32)], axis=2)
    yuv = np.asarray(colours @ RGB_TO_YUV.T, dtype=np.float32)
    edge = round(min(shape.width, shape.height) * margin)
    left = {"left": edge, "right": shape.width - size[0] - edge}.get(position.split("-")[-1])
    top = {"top": edge, "bottom": shape.height - size[1] - edge}.get(position.split("-", maxsplit=1)[0])
    return _Mark(
        left=_inside((shape.width - size[0]) // 2 if left is None else left, shape.width - size[0]),
        top=_inside((shape.height - size[1]) // 2 if top is None else top, shape.height - size[1]),
        luma=yuv[..., 0] * alpha,
        luma_through=1 - alpha,
        chroma=_halved(yuv[..., 1:] * alpha[..., None]),
        chroma_through=1 - _halved(alpha[..., None]),
    )


def _marked(frames: Iterator[Any], mark: _Mark) -> Iterator[Any]:
    height, width = mark.luma.shape
    for frame in frames:
        marked = av.VideoFrame(frame.width, frame.height, "nv12")
        y, uv = planes(marked)
        given_y, given_uv = planes(frame)
        y[:], uv[:] = given_y, given_uv
        part = y[mark.top : mark.top + height, mark.left : mark.left + width]
        part[:] = np.rint(part * mark.luma_through + mark.luma)
        half = uv[mark.top // 2 : (mark.top + height) // 2, mark.left // 2 : (mark.left + width) // 2]
        half[:] = np.rint(half * mark.chroma_through + mark.chroma)
        yield marked


def _halved(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width, depth = plane.shape
    return np.asarray(plane.reshape(height // 2, 2, width // 2, 2, depth).mean(axis=(1, 3)), dtype=np.float32)


def _inside(place: int, most: int) -> int:
    return max(0, min(place, most)) // 2 * 2


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)
