"""Hashtags from an article's own topics: as many good ones as there are within the platform's usual number, no more."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex
import snowballstemmer

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.sites import Site
from reprise.social.counting import length
from reprise.social.plain import clean
from reprise.social.rules import PLATFORMS, Counting

MOST_WORDS = 3
MOST_CHARACTERS = 30

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_SIGNS = {"c#": "CSharp", "f#": "FSharp", "c++": "Cpp", ".net": "DotNet"}  # names whose signs cannot stand in a tag
_APOSTROPHE = regex.compile(r"(?<=\p{L})['’ʼ](?=\p{L})")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
_TAIL = regex.compile(r"(?:\s*#[\p{L}\p{M}\p{N}_]+)+\s*$")
_SHELF_LABELS = frozenset(
    # what sites file articles under, which says nothing to a stranger
    """general misc miscellaneous uncategorized uncategorised blog post posts article articles news update updates
    other featured announcement announcements page draft untitled allgemein sonstiges artikel beitrag neuigkeiten
    blogue noticias articulo articulos actualites general divers notizie articolo overig nieuws новости статья разное
    блог новини стаття aktualnosci artykul ブログ 記事 お知らせ 未分類 博客 文章 新闻 مدونة مقالات اخبار""".split()  # noqa: SIM905
)
_STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip


def hashtags(article: Article, brief: Brief, site: Site, platform: str) -> tuple[str, ...]:
    """The article's hashtags for a platform, without #, the best first.

    The site's own come first (at most half of the number), then the article's topics by rank.
    """
    usual, most = PLATFORMS[platform].text.hashtags
    if most == 0:
        return ()
    own = _distinct(map(tag, site.wording.hashtags), article.language, most)[: max(1, most // 2)]
    topics = [found for topic in _topics(article, brief) if (found := tag(topic))]
    chosen = _distinct([*own, *topics], article.language, most, overlapping=False)
    if len(chosen) < usual:  # room left: relatives such as GitHub beside GitHubIssues are welcome
        chosen = _distinct([*chosen, *topics], article.language, most)
    return tuple(chosen)


def tag(topic: str) -> str:
    """`topic` as a hashtag without #: words joined with capitals; "" when it makes none that a reader could use."""
    topic = clean(topic).removeprefix("#").strip()
    if topic.casefold() in _SIGNS:
        return _SIGNS[topic.casefold()]
    words = _WORD.findall(_APOSTROPHE.sub("", topic))
    if not words or len(words) > MOST_WORDS or topic.casefold() in _SHELF_LABELS:
        return ""
    joined = words[0] if len(words) == 1 and words[0] != words[0].lower() else "".join(map(_capitalised, words))
    joined = unicodedata.normalize("NFC", joined)
    letters = sum(character.isalpha() for character in joined)
    shortest = 1 if _UNSPACED.search(joined) else 2
    return joined if shortest <= letters and len(joined) <= MOST_CHARACTERS else ""


def written(tags: Iterable[str]) -> str:
    """The hashtags as they stand in a post, in one line."""
    return " ".join(f"#{name}" for name in tags)


def replaced(text: str, tags: tuple[str, ...], limit: int, counting: Counting) -> str:
    """A post's text with the hashtags at its end exchanged; trailing ones are left out where the limit wants it."""
    found = _TAIL.search(text)
    body = text[: found.start()] if found else text
    gap = regex.match(r"\s*", found[0])[0] if found else "\n\n"
    for count in range(len(tags), 0, -1):
        candidate = f"{body}{gap}{written(tags[:count])}".strip()
        if length(candidate, counting) <= limit:
            return candidate
    return body


def _topics(article: Article, brief: Brief) -> Iterator[str]:
    """The article's topics, the most telling first: what its author filed it under, then what it talks about."""
    ranked = sorted(brief.keywords, key=lambda keyword: -keyword.score)
    mentioned = f"{article.title} {article.text}".casefold()
    filed = [name for name in (*article.tags, *article.keywords) if name.casefold().replace("-", " ") in mentioned]
    strong = [keyword.text for keyword in ranked if keyword.score >= 0.5]
    yield from _alternating(strong, filed)
    yield from (keyword.text for keyword in ranked if keyword.score < 0.5)
    yield from (name for name in (*article.tags, *article.keywords) if name not in filed)


def _alternating(first: list[str], second: list[str]) -> Iterator[str]:
    for index in range(max(len(first), len(second))):
        yield from first[index : index + 1]
        yield from second[index : index + 1]


def _distinct(tags: Iterable[str], language: str, most: int, *, overlapping: bool = True) -> list[str]:
    """The first `most` tags that do not say the same; without `overlapping` they share no word either."""
    chosen: list[str] = []
    seen: list[frozenset[str]] = []
    for name in tags:
        key = _stems(name, language)
        if not name or any(key == other or (not overlapping and key & other) for other in seen):
            continue
        if any(_folded(name) == _folded(other) for other in chosen):
            continue
        chosen.append(name)
        seen.append(key)
        if len(chosen) == most:
            break
    return chosen


def _stems(name: str, language: str) -> frozenset[str]:
    words = regex.findall(r"\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+(?!\p{Ll})|[\p{Lo}\p{M}]+|\p{N}+", name) or [name]
    stem = _stemmer(language.split("-", maxsplit=1)[0])
    return frozenset(str(stem(_folded(word))) for word in words)


@lru_cache(maxsize=32)
def _stemmer(language: str):  # type: ignore[no-untyped-def]
    name = _STEMMERS.get(language)
    return snowballstemmer.stemmer(name).stemWord if name else str


def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(character for character in decomposed if unicodedata.category(character) != "Mn")


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]
