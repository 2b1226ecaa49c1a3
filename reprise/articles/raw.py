"""What a source delivers before anything is understood: the listing of its articles and one article's raw content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Listed:
    """An article a source has, as its listing shows it.

    `reference` is JSON that `Source.read` understands; `identities` name the article, the surest first (see
    `reprise.articles.identity`); `mark` (at most 40 characters) changes whenever the source's content does.
    """

    reference: dict[str, Any]
    identities: tuple[str, ...]
    url: str
    title: str
    mark: str


@dataclass(frozen=True, slots=True)
class Changes:
    """New and edited articles since a position, and the position behind them.

    `cursor` is JSON of the source's own; `more` says that the next call will list further ones at once.
    """

    items: list[Listed]
    cursor: dict[str, Any]
    more: bool = False


@dataclass(frozen=True, slots=True)
class RawImage:
    """A featured picture: its address may still be relative to `RawArticle.base`."""

    url: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One article as its source holds it; exactly one of `html` and `markdown` is set.

    `page` says that `html` is a whole page with navigation around the text. `base` is the address that relative
    links and pictures are resolved against: the article's own, or `file:///path/below/the/folder.md`. Facts that
    are not known are None or empty and are looked for in the content.
    """

    reference: dict[str, Any]
    identities: tuple[str, ...]
    url: str
    title: str = ""
    html: str | None = None
    markdown: str | None = None
    page: bool = False
    base: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    author: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    description: str = ""
    image: RawImage | None = None


class Source(Protocol):
    """Where a site's published articles come from."""

    def changes(self, cursor: dict[str, Any] | None) -> Changes:
        """What is new or edited since `cursor` (None: everything), oldest first, in portions.

        May list an article again that has not changed. Raises `Unavailable` or `BadInput` when the source as a whole
        cannot be listed; a single bad article is listed all the same and fails in `read`.
        """
        ...

    def read(self, reference: Mapping[str, Any]) -> RawArticle:
        """One article's content. Raises `BadInput` naming the article, or `Unavailable`."""
        ...
