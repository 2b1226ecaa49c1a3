"""Whether the people, organisations, products and places of a sentence are in the article, and named together there.

Names are told by their capitals. Where every noun has one (German) or the script has none, only what surely is a name
counts: several capitals in a row, a title or a verb of saying beside it, foreign letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from reprise.briefs.language import base, is_spaceless, stop_words
from reprise.finding import Finding
from reprise.grounding.quotations import quoted
from reprise.grounding.source import Source
from reprise.grounding.textual import Word, key

_CAPITAL = regex.compile(r"\p{Lu}")
_SIGN_OF_NAME = regex.compile(r"\p{Ll}\p{Lu}|^\p{Lu}{2,}\p{N}*$")
_JOINS = frozenset("of the and de del della da dos du der den von van la le les für i y et und & for".split())  # noqa: SIM905
_BREAK = regex.compile(r"[.!?:;,()\[\]\"“”„«»\n|/•…]|\s-\s")
_FORMS = regex.compile(r"^\s?(?:GmbH|AG|SE|e\.\s?V\.|Inc|Ltd|LLC|Corp|S\.?A\.?|SpA|BV|ООО)\b")
_NOUNS = frozenset(("de", "lb"))
_NOUN_ENDINGS = ("ung", "heit", "keit", "schaft", "tion", "tät", "nis", "tum", "ismus", "ment", "ungen", "ionen", "en")
_EAST = regex.compile(
    r"(?P<ja>[\p{Han}]{2,5})(?:さん|氏|様|先生|教授|社長|市長)|(?P<zh>[\p{Han}]{2,3})(?:先生|女士|教授|市长|博士|表示|指出)"
    r"|(?P<kata>[\p{Katakana}ー・]{4,})|(?P<latin>\p{Latin}[\p{Latin}\p{N}]{2,})"
)
_UNIT = 4
_TITLE_SHARE = 0.6  # of its longer words: a line with more capitals than this is a headline


def name_findings(sentence: str, words: list[Word], source: Source) -> Iterator[Finding]:
    """What is wrong with the names of a plain sentence."""
    if is_spaceless(source.language):
        yield from _eastern(sentence, source)
        return
    titled = _is_headline(words)
    for run in _runs(sentence, words):
        unknown = [word for word in run if not _is_fine(word, source) and not _is_unit(word, sentence)]
        if unknown:
            if _surely(run, unknown, sentence, words, source, titled=titled):
                shown = sentence[run[0].start : run[-1].end]
                yield Finding("name", shown, "the article does not name it")
        elif not titled:
            yield from _strangers(run, sentence, words, source)


def _runs(sentence: str, words: list[Word]) -> Iterator[list[Word]]:
    """Capitalised words in a row, small words that join names within them left out of the count."""
    run: list[Word] = []
    for number, word in enumerate(words):
        if _CAPITAL.match(word.text):
            if run and not _belongs(sentence[run[-1].end : word.start]):
                yield run
                run = []
            run.append(word)
            continue
        joins = word.folded in _JOINS and run and number + 1 < len(words) and _CAPITAL.match(words[number + 1].text)
        if run and not (joins and word.folded not in ("and", "und", "et", "y")):
            yield run
            run = []
    if run:
        yield run


def _belongs(between: str) -> bool:
    return (not _BREAK.search(between) and len(between) <= 12) or between in (". ", "-", "'")


def _is_fine(word: Word, source: Source) -> bool:
    folded = word.folded
    return (
        len(folded) == 1
        or source.named(folded)
        or folded in stop_words(source.language)
        or folded in source.table.titles
        or folded in source.table.weekdays
        or folded in source.table.months
        or folded in source.table.numerals
        or word.text.isdigit()
    )


def _is_unit(word: Word, sentence: str) -> bool:
    """Whether a short word stands behind a figure: "310 MWh"."""
    return len(word.text) <= _UNIT and bool(regex.search(r"\d\s?$", sentence[: word.start]))


def _surely(
    run: list[Word], unknown: list[Word], sentence: str, words: list[Word], source: Source, *, titled: bool
) -> bool:
    """Whether unknown capitalised words are a name, and not a headline's or the first word of a sentence."""
    first = run[0] is words[0] or _opens(sentence, run[0])
    if any(_SIGN_OF_NAME.search(word.text) and not _is_loud(word, words) for word in unknown):
        return True
    before, after = sentence[: run[0].start], sentence[run[-1].end :]
    if _FORMS.match(after) or _beside_saying(before, after, source) or _has_title(run, before, source):
        return True
    if all(source.knows(word.stem, word.folded) for word in unknown):
        return False
    if titled:
        return False
    if base(source.language) in _NOUNS:
        return _german(run, unknown, before, first=first)
    inner = unknown[1:] if first and unknown[0] is run[0] else unknown
    return bool(inner) or (first and len(run) > 1 and unknown[0] is run[0] and not _known_run(run[1:], source))


def _known_run(rest: list[Word], source: Source) -> bool:
    """Whether the rest of a run is a whole name of the article's by itself ("Yesterday Anna Lund said")."""
    return key(" ".join(word.text for word in rest)) in source.whole


def _german(run: list[Word], unknown: list[Word], before: str, *, first: bool) -> bool:
    """Every noun has a capital: two unknown ones in a row are a name, one is behind "aus" or "laut"."""
    if len(unknown) >= 2 and not any(word.folded.endswith(_NOUN_ENDINGS) for word in unknown[:2]) and not first:
        return True
    last = before.split()[-1:] or [""]
    alone = len(run) == 1 and last[0] in ("aus", "laut", "nach", "gegen") and not first
    return alone and not run[0].folded.endswith(_NOUN_ENDINGS)


def _has_title(run: list[Word], before: str, source: Source) -> bool:
    last = regex.search(r"([\p{L}]+)\.?\s*$", before)
    titled = last is not None and last[1].casefold() in source.table.titles
    return titled or (len(run) > 1 and run[0].folded in source.table.titles)


def _beside_saying(before: str, after: str, source: Source) -> bool:
    says = source.table.says.pattern
    near = regex.match(rf"\s(?i:{says})", after) or regex.search(rf"(?i:{says})\s$", before)
    return near is not None and "so" not in (near.group().strip(),)


def _strangers(run: list[Word], sentence: str, words: list[Word], source: Source) -> Iterator[Finding]:
    """Two names of the article that it never has in one paragraph, as first and last name of one person."""
    names = [word for word in run if not (word is words[0] or _opens(sentence, word))] if len(run) > 2 else run
    for one, two in pairwise(names):
        if (
            one.text.lower() in source.lower
            or two.text.lower() in source.lower
            or len(one.text) < 3
            or len(two.text) < 3
        ):
            continue
        if one.folded in source.own or two.folded in source.own or base(source.language) in _NOUNS:
            continue
        if sentence[one.end : two.start] != " " or (one is words[0] and one.folded in stop_words(source.language)):
            continue
        if (
            one.folded in source.table.titles
            or one.folded in source.table.weekdays
            or one.folded in source.table.months
        ):
            continue
        if not _together(one, two, source):
            shown = sentence[one.start : two.end]
            yield Finding("name", shown, "the article names nobody and nothing like this")
            return


def _together(one: Word, two: Word, source: Source) -> bool:
    """Whether a passage of the article has both."""
    for passage in source.passages:
        if one.folded in passage.folded and two.folded in passage.folded:
            return True
    first = {n for each in (one.stem, *source.forms(one.folded)) for n in source.stems.get(each, ())}
    second = {n for each in (two.stem, *source.forms(two.folded)) for n in source.stems.get(each, ())}
    return bool(first & second)


def _opens(sentence: str, word: Word) -> bool:
    """Whether a word begins a sentence, a line or what stands behind a colon or a mark."""
    before = sentence[: word.start].rstrip()
    return not before or before[-1] in '.!?:;…"“„«»(-–[•→'


def _is_headline(words: list[Word]) -> bool:
    """Whether a line writes (nearly) all its longer words with capitals."""
    long = [word for word in words if len(word.text) > 3 and not word.text.isdigit()]
    return len(long) >= 3 and sum(word.text[0].isupper() for word in long) >= _TITLE_SHARE * len(long)


def _is_loud(word: Word, words: list[Word]) -> bool:
    """Whether a word in capitals is one of several, or long: said loudly, and no acronym."""
    return word.text.isupper() and (
        len(word.text) > 6 or sum(other.text.isupper() and len(other.text) > 2 for other in words) > 1
    )


def _eastern(sentence: str, source: Source) -> Iterator[Finding]:
    inside = [(each.start, each.end) for each in quoted(sentence)]
    for match in _EAST.finditer(sentence):
        name = next(filter(None, match.groups()))
        if any(start <= match.start() < end for start, end in inside):
            continue
        folded = name.casefold()
        if folded not in source.seen and folded not in source.own and folded not in source.folded:
            yield Finding("name", name, "the article does not name it")
