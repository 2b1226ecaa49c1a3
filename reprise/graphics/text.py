"""Text set in lines: wrapped and balanced, fitted into boxes, and drawn with the place of every word known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from PIL import Image, ImageDraw

from reprise.graphics.bidi import embedding_levels, is_rtl, visual_order
from reprise.graphics.breaking import Token, best_lines, cut, tokens
from reprise.graphics.colour import RGB
from reprise.graphics.fonts import FontBook, Run
from reprise.graphics.glyphs import Box, TextStyle, advance, draw_emoji, run_ink

__all__ = [
    "Align", "Box", "LineBox", "TextLayout", "TextStyle", "WordBox", "draw", "fit", "ink_mask", "is_rtl", "lay_out",
    "measure", "set_lines", "tight_ink", "wrap",
]  # fmt: skip

Align = Literal["start", "center", "end"]
ELLIPSIS = "…"


@dataclass(frozen=True)
class WordBox:
    """A word in reading order. `box` spans its advance and its line's height, `ink` what its glyphs touch;
    `x` and `baseline` are where it is drawn."""

    text: str
    line: int
    box: Box
    ink: Box
    x: float
    baseline: float
    runs: tuple[Run, ...]
    rtl: bool


@dataclass(frozen=True)
class LineBox:
    """A set line; `box` spans its words and its height."""

    text: str
    box: Box
    baseline: float


@dataclass(frozen=True)
class TextLayout:
    """Set text; all boxes are relative to its top left corner. `shortened` tells that words were left out."""

    style: TextStyle
    lines: tuple[LineBox, ...]
    words: tuple[WordBox, ...]
    width: float
    height: float
    ink: Box
    rtl: bool = False
    shortened: bool = False

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def measure(text: str, style: TextStyle, book: FontBook) -> tuple[float, float]:
    """Width and height in pixels of one line of text."""
    laid = set_lines([text], style, book)
    return laid.width, laid.height


def wrap(text: str, style: TextStyle, width: float, book: FontBook) -> tuple[str, ...]:
    """Text broken into balanced lines of at most `width` pixels; line breaks in it are kept."""
    return tuple(line.text for line in lay_out(text, style, width, book).lines)


def lay_out(
    text: str, style: TextStyle, width: float, book: FontBook, *, align: Align = "start", max_lines: int | None = None
) -> TextLayout:
    """Text set in balanced lines of at most `width` pixels.

    A word wider than the line is cut; `max_lines` shortens the text at a word with an ellipsis. "start" is the
    right edge where the text runs from right to left.
    """
    drawable = book.drawable(text, style.family, weight=style.weight, italic=style.italic)
    ruler = _ruler(style, book)
    lines: list[Sequence[Token]] = []
    for paragraph in drawable.split("\n"):
        lines.extend(best_lines(tokens(paragraph), width, ruler))
    shortened = max_lines is not None and len(lines) > max_lines
    if shortened and max_lines is not None:
        kept = lines[:max_lines]
        kept[-1] = _with_ellipsis(kept[-1], width, ruler)
        lines = kept
    laid = _place(
        [[(t.text, t.space) for t in line] for line in lines],
        style,
        book,
        align=align,
        width=width,
        rtl=is_rtl(drawable),
    )
    return replace(laid, shortened=shortened)


def set_lines(
    lines: Sequence[str],
    style: TextStyle,
    book: FontBook,
    *,
    align: Align = "start",
    width: float | None = None,
    words: Sequence[str] | None = None,
) -> TextLayout:
    """Lines set as they are, no wrapping.

    Args:
        lines: the lines' texts.
        align: within `width`, else within the widest line.
        words: the words whose boxes are wanted, in order, as they stand in the lines; spaces separate them
            otherwise. Needed where a script has no spaces.
    """
    clean = [book.drawable(line, style.family, weight=style.weight, italic=style.italic) for line in lines]
    wanted = list(words or ())
    parts = [_cut_words(line, wanted) if words else [(word, True) for word in line.split()] for line in clean]
    return _place(parts, style, book, align=align, width=width, rtl=is_rtl(" ".join(clean)))


def fit(
    text: str,
    style: TextStyle,
    size: tuple[float, float],
    book: FontBook,
    *,
    minimum: int,
    align: Align = "start",
    max_lines: int | None = None,
) -> TextLayout:
    """Text at the largest size ≤ `style.size` at which it stays inside `size` (pixels) with no word cut.

    At `minimum` pixels what does not fit is left out, with an ellipsis.
    """
    width, height = size

    def attempt(pixels: int) -> TextLayout | None:
        sized = replace(style, size=pixels)
        ruler = _ruler(sized, book)
        if any(ruler(t.text) > width for line in text.split("\n") for t in tokens(line)):
            return None
        laid = lay_out(text, sized, width, book, align=align)
        fits = laid.height <= height and (max_lines is None or len(laid.lines) <= max_lines)
        return laid if fits and laid.width <= width + 0.5 else None

    low, high, best = minimum, max(minimum, style.size), None
    while low <= high:
        middle = (low + high + 1) // 2
        laid = attempt(middle)
        if laid is not None:
            best, low = laid, middle + 1
        else:
            high = middle - 1
    if best is not None:
        return _evenest(best, attempt, minimum)
    smallest = replace(style, size=minimum)
    room = lay_out(text, smallest, width, book, align=align)
    pitch = room.lines[1].baseline - room.lines[0].baseline if len(room.lines) > 1 else room.height
    lines = max(1, 1 + int((height - (room.height - pitch * (len(room.lines) - 1))) // max(1.0, pitch)))
    return lay_out(text, smallest, width, book, align=align, max_lines=min(lines, max_lines or lines))


def _evenest(best: TextLayout, attempt: Callable[[int], TextLayout | None], minimum: int) -> TextLayout:
    """The layout, or one up to a fifth smaller whose lines are so much more even that it looks better."""

    def price(laid: TextLayout) -> float:
        widths = [line.box.width / max(1.0, laid.width) for line in laid.lines]
        ragged = sum((1 - width) ** 2 for width in widths[:-1]) + (0.3 if widths[-1] < 0.25 else 0.0)
        return ragged / len(widths) + 0.7 * (1 - laid.style.size / best.style.size)

    if len(best.lines) < 3:
        return best
    sizes = {round(best.style.size * share) for share in (0.96, 0.92, 0.88, 0.84, 0.8)}
    others = [laid for size in sizes if minimum <= size < best.style.size and (laid := attempt(size)) is not None]
    return min((best, *others), key=price)


def draw(
    image: Image.Image,
    layout: TextLayout,
    at: tuple[float, float],
    fill: RGB | int | tuple[int, int, int, int],
    book: FontBook,
    *,
    word_fills: Mapping[int, RGB | tuple[int, int, int, int]] | None = None,
    stroke: int = 0,
    stroke_fill: RGB | tuple[int, int, int, int] | None = None,
) -> Box:
    """Draw set text with its top left corner at a point; returns the box of everything inked.

    `word_fills` colours single words by their index in `layout.words`. Text that must not lose a stroke or an
    accent needs `layout.ink` (grown by `stroke`) inside the picture.
    """
    pen = ImageDraw.Draw(image)
    passes = (True, False) if stroke else (False,)  # all outlines lie under all letters
    for outline in passes:
        for index, word in enumerate(layout.words):
            colour = (word_fills or {}).get(index, fill)
            x, y = word.x + at[0], word.baseline + at[1]
            for run, step in _visual(word, layout.style, book):
                if run.face.colour:
                    if not outline:
                        draw_emoji(image, run, layout.style.size, (x, y), book)
                else:
                    pen.text(
                        (x, y),
                        run.text,
                        font=book.font(run.face, layout.style.weight, layout.style.size),
                        fill=stroke_fill if outline and stroke_fill is not None else colour,
                        anchor="ls",
                        stroke_width=stroke if outline else 0,
                        direction="rtl" if word.rtl else "ltr",
                    )
                x += step
    return Box(
        layout.ink.left - stroke, layout.ink.top - stroke, layout.ink.right + stroke, layout.ink.bottom + stroke
    ).moved(*at)


def tight_ink(layout: TextLayout, book: FontBook) -> Box:
    """The box of the pixels that set text really touches; `layout.ink` reaches to the baseline and beside it."""
    edge = layout.style.size
    size = (round(layout.width) + 2 * edge, round(layout.height) + 2 * edge)
    left, top, right, bottom = ink_mask(size, layout, (edge, edge), book).getbbox() or (edge, edge, edge, edge)
    return Box(left - edge, top - edge, right - edge, bottom - edge)


def ink_mask(size: tuple[int, int], layout: TextLayout, at: tuple[float, float], book: FontBook) -> Image.Image:
    """A mask "L" of `size` with the letters white: where the text will be."""
    mask = Image.new("L", size, 0)
    draw(mask, layout, at, 255, book)
    return mask


def _ruler(style: TextStyle, book: FontBook) -> Callable[[str], float]:
    """Measures text at a style, each word once."""

    @lru_cache(maxsize=4096)
    def width(text: str) -> float:
        return sum(
            advance(run, style, book) for run in book.runs(text, style.family, weight=style.weight, italic=style.italic)
        )

    return width


def _with_ellipsis(line: Sequence[Token], width: float, ruler: Callable[[str], float]) -> list[Token]:
    kept = list(line)
    while len(kept) > 1 and ruler(_joined(kept) + ELLIPSIS) > width:
        kept.pop()
    last = kept[-1]
    shown = last.text.rstrip(" ,;:.–—-") or last.text
    while len(shown) > 1 and len(kept) == 1 and ruler(shown + ELLIPSIS) > width:
        shown = cut(shown)[0]
    return [*kept[:-1], replace(last, text=shown + ELLIPSIS)]


def _joined(line: Sequence[Token]) -> str:
    return "".join((" " if t.space and i else "") + t.text for i, t in enumerate(line))


def _cut_words(line: str, wanted: list[str]) -> list[tuple[str, bool]]:
    """A line as (word, space before) by the next words of `wanted`, which are taken from it; other text is kept."""
    parts: list[tuple[str, bool]] = []
    place = 0
    while wanted and (found := line.find(wanted[0], place)) >= 0:
        between = line[place:found]
        parts.extend((word, True) for word in between.split())
        parts.append((wanted.pop(0), not between or between[-1:].isspace() if place == 0 else between[-1:].isspace()))
        place = found + len(parts[-1][0])
    parts.extend((word, True) for word in line[place:].split())
    return parts


def _place(
    lines: Sequence[Sequence[tuple[str, bool]]],
    style: TextStyle,
    book: FontBook,
    *,
    align: Align,
    width: float | None,
    rtl: bool,
) -> TextLayout:
    ruler = _ruler(style, book)
    space = ruler(" ")
    widths = [sum(ruler(text) + (space if gap and i else 0) for i, (text, gap) in enumerate(line)) for line in lines]
    widest = max(widths, default=0.0)
    room = widest if width is None else width
    rises, falls = _reach(lines, style, book)
    pitch = max(style.leading * style.size, _tightest(rises, falls) + 0.05 * style.size)
    ascent = max(rises[0] if rises else 0.0, 0.74 * style.size)
    line_boxes: list[LineBox] = []
    words: list[WordBox] = []
    for number, (line, used) in enumerate(zip(lines, widths, strict=True)):
        baseline = ascent + number * pitch
        left = {"start": room - used if rtl else 0.0, "center": (room - used) / 2, "end": 0.0 if rtl else room - used}
        top, bottom = baseline - 0.8 * style.size, baseline + 0.24 * style.size
        words.extend(
            _word_boxes(line, style, book, number=number, left=left[align], rows=(top, baseline, bottom), rtl=rtl)
        )
        text = "".join((" " if gap and i else "") + word for i, (word, gap) in enumerate(line))
        line_boxes.append(LineBox(text, Box(left[align], top, left[align] + used, bottom), baseline))
    height = ascent + pitch * max(0, len(lines) - 1) + (max(falls[-1], 0.22 * style.size) if falls else 0.0)
    ink = words[0].ink if words else Box(0, 0, 0, 0)
    for word in words[1:]:
        ink = ink.union(word.ink)
    return TextLayout(style, tuple(line_boxes), tuple(words), widest, height, ink, rtl)


def _word_boxes(
    line: Sequence[tuple[str, bool]],
    style: TextStyle,
    book: FontBook,
    *,
    number: int,
    left: float,
    rows: tuple[float, float, float],
    rtl: bool,
) -> list[WordBox]:
    top, baseline, bottom = rows
    ruler = _ruler(style, book)
    space = ruler(" ")
    levels = embedding_levels([text for text, _ in line], rtl)
    placed: dict[int, WordBox] = {}
    x = left
    order = visual_order(levels)
    for position, index in enumerate(order):
        text = line[index][0]
        if position:
            # the gap belongs to the later of two neighbours in reading order
            later = max(index, order[position - 1])
            x += space if line[later][1] else 0
        word_rtl = bool(levels[index] % 2)
        runs = book.runs(text, style.family, weight=style.weight, italic=style.italic)
        step = ruler(text)
        box = Box(x, top, x + step, bottom)
        word = WordBox(text, number, box, box, x, baseline, runs, word_rtl)
        placed[index] = replace(word, ink=_ink(word, style, book))
        x += step
    return [placed[index] for index in range(len(line))]


def _visual(word: WordBox, style: TextStyle, book: FontBook) -> list[tuple[Run, float]]:
    runs = reversed(word.runs) if word.rtl else word.runs
    return [(run, advance(run, style, book)) for run in runs]


def _ink(word: WordBox, style: TextStyle, book: FontBook) -> Box:
    x, ink = word.x, None
    for run, step in _visual(word, style, book):
        part = run_ink(run, style, book, word.rtl).moved(x, word.baseline)
        ink = part if ink is None else ink.union(part)
        x += step
    return ink or word.box


def _reach(
    lines: Sequence[Sequence[tuple[str, bool]]], style: TextStyle, book: FontBook
) -> tuple[list[float], list[float]]:
    """How far each line's ink goes above and below its baseline, pixels."""
    rises, falls = [], []
    for line in lines:
        text = " ".join(word for word, _ in line)
        runs = book.runs(text, style.family, weight=style.weight, italic=style.italic)
        boxes = [run_ink(run, style, book) for run in runs]
        rises.append(max((-box.top for box in boxes), default=0.0))
        falls.append(max((box.bottom for box in boxes), default=0.0))
    return rises, falls


def _tightest(rises: Sequence[float], falls: Sequence[float]) -> float:
    """The least distance of baselines at which no line touches the next."""
    return max((fall + rise for fall, rise in zip(falls, rises[1:], strict=False)), default=0.0)
