"""Texts made comparable: signs that look alike are one sign, words are words, posts are sentences."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from reprise.briefs.language import base, content_runs, is_content, is_spaceless, stem, stop_words
from reprise.briefs.sentences import split

_ALIKE = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "‛": "'", "`": "'", "´": "'",
        "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u3000": " ",
        "\u2060": None, "\u200b": None, "\u00ad": None, "\ufeff": None, "\u200e": None, "\u200f": None,
        "ё": "е", "Ё": "Е",
    }
)  # fmt: skip
_DIGITS = {
    ord(digit): str(value) for block in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९") for value, digit in enumerate(block)
}
_DIGITS |= {0x66B: ".", 0x66C: ",", 0x66A: "%", 0xFF05: "%"} | {0xFF10 + value: str(value) for value in range(10)}
WORD = regex.compile(r"[\p{L}\p{N}]+(?:[\p{M}'][\p{L}\p{N}]+|[\p{M}])*")
_LEAD = regex.compile(
    r"^[\s\p{P}\p{S}]*(?:\d{1,2}\ufe0f?\u20e3\s*|\(?\d{1,2}\s?[/／]\s?\d{0,2}\)?(?:\s|$)|\d{1,2}[.)](?:\s|$)|\d{1,2}:\d\d(?::\d\d)?\s|[•→▪–—*🔹👉✅]\s*)*"
)
_POINT = regex.compile(r"^\s*(?:[•→▪–—*🔹👉✅-]\s|\d{1,2}[.)]\s|\d{1,2}\ufe0f?\u20e3)")
_NGRAM = 2


@dataclass(frozen=True)
class Word:
    """A word of a text as it stands, with its place and its stem; `content` when it says something by itself."""

    text: str
    folded: str
    stem: str
    start: int
    end: int
    content: bool


def plain(text: str) -> str:
    """The text in one form: NFC, usual quotation marks and dashes as they are, look-alikes and invisible signs gone."""
    return unicodedata.normalize("NFC", text).translate(_ALIKE).translate(_DIGITS)


def key(text: str) -> str:
    """The words of a text with a space around each: what says the same word for word has the same key."""
    return " " + " ".join(WORD.findall(plain(text).casefold())) + " "


@lru_cache(maxsize=50_000)
def _judged(word: str, language: str) -> tuple[str, str, bool]:
    folded = word.casefold()
    bare = folded.removesuffix("'s").split("'")[-1] if base(language) in ("fr", "it") else folded.removesuffix("'s")
    return folded, stem(bare, language), is_content(bare, stop_words(language))


def words_of(text: str, language: str) -> list[Word]:
    """The words of a plain text; pairs of characters where words do not stand apart."""
    if is_spaceless(language):
        return list(_pairs(text, language))
    found = []
    for match in WORD.finditer(text):
        folded, root, content = _judged(match.group(), language)
        found.append(Word(match.group(), folded, root, match.start(), match.end(), content))
    return found


def _pairs(text: str, language: str) -> Iterator[Word]:
    """Every two neighbouring characters of what carries meaning, and words in other scripts whole."""
    at = 0
    for run in content_runs(text, language):
        start = text.find(run, at)
        if start < 0:
            continue
        at = start + len(run)
        if run.isascii():
            yield Word(run, run.casefold(), run.casefold(), start, at, True)
            continue
        for offset in range(max(1, len(run) - _NGRAM + 1)):
            pair = run[offset : offset + _NGRAM]
            yield Word(pair, pair, pair, start + offset, start + offset + len(pair), True)


def without_leads(text: str) -> str:
    """A plain text without what stands in front of its lines: bullets, numbers of steps and of a thread's posts,
    times of chapters."""
    return "\n".join(line[_LEAD.match(line).end() :] if line.strip() else "" for line in text.splitlines())


def points_of(text: str) -> int:
    """How many lines of a text are points of a list."""
    return sum(1 for line in text.splitlines() if _POINT.match(line))


def sentences_of(text: str, language: str) -> Iterator[str]:
    """The sentences of a text, line by line."""
    for line in text.splitlines():
        for start, end in split(line, language) if line.strip() else ():
            yield line[start:end]
