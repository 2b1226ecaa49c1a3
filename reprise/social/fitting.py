"""Shortening a text to a platform's length where a reader would pause: after a sentence, a clause, at worst a word."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

import budoux
import regex
import sentencex

from reprise.social.addresses import whole_spans
from reprise.social.counting import length
from reprise.social.plain import BRACKETS
from reprise.social.rules import Counting, TextRules

ELLIPSIS = "…"

_SENTENCE_SHARE = 0.45  # of the limit that whole sentences must fill, else we cut inside the next one
_CLAUSE_SHARE = 0.6
_ENDS = regex.compile(r"[.!?…。！？؟।॥۔][\"'”’»«“」』）)\]]*$")
_CLAUSE = regex.compile(r"[,;:—–،؛](?=\s)|[，、；：]|(?=\s[–—(]\s?)")
_SPACE = regex.compile(r"\s+")
_GRAPHEME = regex.compile(r"\X")
_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}ー々〆〇、。，．！？：；・「」『』（）【】《》〈〉…]+"
)
_DANGLING = regex.compile(r"[\s,;:，、；：،؛—–\-(\[{（「『【《〈\"“„«‘¿¡/&\u200c\u200d]+$")
_PAIRS = {**BRACKETS, "“": "”", "«": "»"}
_NO_START = frozenset("、。，．！？：；・」』）】》〉ー…々")


def fit(text: str, limit: int, counting: TextRules | Counting, language: str = "en") -> str:
    """The beginning of `text` that is at most `limit` long as counted.

    Whole sentences where they fill a fair part of the limit, else up to a clause or a word with an ellipsis. Never cut
    inside a word, an address, an emoji sequence or a character with its marks; "" when not even one word fits.
    """
    text = text.strip()
    if length(text, counting) <= limit:
        return text
    sentences = _longest(_sentence_ends(text, language), text, limit, counting, mark="")
    if sentences and length(sentences, counting) >= _SENTENCE_SHARE * limit:
        return sentences
    words = _allowed(_word_ends(text), text)
    cut = _longest(_closed(words, text), text, limit, counting, mark=ELLIPSIS)
    anywhere = _longest(words, text, limit, counting, mark=ELLIPSIS)
    if length(cut, counting) < limit / 2:
        cut = anywhere
    clause = _longest(_closed(_allowed(_clause_ends(text), text), text), text, limit, counting, mark=ELLIPSIS)
    if clause and length(clause, counting) >= _CLAUSE_SHARE * limit:
        return clause
    return cut or sentences


def fit_sentences(text: str, limit: int, counting: TextRules | Counting, language: str = "en") -> str:
    """As many whole sentences from the beginning of `text` as fit; "" when the first is too long."""
    text = text.strip()
    if length(text, counting) <= limit:
        return text
    return _longest(_sentence_ends(text, language), text, limit, counting, mark="")


def sentences(text: str, language: str) -> tuple[str, ...]:
    """The sentences of a text, without the space between them."""
    ends = [0, *_sentence_ends(text, language)]
    if ends[-1] < len(text):
        ends.append(len(text))
    parts = (text[start:end].strip() for start, end in pairwise(ends))
    return tuple(part for part in parts if part)


def _longest(ends: Sequence[int], text: str, limit: int, counting: TextRules | Counting, mark: str) -> str:
    """The longest of the beginnings that fits with `mark` behind it; "" when none does."""
    spans = whole_spans(text)

    def shown(end: int) -> str:
        body = text[:end].rstrip()
        bare = _DANGLING.sub("", body) if mark else body
        if any(start < len(bare) < stop for start, stop in spans):
            bare = body  # a slash at the end of an address belongs to it
        return bare + mark if bare else ""

    # Lengths grow with the beginning except around addresses, so search first, then step back to be sure.
    index = bisect_right(ends, limit, key=lambda end: length(shown(end), counting))
    for end in reversed(ends[:index]):
        candidate = shown(end)
        if candidate and length(candidate, counting) <= limit:
            return candidate
    return ""


def _sentence_ends(text: str, language: str) -> list[int]:
    pieces = list(sentencex.segment(language.split("-", maxsplit=1)[0], text))
    if "".join(pieces) != text:
        return []
    ends = [end for end in accumulate(map(len, pieces)) if _ENDS.search(text[:end].rstrip()) or end == len(text)]
    return _allowed(ends, text)


def _clause_ends(text: str) -> list[int]:
    return [match.end() for match in _CLAUSE.finditer(text)]


def _word_ends(text: str) -> list[int]:
    ends = {match.start() for match in _SPACE.finditer(text)}
    for run in _UNSPACED.finditer(text):
        position = run.start()
        for phrase in _phrases(run[0]):
            position += len(phrase)
            following = text[position : position + 1]
            if position < run.end() and following not in _NO_START:
                ends.add(position)
    return sorted(ends - {0})


def _phrases(run: str) -> Iterable[str]:
    """A run of a script without spaces, cut between phrases."""
    parser = _parser(_script(run))
    phrases: list[str] = parser.parse(run)
    return phrases


def _script(run: str) -> str:
    if regex.search(r"\p{Thai}", run):
        return "th"
    return "ja" if regex.search(r"[\p{Hiragana}\p{Katakana}]", run) else "zh"


@lru_cache(maxsize=3)
def _parser(script: str) -> budoux.Parser:
    load: dict[str, Callable[[], budoux.Parser]] = {
        "ja": budoux.load_default_japanese_parser,
        "zh": budoux.load_default_simplified_chinese_parser,
        "th": budoux.load_default_thai_parser,
    }
    return load[script]()


def _allowed(ends: Sequence[int], text: str) -> list[int]:
    """Those of `ends` that lie neither inside an address nor inside a grapheme."""
    borders = set(accumulate(len(match[0]) for match in _GRAPHEME.finditer(text)))
    spans = whole_spans(text)
    return [end for end in ends if end in borders and not any(start < end < stop for start, stop in spans)]


def _closed(ends: Sequence[int], text: str) -> list[int]:
    """Those of `ends` at which no bracket or quotation is open."""
    depth, depths = 0, [0]
    for character in text:
        depth += (character in _PAIRS) - (character in _PAIRS.values())
        depth = max(depth, 0)
        depths.append(depth)
    return [end for end in ends if depths[end] == 0]
