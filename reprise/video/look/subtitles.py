"""Captions burned into the picture, in the style of the site: calm lines, the spoken word on a coloured ground, or
words that take colour as they are spoken.

A page is drawn once; what changes while it stands are small sprites of single words, which the whole film shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from PIL import Image

from reprise.graphics.colour import RGB, WHITE
from reprise.graphics.glyphs import TextStyle
from reprise.graphics.text import TextLayout, WordBox, draw, set_lines
from reprise.video.captions import Caption
from reprise.video.film import Sprite
from reprise.video.look.pages import AIR, Page, Turn, spaced, turns
from reprise.video.look.stage import Stage, panel
from reprise.video.look.watermark import caption_lift
from reprise.video.pictures.setting import ink_of, of_words

_CENTRE = {True: 0.728, False: 0.86}  # of the height, by whether the film is vertical
_FADE = 3
_SIZE, _LEADING = 60, 1.24
_PAD_X, _PAD_Y = 34, 24
_TWO_LINES = _SIZE * _LEADING + _SIZE / 2 + _PAD_Y  # half of what a page of two lines may take
_AIR = {"line": 0, "highlight": AIR, "karaoke": AIR, "none": 0}
_TALL = 12  # what the letters of some scripts take more
_SWELL = 1.06  # the spoken word's size in karaoke
_GROWN = 3  # frames in which it grows
_WEIGHTS = {"line": 650, "highlight": 700, "karaoke": 800}


def caption_sprites(stage: Stage, cues: Sequence[Caption], *, fps: int, first: int, hidden: int) -> tuple[Sprite, ...]:
    """The sprites of one scene's cues, none where the site burns no captions in.

    Args:
        first: film frame at which the scene begins; sprites count from there.
        hidden: frame of the scene from which a transition hides it; nothing is shown later.
    """
    kind = stage.films.captions
    if kind == "none":
        return ()
    style = TextStyle(stage.look.heading, stage.px(_SIZE), _WEIGHTS[kind], _LEADING)
    sprites: list[Sprite] = []
    for turn in turns(stage, cues, style, _room(stage), fps=fps, first=first, hidden=hidden):
        drawn = _Drawn.of(stage, turn.page, style)
        if kind == "karaoke":
            sprites += [drawn.page(turn, 0.8, worded=False), *_karaoke(drawn, turn)]
        else:
            sprites.append(drawn.page(turn, 0.66 if kind == "line" else 0.8))
            sprites += _highlights(drawn, turn) if kind == "highlight" else []
    return tuple(sprites)


def captions_top(stage: Stage) -> float:
    """Where a page of two lines begins, pixels from the top."""
    half = stage.px(_TWO_LINES)
    lowest = _lowest(stage) - stage.px(_SIZE * _LEADING + _PAD_Y + _TALL)
    return min(stage.height * _CENTRE[stage.vertical], lowest) - half


def _highlights(drawn: _Drawn, turn: Turn) -> list[Sprite]:
    """Each word on its coloured ground while it is spoken."""
    return [
        drawn.pill(index, (since, until), _fades(turn, since, until)) for index, since, until in _spoken(drawn, turn)
    ]


def _karaoke(drawn: _Drawn, turn: Turn) -> list[Sprite]:
    """Each word white before it is spoken, in the accent colour after, larger meanwhile."""
    stage, begin, end = drawn.stage, turn.begin, turn.end
    swells = spaced(turn.page)
    sprites: list[Sprite] = []
    swollen: list[Sprite] = []
    for index, since, until in _spoken(drawn, turn):
        grows = swells and until - since > _GROWN
        if since > begin:  # under a word that grows the small one stays until it has grown
            last = since + _GROWN if grows else since
            sprites.append(drawn.word(index, WHITE, (begin, last), _fades(turn, begin, last)))
        spoken = until if grows else since
        if grows:
            fade = (_GROWN, _fades(turn, since, until)[1])
            swollen.append(drawn.word(index, stage.accent, (since, until), fade, _SWELL))
        if end > spoken:
            sprites.append(drawn.word(index, stage.accent, (spoken, end), _fades(turn, spoken, end)))
    return sprites + swollen  # the larger word lies over its neighbours


def _spoken(drawn: _Drawn, turn: Turn) -> list[tuple[int, int, int]]:
    """The page's words with the frames in which each is the spoken one."""
    found = []
    for index in range(min(len(turn.starts), len(drawn.layout.words))):
        since = min(max(turn.begin, turn.starts[index]), turn.end)
        until = min(turn.end, turn.starts[index + 1] if index + 1 < len(turn.starts) else turn.end)
        if until > since or drawn.stage.films.captions == "karaoke":
            found.append((index, since, max(since, until)))
    return found


def _fades(turn: Turn, first: int, last: int) -> tuple[int, int]:
    """Pages fade in and out, but not where one takes the place of another."""
    begins = first == turn.begin and not turn.follows
    ends = last == turn.end and not turn.joins
    return _FADE if begins else 0, _FADE if ends else 0


@dataclass(frozen=True)
class _Drawn:
    """A page set and placed; pictures are drawn only when asked for."""

    stage: Stage
    style: TextStyle
    layout: TextLayout
    at: tuple[int, int]
    size: tuple[int, int]
    spot: tuple[int, int]

    @classmethod
    def of(cls, stage: Stage, page: Page, style: TextStyle) -> _Drawn:
        words = [word.text for word in page.words]
        air = stage.px(_AIR[stage.films.captions]) if spaced(page) else 0
        room = _room(stage) - air * max(line.count(" ") for line in page.lines)
        layout = set_lines(page.lines, style, stage.book, align="center", words=words)
        while layout.width > room:
            style = replace(style, size=min(style.size - 1, int(style.size * room / layout.width)))
            layout = set_lines(page.lines, style, stage.book, align="center", words=words)
        layout = _spread(layout, air) if air else layout
        pad_x, pad_y = stage.px(_PAD_X), stage.px(_PAD_Y)
        size = (round(layout.width) + 2 * pad_x, round(layout.height) + 2 * pad_y)
        top = stage.height * _CENTRE[stage.vertical] - size[1] / 2
        spot = (round((stage.width - size[0]) / 2), round(min(top, _lowest(stage) - size[1])))
        return cls(stage, style, layout, (pad_x, pad_y), size, spot)

    def page(self, turn: Turn, opacity: float, *, worded: bool = True) -> Sprite:
        """The panel with its words in white, or without words."""
        stage, text = self.stage, "\n".join(turn.page.lines) if worded else ""

        def picture() -> Image.Image:
            image = panel(self.size, stage.px(26), stage.ground, opacity)
            if worded:
                draw(image, self.layout, self.at, (*WHITE, 255), stage.book)
            return image

        facts = {"style": self._facts, "size": self.size, "opacity": opacity}
        recipe = {"page": text, **facts, **stage.signature(text)}
        frames = (turn.begin, turn.end)
        return stage.sprite(recipe, picture, self.spot, frames=frames, fade=_fades(turn, *frames))

    def pill(self, index: int, frames: tuple[int, int], fade: tuple[int, int]) -> Sprite:
        """A word on its coloured ground."""
        stage, box = self.stage, self.layout.words[index].box
        side, above = stage.px(AIR if " " in self.layout.text else 1), stage.px(3)
        size = (round(box.width) + 2 * side, round(box.height) + 2 * above)
        word = of_words(self.layout, [index])

        def picture() -> Image.Image:
            image = panel(size, stage.px(14), stage.accent, 1.0)
            draw(image, word, (side - box.left, above - box.top), (*stage.on_accent, 255), stage.book)
            return image

        text = self.layout.words[index].text
        recipe = {"pill": text, "size": size, "style": self._facts, **stage.signature(text)}
        spot = (self.spot[0] + self.at[0] + box.left - side, self.spot[1] + self.at[1] + box.top - above)
        return stage.sprite(recipe, picture, spot, frames=frames, fade=fade)

    def word(self, index: int, fill: RGB, frames: tuple[int, int], fade: tuple[int, int], swell: float = 1.0) -> Sprite:
        """A word alone, `swell` times its size about its middle."""
        word = self.layout.words[index]
        name = ("word", word.text, word.rtl, self.style, fill, swell)
        kept: Sprite | None = self.stage.kept.get(name)
        if kept is None:
            kept = self.stage.kept[name] = self._letters(word, fill, swell)
        x = round(self.spot[0] + self.at[0] + word.x + word.box.width / 2) + kept.x
        y = round(self.spot[1] + self.at[1] + word.baseline) + kept.y
        return replace(kept, x=x, y=y, first=frames[0], last=frames[1], fade_in=fade[0], fade_out=fade[1])

    def _letters(self, word: WordBox, fill: RGB, swell: float) -> Sprite:
        """A word's picture, placed from the middle of its baseline."""
        stage, layout = self.stage, _alone(self.layout, word)
        if swell != 1:
            style = replace(self.style, size=round(self.style.size * swell))
            larger = set_lines([word.text], style, stage.book, words=[word.text])
            layout = _alone(larger, replace(larger.words[0], rtl=word.rtl))
        box = ink_of(layout, [0], 2)

        def picture() -> Image.Image:
            image = Image.new("RGBA", (int(box.width), int(box.height)), (*fill, 0))
            draw(image, layout, (-box.left, -box.top), (*fill, 255), stage.book)
            return image

        facts = {"fill": fill, "swell": swell, "rtl": word.rtl, "style": self._facts}
        recipe = {"word": word.text, **facts, **stage.signature(word.text)}
        rise = (layout.style.size - self.style.size) * 0.35  # about the middle of its small letters
        spot = (box.left - layout.words[0].box.width / 2, box.top + rise)
        return stage.sprite(recipe, picture, spot, frames=(0, 0), grow=1 / swell)

    @property
    def _facts(self) -> list[int]:
        return [self.style.size, self.style.weight]


def _alone(layout: TextLayout, word: WordBox) -> TextLayout:
    """One word with the start of its baseline at (0, 0), so that it is the same picture wherever it stands."""
    by_x, by_y = -word.x, -word.baseline
    moved = replace(word, x=0.0, baseline=0.0, box=word.box.moved(by_x, by_y), ink=word.ink.moved(by_x, by_y))
    return replace(layout, words=(moved,), ink=moved.ink)


def _spread(layout: TextLayout, air: float) -> TextLayout:
    """The lines with `air` more pixels in every space, so that a highlight does not touch its neighbours."""
    moved = list(layout.words)
    widest = 0
    for line in range(len(layout.lines)):
        places = sorted((n for n, word in enumerate(layout.words) if word.line == line), key=lambda n: moved[n].x)
        passed = [0]
        for before, after in pairwise(places):
            passed.append(passed[-1] + (layout.words[after].box.left - layout.words[before].box.right > 1))
        widest = max(widest, passed[-1])
        for count, place in zip(passed, places, strict=False):
            moved[place] = _moved(moved[place], (count - passed[-1] / 2) * air)
    shifted = tuple(_moved(word, widest * air / 2) for word in moved)
    return replace(layout, words=shifted, width=layout.width + widest * air)


def _moved(word: WordBox, by: float) -> WordBox:
    return replace(word, x=word.x + by, box=word.box.moved(by, 0), ink=word.ink.moved(by, 0))


def _room(stage: Stage) -> float:
    """The widest line of a page, pixels."""
    return min(stage.safe.width, stage.px(1000 if stage.vertical else 1250)) - 2 * stage.px(_PAD_X)


def _lowest(stage: Stage) -> float:
    """The lower edge of what captions may cover, pixels from the top."""
    return stage.safe.bottom - caption_lift(stage)
