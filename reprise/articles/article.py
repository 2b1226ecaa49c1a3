"""The article as every later step sees it: typed, sanitised, with its pictures fetched."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from reprise.media import Media
from reprise.model import Document

BlockKind = Literal["heading", "paragraph", "list_item", "quote", "code", "table"]


class Block(Document):
    """One piece of the article's text in reading order.

    `text` has single spaces and no markup; line breaks are kept in code and tables only (a table row is a line, its
    cells are separated by tabs). `level` is the heading's level (1–6) or the list item's depth (1…); `number` the
    item's place in an ordered list.
    """

    kind: BlockKind
    text: str
    level: int = 0
    number: int | None = None
    code_language: str | None = None


class Place(Document):
    """Where in the article something was found: characters `start` to `end` of block `block`."""

    block: int
    start: int
    end: int


class ArticleImage(Document):
    """A picture of the article. `before` is the index of the block that follows it; None for a featured picture.

    `media` is None when the picture could not be had; `problem` then says why.
    """

    url: str
    alt: str = ""
    caption: str = ""
    before: int | None = None
    media: Media | None = None
    problem: str | None = None


class Article(Document):
    """One published article. `key` is its partition; `revision` counts the contents seen so far, from 1.

    `content_hash` names what readers see: title, blocks, pictures, tags, description.
    """

    key: str
    site: str
    url: str
    title: str
    author: str | None = None
    published_at: datetime
    modified_at: datetime
    language: str
    html: str
    blocks: tuple[Block, ...]
    images: tuple[ArticleImage, ...] = ()
    tags: tuple[str, ...] = ()
    description: str = ""
    keywords: tuple[str, ...] = ()
    content_hash: str
    revision: int = 1

    @property
    def text(self) -> str:
        """The plain text, blocks separated by an empty line."""
        return "\n\n".join(block.text for block in self.blocks)

    def at(self, place: Place) -> str:
        """The text at a place of this article."""
        return self.blocks[place.block].text[place.start : place.end]

    @property
    def pictures(self) -> tuple[ArticleImage, ...]:
        """The pictures that are here, featured ones first."""
        usable = [image for image in self.images if image.media is not None]
        return tuple(sorted(usable, key=lambda image: image.before is not None))
