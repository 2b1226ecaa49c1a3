"""A card's words as separate pieces over its ground, so that each can come when it is its turn.

The words fill the room between signature and captions; every piece lies inside the safe area.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from PIL import Image

from reprise.graphics.canvas import arrow
from reprise.graphics.cards import CardContent, CardKind
from reprise.graphics.colour import RGB, mix, readable_on
from reprise.graphics.crop import rounded_mask
from reprise.graphics.ground import Palette
from reprise.graphics.text import Box, TextLayout, TextStyle, draw, fit, is_rtl, lay_out, tight_ink
from reprise.video.stage import Stage
from reprise.video.wording import Wording

LETTERING_VERSION = 1
"""Grows whenever the same words would be set differently."""

_RISE = 44  # pixels of a film 1080 wide that a piece slides while it comes
_DRAWN = 26  # frames in which a bar is drawn


@dataclass(frozen=True)
class Piece:
    """A part of a card, RGBA, top left at whole pixels of the film; the rest as in `visuals.Layer`."""

    image: Image.Image
    x: int
    y: int
    word: int | None = None
    at: float | None = None
    slide: tuple[int, int] = (0, 0)
    reveal: int = 0


def set_card(stage: Stage, card: Wording, palette: Palette, room: Box) -> tuple[Piece, ...]:
    """The pieces of a card in the order of their appearance, inside `room`."""
    if not card.complete:  # captions are read meanwhile: the words come at once
        card = replace(card, text_from=None, label_from=None)
    sheet = _Sheet(stage, palette, room, is_rtl(f"{card.content.label} {card.content.text}"))
    _SETTERS[card.kind](sheet, card)
    return tuple(sheet.pieces)


@dataclass
class _Sheet:
    """Where the pieces of a card are put. `down` is the next free row."""

    stage: Stage
    palette: Palette
    room: Box
    rtl: bool
    pieces: list[Piece] = field(default_factory=list)

    def px(self, units: float) -> int:
        return self.stage.px(units)

    def fit(
        self, text: str, size: tuple[float, float], *, most: float, least: float = 44, weight: int = 800,
        leading: float = 1.1, body: bool = False, max_lines: int | None = None,
    ) -> TextLayout:  # fmt: skip
        """Text at the largest size (units of a film 1080 wide) that fits `size` pixels."""
        family = self.stage.look.body if body else self.stage.look.heading
        style = TextStyle(family, self.px(most), weight, leading)
        minimum = min(style.size, self.px(least))
        return fit(text, style, size, self.stage.book, minimum=minimum, max_lines=max_lines)

    def side(self, width: float) -> float:
        """The left edge of something at the start side of the room."""
        return self.room.right - width if self.rtl else self.room.left

    def lines(self, layout: TextLayout, y: float, fill: RGB, *, first_word: int | None = None, left: float = 0) -> None:
        """Each line of a text as a piece; with `first_word` it comes when its own first word is spoken."""
        x = self._start(layout, left)
        counted = 0
        for number, line in enumerate(layout.lines):
            words = tuple(word for word in layout.words if word.line == number)
            word = None if first_word is None or number == 0 else first_word + counted
            self._letters(replace(layout, words=words), x, y, fill, word=word)
            counted += len(line.text.split())

    def text(self, layout: TextLayout, y: float, fill: RGB, *, left: float = 0, at: float | None = None) -> None:
        """A text as one piece."""
        self._letters(layout, self._start(layout, left), y, fill, at=at)

    def sign(self, layout: TextLayout, ink: Box, x: float, y: float, fill: RGB) -> None:
        """Large signs by the exact box of their ink, whose top left corner comes to (x, y)."""
        self._letters(layout, x - ink.left, y - ink.top, fill)

    def block(self, box: Box, radius: float, fill: RGB, *, reveal: int = 0, at: float | None = None) -> None:
        """A filled rectangle with round corners."""
        self.place(_plate(box, radius, fill), box.left, box.top, reveal=reveal, at=at)

    def place(
        self, image: Image.Image, x: float, y: float, *, word: int | None = None, at: float | None = None,
        slide: tuple[int, int] = (0, 0), reveal: int = 0,
    ) -> None:  # fmt: skip
        self.pieces.append(Piece(image, round(x), round(y), word, at, slide, reveal))

    def _start(self, layout: TextLayout, left: float) -> float:
        """Text begins at the start side, `left` pixels in from it."""
        return self.room.right - left - layout.width if self.rtl else self.room.left + left

    def _letters(
        self, layout: TextLayout, x: float, y: float, fill: RGB, *, word: int | None = None, at: float | None = None,
    ) -> None:  # fmt: skip
        edge = layout.style.size
        size = (round(layout.width) + 2 * edge, round(layout.height) + 2 * edge)
        image = Image.new("RGBA", size, (*fill, 0))
        draw(image, layout, (edge, edge), (*fill, 255), self.stage.book)
        box = image.getbbox()
        if box is None:
            return
        spot = (x - edge + box[0], y - edge + box[1])
        self.place(image.crop(box), *spot, word=word, at=at, slide=(0, self.px(_RISE)))


def _plate(box: Box, radius: float, fill: RGB) -> Image.Image:
    size = (max(2, round(box.width)), max(2, round(box.height)))
    image = Image.new("RGBA", size, (*fill, 255))
    image.putalpha(rounded_mask(size, round(min(radius, min(size) / 2))))
    return image


def _tight(layout: TextLayout) -> TextLayout:
    """Set text no wider than its widest line; from right to left it was set at the right edge of its room."""
    if not layout.rtl or not layout.words:
        return layout
    left = min(line.box.left for line in layout.lines)
    words = tuple(replace(w, x=w.x - left, box=w.box.moved(-left, 0), ink=w.ink.moved(-left, 0)) for w in layout.words)
    lines = tuple(replace(line, box=line.box.moved(-left, 0)) for line in layout.lines)
    return replace(layout, words=words, lines=lines, width=max(line.box.right for line in lines))


def _title(sheet: _Sheet, card: Wording) -> None:
    room, kicker = sheet.room, _kicker(sheet, card.content.label)
    bar, gap = sheet.px(12), sheet.px(46)
    above = bar + gap + (kicker.height + sheet.px(34) if kicker else 0)
    title = _tight(
        sheet.fit(
            card.content.text, (room.width, room.height - above), most=200 if len(card.content.text) < 16 else 150
        )
    )
    y = _top(room, above + title.height)
    width = sheet.px(150)
    sheet.block(Box(sheet.side(width), y, sheet.side(width) + width, y + bar), bar / 2, sheet.palette.accent, reveal=12)
    y += bar + gap
    if kicker:
        sheet.text(kicker, y, sheet.palette.accent)
        y += kicker.height + sheet.px(34)
    sheet.lines(title, y, sheet.palette.ink, first_word=card.text_from)


def _quote(sheet: _Sheet, card: Wording) -> None:
    room, palette = sheet.room, sheet.palette
    mark = lay_out("“", TextStyle("Source Serif 4", sheet.px(420), 700), room.width, sheet.stage.book)
    ink = tight_ink(mark, sheet.stage.book)
    who = _tight(sheet.fit(card.content.label, (room.width * 0.85, room.height * 0.2), most=46, least=34, weight=600,
                           body=True, max_lines=2)) if card.content.label else None  # fmt: skip
    above, below = ink.height + sheet.px(44), (who.height + sheet.px(48) if who else 0)
    words = _tight(
        sheet.fit(card.content.text, (room.width, room.height - above - below), most=112, weight=600, leading=1.2)
    )
    y = _top(room, above + words.height + below)
    sheet.sign(mark, ink, sheet.side(ink.width), y, palette.accent)
    sheet.lines(words, y + above, palette.ink, first_word=card.text_from)
    if who:
        y += above + words.height + sheet.px(48)
        dash, rule = sheet.px(64), sheet.px(8)
        left, middle = sheet.side(dash), y + who.lines[0].box.height * 0.5
        sheet.block(Box(left, middle, left + dash, middle + rule), rule / 2, palette.accent, reveal=10)
        sheet.text(who, y, palette.soft, left=dash + sheet.px(24))


def _statistic(sheet: _Sheet, card: Wording) -> None:
    room, palette = sheet.room, sheet.palette
    gap, bar = sheet.px(56), sheet.px(64) if card.share is not None else 0
    label = None
    if card.content.label:
        height = room.height * (0.36 if bar else 0.45)
        label = _tight(sheet.fit(card.content.label, (room.width, height), most=88, weight=600, leading=1.18))
    rest = room.height - (label.height + gap if label else 0) - (bar + gap if bar else 0)
    value = _tight(sheet.fit(card.content.text, (room.width, rest), most=440, least=80, leading=1.0, max_lines=3))
    ink = tight_ink(value, sheet.stage.book)
    height = ink.height + (gap + label.height if label else 0) + (gap + bar if bar else 0)
    y = _top(room, height)
    sheet.sign(value, ink, sheet.side(ink.width), y, palette.accent)
    y += ink.height + gap
    if card.share is not None:
        _proportion(sheet, Box(room.left, y, room.right, y + bar), card.share)
        y += bar + gap
    if label:
        sheet.lines(label, y, palette.ink, first_word=card.label_from)


def _proportion(sheet: _Sheet, box: Box, share: float) -> None:
    """A bar of the whole and, drawn over it, of the share."""
    sheet.block(box, box.height / 2, mix(sheet.palette.ground, sheet.palette.ink, 0.28))
    width = max(box.height, box.width * share)
    left = box.right - width if sheet.rtl else box.left
    sheet.block(Box(left, box.top, left + width, box.bottom), box.height / 2, sheet.palette.accent, reveal=_DRAWN)


def _list(sheet: _Sheet, card: Wording) -> None:
    room, palette, items = sheet.room, sheet.palette, card.content.items
    heading = _tight(sheet.fit(card.content.text, (room.width, room.height * (0.3 if items else 1)), most=104))
    above = heading.height + sheet.px(56)
    points, disc, gap = _points(sheet, items, room.height - above)
    used = sum(max(point.height, disc) for point in points) + gap * max(0, len(points) - 1)
    y = _top(room, above + used)
    sheet.lines(heading, y, palette.ink, first_word=card.text_from)
    y += above
    for number, point in enumerate(points, 1):
        at = (number - 1) / len(points)
        _disc(sheet, str(number), y, disc, at)
        line = point.lines[0].box.height
        sheet.text(point, y + max(0.0, (disc - line) / 2), palette.ink, left=disc + sheet.px(30), at=at)
        y += max(point.height, disc) + gap


def _points(sheet: _Sheet, items: Sequence[str], height: float) -> tuple[list[TextLayout], int, float]:
    """The items at the largest common size at which all fit, else the first that do; their discs' size, the gap."""
    points: list[TextLayout] = []
    disc, gap = 0, 0.0
    for units in (76, 68, 60, 54, 48, 42, 38):
        size = sheet.px(units)
        disc, gap = round(size * 1.45), size * 0.72
        width = sheet.room.width - disc - sheet.px(30)
        style = TextStyle(sheet.stage.look.body, size, 550, 1.2)
        points = [_tight(lay_out(item, style, width, sheet.stage.book)) for item in items]
        if _stacked(points, disc, gap) <= height:
            return points, disc, gap
    while points and _stacked(points, disc, gap) > height:
        points.pop()
    return points, disc, gap


def _stacked(points: Sequence[TextLayout], disc: int, gap: float) -> float:
    return sum(max(point.height, disc) + gap for point in points) - gap


def _disc(sheet: _Sheet, text: str, y: float, size: int, at: float | None = None) -> None:
    """A sign in a filled disc at the start side."""
    fill, left = sheet.palette.accent, sheet.side(size)
    image = _plate(Box(0, 0, size, size), size / 2, fill)
    style = TextStyle(sheet.stage.look.heading, round(size * 0.56), 800)
    mark = lay_out(text, style, size * 2, sheet.stage.book)
    ink = tight_ink(mark, sheet.stage.book)
    spot = (size / 2 - (ink.left + ink.right) / 2, size / 2 - (ink.top + ink.bottom) / 2)
    look = sheet.stage.look
    draw(image, mark, spot, (*readable_on(fill, (look.surface, look.text, look.background)), 255), sheet.stage.book)
    sheet.place(image, left, y, at=at, slide=(0, sheet.px(_RISE)))


def _question(sheet: _Sheet, card: Wording) -> None:
    room, palette, gap = sheet.room, sheet.palette, sheet.px(48)
    disc, pad = sheet.px(150), sheet.px(48)
    label = card.content.label
    head = (room.width, (room.height - disc - gap) * (0.46 if label else 1))
    question = _tight(sheet.fit(card.content.text, head, most=100 if label else 150))
    answer = None
    if label:
        left = room.height - disc - 2 * gap - question.height - 2 * pad
        answer = _tight(sheet.fit(label, (room.width - 2 * pad, left), most=104, weight=650, leading=1.2, body=True))
    used = disc + gap + question.height + (gap + answer.height + 2 * pad if answer else 0)
    y = _top(room, used)
    _disc(sheet, "؟" if sheet.rtl else "?", y, disc)
    y += disc + gap
    spoken = card.text_from is not None
    sheet.lines(question, y, palette.ink, first_word=card.text_from if spoken and not answer else None)
    if answer:
        y += question.height + gap
        word = card.label_from or None
        box = Box(room.left, y, room.right, y + answer.height + 2 * pad)
        sheet.place(_plate(box, sheet.px(34), palette.panel), box.left, box.top, word=word, slide=(0, sheet.px(_RISE)))
        sheet.lines(answer, y + pad, palette.panel_ink, first_word=card.label_from, left=pad)


def _step(sheet: _Sheet, card: Wording) -> None:
    room, palette = sheet.room, sheet.palette
    number, ink = None, Box(0, 0, 0, 0)
    if card.content.label:
        number = sheet.fit(card.content.label, (room.width * 0.7, room.height * 0.38), most=400, least=80, max_lines=1)
        ink = tight_ink(number, sheet.stage.book)
    above = ink.height + sheet.px(64) if number else 0.0
    details = " ".join(card.content.items)
    height = (room.height - above) * (0.6 if details else 1)
    title = _tight(sheet.fit(card.content.text, (room.width, height), most=124, leading=1.12))
    detail, gap = None, sheet.px(40)
    if details:
        left = room.height - above - title.height - gap
        detail = _tight(sheet.fit(details, (room.width, left), most=60, least=40, weight=500, leading=1.28, body=True))
    y = _top(room, above + title.height + (gap + detail.height if detail else 0))
    if number:
        left = sheet.side(ink.width)
        sheet.sign(number, ink, left, y, palette.accent)
        rule, between = sheet.px(12), sheet.px(44)
        bottom = y + ink.height
        start, end = (room.left, left - between) if sheet.rtl else (left + ink.width + between, room.right)
        sheet.block(Box(start, bottom - rule, end, bottom), rule / 2, palette.accent, reveal=_DRAWN)
        y += above
    sheet.lines(title, y, palette.ink, first_word=card.text_from)
    if detail:
        sheet.text(detail, y + title.height + gap, palette.soft, at=0.4)


def _call(sheet: _Sheet, card: Wording) -> None:
    room, palette, look = sheet.room, sheet.palette, sheet.stage.look
    pad_x, pad_y, head, gap = sheet.px(58), sheet.px(40), sheet.px(44), sheet.px(72)
    inner = room.width - 2 * pad_x - head * 1.6 - sheet.px(32)
    label = _tight(sheet.fit(card.content.label or look.host, (inner, room.height * 0.2), most=68, least=30,
                             weight=700, max_lines=1))  # fmt: skip
    size = (round(label.width + 2 * pad_x + head * 1.6 + sheet.px(32)), round(label.height + 2 * pad_y))
    title = _tight(sheet.fit(card.content.text, (room.width, room.height - gap - size[1]), most=150))
    y = _top(room, title.height + gap + size[1])
    sheet.lines(title, y, palette.ink, first_word=card.text_from)
    button = _plate(Box(0, 0, *size), size[1] / 2, palette.accent)
    ink = readable_on(palette.accent, (look.text, look.surface))
    shift = head * 1.6 + sheet.px(32) if sheet.rtl else 0
    draw(button, label, (pad_x + shift, pad_y), (*ink, 255), sheet.stage.book)
    tip = pad_x if sheet.rtl else size[0] - pad_x - head * 1.6
    alpha = button.getchannel("A")
    face = button.convert("RGB")
    arrow(face, Box(tip, (size[1] - head) / 2, tip + head * 1.6, (size[1] + head) / 2), ink, rtl=sheet.rtl)
    face.putalpha(alpha)
    y += title.height + gap
    sheet.place(face, sheet.side(size[0]), y, at=0.55, slide=(0, sheet.px(_RISE)))


def _kicker(sheet: _Sheet, text: str) -> TextLayout | None:
    if not text:
        return None
    size = (sheet.room.width, sheet.room.height * 0.2)
    return _tight(sheet.fit(text, size, most=48, least=36, weight=700, body=True, max_lines=2))


def _top(room: Box, height: float) -> float:
    """Where content of a height begins: a little above the middle of its room."""
    return room.top + max(0.0, (room.height - height) * 0.42)


_SETTERS: dict[CardKind, Callable[[_Sheet, Wording], None]] = {
    "title": _title, "quote": _quote, "statistic": _statistic, "list": _list, "question": _question, "step": _step,
    "cta": _call,
}  # fmt: skip


def lettered(kind: CardKind, content: CardContent) -> bool:
    """Whether a card's words are set as pieces; code keeps its own panel."""
    return kind in _SETTERS and bool(content.text.strip())
