"""The posts of a trial: small real pictures and films, and texts that can be told apart at the server."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from reprise.media import MediaStore
from reprise.posting_settings import AccountSettings
from reprise.social.post import Picture, PostDraft, Video, post_id
from reprise.store.records import Post
from reprise.store.store import Store
from tests.sandbox_material import make_film, make_picture

SITE = "demo"
PARTS = 3
_MARKER = re.compile(r"Post \d{4} part \d")


class Material:
    """Media made once, and posts made of them.

    Args:
        platform: whose posts.
        size: of the pictures, in pixels.
    """

    def __init__(self, store: Store, media: MediaStore, platform: str) -> None:
        self._store = store
        self._platform = platform
        self._pictures = [
            make_picture(media, f"Field {number}", (1080, 1080 - number), suffix=".jpg") for number in range(3)
        ]
        self._film = make_film(media, seconds=4, size=(540, 960), rate=30, sound=True, padding=150_000)

    def schedule(self, number: int, kind: str, at: datetime) -> Post:
        """A post of this kind, approved and due at `at`; `marker` finds it at the server."""
        article = f"{SITE}-{number}"
        thread, film = kind == "thread", kind == "film"
        type_ = "thread" if thread else "video" if film else "announcement"
        id_ = post_id(article, self._platform, type_)
        link = f"https://example.org/{number}/?utm_source={self._platform}&utm_medium=social&utm_content={id_}"
        texts = [f"{marker(number, part)} of a trial" for part in range(PARTS if thread else 1)]
        texts[-1] += f"\n{link}"
        draft = PostDraft(
            id=id_, site=SITE, article=article, platform=self._platform, type=type_, language="en",
            texts=tuple(texts), link=link, title=marker(number, 0),
        )  # fmt: skip
        posts = self._store.posts
        posts.upsert([draft], lambda platform: (AccountSettings(platform, "main"),), "run:trial")
        self._attach(id_, kind)
        posts.approve(id_, "kim")
        return posts.schedule(id_, at, "UTC", "a trial", "kim")

    def _attach(self, id_: str, kind: str) -> None:
        pictures: dict[str, list[Picture]] = {"picture": self._pictures[:1], "pictures": self._pictures}
        if kind in pictures:
            self._store.posts.attach_pictures(id_, pictures[kind])
        if kind == "film":
            film: Video = self._film
            self._store.posts.attach_video(id_, film)


def marker(number: int, part: int) -> str:
    """What finds text `part` of post `number` at the server, wherever the platform puts it."""
    return f"Post {number:04d} part {part + 1}"


def counted(rows: list[dict[str, Any]], number: int, part: int) -> int:
    """How often a text of a post is public. The title of a link's card names the post, and is none of its texts."""
    wanted = marker(number, part)
    return sum(wanted in (row["text"] if _MARKER.search(row["text"]) else row["title"] or "") for row in rows)
