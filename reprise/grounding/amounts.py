"""Whether the figures and dates of a sentence are the article's, about the same, and rounded honestly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from reprise.finding import Finding
from reprise.grounding.dates import Day, days
from reprise.grounding.figures import Figure, broken_figures, figures
from reprise.grounding.source import Source
from reprise.grounding.textual import Word

_ROUNDED, _BEYOND = 0.06, 0.2  # how far "about" and "more than" may be from the number
_NEXT = 2  # content words behind a figure that say what it counts
_REACH = 28  # characters behind a figure in which what it counts begins
_COUNT_REACH = 22
_NUMBERED = regex.compile(r"[\p{L}]+[\s#]*$")
_GLUED = regex.compile(  # H2O, 40km, COVID19
    r"(?<![\p{Latin}\p{Cyrillic}\p{N}])(?=\p{N}*[\p{Latin}\p{Cyrillic}])(?=[\p{Latin}\p{Cyrillic}]*\p{N})"
    r"[\p{Latin}\p{Cyrillic}\p{N}]{2,}(?![\p{Latin}\p{Cyrillic}\p{N}])"
)


def amount_findings(sentence: str, words: list[Word], source: Source, *, listed: int = 0) -> Iterator[Finding]:
    """What is wrong with the figures of a plain sentence; `listed` are the points of the list that its text holds."""
    dated = days(sentence, source.table)
    yield from _dates(dated, source)
    inside = [(day.start, day.end) for day in dated]
    for figure in figures(sentence, source.table):
        in_a_date = any(start <= figure.start < end for start, end in inside)
        if not in_a_date and not (listed in figure.values and _counts(figure, sentence, source)):
            yield from _figure(figure, sentence, words, source)
    for text, start in broken_figures(sentence):
        if text not in source.broken and not any(a <= start < b for a, b in inside):
            yield Finding("number", text, "the article has no such number")
    yield from _parts(sentence, source)
    for match in _GLUED.finditer(sentence):
        folded = match.group().casefold()
        if (
            folded not in source.own
            and folded not in source.folded
            and folded not in source.seen
            and not _is_amount(match.group(), source)
        ):
            yield Finding("number", match.group(), "the article does not have it")


def _dates(dated: Iterable[Day], source: Source) -> Iterator[Finding]:
    told: set[int] = set()
    dated = list(dated)
    for day in dated:
        same = [other for other in dated if other.start == day.start]
        if day.start not in told and not any(any(each.agrees(known) for known in source.days) for each in same):
            told.add(day.start)
            yield Finding("date", day.text, "the article has no such date")


def _figure(figure: Figure, sentence: str, words: list[Word], source: Source) -> Iterator[Finding]:
    if _is_count(figure, sentence, source):
        return
    if figure.year is not None and any(figure.year == day.year for day in source.days):
        return
    places = [place for value in figure.values for place in source.figures.get(value, ())]
    if not places:
        near = [value for value in source.figures if _rounds(figure, value)]
        places = [place for value in near for place in source.figures[value]]
        if not places:
            yield Finding("number", figure.text, _why_missing(figure, source))
            return
    fitting = [(number, known) for number, known in places if figure.kinds & known.kinds]
    if not fitting:
        yield Finding("number", figure.text, f"the article has “{places[0][1].text}”, which is something else")
        return
    told = frozenset(each.text for each in figures(sentence, source.table))
    yield from _of_something_else(figure, fitting, words, told, source)


def _why_missing(figure: Figure, source: Source) -> str:
    if figure.marked:
        return "no number of the article is rounded like this"
    close = [value for value in source.figures for own in figure.values if own and abs(value - own) <= 0.1 * abs(own)]
    shown = source.figures[close[0]][0][1].text if close else ""
    return (
        f"the article has {shown}, and says “about” must stand before a rounded one"
        if shown
        else ("the article has no such number")
    )


def _rounds(figure: Figure, value: float) -> bool:
    """Whether a figure marked as about, more than or almost is so of a value of the article."""
    if not figure.marked or not value:
        return False
    for own in figure.values:
        off = (own - value) / value
        if figure.marked == "about" and abs(off) <= _ROUNDED:
            return True
        if figure.marked == "more" and -_BEYOND <= off < 0:
            return True
        if figure.marked == "less" and 0 < off <= _BEYOND:
            return True
    return False


def _is_count(figure: Figure, sentence: str, source: Source) -> bool:
    """Whether it counts the article's own parts ("5 tips"), or names one of them ("tip 3")."""
    whole = [int(value) for value in figure.values if value == int(value)]
    if not whole or figure.kinds != {""} or not source.counts:
        return False
    if sentence.strip() == figure.text:
        return whole[0] in source.counts  # it stands alone on a card: the number of a step
    if _counts(figure, sentence, source) and any(value in source.counts for value in whole):
        return True
    before = _NUMBERED.search(sentence[: figure.start])
    return bool(before and source.table.counts.search(before.group())) and whole[0] <= max(source.counts)


def _counts(figure: Figure, sentence: str, source: Source) -> bool:
    """Whether what follows a figure is what our own structure is counted in."""
    return bool(source.table.counts.search(sentence[figure.end : figure.end + _COUNT_REACH]))


def _of_something_else(
    figure: Figure, places: list[tuple[int, Figure]], words: list[Word], told: frozenset[str], source: Source
) -> Iterator[Finding]:
    """A figure of the article that is said of something else there; `told` are all figures of the sentence."""
    content = [word for word in words if word.content and not figure.start <= word.start < figure.end]
    if len(content) > 1:
        around = {stem for number, _ in places for stem in _around(number, source)}
        forms = {form for number, _ in places for form in source.passages[number].folded}
        if not any(word.stem in around or forms & set(source.forms(word.folded)) for word in content):
            yield Finding("number", figure.text, "the article has this number, but of something else")
            return
    counted = [word for word in content if figure.end <= word.start <= figure.end + _REACH][:_NEXT]
    here = {word.stem for number, known in places for word in _behind(number, known, source)}
    if not counted or any(word.stem in here for word in counted):
        return
    first = counted[0]
    for number in source.stems.get(first.stem, ()):
        for known in source.passages[number].figures:
            behind = _behind(number, known, source)
            if not behind or behind[0].stem != first.stem or known.values & figure.values:
                continue
            beside = any(place == number for place, _ in places)  # both stand in one sentence of the article
            if (beside or known.text in told) and known.kinds & figure.kinds:
                yield Finding("number", f"{figure.text} {first.text}", f"the article says {known.text} {first.text}")
                return


def _behind(number: int, figure: Figure, source: Source) -> list[Word]:
    """What a figure of the article counts: the content words right behind it."""
    words = source.passages[number].words
    return [word for word in words if word.content and figure.end <= word.start <= figure.end + _REACH][:_NEXT]


def _around(number: int, source: Source) -> frozenset[str]:
    """The stems of a passage and of its paragraph."""
    block = source.passages[number].block
    near = [source.passages[number]]
    for step in (-2, -1, 1, 2):
        if 0 <= number + step < len(source.passages):
            other = source.passages[number + step]
            if other.block == block or abs(other.block - block) <= 1:
                near.append(other)
    return frozenset(stem for passage in near for stem in passage.stems) | source.title_stems


def _parts(sentence: str, source: Source) -> Iterator[Finding]:
    """Shares in words ("half", "doubled") that neither the article's words nor its numbers bear out."""
    for pattern, values in source.table.parts:
        match = pattern.search(sentence)
        if match is None or pattern.search(source.seen):
            continue
        shares = [*values, *(100 * value for value in values if value < 1)]
        digits = [value for value, places in source.figures.items() if any(not each.spelled for _, each in places)]
        if not any(abs(known - value) <= 0.02 * value + 0.01 for known in digits for value in shares):
            yield Finding("number", match.group(), "the article has no such share")


def _is_amount(word: str, source: Source) -> bool:
    """Whether digits and letters in one are an amount ("40km", "5k", "3rd") whose number the article has."""
    digits = regex.match(r"\d+", word)
    if digits is None:
        return False
    value = float(digits.group())
    return any(value * scale in source.figures for scale in (1.0, 1e3, 1e6)) or int(value) in source.counts
