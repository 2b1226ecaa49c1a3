"""First lines: which sentences of an article make a stranger read the next one, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, cast

import regex

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief
from reprise.briefs.language import is_spaceless, word_count
from reprise.briefs.phrases import Pattern, phrases
from reprise.briefs.standalone import concludes, has_code, is_dangling, judge_text, leans_back

T = TypeVar("T")
NEAR = 0.75
"""Of the worth of the best: sentences this good take turns."""
LONGEST = 150
"""Letters that a first line may have; more is cut off before "… more"."""

_LEAST = 0.6  # worth below which the headline opens better
_MOST_IN_TURN = 4
_TOPICS = 5
_QUICK, _SLOW = 95, 125
_FEWEST_WORDS = 6  # fewer say too little without a number
_FOR_A_NUMBER = 30  # letters that a sentence with a number that counts may have beyond
_WORDS_ASKED = (4, 18)
_TURNS = regex.compile(  # says that something is otherwise than one thinks
    r"\b(?:but|not|no|never|nobody|nothing|without|instead|only|almost|nearly|even|more than|less than|half|twice"
    r"|aber|nicht|kein\p{L}*|nie|niemand|ohne|statt|nur|sondern|sogar|mehr als|weniger als|hälfte|doppelt"
    r"|pero|sin|nunca|solo|sólo|nadie|mais|sans|jamais|seulement|personne|ma|senza|mai|solo|sem|maar|zonder"
    r"|но|не|без|никогда|только|никто)\b|n['’]t\b|だけ|しか|ない|不|没|只",
    regex.I,
)
_WE = regex.compile(r"\b(?:we|our|us|wir|uns\p{L}*|nosotros|nuestr\p{L}+|nous|notre|nos|мы|наш\p{L}*)\b", regex.I)
_YOU = regex.compile(
    r"\b(?:you|your|du|dein\p{L}*|ihr|euch|Ihnen|tú|tu|tus|vous|votre|vos|você|вы|ваш\p{L}*)\b", regex.I
)
_MANY = regex.compile(r"(?<![\p{N}:])(?!(?:1[89]|20)\d\d\b)\p{N}+(?![\p{N}:])")  # no years, no times of day
_STARTS_LATE = regex.compile(  # half a sentence before the matter comes
    r"^(?:since|as|while|although|though|because|in order|once|whenever|after|before|when|da|weil|obwohl|während"
    r"|nachdem|aunque|mientras|como|cuando|puisque|comme|bien que|lorsque|поскольку|хотя|когда|пока)\b",
    regex.I,
)


@dataclass(frozen=True)
class Opening:
    """A sentence to open with. `worth` ranks it; a quotation has its `speaker`."""

    text: str
    place: Place
    worth: float
    kind: Literal["fact", "question", "quote"] = "fact"
    speaker: str = ""


def openings(article: Article, brief: Brief) -> tuple[Opening, ...]:
    """What a post about the article may open with, the best first; () when its headline does better."""
    found = {opening.text: opening for opening in sorted(_candidates(brief), key=lambda opening: opening.worth)}
    steps = {step.text for step in brief.steps}
    chosen = [each for each in found.values() if each.worth >= _LEAST and each.text not in steps]
    figures = {statistic.sentence for statistic in brief.statistics}
    chosen = [each for each in chosen if _is_short(each, article.language, figure=each.text in figures)]
    return tuple(sorted(chosen, key=lambda opening: (-opening.worth, opening.place.block, opening.place.start)))


def in_turn(ranked: Sequence[T], turn: int, worths: Sequence[float], near: float = NEAR) -> list[T]:
    """`ranked` with those at its top that are at least `near` as good as the first taking turns: another one leads
    each time."""
    top = 0
    while top < min(_MOST_IN_TURN, len(ranked)) and worths[top] >= near * worths[0]:
        top += 1
    shift = turn % top if top else 0
    return [*ranked[shift:top], *ranked[:shift], *ranked[top:]]


def is_answered(question: str, answer: str, language: str) -> bool:
    """Whether a question and its answer can stand alone: neither leans on what is not there, the answer says
    something."""
    return word_count(answer, language) >= 8 and not is_dangling(question, language)


def _candidates(brief: Brief) -> Iterator[Opening]:
    language, names = brief.language, _names(brief)
    figures = {statistic.sentence for statistic in brief.statistics}
    numbers = (statistic for statistic in brief.statistics if judge_text(statistic.sentence, language).standing)
    scores = {excerpt.text: excerpt.score for excerpt in (*brief.summary, *brief.key_points)}
    for statistic in numbers:
        score = scores.get(statistic.sentence, 0.3)
        yield Opening(
            statistic.sentence, statistic.place, _worth(statistic.sentence, language, score, names, figure=True)
        )
    for excerpt in (*brief.summary, *brief.key_points):
        worth = _worth(excerpt.text, language, excerpt.score, names, figure=excerpt.text in figures)
        yield Opening(excerpt.text, excerpt.place, worth)
    if brief.kind == "faq":
        low, high = _WORDS_ASKED
        for question in brief.questions:
            asked = question.question
            if low <= word_count(asked, language) <= high and is_answered(asked, question.answer, language):
                yield Opening(asked, question.place, 0.9 + (0.1 if _YOU.search(asked) else 0.0), "question")
    for quote in brief.quotes:
        if quote.spoken and quote.speaker and not is_dangling(quote.text, language):
            yield Opening(quote.text, quote.place, 0.75 + 0.25 * quote.score, "quote", quote.speaker)


def _names(brief: Brief) -> Pattern:
    """What finds one of the article's main topics in a sentence."""
    topics = [regex.escape(word.text) for word in brief.keywords[:_TOPICS]]
    return cast(Pattern, regex.compile("|".join(topics) or r"(?!)", regex.I))


def _worth(text: str, language: str, score: float, names: Pattern, *, figure: bool) -> float:
    """How well a sentence opens a post: what surprises and names things, rather than what introduces."""
    table, length = phrases(language), len(text) * (2 if is_spaceless(language) else 1)
    if not judge_text(text, language).standing or table.fanfare.search(text) or has_code(text):
        return 0.0
    worth = 0.35 + 0.4 * score
    worth += 0.4 if figure else 0.1 if _MANY.search(text) else 0.0
    worth += 0.15 if _TURNS.search(text) else 0.0
    worth += 0.1 if _YOU.search(text) else 0.0
    worth += 0.1 if names.search(text) else 0.0
    worth += 0.1 if length <= _QUICK else -0.1 if length > _SLOW and not figure else 0.0
    worth -= 0.2 if word_count(text, language) < _FEWEST_WORDS and not _MANY.search(text) else 0.0
    worth -= 0.15 if _STARTS_LATE.search(text) else 0.0
    worth -= 0.3 if table.chat.search(text) else 0.0
    worth -= 0.1 if _WE.search(text) else 0.0
    return worth - (0.3 if leans_back(text) or concludes(text) else 0.0)


def _is_short(opening: Opening, language: str, *, figure: bool) -> bool:
    longest = LONGEST + _FOR_A_NUMBER * figure
    return len(opening.text) + len(opening.speaker) <= (longest // 2 if is_spaceless(language) else longest)
