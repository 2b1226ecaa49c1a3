"""The articles that writing is evaluated on: those that come with Reprise, or a folder of somebody's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import regex

from reprise.articles import frontmatter
from reprise.articles.article import Article
from reprise.articles.encoding import decode
from reprise.articles.parsing import parse
from reprise.articles.raw import RawArticle
from reprise.digest import digest
from reprise.errors import BadInput, NotFound
from reprise.sites import Site

_MARKDOWN, _HTML = (".md", ".markdown"), (".html", ".htm")
_LONGEST_KEY = 63


@dataclass(frozen=True)
class Unreadable:
    """A file that is no article, and why."""

    path: Path
    error: BadInput


def built_in() -> Path:
    """The folder of the articles that come with Reprise: one of each kind, in three languages."""
    return Path(str(files("reprise.evaluation").joinpath("articles")))


def read_articles(folder: Path, site: Site, now: datetime) -> tuple[list[Article], list[Unreadable]]:
    """Every article below a folder, by name, and what could not be read. Raises `NotFound` when there is none."""
    if not folder.is_dir():
        raise NotFound("There is no such folder.", where=str(folder), remedy="Name a folder of Markdown or HTML files.")
    articles, unreadable = [], []
    for path in _files(folder):
        try:
            articles.append(_read(path, folder, site, now))
        except BadInput as error:
            unreadable.append(Unreadable(path, error))
    if not articles and not unreadable:
        raise NotFound(
            "No article is there.", where=str(folder), remedy="Put .md, .markdown, .html or .htm files into it."
        )
    return articles, unreadable


def _files(folder: Path) -> Iterator[Path]:
    found = (path for path in folder.rglob("*") if path.suffix.lower() in (*_MARKDOWN, *_HTML) and path.is_file())
    return iter(sorted(path for path in found if not any(part.startswith(".") for part in path.parts)))


def _read(path: Path, folder: Path, site: Site, now: datetime) -> Article:
    marked = path.suffix.lower() in _MARKDOWN
    text = decode(path.read_bytes(), where=path.name, is_html=not marked)
    name = path.relative_to(folder).with_suffix("").as_posix()
    metadata, body = frontmatter.split(text, where=path.name)
    raw = RawArticle(
        {},
        (),
        f"https://example.org/{_slug(name)}/",
        markdown=body if marked else None,
        html=None if marked else body,
        page=not marked,
        metadata=metadata,
        base=f"file:///{path.name}",
    )
    return parse(raw, site, key=_key(name), now=now)


def _key(name: str) -> str:
    """A name for an article that stays the same while its file does: it is what two results are compared by."""
    slug = _slug(name)
    return slug if len(slug) <= _LONGEST_KEY and slug else f"{slug[: _LONGEST_KEY - 9]}-{digest(name)[:8]}".strip("-")


def _slug(name: str) -> str:
    return str(regex.sub(r"[^a-z0-9]+", "-", name.lower())).strip("-")
