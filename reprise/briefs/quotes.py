"""Sentences worth a card of their own: what somebody is quoted with, else the strong short ones."""

from __future__ import annotations

import regex

from reprise.briefs.brief import Excerpt
from reprise.briefs.language import word_count
from reprise.briefs.ranking import Ranked, Ranking
from reprise.briefs.standalone import has_code

_SPEECH = regex.compile(r"[“\"«„][^“”\"«»„]{25,}[”\"»“]")
STRONG = regex.compile(
    r"\b(?:never|always|only|every|must|best|worst|nothing|everyone|everything|without|can[’']t|isn[’']t|not|key|essential|important|matters?|"
    r"nie|immer|nur|jede\p{L}*|wichtig\p{L}*|nunca|siempre|solo|mejor|importante|jamais|toujours|"
    r"никогда|всегда|только|каждый|лучш\p{L}+|важн\p{L}+|главн\p{L}+)\b|重要|必要|大切|最も|最",
    regex.I,
)


def quotes(ranking: Ranking, language: str, limit: int = 5) -> tuple[Excerpt, ...]:
    """At most `limit` quotable sentences, best first; all stand alone."""
    worth = {item.row: _worth(item, language) for item in ranking.ranked}
    candidates = sorted((item for item in ranking.ranked if worth[item.row] > 0), key=lambda item: -worth[item.row])
    chosen: list[Ranked] = []
    for item in candidates:
        if len(chosen) == limit:
            break
        if all(ranking.similarity[item.row, other.row] < 0.5 for other in chosen):
            chosen.append(item)
    top = max((worth[item.row] for item in chosen), default=1.0)
    return tuple(
        Excerpt(text=item.sentence.text, place=item.sentence.place, score=round(worth[item.row] / top, 4))
        for item in chosen
    )


def _worth(item: Ranked, language: str) -> float:
    sentence = item.sentence
    words = word_count(sentence.text, language)
    if not item.judgement.standing or item.judgement.quality < 0.3 or words > 30 or has_code(sentence.text):
        return 0.0
    value = 0.4 + item.score
    value *= 1.6 if sentence.block.kind == "quote" or _SPEECH.search(sentence.text) else 1.0
    value *= 1.25 if STRONG.search(sentence.text) else 1.0
    value *= 1.2 if 6 <= words <= 18 else 0.85
    value *= 0.5 if sentence.block.kind == "list_item" else 1.0
    value *= 0.8 if sum(map(str.isdigit, sentence.text)) > 4 else 1.0
    return value
