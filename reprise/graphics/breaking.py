"""Where lines may break, and which breaks read best: balanced lines, no lone last word, no dangling short word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from math import inf

import budoux
import regex

_NO_SPACES = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_THAI = regex.compile(r"\p{Thai}")
_INNER_BREAK = regex.compile(r"(?<=[\p{L}\p{N}][-–—/…])(?=[\p{L}\p{N}]{2})")
_COMPOUND = 16  # characters up to which a hyphenated word is kept together
_MAY_NOT_START = regex.compile(r"^[\p{Pe}\p{Pf}、。，．・：；！？!?,.:;…‥ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％%]")
_COUNTS = regex.compile(r"(?<!\p{N})(?!(?:19|20)\p{N}{2}$)\p{N}{1,3}(?:[.,\u202f]\p{N}+)*$")  # "38", "2,300"; no year
_COUNTED = regex.compile(r"[\p{Ll}\p{Lo}%°$€£]|\p{Lu}{1,2}(?:\p{L}|\b)")
_MAY_NOT_END = regex.compile(r"[\p{Ps}\p{Pi}]$")


@dataclass(frozen=True)
class Token:
    """What a line may not break inside of; `space` tells that a space stands before it."""

    text: str
    space: bool


def tokens(text: str) -> list[Token]:
    """One paragraph in unbreakable pieces: words, parts after a hyphen, phrases of scripts without spaces."""
    found: list[Token] = []
    for word in text.split(" "):
        for number, part in enumerate(_parts(word)):
            found.append(Token(part, space=number == 0))
    return [token for token in found if token.text]


def cut(text: str) -> tuple[str, str]:
    """A word without its last grapheme, and that grapheme."""
    clusters = regex.findall(r"\X", text)
    return "".join(clusters[:-1]), "".join(clusters[-1:])


def best_lines(words: Sequence[Token], width: float, ruler: Callable[[str], float]) -> list[list[Token]]:
    """Tokens in the fewest lines of at most `width`, as even as they can be."""
    fitting = [piece for token in words for piece in _cut_to(token, width, ruler)]
    if not fitting:
        return []
    return _even(fitting, width, ruler, _fewest(fitting, width, ruler))


def _parts(word: str) -> list[str]:
    if _NO_SPACES.search(word):
        return _phrases(word)
    if len(word) <= _COMPOUND:
        return [word]
    return [part for part in _INNER_BREAK.split(word) if part]


def _phrases(text: str) -> list[str]:
    """Phrases of text without spaces; punctuation never begins and opening brackets never end a line."""
    language = "th" if _THAI.search(text) else "ja" if _KANA.search(text) else "zh"
    joined: list[str] = []
    for phrase in _parser(language).parse(text):
        if joined and (_MAY_NOT_START.search(phrase) or _MAY_NOT_END.search(joined[-1])):
            joined[-1] += phrase
        else:
            joined.append(phrase)
    return joined


@lru_cache(maxsize=4)
def _parser(language: str) -> budoux.Parser:
    loaders = {
        "ja": budoux.load_default_japanese_parser,
        "zh": budoux.load_default_simplified_chinese_parser,
        "th": budoux.load_default_thai_parser,
    }
    return loaders[language]()


def _cut_to(token: Token, width: float, ruler: Callable[[str], float]) -> list[Token]:
    """The token, or its pieces where it is wider than a line."""
    if ruler(token.text) <= width:
        return [token]
    pieces: list[str] = [""]
    for cluster in regex.findall(r"\X", token.text):
        if pieces[-1] and ruler(pieces[-1] + cluster) > width and not _MAY_NOT_START.search(cluster):
            pieces.append(cluster)
        else:
            pieces[-1] += cluster
    return [replace(token, text=piece, space=token.space and not i) for i, piece in enumerate(pieces)]


def _widths(words: Sequence[Token], ruler: Callable[[str], float]) -> tuple[list[float], list[float]]:
    space = ruler(" ")
    return [ruler(word.text) for word in words], [space if word.space else 0.0 for word in words]


def _fewest(words: Sequence[Token], width: float, ruler: Callable[[str], float]) -> int:
    own, gaps = _widths(words, ruler)
    lines, used = 1, own[0]
    for size, gap in zip(own[1:], gaps[1:], strict=True):
        if used + gap + size <= width:
            used += gap + size
        else:
            lines, used = lines + 1, size
    return lines


def _even(words: Sequence[Token], width: float, ruler: Callable[[str], float], lines: int) -> list[list[Token]]:
    """The division into exactly `lines` lines with the least squared slack and the fewest ugly ends."""
    own, gaps = _widths(words, ruler)
    count = len(words)
    ends = [0.0, *accumulate(size + gap for size, gap in zip(own, gaps, strict=True))]
    cost = [[inf] * (count + 1) for _ in range(lines + 1)]
    start = [[0] * (count + 1) for _ in range(lines + 1)]
    cost[0][0] = 0.0
    for line in range(1, lines + 1):
        for end in range(line, count + 1):
            for first in range(end - 1, line - 2, -1):
                used = ends[end] - ends[first] - gaps[first]
                if used > width + 0.01 and first < end - 1:
                    break
                if cost[line - 1][first] == inf:
                    continue
                price = cost[line - 1][first] + ((width - used) / width) ** 2 + _ugliness(words, first, end)
                if price < cost[line][end]:
                    cost[line][end], start[line][end] = price, first
    result: list[list[Token]] = []
    end = count
    for line in range(lines, 0, -1):
        first = start[line][end]
        result.append(list(words[first:end]))
        end = first
    return result[::-1]


def _ugliness(words: Sequence[Token], first: int, end: int) -> float:
    """What a reader dislikes about the line of words [first, end)."""
    price = 0.0
    if end == len(words):
        if end - first == 1 and first > 1 and len(words[first].text) < 12:
            price += 0.3  # one lone word at the end
    elif words[end].text[:1].isalpha() and not words[end].space and words[end - 1].text[-1:] in "-–—/…":
        price += 0.3  # inside a compound
    elif words[end].text in ("–", "—") and words[end].space:
        price += 0.3  # a dash belongs to what stands before it
    elif _COUNTS.search(words[end - 1].text) and _COUNTED.match(words[end].text) and words[end].space:
        price += 0.3  # a number away from what it counts
    elif len(words[end - 1].text) <= 2 and words[end - 1].text.isalpha() and words[end].space:
        price += 0.14  # "a", "of", "и" left hanging
    return price
