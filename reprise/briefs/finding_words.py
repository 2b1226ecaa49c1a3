"""Finds words that somebody copied from an article, whatever happened to their spaces, quotation marks and case."""

from __future__ import annotations

import regex

from reprise.articles.article import Article, Place

_SAME = {"'": "'’‘", "’": "'’‘", '"': '"“”„', "“": '"“”„', "”": '"“”„', "-": "-–—", "–": "-–—", "—": "-–—"}


def found_words(article: Article, words: str, *, block: int | None = None, within: Place | None = None) -> Place | None:
    """Where the article has these words as whole words; its first place, preferring the very same case.

    `block` or `within` say where they are to be. None when it does not have them.
    """
    bare = words.strip()
    if not any(character.isalnum() for character in bare):
        return None
    pattern = r"\s+".join(_pattern(part) for part in bare.split())
    if bare[0].isalnum() and bare[0].isascii():
        pattern = r"(?<![\p{L}\p{N}])" + pattern
    if bare[-1].isalnum() and bare[-1].isascii():
        pattern += r"(?![\p{L}\p{N}])"
    for flags in (0, regex.I):
        compiled = regex.compile(pattern, flags)
        for index, each in enumerate(article.blocks):
            if index != (within.block if within else index if block is None else block):
                continue
            start, end = (within.start, within.end) if within else (0, len(each.text))
            match = compiled.search(each.text, start, end)
            if match:
                return Place(block=index, start=match.start(), end=match.end())
    return None


def _pattern(part: str) -> str:
    return "".join(f"[{regex.escape(_SAME[letter])}]" if letter in _SAME else regex.escape(letter) for letter in part)
