"""Telling an article again in other words: other sentences, another quote or number, never what was posted before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from reprise.articles.article import Article
from reprise.briefs.brief import Brief, Excerpt
from reprise.sites import Site
from reprise.social.material import alike
from reprise.social.post import PostDraft, PostType
from reprise.social.told.posts import ToldPosts
from reprise.social.writing import write_post

VARIANTS = 12
"""How many other choices from the article are tried for one type of post."""

NEW_SHARE = 0.5
"""How much of what a post says has to be new, by length."""

RECURRING_COSTS = 100
"""What a post that recurs is put behind posts of new articles."""

_SHORTEST = 25  # shorter lines are furniture: a call, a heading, who said it

T = TypeVar("T")


def write_anew(
    article: Article,
    brief: Brief,
    site: Site,
    platform: str,
    types: Sequence[PostType],
    earlier: Sequence[str],
    id_: str,
    told: ToldPosts | None = None,
) -> PostDraft | None:
    """A post that says mostly what none of the `earlier` texts said; None when the article has nothing left to say.

    Args:
        types: those to choose from, the ones to be tried first in front.
        id_: the new post's id, which its link carries.
        told: what was worded for it; each type is tried so before the article's own sentences are turned.
    """
    said = [line for text in earlier for line in _lines(text, article.title)]
    plain = ToldPosts(hashtags=told.hashtags) if told else None
    for type_ in types:
        if told and told.of(type_):
            draft = write_post(article, brief, site, platform, type_, told)
            if draft is not None and _is_new(draft, article.title, said):
                return _as(draft, id_)
        for bare, chosen in _variants(article, brief, said):
            draft = write_post(bare, chosen, site, platform, type_, plain)
            if draft is not None and _is_new(draft, article.title, said):
                return _as(draft, id_)
    return None


def _variants(article: Article, brief: Brief, said: Sequence[str]) -> Iterator[tuple[Article, Brief]]:
    """The article without its author's description and without what was said, each time with other sentences in
    front."""
    usual = len(brief.summary)
    brief = _unsaid(brief, said)
    told = article.model_copy(update={"description": ""})
    steps = {step.place.block for step in brief.steps}  # these are told in their order or not at all
    found = (excerpt for excerpt in (*brief.summary, *brief.key_points) if excerpt.place.block not in steps)
    pool = tuple({excerpt.text: excerpt for excerpt in found}.values())
    if not pool:
        return
    length = min(usual, max(1, len(pool) // 2))
    for shift in range(1, VARIANTS + 1):
        sentences = _turned(pool, shift * length)
        yield (
            told,
            brief.model_copy(
                update={
                    "summary": tuple(sorted(sentences[:length], key=_position)),
                    "key_points": sentences[length:],
                    "quotes": _turned(brief.quotes, shift),
                    "statistics": _turned(brief.statistics, shift),
                    "questions": _turned(brief.questions, shift),
                }
            ),
        )


def _unsaid(brief: Brief, said: Sequence[str]) -> Brief:
    """The brief without the wordings that earlier posts have; as it is where nothing would be left to begin with."""

    def fresh(text: str) -> bool:
        return not any(alike(text, line) for line in said)

    excerpts = tuple(excerpt for excerpt in brief.key_points if fresh(excerpt.text))
    summary = tuple(excerpt for excerpt in brief.summary if fresh(excerpt.text))
    if not excerpts and not summary:
        return brief
    return brief.model_copy(
        update={
            "summary": summary,
            "key_points": excerpts,
            "quotes": tuple(quote for quote in brief.quotes if fresh(quote.text)),
            "statistics": tuple(number for number in brief.statistics if fresh(number.sentence)),
        }
    )


def _turned(items: tuple[T, ...], by: int) -> tuple[T, ...]:
    return items[by % len(items) :] + items[: by % len(items)] if items else items


def _position(excerpt: Excerpt) -> tuple[int, int]:
    return excerpt.place.block, excerpt.place.start


def _is_new(draft: PostDraft, title: str, said: Sequence[str]) -> bool:
    lines = [line for text in draft.texts for line in _lines(text, title)]
    fresh = [line for line in lines if not any(alike(line, other) for other in said)]
    return bool(fresh) and sum(map(len, fresh)) >= NEW_SHARE * sum(map(len, lines))


def _lines(text: str, title: str) -> list[str]:
    """What a post says: without its headline, its link and its hashtags."""
    lines = (line.strip() for line in text.splitlines())
    return [
        line
        for line in lines
        if len(line) >= _SHORTEST
        and "://" not in line
        and not all(word.startswith("#") for word in line.split())
        and not alike(line, title)
    ]


def _as(draft: PostDraft, id_: str) -> PostDraft:
    """The draft under an id of its own, behind the posts of new articles."""
    return draft.model_copy(
        update={
            "id": id_,
            "texts": tuple(text.replace(draft.id, id_) for text in draft.texts),
            "link": draft.link and draft.link.replace(draft.id, id_),
            "first_comment": draft.first_comment and draft.first_comment.replace(draft.id, id_),
            "priority": draft.priority - RECURRING_COSTS,
        }
    )
