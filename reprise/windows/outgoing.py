"""What passes between the publisher and a platform's client: the post on its way out, the record of the work, and what
a look at the account finds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, runtime_checkable

from reprise.digest import digest
from reprise.media import MediaStore
from reprise.model import Document
from reprise.social.post import Picture, PostType, Video
from reprise.store.records import Post

Verdict = Literal["published", "continue", "pending", "unclear", "unknowable"]


class Outgoing(Document):
    """A post as a platform's client gets it: the approved wording and its finished media.

    `texts` holds more than one for a thread; pictures and film belong to the first of them. `first_comment` is added
    below the post once it is there, where the platform lets it.
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
    first_comment: str | None = None
    pictures: tuple[Picture, ...] = ()
    video: Video | None = None

    @classmethod
    def of(cls, post: Post) -> Outgoing:
        """What of a stored post leaves the house."""
        return cls.model_validate({name: getattr(post, name) for name in cls.model_fields})

    @property
    def fingerprint(self) -> str:
        """Names everything that leaves the house with this post."""
        return digest("outgoing", self)


class Published(Document):
    """Where a post is now: the platform's ids (one for each text of a thread) and the address for people.

    `problems` are things beside the post that did not work out (a first comment, subtitles); the post is there.
    """

    remote_ids: tuple[str, ...]
    url: str | None = None
    problems: tuple[str, ...] = ()


class Look(Document):
    """What reading the account (or asking for a handle) says about a post whose outcome is unknown.

    published: all of it is there. continue: nothing that is in doubt is there, or sending it again cannot make a second
    one; `handles` are what the next attempt starts from, beside those of the last. pending: the platform is still at
    work on it. unclear: this look could not tell, a later one may. unknowable: the platform offers no way to find out.
    """

    verdict: Verdict
    remote_ids: tuple[str, ...] = ()
    url: str | None = None
    reason: str = ""
    handles: dict[str, Any] = {}


class Progress(Protocol):
    """The record of one attempt, committed before the next request leaves.

    `known` holds the handles of earlier attempts with the same content and of this one, by name: the platform's names
    for the work under way. Names with a meaning for the publisher: "posts" (ids of what is public so far, in order),
    "sending" (number of the text whose request is about to leave), "doubted" (a client's own mark that the post may be
    there; a person's word takes it away).
    """

    @property
    def known(self) -> Mapping[str, Any]: ...

    def note(self, name: str, value: Any) -> None:
        """Commit a handle; any JSON value."""
        ...

    def sending(self, number: int = 0) -> None:
        """To be called right before each request that makes something public: from here the outcome is unknown until
        the platform has answered. `number` is the text's in a thread, else 0."""
        ...

    def posted(self, *remote_ids: str) -> None:
        """To be called as soon as the platform has named what is public: the ids so far, in order."""
        ...


@runtime_checkable
class Publisher(Protocol):
    """An account on a platform that posts can be sent to.

    `settle_after`: how long after a lost answer an absence on the account counts (the request may still be under way,
    and lists lag behind).
    """

    name: str
    settle_after: timedelta

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        """Send the post, going on from what `progress.known` says was done before. One attempt: a request that makes
        something public is never repeated here, unless the platform itself makes sure that it counts once.

        Raises `PlatformError`. unknown_outcome: the post may have been made all the same. With `waiting` the platform
        is still at work on the media and the post goes on later from the same handles. Once everything is public
        nothing is raised: what failed beside it is told in `Published.problems`.
        """
        ...

    def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
        """Find out, only by reading, whether the post is on the account; `since` is when the attempt began.

        Recognises it by the platform's handles in `known`, by its link's utm_content, or by its whole text; never by
        being the newest. Raises `PlatformError` when the platform cannot be asked now.
        """
        ...

    def close(self) -> None:
        """Let go of connections; the client is of no use afterwards."""
        ...
