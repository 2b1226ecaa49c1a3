"""The sheet a card is set on: its pieces, where they stand, and how each comes by the film's text animation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import regex
from PIL import Image

from reprise.graphics.colour import RGB, readable_on
from reprise.graphics.crop import rounded_mask
from reprise.graphics.glyphs import advance
from reprise.graphics.ground import Palette
from reprise.graphics.text import Align, Box, TextLayout, TextStyle, WordBox, draw, fit, lay_out, tight_ink
from reprise.video.look.stage import Stage
from reprise.video.script import TextAnimation

Edge = Literal["left", "right", "top", "bottom"]
Coming = TextAnimation | Literal["auto"]
"""How words come: "auto" lets lines rise to their place."""

RISE = 44  # pixels of a film 1080 wide that a piece slides while it comes
DRAWN = 26  # frames in which a bar is drawn
_ASIDE = 72  # pixels that words slide from the side
_POP = 0.72  # share of its size a piece grows from
_TYPED = 1.1  # frames for a letter
_WIDE, _BESIDE = 1.7, 0.36  # width by height from which a heading stands beside its body; its share of the width
_PAD = 10  # of a marker beside its word: no more than rooms keep from the safe area's edge
_MARKED = 9  # frames in which a marker is swiped


@dataclass(frozen=True)
class Piece:
    """A part of a card, RGBA, top left at whole pixels of the film; the rest as in `visuals.Layer`."""

    image: Image.Image
    x: int
    y: int
    word: int | None = None
    at: float | None = None
    until: float | None = None
    wait: int | None = None
    fade: bool = True
    slide: tuple[int, int] = (0, 0)
    grow: float = 1.0
    reveal: int = 0
    edge: Edge = "left"
    stops: tuple[int, ...] = ()


@dataclass(frozen=True)
class Turn:
    """When a piece comes and goes; see `visuals.Layer`."""

    word: int | None = None
    at: float | None = None
    until: float | None = None
    wait: int | None = None


AT_ONCE = Turn()


@dataclass
class Sheet:
    """Where the pieces of a card are put, inside `room`. `marked` is a word to be marked when the narration's word of
    that number is spoken (animation "highlight")."""

    stage: Stage
    palette: Palette
    room: Box
    rtl: bool
    coming: Coming = "auto"
    marked: tuple[str, int] | None = None
    pieces: list[Piece] = field(default_factory=list)

    def px(self, units: float) -> int:
        return self.stage.px(units)

    def fit(
        self, text: str, size: tuple[float, float], *, most: float, least: float = 44, weight: int = 800,
        leading: float = 1.1, body: bool = False, max_lines: int | None = None, align: Align = "start",
    ) -> TextLayout:  # fmt: skip
        """Text at the largest size (units of a film 1080 wide) that fits `size` pixels, no wider than its lines."""
        family = self.stage.look.body if body else self.stage.look.heading
        style = TextStyle(family, self.px(most), weight, leading)
        minimum = min(style.size, self.px(least))
        return tight(fit(text, style, size, self.stage.book, minimum=minimum, align=align, max_lines=max_lines))

    def set(self, text: str, width: float, *, units: float, weight: int = 550, body: bool = True,
            leading: float = 1.2, max_lines: int | None = None) -> TextLayout:  # fmt: skip
        """Text at one size, broken at `width` pixels."""
        family = self.stage.look.body if body else self.stage.look.heading
        style = TextStyle(family, self.px(units), weight, leading)
        return tight(lay_out(text, style, width, self.stage.book, max_lines=max_lines))

    def side(self, width: float, box: Box | None = None) -> float:
        """The left edge of something at the start side of a box (of the room)."""
        box = box or self.room
        return box.right - width if self.rtl else box.left

    def lines(self, layout: TextLayout, y: float, fill: RGB, *, first_word: int | None = None, left: float = 0) -> None:
        """Each line of a text as a piece; with `first_word` it comes when its own first word is spoken."""
        x = self._start(layout, left)
        counted = 0
        for number, line in enumerate(layout.lines):
            words = tuple(word for word in layout.words if word.line == number)
            word = None if first_word is None or number == 0 else first_word + counted
            self._line(replace(layout, words=words), x, y, fill, Turn(word=word))
            counted += len(line.text.split())

    def text(self, layout: TextLayout, y: float, fill: RGB, *, left: float = 0, turn: Turn = AT_ONCE) -> None:
        """A text as one piece at the start side of the room, `left` pixels in from it."""
        self.letters(layout, self._start(layout, left), y, fill, turn)

    def sign(self, layout: TextLayout, ink: Box, x: float, y: float, fill: RGB) -> None:
        """Large signs by the exact box of their ink, whose top left corner comes to (x, y)."""
        self.letters(layout, x - ink.left, y - ink.top, fill)

    def block(
        self, box: Box, radius: float, fill: RGB, *, reveal: int = 0, edge: Edge | None = None, turn: Turn = AT_ONCE
    ) -> None:
        """A filled rectangle with round corners, uncovered from the start side or from `edge`."""
        self.drawn(plate(box, radius, fill), box.left, box.top, reveal=reveal, edge=edge, turn=turn)

    def drawn(
        self, image: Image.Image, x: float, y: float, *, reveal: int, edge: Edge | None = None, turn: Turn = AT_ONCE
    ) -> None:
        """A shape that is drawn before one's eyes; at once there where the film has no text animation."""
        still = self.coming == "none"
        side: Edge = edge or ("right" if self.rtl else "left")
        self._put(image, x, y, turn, fade=not still, reveal=0 if still else reveal, edge=side)

    def place(self, image: Image.Image, x: float, y: float, turn: Turn = AT_ONCE) -> None:
        """A piece that comes as the film's words do."""
        moves = {"none": (False, (0, 0), 1.0), "fade": (True, (0, 0), 1.0), "typewriter": (True, (0, 0), 1.0),
                 "pop": (True, (0, 0), _POP), "slide": (True, self._from_the_side, 1.0)}  # fmt: skip
        fade, slide, grow = moves.get(self.coming, (True, (0, self.px(RISE)), 1.0))
        self._put(image, x, y, turn, fade=fade, slide=slide, grow=grow)

    def letters(self, layout: TextLayout, x: float, y: float, fill: RGB, turn: Turn = AT_ONCE) -> None:
        """Set text as one piece, its top left corner at (x, y)."""
        found = self._ink(layout, x, y, fill)
        if found is not None:
            self.place(*found, turn)

    def _line(self, layout: TextLayout, x: float, y: float, fill: RGB, turn: Turn) -> None:
        found = self._ink(layout, x, y, fill)
        if found is None:
            return
        image, left, top = found
        if self.coming == "typewriter":
            stops = self._stops(layout, x - left, image.width)
            before = self.pieces[-1].reveal if self.pieces and self.pieces[-1].stops else None
            turn = replace(turn, wait=before if turn.word is None else None)
            reveal = max(1, round(len(stops) * _TYPED))
            edge: Edge = "right" if layout.rtl else "left"
            self._put(image, left, top, turn, fade=False, reveal=reveal, edge=edge, stops=stops)
            return
        self.place(image, left, top, turn)
        for word in layout.words:
            if self.marked and plain(word.text) == self.marked[0]:
                self._mark(layout, word, x, y)
                break

    def _mark(self, layout: TextLayout, word: WordBox, x: float, y: float) -> None:
        """The word again in an ink that is readable on the marker around it: laid over, it covers the plain one."""
        assert self.marked is not None
        pad, size, look = self.px(_PAD), layout.style.size, self.stage.look
        ink = word.ink.moved(x, y)
        top = min(ink.top, y + word.baseline - size * 0.84) - pad * 0.4
        bottom = max(ink.bottom, y + word.baseline + size * 0.2) + pad * 0.4
        box = Box(ink.left - pad, top, ink.right + pad, bottom)
        image = plate(box, size * 0.16, self.palette.accent)
        spot = (x - round(box.left), y - round(box.top))
        fill = readable_on(self.palette.accent, (look.text, look.background, look.surface))
        draw(image, replace(layout, words=(word,)), spot, (*fill, 255), self.stage.book)
        turn = Turn(word=self.marked[1])
        self._put(image, box.left, box.top, turn, reveal=_MARKED, edge="right" if layout.rtl else "left")
        self.marked = None

    def _stops(self, layout: TextLayout, shift: float, width: int) -> tuple[int, ...]:
        """How far a line is uncovered after each of its letters, in pixels from the side where it begins."""
        ends: set[int] = set()
        for word in layout.words:
            clusters = regex.findall(r"\X", word.text)
            for count in range(1, len(clusters) + 1):
                part = "".join(clusters[:count])
                runs = self.stage.book.runs(part, layout.style.family, weight=layout.style.weight)
                step = sum(advance(run, layout.style, self.stage.book) for run in runs)
                end = round(shift + (word.box.right - step if word.rtl else word.x + step))
                ends.add(width - end if layout.rtl else end)
        return (*sorted(end for end in ends if 0 < end < width)[: max(0, len(ends) - 1)], width)

    def _ink(self, layout: TextLayout, x: float, y: float, fill: RGB) -> tuple[Image.Image, float, float] | None:
        edge = layout.style.size
        size = (round(layout.width) + 2 * edge, round(layout.height) + 2 * edge)
        spot = (edge + x % 1, edge + y % 1)  # letters keep their place to a fraction of a pixel
        image = Image.new("RGBA", size, (*fill, 0))
        draw(image, layout, spot, (*fill, 255), self.stage.book)
        box = image.getbbox()
        if box is None:
            return None
        return image.crop(box), int(x // 1) - edge + box[0], int(y // 1) - edge + box[1]

    @property
    def _from_the_side(self) -> tuple[int, int]:
        return (self.px(_ASIDE) if self.rtl else -self.px(_ASIDE), 0)

    def _start(self, layout: TextLayout, left: float) -> float:
        """Text begins at the start side, `left` pixels in from it."""
        return self.room.right - left - layout.width if self.rtl else self.room.left + left

    def _put(
        self, image: Image.Image, x: float, y: float, turn: Turn, *, fade: bool = True, slide: tuple[int, int] = (0, 0),
        grow: float = 1.0, reveal: int = 0, edge: Edge = "left", stops: tuple[int, ...] = (),
    ) -> None:  # fmt: skip
        self.pieces.append(
            Piece(image, round(x), round(y), turn.word, turn.at, turn.until, turn.wait, fade, slide, grow, reveal, edge,
                  stops)
        )  # fmt: skip


@dataclass(frozen=True)
class Head:
    """A card's heading: over its body, or beside it where the room is wide. `body` is the sheet with the room that is
    left."""

    sheet: Sheet
    layout: TextLayout | None
    above: float
    body: Sheet

    @classmethod
    def of(cls, sheet: Sheet, text: str, *, most: float, share: float, gap: float = 56, alone: bool = False) -> Head:
        """The heading `text`, at most `share` of the room high; `alone` where no body follows."""
        room = sheet.room
        if not text:
            return cls(sheet, None, 0.0, sheet)
        if not alone and room.width > _WIDE * room.height and sheet.stage.width > sheet.stage.height:
            way = sheet.px(72)
            width = room.width * _BESIDE - way
            layout = sheet.fit(text, (width, room.height * 0.9), most=most)
            rest = room.width - width - way
            left = room.left if sheet.rtl else room.right - rest
            body = replace(sheet, room=Box(left, room.top, left + rest, room.bottom))
            return cls(sheet, layout, 0.0, body)
        layout = sheet.fit(text, (room.width, room.height * (1.0 if alone else share)), most=most)
        above = layout.height + sheet.px(gap)
        body = replace(sheet, room=Box(room.left, room.top + above, room.right, room.bottom))
        return cls(sheet, layout, above, body)

    def put(self, height: float, fill: RGB, *, first_word: int | None = None) -> float:
        """Set the heading for a body of `height` pixels; where the body begins."""
        room = self.sheet.room
        if self.layout is None:
            return top_of(room, height)
        if not self.above:
            self.sheet.lines(self.layout, top_of(room, self.layout.height), fill, first_word=first_word)
            return top_of(room, height)
        y = top_of(room, self.above + height)
        self.sheet.lines(self.layout, y, fill, first_word=first_word)
        return y + self.above


def plain(word: str) -> str:
    """A word as it is compared: without case and what stands around it."""
    bare: str = regex.sub(r"^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$", "", word)
    return bare.casefold()


def plate(box: Box, radius: float, fill: RGB) -> Image.Image:
    """A filled rectangle with round corners, RGBA."""
    size = (max(2, round(box.width)), max(2, round(box.height)))
    image = Image.new("RGBA", size, (*fill, 255))
    image.putalpha(rounded_mask(size, round(min(radius, min(size) / 2))))
    return image


def tight(layout: TextLayout) -> TextLayout:
    """Set text no wider than its widest line, where it was set at the right edge or the middle of its room."""
    left = min((line.box.left for line in layout.lines), default=0.0)
    if not layout.words or left <= 0:
        return layout
    words = tuple(replace(w, x=w.x - left, box=w.box.moved(-left, 0), ink=w.ink.moved(-left, 0)) for w in layout.words)
    lines = tuple(replace(line, box=line.box.moved(-left, 0)) for line in layout.lines)
    return replace(layout, words=words, lines=lines, width=max(line.box.right for line in lines))


def top_of(room: Box, height: float) -> float:
    """Where content of a height begins: a little above the middle of its room."""
    return room.top + max(0.0, (room.height - height) * 0.42)


def disc(sheet: Sheet, text: str, size: int, fill: RGB | None = None) -> Image.Image:
    """A sign in a filled disc, RGBA."""
    fill, look = fill or sheet.palette.accent, sheet.stage.look
    image = plate(Box(0, 0, size, size), size / 2, fill)
    share = 0.56 if len(text) < 3 else 0.4
    mark = tight(lay_out(text, TextStyle(look.heading, round(size * share), 800), size * 2, sheet.stage.book))
    ink = tight_ink(mark, sheet.stage.book)
    spot = (size / 2 - (ink.left + ink.right) / 2, size / 2 - (ink.top + ink.bottom) / 2)
    draw(image, mark, spot, (*readable_on(fill, (look.surface, look.text, look.background)), 255), sheet.stage.book)
    return image
