"""A headline over a photograph: legible on any picture, because the ground under its letters is measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from reprise.graphics.canvas import TALL, Canvas
from reprise.graphics.colour import RGB, WHITE, contrast_under, luminance, mix, scrim_strength
from reprise.graphics.crop import Point, focal_point, present, suits_cover
from reprise.graphics.fonts import FontBook
from reprise.graphics.look import Look
from reprise.graphics.text import Box, ink_mask, is_rtl

_REACH = 0.34  # how far above the words, in heights of the picture, the scrim fades out


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
) -> Image.Image:
    """The photo in `size` pixels with a headline and the site's signature, RGB.

    Pictures that cannot fill the frame (small, long, drawn ones) stand whole above the words. Raises `MissingGlyphs`.
    """
    return compose_headline(photo, headline, look, size, book=book, focal=focal, captions=captions).image


def compose_headline(
    photo: Image.Image,
    headline: str,
    look: Look,
    size: tuple[int, int],
    *,
    book: FontBook,
    focal: Point | None = None,
    captions: bool = True,
) -> Overlaid:
    """Like `draw_headline`, with the contrast that was reached."""
    scrim = _scrim_colour(look)
    canvas = Canvas.start(size, scrim, look, book, rtl=is_rtl(headline), captions=captions)
    zone = canvas.zone
    tall = size[1] / size[0] >= TALL
    whole = not (photo.mode == "RGB" and suits_cover(photo, size))
    share = 0.4 if whole else 0.5 if size[1] < size[0] else 0.42
    title = canvas.fit(
        headline, (zone.width, zone.height * share), family=look.heading, weight=800, most=72, least=36, leading=1.12
    )
    title_top = zone.bottom - title.height
    bar_top = title_top - canvas.px(40)
    ground = present(photo, size, scrim, focal=focal or _lifted(photo, size, tall), area=_area(canvas, bar_top, tall))
    left = zone.right - zone.width if canvas.rtl else zone.left
    title_at = (left - (zone.width - title.width if title.rtl and not canvas.rtl else 0), title_top)
    canvas.image = ground
    ink = ink_mask(size, title, title_at, book)
    signature = _signature_mask(canvas, size)
    mask = Image.fromarray(np.maximum(np.asarray(ink), np.asarray(signature)))
    canvas.image = _scrimmed(ground, mask, bar_top / size[1], scrim, top=tall)
    canvas.bar(zone, bar_top)
    reached = contrast_under(canvas.image, mask, WHITE, 1.0)
    canvas.inked.clear()
    canvas.put(title, *title_at, WHITE)
    canvas.sign(WHITE)
    return Overlaid(canvas.image, reached, tuple(canvas.inked))


def _scrim_colour(look: Look) -> RGB:
    """The darkest of the brand's colours, dark enough for white words."""
    darkest = min((look.background, look.primary, look.text), key=luminance)
    colour = darkest
    while luminance(colour) > 0.06:
        colour = mix(colour, (0, 0, 0), 0.25)
    return colour


def _lifted(photo: Image.Image, size: tuple[int, int], tall: bool) -> Point | None:
    """The focal point, asked for a little lower in the picture so that the subject ends up above the words."""
    if photo.mode != "RGB" or not suits_cover(photo, size):
        return None
    x, y = focal_point(photo)
    return x, min(1.0, y + (0.0 if tall else 0.12))


def _area(canvas: Canvas, bottom: float, tall: bool) -> tuple[int, int, int, int]:
    """Where a picture that is shown whole stands: above the words, below the signature of a tall picture."""
    edge = canvas.px(56)
    top = canvas.zone.top if tall else edge
    return round(canvas.zone.left), round(top), round(canvas.zone.right), round(max(top + edge, bottom - canvas.px(36)))


def _signature_mask(canvas: Canvas, size: tuple[int, int]) -> Image.Image:
    """Where the signature's letters will be."""
    mask = Image.new("L", size, 0)
    shown, canvas.image = canvas.image, mask.convert("RGB")
    canvas.sign(WHITE, plain=True)
    mask = canvas.image.convert("L")
    canvas.image = shown
    return mask


def _scrimmed(photo: Image.Image, ink: Image.Image, edge: float, scrim: RGB, *, top: bool) -> Image.Image:
    """The photo under a scrim that is even behind the words and fades out above them, as strong as they need."""
    strength = max(0.55, scrim_strength(photo, ink, WHITE, scrim, 5.0))
    rows = np.linspace(0, 1, photo.height, dtype=np.float32)
    fade = np.clip((rows - (edge - _REACH)) / _REACH, 0, 1)
    alpha = fade * fade * (3 - 2 * fade)
    if top:  # the signature stands above the picture's middle
        high = np.clip(1 - (rows - 0.18) / 0.1, 0, 1)
        alpha = np.maximum(alpha, high * high * (3 - 2 * high))
    alpha = np.maximum(alpha * strength, 0.06)
    pixels = np.asarray(photo, dtype=np.float32)
    covered = pixels + (np.array(scrim, dtype=np.float32) - pixels) * alpha[:, None, None]
    return Image.fromarray(np.rint(covered).astype(np.uint8))
