"""Small builders of the domain's documents for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from reprise.articles.article import Article, ArticleImage, Block
from reprise.digest import digest
from reprise.media import Media
from reprise.sites import Site

WHEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def heading(text: str, level: int = 2) -> Block:
    return Block(kind="heading", text=text, level=level)


def item(text: str, number: int | None = None, level: int = 1) -> Block:
    return Block(kind="list_item", text=text, level=level, number=number)


def paragraph(text: str) -> Block:
    return Block(kind="paragraph", text=text)


def picture(url: str, *, before: int | None = None, alt: str = "", caption: str = "") -> ArticleImage:
    """A picture of the article that is here; its file need not exist."""
    media = Media(key=f"picture/{digest(url)}.png", mime="image/png", bytes=1, width=1200, height=800)
    return ArticleImage(url=url, alt=alt, caption=caption, before=before, media=media)


def make_article(title: str = "A title", *blocks: Block | str, **changes: Any) -> Article:
    """An article of these blocks (a plain string is a paragraph); any field may be given by name."""
    body = tuple(paragraph(block) if isinstance(block, str) else block for block in blocks)
    facts: dict[str, Any] = {
        "key": "demo-a-title-0000000000",
        "site": "demo",
        "url": "https://example.org/a-title/",
        "title": title,
        "published_at": WHEN,
        "modified_at": WHEN,
        "language": "en",
        "html": "".join(f"<p>{block.text}</p>" for block in body),
        "blocks": body,
        "content_hash": digest(title, list(body)),
    }
    return Article(**{**facts, **changes})


def make_site(**changes: Any) -> Site:
    """A small English site; any field may be given by name."""
    facts: dict[str, Any] = {
        "id": "demo",
        "name": "The Demo",
        "url": "https://example.org/",
        "source": {"type": "folder", "path": "articles"},
    }
    return Site(**{**facts, **changes})
