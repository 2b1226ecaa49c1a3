"""Names in the lower part of the picture: who speaks, where a quote is from, which chapter begins, whose picture it is.

Over pictures they stand above the captions. A card's words need that place, so there they come in the row of the mark,
beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from reprise.graphics.colour import RGB, WHITE, mix
from reprise.graphics.text import TextStyle, draw, fit, lay_out
from reprise.video.film import Sprite
from reprise.video.look.animation import Entrance, entrance
from reprise.video.look.stage import Stage, panel
from reprise.video.look.subtitles import captions_top
from reprise.video.look.watermark import ROW, row_beside, signature_top
from reprise.video.pictures.setting import tight, visible
from reprise.video.script import TextAnimation

_SECONDS = 4.0  # that a name stands
_CREDIT_SECONDS = 5.0
_LEAST = 45  # frames that a name must have to be worth showing
_OUT = 8  # frames in which it goes
_BAR, _PAD_X, _PAD_Y = 14, 32, 22  # of the plate: its coloured edge, air beside and above its words
_CLEAR = 26  # from the plate to the captions
_WIPED = ("slide", "typewriter", "highlight")  # animations with which a plate is uncovered from its edge
_NARROW = 200  # the least room in the mark's row that a name is shortened to


@dataclass(frozen=True)
class Name:
    """What a plate says: `title`, and a short `tag` (a number) before it. `right` puts it at the end side."""

    title: str
    tag: str = ""
    right: bool = False


def lower_third(
    stage: Stage, name: Name, *, fps: int, first: int, hidden: int, animation: TextAnimation, over_card: bool
) -> tuple[Sprite, ...]:
    """The plate of a name from frame `first` of its scene on, for some seconds, gone before frame `hidden`; none
    where the scene is too short for it or nothing can be drawn."""
    last = min(hidden, first + round(_SECONDS * fps))
    if last - first < _LEAST or not _drawable(stage, name.title):
        return ()
    if over_card:
        return _strip(stage, name, first, last)
    return _plate(stage, name, first, last, animation)


def credit(stage: Stage, text: str, *, fps: int, first: int, hidden: int) -> tuple[Sprite, ...]:
    """Whose picture is seen, small and quiet at the end of the mark's row."""
    last = min(hidden, first + round(_CREDIT_SECONDS * fps))
    left, right = row_beside(stage)
    style = TextStyle(stage.look.body, stage.px(24), 500, 1.2)
    room = min(right - left, stage.px(560)) - 2 * stage.px(14)
    if last - first < _LEAST or room < stage.px(120) or not _drawable(stage, text):
        return ()
    laid = tight(lay_out(text, style, room, stage.book, max_lines=1))
    size = (round(laid.width) + 2 * stage.px(14), stage.px(40))

    def picture() -> Image.Image:
        image = panel(size, size[1] // 2, stage.ground, 0.5)
        spot = (stage.px(14), (size[1] - laid.height) / 2)
        draw(image, laid, spot, (*mix(stage.ground, WHITE, 0.9), 255), stage.book)
        return image

    top = signature_top(stage) + (stage.px(ROW) - size[1]) / 2
    spot = (left if _mark_right(stage) else right - size[0], top)
    recipe = {"credit": text, "width": size[0], **stage.signature(text)}
    return (stage.sprite(recipe, picture, spot, frames=(first, last), fade=(_OUT, _OUT)),)


def _plate(stage: Stage, name: Name, first: int, last: int, animation: TextAnimation) -> tuple[Sprite, ...]:
    """A panel with a block of the brand's colour at its side (the tag stands in it), above the captions: the block
    grows from below, then the panel comes out of it."""
    style = TextStyle(stage.look.heading, stage.px(54), 750, 1.12)
    tag = (
        tight(lay_out(name.tag, style, stage.px(200), stage.book, max_lines=1)) if _drawable(stage, name.tag) else None
    )
    bar = round(tag.width) + 2 * stage.px(22) if tag else stage.px(_BAR)
    pad_x, pad_y = stage.px(_PAD_X), stage.px(_PAD_Y)
    room = (stage.safe.width * 0.74 - 2 * pad_x - bar, stage.px(140))
    title = tight(fit(name.title, style, room, stage.book, minimum=stage.px(34), max_lines=2))
    size = (round(title.width) + 2 * pad_x, round(title.height) + 2 * pad_y)
    at_right = name.right != title.rtl
    top = round(captions_top(stage) - stage.px(_CLEAR) - size[1])
    left = round(stage.safe.right - bar - size[0] if at_right else stage.safe.left + bar)
    bar_left = left + size[0] if at_right else left - bar
    facts = {"size": size, "bar": bar, **stage.signature(f"{name.title} {name.tag}")}

    def block() -> Image.Image:
        image = _block((bar, size[1]), stage.accent)
        if tag:
            draw(image, tag, ((bar - tag.width) / 2, (size[1] - tag.height) / 2), (*stage.on_accent, 255), stage.book)
        return image

    def plate() -> Image.Image:
        image = panel(size, 0, stage.ground, 0.9)
        draw(image, title, (pad_x, pad_y), (*WHITE, 255), stage.book)
        return image

    still = animation == "none"
    edge = stage.sprite(
        {"edge": name.tag, **facts}, block, (bar_left, top), frames=(first, last), fade=(0, _OUT),
        reveal=0 if still else 9, edge="bottom",
    )  # fmt: skip
    come, wiped = _coming(stage, animation, at_right), animation in _WIPED
    words = stage.sprite(
        {"plate": name.title, **facts}, plate, (left, top), frames=(first if still else first + 5, last),
        fade=(come.fade, _OUT), slide=come.slide, grow=come.grow, reveal=12 if wiped else 0,
        edge="right" if at_right else "left",
    )  # fmt: skip
    return words, edge


def _strip(stage: Stage, name: Name, first: int, last: int) -> tuple[Sprite, ...]:
    """A name in one line in the mark's row, on the side the mark leaves free; shortened where that is narrow."""
    left, right = row_beside(stage)
    height, pad = stage.px(ROW), stage.px(20)
    tagged = _drawable(stage, name.tag) and right - left > stage.px(_NARROW) * 2
    style = TextStyle(stage.look.body, stage.px(28), 700, 1.2)
    tag = tight(lay_out(name.tag, style, stage.px(240), stage.book, max_lines=1)) if tagged else None
    before = round(tag.width) + 2 * stage.px(16) if tag else stage.px(_BAR)
    room = min(right - left, stage.px(1080)) - before - 2 * pad
    if room < stage.px(_NARROW) - before:
        return ()
    title = tight(lay_out(name.title, style, room, stage.book, max_lines=1))
    size = (before + round(title.width) + 2 * pad, height)
    rtl = title.rtl

    def picture() -> Image.Image:
        image = panel(size, stage.px(6), stage.ground, 0.86)
        block = _block((before, height), stage.accent)
        image.paste(block, (size[0] - before if rtl else 0, 0))
        if tag:
            spot = ((size[0] - before if rtl else 0) + (before - tag.width) / 2, (height - tag.height) / 2)
            draw(image, tag, spot, (*stage.on_accent, 255), stage.book)
        spot = (pad if rtl else before + pad, (height - title.height) / 2)
        draw(image, title, spot, (*WHITE, 255), stage.book)
        return image

    text = f"{name.title}\n{name.tag}"
    recipe = {"strip": text, "size": size, **stage.signature(text)}
    at_left = _mark_right(stage) or (_mark_elsewhere(stage) and not rtl)
    spot = (left if at_left else right - size[0], signature_top(stage))
    return (
        stage.sprite(
            recipe, picture, spot, frames=(first, last), fade=(0, _OUT), reveal=12, edge="left" if at_left else "right"
        ),
    )


def _coming(stage: Stage, animation: TextAnimation, at_right: bool) -> Entrance:
    come = entrance(stage, animation, rtl=at_right)
    return Entrance(4) if animation in _WIPED else come


def _block(size: tuple[int, int], fill: RGB) -> Image.Image:
    return Image.new("RGBA", size, (*fill, 255))


def _drawable(stage: Stage, text: str) -> bool:
    return visible(stage, text, stage.look.heading)


def _mark_right(stage: Stage) -> bool:
    mark = stage.films.watermark
    return mark.show and mark.position == "top-right"


def _mark_elsewhere(stage: Stage) -> bool:
    mark = stage.films.watermark
    return not mark.show or mark.position.startswith("bottom")
