"""What every platform's client can do: post, and read back what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from reprise.model import Document
from reprise.windows.outgoing import Look, Outgoing, Progress, Published, Publisher

__all__ = ["Look", "Outgoing", "OwnAccount", "PlatformClient", "Progress", "Published", "Publisher", "Reading"]


class Reading(Document):
    """What a platform counted for one of its posts by the time `at`, since it was posted.

    None: the platform does not tell (any more). `video_views` are plays of a film, `watch_seconds` the time they lasted
    in all. `problem` says why a post could not be read at all, for instance because it was deleted. `raw` is the
    platform's answer.
    """

    remote_id: str
    at: datetime
    impressions: int | None = None
    likes: int | None = None
    replies: int | None = None
    reposts: int | None = None
    quotes: int | None = None
    bookmarks: int | None = None
    clicks: int | None = None
    profile_clicks: int | None = None
    video_views: int | None = None
    watch_seconds: float | None = None
    raw: dict[str, Any] | None = None
    problem: str | None = None


class OwnAccount(Document):
    """Whom an access speaks for, as the platform tells it."""

    remote_id: str
    handle: str | None = None
    name: str | None = None


@runtime_checkable
class PlatformClient(Publisher, Protocol):
    """An account on a platform. `max_ids` is the number of posts it reads at once without a second request."""

    max_ids: int

    def whoami(self) -> OwnAccount:
        """Ask the platform whose account this is: the cheapest read there is, for health checks. Raises
        `PlatformError`."""
        ...

    def delete(self, remote_ids: Sequence[str]) -> None:
        """Take posts off the platform, last one first; one that is gone already counts as deleted.

        Raises `PlatformError`, also where the platform lets nobody but a person delete.
        """
        ...

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        """One reading for each id, in the order given, any number of them. Raises `PlatformError`."""
        ...
