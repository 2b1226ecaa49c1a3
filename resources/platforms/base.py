"""What every platform's client can do: post, and read back what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from reprise.model import Document
from reprise.windows.publishing import OnHandle, Outgoing, Published, Publisher

__all__ = ["OnHandle", "Outgoing", "PlatformClient", "Published", "Publisher", "Reading"]


class Reading(Document):
    """What a platform counted for one of its posts by the time `at`, since it was posted.

    None: the platform does not tell (any more). `problem` says why a post could not be read at all, for instance
    because it was deleted.
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
    problem: str | None = None


@runtime_checkable
class PlatformClient(Publisher, Protocol):
    """An account on a platform. `max_ids` is the number of posts it reads at once without a second request."""

    max_ids: int

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        """One reading for each id, in the order given, any number of them. Raises `PlatformError`."""
        ...

    def close(self) -> None:
        """Let go of connections; the client is of no use afterwards."""
        ...
