"""What an article is about in words that readers look for: filed by its editor, named in it, or told of often."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import regex

from reprise.articles.article import Article
from reprise.briefs.brief import Brief, Keyword
from reprise.briefs.language import base, is_content, stop_words

UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")

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
    questions question issue issues tips guide
    中略 場合 今回 自分 人々 方法 以上 以下 実際 参照 使用 利用 必要 可能
    问题 方式 情况 时候 增加 大小 进行""".split()  # noqa: SIM905
)
_SHELF_LABELS = frozenset(
    # what sites file articles under, which says nothing to a stranger
    """general misc miscellaneous uncategorized uncategorised blog post posts article articles news update updates
    other featured announcement announcements page draft untitled release releases feature features showcase interview
    interviews basic basics quick video videos tutorial tutorials faq community resources
    allgemein sonstiges artikel beitrag neuigkeiten ratgeber
    blogue noticias articulo articulos actualites general divers notizie articolo overig nieuws новости статья разное
    блог новини стаття aktualnosci artykul ブログ 記事 お知らせ 未分類 博客 文章 新闻 مدونة مقالات اخبار""".split()  # noqa: SIM905
)
_OURS = frozenset("we you us our your my me i how what why who it this that can".split())  # noqa: SIM905
_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar
    februar märz mai juni juli oktober dezember""".split()  # noqa: SIM905
)
_HOST = regex.compile(r"^[\w-]+(?:\.[\w-]+)*\.(?:\p{L}{2,})$")
_INITIALS = regex.compile(r"\p{Lu}\.?\p{Lu}\.?")
_SAYS = r"(?:said|says|and I|told|asked|wrote|['’]s (?:team|talk|work)|explained|recalls?)\b"
_STRONG, _STRONG_UNSPACED, _SUBJECT = 0.2, 0.45, 0.8
_TAIL = 0.5


@dataclass(frozen=True)
class Topics:
    """An article's topics by how far they may be trusted, the best first in each.

    `filed` are the editor's own, `names` proper names, `phrases` things of several words, `words` single words of
    the title, `shelves` labels that say little.
    """

    filed: tuple[str, ...]
    names: tuple[str, ...]
    phrases: tuple[str, ...]
    words: tuple[str, ...]
    shelves: tuple[str, ...]

    @property
    def telling(self) -> tuple[str, ...]:
        return (*self.filed, *self.names, *self.phrases)


def topics(article: Article, brief: Brief) -> Topics:
    """Sort the article's own tags and the brief's keywords."""
    text, title = article.text, f" {plain(article.title)} "
    own = tuple(dict.fromkeys((*article.tags, *article.keywords)))
    filed = sorted(
        (name for name in own if not _says_little(name, title)), key=lambda name: f" {plain(name)} " not in title
    )
    if brief.kind == "recipe" and len(WORD.findall(article.title)) <= 3:
        filed.append(article.title)
    keywords = [word for word in brief.keywords if plain(word.text) not in _CALENDAR and not _is_mark(word.text, title)]

    def sort(wanted: Callable[[Keyword], bool]) -> tuple[str, ...]:
        found = [word for word in keywords if wanted(word)]
        found.sort(key=lambda word: -word.score - (1.0 if f" {plain(word.text)} " in title else 0.0))
        return tuple(_whole_word(word.text, text) for word in found)

    return Topics(
        filed=tuple(filed),
        names=tuple(
            _whole_name(name, article)
            for name in sort(lambda word: word.is_name and _is_known_name(word.text, text, title))
        ),
        phrases=sort(lambda word: not word.is_name and _is_strong(word, article)),
        words=sort(lambda word: not word.is_name and _is_leading_word(word, article, title)),
        shelves=tuple(name for name in own if name not in filed and not _HOST.match(name) and not _is_chat(name)),
    )


def plain(text: str) -> str:
    """Lower case words with single spaces between them."""
    return " ".join(WORD.findall(text.casefold()))


def is_topic(keyword: str, article: Article) -> bool:
    """Whether a keyword can be told to be a thing one may look for, rather than a verb or a filler.

    A word must stand behind an article or the like somewhere, and not more often behind "to" or a pronoun;
    where a language does not mark its nouns so, only what the title or the author's tags say too is believed.
    """
    words = WORD.findall(keyword)
    language = base(article.language)
    if UNSPACED.search(keyword) or (len(words) > 1 and language not in _MARKERS):
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
        filed = {plain(name) for name in (*article.tags, *article.keywords)}
        return plain(keyword) in filed or (language not in _INFLECTED and len(keyword) > 3)
    nouns, verbs = _MARKERS[language]
    word = rf"{regex.escape(keyword)}(?![\p{{L}}\p{{N}}])"
    as_noun = len(regex.findall(rf"(?<!\p{{L}})(?:{nouns})\s?{word}", article.text, regex.IGNORECASE))
    as_verb = len(regex.findall(rf"(?<!\p{{L}})(?:{verbs})\s{word}", article.text, regex.IGNORECASE))
    return as_noun > as_verb


def _says_little(name: str, title: str) -> bool:
    words = plain(name).split()
    in_title = f" {' '.join(words)} " in title
    return not words or set(words) <= _SHELF_LABELS or _is_chat(name) or bool(_HOST.match(name) and not in_title)


def _is_mark(name: str, title: str) -> bool:
    """Whether a keyword is a host's name beside the point, or initials that could be anything."""
    return bool(_HOST.match(name) and f" {plain(name)} " not in title) or bool(_INITIALS.fullmatch(name))


def _is_chat(name: str) -> bool:
    """Whether a label talks ("how we work") instead of naming a thing."""
    return bool(_OURS & set(plain(name).split()))


def _is_known_name(name: str, text: str, title: str) -> bool:
    """Whether a name is one that strangers may know: in the title, or again and again and not part of a longer one."""
    if regex.search(rf"(?<![\p{{L}}\p{{N}}-]){regex.escape(plain(name))}(?![\p{{L}}\p{{N}}-])", title):
        return True
    count = len(regex.findall(rf"(?<![\p{{L}}\p{{N}}]){regex.escape(name)}(?![\p{{L}}\p{{N}}])", text))
    if " " in name:
        return count >= 2 and not _is_part(name, text)
    if plain(name) in _FILLERS or regex.search(rf"\b{regex.escape(name)}(?:,? {_SAYS}|:)", text):
        return False
    ordinary = 0 if name.islower() else len(regex.findall(rf"\b{regex.escape(name.casefold())}\b", text))
    return count >= 3 and ordinary * 2 < count and not _is_part(name, text)


def _is_part(name: str, text: str) -> bool:
    """Whether a name mostly stands inside a longer one, as "Labor" in "Department of Labor"."""
    name = regex.escape(name)
    beside = rf"(?:\p{{Lu}}[\p{{L}}.]+ (?:of (?:the )?)?{name}\b|\b{name} (?:of (?:the )?)?\p{{Lu}}\p{{L}}+)"
    return len(regex.findall(beside, text)) * 2 >= len(regex.findall(rf"\b{name}\b", text))


def _is_strong(word: Keyword, article: Article) -> bool:
    """A thing of two or three words that the article speaks of again and again, and not a piece of a longer one."""
    if UNSPACED.search(word.text):
        return word.score >= _STRONG_UNSPACED and is_topic(word.text, article)
    words = WORD.findall(word.text)
    if not 1 < len(words) <= 3 or word.score < _STRONG:
        return False
    mentions = len(_following(word.text, article.text))
    if mentions >= 2 and _following(word.text, article.title) == [""]:
        return True  # the title ends in it
    if not is_topic(word.text, article):
        return False
    if base(article.language) in _INFLECTED and f" {plain(word.text)} " not in f" {plain(article.title)} ":
        return False
    return mentions >= 2 and not _goes_on(word.text, article)


def _is_leading_word(keyword: Keyword, article: Article, title: str) -> bool:
    """A single word of the title, or the article's very subject, that stands for a thing and not for another's kind."""
    word = keyword.text
    return (
        len(WORD.findall(word)) == 1
        and not UNSPACED.search(word)
        and (f" {plain(word)} " in title or keyword.score >= _SUBJECT)
        and len(_following(word, article.text)) >= 2
        and is_topic(word, article)
        and not _goes_on(word, article)
    )


def _goes_on(words: str, article: Article) -> bool:
    """Whether other words of content mostly follow or, for phrases, precede: then this is half of a topic."""
    stop = stop_words(article.language)
    after = _following(words, article.text)
    before = _preceding(words, article.text) if " " in words else []
    return _share(after, stop) > _TAIL or _share(before, stop) > _TAIL


def _share(neighbours: Iterable[str], stop: frozenset[str]) -> float:
    found = list(neighbours)
    return sum(bool(word) and is_content(word, stop) for word in found) / max(1, len(found))


def _following(words: str, text: str) -> list[str]:
    """The word right after each mention; "" where a sign or the end follows."""
    pattern = rf"(?<![\p{{L}}\p{{N}}]){regex.escape(words)}(?![\p{{L}}\p{{N}}])(?: (\p{{L}}+))?"
    return [match[1] or "" for match in regex.finditer(pattern, text, regex.IGNORECASE)]


def _preceding(words: str, text: str) -> list[str]:
    pattern = rf"(?:(\p{{L}}+)[ -])?(?<![\p{{L}}\p{{N}}]){regex.escape(words)}(?![\p{{L}}\p{{N}}])"
    return [match[1] or "" for match in regex.finditer(pattern, text, regex.IGNORECASE)]


def _whole_name(name: str, article: Article) -> str:
    """A surname of the title with the first name that stands before it there and in the text."""
    found = regex.search(rf"\b(\p{{Lu}}\p{{Ll}}+ {regex.escape(name)})\b", article.title)
    return (
        found[1]
        if found
        and " " not in name
        and regex.search(
            rf"\p{{Ll}},? {regex.escape(found[1])}\b|\p{{Lu}}\p{{Ll}}+\. {regex.escape(found[1])}\b", article.text
        )
        else name
    )


def _whole_word(keyword: str, text: str) -> str:
    """Japanese words keep the long vowel at their end that search terms do without."""
    long = f"{keyword}ー"
    return long if keyword and text.count(long) * 2 > text.count(keyword) else keyword
