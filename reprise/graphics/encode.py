"""Pictures written for the web: the wanted format, inside a size in bytes, nothing hidden in the file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from PIL import Image

from reprise.errors import BadInput
from reprise.graphics.crop import flat

PictureFormat = Literal["JPEG", "PNG", "WEBP"]
SUFFIXES: dict[PictureFormat, str] = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
_QUALITIES = (92, 88, 84, 78, 70, 60, 48)
_SHRINKS = (1.0, 0.85, 0.7, 0.5)


def save_within(image: Image.Image, path: Path, formats: Sequence[PictureFormat], max_bytes: int) -> dict[str, Any]:
    """Write a picture to `path` in the first of `formats` that fits its suffix, in at most `max_bytes`.

    Quality goes down first, then the pixels. The file is sRGB (untagged, the web's default), carries no metadata, and
    JPEG is progressive. Returns width and height. Raises `BadInput` when even the smallest is too large.
    """
    form = next((name for name in formats if SUFFIXES[name] == path.suffix.lower()), formats[0])
    plain = flat(image)
    for shrink in _SHRINKS:
        sized = plain if shrink == 1 else plain.resize(_scaled(plain.size, shrink), Image.Resampling.LANCZOS)
        for quality in _QUALITIES if form != "PNG" else (0,):
            data = encode(sized, form, quality)
            if len(data) <= max_bytes:
                path.write_bytes(data)
                return {"width": sized.width, "height": sized.height}
    raise BadInput(f"This picture cannot be made smaller than {max_bytes} bytes.", where=path.name)


def encode(image: Image.Image, form: PictureFormat, quality: int) -> bytes:
    """The bytes of a picture; `quality` 1–95, without meaning for PNG."""
    clean = Image.frombytes(image.mode, image.size, image.tobytes())  # leaves profiles, EXIF and comments behind
    buffer = io.BytesIO()
    if form == "JPEG":
        sampling = 0 if quality >= 84 else 2  # full colour keeps coloured letters crisp
        clean.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True, subsampling=sampling)
    elif form == "WEBP":
        clean.save(buffer, "WEBP", quality=quality, method=4)
    else:
        clean.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def _scaled(size: tuple[int, int], share: float) -> tuple[int, int]:
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))
