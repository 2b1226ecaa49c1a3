"""Publishing one due post, once: claimed in the store, written down before the first byte leaves, never tried twice
by itself when nobody can say what became of it."""

from __future__ import annotations

from typing import Any, Literal, Protocol, runtime_checkable

from reprise.clock import Clock
from reprise.digest import digest
from reprise.media import MediaStore
from reprise.model import Document
from reprise.social.post import Picture, PostType, Video


class Outgoing(Document):
    """A post as a platform's client gets it: the approved wording and its finished media.

    `texts` holds more than one for a thread; pictures and film belong to the first of them.
    """

    id: str
    site: str
    article: str
    platform: str
    account: str
    type: PostType
    language: str
    texts: tuple[str, ...]
    title: str | None = None
    link: str | None = None
    hashtags: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    video: Video | None = None

    @property
    def fingerprint(self) -> str:
        """Names everything that leaves the house with this post."""
        return digest("outgoing", self)


class Published(Document):
    """Where a post is now: the platform's ids (one for each text of a thread) and the address for people."""

    remote_ids: tuple[str, ...]
    url: str | None = None


class OnHandle(Protocol):
    """Told a name the platform has given to the work under way, before the next request leaves.

    "sending" is the number of the text whose request is about to leave; "posts" the ids given so far, in order;
    "media" the uploaded media's ids.
    """

    def __call__(self, name: str, value: Any) -> None: ...


@runtime_checkable
class Publisher(Protocol):
    """An account on a platform that posts can be sent to."""

    name: str

    def publish(
        self,
        post: Outgoing,
        media: MediaStore,
        on_handle: OnHandle,
        *,
        done: tuple[str, ...] = (),
    ) -> Published:
        """Send the post; `done` are the ids of a thread's posts that are there already.

        Raises `PlatformError`; its kind is unknown_outcome when the post may have been made all the same.
        """
        ...


class Outcome(Document):
    """What became of one try. "skipped": somebody else had it, or it was not due; nothing was sent."""

    post: str
    result: Literal["published", "failed", "held", "skipped"]
    remote_ids: tuple[str, ...] = ()
    url: str | None = None
    reason: str | None = None
    kind: str | None = None


def publish_due(
    post_id: str,
    client: Publisher,
    store: Any,
    media: MediaStore,
    clock: Clock,
    *,
    run_id: str | None = None,
) -> Outcome:
    """Publish a scheduled post whose time has come. Never raises for the post's own failure; says what happened."""
    raise NotImplementedError
