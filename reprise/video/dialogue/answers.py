"""What the explainer can answer: the article's own sentences, each with what kind of question it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reprise.articles.article import Place
from reprise.briefs.language import content_terms, stem, word_count
from reprise.briefs.questions import is_question
from reprise.video.dialogue.phrases import Phrases
from reprise.video.writing.sayable import without_number
from reprise.video.writing.units import Material, Unit

AnswerKind = Literal["asked", "definition", "number", "step", "point", "quote", "sentence"]
MOST_WORDS = 34  # of an answer: two short lines
_HEADING_WORDS, _TOPIC_WORDS, _NAME_WORDS = 7, 5, 6
_WORTH = {"asked": 0.35, "definition": 0.3, "number": 0.25, "quote": 0.2, "step": 0.2, "point": 0.15, "sentence": 0.0}

_END = 0.25  # what it is worth more to tell the last step of a procedure


@dataclass(frozen=True)
class Answer:
    """An answer and what can be asked for it.

    `said` are its sentences, `more` one that may follow. `topic` is what a definition defines, a section's title, whom
    a quote is from, or what a sentence begins with. `plural` marks definitions of several, `explains` answers from a
    section that speak of its title.
    """

    kind: AnswerKind
    unit: Unit
    said: tuple[str, ...]
    value: float
    topic: str = ""
    asked: str = ""
    more: str = ""
    plural: bool = False
    gives_reason: bool = False
    explains: bool = False

    @property
    def order(self) -> tuple[int, int]:
        return self.unit.block, self.unit.start

    @property
    def places(self) -> tuple[Place, ...]:
        extra = (self.unit.more_place,) if self.more and self.unit.more_place and len(self.said) > 1 else ()
        return (*self.unit.places, *extra)


def answers(material: Material, pool: Sequence[Unit], table: Phrases | None) -> list[Answer]:
    """The answers that an article's units give; without a table only those to the article's own questions."""
    found = []
    for unit in pool:
        answer = _asked(unit) if unit.question else _told(material, unit, table) if table else None
        if answer is None or any(is_question(said) for said in answer.said):
            continue
        if _words(answer.said, material.article.language) <= MOST_WORDS:
            ends = answer.kind == "step" and unit.number == len(material.brief.steps)
            found.append(replace(answer, value=unit.value + _WORTH[answer.kind] + (_END if ends else 0.0)))
    return found


def with_more(answer: Answer, language: str) -> Answer | None:
    """The answer with the sentence that may follow it, if both are still short."""
    said = (*answer.said, answer.more)
    if not answer.more or is_question(answer.more) or _words(said, language) > MOST_WORDS:
        return None
    return replace(answer, said=said, value=answer.value + 0.12)


def _asked(unit: Unit) -> Answer | None:
    if len(unit.said) < 2:
        return None
    return Answer("asked", unit, unit.said[1:], unit.value, asked=unit.said[0], more=unit.more)


def _told(material: Material, unit: Unit, table: Phrases) -> Answer | None:
    said, language = unit.said, material.article.language
    plain = Answer("sentence", unit, said, unit.value, more=unit.more)
    if unit.kind == "section":
        return _point(replace(plain, said=said[1:]), language)
    if unit.kind in ("step", "statistic"):
        return replace(plain, kind="step" if unit.kind == "step" else "number")
    speaker = _speaker(material, unit, language)
    if speaker:
        return replace(plain, kind="quote", topic=speaker)
    defined = table.defines.match(said[0]) if unit.written & _definitions(material) else None
    if defined is not None and 1 <= len(defined["topic"].split()) <= _TOPIC_WORDS:
        topic = _common(lowered(defined["topic"], table), material)
        return replace(plain, kind="definition", topic=topic, plural=bool(defined.groupdict().get("plural")))
    reason = table.reasons.search(said[0]) is not None
    return replace(plain, topic=_subject(material, said[0], table), gives_reason=reason)


def _point(answer: Answer, language: str) -> Answer:
    """An answer out of a section, under its title where that can be said within a question."""
    title = without_number(answer.unit.title)
    quoted = any(mark in title for mark in '“”«»„"')
    if word_count(title, language) > _HEADING_WORDS or is_question(title) or quoted:
        return answer
    shared = {*content_terms(title, language)} & {*content_terms(" ".join(answer.said), language)}
    return replace(answer, kind="point", topic=title, explains=bool(shared))


def lowered(topic: str, table: Phrases) -> str:
    """A topic as it stands within a sentence: its article with a small letter."""
    first, _, rest = topic.partition(" ")
    return f"{first.lower()} {rest}" if rest and first.lower() in table.articles else topic


def _definitions(material: Material) -> frozenset[str]:
    return frozenset(item.text for item in material.brief.definitions)


def _speaker(material: Material, unit: Unit, language: str) -> str:
    """Who is quoted with these words, as the article names them."""
    for quote in material.brief.quotes:
        if quote.spoken and quote.speaker and quote.text in unit.written:
            name = quote.speaker.split(",")[0].strip()
            return name if word_count(name, language) <= _NAME_WORDS and name not in unit.said[0] else ""
    return ""


def _subject(material: Material, said: str, table: Phrases) -> str:
    """What a sentence begins with, if that is one of the article's topics, perhaps with an article before it."""
    words = said.split()
    skip = 1 if words and words[0].lower() in table.articles else 0
    rest = " ".join(words[skip:]).casefold()
    for keyword in material.brief.keywords:
        text = keyword.text.casefold()
        telling = keyword.is_name or " " in keyword.text or skip
        if not telling or not rest.startswith(text) or rest[len(text) : len(text) + 1] not in (" ", ""):
            continue
        length = skip + len(keyword.text.split())
        continued = words[length].lower() in table.joins if length < len(words) else True
        closed = not any(word.endswith((",", ";", ":", ".")) for word in words[:length])
        if length <= _TOPIC_WORDS and closed and not continued:
            return "" if _is_subject(keyword.text, material) else " ".join(words[:length])
    return ""


def _is_subject(text: str, material: Material) -> bool:
    """Whether a topic is what the whole article is about: nobody asks about that in the middle."""
    language = material.article.language
    return {*content_terms(text, language)} <= {*content_terms(material.brief.title, language)}


def _common(topic: str, material: Material) -> str:
    """A topic with a small first letter where the article writes its first word so as well, in any of its forms."""
    first, _, rest = topic.partition(" ")
    language = material.article.language
    if not first[:1].isupper() or first[1:] != first[1:].lower():
        return topic
    small = {stem(word, language) for word in material.article.text.split() if word.islower()}
    return f"{first.lower()} {rest}".strip() if stem(first, language) in small else topic


def _words(said: Sequence[str], language: str) -> int:
    return sum(word_count(sentence, language) for sentence in said)
