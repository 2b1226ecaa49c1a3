"""Words worth a card of their own: what somebody is quoted with, then the article's strong sentences."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from reprise.articles.article import Article
from reprise.briefs.brief import Quote
from reprise.briefs.language import word_count
from reprise.briefs.ranking import Ranked, Ranking
from reprise.briefs.speech import speech
from reprise.briefs.standalone import concludes, has_code, leans_back

STRONG = regex.compile(
    r"\b(?:never|always|only|every|must|best|worst|nothing|everyone|everything|without|can[’']t|isn[’']t|not|key|essential|important|matters?|"
    r"nie|immer|nur|jede\p{L}*|wichtig\p{L}*|nunca|siempre|solo|mejor|importante|jamais|toujours|"
    r"никогда|всегда|только|каждый|лучш\p{L}+|важн\p{L}+|главн\p{L}+)\b|重要|必要|大切|最も|最",
    regex.I,
)
_SHORTEST, _LONGEST = 5, 30  # words of a statement


def quotes(
    article: Article, ranking: Ranking, summary: Sequence[Ranked] = (), *, interview: bool = False, limit: int = 5
) -> tuple[Quote, ...]:
    """At most `limit` quotable wordings: whole quotations of named people, other quotations, then statements.

    Sentences of the `summary` are the last to be taken for statements. In an `interview` the answers are quotations.
    """
    spoken = speech(article, interview=interview)
    best = sorted(spoken, key=lambda quote: (-bool(quote.speaker), -quote.score))[:limit]
    said = [(quote.place.block, quote.place.start, quote.place.end) for quote in spoken]
    free = [item for item in ranking.ranked if not any(_meets(item, place) for place in said)]
    return (*best, *_statements(free, ranking, summary, article.language, limit - len(best)))


def _meets(item: Ranked, place: tuple[int, int, int]) -> bool:
    own = item.sentence.place
    return own.block == place[0] and own.start < place[2] and place[1] < own.end


def _statements(
    pool: Sequence[Ranked], ranking: Ranking, summary: Sequence[Ranked], language: str, limit: int
) -> list[Quote]:
    worth = {item.row: _worth(item, language) * (0.4 if item in summary else 1.0) for item in pool}
    candidates = sorted((item for item in pool if worth[item.row] > 0), key=lambda item: -worth[item.row])
    chosen: list[Ranked] = []
    for item in candidates:
        if len(chosen) >= limit:
            break
        if all(ranking.similarity[item.row, other.row] < 0.5 for other in chosen):
            chosen.append(item)
    top = max((worth[item.row] for item in chosen), default=1.0)
    return [
        Quote(text=item.sentence.text, place=item.sentence.place, score=round(worth[item.row] / top, 4))
        for item in chosen
    ]


def _worth(item: Ranked, language: str) -> float:
    """How well a sentence of the article's own stands on a card; 0 when it does not."""
    text, judgement = item.sentence.text, item.judgement
    words = word_count(text, language)
    if not judgement.standing or judgement.quality < 0.3 or not _SHORTEST <= words <= _LONGEST or has_code(text):
        return 0.0
    if text.rstrip("\"'”’»)").endswith(("?", "？", "؟")):
        return 0.0
    value = 0.4 + item.score
    value *= 1.25 if STRONG.search(text) else 1.0
    value *= 1.2 if 6 <= words <= 18 else 0.85
    value *= 0.5 if item.sentence.block.kind == "list_item" else 1.0
    value *= 0.8 if sum(map(str.isdigit, text)) > 4 else 1.0
    value *= 0.4 if concludes(text) else 1.0
    return value * (0.7 if leans_back(text) else 1.0)
