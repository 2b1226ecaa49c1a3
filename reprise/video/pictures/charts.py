"""Charts of an article's numbers: bars, columns, or a ring for one share. Every axis begins at zero, every length is in
proportion, and every number stands as the article writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex
from PIL import Image, ImageDraw

from reprise.graphics.colour import RGB, contrast, mix
from reprise.graphics.text import Box, TextLayout, tight_ink
from reprise.video.pictures.listing import turns_of
from reprise.video.pictures.sheet import DRAWN, Edge, Head, Sheet, Turn, plate
from reprise.video.pictures.wording import Wording
from reprise.video.script import Datum

_SIZES = (56, 50, 46, 42, 38, 34, 31)
_SMALL = (28, 25, 22)  # for many bars, where they would not fit otherwise
_PERCENT = regex.compile(r"%|٪|per ?cent|prozent|procent|pour cent|por ciento|por cento|процент|відсот", regex.I)
_MANY = 5  # bars; of more the labels stand beside them also where it is narrow
_COLUMNS, _EASY = 6, 4  # columns at most; how many of the sizes they may be set in
_QUARTER = 9  # frames in which a quarter of the ring is drawn
_SHARP = 3  # the ring is drawn so much larger and made smaller


def chart(sheet: Sheet, card: Wording) -> None:
    """A heading over a ring (one share), columns (a few short labels) or bars."""
    palette, content = sheet.palette, card.content
    head = Head.of(sheet, content.text, most=92 if sheet.stage.vertical else 76, share=0.26)
    body = head.body
    note, below = None, 0.0
    if content.label:
        note = body.set(content.label, body.room.width, units=36, weight=550, max_lines=2)
        below = note.height + body.px(30)
    area = Box(body.room.left, body.room.top, body.room.right, body.room.bottom - below)
    plan = _plan(body, card, area)
    y = head.put(plan.height + below, palette.ink, first_word=card.text_from)
    plan.put(body, Box(area.left, y, area.right, y + plan.height))
    if note:
        body.text(note, y + plan.height + body.px(30), palette.soft)


@dataclass(frozen=True)
class _Plan:
    """A chart that needs `height` pixels."""

    height: float
    form: _Bars | _Columns | _Ring

    def put(self, sheet: Sheet, box: Box) -> None:
        self.form.put(sheet, box)


def _plan(sheet: Sheet, card: Wording, area: Box) -> _Plan:
    data, turns = card.data, turns_of(card.item_words, len(card.data))
    if len(data) == 1 and 0 < data[0].value <= 100 and _PERCENT.search(data[0].shown):
        return _ring(sheet, data[0], area)
    columns = _columns(sheet, data, turns, area)
    return columns or _bars(sheet, data, turns, area)


@dataclass(frozen=True)
class _Bars:
    """Rows of label, bar and number, one size for all."""

    data: tuple[Datum, ...]
    turns: list[Turn]
    labels: list[TextLayout]
    values: list[TextLayout]
    bar: int
    gap: float
    beside: float  # width of the labels' column; 0 where they stand above their bars

    @property
    def rows(self) -> list[float]:
        """The rows' heights."""
        if self.beside:
            return [max(label.height, self.bar) for label in self.labels]
        return [label.height + self.bar * 1.2 for label in self.labels]

    @property
    def height(self) -> float:
        return sum(self.rows) + self.gap * (len(self.data) - 1)

    def put(self, sheet: Sheet, box: Box) -> None:
        """Numbers stand at the end of their bars; negative bars run the other way from zero."""
        space, axis = sheet.px(20), sheet.px(6)
        low = min(0.0, *(datum.value for datum in self.data))
        high = max(0.0, *(datum.value for datum in self.data))
        widest = max(value.width for value in self.values) + space
        room = box.width - self.beside - axis - widest * ((low < 0) + (high > 0 or low == 0))
        scale = room / max(high - low, 1e-9)
        zero = self.beside + axis + (widest if low < 0 else 0) - low * scale  # pixels from the start side
        line = plate(Box(0, 0, axis, self.height), axis / 2, _quiet(sheet))
        sheet.drawn(line, _mirrored(sheet, box, zero - axis, axis), box.top, reveal=12, edge="top")
        top = box.top
        for datum, label, value, turn, row in zip(
            self.data, self.labels, self.values, self.turns, self.rows, strict=True
        ):
            middle = top + (row / 2 if self.beside else row - self.bar / 2)
            start = (self.beside - space * 1.2 - label.width) if self.beside else (zero + space if low == 0 else 0.0)
            down = middle - label.height / 2 if self.beside else top
            sheet.letters(label, _mirrored(sheet, box, start, label.width), down, sheet.palette.ink, turn)
            length = abs(datum.value) * scale
            left = _mirrored(sheet, box, zero - (length if datum.value < 0 else 0), length)
            bar = Box(left, middle - self.bar / 2, left + length, middle + self.bar / 2)
            edge: Edge = "right" if (datum.value < 0) != sheet.rtl else "left"
            if length >= 1:
                image = _bar(bar, self.bar * 0.22, sheet.palette.accent, edge)
                sheet.drawn(image, bar.left, bar.top, reveal=DRAWN, edge=edge, turn=Turn(wait=0))
            spot = zero - length - space - value.width if datum.value < 0 else zero + length + space
            left = _mirrored(sheet, box, spot, value.width)
            sheet.letters(value, left, middle - value.height / 2, sheet.palette.ink, Turn(wait=12))
            top += row + self.gap


@dataclass(frozen=True)
class _Columns:
    """Columns over their labels on one line, numbers above them."""

    data: tuple[Datum, ...]
    turns: list[Turn]
    labels: list[TextLayout]
    values: list[TextLayout]
    height: float

    def put(self, sheet: Sheet, box: Box) -> None:
        count, axis = len(self.data), sheet.px(6)
        step = box.width / count
        width = min(step * 0.62, sheet.px(190))
        foot = max(label.height for label in self.labels) + sheet.px(22)
        base = box.bottom - foot
        head = max(value.height for value in self.values) + sheet.px(14)
        scale = (base - box.top - head) / max(datum.value for datum in self.data)
        line = plate(Box(0, 0, box.width, axis), axis / 2, _quiet(sheet))
        sheet.drawn(line, box.left, base, reveal=12)
        for number, (datum, label, value, turn) in enumerate(
            zip(self.data, self.labels, self.values, self.turns, strict=True)
        ):
            middle = _mirrored(sheet, box, step * (number + 0.5), 0)
            height = datum.value * scale
            bar = Box(middle - width / 2, base - height, middle + width / 2, base)
            sheet.letters(label, middle - label.width / 2, base + sheet.px(22), sheet.palette.soft, turn)
            if height >= 1:
                image = _bar(bar, width * 0.1, sheet.palette.accent, "bottom")
                sheet.drawn(image, bar.left, bar.top, reveal=DRAWN, edge="bottom", turn=Turn(wait=0))
            spot = (middle - value.width / 2, base - height - value.height - sheet.px(8))
            sheet.letters(value, *spot, sheet.palette.ink, Turn(wait=12))


@dataclass(frozen=True)
class _Ring:
    """A ring of the whole with the share drawn over it, the number in its middle and what it is of below."""

    datum: Datum
    value: TextLayout
    label: TextLayout | None
    size: int

    def put(self, sheet: Sheet, box: Box) -> None:
        palette, size = sheet.palette, self.size
        width = round(size * 0.13)
        left = round((box.left + box.right - size) / 2)
        top = round(box.top)
        track = _arc(size, width, 0, 360, mix(palette.ground, palette.ink, 0.22))
        sheet.place(track, left, top)
        ink = tight_ink(self.value, sheet.stage.book)
        spot = (left + size / 2 - (ink.left + ink.right) / 2, top + size / 2 - (ink.top + ink.bottom) / 2)
        sheet.letters(self.value, *spot, palette.ink)
        arc = _arc(size, width, 0, self.datum.value * 3.6, palette.accent)
        half = size // 2
        quarters: tuple[tuple[int, int, Edge], ...] = (
            (half, 0, "left"), (half, half, "top"), (0, half, "right"), (0, 0, "bottom"),
        )  # fmt: skip
        drawn = 0
        for number, (x, y, edge) in enumerate(quarters):
            part = arc.crop((x, y, x + half, y + half))
            seen = part.getbbox()
            if seen is None or self.datum.value <= number * 25:
                break
            share = min(1.0, (self.datum.value - number * 25) / 25)
            reveal = max(2, round(_QUARTER * share))
            turn = Turn(wait=drawn) if number else Turn()
            sheet.drawn(part.crop(seen), left + x + seen[0], top + y + seen[1], reveal=reveal, edge=edge, turn=turn)
            drawn = reveal
        if self.label:
            sheet.letters(self.label, (box.left + box.right - self.label.width) / 2, top + size + sheet.px(44),
                          palette.ink)  # fmt: skip


def _ring(sheet: Sheet, datum: Datum, area: Box) -> _Plan:
    label, below = None, 0.0
    if datum.label:
        label = sheet.fit(datum.label, (area.width, area.height * 0.3), most=72, least=40, weight=600, leading=1.18,
                          align="center")  # fmt: skip
        below = label.height + sheet.px(44)
    size = 2 * round(min(area.width * 0.8, area.height - below, sheet.px(720)) / 2)
    value = sheet.fit(datum.shown, (size * 0.6, size * 0.4), most=200, least=40, leading=1.0, max_lines=2)
    return _Plan(size + below, _Ring(datum, value, label, size))


def _columns(sheet: Sheet, data: Sequence[Datum], turns: list[Turn], area: Box) -> _Plan | None:
    """Columns where labels are short and no number is below zero; None where bars read better."""
    if not 2 <= len(data) <= _COLUMNS or min(datum.value for datum in data) < 0 or max(d.value for d in data) <= 0:
        return None
    step = area.width / len(data) * 0.94
    for units in _SIZES[:_EASY]:
        labels = [sheet.set(datum.label, 10**6, units=units, weight=600) for datum in data]
        values = [sheet.set(datum.shown, 10**6, units=units * 1.15, weight=800, body=False) for datum in data]
        if max(layout.width for layout in (*labels, *values)) <= step:
            height = min(area.height, sheet.px(860))
            return _Plan(height, _Columns(tuple(data), turns, labels, values, height))
    return None


def _bars(sheet: Sheet, data: Sequence[Datum], turns: list[Turn], area: Box) -> _Plan:
    """Rows of bars as large as fit: labels beside their bars where the room is wide or bars run both ways, else above
    them. Of more than fit, the first ones."""
    kept = list(data)
    wide = area.width > 1.15 * area.height or min(datum.value for datum in data) < 0
    while True:
        for units in (*_SIZES, *(_SMALL if len(kept) > _MANY else ())):
            for beside in (True, False) if wide or len(kept) > _MANY else (False,):
                bars = _rows(sheet, kept, turns, area, units, beside=beside)
                if bars is not None and bars.height <= area.height:
                    return _Plan(bars.height, bars)
        if len(kept) == 1:
            bars = _rows(sheet, kept, turns, area, _SIZES[-1], beside=False)
            assert bars is not None
            return _Plan(bars.height, bars)
        kept.pop()


def _rows(
    sheet: Sheet, data: Sequence[Datum], turns: list[Turn], area: Box, units: float, *, beside: bool
) -> _Bars | None:
    """Bars at a size; None where a label would be cut."""
    width, lines = (area.width * 0.42, 3) if beside else (area.width - sheet.px(30), 2 if len(data) <= 5 else 1)
    labels = [sheet.set(d.label, width, units=units, weight=550, max_lines=lines) for d in data]
    values = [sheet.set(d.shown, area.width * 0.36, units=units * 1.1, weight=800, body=False, max_lines=1)
              for d in data]  # fmt: skip
    if beside and any(label.shortened or _broken(label, d.label) for label, d in zip(labels, data, strict=True)):
        return None
    column = max(label.width for label in labels) + sheet.px(24) if beside else 0.0
    close = beside and len(data) > _MANY
    thick, apart = (1.15, 0.4) if close else (1.5 if beside else 1.25, 0.75)
    bar, gap = sheet.px(units * thick), sheet.px(units * apart)
    return _Bars(tuple(data), turns[: len(data)], labels, values, bar, gap, column)


def _broken(layout: TextLayout, text: str) -> bool:
    """Whether a word of a text was cut."""
    return not {word.text for word in layout.words} >= set(text.split())


def _mirrored(sheet: Sheet, box: Box, start: float, width: float) -> float:
    """The left edge of something `start` pixels in from the start side of a box."""
    return box.right - start - width if sheet.rtl else box.left + start


def _bar(box: Box, radius: float, fill: RGB, edge: Edge) -> Image.Image:
    """A bar that is round at its end and square at its base, RGBA."""
    image = plate(box, radius, fill)
    width, height = image.size
    reach = round(min(radius, width / 2, height / 2)) + 1
    base = {"left": (0, 0, reach, height), "right": (width - reach, 0, width, height),
            "bottom": (0, height - reach, width, height), "top": (0, 0, width, reach)}[edge]  # fmt: skip
    image.paste((*fill, 255), base)
    return image


def _arc(size: int, width: int, start: float, end: float, fill: RGB) -> Image.Image:
    """A part of a ring, clockwise from the top in degrees, RGBA."""
    mask = Image.new("L", (size * _SHARP, size * _SHARP), 0)
    edge = size * _SHARP - 1
    ImageDraw.Draw(mask).arc((0, 0, edge, edge), start - 90, end - 90, fill=255, width=width * _SHARP)
    image = Image.new("RGBA", (size, size), (*fill, 255))
    image.putalpha(mask.reduce(_SHARP))
    return image


def _quiet(sheet: Sheet) -> RGB:
    """The axis: seen on the ground, quieter than the bars."""
    ground, ink = sheet.palette.ground, sheet.palette.ink
    return next((c for share in (0.4, 0.5, 0.6, 0.8) if contrast(c := mix(ground, ink, share), ground) >= 3), ink)
