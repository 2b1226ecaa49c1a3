"""A brief of what a model chose: numbers of sentences and copied words, all of it the article's own.

Whatever is not found in the article word for word is left out, so nothing in a brief can be made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pydantic import Field

from reprise.articles.article import Article, Place
from reprise.briefs.brief import (
    ArticleKind,
    Brief,
    Excerpt,
    Keyword,
    Question,
    Quote,
    Statistic,
    Step,
)
from reprise.briefs.extractive import telling_headings, write_brief
from reprise.briefs.finding_words import found_words
from reprise.briefs.keyphrases import keyphrases
from reprise.briefs.language import word_count
from reprise.briefs.questions import is_question
from reprise.briefs.sentences import Sentence
from reprise.briefs.standalone import Judgement, is_clean, judge
from reprise.briefs.steps import step_title, steps
from reprise.grounding import Source, findings
from reprise.models.text import TextRequest
from reprise.prompts.answers import Answer
from reprise.prompts.manners import kinds_listed
from reprise.prompts.prompt import prompt
from reprise.prompts.source import NumberedArticle, numbered

PROMPT, KIND_PROMPT = "brief.v1", "kind.v1"
_SUMMARY, _SUMMARY_WORDS = 3, 90
_KEY_POINTS, _QUOTES, _STATISTICS, _QUESTIONS, _STEPS, _DEFINITIONS, _KEYWORDS = 8, 5, 6, 30, 20, 4, 16
_SHORTEST_QUOTE = 4  # words
_ENOUGH_KEYWORDS = 5
_FEW_POINTS = 4
_PROCEDURES: tuple[ArticleKind, ...] = ("how-to", "recipe", "release", "product", "service", "listicle")
"""Kinds of which a model's steps are believed; others may tell deeds in order that nobody is to repeat."""


class Chosen(Answer):
    """Sentences of the article."""

    sentences: list[int] = Field(description="1 to 8 numbers of sentences")


class Summary(Answer):
    """What the article says, in short."""

    sentences: list[int] = Field(description="1 to 3 numbers of sentences, in reading order")


class ChosenQuote(Answer):
    """Words that somebody is quoted with."""

    sentence: int = Field(description="the number of the sentence")
    words: str = Field(description="the spoken words, copied from the sentence exactly, without quotation marks")
    speaker: str = Field(description='the speaker as the article names them, or ""')


class ChosenNumber(Answer):
    """A number with what it counts."""

    sentence: int = Field(description="the number of the sentence")
    value: str = Field(description="the number with its unit, copied from the sentence exactly")
    label: str = Field(description="what it counts, copied from the same sentence, at most 12 words")


class ChosenQuestion(Answer):
    """A question that the article asks and answers."""

    question: str = Field(description="the question, copied from the article exactly")
    sentences: list[int] = Field(description="1 to 3 numbers of the sentences that answer it")


class ChosenStep(Answer):
    """A step of a procedure."""

    title: str = Field(description="its name, copied from the article, at most 9 words")
    sentences: list[int] = Field(description="1 to 2 numbers of the sentences that tell it")


class ChosenBrief(Answer):
    """What a model marks in an article."""

    kind: ArticleKind = Field(description="what the article is")
    summary: Summary
    key_points: Chosen = Field(description="4 to 8 sentences, the most telling first, none of the summary's")
    quotes: list[ChosenQuote] = Field(description="0 to 5 quotations")
    statistics: list[ChosenNumber] = Field(description="0 to 6 numbers")
    questions: list[ChosenQuestion] = Field(description="0 to 12 questions")
    steps: list[ChosenStep] = Field(description="0 to 20 steps, all of a procedure in order")
    definitions: Chosen = Field(description="0 to 4 sentences")
    keywords: list[str] = Field(description="5 to 12 topics in the article's words, at most 4 words each")


class ChosenKind(Answer):
    """What a model takes an article for."""

    kind: ArticleKind = Field(description="what the article is")


def brief_request(article: Article) -> TextRequest[ChosenBrief]:
    """Asks for brief and kind in one."""
    text = numbered(article)
    reader = _Reader.of(article, text)
    return TextRequest(
        "brief",
        prompt(PROMPT, kinds=kinds_listed(), language=article.language, article=text.text),
        ChosenBrief,
        check=reader.faults,
        words=260,
    )


def kind_request(article: Article) -> TextRequest[ChosenKind]:
    """Asks for the kind alone."""
    text = numbered(article, longest=12_000)
    return TextRequest("kind", prompt(KIND_PROMPT, kinds=kinds_listed(), article=text.text), ChosenKind, words=5)


def chosen_brief(answer: ChosenBrief, article: Article, writer: str) -> Brief:
    """The brief of an answer that passed its check; `writer` is who chose."""
    return _Reader.of(article, numbered(article)).brief(answer, writer)


@dataclass(frozen=True)
class _Reader:
    """Reads an answer against its article."""

    article: Article
    text: NumberedArticle
    source: Source

    @classmethod
    def of(cls, article: Article, text: NumberedArticle) -> _Reader:
        return cls(article, text, Source.of(article))

    def faults(self, answer: ChosenBrief) -> list[str]:
        """What keeps an answer from being a brief."""
        found = []
        wrong = sorted({number for number in _numbers(answer) if not 1 <= number <= self.text.shown})
        if wrong:
            found.append(f"There are no sentences {_listed(wrong)}; the last one is {self.text.shown}.")
        leaning = [number for number in answer.summary.sentences if number not in wrong]
        if not self._summary(answer):
            why = f"sentences {_listed(leaning)} cannot be read alone" if leaning else "it has no sentence"
            found.append(f"summary: {why}. Choose sentences that name their subject.")
        for quote in answer.quotes:
            if quote.speaker and not found_words(self.article, quote.speaker):
                found.append(f"quotes: nobody in the article is called {quote.speaker!r}.")
        return found

    def brief(self, answer: ChosenBrief, writer: str) -> Brief:
        article = self.article
        summary = self._summary(answer)
        taken = {sentence.place for sentence in summary}
        points = [one for one in self._standing(answer.key_points.sentences) if one.place not in taken]
        return Brief(
            article=article.key,
            content_hash=article.content_hash,
            language=article.language,
            title=article.title.strip(),
            kind=answer.kind,
            summary=tuple(_ranked(summary)),
            key_points=self._key_points(points[:_KEY_POINTS], taken),
            quotes=tuple(self._quotes(answer.quotes))[:_QUOTES],
            statistics=tuple(self._statistics(answer.statistics))[:_STATISTICS],
            questions=tuple(self._questions(answer.questions))[:_QUESTIONS],
            steps=self._steps(answer.steps) if answer.kind in _PROCEDURES else steps(article),
            definitions=tuple(_ranked(self._standing(answer.definitions.sentences)[:_DEFINITIONS])),
            headings=telling_headings(article),
            keywords=self._keywords(answer.keywords),
            writer=writer,
        )

    def _key_points(self, points: Sequence[Sentence], taken: set[Place]) -> tuple[Excerpt, ...]:
        """The chosen points; with few, those that weigh most by counting come behind them."""
        chosen = tuple(_ranked(points))
        if len(chosen) >= _FEW_POINTS:
            return chosen
        known = taken | {excerpt.place for excerpt in chosen}
        others = [each for each in write_brief(self.article).key_points if each.place not in known]
        others = [each for each in others if not self.is_order(each.text)][: _FEW_POINTS - len(chosen)]
        return chosen + tuple(
            each.model_copy(update={"score": min(each.score, _score(len(chosen) + rank))})
            for rank, each in enumerate(others)
        )

    def _summary(self, answer: ChosenBrief) -> list[Sentence]:
        """The first of the chosen sentences in reading order, as long as they are a summary: such as stand alone, and
        such as follow right on one that does."""
        numbers = sorted(set(answer.summary.sentences))
        standing = {number for number in numbers if self._stands(number)}
        chosen = [number for number in numbers if number in standing or self._follows(number, standing)]
        kept: list[Sentence] = []
        words = 0
        for sentence in (self.text.sentences[number - 1] for number in chosen):
            words += word_count(sentence.text, self.article.language)
            if len(kept) < _SUMMARY and (not kept or words <= _SUMMARY_WORDS):
                kept.append(sentence)
        return kept

    def _sentence(self, number: int) -> Sentence | None:
        return self.text.sentences[number - 1] if 1 <= number <= self.text.shown else None

    def _judged(self, number: int) -> Judgement | None:
        sentence = self._sentence(number)
        if sentence is None or self.is_order(sentence.text):
            return None
        return judge(sentence, self.article.language)

    def is_order(self, text: str) -> bool:
        """Whether a text is addressed to a machine rather than to readers."""
        return any(finding.kind == "instruction" for finding in findings(text, self.source))

    def _stands(self, number: int) -> bool:
        judged, sentence = self._judged(number), self._sentence(number)
        return judged is not None and judged.standing and sentence is not None and not is_question(sentence.text)

    def _follows(self, number: int, standing: set[int]) -> bool:
        """Whether a sentence can be read after the one before it, which is chosen."""
        before, here, judged = self._sentence(number - 1), self._sentence(number), self._judged(number)
        if before is None or here is None or judged is None or not judged.usable:
            return False
        return number - 1 in standing and before.place.block == here.place.block and not is_question(here.text)

    def _standing(self, numbers: Iterable[int]) -> list[Sentence]:
        """The sentences that can be read alone, without doubles."""
        return [self.text.sentences[number - 1] for number in dict.fromkeys(numbers) if self._stands(number)]

    def _quotes(self, quotes: Sequence[ChosenQuote]) -> Iterable[Quote]:
        for rank, quote in enumerate(quotes):
            sentence = self._sentence(quote.sentence)
            if sentence is None or self.is_order(sentence.text):
                continue
            place = found_words(self.article, quote.words.strip("\"“”„«»‘’' "), block=sentence.place.block)
            speaker = found_words(self.article, quote.speaker) if quote.speaker else None
            if place is None or word_count(self.article.at(place), self.article.language) < _SHORTEST_QUOTE:
                continue
            if not speaker and not self._is_set_off(place):
                continue
            yield Quote(
                text=self.article.at(place),
                place=place,
                score=_score(rank),
                speaker=self.article.at(speaker) if speaker else "",
                spoken=True,
            )

    def _is_set_off(self, place: Place) -> bool:
        """Whether words are set off as a quotation; in marks alone they may as well be a title."""
        return self.article.blocks[place.block].kind == "quote"

    def _statistics(self, numbers: Sequence[ChosenNumber]) -> Iterable[Statistic]:
        seen: set[str] = set()
        for number in numbers:
            sentence = self._sentence(number.sentence)
            if sentence is None or not any(map(str.isdigit, number.value)) or self.is_order(sentence.text):
                continue
            value = found_words(self.article, number.value, within=sentence.place)
            if value is None or self.article.at(value) in seen:
                continue
            label = found_words(self.article, number.label, within=sentence.place)
            seen.add(self.article.at(value))
            yield Statistic(
                value=self.article.at(value),
                label=self.article.at(label).strip(" ,;:") if label else sentence.text,
                sentence=sentence.text,
                place=sentence.place,
            )

    def _questions(self, asked: Sequence[ChosenQuestion]) -> Iterable[Question]:
        for one in asked:
            place = self._joined(one.sentences)
            question = found_words(self.article, one.question)
            if place is not None and question is not None and is_question(self.article.at(question)):
                yield Question(question=self.article.at(question), answer=self.article.at(place), place=place)

    def _steps(self, told: Sequence[ChosenStep]) -> tuple[Step, ...]:
        found = []
        for step in told:
            place = self._joined(step.sentences)
            if place is None or not is_clean(self.article.at(place)):
                continue
            text, title = self.article.at(place), found_words(self.article, step.title)
            heading = next(one.heading for one in self.text.sentences if one.place.block == place.block)
            found.append(
                Step(
                    title=self.article.at(title).rstrip(" .:") if title else step_title(text, self.article.language),
                    text=text,
                    place=place,
                    section=heading.rstrip(" .:"),
                )
            )
        sections = {step.section for step in found}
        alone = len(sections) == 1 or any(step.section == step.title for step in found)
        steps = [step.model_copy(update={"section": ""}) if alone else step for step in found]
        return tuple(steps[:_STEPS]) if len(steps) >= 3 else ()

    def _joined(self, numbers: Sequence[int]) -> Place | None:
        """The place of sentences that follow one another in a block; of the first ones where they do not all."""
        places = [] if any(map(self._is_order_at, numbers)) else self.text.places(sorted(numbers))
        if not places:
            return None
        end = places[0].end
        for before, after in pairwise(places):
            if after.block != places[0].block or after.start - before.end > 2:
                break
            end = after.end
        return Place(block=places[0].block, start=places[0].start, end=end)

    def _is_order_at(self, number: int) -> bool:
        sentence = self._sentence(number)
        return sentence is not None and self.is_order(sentence.text)

    def _keywords(self, words: Sequence[str]) -> tuple[Keyword, ...]:
        """The chosen topics as the article writes them; with few, those that are found by counting as well."""
        counted = keyphrases(self.article)
        names = {word.text.casefold(): word.is_name for word in counted}
        found: dict[str, Keyword] = {}
        for word in words:
            place = found_words(self.article, word)
            text = self.article.at(place) if place else ""
            if word[:1].islower() and text.casefold() == word.casefold():
                text = word  # the article has it at the beginning of a sentence only
            if text and is_clean(text) and len(text.split()) <= 4 and not self.is_order(text):
                named = names.get(text.casefold(), text[:1].isupper() and not text.islower() and _is_inner(place))
                found.setdefault(text.casefold(), Keyword(text=text, score=_score(len(found)), is_name=named))
        if len(found) < _ENOUGH_KEYWORDS:
            for known in counted:
                score = min(known.score, _score(len(found)))
                found.setdefault(known.text.casefold(), known.model_copy(update={"score": score}))
        return tuple(found.values())[:_KEYWORDS]


def _is_inner(place: Place | None) -> bool:
    """Whether words stand elsewhere than at the beginning of a block, where every word has a capital."""
    return place is not None and place.start > 0


def _numbers(answer: ChosenBrief) -> set[int]:
    """Every number of a sentence in an answer."""
    found = {*answer.summary.sentences, *answer.key_points.sentences, *answer.definitions.sentences}
    found |= {quote.sentence for quote in answer.quotes} | {number.sentence for number in answer.statistics}
    for question in answer.questions:
        found |= set(question.sentences)
    for step in answer.steps:
        found |= set(step.sentences)
    return found


def _score(rank: int) -> float:
    """What a rank is worth, 0–1."""
    return round(max(0.1, 1 - 0.08 * rank), 4)


def _ranked(found: Sequence[Sentence]) -> Iterable[Excerpt]:
    for rank, sentence in enumerate(found):
        yield Excerpt(text=sentence.text, place=sentence.place, score=_score(rank))


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:8]))
