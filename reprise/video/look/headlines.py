"""The few words over a photograph, on a soft dark panel in the upper part, and how they come."""

from __future__ import annotations

from functools import partial
from typing import Literal

from PIL import Image

from reprise.graphics.colour import WHITE
from reprise.graphics.glyphs import Box, TextStyle
from reprise.graphics.text import TextLayout, draw, fit
from reprise.video.film import Sprite
from reprise.video.look.animation import Entrance, entrance, key_words, letter_stops, typing_frames
from reprise.video.look.stage import FADE, Stage, panel
from reprise.video.look.watermark import signature_bottom
from reprise.video.pictures.setting import ink_of, of_words, tight, visible
from reprise.video.script import TextAnimation

_PAD_X, _PAD_Y, _BAR, _GAP = 44, 34, 10, 30  # inside the panel, its bar, the way down to it
_SHADOW = 28
_LIT = 12  # frames in which a keyword is lit


def headline_sprites(
    stage: Stage,
    text: str,
    first: int,
    last: int,
    animation: TextAnimation = "fade",
    *,
    fade_out: int = FADE,
    opening: bool = False,
) -> tuple[Sprite, ...]:
    """The scene's few words in frames [first, last), inside the safe area; none without words.

    Of the film's `opening` they stand from the first frame on, which previews show; only a keyword is still lit.
    """
    laid = _headline(stage, text)
    if laid is None:
        return ()
    sheet = _Panel(stage, text, laid, fade_out)
    if opening:
        come = Entrance()
        animation = animation if animation == "highlight" else "none"
    else:
        come = entrance(stage, animation, rtl=laid.rtl)
    if animation == "typewriter":
        return (sheet.sprite("panel", come, first, last), *sheet.typed(first + come.fade // 2, last))
    whole = sheet.sprite("headline", come, first, last)
    return (whole, *sheet.lit(first + come.fade, last)) if animation == "highlight" else (whole,)


def headline_bottom(stage: Stage, text: str) -> float:
    """Where the headline ends (the row of the mark, without words), pixels from the top."""
    laid = _headline(stage, text)
    below = stage.px(_GAP) + laid.height + 2 * stage.px(_PAD_Y) if laid else 0
    return signature_bottom(stage) + below


class _Panel:
    """A headline set and placed; its pictures are drawn only when asked for."""

    def __init__(self, stage: Stage, text: str, laid: TextLayout, fade_out: int) -> None:
        self.stage, self.text, self.laid, self.fade_out = stage, text, laid, fade_out
        self.pad_x, self.pad_y, self.bar = stage.px(_PAD_X), stage.px(_PAD_Y), stage.px(_BAR)
        self.size = (round(laid.width) + 2 * self.pad_x + self.bar, round(laid.height) + 2 * self.pad_y)
        self.top = round(signature_bottom(stage) + stage.px(_GAP))
        self.left = round((stage.width - self.size[0]) / 2 if stage.vertical else self._side)
        self.words_at = (self.pad_x + (0 if laid.rtl else self.bar), self.pad_y)

    @property
    def _side(self) -> float:
        return self.stage.safe.right - self.size[0] if self.laid.rtl else self.stage.safe.left

    def sprite(self, what: str, come: Entrance, first: int, last: int) -> Sprite:
        """The panel, as "headline" with its words on it."""
        stage, shadow = self.stage, self.stage.px(_SHADOW)
        recipe = {what: self.text, **stage.signature(self.text)}
        return stage.sprite(
            recipe, partial(self._drawn, what == "headline"), (self.left - shadow, self.top - shadow),
            frames=(first, last), fade=(come.fade, self.fade_out), slide=come.slide, grow=come.grow,
        )  # fmt: skip

    def typed(self, first: int, last: int) -> tuple[Sprite, ...]:
        """Each line on its own, uncovered letter by letter, one line after the other."""
        stage, laid = self.stage, self.laid
        sprites = []
        for number in range(len(laid.lines)):
            indices = [n for n, word in enumerate(laid.words) if word.line == number]
            ink = ink_of(laid, indices, stage.px(2))
            stops = letter_stops(stage, laid, number, ink)
            frames = typing_frames(len(stops), most=max(1, min(24, last - first - FADE)))
            recipe = {"typed": self.text, "line": number, **stage.signature(self.text)}
            sprites.append(
                stage.sprite(
                    recipe,
                    partial(self._letters, indices, ink),
                    (self.left + self.words_at[0] + ink.left, self.top + self.words_at[1] + ink.top),
                    frames=(first, last),
                    fade=(0, self.fade_out),
                    reveal=frames,
                    edge="right" if laid.rtl else "left",
                    stops=stops,
                )
            )
            first = min(first + frames, last - 1)
        return tuple(sprites)

    def lit(self, first: int, last: int) -> tuple[Sprite, ...]:
        """The keyword on a ground of the brand's colour, which runs over it like a marker."""
        stage, laid = self.stage, self.laid
        keys = key_words(laid)
        if not keys or last - first < 2 * _LIT:
            return ()
        words = of_words(laid, keys)
        box = words.words[0].box
        for word in words.words[1:]:
            box = box.union(word.box)
        side, above = stage.px(10), stage.px(2)
        pill = Box(round(box.left - side), round(box.top - above), round(box.right + side), round(box.bottom + above))

        def picture() -> Image.Image:
            image = panel((int(pill.width), int(pill.height)), stage.px(12), stage.accent, 1.0)
            draw(image, words, (-pill.left, -pill.top), (*stage.on_accent, 255), stage.book)
            return image

        recipe = {"lit": self.text, "words": keys, **stage.signature(self.text)}
        spot = (self.left + self.words_at[0] + pill.left, self.top + self.words_at[1] + pill.top)
        edge: Literal["left", "right"] = "right" if laid.rtl else "left"
        return (
            stage.sprite(recipe, picture, spot, frames=(first, last), fade=(0, self.fade_out), reveal=_LIT, edge=edge),
        )

    def _drawn(self, worded: bool) -> Image.Image:
        stage, shadow = self.stage, self.stage.px(_SHADOW)
        image = panel(self.size, stage.px(22), stage.ground, 0.84, shadow)
        accent = panel((self.bar, self.size[1] - 2 * self.pad_y), self.bar // 2, stage.accent, 1.0)
        side = self.size[0] - self.pad_x // 2 - self.bar if self.laid.rtl else self.pad_x // 2
        image.alpha_composite(accent, (shadow + side, shadow + self.pad_y))
        if worded:
            spot = (shadow + self.words_at[0], shadow + self.words_at[1])
            draw(image, self.laid, spot, (*WHITE, 255), stage.book)
        return image

    def _letters(self, indices: list[int], ink: Box) -> Image.Image:
        image = Image.new("RGBA", (int(ink.width), int(ink.height)), (*WHITE, 0))
        draw(image, of_words(self.laid, indices), (-ink.left, -ink.top), (*WHITE, 255), self.stage.book)
        return image


def _headline(stage: Stage, text: str) -> TextLayout | None:
    style = TextStyle(stage.look.heading, stage.px(76), 800, 1.14)
    if not visible(stage, text, style.family):
        return None
    room = (min(stage.safe.width, stage.px(1000)) - 2 * stage.px(_PAD_X) - stage.px(_BAR), stage.px(420))
    return tight(fit(text, style, room, stage.book, minimum=stage.px(44), max_lines=4 if stage.vertical else 2))
