"""Whether a statement is the article's: enough of its words in the same paragraphs, and none of it turned around."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from reprise.briefs.language import is_spaceless
from reprise.finding import Finding
from reprise.grounding.source import Passage, Source
from reprise.grounding.textual import Word, words_of

KNOWN, TOGETHER = 0.5, 0.4
"""The share of a statement's words that the article must have at all, and in two of its paragraphs together."""
_PART_KNOWN, _PART_WORDS = 0.34, 3  # the same of a clause within a statement
_ASKED = 0.34  # of what a question takes for granted
_NEAR = 0.7  # of its words: a passage that says the same
_NEARLY = 0.5
_WIDE = 40  # characters around it in which a comparison belongs to it
_MANY, _ALMOST = 3, 0.6  # so many unknown words make a statement foreign unless nearly all others are known
_REACH = 3  # words before what a passage shares with a statement in which a "not" belongs to it
_CLAUSE = regex.compile(
    r"[;:()]|\s-\s|,\s|\s(?:and|but|while|because|which|und|aber|weil|et|mais|y|pero|e|ma|en|maar|и|но|а)\s", regex.I
)
_STOPS = regex.compile(r"[,;:().!?…]|\s-\s")


@dataclass(frozen=True)
class _Match:
    """A passage that says what a statement says; `share` of the statement's words it has, `span` where they stand,
    `wide` with more around."""

    passage: Passage
    share: float
    span: str
    wide: str


def claim_findings(sentence: str, words: list[Word], source: Source, *, asks: bool) -> Iterator[Finding]:
    """What is wrong with a plain sentence as a whole; `asks` for a question to the reader."""
    content = [word for word in words if word.content]
    known = [_numbers(word, source) for word in content]
    if _is_foreign(content, known, source, asks=asks):
        yield Finding("claim", sentence.strip(), "the article does not say this")
        return
    if not asks:
        for clause in _clauses(sentence, source):
            yield Finding("claim", clause, "the article does not say this")
            return
    dated = [word for word in words if word.text.isdigit()]
    yield from _turned(sentence, [*content, *dated], source)


def unsaid_findings(sentence: str, source: Source) -> Iterator[Finding]:
    """Superlatives and times that the article does not have."""
    for match in source.table.superlatives.finditer(sentence):
        said = match.group()
        if said.casefold() not in source.seen and not _form_known(said, source):
            yield Finding("superlative", said, "the article does not claim this")
            break
    for match in source.table.times.finditer(sentence):
        if match.group().casefold() not in source.seen:
            yield Finding("date", match.group(), "the article does not say when like this")
            break


def cut_findings(sentence: str, said: str, source: Source) -> Iterator[Finding]:
    """The article's own words (`said` is their key), taken out of a clause that has a "not" beside them."""
    if is_spaceless(source.language) or source.table.negators.search(sentence):
        return
    found = [passage for passage in source.passages if said in passage.key]
    for passage in found:
        first = passage.key[: passage.key.index(said)].count(" ")
        last = first + said.strip().count(" ")
        if last >= len(passage.words):
            return
        start, end = passage.words[first].start, passage.words[last].end
        before, after = _beside(passage.text, start, end)
        if not source.table.negators.search(f"{before} | {after}"):
            return
    if found:
        yield Finding("negation", sentence.strip(), f"the article says: {found[0].text}")


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    """The few words of the same clause before and behind a stretch of a text."""
    before, after = text[:start], text[end:]
    if stops := list(_STOPS.finditer(before)):
        before = before[stops[-1].end() :]
    if stop := _STOPS.search(after):
        after = after[: stop.start()]
    return " ".join(before.split()[-_REACH:]), " ".join(after.split()[:_REACH])


def _form_known(said: str, source: Source) -> bool:
    """Whether the article has the superlative in another form."""
    words = words_of(said, source.language)
    telling = [word for word in words if len(word.text) > 3] or words
    return bool(telling) and all(word.stem in source.stems or source.forms(word.folded) for word in telling)


def _numbers(word: Word, source: Source) -> frozenset[int]:
    """The passages that have a word or one of its forms."""
    found = source.stems.get(word.stem, ())
    if found:
        return frozenset(found)
    roots = {each.stem for form in source.forms(word.folded) for each in words_of(form, source.language)}
    return frozenset(number for root in roots for number in source.stems.get(root, ()))


def _is_foreign(content: Sequence[Word], known: Sequence[frozenset[int]], source: Source, *, asks: bool) -> bool:
    told = [numbers for word, numbers in zip(content, known, strict=True) if word.folded not in source.own]
    if not told:
        return False
    share = sum(1 for numbers in told if numbers) / len(told)
    if is_spaceless(source.language):
        return len(told) >= 5 and share < (0.25 if asks else 0.45)
    if asks:
        return (len(told) >= 3 and not share) or (len(told) >= 5 and share < _ASKED)
    if len(told) < 3:
        return len(told) == 2 and share == 0
    unknown = sum(1 for numbers in told if not numbers)
    return share < KNOWN or (unknown >= _MANY and share < _ALMOST) or _together(told, source) < TOGETHER


def _together(known: Sequence[frozenset[int]], source: Source) -> float:
    """The share of the words that the two best paragraphs have, with the article's title."""
    blocks = [frozenset(source.passages[number].block for number in numbers) for numbers in known]
    counts = Counter(block for group in blocks for block in group)
    if not counts:
        return 0.0
    best = counts.most_common(1)[0][0]
    left = Counter(block for group in blocks if best not in group for block in group)
    second = left.most_common(1)[0][1] if left else 0
    around = sum(1 for group in blocks if best not in group and -1 in group)
    return (counts[best] + max(second, around)) / len(blocks)


def _clauses(sentence: str, source: Source) -> Iterator[str]:
    """Clauses of a sentence that the article does not bear out."""
    parts = [part for part in _CLAUSE.split(sentence) if part and part.strip()]
    if len(parts) < 2 or is_spaceless(source.language):
        return
    for part in parts:
        content = [word for word in words_of(part, source.language) if word.content and word.folded not in source.own]
        if len(content) >= _PART_WORDS:
            share = sum(1 for word in content if _numbers(word, source)) / len(content)
            if share < _PART_KNOWN:
                yield part.strip()


def _turned(sentence: str, content: Sequence[Word], source: Source) -> Iterator[Finding]:
    """A "not" gained or lost, a comparison the other way round, against the passages that say the same."""
    if len(content) < 2:
        return
    matches = _matches(content, source)
    near = [match for match in matches if match.share >= _NEAR]
    if not near:
        return
    table = source.table
    denies = _denies(sentence, content, source)
    told = [_denied(match, content, source) for match in near]
    if denies and not any(table.negators.search(_clause(match, source)) for match in matches):
        yield Finding("negation", sentence.strip(), f"the article says: {near[0].passage.text}")
        return
    if not table.negators.search(sentence) and all(told):
        yield Finding("negation", sentence.strip(), f"the article says: {near[0].passage.text}")
        return
    for one, two in table.opposites:
        for said, meant in ((one, two), (two, one)):
            if not said.search(sentence) or meant.search(sentence):
                continue
            if any(said.search(match.passage.text) for match in matches):
                continue
            against = next((match for match in near if meant.search(match.wide)), None)
            if against is not None:
                found = said.search(sentence)
                shown = found.group() if found else sentence
                yield Finding("comparison", shown, f"the article says: {against.passage.text}")
                return


def _denied(match: _Match, content: Sequence[Word], source: Source) -> bool:
    """Whether a passage denies what a statement says: in the clause that shares most with it, and in no other that
    shares as much ("they do not fear the cold, they fear the ice")."""
    return bool(source.table.negators.search(match.span)) and _denies(match.passage.text, content, source)


def _denies(text: str, content: Sequence[Word], source: Source) -> bool:
    """Whether a text denies in the clause that has most of these words: "7 accidents, not 19" does not."""
    negators = source.table.negators
    if not negators.search(text) or is_spaceless(source.language):
        return bool(negators.search(text))
    stems = {word.stem for word in content}
    shared = []
    for clause in _STOPS.split(text):
        words = words_of(clause, source.language)
        shared.append((len(stems & {word.stem for word in words}), not negators.search(clause)))
    return not max(shared)[1]


def _clause(match: _Match, source: Source) -> str:
    """The whole clauses that a passage shares with a statement."""
    text = match.passage.text
    if is_spaceless(source.language):
        return text
    start = text.find(match.span.split()[0])
    before = text[: max(start, 0)]
    stops = list(_STOPS.finditer(before))
    return (before[stops[-1].end() :] if stops else before) + match.span


def _matches(content: Sequence[Word], source: Source) -> list[_Match]:
    """The passages that share half of a statement's words and more, the nearest first."""
    opposed = [pattern for pair in source.table.opposites for pattern in pair]
    telling = [word for word in content if not any(pattern.fullmatch(word.text) for pattern in opposed)]
    telling = [word for word in telling if not source.table.negators.fullmatch(word.text)]
    if len(telling) < 2:
        return []
    counts = Counter(number for word in telling for number in _numbers(word, source))
    found = []
    for number, count in counts.most_common(6):
        share = count / len(telling)
        if share >= _NEARLY and count >= 2:
            passage = source.passages[number]
            found.append(_Match(passage, share, *_span(passage, telling, source)))
    return found


def _span(passage: Passage, telling: Sequence[Word], source: Source) -> tuple[str, str]:
    """What of a passage a statement shares, with the few words around it in the same clause; and with more."""
    stems = {word.stem for word in telling} | {form for word in telling for form in source.forms(word.folded)}
    first: dict[str, Word] = {}
    for word in passage.words:
        if word.stem in stems or word.folded in stems:
            first.setdefault(word.stem, word)
    if not first:
        return passage.text, passage.text
    start, end = min(word.start for word in first.values()), max(word.end for word in first.values())
    wide = passage.text[max(0, start - _WIDE) : end + _WIDE]
    if is_spaceless(source.language):
        return passage.text[max(0, start - 4) : end + 6], wide
    before, after = _beside(passage.text, start, end)
    return f"{before} {passage.text[start:end]} {after}", wide
