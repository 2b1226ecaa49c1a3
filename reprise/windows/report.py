"""What has been published of an article on one platform, as a document beside its other ones."""

from __future__ import annotations

from datetime import datetime

from reprise.model import Document


class Publication(Document):
    """A post of the article with where it stands in its life; `url` once it is on the platform."""

    post: str
    account: str
    type: str
    state: str
    scheduled_at: datetime | None = None
    published_at: datetime | None = None
    url: str | None = None
    remote_ids: tuple[str, ...] = ()
    problem: str | None = None


class Publications(Document):
    """All posts of one article on one platform, in the order of their times."""

    article: str
    platform: str
    posts: tuple[Publication, ...]
