"""The project's pages, taken apart: code blocks, links, tables and what is said inline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
PAGES = tuple(
    path
    for pattern in ("*.md", "docs/**/*.md", "sites/*.md", "dbt_analytics/*.md", "benchmarks/**/*.md")
    for path in sorted(ROOT.glob(pattern))
)


@dataclass(frozen=True)
class Fence:
    """A code block. `about` is what follows its language, here a path."""

    page: Path
    line: int
    language: str
    about: str
    text: str


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def tokens(page: Path) -> tuple[Token, ...]:
    return tuple(MarkdownIt("gfm-like", {"linkify": False}).parse(page.read_text(encoding="utf-8")))


def fences(page: Path, language: str | None = None) -> Iterator[Fence]:
    """A page's code blocks, of one language if it is named."""
    for token in tokens(page):
        if token.type == "fence":
            first, _, about = token.info.partition(" ")
            if language in (None, first):
                yield Fence(page, (token.map or [0])[0] + 1, first, about.strip(), token.content)


def inline(page: Path) -> Iterator[Token]:
    """Everything inside paragraphs, tables and headings."""
    for token in tokens(page):
        yield from token.children or ()


def links(page: Path) -> Iterator[str]:
    """Where links and pictures of a page lead."""
    for token in inline(page):
        target = token.attrGet("href") or token.attrGet("src")
        if target:
            yield str(target)


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as web views of Markdown make them."""
    found = set()
    for before, token in zip(tokens(page), tokens(page)[1:], strict=False):
        if before.type == "heading_open":
            words = re.sub(r"[^\w\- ]", "", token.content.lower())
            found.add(words.strip().replace(" ", "-"))
    return found


def rows(page: Path, first: str) -> list[list[str]]:
    """The rows, as source text by cell, of every table of a page whose first heading is `first`."""
    found: list[list[str]] = []
    row: list[str] | None = None
    wanted, header = False, False
    for token in tokens(page):
        match token.type:
            case "thead_open":
                header = True
            case "thead_close":
                header = False
            case "tr_open":
                row = []
            case "inline" if row is not None:
                row.append(token.content)
            case "tr_close" if row is not None:
                if header:
                    wanted = row[0] == first
                elif wanted:
                    found.append(row)
                row = None
    return found


def coded(cell: str) -> list[str]:
    """What a cell says in code type."""
    return re.findall(r"`([^`]+)`", cell)
