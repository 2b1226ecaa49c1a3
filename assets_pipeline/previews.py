"""How assets show people what was made: texts as they will appear, and pictures small enough for an event."""

from __future__ import annotations

import base64
from io import BytesIO

from dagster import MetadataValue
from PIL import Image

from reprise.media import Media, MediaStore
from reprise.social.post import PostDraft


def posts_preview(posts: tuple[PostDraft, ...]) -> MetadataValue:
    """Every post's text, line breaks kept, under its type."""
    if not posts:
        return MetadataValue.md("*No posts: switched off for this site, or nothing in the article fits.*")
    return MetadataValue.md("\n\n---\n\n".join(_post(post) for post in posts))


def _post(post: PostDraft) -> str:
    texts = "\n\n".join(_plain(text) for text in post.texts)
    title = f"*{_plain(post.title)}*\n\n" if post.title else ""
    return f"**{post.type.replace('_', ' ')}** `{post.id}`\n\n{title}{texts}"


def _plain(text: str) -> str:
    """Text that Markdown leaves alone, as a block with its line breaks."""
    escaped = "".join(f"\\{char}" if char in "\\`*_{}[]<>#+|~" else char for char in text)
    return escaped.replace("\n", "  \n")


def pictures_preview(pictures: list[tuple[str, Media]], store: MediaStore, width: int = 220) -> MetadataValue:
    """Thumbnails with their names, in one row of Markdown."""
    return MetadataValue.md("\n\n".join(f"![{name}]({thumbnail(media, store, width)})" for name, media in pictures))


def thumbnail(media: Media, store: MediaStore, width: int) -> str:
    """A small JPEG as a data URI, some kilobytes."""
    with Image.open(store.path(media)) as image:
        small = image.convert("RGB")
        small.thumbnail((width, width * 2))
    buffer = BytesIO()
    small.save(buffer, "JPEG", quality=70, optimize=True)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"
