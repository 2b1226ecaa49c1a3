"""A character's own pictures: opened, examined and trimmed, so that any size and any margin will do."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from reprise.errors import BadInput, BadSettings
from reprise.graphics.crop import open_picture

_SEEN = 24  # opacity (0–255) from which a pixel counts as part of the figure
_LEAST_SIDE = 64
_REMEDY = (
    "Name a PNG or WebP with a transparent ground beside the site's file, or leave the pose out: it is drawn then."
)


def own_figure(path: Path, setting: str) -> Image.Image:
    """The figure of a picture without the empty margin around it, RGBA.

    Raises `BadSettings` naming file and `setting` where the picture is missing, broken, opaque, empty or tiny.
    """
    if not path.is_file():
        raise BadSettings(f"The picture {path.name!r} is not there.", where=setting, remedy=_REMEDY)
    try:
        image = open_picture(path)
    except BadInput as error:
        raise BadSettings(f"The picture {path.name!r} cannot be read.", where=setting, remedy=_REMEDY) from error
    if image.mode != "RGBA" or not any(image.getchannel("A").histogram()[: 255 - _SEEN]):
        raise BadSettings(
            f"The picture {path.name!r} has no transparency, so the figure would stand in a box.",
            where=setting,
            remedy=_REMEDY,
        )
    box = image.getchannel("A").point(lambda value: 255 if value >= _SEEN else 0).getbbox()
    if box is None or min(box[2] - box[0], box[3] - box[1]) < _LEAST_SIDE:
        raise BadSettings(
            f"The figure in {path.name!r} is empty or smaller than {_LEAST_SIDE} pixels.", where=setting, remedy=_REMEDY
        )
    return image.crop(box)


def fitted(figure: Image.Image, size: tuple[int, int], head: float = 0.06) -> Image.Image:
    """A figure in a box of `size` pixels: on its lower edge, in its middle, `head` of the height free above, RGBA."""
    room = (size[0] * 0.9, size[1] * (1 - head))
    scale = min(room[0] / figure.width, room[1] / figure.height)
    small = (max(1, round(figure.width * scale)), max(1, round(figure.height * scale)))
    resized = figure.convert("RGBa").resize(small, Image.Resampling.LANCZOS).convert("RGBA")
    box = Image.new("RGBA", size, (0, 0, 0, 0))
    box.paste(resized, ((size[0] - small[0]) // 2, size[1] - small[1]))
    return box
