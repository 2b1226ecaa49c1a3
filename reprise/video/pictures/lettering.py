"""A card's words as separate pieces over its ground, so that each can come when it is its turn.

The words fill the room between signature and captions; every piece lies inside the safe area.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PIL import Image

from reprise.errors import BadInput
from reprise.graphics.canvas import arrow
from reprise.graphics.colour import mix, readable_on
from reprise.graphics.ground import Palette
from reprise.graphics.text import Box, TextLayout, TextStyle, draw, is_rtl, lay_out, tight_ink
from reprise.video.look.stage import Stage
from reprise.video.pictures.charts import chart
from reprise.video.pictures.codepages import code
from reprise.video.pictures.listing import comparison, listed, stations
from reprise.video.pictures.sheet import DRAWN, Coming, Piece, Sheet, Turn, disc, plate, top_of
from reprise.video.pictures.wording import SetKind, Wording

LETTERING_VERSION = 4
"""Grows whenever the same words would be set differently."""

_JOINERS = "\u200c\u200d"  # kept between letters, seen by nobody alone
_SHORT = 16  # letters of a title that may be very large


def set_card(stage: Stage, card: Wording, palette: Palette, room: Box, coming: Coming = "auto") -> tuple[Piece, ...]:
    """The pieces of a card in the order of their appearance, inside `room`; `coming` is the film's text animation."""
    if not card.complete:  # captions are read meanwhile: the words come at once
        card = replace(card, text_from=None, label_from=None)
    marked = card.keyword if coming == "highlight" else None
    sheet = Sheet(stage, palette, room, is_rtl(_direction(card)) and card.kind != "code", coming, marked)
    _SETTERS[card.kind](sheet, card)
    return tuple(sheet.pieces)


def lettered(card: Wording) -> bool:
    """Whether a card has anything to set."""
    content = card.content
    if card.kind == "chart":
        return bool(card.data)
    if card.kind == "comparison":
        return len(card.sides) == 2
    if card.kind in ("list", "map"):
        return bool(content.items) or bool(content.text.strip())
    return bool(content.text.strip())


def ensure_lettered(card: Wording) -> None:
    """Raise `BadInput` that says what a card lacks."""
    if lettered(card):
        return
    what, give = f"A {card.kind} card has no words to draw.", "a text"
    if card.kind == "chart":
        what, give = "A chart has no values to draw.", "data"
    elif card.kind == "comparison":
        what, give = f"A comparison of {len(card.sides)} sides cannot be drawn, only of two.", "two sides"
    raise BadInput(what, remedy=f"Give it {give}, or use another card.")


def drawable(stage: Stage, card: Wording) -> Wording:
    """The card without texts and points of which nothing can be drawn (an emoji alone, without its font)."""

    def seen(text: str) -> bool:
        return any(not (char.isspace() or char in _JOINERS) for char in stage.book.drawable(text, stage.look.body))

    if card.kind == "code":
        return card
    content = card.content
    content = replace(
        content, text=content.text if seen(content.text) else "", label=content.label if seen(content.label) else ""
    )
    kept = [seen(item) for item in content.items]
    words = card.item_words if len(card.item_words) == len(kept) else (None,) * len(kept)
    if card.kind == "map":  # its stations keep their numbers
        items = tuple(item if good else "…" for item, good in zip(content.items, kept, strict=True))
    else:
        items = tuple(item for item, good in zip(content.items, kept, strict=True) if good)
    if card.kind == "list":
        card = replace(card, item_words=tuple(word for word, good in zip(words, kept, strict=True) if good))
    return replace(card, content=replace(content, items=items))


def _direction(card: Wording) -> str:
    content = card.content
    parts = (content.label, content.text, *content.items, *(side.title for side in card.sides))
    return " ".join((*parts, *(datum.label for datum in card.data)))


def _title(sheet: Sheet, card: Wording) -> None:
    room, kicker = sheet.room, _kicker(sheet, card.content.label)
    bar, gap = sheet.px(12), sheet.px(46)
    above = bar + gap + (kicker.height + sheet.px(34) if kicker else 0)
    most = 200 if len(card.content.text) < _SHORT else 150
    title = sheet.fit(card.content.text, (room.width, room.height - above), most=most)
    y = top_of(room, above + title.height)
    left, width = sheet.side(sheet.px(150)), sheet.px(150)
    sheet.block(Box(left, y, left + width, y + bar), bar / 2, sheet.palette.accent, reveal=12)
    y += bar + gap
    if kicker:
        sheet.text(kicker, y, sheet.palette.accent)
        y += kicker.height + sheet.px(34)
    sheet.lines(title, y, sheet.palette.ink, first_word=card.text_from)


def _quote(sheet: Sheet, card: Wording) -> None:
    room, palette = sheet.room, sheet.palette
    mark = lay_out("“", TextStyle("Source Serif 4", sheet.px(420), 700), room.width, sheet.stage.book)
    ink = tight_ink(mark, sheet.stage.book)
    who = None
    if card.content.label:
        size = (room.width * 0.85, room.height * 0.2)
        who = sheet.fit(card.content.label, size, most=46, least=34, weight=600, body=True, max_lines=2)
    above, below = ink.height + sheet.px(44), (who.height + sheet.px(48) if who else 0)
    size = (room.width, room.height - above - below)
    words = sheet.fit(card.content.text, size, most=112, weight=600, leading=1.2)
    y = top_of(room, above + words.height + below)
    sheet.sign(mark, ink, sheet.side(ink.width), y, palette.accent)
    sheet.lines(words, y + above, palette.ink, first_word=card.text_from)
    if who:
        y += above + words.height + sheet.px(48)
        dash, rule = sheet.px(64), sheet.px(8)
        left, middle = sheet.side(dash), y + who.lines[0].box.height * 0.5
        sheet.block(Box(left, middle, left + dash, middle + rule), rule / 2, palette.accent, reveal=10)
        sheet.text(who, y, palette.soft, left=dash + sheet.px(24))


def _statistic(sheet: Sheet, card: Wording) -> None:
    room, palette = sheet.room, sheet.palette
    gap, bar = sheet.px(56), sheet.px(64) if card.share is not None else 0
    label = None
    if card.content.label:
        height = room.height * (0.36 if bar else 0.45)
        label = sheet.fit(card.content.label, (room.width, height), most=88, weight=600, leading=1.18)
    rest = room.height - (label.height + gap if label else 0) - (bar + gap if bar else 0)
    value = sheet.fit(card.content.text, (room.width, rest), most=440, least=80, leading=1.0, max_lines=3)
    ink = tight_ink(value, sheet.stage.book)
    height = ink.height + (gap + label.height if label else 0) + (gap + bar if bar else 0)
    y = top_of(room, height)
    sheet.sign(value, ink, sheet.side(ink.width), y, palette.accent)
    y += ink.height + gap
    if card.share is not None:
        _proportion(sheet, Box(room.left, y, room.right, y + bar), card.share)
        y += bar + gap
    if label:
        sheet.lines(label, y, palette.ink, first_word=card.label_from)


def _proportion(sheet: Sheet, box: Box, share: float) -> None:
    """A bar of the whole and, drawn over it, of the share."""
    sheet.block(box, box.height / 2, mix(sheet.palette.ground, sheet.palette.ink, 0.28))
    width = max(box.height, box.width * share)
    left = box.right - width if sheet.rtl else box.left
    part = Box(left, box.top, left + width, box.bottom)
    sheet.block(part, box.height / 2, sheet.palette.accent, reveal=DRAWN)


def _question(sheet: Sheet, card: Wording) -> None:
    room, palette, gap = sheet.room, sheet.palette, sheet.px(48)
    tall = sheet.stage.vertical
    size, pad, label = sheet.px(150 if tall else 120), sheet.px(48 if tall else 38), card.content.label
    above, aside = (size + gap, 0) if tall else (0, size + sheet.px(40))  # the sign stands above, or beside
    question = sheet.fit(
        card.content.text, (room.width - aside, (room.height - above) * (0.46 if label else 1)),
        most=100 if label else 150,
    )  # fmt: skip
    answer = None
    if label:
        left = room.height - above - max(question.height, 0 if tall else size) - gap - 2 * pad
        answer = sheet.fit(label, (room.width - 2 * pad, left), most=104, least=36, weight=650, leading=1.2, body=True)
    head = max(question.height, 0 if tall else size)
    y = top_of(room, above + head + (gap + answer.height + 2 * pad if answer else 0))
    sheet.place(disc(sheet, "؟" if sheet.rtl else "?", size), sheet.side(size), y)
    y += above
    spoken = card.text_from is not None
    down = 0.0 if tall else max(0.0, (size - question.height) / 2)
    first = card.text_from if spoken and not answer else None
    sheet.lines(question, y + down, palette.ink, first_word=first, left=aside)
    if answer:
        y += head + gap
        box = Box(room.left, y, room.right, y + answer.height + 2 * pad)
        turn = Turn(word=card.label_from or None)
        sheet.place(plate(box, sheet.px(34), palette.panel), box.left, box.top, turn)
        sheet.lines(answer, y + pad, palette.panel_ink, first_word=card.label_from, left=pad)


def _step(sheet: Sheet, card: Wording) -> None:
    room, palette = sheet.room, sheet.palette
    number, ink = None, Box(0, 0, 0, 0)
    if card.content.label:
        number = sheet.fit(card.content.label, (room.width * 0.7, room.height * 0.38), most=400, least=80, max_lines=1)
        ink = tight_ink(number, sheet.stage.book)
    above = ink.height + sheet.px(64) if number else 0.0
    details = " ".join(card.content.items)
    height = (room.height - above) * (0.6 if details else 1)
    title = sheet.fit(card.content.text, (room.width, height), most=124, leading=1.12)
    detail, gap = None, sheet.px(40)
    if details:
        left = room.height - above - title.height - gap
        detail = sheet.fit(details, (room.width, left), most=60, least=40, weight=500, leading=1.28, body=True)
    y = top_of(room, above + title.height + (gap + detail.height if detail else 0))
    if number:
        left = sheet.side(ink.width)
        sheet.sign(number, ink, left, y, palette.accent)
        rule, between = sheet.px(12), sheet.px(44)
        bottom = y + ink.height
        start, end = (room.left, left - between) if sheet.rtl else (left + ink.width + between, room.right)
        sheet.block(Box(start, bottom - rule, end, bottom), rule / 2, palette.accent, reveal=DRAWN)
        y += above
    sheet.lines(title, y, palette.ink, first_word=card.text_from)
    if detail:
        sheet.text(detail, y + title.height + gap, palette.soft, turn=Turn(at=0.4))


def _call(sheet: Sheet, card: Wording) -> None:
    room, palette, look = sheet.room, sheet.palette, sheet.stage.look
    pad_x, pad_y, head, gap = sheet.px(58), sheet.px(40), sheet.px(44), sheet.px(72)
    inner = room.width - 2 * pad_x - head * 1.6 - sheet.px(32)
    address = card.content.label or look.host
    label = sheet.fit(address, (inner, room.height * 0.2), most=68, least=30, weight=700, max_lines=1)
    size = (round(label.width + 2 * pad_x + head * 1.6 + sheet.px(32)), round(label.height + 2 * pad_y))
    title = sheet.fit(card.content.text, (room.width, room.height - gap - size[1]), most=150)
    y = top_of(room, title.height + gap + size[1])
    sheet.lines(title, y, palette.ink, first_word=card.text_from)
    button = _button(sheet, label, size, (pad_x, pad_y), head)
    sheet.place(button, sheet.side(size[0]), y + title.height + gap, Turn(at=0.55))


def _button(sheet: Sheet, label: TextLayout, size: tuple[int, int], pad: tuple[int, int], head: int) -> Image.Image:
    """A filled pill with an address and an arrow, RGBA."""
    palette, look = sheet.palette, sheet.stage.look
    button = plate(Box(0, 0, *size), size[1] / 2, palette.accent)
    ink = readable_on(palette.accent, (look.text, look.surface))
    shift = head * 1.6 + sheet.px(32) if sheet.rtl else 0
    draw(button, label, (pad[0] + shift, pad[1]), (*ink, 255), sheet.stage.book)
    tip = pad[0] if sheet.rtl else size[0] - pad[0] - head * 1.6
    alpha, face = button.getchannel("A"), button.convert("RGB")
    arrow(face, Box(tip, (size[1] - head) / 2, tip + head * 1.6, (size[1] + head) / 2), ink, rtl=sheet.rtl)
    face.putalpha(alpha)
    return face


def _kicker(sheet: Sheet, text: str) -> TextLayout | None:
    if not text:
        return None
    size = (sheet.room.width, sheet.room.height * 0.2)
    return sheet.fit(text, size, most=48, least=36, weight=700, body=True, max_lines=2)


_SETTERS: Mapping[SetKind, Callable[[Sheet, Wording], None]] = {
    "title": _title, "quote": _quote, "statistic": _statistic, "list": listed, "question": _question, "step": _step,
    "cta": _call, "chart": chart, "comparison": comparison, "map": stations, "code": code,
}  # fmt: skip
