"""Cues cut into pages: what stands on the picture at once, in two lines at most, and in which frames."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from reprise.graphics.glyphs import TextStyle
from reprise.graphics.text import measure
from reprise.video.captions import Caption
from reprise.video.look.stage import Stage
from reprise.video.voice.voiceover import Word

AIR = 9
"""Units of a highlight beside its word, and as many more between words."""

_CLUSTER = regex.compile(r"\X")
_ENDS = ".!?…:;,。！？、，；：؟،–—"
_BRIEF = 0.45  # seconds below which a page flickers: its words go to its neighbour's
_TOUCH = 8  # frames between two pages that are bridged, so that nothing flickers


@dataclass(frozen=True)
class Page:
    """What stands on the screen at once: its lines, and its words with their film times."""

    lines: tuple[str, ...]
    words: tuple[Word, ...]
    end: float


@dataclass(frozen=True)
class Turn:
    """A page in frames [`begin`, `end`) of its scene; `joins` tells that the next follows at once, `follows` that it
    follows another so. `starts` are the frames at which its words are spoken."""

    page: Page
    begin: int
    end: int
    starts: tuple[int, ...]
    joins: bool = False
    follows: bool = False


def turns(
    stage: Stage, cues: Sequence[Caption], style: TextStyle, room: float, *, fps: int, first: int, hidden: int
) -> list[Turn]:
    """The pages of a scene's cues with their frames; `room` is the widest line in pixels, `first` the film's frame at
    which the scene begins, `hidden` the scene's frame from which nothing is shown."""
    pages = [page for cue in cues for page in pages_of(stage, cue, style, room)]
    begins = [_frame(page.words[0].start, fps, first) for page in pages]
    found: list[Turn] = []
    for number, page in enumerate(pages):
        following = begins[number + 1] if number + 1 < len(pages) else hidden
        end = min(_frame(page.end, fps, first), following, hidden)
        joins = number + 1 < len(pages) and following - end <= _TOUCH and following < hidden
        end = following if joins else end
        if end <= begins[number]:
            continue
        starts = tuple(_frame(word.start, fps, first) for word in page.words)
        follows = bool(found) and found[-1].joins
        found.append(Turn(page, begins[number], end, starts, joins, follows))
    return found


def pages_of(stage: Stage, cue: Caption, style: TextStyle, room: float) -> list[Page]:
    """A cue cut into pages that fit two lines, where that costs least: few pages, ends at the ends of clauses.

    A page that would be gone at once is set with its neighbour, in smaller letters if need be.
    """
    words, spaces, widths = _pieces(stage, cue, style, room)
    if not words:
        return []
    gap = _space(stage, style)
    cuts = _cuts(words, widths, spaces, gap, room, cue.end)
    pages = []
    for begin, end in pairwise(cuts):
        split = _split(widths[begin:end], spaces[begin:end], gap, room)
        split = split or _evenest(widths[begin:end], spaces[begin:end], gap)
        lines = [_joined(words, spaces, begin, begin + split), _joined(words, spaces, begin + split, end)]
        over = cue.end if end == len(words) else words[end].start
        pages.append(Page(tuple(line for line in lines if line), tuple(words[begin:end]), over))
    return pages


def spaced(page: Page) -> bool:
    """Whether the page's words have spaces between them."""
    return any(" " in line for line in page.lines)


def _frame(seconds: float, fps: int, first: int) -> int:
    return max(0, round(seconds * fps) - first)


def _space(stage: Stage, style: TextStyle) -> float:
    book = stage.book
    return measure("n n", style, book)[0] - measure("nn", style, book)[0] + stage.px(AIR)


def _pieces(stage: Stage, cue: Caption, style: TextStyle, room: float) -> tuple[list[Word], list[bool], list[float]]:
    """The words as they can be drawn, for each whether a space stands before it, and their widths in pixels. A word
    wider than a line comes in pieces, each at its share of the word's time."""
    words: list[Word] = []
    spaces: list[bool] = []
    widths: list[float] = []
    for word, space in zip(cue.words, _spaces(cue), strict=True):
        text = stage.book.drawable(word.text, style.family, weight=style.weight)
        if not text:
            continue
        width = measure(text, style, stage.book)[0]
        count = math.ceil(width / room)
        length = (word.end - word.start) / count
        for number, piece in enumerate(_even_parts(text, count)):
            start = word.start + number * length
            end = word.end if number == count - 1 else start + length
            whole = word if piece == word.text else Word(text=piece, start=start, end=end)
            words.append(whole)
            spaces.append(space and number == 0)
            widths.append(width if count == 1 else measure(piece, style, stage.book)[0])
    return words, spaces, widths


def _even_parts(text: str, count: int) -> list[str]:
    """A text in `count` parts of about as many letters each, no letter cut from its marks."""
    letters = _CLUSTER.findall(text)
    edges = [round(len(letters) * number / count) for number in range(count + 1)]
    return ["".join(letters[begin:end]) for begin, end in pairwise(edges) if end > begin]


def _cuts(
    words: Sequence[Word], widths: Sequence[float], spaces: Sequence[bool], gap: float, room: float, end: float
) -> list[int]:
    """The numbers of the words with which pages begin, and of the end."""
    count = len(words)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * count
    for last in range(1, count + 1):
        for begin in range(last - 1, -1, -1):
            if last - begin > 1 and _split(widths[begin:last], spaces[begin:last], gap, room) is None:
                break
            filled = (sum(widths[begin:last]) + gap * sum(spaces[begin + 1 : last])) / (2 * room)
            cost = best[begin][0] + _cost(words[begin:last], last == count) + (1 - min(1.0, filled)) ** 2
            if cost < best[last][0]:
                best[last] = (cost, begin)
    cuts = [count]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return _without_brief(cuts[::-1], words, end)


def _without_brief(cuts: list[int], words: Sequence[Word], end: float) -> list[int]:
    """The cuts without those that leave a page on the screen for a moment only."""

    def seconds(number: int) -> float:
        until = end if cuts[number + 1] == len(words) else words[cuts[number + 1]].start
        return until - words[cuts[number]].start

    while len(cuts) > 2:
        brief = min(range(len(cuts) - 1), key=seconds)
        if seconds(brief) >= _BRIEF:
            break
        before = brief > 0 and (brief == len(cuts) - 2 or seconds(brief - 1) <= seconds(brief + 1))
        del cuts[brief if before else brief + 1]
    return cuts


def _cost(words: Sequence[Word], is_last: bool) -> float:
    lonely = 0.7 if len(words) == 1 else 0.0
    return 1.0 + lonely + (0.0 if is_last or words[-1].text.rstrip("\"'”’»)")[-1:] in _ENDS else 0.35)


def _split(widths: Sequence[float], spaces: Sequence[bool], gap: float, room: float) -> int | None:
    """How many words stand in the first line of the most even setting in at most two; None when it does not fit."""
    count = len(widths)
    if _width(widths, spaces, gap, 0, count) <= room:
        return count
    split = _evenest(widths, spaces, gap)
    widest = max(_width(widths, spaces, gap, 0, split), _width(widths, spaces, gap, split, count))
    return split if count > 1 and widest <= room else None


def _evenest(widths: Sequence[float], spaces: Sequence[bool], gap: float) -> int:
    """How many words stand in the first of two lines of the least width."""
    count = len(widths)
    fitting = [
        (max(_width(widths, spaces, gap, 0, n), _width(widths, spaces, gap, n, count)), n) for n in range(1, count)
    ]
    return min(fitting, default=(0.0, count))[1]


def _width(widths: Sequence[float], spaces: Sequence[bool], gap: float, begin: int, end: int) -> float:
    return sum(widths[begin:end]) + gap * sum(spaces[begin + 1 : end])


def _joined(words: Sequence[Word], spaces: Sequence[bool], begin: int, end: int) -> str:
    return "".join((" " if spaces[n] and n > begin else "") + words[n].text for n in range(begin, end))


def _spaces(cue: Caption) -> list[bool]:
    """For every word whether a space stands before it (a line's break counts where the script has spaces)."""
    text, place, spaces = "\n".join(cue.lines), 0, []
    for word in cue.words:
        found = text.find(word.text, place)
        between = text[place:found] if found >= 0 else " "
        broken = "\n" in between
        spaces.append((bool(between.strip("\n")) or broken) and not (broken and _wide(text, found)))
        place = max(found, place) + len(word.text) if found >= 0 else place
    return spaces


def _wide(text: str, place: int) -> bool:
    """Whether the characters on both sides of a line's break stand without a space in a line."""
    around = (text[place - 2 : place - 1], text[place : place + 1])
    return all(_unspaced(character) for character in around if character)


def _unspaced(character: str) -> bool:
    """Full-width signs but Hangul, whose words have spaces, and Thai."""
    name = unicodedata.name(character, "")
    return (unicodedata.east_asian_width(character) in "WF" and "HANGUL" not in name) or name.startswith("THAI")
