"""Words and marks over the picture: the headline of a photograph, the site's signature, the pieces of a card."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageOps

from reprise.graphics.colour import WHITE, mix
from reprise.graphics.crop import open_picture
from reprise.graphics.glyphs import TextStyle
from reprise.graphics.text import TextLayout, draw, fit, lay_out
from reprise.video.film import Sprite
from reprise.video.progress import progress_bottom
from reprise.video.stage import Stage, panel
from reprise.video.timeline import SceneTiming
from reprise.video.visuals import Layer
from reprise.video.voiceover import NarrationLine

FADE = 10
"""Frames in which words come and go."""
ENTRANCE = 7
"""Frame of a scene in which its words begin to come: in a transition, when the scene is more seen than the last."""

_READ = 32  # frames that the last piece is there at least before the transition
_STAGGER = 3  # frames between two pieces that come together
_AHEAD = 10  # frames that a piece begins to come before its word is spoken

_PAD_X, _PAD_Y, _BAR, _GAP = 44, 34, 10, 30  # inside the headline's panel, its bar, the way down to it
_BELOW = 16  # from the progress lines to the signature


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


def layer_sprites(
    stage: Stage,
    layers: Sequence[Layer],
    timing: SceneTiming,
    line: NarrationLine | None,
    *,
    fps: int,
    opening: bool,
    hidden: int,
) -> tuple[Sprite, ...]:
    """A card's pieces, each from its turn on, gone in the middle of the transition that begins at frame `hidden`.

    Of the film's `opening` the first piece stands from the first frame on: that is what previews show.
    """
    begin = 0 if opening else ENTRANCE
    speech = timing.speech - timing.first
    gone = hidden + (timing.frames - hidden) // 2
    last_turn = max(begin, hidden - _READ)
    due, sprites = begin, []
    for number, layer in enumerate(layers):
        due = begin if number == 0 else min(last_turn, max(due + _STAGGER, _turn(layer, line, speech, fps)))
        still = opening and number == 0
        fade = (0 if still else FADE, 0 if hidden >= timing.frames else FADE)
        file, key = stage.media.path(layer.picture), layer.picture.key
        slide = (0, 0) if still else layer.slide
        sprites.append(Sprite(file, key, layer.x, layer.y, due, gone, *fade, slide, layer.reveal))
    return tuple(sprites)


def _turn(layer: Layer, line: NarrationLine | None, speech: int, fps: int) -> int:
    """The frame of the scene at which the narration reaches a piece."""
    if line is None:
        return 0
    if layer.word is not None and layer.word < len(line.words):
        return speech + round(line.words[layer.word].start * fps) - _AHEAD
    return speech + round(layer.at * line.seconds * fps) - _AHEAD if layer.at is not None else 0


def _headline(stage: Stage, text: str) -> TextLayout | None:
    style = TextStyle(stage.look.heading, stage.px(76), 800, 1.14)
    if not stage.book.drawable(text, style.family, weight=style.weight):
        return None
    room = (min(stage.safe.width, stage.px(1000)) - 2 * stage.px(_PAD_X) - stage.px(_BAR), stage.px(420))
    return fit(text, style, room, stage.book, minimum=stage.px(44), max_lines=4 if stage.vertical else 2)


def signature_bottom(stage: Stage) -> float:
    """Where the row of the site's signature ends, pixels from the top."""
    return _signature_top(stage) + stage.px(58)


def signature_sprite(stage: Stage) -> Sprite:
    """The site's logo and name on a small quiet panel at the top of the safe area, over the whole film."""
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
    return stage.sprite(recipe, picture, (left, _signature_top(stage)), frames=(0, 0))


def _signature_top(stage: Stage) -> float:
    return progress_bottom(stage) + stage.px(_BELOW)


def _logo(stage: Stage, height: int) -> Image.Image | None:
    if stage.look.logo is None:
        return None
    picture = open_picture(stage.look.logo).convert("RGBA")
    return ImageOps.contain(picture, (height * 5, height), Image.Resampling.LANCZOS)
