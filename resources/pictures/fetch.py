"""An article's pictures, fetched and made harmless: one telling frame, upright, plain RGB, no metadata.

A picture that cannot be had never fails its article: its `problem` says why.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from PIL import Image, ImageCms, ImageOps

from reprise.articles.article import Article, ArticleImage
from reprise.digest import digest
from reprise.errors import BadInput, RepriseError
from reprise.graphics.crop import seek_good_frame
from reprise.media import Media, MediaStore
from resources.http import MEGABYTE, Fetcher

MAX_BYTES = 20 * MEGABYTE
MAX_PIXELS = 60_000_000
MAX_SIDE = 2560
MIN_SIDE = 48
MAX_PICTURES = 60
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP")
_RECIPE = 1
_JPEG_QUALITY = 90
_FLAT_COLORS = 4096


def fetch_images(article: Article, media: MediaStore, fetcher: Fetcher, folders: Sequence[Path] = ()) -> Article:
    """The article with its pictures in the media store.

    Args:
        folders: where `file:` pictures may be read from (see `pictures_folder`); none for sources on the web.
    """
    done: dict[str, ArticleImage] = {}
    images = []
    for number, image in enumerate(article.images):
        if number >= MAX_PICTURES:
            problem = f"The article has more than {MAX_PICTURES} pictures."
            images.append(image.model_copy(update={"problem": problem}))
            continue
        if image.url not in done:
            done[image.url] = _fetch(image, media, fetcher, folders)
        fetched = done[image.url]
        images.append(image.model_copy(update={"media": fetched.media, "problem": fetched.problem}))
    return article.model_copy(update={"images": tuple(images)})


def _fetch(image: ArticleImage, media: MediaStore, fetcher: Fetcher, folders: Sequence[Path]) -> ArticleImage:
    try:
        data = _read(image.url, fetcher, folders)
        return image.model_copy(update={"media": keep_picture(data, media), "problem": None})
    except RepriseError as error:
        return image.model_copy(update={"media": None, "problem": error.what})


def _read(url: str, fetcher: Fetcher, folders: Sequence[Path]) -> bytes:
    if urlsplit(url).scheme == "file":
        return _local(unquote(urlsplit(url).path), folders)
    headers = {"Accept": "image/avif,image/webp,image/png,image/jpeg,image/*;q=0.8"}
    return fetcher.get(url, headers=headers, types=("image/", "application/octet-stream"), max_bytes=MAX_BYTES).content


def _local(path: str, folders: Sequence[Path]) -> bytes:
    """A file inside the source's folders.

    Generators look such paths up beside the article, at the root of the site and in the assets' folder, and so do
    we: the whole path first, then without its leading folders.
    """
    if "\x00" in path:
        raise BadInput("The picture's path is not valid.")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    for start in range(len(parts)):
        for folder in folders:
            root = folder.resolve()
            found = (root / Path(*parts[start:])).resolve()
            if not found.is_relative_to(root):
                raise BadInput("The picture lies outside of the source's folders.")
            if found.is_file():
                return _bytes(found)
    raise BadInput("The picture's file does not exist.")


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"The picture is larger than {MAX_BYTES / MEGABYTE:g} MB.")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"The picture's file cannot be read ({error.strerror}).") from error


def keep_picture(data: bytes, media: MediaStore) -> Media:
    """A picture of any usual kind as a plain RGB JPEG, or a PNG where it is transparent or drawn, at most 2560 pixels
    wide and high. Raises `BadInput` for what is no picture, a drawing in SVG, too large or too small."""
    picture, frame = _decoded(data)
    suffix = ".png" if picture.mode == "RGBA" or _is_drawn(picture) else ".jpg"
    recipe: dict[str, Any] = {"picture": digest(data), "normaliser": _RECIPE}
    if frame:
        recipe["frame"] = frame
    return media.make(recipe, suffix, lambda path: _write(picture, path), kind="pictures")


@dataclass(frozen=True)
class PlainPicture:
    """A picture as it is kept: the bytes of a plain JPEG or PNG with their suffix, and its size in pixels."""

    data: bytes = field(repr=False)
    suffix: str
    width: int
    height: int


def plain_picture(data: bytes) -> PlainPicture:
    """As `keep_picture`, and not kept yet."""
    if len(data) > MAX_BYTES:
        raise BadInput(f"The picture is larger than {MAX_BYTES / MEGABYTE:g} MB.")
    picture, _ = _decoded(data)
    suffix = ".png" if picture.mode == "RGBA" else ".jpg"
    file = io.BytesIO()
    _save(picture, file, suffix)
    return PlainPicture(file.getvalue(), suffix, picture.width, picture.height)


def _write(picture: Image.Image, path: Path) -> dict[str, Any]:
    _save(picture, path, path.suffix)
    return {"width": picture.width, "height": picture.height}


def _save(picture: Image.Image, file: Path | io.BytesIO, suffix: str) -> None:
    if suffix == ".png":
        picture.save(file, "PNG", optimize=False)
    else:
        picture.save(file, "JPEG", quality=_JPEG_QUALITY, progressive=True)


def _decoded(data: bytes) -> tuple[Image.Image, int]:
    """The picture, and which frame of an animation it is."""
    head = data[:1_000].lstrip().lower()
    if head.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or b"<svg" in head:
        raise BadInput("The picture is an SVG drawing, which platforms do not take.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of size below our own limit, and of odd metadata
            return _normalised(data)
    except BadInput:
        raise
    except Image.DecompressionBombError as error:
        raise BadInput(_too_many_pixels()) from error
    except (
        OSError, ValueError, SyntaxError, KeyError, IndexError, EOFError, MemoryError, OverflowError, struct.error,
    ) as error:  # fmt: skip
        raise BadInput("The picture cannot be decoded.") from error


def _normalised(data: bytes) -> tuple[Image.Image, int]:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        width, height = opened.size
        if width * height > MAX_PIXELS:  # known from the header, before anything is unpacked
            raise BadInput(_too_many_pixels())
        if min(width, height) < MIN_SIDE:
            raise BadInput(f"The picture is too small to be shown ({width} × {height} pixels).")
        if opened.format == "JPEG":
            opened.draft(None, (MAX_SIDE, MAX_SIDE))
        profile = opened.info.get("icc_profile")
        frame = seek_good_frame(opened)
        upright = ImageOps.exif_transpose(opened)
        picture = _plain(upright, profile)
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    picture.info.clear()
    return picture, frame


def _plain(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB, or RGBA where something shows through, in sRGB."""
    if picture.mode.startswith("I") or picture.mode == "F":
        return _eight_bits(picture)
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if profile and picture.mode in ("RGB", "CMYK", "RGBA"):
        picture = _in_srgb(picture, profile)
    if not transparent:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    lowest, _ = picture.getchannel("A").getextrema()
    return picture if isinstance(lowest, (int, float)) and lowest < 255 else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGB" if picture.mode == "CMYK" else picture.mode
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture  # a broken profile: the plain conversion is the better guess
    return converted or picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Deep greyscale scaled to what it spans: 16 bits, or its own highest value."""
    low, high = picture.getextrema()
    top = float(high) if isinstance(high, (int, float)) else 0.0
    bottom = float(low) if isinstance(low, (int, float)) else 0.0
    span = 65_535.0 if picture.mode != "F" and top > 255 else max(255.0, top)
    lifted = min(0.0, bottom)
    return picture.convert("F").point(lambda value: value * (255.0 / span) - lifted).convert("L").convert("RGB")


def _is_drawn(picture: Image.Image) -> bool:
    """Screenshots and diagrams have few colours and hard edges, which JPEG smears."""
    sample = picture.convert("RGB")
    sample.thumbnail((400, 400), Image.Resampling.NEAREST)
    return sample.getcolors(_FLAT_COLORS) is not None and len(sample.getcolors(_FLAT_COLORS) or ()) < _FLAT_COLORS // 4


def _too_many_pixels() -> str:
    return f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels."
