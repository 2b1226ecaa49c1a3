"""A long film's sentences cut into scenes of a breath or two, and their cues kept from being all of one kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reprise.briefs.language import word_count
from reprise.briefs.sentences import split
from reprise.video.script import Cue
from reprise.video.writing.cues import first_on_screen
from reprise.video.writing.fit import Chosen
from reprise.video.writing.lines import Line, Lines
from reprise.video.writing.openings import Telling, title_cue, topic
from reprise.video.writing.sayable import repeats, without_number
from reprise.video.writing.units import Material

_FULL, _MOST = 12, 38  # words after which a scene may end, and that it does not exceed
_TINY = 7  # words that make no scene of their own
_RUN = 3  # scenes of one kind in a row
_QUOTE_WORDS = 26


@dataclass
class Beat:
    """The lines of one scene; `shared` is the short film's scene that says the same."""

    lines: list[Line] = field(default_factory=list)
    shared: Chosen | None = None


def beats_of(
    lines: Lines, inside: Sequence[int], shared: Mapping[int, Chosen], language: str, *, says_headings: bool
) -> list[Beat]:
    """The told lines of a chapter as scenes, in order; a section's heading is said before its first line where
    headings carry the telling."""
    beats: list[Beat] = []
    section = -1
    inside_shared = lines_of(lines, *shared.values())
    for number in inside:
        if number not in lines.told or (number in inside_shared and number not in shared):
            continue
        line = lines.lines[number]
        if number in shared:
            beats.append(Beat([line], shared[number]))
            section = line.section
            continue
        if not line.is_heading and says_headings and line.section != section and not _is_said(beats, line.section):
            heading = _heading(lines, number)
            if heading is not None and not repeats(heading.said, line.said):
                beats.append(Beat([heading]))
        section = line.section
        if beats and _belongs(lines, beats[-1], line, language):
            beats[-1].lines.append(line)
        else:
            beats.append(Beat([line]))
    return _without_tiny(beats, language)


def lines_of(lines: Lines, *options: Chosen) -> set[int]:
    """The numbers of all lines that scenes of the short film say."""
    texts = {text for option in options for text in option.unit.written}
    texts |= {option.unit.more_written for option in options if option.with_more}
    return {number for number, line in enumerate(lines.lines) if line.written in texts}


def _is_said(beats: Sequence[Beat], section: int) -> bool:
    return any(line.is_heading and line.section == section for beat in beats[-2:] for line in beat.lines)


def _heading(lines: Lines, number: int) -> Line | None:
    section = lines.lines[number].section
    for at in range(number, -1, -1):
        line = lines.lines[at]
        if line.section != section:
            return None
        if line.is_heading:
            return None if at in lines.told and not line.possible else line
    return None


def _belongs(lines: Lines, beat: Beat, line: Line, language: str) -> bool:
    """Whether a line goes on in the scene before it: it fits, and is of the same passage."""
    if beat.shared is not None:
        return False
    words = sum(word_count(each.said, language) for each in beat.lines)
    last = beat.lines[-1]
    if words + word_count(line.said, language) > _MOST and words > _TINY:
        return False
    if last.is_heading:
        return last.section == line.section
    if line.is_heading or last.section != line.section:
        return False
    follows = last.place.block == line.place.block or line.needs is not None
    if follows:
        return True
    whole = beat.lines[0].place.block == last.place.block and _begins(lines, beat.lines[0])
    return whole and words < _FULL and line.place.block - last.place.block <= 2


def _begins(lines: Lines, line: Line) -> bool:
    """Whether a line is the first of its paragraph that is told."""
    at = line.number - 1
    while at >= 0 and lines.lines[at].place.block == line.place.block:
        if at in lines.told:
            return False
        at -= 1
    return True


def _without_tiny(beats: list[Beat], language: str) -> list[Beat]:
    """Scenes of a few words joined to a neighbour of the chapter."""
    kept: list[Beat] = []
    for beat in beats:
        words = sum(word_count(line.said, language) for line in beat.lines)
        before = kept[-1] if kept else None
        if beat.shared is None and words < _TINY and before is not None and before.shared is None:
            length = sum(word_count(line.said, language) for line in before.lines)
            if length + words <= _MOST + _TINY and not beat.lines[0].is_heading:
                before.lines += beat.lines
                continue
        kept.append(beat)
    return kept


def varied(shown: Telling, kinds: Sequence[str], material: Material, language: str, *, opens: str = "") -> Cue:
    """The scene's cue, or another card where it would be the fourth of its kind in a row; the first scene of a
    chapter shows the chapter's heading rather than its words."""
    cue = shown.cue
    if opens and cue.kind == "quote" and not _runs(kinds, "title"):
        return title_cue(without_number(opens))
    if not _runs(kinds, cue.kind):
        return cue
    said = shown.narration
    named = first_on_screen((shown.on_screen, topic(material.brief, said), without_number(opens)), language)
    if cue.kind == "quote":
        return title_cue(named or material.brief.title)
    spans = split(said, language)
    while len(spans) > 1 and word_count(said[: spans[-1][1]], language) > _QUOTE_WORDS:
        spans.pop()
    return Cue(kind="quote", text=said[: spans[-1][1]] if spans else said)


def _runs(kinds: Sequence[str], kind: str) -> bool:
    return len(kinds) >= _RUN and set(kinds[-_RUN:]) == {kind}
