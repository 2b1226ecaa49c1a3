"""Code in a film: at a size a phone shows, page by page where it is long, with its language and the lines' numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from reprise.graphics.codelines import (
    PITCH,
    CodeRow,
    code_rows,
    column_width,
    draw_row,
    language_name,
    panel_colour,
    wrapped,
)
from reprise.graphics.colour import RGB, mix, with_contrast
from reprise.graphics.text import Box, TextStyle
from reprise.video.pictures.sheet import Sheet, Turn, plate
from reprise.video.pictures.wording import Wording

SMALLEST, _MOST = 32, 50
_LARGE, _BROKEN = 42, 1.4  # a size for which lines may be broken, and how many rows may come of a line on average
"""Units of size (a film 1080 wide): what is smaller nobody reads on a phone."""
MOST_PAGES = 4
"""More pages than that are too many for one scene."""
_PAGE_SECONDS = 2.5  # that a page is to be seen
_BAR, _PAD, _GUTTER = 72, 36, 26  # the panel's head, its edge, and the way from the numbers to the code


@dataclass(frozen=True)
class _Setting:
    """Code arranged: its style, the rows of each page, the width of the numbers, and how many rows are left out."""

    style: TextStyle
    pages: tuple[tuple[CodeRow, ...], ...]
    gutter: float
    left_out: int

    @property
    def pitch(self) -> int:
        return round(self.style.size * PITCH)


def code(sheet: Sheet, card: Wording) -> None:
    """What the code does, and a panel whose pages follow each other evenly over the speech."""
    room, palette, content = sheet.room, sheet.palette, card.content
    title, above = None, 0.0
    if content.label and sheet.stage.vertical:
        size = (room.width, room.height * 0.2)
        title = sheet.fit(content.label, size, most=72, least=40, leading=1.14, max_lines=2)
        above = title.height + sheet.px(40)
    bar, pad = sheet.px(_BAR), sheet.px(_PAD)
    inner = Box(room.left + pad, room.top + above + bar, room.right - pad, room.bottom - pad)
    most = MOST_PAGES if card.seconds is None else min(MOST_PAGES, max(1, round(card.seconds / _PAGE_SECONDS)))
    setting = _arranged(sheet, content.text, content.code_language, inner, most)
    rows = max(len(page) for page in setting.pages)
    height = bar + rows * setting.pitch + pad
    y = room.top + max(0.0, (room.height - above - height) * 0.42)
    if title:
        sheet.lines(title, y, palette.ink)
    y += above
    panel = panel_colour(palette.ground)
    frame = plate(Box(0, 0, room.width, height), sheet.px(26), panel)
    named = "" if title else content.label
    _head(sheet, frame, panel, named, language_name(content.code_language), setting)
    sheet.place(frame, room.left, y)
    count = len(setting.pages)
    for number, page in enumerate(setting.pages):
        image = _page(sheet, setting, page, round(inner.width), panel)
        at = round(number / count, 4) if number else None
        until = round((number + 1) / count, 4) if number + 1 < count else None
        turn = Turn(at=at, until=until)
        sheet.drawn(image, inner.left, y + bar, reveal=14, edge="top", turn=turn)


def _arranged(sheet: Sheet, source: str, language: str | None, room: Box, most_pages: int) -> _Setting:
    """The largest size at which all stands on one page, with a few lines broken if that keeps it large; else pages at
    a readable size, broken at empty lines."""
    lines, book = code_rows(source, language), sheet.stage.book
    digits = len(str(lines[-1].number))
    longest = max(len(line.text) for line in lines)
    setting = None
    for units in range(_MOST, SMALLEST - 1, -2):
        style = TextStyle(sheet.stage.look.code, sheet.px(units), 500)
        step = column_width(style, book)
        gutter = digits * step + sheet.px(_GUTTER)
        columns = max(8, int((room.width - gutter) / step))
        rows = [row for line in lines for row in wrapped(line, columns)]
        most = max(1, int(room.height / round(style.size * PITCH)))
        few_broken = units >= _LARGE and len(rows) <= _BROKEN * len(lines) + 1
        if (longest <= columns or few_broken) and len(rows) <= most:
            return _Setting(style, (tuple(rows),), gutter, 0)
        pages, left_out = _paged(rows, most, most_pages)
        setting = _Setting(style, pages, gutter, left_out)
    assert setting is not None
    return setting


def _paged(
    rows: Sequence[CodeRow], most: int, most_pages: int = MOST_PAGES
) -> tuple[tuple[tuple[CodeRow, ...], ...], int]:
    """Pages of about the same length, broken before a line that follows an empty one or stands furthest out."""
    kept = rows[: most * most_pages]
    count = math.ceil(len(kept) / most)
    pages, start = [], 0
    for page in range(count, 0, -1):
        least = max(start + 1, len(kept) - most * (page - 1))
        ideal = start + math.ceil((len(kept) - start) / page)
        ends = range(least, min(start + most, len(kept)) + 1)
        end = max(ends, key=lambda end: _break_worth(kept, end) - 0.12 * (end - ideal) ** 2)
        pages.append(tuple(kept[start:end]))
        start = end
    return tuple(pages), len(rows) - len(kept)


def _break_worth(rows: Sequence[CodeRow], end: int) -> float:
    """How well a page may end before the row `end`."""
    if end == len(rows):
        return 2.0
    if rows[end].goes_on:
        return -4.0
    if not rows[end - 1].text.strip():
        return 2.0
    text = rows[end].text
    return 0.8 if text.strip() and text == text.lstrip() and text[0].isalpha() else 0.0


def _head(sheet: Sheet, frame: Image.Image, panel: RGB, title: str, name: str, setting: _Setting) -> None:
    """Dots as a window has, what the code does (where that does not stand above), the language's name, and how many
    rows are left out."""
    accent, size, pad = sheet.palette.accent, sheet.px(20), sheet.px(_PAD)
    middle = sheet.px(_BAR) / 2
    for number in range(3):
        left = round(pad + number * size * 1.7)
        dot = plate(Box(0, 0, size, size), size / 2, mix(panel, accent, 0.8 - 0.24 * number))
        frame.alpha_composite(dot, (left, round(middle - size / 2)))
    right: float = frame.width - pad
    if name:
        laid = sheet.set(name, frame.width / 2, units=32, weight=650, max_lines=1)
        _write(sheet, frame, name, right - laid.width, middle, with_contrast((170, 182, 196), panel), 32)
        right -= round(laid.width) + pad
    if setting.left_out:
        more = f"+{setting.left_out}"
        right -= sheet.set(more, 10**6, units=32, weight=650).width
        _write(sheet, frame, more, right, middle, with_contrast(accent, panel), 32)
        right -= pad
    if title:
        left = pad + size * 6
        laid = sheet.set(title, right - left, units=34, weight=650, max_lines=1)
        _write(sheet, frame, laid.text, left, middle, with_contrast((226, 232, 240), panel), 34)


def _write(sheet: Sheet, image: Image.Image, text: str, x: float, middle: float, fill: RGB, units: float) -> None:
    laid = sheet.set(text, 10**6, units=units, weight=650, max_lines=1)
    baseline = middle + 0.35 * laid.style.size
    font = sheet.stage.book
    pen = ImageDraw.Draw(image)
    for word in laid.words:
        for run in word.runs:
            face = font.font(run.face, laid.style.weight, laid.style.size)
            pen.text((x + word.x, baseline), run.text, font=face, fill=(*fill, 255), anchor="ls")


def _page(sheet: Sheet, setting: _Setting, page: Sequence[CodeRow], width: int, panel: RGB) -> Image.Image:
    """A page's rows with their lines' numbers, RGBA on the panel's colour."""
    style, pitch, book = setting.style, setting.pitch, sheet.stage.book
    rows = max(len(other) for other in setting.pages)
    image = Image.new("RGBA", (width, rows * pitch), (*panel, 255 if len(setting.pages) > 1 else 0))
    pen = ImageDraw.Draw(image)
    quiet = with_contrast((112, 124, 138), panel, 4.6)
    face = book.font(book.face(style.family), style.weight, style.size)
    end = setting.gutter - sheet.px(_GUTTER)
    for place, row in enumerate(page):
        baseline = place * pitch + style.size * 1.05
        if not row.goes_on:
            pen.text((end, baseline), str(row.number), font=face, fill=(*quiet, 255), anchor="rs")
        else:
            _turned(image, end, baseline, style.size, sheet.palette.accent)
        draw_row(image, row, style, (setting.gutter, baseline), panel, book)
    return image


def _turned(image: Image.Image, right: float, baseline: float, size: int, fill: RGB) -> None:
    """The mark of a row that continues the one above: a line that turns to the right."""
    pen, stroke = ImageDraw.Draw(image), max(2, round(size * 0.08))
    left, top, middle = right - size * 0.52, baseline - size * 0.66, baseline - size * 0.26
    pen.line((left, top, left, middle, right, middle), fill=(*fill, 255), width=stroke, joint="curve")
    head = size * 0.18
    pen.line((right - head, middle - head, right, middle, right - head, middle + head), fill=(*fill, 255), width=stroke)
