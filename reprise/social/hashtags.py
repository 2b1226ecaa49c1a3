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

_SHORT_TITLE = 2
_WEAK = 0.3
_INFLECTED = frozenset({"ru", "uk", "pl", "cs", "sk", "bg", "sr", "hr", "sl", "fi", "hu", "et", "tr", "ar", "he"})
_MARKERS = {  # words that a noun stands behind, words that a verb stands behind
    "en": (
        "the|a|an|of|our|your|their|its|my|this|these|with",
        "to|you|we|they|i|will|can|should|not|by|for|is|are",
    ),
    "es": ("el|la|los|las|un|una|del|al|su|sus|de|de la|de los", "para|puedes|puede|pueden|a|que|se|no|quieres"),
    "pt": ("o|a|os|as|um|uma|do|da|dos|das|no|na|seu|sua", "para|pode|podem|que|se|não"),
    "fr": ("le|la|les|un|une|des|du|l['’]|d['’]|votre|notre|ce|cette", "pour|peut|pouvez|de|à|ne|vous|nous|on|se"),
    "it": ("il|lo|la|i|gli|le|un|una|uno|del|della|dei|delle|l['’]", "per|può|possono|di|a|non|che|si"),
    "nl": ("de|het|een|van|onze|uw|je|dit|deze", "te|kunt|kan|wil|niet|we|ze"),
}
_FILLERS = frozenset(
    """people person time times day days way ways thing things lot lots part parts example examples number kind place
    point points use case year years week month side hand hands bit couple others something everyone work space bring
    personas veces ejemplo forma manera cosas parte tiempo día días gente pessoas vezes exemplo coisas gens fois jour
    chose choses exemple persone volta esempio cose giorno mensen keer voorbeeld dingen leute zeit beispiel dinge teil
    中略 場合 今回 自分 人々 方法 以上 以下 実際 参照 使用 利用 必要 可能
    问题 方式 情况 时候 增加 大小 进行""".split()  # noqa: SIM905
)

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
    joined = words[0] if len(words) == 1 and words[0] != words[0].lower() else _joined(words)
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
    """The article's topics, the most telling first: what it talks about and what its author filed it under."""
    title = f" {_plain(article.title)} "
    text = f"{title}{_plain(article.text)} "
    worth: dict[str, float] = {}

    def weigh(name: str, value: float) -> None:
        at_title = 0.3 if f" {_plain(name)} " in title else 0.0
        worth[name] = max(worth.get(name, 0.0), value + at_title)

    for name in (*article.tags, *article.keywords):
        weigh(name, 0.9 if f" {_plain(name)} " in text else 0.35)
    for keyword in brief.keywords:
        if keyword.is_name or is_topic(keyword.text, article):
            if _UNSPACED.search(keyword.text) and keyword.score < _WEAK:
                continue
            several = len(_WORD.findall(keyword.text)) > 1
            weigh(_whole_word(keyword.text, article.text), keyword.score + (0.25 if keyword.is_name or several else 0))
    if len(_WORD.findall(article.title)) <= _SHORT_TITLE and not _UNSPACED.search(article.title):
        weigh(article.title, 0.8)
    yield from sorted(worth, key=lambda name: -worth[name])


def is_topic(keyword: str, article: Article) -> bool:
    """Whether a keyword can be told to be a thing one may look for, rather than a verb or a filler.

    A word must stand behind an article or the like somewhere, and not more often behind "to" or a pronoun;
    where a language does not mark its nouns so, only what the title or the author's tags say too is believed.
    """
    words = _WORD.findall(keyword)
    language = article.language.split("-", maxsplit=1)[0]
    if _UNSPACED.search(keyword) or (len(words) > 1 and language not in _MARKERS):
        return keyword.casefold() not in _FILLERS
    if (
        len(words) == 1
        and words[0][0].isupper()
        and words[0] in regex.findall(r"(?<=\p{Ll},? )\p{Lu}[\p{L}\p{N}]*", article.text)
    ):
        return True
    if not words or keyword.casefold() in _FILLERS:
        return False
    if language == "de":
        return bool(regex.search(rf"(?<=\p{{Ll}},? ){regex.escape(words[0].capitalize())}\b", article.text))
    if language not in _MARKERS:
        filed = {_plain(name) for name in (*article.tags, *article.keywords)}
        return _plain(keyword) in filed or (language not in _INFLECTED and len(keyword) > 3)
    nouns, verbs = _MARKERS[language]
    word = rf"{regex.escape(keyword)}(?![\p{{L}}\p{{N}}])"
    as_noun = len(regex.findall(rf"(?<!\p{{L}})(?:{nouns})\s?{word}", article.text, regex.IGNORECASE))
    as_verb = len(regex.findall(rf"(?<!\p{{L}})(?:{verbs})\s{word}", article.text, regex.IGNORECASE))
    return as_noun > as_verb


def _plain(text: str) -> str:
    """Lower case words with single spaces between them."""
    return " ".join(_WORD.findall(text.casefold()))


def _whole_word(keyword: str, text: str) -> str:
    """Japanese words keep the long vowel at their end that search terms do without."""
    long = f"{keyword}ー"
    return long if keyword and text.count(long) * 2 > text.count(keyword) else keyword


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


def _joined(words: list[str]) -> str:
    """Capitals show where words begin; scripts that have none, but spaces, take underscores."""
    together = "".join(words)
    separator = "_" if together.upper() == together.lower() and not _UNSPACED.search(together) else ""
    return separator.join(map(_capitalised, words))


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]
