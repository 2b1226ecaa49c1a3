"""Captions burned into the picture: pages of at most two lines, the spoken word on a coloured ground.

A page is drawn once without highlight; each word's highlight is a small sprite laid over it while the word is spoken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PIL import Image

from reprise.graphics.colour import WHITE
from reprise.graphics.glyphs import Box, TextStyle
from reprise.graphics.text import TextLayout, draw, measure, set_lines
from reprise.video.captions import Caption
from reprise.video.film import Sprite
from reprise.video.stage import Stage, panel
from reprise.video.voiceover import Word

_CENTRE = {True: 0.728, False: 0.86}  # of the height, by whether the film is vertical
_FADE = 3
_AIR = 9  # pixels of a highlight beside its word, and as much more between words
_LEAST = 4  # frames that a page or a highlight is worth drawing for
_ENDS = ".!?…:;,。！？、，；：؟،–—"


@dataclass(frozen=True)
class Page:
    """What stands on the screen at once: its lines, and its words with their film times."""

    lines: tuple[str, ...]
    words: tuple[Word, ...]
    end: float


def caption_sprites(stage: Stage, cues: Sequence[Caption], *, fps: int, first: int, hidden: int) -> tuple[Sprite, ...]:
    """The sprites of one scene's cues.

    Args:
        first: film frame at which the scene begins; sprites count from there.
        hidden: frame of the scene from which a transition hides it; nothing is shown later.
    """
    style = TextStyle(stage.look.heading, stage.px(60), 700, 1.24)
    pages = [page for cue in cues for page in _pages(stage, cue, style)]
    sprites: list[Sprite] = []
    for number, page in enumerate(pages):
        begin = _frame(page.words[0].start, fps, first)
        follows = _frame(pages[number + 1].words[0].start, fps, first) if number + 1 < len(pages) else hidden
        end = min(_frame(page.end, fps, first), follows, hidden)
        if end - begin < _LEAST:
            continue
        joins = number + 1 < len(pages) and end == follows
        fade = (_FADE if not sprites else 0, 0 if joins else _FADE)
        starts = [_frame(word.start, fps, first) for word in page.words]
        sprites += _page_sprites(stage, page, style, span=(begin, end), fade=fade, starts=starts)
    return tuple(sprites)


def captions_top(stage: Stage) -> float:
    """Where a page of two lines begins, pixels from the top."""
    return stage.height * _CENTRE[stage.vertical] - stage.px(60 * 1.24 + 60 / 2 + 24)


def _page_sprites(
    stage: Stage, page: Page, style: TextStyle, *, span: tuple[int, int], fade: tuple[int, int], starts: list[int]
) -> list[Sprite]:
    begin, end = span
    drawn = _Drawn.of(stage, page, style)
    text = "\n".join(page.lines)
    recipe = {"page": text, "size": drawn.style.size, **stage.signature(text)}
    sprites = [stage.sprite(recipe, drawn.page, drawn.spot, frames=span, fade=fade)]
    for index in range(min(len(starts), len(drawn.layout.words))):
        since = max(begin, starts[index])
        until = min(end, starts[index + 1] if index + 1 < len(starts) else end)
        if until <= since:
            continue
        box = drawn.pill(index)
        spot = (drawn.spot[0] + box.left, drawn.spot[1] + box.top)
        ends = (fade[0] if since == begin else 0, fade[1] if until == end else 0)
        word = {**recipe, "word": index}
        sprites.append(stage.sprite(word, partial(drawn.highlight, index), spot, frames=(since, until), fade=ends))
    return sprites


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
        room = _room(stage)
        layout = set_lines(page.lines, style, stage.book, align="center", words=words)
        if _spaced(page):
            room -= stage.px(_AIR) * max(line.count(" ") for line in page.lines)
        if layout.width > room:
            style = replace(style, size=int(style.size * room / layout.width))
            layout = set_lines(page.lines, style, stage.book, align="center", words=words)
        layout = _spread(layout, stage.px(_AIR)) if _spaced(page) else layout
        pad_x, pad_y = stage.px(34), stage.px(24)
        size = (round(layout.width) + 2 * pad_x, round(layout.height) + 2 * pad_y)
        top = stage.height * _CENTRE[stage.vertical] - size[1] / 2
        spot = (round((stage.width - size[0]) / 2), round(min(top, stage.safe.bottom - size[1])))
        return cls(stage, style, layout, (pad_x, pad_y), size, spot)

    def page(self) -> Image.Image:
        image = panel(self.size, self.stage.px(26), self.stage.ground, 0.8)
        draw(image, self.layout, self.at, (*WHITE, 255), self.stage.book)
        return image

    def pill(self, index: int) -> Box:
        """The highlight of a word on the page's picture, whole pixels."""
        box, stage = self.layout.words[index].box, self.stage
        side, above = stage.px(_AIR if " " in self.layout.text else 1), stage.px(3)
        left, right = round(box.left + self.at[0]) - side, round(box.right + self.at[0]) + side
        top, bottom = round(box.top + self.at[1]) - above, round(box.bottom + self.at[1]) + above
        return Box(max(0, left), max(0, top), min(self.size[0], right), min(self.size[1], bottom))

    def highlight(self, index: int) -> Image.Image:
        box, stage = self.pill(index), self.stage
        image = panel((int(box.width), int(box.height)), stage.px(14), stage.accent, 1.0)
        word = replace(self.layout, words=(self.layout.words[index],))
        draw(image, word, (self.at[0] - box.left, self.at[1] - box.top), (*stage.on_accent, 255), stage.book)
        return image


def _spaced(page: Page) -> bool:
    return any(" " in line for line in page.lines)


def _spread(layout: TextLayout, air: float) -> TextLayout:
    """The lines with `air` more pixels between words, so that a highlight does not touch its neighbours."""
    moved = list(layout.words)
    widest = 0
    for line in range(len(layout.lines)):
        places = sorted((n for n, word in enumerate(layout.words) if word.line == line), key=lambda n: moved[n].x)
        widest = max(widest, len(places) - 1)
        for rank, place in enumerate(places):
            word, by = moved[place], (rank - (len(places) - 1) / 2) * air
            moved[place] = replace(word, x=word.x + by, box=word.box.moved(by, 0), ink=word.ink.moved(by, 0))
    left = widest * air / 2
    shifted = [replace(w, x=w.x + left, box=w.box.moved(left, 0), ink=w.ink.moved(left, 0)) for w in moved]
    return replace(layout, words=tuple(shifted), width=layout.width + widest * air)


def _room(stage: Stage) -> float:
    """The widest line of a page, pixels."""
    return min(stage.safe.width, stage.px(1000 if stage.vertical else 1250)) - 2 * stage.px(34)


def _frame(seconds: float, fps: int, first: int) -> int:
    return max(0, round(seconds * fps) - first)


def _pages(stage: Stage, cue: Caption, style: TextStyle) -> list[Page]:
    """A cue cut into pages that fit two lines, where that costs least: few pages, ends at the ends of clauses."""
    spaces = _spaces(cue)
    words = list(cue.words)
    widths = [measure(word.text, style, stage.book)[0] for word in words]
    space = measure("n n", style, stage.book)[0] - measure("nn", style, stage.book)[0]
    gap, room = space + stage.px(_AIR), _room(stage)
    count = len(words)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * count
    for end in range(1, count + 1):
        for begin in range(end - 1, -1, -1):
            split = _split(widths[begin:end], spaces[begin:end], gap, room)
            if split is None and end - begin > 1:
                break
            filled = (sum(widths[begin:end]) + gap * sum(spaces[begin + 1 : end])) / (2 * room)
            cost = best[begin][0] + _cost(words[begin:end], end == count) + (1 - min(1.0, filled)) ** 2
            if cost < best[end][0]:
                best[end] = (cost, begin)
    cuts = [count]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    pages = []
    for begin, end in zip(cuts[:0:-1], cuts[-2::-1], strict=True):
        split = _split(widths[begin:end], spaces[begin:end], gap, room) or end - begin
        lines = [_joined(words, spaces, begin, begin + split), _joined(words, spaces, begin + split, end)]
        over = cue.end if end == count else words[end].start
        pages.append(Page(tuple(line for line in lines if line), tuple(words[begin:end]), over))
    return pages


def _cost(words: Sequence[Word], is_last: bool) -> float:
    lonely = 0.7 if len(words) == 1 else 0.0
    return 1.0 + lonely + (0.0 if is_last or words[-1].text.rstrip("\"'”’»)")[-1:] in _ENDS else 0.35)


def _split(widths: Sequence[float], spaces: Sequence[bool], gap: float, room: float) -> int | None:
    """How many words stand in the first line of the most even setting in at most two; None when it does not fit."""

    def width(begin: int, end: int) -> float:
        return sum(widths[begin:end]) + gap * sum(spaces[begin + 1 : end])

    count = len(widths)
    if width(0, count) <= room:
        return count
    fitting = [(max(width(0, n), width(n, count)), n) for n in range(1, count)]
    widest, split = min(fitting, default=(float("inf"), 0))
    return split if widest <= room else None


def _joined(words: Sequence[Word], spaces: Sequence[bool], begin: int, end: int) -> str:
    return "".join((" " if spaces[n] and n > begin else "") + words[n].text for n in range(begin, end))


def _spaces(cue: Caption) -> list[bool]:
    """For every word whether a space stands before it (a line's break counts where the script has spaces)."""
    text, place, spaces = "\n".join(cue.lines), 0, []
    for word in cue.words:
        found = text.find(word.text, place)
        between = text[place:found] if found >= 0 else " "
        broken = "\n" in between
        spaces.append((bool(between.strip("\n")) or broken) and not (broken and _wide(text, found)))
        place = max(found, place) + len(word.text) if found >= 0 else place
    return spaces


def _wide(text: str, place: int) -> bool:
    around = (text[place - 2 : place - 1], text[place : place + 1])
    return all(unicodedata.east_asian_width(character) in "WF" for character in around if character)
