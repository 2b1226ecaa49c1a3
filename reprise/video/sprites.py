"""Words and marks over photographs: the headline of a scene and the site's signature. Cards carry their own."""

from __future__ import annotations

from PIL import Image, ImageOps

from reprise.graphics.colour import WHITE, mix
from reprise.graphics.crop import open_picture
from reprise.graphics.glyphs import TextStyle
from reprise.graphics.text import TextLayout, draw, fit, lay_out
from reprise.video.film import Sprite
from reprise.video.stage import Stage, panel

FADE = 10
"""Frames in which a headline comes and goes."""

_PAD_X, _PAD_Y, _BAR, _GAP = 44, 34, 10, 30  # inside the headline's panel, its bar, the way down to it
_ROW = 0.13  # share of a vertical film's height where the signature stands, as on the cards


def headline_sprite(stage: Stage, text: str, first: int, last: int) -> Sprite | None:
    """The scene's few words on a soft dark panel in the upper part, inside the safe area; None without words."""
    laid = _headline(stage, text)
    if laid is None:
        return None
    pad_x, pad_y, bar, shadow = stage.px(_PAD_X), stage.px(_PAD_Y), stage.px(_BAR), stage.px(28)
    size = (round(laid.width) + 2 * pad_x + bar, round(laid.height) + 2 * pad_y)
    top = signature_bottom(stage) + stage.px(_GAP)
    left = (stage.width - size[0]) / 2 if stage.vertical else stage.safe.left

    def picture() -> Image.Image:
        image = panel(size, stage.px(22), stage.ground, 0.84, shadow)
        accent = panel((bar, size[1] - 2 * pad_y), bar // 2, stage.accent, 1.0)
        side = size[0] - pad_x // 2 - bar if laid.rtl else pad_x // 2
        image.alpha_composite(accent, (shadow + side, shadow + pad_y))
        shift = shadow + pad_x + (0 if laid.rtl else bar)
        draw(image, laid, (shift, shadow + pad_y), (*WHITE, 255), stage.book)
        return image

    recipe = {"headline": text, **stage.signature(text)}
    spot = (left - shadow, top - shadow)
    return stage.sprite(recipe, picture, spot, frames=(first, last), fade=(FADE, FADE))


def headline_bottom(stage: Stage, text: str) -> float:
    """Where the headline ends (the signature, without words), pixels from the top."""
    laid = _headline(stage, text)
    below = stage.px(_GAP) + laid.height + 2 * stage.px(_PAD_Y) if laid else 0
    return signature_bottom(stage) + below


def _headline(stage: Stage, text: str) -> TextLayout | None:
    style = TextStyle(stage.look.heading, stage.px(76), 800, 1.14)
    if not stage.book.drawable(text, style.family, weight=style.weight):
        return None
    room = (min(stage.safe.width, stage.px(1000)) - 2 * stage.px(_PAD_X) - stage.px(_BAR), stage.px(420))
    return fit(text, style, room, stage.book, minimum=stage.px(44), max_lines=4 if stage.vertical else 2)


def signature_bottom(stage: Stage) -> float:
    """Where the row of the site's signature ends, pixels from the top."""
    return _signature_top(stage) + stage.px(58)


def signature_sprite(stage: Stage, frames: int) -> Sprite:
    """The site's logo and name on a small quiet panel at the top of the safe area, for `frames` frames."""
    look = stage.look
    name = look.handle or look.name
    row, pad = stage.px(58), stage.px(18)
    style = TextStyle(look.body, stage.px(28), 600, 1.2)
    laid = lay_out(name, style, stage.px(560), stage.book, max_lines=1)
    logo = _logo(stage, row - stage.px(18))
    before = pad + (logo.width + stage.px(12) if logo else 0)
    size = (before + round(laid.width) + pad, row)

    def picture() -> Image.Image:
        image = panel(size, row // 2, stage.ground, 0.55)
        if logo:
            image.alpha_composite(logo, (pad, (row - logo.height) // 2))
        middle = (row - laid.height) / 2
        draw(image, laid, (before, middle), (*mix(stage.ground, WHITE, 0.94), 255), stage.book)
        return image

    recipe = {"signature": name, "logo": logo.tobytes() if logo else None, **stage.signature(name)}
    left = stage.safe.left if not laid.rtl else stage.safe.right - size[0]
    return stage.sprite(recipe, picture, (left, _signature_top(stage)), frames=(0, frames))


def _signature_top(stage: Stage) -> float:
    return stage.height * _ROW if stage.vertical else stage.safe.top


def _logo(stage: Stage, height: int) -> Image.Image | None:
    if stage.look.logo is None:
        return None
    picture = open_picture(stage.look.logo).convert("RGBA")
    return ImageOps.contain(picture, (height * 5, height), Image.Resampling.LANCZOS)
