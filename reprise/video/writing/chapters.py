"""The chapters of a long film: the article's own sections, else its questions or steps, else even parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from reprise.articles.article import Article, Block
from reprise.briefs.brief import Brief
from reprise.briefs.language import is_spaceless, stop_words, word_count
from reprise.briefs.sentences import split
from reprise.briefs.standalone import judge_text
from reprise.video.writing.cues import is_on_screen
from reprise.video.writing.sayable import heading_title, is_appendix

_FEWEST = 3
_SECTION_SECONDS = 20.0  # a film has no more chapters than one for each so many seconds
_PART_SECONDS = 55.0  # about how much of an article without any structure makes a chapter
_TITLE_WORDS, _TITLE_CHARACTERS = 6, 14
_LONGEST_TITLE = 100  # characters of a heading that can be a chapter's title


@dataclass(frozen=True)
class Chapter:
    """Blocks [first, last) of the article below a title; the opening, before the first section, has none."""

    title: str
    first: int
    last: int
    own_heading: bool = True


def chapters(article: Article, brief: Brief, told: Callable[[int, int], float], seconds: float) -> list[Chapter]:
    """The opening (perhaps empty) and the chapters of an article, in order; those about nothing told are left out.

    Args:
        told: the seconds that may be told of blocks [first, last).
        seconds: the length of the film, for how many chapters there may be.
    """
    for marks in (*_levels(article), _questions(article, brief), _steps(article, brief)):
        found = _cut(article, marks, told)
        if len(found) - 1 >= _FEWEST:
            return _fewer(found, told, max(_FEWEST, round(seconds / _SECTION_SECONDS)))
    return _even(article, brief, told, seconds)


def _fewer(found: list[Chapter], told: Callable[[int, int], float], most: int) -> list[Chapter]:
    """The opening and the chapters that have most to tell, no more than the film has time for."""
    lengths = {chapter: told(chapter.first, chapter.last) for chapter in found[1:]}
    kept = set(sorted(lengths, key=lambda chapter: -lengths[chapter])[:most])
    return [found[0], *(chapter for chapter in found[1:] if chapter in kept)]


def _levels(article: Article) -> list[list[tuple[int, str]]]:
    """The article's headings down to each level, from the coarsest."""
    own = article.title.casefold().strip()
    found = [
        (index, block)
        for index, block in enumerate(article.blocks)
        if block.kind == "heading" and block.text.casefold().strip() != own and _may_be_title(block)
    ]
    levels = sorted({block.level for _, block in found})
    return [[(index, heading_title(block.text)) for index, block in found if block.level <= level] for level in levels]


def _may_be_title(block: Block) -> bool:
    return 1 < len(heading_title(block.text)) <= _LONGEST_TITLE


def _questions(article: Article, brief: Brief) -> list[tuple[int, str]]:
    """Questions asked in paragraphs, by the block that asks them."""
    marks = []
    for question in brief.questions:
        asked = max(0, question.place.block - 1)
        start = next((at for at in (question.place.block, asked) if _asks(article.blocks[at], question.question)), None)
        if start is not None and len(question.question) <= _LONGEST_TITLE:
            marks.append((start, question.question))
    return marks


def _asks(block: Block, question: str) -> bool:
    return question.casefold()[1:] in block.text.casefold()


def _steps(article: Article, brief: Brief) -> list[tuple[int, str]]:
    """Steps that have a name which fits a title."""
    language = article.language
    named = [(step.place.block, heading_title(step.title)) for step in brief.steps]
    return [(block, title) for block, title in named if is_on_screen(title, language)]


def _cut(article: Article, marks: Sequence[tuple[int, str]], told: Callable[[int, int], float]) -> list[Chapter]:
    """The opening and the sections that begin at the marks; too short ones belong to the one before."""
    if not marks:
        return []
    ordered = sorted(dict(reversed(marks)).items())
    found = [Chapter("", 0, ordered[0][0])]
    own = all(article.blocks[at].kind == "heading" for at, _ in ordered)
    for (start, title), (end, _) in pairwise([*ordered, (len(article.blocks), "")]):
        if own and is_appendix(article.blocks[start].text):
            continue
        length = told(start, end)
        if length < 10 and len(found) > 1 and found[-1].last == start:
            found[-1] = Chapter(found[-1].title, found[-1].first, end, own)
        elif length >= 10:
            found.append(Chapter(title, start, end, own))
    return found


def _even(article: Article, brief: Brief, told: Callable[[int, int], float], seconds: float) -> list[Chapter]:
    """Parts of about the same length, each named by a topic of its own."""
    whole = told(0, len(article.blocks))
    count = max(_FEWEST, round(min(whole, seconds) / _PART_SECONDS))
    bounds, passed = [0], 0.0
    for index in range(len(article.blocks)):
        passed += told(index, index + 1)
        if passed >= whole * len(bounds) / count and len(bounds) < count:
            bounds.append(index + 1)
    found = [Chapter("", 0, 0)]
    used: set[str] = set()
    for first, last in pairwise([*bounds, len(article.blocks)]):
        title = _topic_of(article, brief, first, last, used)
        if told(first, last) >= 10:
            used.add(title.casefold())
            found.append(Chapter(title, first, last, own_heading=False))
    return found


def _topic_of(article: Article, brief: Brief, first: int, last: int, used: set[str]) -> str:
    """The article's own words for a part: a heading, a topic told of here more than elsewhere, first words."""
    blocks = article.blocks[first:last]
    for block in blocks:
        if block.kind == "heading" and not is_appendix(block.text) and _may_be_title(block):
            return heading_title(block.text)
    if brief.kind in ("recipe", "how-to"):
        return _first_words(blocks, article.language)  # what is done says more than what it is done with
    text = " ".join(block.text for block in blocks if block.kind != "code").casefold()
    whole = article.text.casefold()

    def weight(number: int) -> float:
        word = brief.keywords[number]
        folded = word.text.casefold()
        own = text.count(folded) / max(1, whole.count(folded))
        return (
            own * (0.3 + word.score) * (1.0 if " " in folded or word.is_name or is_spaceless(brief.language) else 0.5)
        )

    order = sorted(range(len(brief.keywords)), key=weight, reverse=True)
    for number in order:
        topic = brief.keywords[number].text
        fresh = not any(topic.casefold() in known or known in topic.casefold() for known in used)
        if weight(number) > 0 and fresh and is_on_screen(topic, article.language):
            return topic[:1].upper() + topic[1:]
    return _first_words(blocks, article.language)


def _first_words(blocks: Sequence[Block], language: str) -> str:
    """A part's own short sentence as its title, else the clause that it begins with, else its first words."""
    told = [block.text for block in blocks if block.kind in ("paragraph", "list_item", "quote")]
    found = [text[start:end].rstrip(".!。！") for text in told for start, end in split(text, language)]
    if is_spaceless(language):
        short = next((text for text in found if 4 <= len(text) <= 20), "")
        return short or (found[0][:_TITLE_CHARACTERS] + "…" if found else "")
    for text in found:
        if 3 <= word_count(text, language) <= _TITLE_WORDS and judge_text(f"{text}.", language).quality >= 0.3:
            return text
    for text in found[:1]:
        clause: str = regex.split(r"[,;:—–]\s", text, maxsplit=1)[0]
        if 3 <= word_count(clause, language) <= _TITLE_WORDS:
            return clause
        words = text.split()[:_TITLE_WORDS]
        while len(words) > 3 and words[-1].casefold().strip(",;:") in stop_words(language):
            words.pop()
        return " ".join(words).rstrip(",;:") + "…"
    return ""
