"""Code as coloured rows: by its language, without common indentation, long lines broken where the syntax allows it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

import regex
from PIL import Image, ImageDraw
from pygments.lexer import Lexer
from pygments.lexers import TextLexer, get_lexer_by_name, guess_lexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token, _TokenType
from pygments.util import ClassNotFound

from reprise.graphics.colour import RGB, luminance, mix, readable_on, with_contrast
from reprise.graphics.fonts import FontBook
from reprise.graphics.text import TextStyle

PITCH = 1.5
"""Distance of code's lines, as a multiple of its size."""
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
_SPLIT = regex.compile(r"\s+|[^\s\p{L}\p{N}_]|[\p{L}\p{N}_]+")
_HANG = 2  # columns that what goes on stands further in
_DEEPEST = 0.4  # share of a row that indentation may take in what goes on

Bit = tuple[_TokenType, str]


@dataclass(frozen=True)
class CodeRow:
    """A row of code. `number` is its line's, from 1; `goes_on` tells that it continues the line above."""

    number: int
    bits: tuple[Bit, ...]
    goes_on: bool = False

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.bits)


def code_rows(code: str, language: str | None) -> tuple[CodeRow, ...]:
    """The lines of code, coloured; tabs become four columns, common indentation and empty ends go."""
    source = regex.sub(r"[\p{Cc}--[\n\t]]", "", code.replace("\r\n", "\n"), flags=regex.V1)
    source = source.expandtabs(4).strip("\n").rstrip()
    indent = min((len(line) - len(line.lstrip()) for line in source.split("\n") if line.strip()), default=0)
    source = "\n".join(line[indent:].rstrip() for line in source.split("\n"))
    lines: list[list[Bit]] = [[]]
    for kind, text in _lexer(language, source).get_tokens(source):
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append((kind, part))
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return tuple(CodeRow(number, tuple(line)) for number, line in enumerate(lines, start=1))


def language_name(language: str | None) -> str:
    """The language as people write it ("Python" of "py"); "" when none is named."""
    if not language or language.lower() in ("text", "plain", "plaintext", "none", "console-output"):
        return ""
    with suppress(ClassNotFound):
        return str(get_lexer_by_name(language).name)
    return language.strip()[:24]


def wrapped(row: CodeRow, columns: int) -> list[CodeRow]:
    """A row as rows of at most `columns`: broken after a comma, an operator or a space where there is one, inside a
    word only where it is longer than a row; what goes on stands further in than its line."""
    if len(row.text) <= columns:
        return [row]
    pieces = [(kind, part) for kind, text in row.bits for part in _SPLIT.findall(text)]
    lead = len(row.text) - len(row.text.lstrip())
    hang = min(lead + _HANG, round(columns * _DEEPEST))
    rows: list[list[Bit]] = [[]]
    used = 0
    while pieces:
        count = _fitting(pieces, columns - used)
        if count:
            rows[-1] += pieces[:count]
            pieces = pieces[count:]
        elif used <= hang:  # one word longer than a row
            kind, text = pieces[0]
            rows[-1].append((kind, text[: columns - used]))
            pieces[0] = (kind, text[columns - used :])
        if pieces and pieces[0][1].isspace():
            pieces = pieces[1:]
        if pieces:
            rows.append([(Token.Text, " " * hang)])
            used = hang
    kept = [bits for number, bits in enumerate(rows) if not number or "".join(text for _, text in bits).strip()]
    return [CodeRow(row.number, tuple(bits), goes_on=number > 0) for number, bits in enumerate(kept)]


def _fitting(pieces: Sequence[Bit], room: int) -> int:
    """How many pieces come on a row of `room` columns: all that are left, else up to the best break."""
    width, count, widths = 0, 0, [0]
    for _, text in pieces:
        if width + len(text) > room:
            break
        width += len(text)
        count += 1
        widths.append(width)
    if count == len(pieces):
        return count
    return max(range(1, count + 1), key=lambda place: (_ease(pieces, place, widths[place], room), place), default=0)


def _ease(pieces: Sequence[Bit], place: int, width: int, room: int) -> float:
    """How well a row may end before the piece `place`."""
    kind, before = pieces[place - 1]
    after_kind, after = pieces[place]
    worth = 1.0
    if after.isspace() or before.isspace():
        worth = 3.0
    elif before in ",;" or before in "([{" or after in ")]}" or before + after == ").":
        worth = 2.5
    elif before == ".":
        worth = 0.8  # what follows a dot belongs to it
    elif not before.isalnum() or not after.isalnum():
        worth = 1.6
    if before in ",;" or (before.isspace() and place > 1 and pieces[place - 2][1] in ",;"):
        worth += 1.0
    if _is_text(kind) and _is_text(after_kind):
        worth -= 1.2  # a text is kept whole where it can be
    return worth + 2.5 * min(1.0, width / max(1, room * 0.7))


def _is_text(kind: _TokenType) -> bool:
    return kind[: len(String)] == String


def draw_row(
    image: Image.Image, row: CodeRow, style: TextStyle, at: tuple[float, float], panel: RGB, book: FontBook
) -> float:
    """Draw a row with its baseline's left end at a point, coloured for a panel; returns where it ends."""
    x, baseline = at
    pen = ImageDraw.Draw(image)
    step = column_width(style, book)
    for kind, text in row.bits:
        fill, column = hue(kind, panel), x
        for run in book.runs(text, style.family, weight=style.weight):
            font = book.font(run.face, style.weight, style.size)
            if run.face.colour:
                column += step * 2 * len(run.text)
                continue
            # ligatures such as != would hide what is to be typed
            pen.text((column, baseline), run.text, font=font, fill=fill, anchor="ls", features=["-liga", "-calt"])
            column += font.getlength(run.text)
        x = max(column, x + step * len(text)) if text.isascii() else column
    return x


def column_width(style: TextStyle, book: FontBook) -> float:
    """The width of a character of code, pixels."""
    return float(book.font(book.face(style.family), style.weight, style.size).getlength("0"))


def panel_colour(ground: RGB) -> RGB:
    """A dark plate that stands out from a dark ground as well."""
    return mix(ground, (255, 255, 255), 0.07) if luminance(ground) < 0.03 else (22, 27, 34)


@lru_cache(maxsize=256)
def hue(kind: _TokenType, panel: RGB) -> RGB:
    """The colour of a kind of code, readable on the panel."""
    for parent, colour in _HUES:
        if kind is parent or kind[: len(parent)] == parent:
            return with_contrast(colour, panel, 4.6)
    return readable_on(panel, ((226, 232, 240),))


def _lexer(language: str | None, source: str) -> Lexer:
    lexer: Lexer = TextLexer()
    with suppress(ClassNotFound):
        lexer = get_lexer_by_name(language) if language else guess_lexer(source)
    return lexer
