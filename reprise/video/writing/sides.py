"""What an article sets against each other: columns of a table, pros and cons, two things that its title compares."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from reprise.articles.article import Article, Block
from reprise.briefs.language import content_terms, word_count
from reprise.video.script import Cue, Side

_VERSUS = regex.compile(r"\s(?:vs\.?|versus|or|oder|gegen|contra|o|ou|oppure|of|или|чи|або|ή|أم|czy|eller)\s", regex.I)
_FOR = regex.compile(
    r"^(?:the )?(?:pros?|advantages?|benefits?|upsides?|strengths?|vorteile?|stärken|ventajas?|avantages?|vantaggi"
    r"|vantagens|voordelen|zalety|плюсы|преимущества|переваги|πλεονεκτήματα|المزايا|dos?)\b",
    regex.I,
)
_AGAINST = regex.compile(
    r"^(?:the )?(?:cons?|disadvantages?|drawbacks?|downsides?|weaknesses|limits|nachteile?|schwächen|desventajas?"
    r"|inconvénients?|svantaggi|desvantagens|nadelen|wady|минусы|недостатки|недоліки|μειονεκτήματα|العيوب|don['’]ts?)\b",
    regex.I,
)
_MOST, _WORDS = 4, 8
_TABLE_WORDS = 7


def sides_near(article: Article, block: int) -> Cue | None:
    """A comparison that a block is part of, or stands right before; None where nothing is compared."""
    return _headed(article, block) or _tabled(article, block)


def _headed(article: Article, block: int) -> Cue | None:
    """Two neighbouring sections with lists: for and against, or the two things that the title or a heading names."""
    heads = [place for place, found in enumerate(article.blocks) if found.kind == "heading"]
    for one, other in pairwise(heads):
        end = next((place for place in heads if place > other), len(article.blocks))
        if not one <= block < end and block != one - 1:
            continue
        names = (article.blocks[one].text, article.blocks[other].text)
        if article.blocks[one].level != article.blocks[other].level or not _opposed(article, one, names):
            continue
        points = [_points(article, article.blocks[start + 1 : stop]) for start, stop in ((one, other), (other, end))]
        if all(len(found) >= 2 for found in points):
            sides = tuple(Side(title=_bare(name), items=tuple(p)) for name, p in zip(names, points, strict=True))
            return Cue(kind="comparison", text=_above(article, one), sides=sides)
    return None


def _opposed(article: Article, place: int, names: tuple[str, str]) -> bool:
    if any(_FOR.match(one) and _AGAINST.match(other) for one, other in (names, names[::-1])):
        return True
    titles = [article.title, *(found.text for found in article.blocks[:place] if found.kind == "heading")]
    language = article.language
    terms = [set(content_terms(name, language)) for name in names]
    for title in titles:
        halves = _VERSUS.split(title)
        if len(halves) == 2 and all(terms):
            said = [set(content_terms(half, language)) for half in halves]
            if terms[0] & said[0] and terms[1] & said[1] and not terms[0] & terms[1]:
                return True
    return False


def _points(article: Article, blocks: Sequence[Block]) -> list[str]:
    """The short items of the first list of a section, of its first level."""
    found: list[str] = []
    for block in blocks:
        if block.kind == "list_item" and block.level <= 1:
            if word_count(block.text, article.language) > _WORDS:
                return []
            found.append(block.text.rstrip(" ;,."))
        elif found and block.kind != "list_item":
            break
    return found[:_MOST]


def _tabled(article: Article, block: int) -> Cue | None:
    """A table of three columns beside the block: what is compared, and how either does."""
    for place in (block + 1, block - 1):
        if not 0 <= place < len(article.blocks) or article.blocks[place].kind != "table":
            continue
        rows = [[cell.strip() for cell in line.split("\t")] for line in article.blocks[place].text.split("\n")]
        if not 3 <= len(rows) <= _MOST + 2 or any(len(row) != 3 for row in rows):
            continue
        head, *body = rows
        cells = [cell for row in body for cell in row[1:]]
        if not head[1] or not head[2] or head[1] == head[2] or not all(cells) or not all(row[0] for row in body):
            continue
        if any(regex.fullmatch(r"[\d\W]+", row[0]) for row in body):
            continue  # numbered rows, or numbers: no points to compare
        if any(word_count(f"{row[0]} {cell}", article.language) > _TABLE_WORDS for row in body for cell in row[1:]):
            continue
        sides = tuple(
            Side(title=head[column], items=tuple(f"{row[0]}: {row[column]}" for row in body[:_MOST]))
            for column in (1, 2)
        )
        return Cue(kind="comparison", text=_above(article, place), sides=sides)
    return None


def _above(article: Article, place: int) -> str:
    """The heading that stands over a comparison, else the article's title, where that is short."""
    here = article.blocks[place]
    above = [
        found.text
        for found in article.blocks[:place]
        if found.kind == "heading" and (here.kind != "heading" or found.level < here.level)
    ]
    title = above[-1] if above else article.title
    return title if len(title.split()) <= 9 else ""


def _bare(name: str) -> str:
    bare: str = regex.sub(r"^\d+[.)]\s+", "", name)
    return bare.rstrip(" :：")
