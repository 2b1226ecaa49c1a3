"""What is ours in a text and says nothing about the article: calls to action, headings of lists, the site's names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields
from functools import lru_cache
from typing import cast, get_args

import regex

from reprise.articles.article import Article
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
_PLACES = ("bio", "below", "post")


def furniture(article: Article, site: Site | None, counts: Collection[int]) -> Pattern:
    """A pattern of all our own wording for an article; it matches whole phrases. `counts` are what "3 of 7 steps" may
    be of."""
    name = site.name if site else ""
    some = "|".join(map(str, sorted(counts, reverse=True))) or "0"
    found = {*_of_language(article.language, site)}
    filled = sorted({_pattern(text, name, some) for text in found if text.strip(" .,:;!?")}, key=len, reverse=True)
    if not filled:
        return cast(Pattern, regex.compile(r"(?!)"))
    edge = r"(?<![\p{L}\p{N}])"
    return cast(Pattern, regex.compile(f"{edge}(?:{'|'.join(filled)})(?![\\p{{L}}\\p{{N}}])", regex.I))


def own_words(article: Article, site: Site | None) -> frozenset[str]:
    """Single words that are ours, case-folded."""
    texts = [article.author or "", *(rules.title for rules in PLATFORMS.values())]
    if site is not None:
        texts += [site.name, site.author or "", site.brand.handle or "", *site.wording.hashtags, site.id]
    return frozenset(word.casefold() for text in texts for word in WORD.findall(plain(text)))


def _of_language(language: str, site: Site | None) -> Iterator[str]:
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
    if site is not None:
        for calls in site.wording.calls_to_action.values():
            yield from calls
        yield site.name


@lru_cache(maxsize=10_000)
def _pattern(text: str, site: str, counts: str) -> str:
    """A phrase as a pattern; the site's name in its place, counts as digits, anything short for what is filled in."""

    def part(match: regex.Match[str]) -> str:
        if match[1] == "site":
            return regex.escape(plain(site)) if site else r".{1,60}?"
        return rf"(?:{counts})" if match[1] == "all" else r"\d{1,3}"

    bare = plain(text).strip().rstrip(".:!")
    if "{title}" in bare or "{topic}" in bare or "{speaker}" in bare:
        return r"(?!)"  # what is filled in is checked
    return str(_FIELD.sub(part, regex.escape(bare))).replace(r"\ ", r"\s+")
