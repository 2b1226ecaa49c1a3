"""Code on a card: coloured by its language, at a size a phone can show, cut at a line where it is long."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

from PIL import ImageDraw
from pygments.lexer import Lexer
from pygments.lexers import TextLexer, get_lexer_by_name, guess_lexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token, _TokenType
from pygments.util import ClassNotFound

from reprise.graphics.canvas import Canvas
from reprise.graphics.colour import RGB, luminance, mix, readable_on, with_contrast
from reprise.graphics.text import Box, TextStyle

_LEAST, _EASY, _MOST = (
    24,
    30,
    44,
)  # units of size; smaller than _EASY only for long lines; below 24 a phone shows grey stripes
_PITCH = 1.5
_HUES: tuple[tuple[_TokenType, RGB], ...] = (
    (Comment, (138, 150, 163)),
    (Keyword, (214, 140, 255)),
    (String, (152, 212, 120)),
    (Number, (250, 176, 100)),
    (Name.Function, (104, 182, 255)),
    (Name.Class, (104, 182, 255)),
    (Name.Tag, (104, 182, 255)),
    (Name.Decorator, (250, 176, 100)),
    (Name.Builtin, (95, 210, 205)),
    (Name.Attribute, (95, 210, 205)),
    (Operator, (236, 130, 130)),
)

Piece = tuple[_TokenType, str]


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
    style, rows, cut = _arrange(canvas, _lines(code, language), room)
    pitch = round(style.size * _PITCH)
    used = above + bar + pitch * (len(rows) + cut) + pad * 0.8
    y = zone.top + max(0.0, (zone.height - used) / 2)
    if title:
        canvas.put(title, zone.left, y, palette.ink)
    y += above
    panel = _panel_colour(palette.ground)
    canvas.shape(Box(zone.left, y, zone.right, y + used - above), canvas.px(24), panel)
    if not wide:
        _dots(canvas, Box(zone.left + pad, y + canvas.px(28), zone.right, y + canvas.px(46)), panel)
    y += bar
    for row in rows:
        _draw_row(canvas, row, style, (room.left, y + style.size), panel)
        y += pitch
    if cut:  # three dots: it goes on
        for number in range(3):
            size = max(5.0, style.size * 0.26)
            left, top = room.left + number * size * 1.9, y + style.size * 0.55
            canvas.shape(Box(left, top, left + size, top + size), size / 2, palette.accent)


def _arrange(canvas: Canvas, lines: list[list[Piece]], room: Box) -> tuple[TextStyle, list[list[Piece]], bool]:
    """The largest size at which all lines fit; where none does, late lines are cut and very long ones wrapped."""
    for units in range(_MOST, _EASY - 1, -2):
        style = TextStyle(canvas.look.code, canvas.px(units), 500)
        columns = int(room.width / _advance(canvas, style))
        if max(map(_length, lines)) <= columns and len(lines) * round(style.size * _PITCH) <= room.height:
            return style, lines, False
    style, columns = TextStyle(canvas.look.code, canvas.px(_EASY), 500), 0
    for units in range(_EASY, _LEAST - 1, -2):
        style = TextStyle(canvas.look.code, canvas.px(units), 500)
        columns = max(8, int(room.width / _advance(canvas, style)))
        if max(map(_length, lines)) <= columns:
            break
    rows = [row for line in lines for row in _wrapped(line, columns)]
    most = max(1, int(room.height / round(style.size * _PITCH)))
    if len(rows) <= most:
        return style, rows, False
    return style, rows[: max(1, most - 1)], True


def _lines(code: str, language: str | None) -> list[list[Piece]]:
    """Coloured pieces line by line, without common indentation and empty ends."""
    source = code.expandtabs(4).strip("\n").rstrip()
    indent = min((len(line) - len(line.lstrip()) for line in source.split("\n") if line.strip()), default=0)
    source = "\n".join(line[indent:].rstrip() for line in source.split("\n"))
    lines: list[list[Piece]] = [[]]
    for kind, text in _lexer(language, source).get_tokens(source):
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append((kind, part))
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return lines


def _lexer(language: str | None, source: str) -> Lexer:
    lexer: Lexer = TextLexer()
    with suppress(ClassNotFound):
        lexer = get_lexer_by_name(language) if language else guess_lexer(source)
    return lexer


def _wrapped(line: list[Piece], columns: int) -> list[list[Piece]]:
    """A line as rows of at most `columns`, continued two columns in."""
    rows: list[list[Piece]] = [[]]
    used = 0
    for kind, text in line:
        rest = text
        while used + len(rest) > columns:
            room = columns - used
            space = rest.rfind(" ", 0, room + 1)
            at = space + 1 if space > 0 else (0 if used > columns // 2 and len(rest) < columns - 2 else room)
            if rest[:at]:
                rows[-1].append((kind, rest[:at]))
            rest = rest[at:]
            rows.append([(Token.Text, "  ")])
            used = 2
        rows[-1].append((kind, rest))
        used += len(rest)
    return rows


def _draw_row(canvas: Canvas, row: list[Piece], style: TextStyle, at: tuple[float, float], panel: RGB) -> None:
    x, baseline = at
    pen = ImageDraw.Draw(canvas.image)
    step = _advance(canvas, style)
    left = x
    for kind, text in row:
        fill = _hue(kind, panel)
        column = x
        for run in canvas.book.runs(text, style.family, weight=style.weight):
            font = canvas.book.font(run.face, style.weight, style.size)
            # ligatures such as != would hide what is to be typed
            pen.text((column, baseline), run.text, font=font, fill=fill, anchor="ls", features=["-liga", "-calt"])
            column += font.getlength(run.text)
        x = max(column, x + step * len(text)) if text.isascii() else column
    if x > left:
        canvas.inked.append(Box(left, baseline - style.size, x, baseline + style.size * 0.3))


def _advance(canvas: Canvas, style: TextStyle) -> float:
    face = canvas.book.face(style.family)
    return float(canvas.book.font(face, style.weight, style.size).getlength("0"))


def _length(line: list[Piece]) -> int:
    return sum(len(text) for _, text in line)


def _dots(canvas: Canvas, row: Box, panel: RGB) -> None:
    size = row.height
    for number in range(3):
        left = row.left + number * size * 1.7
        canvas.shape(
            Box(left, row.top, left + size, row.bottom),
            size / 2,
            mix(panel, canvas.palette.accent, 0.75 - 0.22 * number),
        )


def _panel_colour(ground: RGB) -> RGB:
    """A dark plate that stands out from a dark ground as well."""
    return mix(ground, (255, 255, 255), 0.07) if luminance(ground) < 0.03 else (22, 27, 34)


@lru_cache(maxsize=256)
def _hue(kind: _TokenType, panel: RGB) -> RGB:
    for parent, colour in _HUES:
        if kind is parent or kind[: len(parent)] == parent:
            return with_contrast(colour, panel, 4.6)
    return readable_on(panel, ((226, 232, 240),))
