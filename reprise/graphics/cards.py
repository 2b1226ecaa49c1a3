"""Drawn cards: one telling thing of an article each, in the site's colours and fonts, readable on a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from reprise.errors import BadInput
from reprise.graphics.canvas import Canvas, arrow
from reprise.graphics.codecard import draw_code
from reprise.graphics.colour import readable_on
from reprise.graphics.fonts import FontBook
from reprise.graphics.look import Look
from reprise.graphics.text import Box, TextLayout, TextStyle, is_rtl, lay_out, tight_ink

CardKind = Literal["title", "quote", "statistic", "list", "question", "step", "code", "cta"]
Tone = Literal["primary", "dark", "light"]

DRAWING_VERSION = 4
"""Part of every drawn picture's content address: raise it when a change shows."""

_EXPLAINED = 50  # letters of a label from which on it is a sentence
_TONES: dict[CardKind, Tone] = {
    "title": "primary", "quote": "light", "statistic": "dark", "list": "light", "question": "primary",
    "step": "light", "code": "dark", "cta": "primary",
}  # fmt: skip


@dataclass(frozen=True)
class CardContent:
    """The words of a card.

    `text` is the title, quote, question, statistic's value, step or code; `label` a kicker over a title, who is
    quoted, what a statistic counts, a question's answer, a step's or list's number, a code card's caption, a call to
    action's button (the site's address when empty). `items` are a list's points, the first of
    them numbered `first`, or a step's details.
    """

    text: str
    label: str = ""
    items: tuple[str, ...] = ()
    code_language: str | None = None
    first: int = 1


@dataclass(frozen=True)
class Card:
    """A drawn card, RGB, with the boxes that its words cover and the words as they stand there."""

    image: Image.Image
    inked: tuple[Box, ...]


def draw_card(
    kind: CardKind,
    content: CardContent,
    look: Look,
    size: tuple[int, int],
    *,
    book: FontBook,
    tone: Tone | None = None,
    captions: bool = True,
    page: tuple[int, int] | None = None,
) -> Image.Image:
    """A card of `size` pixels, RGB; the same arguments give the same bytes.

    Args:
        tone: the brand colour it stands on; each kind has its own.
        captions: full-screen cards (height ≥ 1.6 × width) keep the zone of a film's captions free.
        page: the number of a slide and how many there are.

    Raises `MissingGlyphs` for text no font can draw and `BadInput` where there is no text.
    """
    return compose_card(kind, content, look, size, book=book, tone=tone, captions=captions, page=page).image


def compose_card(
    kind: CardKind,
    content: CardContent,
    look: Look,
    size: tuple[int, int],
    *,
    book: FontBook,
    tone: Tone | None = None,
    captions: bool = True,
    page: tuple[int, int] | None = None,
) -> Card:
    """Like `draw_card`, with the places of its words."""
    family = look.code if kind == "code" else look.heading
    if not book.drawable(content.text, family).strip():
        raise BadInput(f"A {kind} card has no words to draw.", remedy="Give it a text, or use another card.")
    ground = {"primary": look.primary, "dark": look.background, "light": look.surface}[tone or _TONES[kind]]
    rtl = kind != "code" and is_rtl(content.text if kind != "statistic" else f"{content.label} {content.text}")
    canvas = Canvas.start(size, ground, look, book, rtl=rtl, captions=captions, address=kind != "cta", page=page)
    _DRAWERS[kind](canvas, content)
    return Card(canvas.image, tuple(canvas.inked))


def _title(canvas: Canvas, content: CardContent) -> None:
    zone, look = canvas.zone, canvas.look
    kicker = _kicker(canvas, content.label)
    above = canvas.px(44) + (kicker.height + canvas.px(34) if kicker else 0)
    room = (zone.width * 0.94, zone.height - above)
    most = 104 + 4 * max(0, 24 - len(content.text))
    title = canvas.fit(content.text, room, family=look.heading, weight=800, most=most, least=38, leading=1.1)
    y = zone.top + (zone.height - above - title.height) / 2
    canvas.bar(zone, y)
    y += canvas.px(44)
    if kicker:
        canvas.put(kicker, canvas.start_of(zone, kicker), y, canvas.palette.accent)
        y += kicker.height + canvas.px(34)
    canvas.put(title, canvas.start_of(zone, title, room[0]), y, canvas.palette.ink)


def _quote(canvas: Canvas, content: CardContent) -> None:
    zone, look, palette = canvas.zone, canvas.look, canvas.palette
    mark = canvas.fit("“", (zone.width, zone.height), family="Source Serif 4", weight=700, most=300)
    who = (
        canvas.line(content.label, family=look.body, weight=600, size=34, width=zone.width * 0.9)
        if content.label
        else None
    )
    ink = tight_ink(mark, canvas.book)
    mark_height = ink.height
    below = (who.height + canvas.px(34)) if who else 0
    above = mark_height + canvas.px(30)
    room = (zone.width * 0.97, zone.height - above - below)
    words = canvas.fit(content.text, room, family=look.heading, weight=600, most=76, leading=1.24)
    y = zone.top + max(0.0, (zone.height - above - words.height - below) / 2)
    canvas.put(mark, canvas.side(zone, ink.width) - ink.left, y - ink.top, palette.accent, ink=ink)
    y += above
    canvas.put(words, canvas.start_of(zone, words, room[0]), y, palette.ink)
    if who:
        y += words.height + canvas.px(34)
        dash = canvas.px(44)
        left = canvas.side(zone, dash)
        canvas.shape(
            Box(left, y + who.height * 0.45, left + dash, y + who.height * 0.45 + max(3, canvas.px(5))),
            3,
            palette.accent,
        )
        inner = Box(zone.left, y, zone.right - dash - canvas.px(18), y) if canvas.rtl else zone
        shift = 0 if canvas.rtl else dash + canvas.px(18)
        canvas.put(who, canvas.start_of(inner, who, zone.width * 0.9) + shift, y, palette.soft)


def _statistic(canvas: Canvas, content: CardContent) -> None:
    zone, look, palette = canvas.zone, canvas.look, canvas.palette
    gap = canvas.px(40)
    label = None
    if content.label:
        room = (zone.width * 0.92, zone.height * 0.48)
        label = canvas.fit(content.label, room, family=look.heading, weight=500, most=58, leading=1.25)
    rest = zone.height - (label.height + gap if label else 0)
    lines = 1 if len(content.label) > _EXPLAINED else 2  # a whole sentence needs the room
    value = canvas.fit(
        content.text,
        (zone.width, rest),
        family=look.heading,
        weight=800,
        most=330,
        least=60,
        leading=1.02,
        max_lines=lines,
    )
    ink = tight_ink(value, canvas.book)
    height = ink.height + (gap + label.height if label else 0)
    y = zone.top + max(0.0, (zone.height - height) / 2)
    canvas.put(value, canvas.side(zone, ink.width) - ink.left, y - ink.top, palette.accent, ink=ink)
    if label:
        canvas.put(label, canvas.start_of(zone, label, zone.width * 0.92), y + ink.height + gap, palette.ink)


def _list(canvas: Canvas, content: CardContent) -> None:
    zone, look, palette = canvas.zone, canvas.look, canvas.palette
    number = _Number.of(canvas, content.label, most=120)
    heading_room = (zone.width * 0.95, zone.height * (0.3 if content.items else 1))
    heading = canvas.fit(
        content.text, heading_room, family=look.heading, weight=800, most=64, least=34, leading=1.12, max_lines=3
    )
    above = number.height + heading.height + canvas.px(36 if zone.height < zone.width * 0.6 else 58)
    top = zone.top + above
    points, disc, gap = _points(canvas, content.items, Box(zone.left, top, zone.right, zone.bottom))
    used = _stack(points, disc, gap)
    y = zone.top + max(0.0, (zone.bottom - top - used) / 2) * 0.9
    number.put(canvas, y)
    canvas.put(heading, canvas.start_of(zone, heading, heading_room[0]), y + number.height, palette.ink)
    y += above
    for place, point in enumerate(points, content.first):
        row = max(point.height, disc)
        canvas.disc(str(place), Box(zone.left, y, zone.right, y + disc), disc)
        left = zone.left if canvas.rtl else zone.left + disc + canvas.px(26)
        canvas.put(point, left, y + max(0.0, (disc - _first_line(point)) / 2), palette.ink)
        y += row + gap


def _points(canvas: Canvas, items: tuple[str, ...], area: Box) -> tuple[list[TextLayout], int, float]:
    """The points at the largest common size that holds all of them, else as many as fit; their discs' size, the gap."""
    share = 0.5 if area.height < area.width * 0.5 else 0.8
    points: list[TextLayout] = []
    disc, gap = 0, 0.0
    for units in (50, 46, 42, 38, 34, 31, 29):
        size = canvas.px(units * canvas.growth)
        disc, gap = round(size * 1.4), size * 1.4 * share
        style = TextStyle(canvas.look.body, size, 500, 1.28)
        width = area.width - disc - canvas.px(26)
        points = [lay_out(item, style, width, canvas.book) for item in items]
        if _stack(points, disc, gap) <= area.height:
            return points, disc, gap
    while points and _stack(points, disc, gap) > area.height:
        points.pop()
    return points, disc, gap


def _stack(points: list[TextLayout], disc: int, gap: float) -> float:
    return sum(max(point.height, disc) for point in points) + gap * max(0, len(points) - 1)


def _question(canvas: Canvas, content: CardContent) -> None:
    zone, look, palette = canvas.zone, canvas.look, canvas.palette
    disc = canvas.px(104)
    share = 0.5 if content.label else 1.0
    gap = canvas.px(34)
    beside = zone.height < zone.width * 0.55
    question_width = zone.width - (disc + gap if beside else 0)
    room = (question_width, zone.height * share - (0 if beside else disc + gap))
    question = canvas.fit(content.text, room, family=look.heading, weight=800, most=84, least=34, leading=1.12)
    pad = canvas.px(40)
    answer = None
    head = max(question.height, disc) if beside else disc + gap + question.height
    if content.label:
        answer_room = (zone.width - 2 * pad, zone.height - head - canvas.px(40) - 2 * pad)
        answer = canvas.fit(content.label, answer_room, family=look.body, weight=500, most=44, leading=1.32)
    used = head + (canvas.px(40) + answer.height + 2 * pad if answer else 0)
    y = zone.top + max(0.0, (zone.height - used) / 2)
    canvas.disc("؟" if canvas.rtl else "?", Box(zone.left, y, zone.right, y + disc), disc)
    if beside:
        left = zone.left if canvas.rtl else zone.left + disc + gap
        canvas.put(question, left, y + max(0.0, (disc - question.height) / 2), palette.ink)
    else:
        canvas.put(question, canvas.start_of(zone, question, room[0]), y + disc + gap, palette.ink)
    if answer:
        y += head + canvas.px(40)
        canvas.shape(Box(zone.left, y, zone.right, y + answer.height + 2 * pad), canvas.px(30), palette.panel)
        canvas.put(answer, zone.left + pad, y + pad, palette.panel_ink)


def _step(canvas: Canvas, content: CardContent) -> None:
    zone, look, palette = canvas.zone, canvas.look, canvas.palette
    number = _Number.of(canvas, content.label, most=210)
    above = number.height or canvas.px(44)
    details = " ".join(content.items)
    share = 0.55 if details else 1.0
    room = (zone.width * 0.96, (zone.height - above) * share)
    title = canvas.fit(content.text, room, family=look.heading, weight=800, most=78, least=34, leading=1.14)
    gap = canvas.px(30)
    detail = None
    if details:
        detail_room = (zone.width * 0.96, zone.height - above - title.height - gap)
        detail = canvas.fit(details, detail_room, family=look.body, weight=450, most=42, leading=1.35)
    used = above + title.height + (gap + detail.height if detail else 0)
    y = zone.top + max(0.0, (zone.height - used) / 2)
    if number.height:
        number.put(canvas, y)
    else:
        canvas.bar(zone, y)
    y += above
    canvas.put(title, canvas.start_of(zone, title, room[0]), y, palette.ink)
    if detail:
        canvas.put(detail, canvas.start_of(zone, detail, room[0]), y + title.height + gap, palette.soft)


@dataclass(frozen=True)
class _Number:
    """A step's number, large, with a rule beside it; `height` with the gap below, 0 without a number."""

    layout: TextLayout | None
    ink: Box
    height: float

    @classmethod
    def of(cls, canvas: Canvas, text: str, *, most: float) -> _Number:
        if not text:
            return cls(None, Box(0, 0, 0, 0), 0.0)
        corner = (canvas.zone.width * 0.5, canvas.zone.height * 0.3)
        layout = canvas.fit(text, corner, family=canvas.look.heading, weight=800, most=most, least=60, max_lines=1)
        ink = tight_ink(layout, canvas.book)
        return cls(layout, ink, ink.height + canvas.px(22 + most / 9))

    def put(self, canvas: Canvas, y: float) -> None:
        if self.layout is None:
            return
        zone, ink, palette = canvas.zone, self.ink, canvas.palette
        left = canvas.side(zone, ink.width)
        canvas.put(self.layout, left - ink.left, y - ink.top, palette.accent, ink=ink)
        box = ink.moved(left - ink.left, y - ink.top)
        rule = max(4, canvas.px(9))
        start = zone.left if canvas.rtl else box.right + canvas.px(32)
        end = box.left - canvas.px(32) if canvas.rtl else zone.right
        canvas.shape(Box(start, box.bottom - rule, end, box.bottom), rule / 2, palette.shape)


def _call(canvas: Canvas, content: CardContent) -> None:
    zone, look, palette = canvas.zone, canvas.look, canvas.palette
    pad_x, pad_y = canvas.px(48), canvas.px(30)
    head = canvas.px(34)
    label = canvas.fit(
        content.label or look.host,
        (zone.width - 2 * pad_x - head * 2 - canvas.px(28), zone.height * 0.25),
        family=look.heading, weight=700, most=46, least=26, max_lines=1,
    )  # fmt: skip
    pill_height = label.height + 2 * pad_y
    above = canvas.px(44)
    gap = canvas.px(52)
    room = (zone.width * 0.94, zone.height - above - gap - pill_height)
    title = canvas.fit(content.text, room, family=look.heading, weight=800, most=92, least=36, leading=1.1)
    y = zone.top + max(0.0, (zone.height - above - title.height - gap - pill_height) / 2)
    canvas.bar(zone, y)
    canvas.put(title, canvas.start_of(zone, title, room[0]), y + above, palette.ink)
    y += above + title.height + gap
    width = label.width + 2 * pad_x + head * 1.6 + canvas.px(28)
    left = canvas.side(zone, width)
    canvas.shape(Box(left, y, left + width, y + pill_height), pill_height / 2, palette.accent)
    ink = readable_on(palette.accent, (look.text, look.surface))
    text_left = left + pad_x + (head * 1.6 + canvas.px(28) if canvas.rtl else 0)
    line = label.lines[0]
    canvas.put(label, text_left - line.box.left, y + pad_y, ink)
    arrow_left = left + pad_x if canvas.rtl else left + width - pad_x - head * 1.6
    middle = y + pill_height / 2
    box = Box(arrow_left, middle - head / 2, arrow_left + head * 1.6, middle + head / 2)
    arrow(canvas.image, box, ink, rtl=canvas.rtl)


def _kicker(canvas: Canvas, text: str) -> TextLayout | None:
    if not text:
        return None
    return canvas.line(text, family=canvas.look.body, weight=700, size=33, width=canvas.zone.width * 0.9)


def _first_line(layout: TextLayout) -> float:
    return layout.lines[0].box.height if layout.lines else 0.0


_DRAWERS: dict[CardKind, Callable[[Canvas, CardContent], None]] = {
    "title": _title, "quote": _quote, "statistic": _statistic, "list": _list, "question": _question, "step": _step,
    "code": lambda canvas, content: draw_code(canvas, content.text, content.code_language, content.label),
    "cta": _call,
}  # fmt: skip
