"""What a film can tell of an article: units of a sentence or two, a step, an answer, each worth something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

import regex

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief, Statistic, Step
from reprise.briefs.language import is_spaceless, word_count
from reprise.briefs.phrases import phrases
from reprise.briefs.questions import is_question
from reprise.briefs.sentences import Sentence, is_balanced, is_finished, sentences, split
from reprise.briefs.standalone import has_code, is_clean, is_dangling, judge
from reprise.video.writing.manner import Manner
from reprise.video.writing.notes import Wishes
from reprise.video.writing.sayable import is_appendix, longest_sentence, repeats, speakable, without_number
from reprise.video.writing.series import series_near
from reprise.video.writing.surnames import introduced_by, surnames

UnitKind = Literal["sentence", "statistic", "quote", "section", "step", "question"]
LONGEST, LONGEST_AT_NEED = 30, 45  # words of a spoken sentence that can still be followed
_SCENE_WORDS = 45
_ASIDE = 0.6  # what a sentence is worth in an article that tells by steps, sections or answers
_STRONG = 0.4
_SENDS_ELSEWHERE = regex.compile(r"\b(?:step|schritt|paso|étape|passo|stap|krok|шаг\p{L}*|крок\p{L}*) \d", regex.I)
_STALE = 0.4  # what is left of a unit's worth after a script that told it was turned down
_OF_ONESELF = regex.compile(r"\b(?:I|I['’]m|I['’]ve|Я|я|[Мм]не|[Мм]еня|[Ii]ch|[Mm]ir|[Jj]e|[Jj]['’]|[Yy]o)\b")
_SELDOM = 0.2  # of an article's sentences
_UNKNOWN = 0.5  # of a sentence that calls somebody by a surname the film has not introduced
_CHART, _DRAWN = 3, 0.3  # values that are worth a chart, and what a chart adds to the worth of what it goes with
_TOLD = 0.9  # of a sentence that says one of the chart's values
_OWED = 5.0  # more than all other points together could be worth instead
_CONVERSATIONS = ("faq", "interview")
_PROCEDURES = ("how-to", "recipe")


@dataclass(frozen=True)
class Unit:
    """Something to tell in one scene. `said` are the sentences spoken, `more` one that may follow if there is time;
    `title` names it on screen, `number` is a step's place; `block` and `start` say where in the article it stands."""

    kind: UnitKind
    said: tuple[str, ...]
    written: frozenset[str]
    places: tuple[Place, ...]
    value: float
    more: str = ""
    more_written: str = ""
    more_place: Place | None = None
    title: str = ""
    number: int = 0
    question: str = ""
    statistic: Statistic | None = None
    block: int = 0
    start: int = 0
    section: int = 0


@dataclass(frozen=True)
class Material:
    """The article cut up for telling: its sentences in order, their quality, and the section each block is in."""

    article: Article
    brief: Brief
    sentences: tuple[Sentence, ...]
    sections: tuple[int, ...]
    following: dict[Place, Sentence] = field(default_factory=dict, hash=False)
    at_need: bool = False
    impersonal: bool = False
    """Whether the author hardly ever speaks of himself."""

    @classmethod
    def of(cls, article: Article, brief: Brief, *, at_need: bool = False) -> Material:
        """Cut up an article; `at_need` also takes long sentences and such as lean on their neighbours."""
        found = sentences(article)
        following = {one.place: other for one, other in pairwise(found) if one.place.block == other.place.block}
        sections, current = [], 0
        for block in article.blocks:
            current += block.kind == "heading"
            sections.append(current)
        own = sum(bool(_OF_ONESELF.search(sentence.text)) for sentence in found)
        impersonal = own <= _SELDOM * len(found)
        return cls(article, brief, tuple(found), tuple(sections), following, at_need, impersonal)

    def unit(
        self, kind: UnitKind, place: Place, said: Sequence[str], written: Iterable[str], value: float, **facts: object
    ) -> Unit:
        """A unit at a place of the article."""
        values = {"block": place.block, "start": place.start, "section": self.sections[place.block], **facts}
        return Unit(kind, tuple(said), frozenset(written), (place,), value, **values)  # type: ignore[arg-type]


def units(material: Material, manner: Manner | None = None, wishes: Wishes | None = None) -> list[Unit]:
    """All units of an article, the most fitting kinds for it worth most; a manner has its likings, and what wishes
    forbid is left out."""
    brief = material.brief
    found: list[Unit] = []
    procedure = _steps(material) if brief.kind in _PROCEDURES and _is_told_by_steps(material) else []
    found += procedure
    if brief.kind in _CONVERSATIONS:
        found += _answers(material)
    if brief.kind in ("listicle", "how-to", "release") and len(brief.headings) >= 3 and len(procedure) < 3:
        found += _sections(material)
    plot = len(found) >= 3
    others = [*_statistics(material), *_sentences(material)]
    within = {unit.more_written for unit in found if unit.more}
    others = [unit for unit in others if not unit.written & within]
    others += _answers(material) if brief.kind not in _CONVERSATIONS else []
    found += [replace(unit, value=unit.value * _ASIDE) for unit in others] if plot else others
    found += _pairs(material) if material.at_need else []
    found = _charted(material, found)
    found = _wished([_weighed(unit, manner) for unit in found] if manner else found, wishes or Wishes())
    best: dict[frozenset[str], Unit] = {}
    for unit in sorted(found, key=lambda unit: -unit.value):
        if not any(unit.written & other for other in best):
            best[unit.written] = unit
    return _without_repeats(list(best.values()))


def _charted(material: Material, found: list[Unit]) -> list[Unit]:
    """The best unit beside each series of numbers is worth more: a drawn chart tells what words only mention."""
    best: dict[str, tuple[float, int]] = {}
    for index, unit in enumerate(found):
        series = series_near(material.article, unit.block, unit.said)
        if series is None or len(series.data) < _CHART:
            continue
        name, worth = repr(series.data), max(unit.value, _TOLD) if series.is_told(unit.said) else unit.value
        if name not in best or worth > best[name][0]:
            best[name] = (worth, index)
    for worth, index in best.values():
        found[index] = replace(found[index], value=worth + _DRAWN)
    return found


def _weighed(unit: Unit, manner: Manner) -> Unit:
    factor = manner.liking(unit.kind, unit.said[-1])
    return unit if factor == 1 else replace(unit, value=unit.value * factor)


def _wished(found: Iterable[Unit], wishes: Wishes) -> list[Unit]:
    """The units that may be told; those of a script that was turned down are worth less than fresh ones."""
    kept = []
    for unit in found:
        if any(wishes.forbids(said) for said in unit.said):
            continue
        free = without_more(unit) if unit.more and wishes.forbids(unit.more) else unit
        stale = any(wishes.is_stale(said) for said in unit.said)
        kept.append(replace(free, value=free.value * _STALE) if stale else free)
    return kept


def _without_repeats(found: list[Unit]) -> list[Unit]:
    """A sentence that may follow another is no unit of its own, unless it is worth more that way."""
    following = {unit.more_written for unit in found if unit.more}
    strong = {text for unit in found for text in unit.written if unit.value >= _STRONG}
    kept = [unit for unit in found if unit.value >= _STRONG or not unit.written & (following - strong)]
    return [without_more(unit) if unit.more_written in strong else unit for unit in kept]


def without_more(unit: Unit) -> Unit:
    """The unit without the sentence that may follow it."""
    return replace(unit, more="", more_written="", more_place=None)


def answer_only(unit: Unit) -> Unit:
    """An answer whose question was asked before; it must be given."""
    return replace(unit, said=unit.said[1:], written=unit.written - {unit.question}, value=_OWED)


def _sentences(material: Material) -> list[Unit]:
    """Single sentences: the brief's first, then whatever else stands alone."""
    brief, language = material.brief, material.article.language
    worth = {excerpt.text: 0.55 + 0.4 * excerpt.score for excerpt in brief.key_points}
    worth |= {excerpt.text: max(0.8, worth.get(excerpt.text, 0)) for excerpt in brief.summary}
    worth |= {excerpt.text: max(0.6, worth.get(excerpt.text, 0)) for excerpt in brief.quotes}
    page = phrases(language).page
    quoted = {excerpt.text for excerpt in brief.quotes}
    known = surnames(material.sentences)
    found = []
    for row, sentence in enumerate(material.sentences):
        judgement = judge(sentence, language)
        other = 0.3 * judgement.quality if judgement.standing else 0.0
        if material.at_need and not judgement.standing and not page.search(sentence.text):
            other = 0.0 if _leans(sentence, language) else 0.05
        value = worth.get(sentence.text, other)
        aside = is_question(sentence.text) or is_appendix(sentence.heading)
        if not judgement.usable or value <= 0.02 or aside:
            continue
        said = sayable(sentence.text, language, most=LONGEST_AT_NEED if material.at_need else LONGEST)
        if not said:
            continue
        kind: UnitKind = "quote" if sentence.text in quoted and sentence.block.kind == "quote" else "sentence"
        value *= _UNKNOWN if _is_strangers(sentence.text, material) else 1.0
        value *= 0.6 if longest_sentence(said, language) > 25 else 1.0
        value *= _UNKNOWN if introduced_by(sentence.text, row, known) is not None else 1.0
        title = sentence.heading if sentence.heading.rstrip(" :：") in brief.headings else ""
        unit = material.unit(kind, sentence.place, [said], [sentence.text], value, title=title)
        found.append(_with_more(material, unit, sentence))
    return found


def _pairs(material: Material) -> list[Unit]:
    """At need: a sentence together with the one that leans on it, told in one scene."""
    language, page = material.article.language, phrases(material.article.language).page
    found = []
    for one in material.sentences:
        after = material.following.get(one.place)
        if after is None or _leans(one, language) or not is_dangling(after.text, language):
            continue
        said = [sayable(text, language, most=LONGEST_AT_NEED) for text in (one.text, after.text)]
        if all(said) and not page.search(f"{one.text} {after.text}") and not is_question(after.text):
            unit = material.unit("sentence", one.place, said, [one.text, after.text], 0.3)
            found.append(replace(unit, places=(one.place, after.place)))
    return found


def _leans(sentence: Sentence, language: str) -> bool:
    """Whether a sentence needs the one before it; the first of an article has only the title, which is said."""
    return bool(is_dangling(sentence.text, language) and (sentence.place.block or sentence.in_block))


def _statistics(material: Material) -> list[Unit]:
    found = []
    for statistic in material.brief.statistics:
        if _is_strangers(statistic.sentence, material):
            continue
        said = sayable(statistic.sentence, material.article.language)
        if said and material.article.blocks[statistic.place.block].kind != "quote":
            unit = material.unit("statistic", statistic.place, [said], [statistic.sentence], 0.95, statistic=statistic)
            found.append(unit)
    return found


def _is_strangers(text: str, material: Material) -> bool:
    """Whether somebody speaks of himself in an article whose author does not: said by the narrator, it is nobody's."""
    return material.impersonal and _OF_ONESELF.search(text) is not None


def _steps(material: Material) -> list[Unit]:
    """Steps in order; the first and the last matter most, the others by how short they are to say."""
    steps, language = material.brief.steps, material.article.language
    found = []
    for number, step in enumerate(steps, start=1):
        pieces = [step.text[start:end] for start, end in split(step.text, language)]
        said = [sayable(piece, language) for piece in pieces[:2]]
        if not said or not said[0] or _SENDS_ELSEWHERE.search(step.text):
            continue
        value = 1.5 if number in (1, len(steps)) else 1.2
        value *= 1.0 if word_count(said[0], language) <= 18 else 0.85
        more = said[1] if len(said) > 1 and said[1] else ""
        title = step.title or ""
        named = _named_step(material, step, said[0])
        if named:  # every step by its name, with what it says as far as there is time
            unit = material.unit("step", step.place, [named], [step.text], value, title=title, number=number)
            found.append(_extended(unit, said[0], pieces[0], step.place))
            continue
        unit = material.unit("step", step.place, said[:1], [*pieces[:1], step.text], value, title=title, number=number)
        found.append(_extended(unit, more, pieces[1] if more else "", step.place if more else None))
    return found


def _named_step(material: Material, step: Step, said: str) -> str:
    """The heading that a step stands under as it is said; "" where its title is taken from its own words."""
    language, title = material.article.language, without_number(step.title or "")
    if not title or title.endswith("…") or title.casefold() in step.text.casefold() or is_question(title):
        return ""
    heading = sayable(title, language, most=10)
    return "" if not heading or repeats(heading, said) else heading


def _is_told_by_steps(material: Material) -> bool:
    """Whether the steps carry the article rather than being one list of many."""
    language, steps = material.article.language, material.brief.steps
    told = sum(word_count(step.text, language) for step in steps)
    return len(steps) >= 3 and told * 5 >= word_count(material.article.text, language)


def _answers(material: Material) -> list[Unit]:
    """A question and the beginning of its answer in one scene."""
    language = material.article.language
    found = []
    for question in material.brief.questions:
        asked = sayable(question.question, language, most=26)
        pieces = [question.answer[start:end] for start, end in split(question.answer, language)]
        replies = [sayable(piece, language) for piece in pieces]
        asked_pieces = [asked] if asked else []
        if (
            not asked_pieces
            or not replies
            or not replies[0]
            or (is_spaceless(language) and is_dangling(asked, language))
        ):
            continue
        if word_count(asked + replies[0], language) > _SCENE_WORDS:
            continue
        unit = material.unit(
            "question", question.place, [asked, replies[0]], [question.question, pieces[0]], 1.1,
            title="", question=question.question,
        )  # fmt: skip
        more = replies[1] if len(replies) > 1 else ""
        found.append(_extended(unit, more, pieces[1] if more else "", question.place if more else None))
    return found


def _sections(material: Material) -> list[Unit]:
    """A section's title said aloud with its best sentence, for articles whose titles are their points."""
    language = material.article.language
    found = []
    telling = set(material.brief.headings)
    for index, block in enumerate(material.article.blocks):
        if block.kind != "heading" or block.text.rstrip(" :：") not in telling or has_code(block.text):
            continue
        own = [item for item in material.sentences if item.section == material.sections[index]]
        heading = sayable(without_number(block.text), language, most=12)
        worth = [_opening_value(item, language) * (1 - 0.06 * min(place, 10)) for place, item in enumerate(own)]
        best = own[worth.index(max(worth))] if worth else None
        if best is None or not heading or heading.endswith(("?", "？")):
            continue
        if _opening_value(best, language) < 0.25:
            if material.brief.kind == "listicle":  # its points are what it is read for
                unit = material.unit(
                    "section", best.place, [heading], [block.text], 1.05, title=without_number(block.text)
                )
                found.append(unit)
            continue
        said = sayable(best.text, language)
        if said:
            title = without_number(block.text)
            if material.brief.kind == "listicle" and not repeats(heading, said):
                unit = material.unit("section", best.place, [heading], [block.text], 1.05, title=title)
                found.append(_extended(unit, said, best.text, best.place))
                continue
            both = [said] if repeats(heading, said) else [heading, said]
            unit = material.unit("section", best.place, both, [block.text, best.text], 1.05, title=title)
            found.append(_with_more(material, unit, best))
    return found


def _opening_value(sentence: Sentence, language: str) -> float:
    judgement = judge(sentence, language)
    return judgement.quality * (1.0 if sentence.in_block == 0 else 0.85) if judgement.standing else 0.0


def _with_more(material: Material, unit: Unit, sentence: Sentence) -> Unit:
    """The unit with the sentence after it, which may lean on it, if that can be said as well."""
    language = material.article.language
    after = material.following.get(sentence.place)
    if (
        after is None
        or phrases(language).page.search(after.text)
        or after.text.rstrip('"”’»)').endswith(("?", "？", "؟"))
    ):
        return unit
    return _extended(unit, sayable(after.text, language), after.text, after.place)


def _extended(unit: Unit, more: str, written: str, place: Place | None) -> Unit:
    if not more or word_count(" ".join((*unit.said, more)), "en") > _SCENE_WORDS:
        return unit
    return replace(unit, more=more, more_written=written, more_place=place)


def sayable(text: str, language: str, *, most: int = LONGEST) -> str:
    """The spoken form of a sentence; "" when it cannot be said: addresses, code, broken quotes, too long a breath."""
    if not is_clean(text) or has_code(text) or text.rstrip().endswith((":", "：")):
        return ""
    said = speakable(text, language)
    words = word_count(said, language)
    if words < 2 or longest_sentence(said, language) > most or not is_balanced(said) or not is_finished(said):
        return ""
    return said
