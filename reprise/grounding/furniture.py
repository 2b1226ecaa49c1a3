"""What is ours in a text and says nothing about the article: calls to action, headings of lists, the site's names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields
from functools import lru_cache
from typing import cast, get_args

import regex

from reprise.articles.article import Article
from reprise.briefs.language import base
from reprise.film_settings import Context
from reprise.grounding.tables import Pattern
from reprise.grounding.textual import WORD, plain
from reprise.sites import Site
from reprise.social.phrases import phrases
from reprise.social.rules import PLATFORMS
from reprise.video.dialogue.phrases import Group
from reprise.video.dialogue.phrases import phrases as dialogue_phrases
from reprise.video.script import Style, Tone
from reprise.video.writing.manner import Manner, place_of_link
from reprise.video.writing.words import film_words

_FIELD = regex.compile(r"\\\{(\w+)\\\}")
_SHOWN, _ALL = "SHOWN", "ALL"
_PLACES = ("bio", "below", "post")


def furniture(article: Article, site: Site | None) -> Pattern:
    """A pattern of all our own wording for an article; it matches whole phrases."""
    calls = tuple(call for calls in site.wording.calls_to_action.values() for call in calls) if site else ()
    return _whole(base(article.language), site.name if site else "", calls)


def counted(article: Article, counts: Collection[int]) -> Pattern:
    """A pattern of "3 of 7 steps", where `counts` are what there may be of."""
    phrase = phrases(article.language).partial
    if not phrase or not counts:
        return cast(Pattern, regex.compile(r"(?!)"))
    some = "|".join(map(str, sorted(counts, reverse=True)))
    pattern = _pattern(phrase, "").replace(_SHOWN, r"\d{1,3}").replace(_ALL, f"(?:{some})")
    return cast(Pattern, regex.compile(rf"(?<![\p{{L}}\p{{N}}]){pattern}(?![\p{{L}}\p{{N}}])", regex.I))


@lru_cache(maxsize=256)
def _whole(language: str, name: str, calls: tuple[str, ...]) -> Pattern:
    found = (*_of_language(language), *calls)
    filled = {_pattern(text, name) for text in found if text.strip(" .,:;!?") and "{shown}" not in text}
    begins = r"(?<![\p{L}\p{N},;] ?)"  # not in the middle of a sentence
    joined = "|".join(sorted(filled, key=len, reverse=True)) or r"(?!)"
    return cast(Pattern, regex.compile(f"{begins}(?:{joined})(?![\\p{{L}}\\p{{N}}])", regex.I))


def own_words(article: Article, site: Site | None) -> frozenset[str]:
    """Single words that are ours, case-folded."""
    texts = [article.author or "", *(rules.title for rules in PLATFORMS.values())]
    if site is not None:
        texts += [site.name, site.author or "", site.brand.handle or "", *site.wording.hashtags, site.id]
    return frozenset(word.casefold() for text in texts for word in WORD.findall(plain(text)))


def _of_language(language: str) -> Iterator[str]:
    words = phrases(language)
    for each in fields(words):
        value = getattr(words, each.name)
        if isinstance(value, str):
            yield value
    for table in (words.asks, *words.forms.values()):
        for questions in table.values():
            yield from questions
    for style in get_args(Style):
        for tone in get_args(Tone):
            manner = Manner(style, tone, language)
            yield from (*manner.calls(), manner.lead(), manner.first(), manner.last())
    for place in _PLACES:
        yield place_of_link(language, place)  # type: ignore[arg-type]
    film = film_words(language)
    yield from (film.cta, film.first, film.last)
    for context in get_args(Context):
        spoken = dialogue_phrases(language, context)
        if spoken is not None:
            yield spoken.takeaway
            for group in get_args(Group):
                yield from spoken.groups[group]


def _pattern(text: str, site: str) -> str:
    """A phrase as a pattern with the site's name in its place, and marks for its numbers."""
    bare = plain(text).strip().rstrip(" .:!")
    if "{title}" in bare or "{topic}" in bare or "{speaker}" in bare:
        return r"(?!)"  # what is filled in is checked

    def part(match: regex.Match[str]) -> str:
        if match[1] == "site":
            return str(regex.escape(plain(site))) if site else r".{1,60}?"
        return _ALL if match[1] == "all" else _SHOWN

    return str(_FIELD.sub(part, regex.escape(bare))).replace(r"\ ", r"\s+")
