"""Pictures cut to a shape around what matters in them, or set on a ground where cutting would ruin them."""

from __future__ import annotations

import io
import struct
import warnings
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageDraw, ImageEnhance, ImageFilter, ImageOps, UnidentifiedImageError

from reprise.errors import BadInput
from reprise.graphics.colour import RGB, mix

MOST_PIXELS = 80_000_000
MOST_ENLARGED = 1.8  # beyond this a photograph looks soft on a phone
LEAST_KEPT = 0.42  # share of a photograph's area that a crop must keep
LEAST_SIDE = 200  # smaller ones are icons, spacers and tracking pixels
_EVEN = 3.0  # standard deviation of brightness up to which a picture is an even surface
_FRAMES_LOOKED_AT = 12
_BROKEN = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, OverflowError,
    struct.error,
)  # fmt: skip
"""What Pillow raises for files that are cut off or made to harm."""

Point = tuple[float, float]


def open_picture(path: Path, *, reach: int = 2400) -> Image.Image:
    """A picture file as upright sRGB: mode RGB, or RGBA where it is transparent.

    Huge pictures are reduced to about `reach` pixels on the shorter side; of an animation the first frame that shows
    something is taken. Raises `BadInput` for files that are no picture, broken, or larger than 80 megapixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise _too_large(path, f"{image.width} × {image.height}")
                image.draft("RGB", (reach, reach))
                return _reduced(_upright_srgb(image), reach)
    except Image.DecompressionBombError as error:
        raise _too_large(path, "far more than 80 million") from error
    except (*_BROKEN, MemoryError) as error:
        raise BadInput(
            "This file is not a picture that can be read.", where=path.name, remedy="Give a whole JPEG or PNG."
        ) from error


def _too_large(path: Path, pixels: str) -> BadInput:
    return BadInput(
        f"This picture has {pixels} pixels, more than can be worked on.",
        where=path.name,
        remedy="Publish a version below 80 megapixels.",
    )


def seek_good_frame(image: Image.Image) -> int:
    """Move an animation to its first frame that is more than an even surface; the number of that frame.

    Only the first few are looked at; where none is better, or they are broken, it is the first.
    """
    number = 0
    try:
        if getattr(image, "is_animated", False):
            for number in range(_FRAMES_LOOKED_AT):
                image.seek(number)
                small = flat(image.convert("RGBA").resize((64, 64), Image.Resampling.BOX))
                if float(np.asarray(small.convert("L")).std()) > _EVEN:
                    return number
    except _BROKEN:
        if number == 0:
            return 0  # broken from the beginning: whoever reads it finds out
    image.seek(0)
    return 0


def contained(image: Image.Image, room: tuple[int, int]) -> Image.Image:
    """The whole picture as large as `room` has place for; of a very long one a row of pixels is left at least."""
    scale = min(room[0] / image.width, room[1] / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def worth_showing(image: Image.Image) -> bool:
    """Whether a picture is more than an icon, a spacer or an even surface."""
    if min(image.size) < LEAST_SIDE or max(image.size) > 6 * min(image.size):
        return False
    small = np.asarray(flat(image).convert("L").resize((64, 64), Image.Resampling.BOX))
    return float(small.std()) > _EVEN


def is_graphic(image: Image.Image) -> bool:
    """Whether a picture looks drawn (screenshot, diagram, logo): large areas of exactly one colour."""
    small = flat(image).copy()
    small.thumbnail((512, 512), Image.Resampling.NEAREST)
    pixels = np.asarray(small).astype(np.int16)
    if pixels.shape[1] < 2:
        return True
    same = (np.abs(np.diff(pixels, axis=1)).max(axis=2) == 0).mean()
    return bool(same > 0.45)


def flat(image: Image.Image, ground: RGB = (255, 255, 255)) -> Image.Image:
    """The picture without transparency, RGB."""
    if image.mode == "RGB":
        return image
    base = Image.new("RGB", image.size, ground)
    rgba = image.convert("RGBA")
    base.paste(rgba, (0, 0), rgba.getchannel("A"))
    return base


def focal_point(image: Image.Image) -> Point:
    """Where the eye goes first, as fractions of width and height.

    Spectral-residual saliency (Hou and Zhang 2007) joined with density of edges; the centre where nothing stands out.
    """
    grey = np.asarray(flat(image).convert("L").resize((96, 96), Image.Resampling.BOX)).astype(np.float32)
    if grey.std() < 2:
        return 0.5, 0.5
    heat = _normal(_saliency(grey)) * 0.6 + _normal(_edges(grey)) * 0.4
    rows, columns = np.mgrid[0:96, 0:96] / 95.0
    heat *= 1 - 0.45 * ((rows - 0.45) ** 2 + (columns - 0.5) ** 2)  # photographers put subjects near the middle
    heat = np.where(heat >= np.quantile(heat, 0.85), heat, 0) ** 2
    total = float(heat.sum())
    if total <= 0:
        return 0.5, 0.5
    return float((heat * columns).sum() / total), float((heat * rows).sum() / total)


def crop_box(size: tuple[int, int], shape: tuple[int, int], focal: Point) -> tuple[int, int, int, int]:
    """The largest part of a picture of `size` with the aspect of `shape`, as near to the focal point as it goes."""
    width, height = size
    aspect = shape[0] / shape[1]
    if width / height > aspect:
        cut_width, cut_height = max(1, round(height * aspect)), height
    else:
        cut_width, cut_height = width, max(1, round(width / aspect))
    left = round(min(max(focal[0] * width - cut_width / 2, 0), width - cut_width))
    top = round(min(max(focal[1] * height - cut_height / 2, 0), height - cut_height))
    return left, top, left + cut_width, top + cut_height


def cover(image: Image.Image, size: tuple[int, int], focal: Point | None = None) -> Image.Image:
    """The picture filling `size` pixels, cut about its focal point (found when not given). RGB."""
    plain = flat(image)
    box = crop_box(plain.size, size, focal or focal_point(plain))
    enlarged = size[0] > box[2] - box[0]
    result = plain.resize(size, Image.Resampling.BICUBIC if enlarged else Image.Resampling.LANCZOS, box=box)
    return result if enlarged else result.filter(ImageFilter.UnsharpMask(radius=0.8, percent=45, threshold=2))


def suits_cover(image: Image.Image, size: tuple[int, int]) -> bool:
    """Whether filling `size` leaves the picture sharp and whole enough to be recognised."""
    left, top, right, bottom = crop_box(image.size, size, (0.5, 0.5))
    kept = (right - left) * (bottom - top) / (image.width * image.height)
    return size[0] / (right - left) <= MOST_ENLARGED and kept >= LEAST_KEPT and not is_graphic(image)


def present(
    image: Image.Image,
    size: tuple[int, int],
    ground: RGB,
    *,
    focal: Point | None = None,
    area: tuple[int, int, int, int] | None = None,
) -> Image.Image:
    """The picture at its best in `size`: cut to fill it, or whole on a ground where it is too small, too long or drawn.

    `area` (left, top, right, bottom) keeps a whole picture inside a part of the frame. RGB.
    """
    if image.mode == "RGB" and suits_cover(image, size):
        return cover(image, size, focal)
    return set_on_ground(image, size, ground, area=area)


def set_on_ground(
    image: Image.Image, size: tuple[int, int], ground: RGB, *, area: tuple[int, int, int, int] | None = None
) -> Image.Image:
    """The whole picture, framed, on a blurred enlargement of itself tinted with the ground colour. RGB."""
    width, height = size
    left, top, right, bottom = area or (
        round(width * 0.06), round(height * 0.07), round(width * 0.94), round(height * 0.93)
    )  # fmt: skip
    even = image.mode != "RGB" or is_graphic(image)
    base = Image.new("RGB", size, ground) if even else _blurred(image, size, ground)
    lay_on(base, image, (left, top, right, bottom))
    return base


def lay_on(base: Image.Image, image: Image.Image, area: tuple[int, int, int, int]) -> None:
    """Put a whole picture into an area (left, top, right, bottom) of another, with round corners and a shadow."""
    left, top, right, bottom = area
    plain = flat(image, _plate_colour(image) if image.mode != "RGB" else (255, 255, 255))
    scale = min((right - left) / plain.width, (bottom - top) / plain.height, MOST_ENLARGED)
    shown = (max(1, round(plain.width * scale)), max(1, round(plain.height * scale)))
    spot = (left + (right - left - shown[0]) // 2, top + (bottom - top - shown[1]) // 2)
    _frame(base, plain.resize(shown, Image.Resampling.LANCZOS), spot, round(min(base.size) * 0.016))


def rounded_mask(size: tuple[int, int], radius: int) -> Image.Image:
    """A mask "L" of a rectangle with smooth round corners."""
    mask = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] * 2 - 1, size[1] * 2 - 1), radius * 2, fill=255)
    return mask.reduce(2)


def _frame(base: Image.Image, picture: Image.Image, spot: tuple[int, int], radius: int) -> None:
    """Paste with round corners and a soft shadow."""
    blur = max(4, radius * 2)
    shadow = Image.new("L", base.size, 0)
    ImageDraw.Draw(shadow).rounded_rectangle(
        (spot[0], spot[1] + blur // 2, spot[0] + picture.width, spot[1] + picture.height + blur // 2), radius, fill=90
    )
    quarter = shadow.reduce(4).filter(ImageFilter.GaussianBlur(blur / 4))
    base.paste((0, 0, 0), (0, 0), quarter.resize(base.size, Image.Resampling.BILINEAR))
    base.paste(picture, spot, rounded_mask(picture.size, radius))


def _blurred(picture: Image.Image, size: tuple[int, int], ground: RGB) -> Image.Image:
    small = cover(picture, (max(8, size[0] // 12), max(8, size[1] // 12)))
    soft = ImageEnhance.Brightness(small.filter(ImageFilter.GaussianBlur(5))).enhance(0.72)
    return Image.blend(soft.resize(size, Image.Resampling.BICUBIC), Image.new("RGB", size, ground), 0.35)


def _plate_colour(image: Image.Image) -> RGB:
    """White or near black, whichever a transparent picture stands out from."""
    rgba = np.asarray(image.convert("RGBA").resize((64, 64), Image.Resampling.BOX)).astype(np.float32)
    weight = rgba[..., 3]
    if weight.sum() == 0:
        return 255, 255, 255
    bright = float((rgba[..., :3].mean(axis=2) * weight).sum() / weight.sum())
    return (255, 255, 255) if bright < 200 else mix((0, 0, 0), (255, 255, 255), 0.12)


def _upright_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    seek_good_frame(image)
    image.load()
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I;16"):
        turned = Image.fromarray((np.asarray(turned) >> 8).astype(np.uint8))
    elif turned.mode in ("I", "F"):
        turned = Image.fromarray(_normal(np.asarray(turned).astype(np.float32), 255).astype(np.uint8))
    if profile and turned.mode in ("RGB", "CMYK", "L"):
        turned = _to_srgb(turned, profile)
    if not turned.has_transparency_data:
        return turned.convert("RGB")
    rgba = turned.convert("RGBA")
    least = rgba.getchannel("A").getextrema()[0]
    return rgba if isinstance(least, int | float) and least < 250 else rgba.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image  # a broken profile: the numbers are taken as they are
    return converted or image


def _reduced(image: Image.Image, reach: int) -> Image.Image:
    factor = min(image.size) // reach
    return image.reduce(factor) if factor >= 2 else image


def _saliency(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    spectrum = np.fft.fft2(grey)
    log = np.log(np.abs(spectrum) + 1e-6).astype(np.float32)
    residual = log - cv2.blur(log, (3, 3))
    map_ = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    return _blur(map_.astype(np.float32), 4)


def _edges(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    return _blur(np.hypot(across, down).astype(np.float32), 6)


def _blur(values: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), dtype=np.float32)


def _normal(values: NDArray[Any], top: float = 1.0) -> NDArray[np.float32]:
    low, high = float(values.min()), float(values.max())
    result: NDArray[np.float32] = ((values - low) / max(high - low, 1e-9) * top).astype(np.float32)
    return result
