"""Which sentences matter: LexRank over tf-idf, the article's title and headings, place, and how they read alone.

Redundancy is removed by maximal marginal relevance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reprise.articles.article import Article
from reprise.briefs.language import content_terms
from reprise.briefs.sentences import Sentence
from reprise.briefs.standalone import Judgement, judge

Matrix = NDArray[np.float64]
_POOL = 60  # candidates looked at; beyond these nothing is worth telling
_DAMPING, _ROUNDS, _LINK = 0.85, 40, 0.08


@dataclass(frozen=True)
class Ranked:
    """A sentence with its worth, 0–1. `row` is its line in the ranking's similarities."""

    sentence: Sentence
    judgement: Judgement
    score: float
    row: int


@dataclass(frozen=True)
class Ranking:
    """All sentences in reading order, with cosine similarities between them and to the article's framing."""

    ranked: tuple[Ranked, ...]
    similarity: Matrix
    framing: Matrix

    def best(
        self, candidates: Sequence[Ranked], count: int, *, taken: Sequence[Ranked] = (), novelty: float = 0.45
    ) -> list[Ranked]:
        """The `count` best candidates, each as unlike the ones before (and `taken`) as `novelty` demands."""
        chosen: list[Ranked] = []
        fresh = [item for item in candidates if item not in taken]
        pool = sorted(fresh, key=lambda item: -item.score)[:_POOL]
        while pool and len(chosen) < count:
            earlier = [*taken, *chosen]
            winner = max(pool, key=lambda item: self._marginal(item, earlier, novelty))
            pool.remove(winner)
            if not any(self.similarity[winner.row, item.row] > 0.6 for item in earlier):
                chosen.append(winner)
        return chosen

    def _marginal(self, item: Ranked, earlier: Sequence[Ranked], novelty: float) -> float:
        nearest = max((float(self.similarity[item.row, other.row]) for other in earlier), default=0.0)
        same_section = any(item.sentence.section == other.sentence.section for other in earlier)
        return item.score - novelty * nearest - (0.08 if same_section else 0.0)


def rank(article: Article, sentences: Sequence[Sentence]) -> Ranking:
    """Rank all sentences of an article. `framing` holds each one's likeness to title and description."""
    language = article.language
    terms = [content_terms(sentence.text, language) for sentence in sentences]
    frame = content_terms(f"{article.title}. {article.description} {' '.join(article.tags)}", language)
    vectors, frame_vector = _tf_idf(terms, frame)
    similarity = vectors @ vectors.T
    framing = vectors @ frame_vector
    central = _lexrank(similarity)
    headings = _heading_overlap(sentences, terms, language)
    ranked = []
    for row, sentence in enumerate(sentences):
        judgement = judge(sentence, language)
        place = _place_value(sentence)
        worth = 0.40 * central[row] + 0.27 * framing[row] + 0.13 * headings[row] + 0.20 * place
        worth *= 0.55 if sentence.block.kind == "list_item" else 1.0
        ranked.append(Ranked(sentence, judgement, float(worth * judgement.quality), row))
    top = max((item.score for item in ranked), default=0.0) or 1.0
    scaled = tuple(Ranked(item.sentence, item.judgement, item.score / top, item.row) for item in ranked)
    return Ranking(scaled, similarity, framing)


def _tf_idf(documents: Sequence[Sequence[str]], frame: Sequence[str]) -> tuple[Matrix, Matrix]:
    """Unit row vectors of the sentences, and the framing's unit vector in the same space."""
    index = {term: column for column, term in enumerate(sorted({term for terms in documents for term in terms}))}
    counts = np.zeros((len(documents), max(1, len(index))))
    for row, terms in enumerate(documents):
        for term, count in Counter(terms).items():
            counts[row, index[term]] = 1 + np.log(count)
    frequency = (counts > 0).sum(axis=0)
    idf = np.log((1 + len(documents)) / (1 + frequency)) + 1
    goal = np.zeros(counts.shape[1])
    for term in frame:
        if term in index:
            goal[index[term]] = 1
    return _unit(counts * idf), _unit((goal * idf)[None, :])[0]


def _unit(rows: Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0))


def _lexrank(similarity: Matrix) -> Matrix:
    """Each sentence's stationary weight on the graph of similar sentences, the greatest being 1."""
    size = similarity.shape[0]
    if size == 0:
        return np.zeros(0)
    links = np.where(similarity > _LINK, similarity, 0.0)
    np.fill_diagonal(links, 0.0)
    out = links.sum(axis=1, keepdims=True)
    steps = np.divide(links, out, out=np.full_like(links, 1 / size), where=out > 0)
    weights = np.full(size, 1 / size)
    for _ in range(_ROUNDS):
        weights = (1 - _DAMPING) / size + _DAMPING * (steps.T @ weights)
    return np.asarray(weights / weights.max())


def _heading_overlap(sentences: Sequence[Sentence], terms: Sequence[Sequence[str]], language: str) -> list[float]:
    known: dict[str, set[str]] = {}
    values = []
    for sentence, own in zip(sentences, terms, strict=True):
        goal = known.setdefault(sentence.heading, set(content_terms(sentence.heading, language)))
        values.append(len(goal & set(own)) / len(goal) if goal else 0.0)
    return values


def _place_value(sentence: Sentence) -> float:
    """Openings of the article and of a paragraph tell most; the very end a little."""
    early = max(0.0, 1 - sentence.position / 0.12)
    opening = 0.45 if sentence.in_block == 0 else 0.0
    closing = 0.15 if sentence.position > 0.93 else 0.0
    return min(1.0, 0.7 * early + opening + closing)
