"""A headline over a photograph: legible on any picture, because the ground under its letters is measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from reprise.graphics.canvas import TALL, Canvas
from reprise.graphics.colour import RGB, WHITE, contrast_under, luminance, mix, scrim_strength
from reprise.graphics.crop import Point, cover, focal_point, lay_on, suits_cover
from reprise.graphics.fonts import FontBook
from reprise.graphics.look import Look
from reprise.graphics.text import Box, ink_mask, is_rtl

_REACH = 0.2  # how far above the words, in heights of the picture, the scrim fades out


@dataclass(frozen=True)
class Overlaid:
    """A photograph with its headline, RGB; `contrast` is measured under the letters, `inked` the boxes of the words."""

    image: Image.Image
    contrast: float
    inked: tuple[Box, ...]


def draw_headline(
    photo: Image.Image,
    headline: str,
    look: Look,
    size: tuple[int, int],
    *,
    book: FontBook,
    focal: Point | None = None,
    captions: bool = True,
    page: tuple[int, int] | None = None,
) -> Image.Image:
    """The photo in `size` pixels with a headline and the site's signature, RGB.

    Pictures that cannot fill the frame (small, long, drawn ones) stand whole above the words. Raises `MissingGlyphs`.
    """
    return compose_headline(photo, headline, look, size, book=book, focal=focal, captions=captions, page=page).image


def compose_headline(
    photo: Image.Image,
    headline: str,
    look: Look,
    size: tuple[int, int],
    *,
    book: FontBook,
    focal: Point | None = None,
    captions: bool = True,
    page: tuple[int, int] | None = None,
) -> Overlaid:
    """Like `draw_headline`, with the contrast that was reached."""
    if photo.mode != "RGB" or not suits_cover(photo, size):
        return _beside(photo, headline, look, size, book=book, captions=captions, page=page)
    scrim = _scrim_colour(look)
    canvas = Canvas.start(size, scrim, look, book, rtl=is_rtl(headline), captions=captions, page=page)
    zone, tall = canvas.zone, size[1] / size[0] >= TALL
    room = (zone.width, zone.height * (0.5 if size[1] < size[0] else 0.42))
    title = canvas.fit(headline, room, family=look.heading, weight=800, most=72, least=36, leading=1.12)
    at = (canvas.start_of(zone, title, room[0]), zone.bottom - title.height)
    bar_top = at[1] - canvas.px(40)
    ground = cover(photo, size, focal or _lifted(photo, tall))
    letters = np.maximum(np.asarray(ink_mask(size, title, at, book)), np.asarray(_signature_mask(canvas)))
    mask = Image.fromarray(letters)
    canvas.image = _scrimmed(ground, mask, bar_top / size[1], scrim, top=tall)
    canvas.bar(zone, bar_top)
    reached = contrast_under(canvas.image, mask, WHITE, 1.0)
    canvas.inked.clear()
    canvas.put(title, *at, WHITE)
    canvas.sign(WHITE)
    return Overlaid(canvas.image, reached, tuple(canvas.inked))


def _beside(
    photo: Image.Image,
    headline: str,
    look: Look,
    size: tuple[int, int],
    *,
    book: FontBook,
    captions: bool,
    page: tuple[int, int] | None,
) -> Overlaid:
    """A picture that cannot fill the frame: whole on the brand's ground, the words beside it or below."""
    canvas = Canvas.start(size, look.primary, look, book, rtl=is_rtl(headline), captions=captions, page=page)
    zone = canvas.zone
    gap = canvas.px(48)
    if zone.width > zone.height * 1.25:
        words, picture = _columns(zone, photo, gap, canvas.rtl)
    else:
        half = zone.top + zone.height * 0.56
        words, picture = Box(zone.left, half + gap, zone.right, zone.bottom), Box(zone.left, zone.top, zone.right, half)
    above = canvas.px(44)
    room = (words.width, words.height - above)
    title = canvas.fit(headline, room, family=look.heading, weight=800, most=72, least=34, leading=1.12)
    y = words.top + max(0.0, (words.height - above - title.height) / 2)
    at = (canvas.start_of(words, title, room[0]), y + above)
    canvas.bar(words, y)
    mask = ink_mask(size, title, at, book)
    reached = contrast_under(canvas.image, mask, canvas.palette.ink, 1.0)
    canvas.put(title, *at, canvas.palette.ink)
    area = (round(picture.left), round(picture.top), round(picture.right), round(picture.bottom))
    lay_on(canvas.image, photo, area)
    return Overlaid(canvas.image, reached, tuple(canvas.inked))


def _columns(zone: Box, photo: Image.Image, gap: float, rtl: bool) -> tuple[Box, Box]:
    """The words' part and the picture's, side by side; an upright picture takes less room."""
    share = min(0.52, max(0.3, zone.height * photo.width / photo.height / zone.width))
    width = zone.width * share
    if rtl:
        return Box(zone.left + width + gap, zone.top, zone.right, zone.bottom), Box(
            zone.left, zone.top, zone.left + width, zone.bottom
        )
    edge = zone.right - width
    return Box(zone.left, zone.top, edge - gap, zone.bottom), Box(edge, zone.top, zone.right, zone.bottom)


def _scrim_colour(look: Look) -> RGB:
    """The darkest of the brand's colours, dark enough for white words."""
    darkest = min((look.background, look.primary, look.text), key=luminance)
    colour = darkest
    while luminance(colour) > 0.06:
        colour = mix(colour, (0, 0, 0), 0.25)
    return colour


def _lifted(photo: Image.Image, tall: bool) -> Point:
    """The focal point, asked for a little lower in the picture so that the subject ends up above the words."""
    x, y = focal_point(photo)
    return x, min(1.0, y + (0.0 if tall else 0.12))


def _signature_mask(canvas: Canvas) -> Image.Image:
    """Where the signature's letters will be."""
    shown, canvas.image = canvas.image, Image.new("RGB", canvas.image.size)
    canvas.sign(WHITE, plain=True)
    mask, canvas.image = canvas.image.convert("L"), shown
    return mask


def _unrest(photo: Image.Image, ink: Image.Image) -> float:
    """How busy the photo is about the words: 0 calm to 0.85 full of hard edges."""
    box = ink.getbbox() or (0, 0, *ink.size)
    part = np.asarray(photo.crop(box).convert("L").reduce(2), dtype=np.float32)
    edges = np.abs(np.diff(part, axis=1)).mean() if part.shape[1] > 1 else 0.0
    return float(np.clip((edges - 3) / 11, 0, 0.85))


def _scrimmed(photo: Image.Image, ink: Image.Image, edge: float, scrim: RGB, *, top: bool) -> Image.Image:
    """The photo under a scrim as strong as the words need: even behind them, fading out above.

    Where a busy picture would compete with the letters it goes out of focus as well.
    """
    strength = max(0.55, scrim_strength(photo, ink, WHITE, scrim, 5.0))
    rows = np.linspace(0, 1, photo.height, dtype=np.float32)
    fade = np.clip((rows - (edge - _REACH)) / _REACH, 0, 1)
    alpha = fade * fade * (3 - 2 * fade)
    if top:  # the signature stands above the picture's middle
        high = np.clip(1 - (rows - 0.18) / 0.1, 0, 1)
        alpha = np.maximum(alpha, high * high * (3 - 2 * high))
    alpha = alpha[:, None]
    soft = (
        photo.reduce(4).filter(ImageFilter.GaussianBlur(photo.width / 400)).resize(photo.size, Image.Resampling.BICUBIC)
    )
    pixels = np.asarray(photo, dtype=np.float32)
    pixels += (np.asarray(soft, dtype=np.float32) - pixels) * (alpha * _unrest(photo, ink))[:, :, None]
    covered = pixels + (np.array(scrim, dtype=np.float32) - pixels) * np.maximum(alpha * strength, 0.06)[:, :, None]
    return Image.fromarray(np.rint(covered).astype(np.uint8))
