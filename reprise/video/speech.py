"""What a voice says for a written text, and which written word every part of it stands for.

Captions show the words as they are written; the voice gets them readable. Both come from the same list of words, so
the times of what was said are the times of what is shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import budoux
import emoji
import regex

from reprise.video.spoken_forms import SpokenForms, forms

_URL = regex.compile(r"\b(?:https?://|www\.)[^\s<>\"”»]*[^\s<>\"”».,;:!?…)\]}'’*_~`。、！？」]")
_LINK = regex.compile(r"!?\[([^\]\n]*)\]\(([^)\s]*)(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = regex.compile(r"(?<![\p{L}\p{N}_*])(\*{1,3}|_{1,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}_*])", regex.S)
_TAG = regex.compile(r"</?[A-Za-z][^<>\n]*>")
_BLOCK = regex.compile(r"(?m)^[ \t]*(?:#{1,6}|>|[-*+]|```\w*)[ \t]+")
_INVISIBLE = regex.compile(
    r"[\p{Cc}\p{Co}\p{Cs}\p{Cn}\u00ad\u200b\u200e\u200f\u2060\ufeff\ufffc\ufffd\u202a-\u202e\u2066-\u2069]"
)
_SPEAKABLE = regex.compile(r"[\p{L}\p{N}]")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_AMOUNT = r"\p{N}[\p{N}.,٫٬’]*"


@dataclass(frozen=True)
class SpokenWord:
    """A written word and the characters [`start`, `end`) of the utterance that say it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Utterance:
    """What is given to a voice, and its written words in order."""

    text: str
    words: tuple[SpokenWord, ...]


def shown(text: str) -> str:
    """The text as captions show it: without markup, emoji and invisible signs; addresses shortened to their host.

    What is shown of a shown text is itself.
    """
    return _until_stable(_clean, text)


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = _BLOCK.sub("", text)
    text = _LINK.sub(lambda match: match[1] or match[2], text)
    text = _TAG.sub("", text)
    text = _EMPHASIS.sub(r"\2", text)
    text = _URL.sub(lambda match: _host(match[0]), text)
    text = emoji.replace_emoji(text, replace=" ")
    text = _INVISIBLE.sub(lambda match: " " if match[0].isspace() else "", text)
    return " ".join(text.split())


def written_words(text: str, language: str) -> tuple[str, ...]:
    """The words of `shown(text)` in order, punctuation attached; phrases in scripts that put no spaces.

    Joined they give `shown(text)` without its spaces (words may keep one before their punctuation: "word –").
    """
    return tuple(word for word, _ in _tokens(shown(text), language))


def gaps(text: str, words: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """What stands between each word and the one after it ("" or " ") in `shown(text)`."""
    clean, place, found = shown(text), 0, []
    for word in words:
        at = clean.find(word, place)
        if at >= 0:
            found.append(" " if at > place else "")
            place = at + len(word)
        else:
            found.append(" ")
    return (*found[1:], "") if words else ()


def utter(text: str, language: str) -> Utterance:
    """What to say for `text`: signs, units and abbreviations in words. Empty when nothing in it can be said."""
    table = forms(language)
    tokens = _tokens(shown(text), language)
    said = _say_all([word for word, _ in tokens], table)
    parts, words, place = [], [], 0
    for (word, space), spoken in zip(tokens, said, strict=True):
        words.append(SpokenWord(word, place, place + len(spoken)))
        parts.append(spoken + space)
        place += len(spoken) + len(space)
    return Utterance("".join(parts), tuple(words))


def _until_stable(change: Callable[[str], str], text: str) -> str:
    while (changed := change(text)) != text:
        text = changed
    return text


def _host(url: str) -> str:
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        host = None
    return (host or "").removeprefix("www.")


def _tokens(text: str, language: str) -> list[tuple[str, str]]:
    """Written words, each with the space that follows it."""
    pieces: list[tuple[str, str]] = []
    for chunk in text.split():
        parts = _phrases(chunk, language)
        pieces += [(part, "") for part in parts[:-1]]
        pieces.append((parts[-1], " "))
    return _attach_signs(pieces, forms(language))


def _phrases(chunk: str, language: str) -> list[str]:
    """A run without spaces in its phrases; one word where its script has spaces."""
    if not _UNSPACED.search(chunk):
        return [chunk]
    parts = _parser(language, bool(regex.search(r"\p{Thai}", chunk))).parse(chunk)
    merged: list[str] = []
    for part in parts:
        # The phrase models know no figures: "2026" may come in two pieces, a sign without its number.
        joins = merged and (
            (regex.search(r"[\p{Latin}\p{N}.,%+/-]$", merged[-1]) and regex.match(r"[\p{Latin}\p{N}.,%+/-]", part))
            or not _SPEAKABLE.search(part)
            or not _SPEAKABLE.search(merged[-1])
        )
        if joins:
            merged[-1] += part
        else:
            merged.append(part)
    return [piece for part in merged for piece in _short_pieces(part)]


def _short_pieces(part: str, limit: int = 16) -> list[str]:
    """A phrase in pieces of at most `limit` characters, so that it fits a line."""
    if len(part) <= limit or not _UNSPACED.search(part):
        return [part]
    count = -(-len(part) // limit)
    size = -(-len(part) // count)
    pieces = [part[at : at + size] for at in range(0, len(part), size)]
    if all(_SPEAKABLE.search(piece) for piece in pieces):
        return pieces
    return [part]


@cache
def _parser(language: str, thai: bool) -> budoux.Parser:
    if thai:
        return budoux.load_default_thai_parser()
    if language.startswith("zh"):
        traditional = language.upper() in {"ZH-TW", "ZH-HK", "ZH-HANT"}
        if traditional:
            return budoux.load_default_traditional_chinese_parser()
        return budoux.load_default_simplified_chinese_parser()
    return budoux.load_default_japanese_parser()


def _attach_signs(pieces: list[tuple[str, str]], table: SpokenForms) -> list[tuple[str, str]]:
    """Punctuation that stands alone joins the word before it (or, at the start, the one after it)."""
    words: list[tuple[str, str]] = []
    opening = ""
    for text, space in pieces:
        if _SPEAKABLE.search(text) or text in table.signs:
            words.append((opening + text, space))
            opening = ""
        elif words:
            before, gap = words[-1]
            words[-1] = (before + gap + text, space)
        else:
            opening += text + space
    if words:
        words[-1] = (words[-1][0], "")
    return words


def _say_all(words: list[str], table: SpokenForms) -> list[str]:
    said: list[str] = []
    owed = ""  # a currency that is said after the amount's magnitude: "$2 | million dollars"
    skip = False
    for number, word in enumerate(words):
        after = words[number + 1] if number + 1 < len(words) else ""
        before = words[number - 1] if number else ""
        if skip:
            skip = False
            continue
        pair = table.pairs.get((word.lower(), after.lower()))
        if pair:
            said += pair
            skip = True
            continue
        if owed:
            said.append(_before_punctuation(_say(word, before, table), owed))
            owed = ""
            continue
        spoken, currency = _say_amount(word, table)
        if currency and _bare(after).lower() in table.magnitudes and spoken[-1:].isnumeric():
            owed = currency
            said.append(_say(spoken, before, table))
        elif currency:
            said.append(_before_punctuation(_say(spoken, before, table), currency))
        else:
            said.append(_say(word, before, table))
    return said


def _say_amount(word: str, table: SpokenForms) -> tuple[str, str]:
    """A word without its currency sign, and what that is called; ("…", "") where it has none."""
    for sign, name in table.currencies.items():
        mark = regex.escape(sign)
        match = regex.search(rf"{mark}\s?({_AMOUNT})|({_AMOUNT})\s?{mark}", word)
        if match:
            return word[: match.start()] + (match[1] or match[2]) + word[match.end() :], name
    return word, ""


def _say(word: str, before: str, table: SpokenForms) -> str:
    """One written word in letters."""
    if word in table.signs:
        return table.signs[word]
    if word in table.currencies:
        return table.currencies[word]
    lead, core, trail = _split(word)
    short = table.abbreviations.get((core + trail[:1]).lower()) if trail[:1] in ".+#" else None
    short = short or table.abbreviations.get(core.lower())
    if short:
        return lead + short + trail.lstrip(".+#")
    if regex.search(r"\p{N}$", before) and core in table.units:
        return lead + table.units[core] + trail
    return _say_inside(word, table)


def _say_inside(word: str, table: SpokenForms) -> str:
    """Signs within a word: "5%", "120km/h", "R&D", "a.example.org", "snake_case", "3–5"."""
    if regex.search(r"\p{L}\.\p{L}{2,}", word) and table.dot.strip():
        word = regex.sub(r"(?<=[\p{L}\p{N}])\.(?=\p{L})", table.dot, word)
    for unit, name in table.units.items():
        word = regex.sub(rf"(?<=\p{{N}}){regex.escape(unit)}(?!\p{{L}})", f" {name}", word)
    word = regex.sub(r"(?<=\p{N})[–—](?=\p{N})", table.to, word)
    for sign in sorted(table.signs, key=len, reverse=True):
        if sign in word:
            word = word.replace(sign, f" {table.signs[sign]} ")
    word = regex.sub(r"(?<=[\p{L}\p{N}])[/_|](?=[\p{L}\p{N}])", " ", word)
    word = regex.sub(r"[#*_`|\\^<>{}\[\]~]", " ", word)
    return regex.sub(r"\s+", " ", word).strip() or " "


def _split(word: str) -> tuple[str, str, str]:
    """Opening signs, the word itself and closing signs."""
    match = regex.fullmatch(r"([^\p{L}\p{N}.]*)(.*?)([^\p{L}\p{N}²³]*)", word)
    return (match[1], match[2], match[3]) if match else ("", word, "")


def _bare(word: str) -> str:
    return _split(word)[1]


def _before_punctuation(word: str, addition: str) -> str:
    lead, core, trail = _split(word)
    return f"{lead}{core} {addition}{trail}"
