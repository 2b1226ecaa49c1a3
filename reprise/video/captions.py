"""Captions: cues for subtitle files and for the words burned into the picture."""

from __future__ import annotations

import html
import math
import unicodedata
from dataclasses import dataclass

import regex

from reprise.errors import BadInput
from reprise.model import Document
from reprise.video.timeline import Timeline
from reprise.video.voice.speech import gaps
from reprise.video.voice.spoken_forms import forms
from reprise.video.voice.voiceover import NarrationLine, Voiceover, Word

_MARKUP = regex.compile(r"(?<=\{)(?=\\)|(?<=<)(?=[/a-zA-Z])")
"""Where players would take a spoken line for a command: {\\an8} moves a caption, <i> makes it slanted."""


class Caption(Document):
    """One cue in film seconds: at most two `lines`, with the film times of the words in them, in order."""

    scene: str
    start: float
    end: float
    lines: tuple[str, ...]
    words: tuple[Word, ...]


class Captions(Document):
    """All cues of a film in order; they do not overlap."""

    article: str
    format: str
    language: str
    cues: tuple[Caption, ...]


LINE = 42
"""Columns of a line; a full-width (CJK) character takes 42/16 of one, so that 16 of them fill it."""
LONGEST, SHORTEST = 7.0, 0.7
"""Seconds a cue is on the screen at most and, where the speech leaves room, at least."""
READING = 20.0
"""Characters a second that can still be read."""
LINGER = 0.6
"""Seconds a cue stays after its last word when nothing follows."""
_WIDE = LINE / 16
_TOO_SHORT = 1e6  # what a cue costs that must be gone too soon: more than all that may be wrong with the others
_ATOMS_AHEAD = 2 * LINE
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
_CLUSTER = regex.compile(r"\X")
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_SMALL = regex.compile(r"(?![\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}])\p{L}{1,3}")


@dataclass(frozen=True)
class _Atom:
    """A word, or a piece of a word too long for a line; `space` is what follows it, `ends` as in `_ending`."""

    word: Word
    space: str
    width: float
    ends: str


def write_captions(voiceover: Voiceover, timeline: Timeline) -> Captions:
    """Cues from the voice's own word times.

    Every scene's words are cut into cues where that costs least: at the ends of sentences and clauses, not too short,
    not too fast to read, no word left alone. Cues never cross scenes, never overlap, begin with their first word and
    end before the transition that hides them.

    Each has at most two lines of `LINE` columns and lasts at most `LONGEST`. It lasts at least `SHORTEST` and can be
    read at `READING` wherever the voice leaves the time: a cue that breaks one of these ends exactly where the next
    begins or its scene is hidden, and no other division of its scene has fewer that are too short.
    """
    timings = {timing.scene: (number, timing) for number, timing in enumerate(timeline.scenes)}
    cues: list[Caption] = []
    for line in voiceover.lines:
        if line.scene not in timings:
            raise BadInput(
                "The timeline lacks this scene.",
                where=f"{voiceover.article}, scene {line.scene}",
                remedy="Plan the timeline from this voiceover.",
            )
        number, timing = timings[line.scene]
        hidden = timing.first + timeline.hidden(number)
        cues += _scene_cues(
            _atoms(line, timing.speech / timeline.fps, voiceover.language), line.scene, hidden / timeline.fps
        )
    return Captions(article=voiceover.article, format=voiceover.format, language=voiceover.language, cues=tuple(cues))


def to_srt(captions: Captions) -> str:
    """The cues as a SubRip file (UTF-8). It has no way to mark what is no markup: a space does that."""
    blocks = []
    for number, cue in enumerate(captions.cues, 1):
        text = _MARKUP.sub(" ", "\n".join(cue.lines).replace("-->", "→"))
        blocks.append(f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{text}\n")
    return "\n".join(blocks)


def to_vtt(captions: Captions) -> str:
    """The cues as a WebVTT file (UTF-8)."""
    blocks = ["WEBVTT\n"]
    for number, cue in enumerate(captions.cues, 1):
        text = "\n".join(html.escape(line, quote=False) for line in cue.lines)
        blocks.append(f"{number}\n{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{text}\n")
    return "\n".join(blocks)


def columns(text: str) -> float:
    """Width of a text in columns of a caption line: 1 for a letter, 2.625 for a full-width one, 0 for marks."""
    total = 0.0
    for character in text:
        if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
            continue
        total += _WIDE if unicodedata.east_asian_width(character) in "WF" else 1.0
    return total


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    return (
        f"{milliseconds // 3_600_000:02d}:{milliseconds // 60_000 % 60:02d}:{milliseconds // 1000 % 60:02d}"
        f"{point}{milliseconds % 1000:03d}"
    )


def _scene_cues(atoms: list[_Atom], scene: str, hidden: float) -> list[Caption]:
    groups = [atoms[first:last] for first, last in _cuts(atoms, hidden)]
    starts = [group[0].word.start for group in groups]
    cues = []
    for number, group in enumerate(groups):
        start = starts[number]
        spoken = group[-1].word.end
        limit = max(starts[number + 1] if number + 1 < len(groups) else hidden, start + 0.001)
        readable = start + max(SHORTEST, _width(group) / READING)
        longest = start + LONGEST
        end = min(max(spoken + LINGER, readable), limit, longest)
        if number + 1 < len(groups) and limit - end < LINGER and limit <= longest:
            end = limit  # no flicker between cues that nearly touch
        cues.append(
            Caption(
                scene=scene,
                start=round(start, 3),
                end=round(end, 3),
                lines=_wrap(group),
                words=tuple(atom.word for atom in group),
            )
        )
    return cues


def _atoms(line: NarrationLine, offset: float, language: str) -> list[_Atom]:
    spaces = gaps(line.text, [word.text for word in line.words])
    atoms = []
    texts = [word.text for word in line.words]
    for word, space, following in zip(line.words, spaces, [*texts[1:], ""], strict=True):
        pieces = _pieces(word.text)
        length = (word.end - word.start) / len(pieces)
        for number, piece in enumerate(pieces):
            start = word.start + offset + number * length
            part = Word(text=piece, start=round(start, 4), end=round(start + length, 4))
            is_last = number == len(pieces) - 1
            ends = _ending(piece, following, language) if is_last else ""
            atoms.append(_Atom(part, space if is_last else "", columns(piece), ends))
    return atoms


def _pieces(text: str) -> list[str]:
    """A word in pieces that fit a line."""
    if columns(text) <= LINE:
        return [text]
    pieces, current, width = [], "", 0.0
    for cluster in _CLUSTER.findall(text):  # a letter keeps its marks
        wide = columns(cluster)
        if width + wide > LINE and current:
            pieces.append(current)
            current, width = "", 0.0
        current += cluster
        width += wide
    return [*pieces, current]


def _cuts(atoms: list[_Atom], hidden: float) -> list[tuple[int, int]]:
    """Where the cues begin and end: the division of least cost, by dynamic programming; `hidden` is when the scene is
    hidden, in film seconds."""
    count = len(atoms)
    best = [0.0] + [math.inf] * count
    origin = [0] * (count + 1)
    for first in range(count):
        if math.isinf(best[first]):
            continue
        for last in range(first + 1, min(count, first + _ATOMS_AHEAD) + 1):
            group = atoms[first:last]
            if last > first + 1 and not _fits(group):
                break
            cost = best[first] + _cue_cost(group, atoms[last] if last < count else None, hidden)
            if cost < best[last]:
                best[last], origin[last] = cost, first
    cuts, end = [], count
    while end > 0:
        cuts.append((origin[end], end))
        end = origin[end]
    return cuts[::-1]


def _fits(group: list[_Atom]) -> bool:
    return group[-1].word.end - group[0].word.start <= LONGEST and _line_break(group) is not None


def _cue_cost(group: list[_Atom], following: _Atom | None, hidden: float) -> float:
    """What is wrong with a cue, in arbitrary units: short, fast, alone, or cut within a clause."""
    start, end = group[0].word.start, group[-1].word.end
    most = max(0.001, (hidden if following is None else following.word.start) - start)
    seconds = min(most, end + LINGER - start) if following is None else most
    width = sum(atom.width + len(atom.space) for atom in group)
    cost = 4.0 + _break_cost(group[-1], following)
    cost += _TOO_SHORT if most < SHORTEST else 0.0
    cost += 40 * max(0.0, 1.2 - seconds)
    cost += 2 * min(60.0, max(0.0, width / most - READING))
    cost += 3 * max(0.0, 20 - width) / 20
    cost += 6 * max(0.0, end - start - 5)
    if width > LINE:
        cost += 1.5  # one line is calmer than two
    if len(group) == 1 and width < 12:
        cost += 25
    return cost


def _break_cost(atom: _Atom, following: _Atom | None) -> float:
    """What it costs to break after this word: nothing at a sentence's end, much within a phrase."""
    if following is None or atom.ends == "sentence":
        return 0.0
    if atom.ends == "clause":
        return 3.0
    if not atom.space and not _UNSPACED.search(atom.word.text):
        return 30.0  # a word cut because it is longer than a line
    if atom.ends == "number" or not _LETTER.search(following.word.text):
        return 16.0  # "41 %", "1,200 articles", "z. B."
    if _SMALL.fullmatch(atom.word.text):
        return 14.0  # articles and prepositions belong to what follows
    return 6.0 if _SMALL.fullmatch(following.word.text) else 9.0


def _ending(text: str, following: str, language: str) -> str:
    """How a word ends: with its "sentence", its "clause", as a "number" or abbreviation that leads on, or not ("")."""
    table = forms(language)
    bare = text.rstrip("\"'”’»«)）]」』 ")
    low = bare.lower().lstrip("(„“«\"'")
    if bare.endswith(".") and (low in table.abbreviations or any(low in pair for pair in table.pairs)):
        return "number"
    if regex.search(r"[.!?…。！？؟]$", bare):
        return "sentence"
    if regex.search(r"[,;:，、；：،؛—–]$", bare):
        return "clause"
    leads_on = regex.match(r"[\p{L}%°$€£¥]", following) and not _SMALL.fullmatch(following)
    return "number" if leads_on and regex.search(r"\p{N}$", bare) else ""


def _line_break(group: list[_Atom]) -> int | None:
    """After how many words the second line begins: `len(group)` for a single line, None when two do not hold it."""
    if _width(group) <= LINE:
        return len(group)
    best, choice = math.inf, None
    for number in range(1, len(group)):
        upper, lower = _width(group[:number]), _width(group[number:])
        if upper > LINE or lower > LINE:
            continue
        cost = abs(upper - lower) / 4 + _break_cost(group[number - 1], group[number])
        cost += 4.0 if upper > lower else 0.0  # the longer line below keeps clear of the picture
        if cost < best:
            best, choice = cost, number
    return choice


def _wrap(group: list[_Atom]) -> tuple[str, ...]:
    number = _line_break(group) or len(group)
    return tuple(_text(part) for part in (group[:number], group[number:]) if part)


def _width(group: list[_Atom]) -> float:
    return sum(atom.width for atom in group) + sum(len(atom.space) for atom in group[:-1])


def _text(group: list[_Atom]) -> str:
    return "".join(atom.word.text + atom.space for atom in group).strip()
