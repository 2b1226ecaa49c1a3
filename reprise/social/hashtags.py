"""Hashtags from an article's own topics: as many good ones as there are within the platform's usual number, no more."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import regex
import snowballstemmer

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.sites import Site
from reprise.social.counting import length
from reprise.social.plain import clean
from reprise.social.rules import PLATFORMS, Counting
from reprise.social.topics import UNSPACED, WORD, topics

MOST_WORDS = 3
MOST_CHARACTERS = 30

_FEW = 3  # below this even a shelf label is better than none

_SIGNS = {"c#": "CSharp", "f#": "FSharp", "c++": "Cpp", ".net": "DotNet"}  # names whose signs cannot stand in a tag
_APOSTROPHE = regex.compile(r"(?<=\p{L})['’ʼ](?=\p{L})")
_TAIL = regex.compile(r"(?:\s*#[\p{L}\p{M}\p{N}_]+)+\s*$")
FITS_ANYTHING = frozenset(
    """article articles blog blogpost blogposts post posts news update updates info tips howto guide trending viral love
    instagood instadaily photooftheday follow followme like likes share explore explorepage fyp foryou foryoupage
    motivation inspiration success life lifestyle bestpractices bestpractice impact system systems platform platforms
    today new work people world future resources wissen tipps ratgeber artikel beitrag neuigkeiten leben
    liebe noticias consejos vida amor actualité conseils vie статья новости советы""".split()  # noqa: SIM905
)
"""Hashtags that stand under everything and lead nobody who cares."""
_NO_TAGS = frozenset(("uncategorized", "uncategorised", "misc", "general", "untitled", "未分類", "разное"))
_STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip


def hashtags(article: Article, brief: Brief, site: Site, platform: str) -> tuple[str, ...]:
    """The article's hashtags for a platform, without #, the best first.

    What its editor filed it under comes first, with the site's own tags behind the first of them, then names, then
    topics of several words; single words only where the platform's usual number is not reached without them.
    """
    usual, most = PLATFORMS[platform].text.hashtags
    if most == 0:
        return ()
    language, found = article.language, topics(article, brief)
    telling, words = _useful(found.telling), _useful(found.words)
    filed = _distinct(_useful(found.filed), language, most)
    about = _distinct([*filed, *telling], language, most, overlapping=False, kept=len(filed))
    if len(about) < usual:  # room left: relatives such as GitHub beside GitHubIssues are welcome
        about = _distinct([*about, *telling, *words], language, most)
    shelves = _useful(found.shelves)
    about = about or _distinct(shelves, language, min(usual, 1))
    own = _distinct(map(tag, site.wording.hashtags), language, max(1, most // 2))
    chosen = _distinct([*about[:1], *own, *about[1:]], language, most)
    if len(chosen) < min(usual, _FEW):
        chosen = _distinct([*chosen, *shelves], language, min(usual, _FEW))
    return tuple(chosen)


def _useful(names: Iterable[str]) -> list[str]:
    return [name for given in names if (name := tag(given)) and name.casefold() not in FITS_ANYTHING]


def arranged(names: Iterable[str], article: Article, brief: Brief, site: Site, platform: str) -> tuple[str, ...]:
    """Hashtags that somebody chose for the article, as many as the platform usually has, with the site's own among
    them; where they are too few, the article's own topics follow."""
    usual, most = PLATFORMS[platform].text.hashtags
    chosen = _distinct(_useful(names), article.language, most)
    own = _distinct(map(tag, site.wording.hashtags), article.language, max(1, most // 2))
    found = _distinct([*chosen[:1], *own, *chosen[1:]], article.language, most)
    if len(found) < usual:
        found = _distinct([*found, *hashtags(article, brief, site, platform)], article.language, usual)
    return tuple(found)


def tag(topic: str) -> str:
    """`topic` as a hashtag without #: words joined with capitals; "" when it makes none that a reader could use."""
    topic = clean(topic).removeprefix("#").strip()
    if topic.casefold() in _SIGNS:
        return _SIGNS[topic.casefold()]
    words = WORD.findall(_APOSTROPHE.sub("", topic))
    if not words or len(words) > MOST_WORDS or topic.casefold() in _NO_TAGS:
        return ""
    joined = words[0] if len(words) == 1 and words[0] != words[0].lower() else _joined(words)
    joined = unicodedata.normalize("NFC", joined)
    letters = sum(character.isalpha() for character in joined)
    shortest = 1 if UNSPACED.search(joined) else 2
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


def _distinct(tags: Iterable[str], language: str, most: int, *, overlapping: bool = True, kept: int = 0) -> list[str]:
    """The first `most` tags that do not say the same; without `overlapping` they share no word either, but for the
    first `kept`."""
    chosen: list[str] = []
    seen: list[frozenset[str]] = []
    for name in tags:
        key = _stems(name, language)
        strict = not overlapping and len(chosen) >= kept
        if not name or any(key <= other or (strict and key & other) for other in seen):
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


def _joined(words: list[str]) -> str:
    """Capitals show where words begin; scripts that have none, but spaces, take underscores."""
    together = "".join(words)
    separator = "_" if together.upper() == together.lower() and not UNSPACED.search(together) else ""
    return separator.join(map(_capitalised, words))


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]
