"""What a voice says for a written text, and which written word every part of it stands for.

Captions show the words as they are written; the voice gets them readable. Both come from the same list of words, so
the times of what was said are the times of what is shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from urllib.parse import urlsplit

import budoux
import emoji
import regex

from reprise.video.voice.number_words import number_words
from reprise.video.voice.saying import fixed_parts, say_all
from reprise.video.voice.spoken_forms import SpokenForms, forms
from reprise.video.voice.voiceover import SpokenWord, Utterance

__all__ = ["SpokenWord", "Utterance", "gaps", "shown", "utter", "written_words"]

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
_GROUP_HEAD, _GROUP = regex.compile(r"\P{N}?[1-9]\d{0,2}"), regex.compile(r"\d{3}(?!\d)\D*")
_WITHIN = "\u2060"  # a word that goes on in the next one's share of the sound


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


def utter(
    text: str, language: str, pronunciation: Mapping[str, str] | None = None, *, spell: bool = False
) -> Utterance:
    """What to say for `text`: figures, signs, units and abbreviations readable. Empty when nothing in it can be said.

    Args:
        pronunciation: what is said for words or phrases as they are written; case counts where a key has capitals.
        spell: put numbers in letters too, for a voice that does not read figures by itself.
    """
    tokens = _tokens(shown(text), language)
    said: list[str] = []
    for part in fixed_parts([word + space for word, space in tokens], pronunciation or {}):
        if part.said is None:
            said += say_all([word for word, _ in tokens[part.first : part.last]], language, spell=spell)
        else:
            said += _shares(part.said, [word for word, _ in tokens[part.first : part.last]])
    parts, words, place = [], [], 0
    for (word, space), spoken in zip(tokens, said, strict=True):
        space_said = "" if spoken.endswith(_WITHIN) else space
        sound = spoken.removesuffix(_WITHIN)
        words.append(SpokenWord(word, place, place + len(sound)))
        parts.append(sound + space_said)
        place += len(sound) + len(space_said)
    return Utterance("".join(parts), tuple(words))


def _shares(said: str, words: list[str]) -> list[str]:
    """What a phrase sounds like, dealt out to its written words by their length."""
    if len(words) == 1:
        return [said]
    pieces = said.split()
    if len(pieces) == len(words):
        return pieces
    whole, ends, length = sum(map(len, words)), [], 0
    for word in words[:-1]:
        length += len(word)
        ends.append(round(len(said) * length / whole))
    cuts = [0, *ends, len(said)]
    shares = [said[a:b] for a, b in pairwise(cuts)]
    return [share + _WITHIN for share in shares[:-1]] + shares[-1:]


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
    return _attach_signs(_join_groups(pieces, language), forms(language))


def _join_groups(pieces: list[tuple[str, str]], language: str) -> list[tuple[str, str]]:
    """A number that is written in groups of three ("1 000 000") is one word."""
    if " " not in number_words(language).group:
        return pieces
    joined: list[tuple[str, str]] = []
    open_group = False
    for text, space in pieces:
        if open_group and _GROUP.fullmatch(text):
            joined[-1] = (joined[-1][0] + joined[-1][1] + text, space)
            open_group = text[-1:].isdecimal()
        else:
            joined.append((text, space))
            open_group = _GROUP_HEAD.fullmatch(text) is not None
    return joined


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
