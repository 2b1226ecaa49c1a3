"""Code on a card: coloured by its language, at a size a phone can show, cut at a line where it is long."""

from __future__ import annotations

from collections.abc import Sequence

from reprise.graphics.canvas import Canvas
from reprise.graphics.codelines import PITCH, CodeRow, code_rows, column_width, draw_row, panel_colour, wrapped
from reprise.graphics.colour import RGB, mix
from reprise.graphics.text import Box, TextStyle

_LEAST, _EASY, _MOST = 24, 30, 44
"""Units of size: smaller than the second only for long lines; below the first a phone shows grey stripes."""


def draw_code(canvas: Canvas, code: str, language: str | None, caption: str) -> None:
    """Draw code in a panel that fills the canvas's zone as far as its lines need."""
    zone, palette = canvas.zone, canvas.palette
    wide = zone.width > zone.height * 1.6
    title = None
    if caption:
        title = canvas.fit(
            caption, (zone.width, zone.height * 0.25), family=canvas.look.heading, weight=800,
            most=48 if wide else 60, least=34, leading=1.14, max_lines=2,
        )  # fmt: skip
    above = title.height + canvas.px(26 if wide else 38) if title else 0.0
    pad, bar = canvas.px(30 if wide else 40), canvas.px(20 if wide else 58)
    room = Box(zone.left + pad, zone.top + above + bar, zone.right - pad, zone.bottom - pad * 0.7)
    style, rows, cut = _arrange(canvas, code_rows(code, language), room)
    pitch = round(style.size * PITCH)
    used = above + bar + pitch * (len(rows) + cut) + pad * 0.8
    y = zone.top + max(0.0, (zone.height - used) / 2)
    if title:
        canvas.put(title, zone.left, y, palette.ink)
    y += above
    panel = panel_colour(palette.ground)
    canvas.shape(Box(zone.left, y, zone.right, y + used - above), canvas.px(24), panel)
    if not wide:
        _dots(canvas, Box(zone.left + pad, y + canvas.px(28), zone.right, y + canvas.px(46)), panel)
    y += bar
    for row in rows:
        baseline = y + style.size
        end = draw_row(canvas.image, row, style, (room.left, baseline), panel, canvas.book)
        if end > room.left:
            canvas.inked.append(Box(room.left, baseline - style.size, end, baseline + style.size * 0.3))
        y += pitch
    if cut:  # three dots: it goes on
        for number in range(3):
            size = max(5.0, style.size * 0.26)
            left, top = room.left + number * size * 1.9, y + style.size * 0.55
            canvas.shape(Box(left, top, left + size, top + size), size / 2, palette.accent)


def _arrange(canvas: Canvas, lines: Sequence[CodeRow], room: Box) -> tuple[TextStyle, Sequence[CodeRow], bool]:
    """The largest size at which all lines fit; where none does, late lines are cut and very long ones wrapped."""
    longest = max(len(line.text) for line in lines)
    for units in range(_MOST, _EASY - 1, -2):
        style = TextStyle(canvas.look.code, canvas.px(units), 500)
        columns = int(room.width / column_width(style, canvas.book))
        if longest <= columns and len(lines) * round(style.size * PITCH) <= room.height:
            return style, lines, False
    style, columns = TextStyle(canvas.look.code, canvas.px(_EASY), 500), 0
    for units in range(_EASY, _LEAST - 1, -2):
        style = TextStyle(canvas.look.code, canvas.px(units), 500)
        columns = max(8, int(room.width / column_width(style, canvas.book)))
        if longest <= columns:
            break
    rows = [row for line in lines for row in wrapped(line, columns)]
    most = max(1, int(room.height / round(style.size * PITCH)))
    if len(rows) <= most:
        return style, rows, False
    return style, rows[: max(1, most - 1)], True


def _dots(canvas: Canvas, row: Box, panel: RGB) -> None:
    size = row.height
    for number in range(3):
        left = row.left + number * size * 1.7
        canvas.shape(
            Box(left, row.top, left + size, row.bottom),
            size / 2,
            mix(panel, canvas.palette.accent, 0.75 - 0.22 * number),
        )
