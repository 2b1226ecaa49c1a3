"""A slide with a photograph: the picture across its upper half, one idea below."""

from __future__ import annotations

from PIL import Image

from reprise.graphics.canvas import Canvas
from reprise.graphics.crop import cover, suits_cover
from reprise.graphics.fonts import FontBook
from reprise.graphics.look import Look
from reprise.graphics.text import Box, is_rtl

_SHARE = 0.47  # of the slide's height that the photograph takes


def suits_slide(photo: Image.Image, size: tuple[int, int]) -> bool:
    """Whether a picture is a photograph that fills the upper part of a slide of `size` pixels well."""
    return photo.mode == "RGB" and suits_cover(photo, (size[0], round(size[1] * _SHARE)))


def draw_pictured(
    photo: Image.Image,
    text: str,
    detail: str,
    look: Look,
    size: tuple[int, int],
    *,
    book: FontBook,
    number: str = "",
    page: tuple[int, int] | None = None,
) -> Image.Image:
    """A slide of `size` pixels, RGB: `text` large, `detail` smaller below it; `number` stands on the picture's edge.

    Raises `MissingGlyphs` for text no font can draw.
    """
    canvas = Canvas.start(size, look.surface, look, book, rtl=is_rtl(text), captions=False, page=page)
    tall = canvas.footer.top < canvas.zone.top  # then the signature stands above the picture
    top = round(canvas.footer.bottom + canvas.px(48)) if tall else 0
    height = round(size[1] * _SHARE) - (top if tall else 0)
    canvas.image.paste(cover(photo, (size[0], height)), (0, top))
    zone, edge = canvas.zone, top + height
    disc = canvas.px(112)
    if number:
        canvas.disc(number, Box(zone.left, edge - disc / 2, zone.right, edge + disc / 2), disc)
    else:
        bar = canvas.px(9)
        canvas.bar(zone, edge + canvas.px(52) - bar)
    start = edge + (disc / 2 + canvas.px(36) if number else canvas.px(88))
    words = Box(zone.left, start, zone.right, zone.bottom)
    gap = canvas.px(26)
    room = (words.width, words.height * (0.5 if detail else 1))
    title = canvas.fit(text, room, family=look.heading, weight=800, most=62, least=34, leading=1.14)
    canvas.put(title, canvas.start_of(words, title, room[0]), words.top, canvas.palette.ink)
    if detail:
        below = (words.width, words.height - title.height - gap)
        more = canvas.fit(detail, below, family=look.body, weight=450, most=38, leading=1.35)
        at = words.top + title.height + gap
        canvas.put(more, canvas.start_of(words, more, below[0]), at, canvas.palette.soft)
    return canvas.image
