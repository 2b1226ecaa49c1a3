"""What a long film can say of an article, sentence by sentence, and the choice of what it says.

A sentence that leans on the one before it is told only together with it, so that nothing is told without its
antecedent; a heading is said where the sentence below it needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import regex

from reprise.articles.article import Place
from reprise.briefs.language import word_count
from reprise.briefs.phrases import phrases
from reprise.briefs.questions import is_question
from reprise.briefs.ranking import Ranking
from reprise.briefs.sentences import Sentence, is_finished
from reprise.briefs.standalone import concludes, is_dangling, judge, leans_back
from reprise.video.writing.manner import Manner
from reprise.video.writing.notes import Wishes
from reprise.video.writing.sayable import is_appendix, without_number
from reprise.video.writing.surnames import introduced_by, surnames
from reprise.video.writing.units import LONGEST, LONGEST_AT_NEED, Material, sayable

_FOLLOWS = 0.22  # worth gained by a sentence that goes on from one that is told
_OPENS = 0.12  # by the first of a paragraph
_BREAKS_IN = 0.08  # worth lost by one that begins in the middle of a paragraph
_STALE = 0.4
_FRAGMENT = 5  # words; so short a sentence says little without the one before
_ALIKE = 0.6  # above it two sentences say the same
_REPEATS = 0.5  # worth lost for being like what is told
_WORTHLESS = 0.03
_THESE = regex.compile(
    r"\b(?:these|those|such|this (?!year|month|week|morning|spring|summer|autumn|fall|winter|is\b)"
    r"|diese[mnrs]?|solche[mnrs]?"
    r"|est[eao]s?|эт(?:от|а|и|их|ого|ой|им|ом|у)|αυτ(?:ός|ή|ό|οί|ές|ά|ού|ής|ών|όν|ήν|ούς))\b",
    regex.I,
)
_SAID_HEADINGS = ("how-to", "listicle", "faq", "release", "recipe", "interview")
_HEADING_WORDS = 12


@dataclass
class Line:
    """One sentence as it may be told.

    `number` is its place among the lines, `needs` the line before it that it leans on, `introduced` the one that says
    who its surname is, `row` its sentence's number (-1 for a heading); one that `asks` is told only with what comes
    after it.
    """

    said: str
    written: str
    place: Place
    seconds: float
    value: float
    row: int
    section: int
    number: int
    needs: int | None = None
    introduced: int | None = None
    possible: bool = True
    asks: bool = False

    @property
    def is_heading(self) -> bool:
        return self.row < 0


@dataclass
class Lines:
    """All lines in reading order, which are told, and how like each is to those."""

    lines: list[Line]
    similarity: np.ndarray
    told: set[int] = field(default_factory=set)
    likeness: np.ndarray = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def of(
        cls,
        material: Material,
        ranking: Ranking,
        seconds: Callable[[str], float],
        manner: Manner,
        wishes: Wishes,
        used: frozenset[str],
    ) -> Lines:
        """Cut an article into lines; `used` are wordings said elsewhere in the film."""
        worth = _worth(material)
        lines: list[Line] = []
        headings = _headings(material, seconds, wishes, used)
        seen: set[int] = set()
        known, number_of = surnames(material.sentences), dict[int, int]()
        for row, sentence in enumerate(material.sentences):
            if sentence.section not in seen:
                seen.add(sentence.section)
                if sentence.section in headings:
                    lines.append(replace(headings[sentence.section], number=len(lines)))
            score = 0.45 * ranking.ranked[row].score + 0.35 * worth.get(sentence.text, 0.0)
            number_of[row] = len(lines)
            lines.append(_line(material, sentence, row, seconds, score, manner, wishes, used, lines))
            where = introduced_by(sentence.text, row, known)
            if where is not None and lines[number_of[where]].written not in used:
                lines[-1].introduced = number_of[where]
        found = cls(lines, np.asarray(ranking.similarity))
        found.likeness = np.zeros(len(material.sentences))
        for row, sentence in enumerate(material.sentences):
            if sentence.text in used:
                found._remember(row)
        return found

    def take(self, number: int) -> None:
        """Tell a line."""
        self.told.add(number)
        if self.lines[number].row >= 0:
            self._remember(self.lines[number].row)

    def _remember(self, row: int) -> None:
        self.likeness = np.maximum(self.likeness, self.similarity[row])

    def chain(self, number: int) -> list[int] | None:
        """The line with all untold ones that it needs, in order; None where one of them cannot be told."""
        chain: set[int] = set()
        waiting = [number]
        while waiting:
            at = waiting.pop()
            if at in self.told or at in chain:
                continue
            line = self.lines[at]
            if not line.possible or len(chain) > 4:
                return None
            chain.add(at)
            waiting += [each for each in (line.needs, line.introduced) if each is not None]
        return sorted(chain)

    def tellable(self, first: int, last: int) -> float:
        """Seconds of blocks [first, last) that are told or can be."""
        return sum(
            line.seconds
            for number, line in enumerate(self.lines)
            if first <= line.place.block < last
            and not line.is_heading
            and (number in self.told or (not line.asks and self.chain(number) is not None))
        )

    def fill(self, numbers: Iterable[int], seconds: float, *, most: float = 0.0) -> float:
        """Tell the worthiest of some lines until about `seconds` are told; what was told, in seconds."""
        left, added = seconds, 0.0
        pool = [n for n in numbers if n not in self.told and not self.lines[n].is_heading and not self.lines[n].asks]
        while left > 0.8 and pool:
            ranked = [(self._gain(number, left + most), number) for number in pool]
            gain, best = max(ranked)
            if gain <= 0:
                break
            for number in self.chain(best) or ():
                added += self.lines[number].seconds
                left -= self.lines[number].seconds
                self.take(number)
            pool = [number for number in pool if number not in self.told]
        return added

    def _gain(self, number: int, room: float) -> float:
        """The average worth of telling a line with what it needs; 0 when it does not fit or repeats something."""
        line = self.lines[number]
        if self.likeness[line.row] > _ALIKE:
            return 0.0
        chain = self.chain(number)
        if not chain or sum(self.lines[each].seconds for each in chain) > room:
            return 0.0
        worth = [self.lines[each].value for each in chain if not self.lines[each].is_heading]
        value = sum(worth) / len(worth) - _REPEATS * float(self.likeness[line.row]) * (number - 1 not in self.told)
        if number - 1 in self.told and not self.lines[number - 1].is_heading:
            value += _FOLLOWS
        elif chain[0] and self.lines[chain[0]].place.block == self.lines[chain[0] - 1].place.block:
            value -= _BREAKS_IN
        return max(0.001, value)


def _line(
    material: Material,
    sentence: Sentence,
    row: int,
    seconds: Callable[[str], float],
    score: float,
    manner: Manner,
    wishes: Wishes,
    used: frozenset[str],
    before: Sequence[Line],
) -> Line:
    language = material.article.language
    said = sayable(sentence.text, language, most=LONGEST_AT_NEED if material.at_need else LONGEST)
    judgement = judge(sentence, language)
    possible = bool(said) and _is_told(material, sentence) and sentence.text not in used and not wishes.forbids(said)
    value = score + (_OPENS if sentence.in_block == 0 else 0.0) + 0.1 * judgement.quality
    value *= manner.liking("sentence", said) * (_STALE if wishes.is_stale(said) else 1.0) if said else 1.0
    needs = None
    if before and (_leans(sentence, language) or _answers(before[-1], sentence)):
        needs = len(before) - 1
        possible = possible and (before[-1].section == sentence.section or sentence.in_block != 0)
    return Line(said, sentence.text, sentence.place, seconds(said), max(_WORTHLESS, value), row, sentence.section,
                len(before), needs, None, possible, is_question(sentence.text))  # fmt: skip


def _leans(sentence: Sentence, language: str) -> bool:
    """Whether a sentence is told only together with the one before it."""
    text = sentence.text
    if is_dangling(text, language) or leans_back(text) or concludes(text):
        return True
    return bool(sentence.in_block) and (word_count(text, language) <= _FRAGMENT or bool(_THESE.search(text)))


def _is_told(material: Material, sentence: Sentence) -> bool:
    """Whether a sentence is prose that a listener can follow."""
    language = material.article.language
    table = phrases(language)
    if is_appendix(sentence.heading):
        return False
    if table.page.search(sentence.text) or table.meta.search(sentence.text):
        return False
    if sentence.block.kind == "list_item":
        step = sentence.block.number is not None and material.brief.kind in ("how-to", "recipe")
        return (step or is_finished(sentence.text)) and word_count(sentence.text, language) >= 4
    return is_finished(sentence.text) or material.at_need


def _answers(before: Line, sentence: Sentence) -> bool:
    """Whether a sentence answers the question before it, in a heading or in its paragraph."""
    return is_question(before.written) and (before.is_heading or sentence.in_block > 0)


def _headings(
    material: Material, seconds: Callable[[str], float], wishes: Wishes, used: frozenset[str]
) -> dict[int, Line]:
    """The headings that can be said and are not said elsewhere, by section."""
    language, found, section = material.article.language, dict[int, Line](), 0
    heard: set[str] = set()
    for index, block in enumerate(material.article.blocks):
        if block.kind != "heading":
            continue
        section += 1
        said = sayable(without_number(block.text), language, most=_HEADING_WORDS)
        again = said in heard or used & {block.text, without_number(block.text)}
        if said and not again and not wishes.forbids(said):
            heard.add(said)
            place = Place(block=index, start=0, end=len(block.text))
            found[section] = Line(said, block.text, place, seconds(said), 0.0, -1, section, -1)
    return found


def says_headings(material: Material) -> bool:
    """Whether the headings carry the telling: points of a list, steps, questions."""
    return material.brief.kind in _SAID_HEADINGS


def _worth(material: Material) -> dict[str, float]:
    """What the brief thinks of each sentence."""
    brief = material.brief
    worth: dict[str, float] = {item.text: 0.5 + 0.5 * item.score for item in brief.key_points}
    worth |= {item.text: 0.8 for item in brief.definitions}
    worth |= {item.sentence: 0.8 for item in brief.statistics}
    worth |= {item.text: max(0.7, worth.get(item.text, 0.0)) for item in brief.quotes}
    return worth | {item.text: 1.0 for item in brief.summary}
