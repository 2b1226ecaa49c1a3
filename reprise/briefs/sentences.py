"""Sentences of a text with their places, and of a whole article with what stands around them."""

from __future__ import annotations

from dataclasses import dataclass

import regex
import sentencex

from reprise.articles.article import Article, Block, Place
from reprise.briefs.language import base

TERMINALS = ".!?…。！？؟۔।"
_CLOSERS = "\"'”’»“)]」』）】"
_PAIRS = {"(": ")", "[": "]", "（": "）", "「": "」", "『": "』", "【": "】", "“": "”", "„": "“”", "«": "»", "»": "«"}
_LONGEST_BRACKET = 300  # characters a bracket may stay open before it counts as a slip of the pen
_ABBREVIATION = regex.compile(r"(?:^|\s)(?:\p{L}{1,3}|(?:\p{L}\.)+\p{L})\.$")
_SPOKEN = regex.compile(r"^(?:と|って)\p{L}")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the article. `heading` is the section's title, `section` counts headings, `in_block` is its
    number within the block; `position` its place in the whole article, 0–1."""

    text: str
    place: Place
    block: Block
    heading: str
    section: int
    in_block: int
    position: float


def split(text: str, language: str) -> list[tuple[int, int]]:
    """The sentences of a text as (start, end), without the spaces around them."""
    spans: list[tuple[int, int]] = []
    for part in sentencex.get_sentence_boundaries(base(language), text):
        start, end = _trimmed(text, part["start_index"], part["end_index"])
        if start == end:
            continue
        if spans and _belongs(text[spans[-1][0] : spans[-1][1]], text[start:end]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def sentences(article: Article) -> list[Sentence]:
    """Every sentence of the article's prose (paragraphs, list items, quotes) in reading order."""
    found: list[Sentence] = []
    heading, section = "", 0
    lengths = [len(block.text) for block in article.blocks]
    whole, before = max(1, sum(lengths)), 0
    for index, block in enumerate(article.blocks):
        if block.kind == "heading":
            heading, section = block.text, section + 1
        elif block.kind in ("paragraph", "list_item", "quote"):
            for number, (start, end) in enumerate(split(block.text, article.language)):
                place = Place(block=index, start=start, end=end)
                position = (before + start) / whole
                text = block.text[start:end]
                found.append(Sentence(text, place, block, heading, section, number, position))
        before += lengths[index]
    return found


def is_finished(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    bare = text.rstrip(_CLOSERS + " ")
    return bool(bare) and bare[-1] in TERMINALS


def is_balanced(text: str) -> bool:
    """Whether every bracket and quotation mark that opens also closes."""
    return _open_depth(text) == 0 and text.count('"') % 2 == 0


def _belongs(before: str, after: str) -> bool:
    """Whether a break between the two was none: an abbreviation, an open bracket, a quotation that is reported."""
    if len(before) < _LONGEST_BRACKET and _open_depth(before) > 0:
        return True
    if _SPOKEN.match(after) and before.endswith(("」", "』")):
        return True
    if after[0] in _CLOSERS and len(after) < 3:
        return True
    return after[0].islower() and bool(_ABBREVIATION.search(before) or before[-1] in _CLOSERS)


def _open_depth(text: str) -> int:
    """How many brackets stay open; a closing one without an opening counts too."""
    waiting: list[str] = []
    astray = 0
    for character in text:
        if waiting and character in waiting[-1]:
            waiting.pop()
        elif character in _PAIRS:
            waiting.append(_PAIRS[character])
        elif character in ")]）」』】":
            astray += 1
    return len(waiting) + astray


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
