"""Publishing one due post, once: claimed in the store, written down before the first byte leaves, never tried twice
by itself when nobody can say what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, runtime_checkable

from reprise.clock import Clock
from reprise.digest import digest
from reprise.errors import NotFound, RepriseError
from reprise.media import MediaStore
from reprise.model import Document
from reprise.social.post import Picture, PostType, Video
from reprise.store.records import Attempt, Post, PostEvent
from reprise.store.store import Store
from reprise.windows.failures import FAILURES, FailureKind, PlatformError, scrub
from reprise.windows.lifecycle import is_person

Result = Literal["published", "failed", "held", "skipped"]
MAX_TRIES = 5
_LOOK = "Look at the account: mark the post as published if it is there, schedule it again if not."


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
    """What became of one try. "skipped": somebody else had it, or it was not due; nothing was sent.

    `remote_ids`: what is surely on the platform, also after a failure in the middle of a thread. `retry_at`: when a
    failed post will be tried again by itself.
    """

    post: str
    result: Result
    remote_ids: tuple[str, ...] = ()
    url: str | None = None
    reason: str | None = None
    kind: FailureKind | None = None
    retry_at: datetime | None = None


def publish_due(
    post_id: str,
    client: Publisher,
    store: Store,
    media: MediaStore,
    clock: Clock,
    run_id: str | None = None,
) -> Outcome:
    """Publish a scheduled post whose time has come. Never raises for the post's own failure; says what happened."""
    try:
        post = store.posts.claim(post_id, clock.now())
        if post is None:
            return _not_claimed(store.posts.get(post_id))
    except NotFound as error:
        return Outcome(post=post_id, result="skipped", reason=str(error))
    return _Try(post, client, store, media, clock).run(run_id)


def _not_claimed(post: Post) -> Outcome:
    """Somebody else has it, it was taken back, or the claim found that it must not go."""
    if post.state == "held":
        return Outcome(post=post.id, result="held", reason=post.problem)
    reason = f"It is {post.state}" + (f" for {post.scheduled_at:%Y-%m-%d %H:%M} UTC." if post.scheduled_at else ".")
    return Outcome(post=post.id, result="skipped", remote_ids=post.remote_ids, url=post.url, reason=reason)


class _Try:
    """One attempt at one claimed post: it leaves the post published, failed, scheduled again or held."""

    def __init__(self, post: Post, client: Publisher, store: Store, media: MediaStore, clock: Clock) -> None:
        self._post = post
        self._client = client
        self._store = store
        self._media = media
        self._clock = clock
        self._outgoing = outgoing(post)
        self._earlier = store.attempts.of(post.id)
        self._attempt: Attempt | None = None
        self._live: tuple[str, ...] = ()
        self._sent = False

    def run(self, run_id: str | None) -> Outcome:
        self._live = _live_ids(self._earlier)
        doubt = _doubt(self._outgoing, self._earlier, self._store.posts.events(self._post.id))
        if doubt:
            return self._hold(doubt)
        try:
            self._check()
            self._attempt = self._store.attempts.start(
                self._post.id,
                self._outgoing.fingerprint,
                run_id,
                handles={"sent": False, "posts": list(self._live)},
            )
            published = self._client.publish(self._outgoing, self._media, self._note, done=self._live)
        except PlatformError as error:
            return self._hold(str(error)) if error.kind == "unknown_outcome" else self._fail(error)
        except Exception as error:  # whatever it was: what may have been sent is never sent again by itself
            return self._settle_surprise(error)
        return self._succeed(published)

    def _check(self) -> None:
        """What must hold before the first byte leaves."""
        if self._client.name != self._post.platform:
            raise PlatformError("validation", f"A {self._post.platform} post came to {self._client.name}.")
        pieces = [picture.media for picture in self._post.pictures]
        if self._post.video:
            pieces += [self._post.video.media, *filter(None, [self._post.video.subtitles])]
        for piece in pieces:
            self._media.path(piece)

    def _note(self, name: str, value: Any) -> None:
        assert self._attempt is not None
        if name == "sending" and not self._sent:
            self._store.attempts.note_handle(self._attempt.id, "sent", True)
            self._sent = True
        self._store.attempts.note_handle(self._attempt.id, name, value)
        if name == "posts":
            self._live = tuple(value)

    def _succeed(self, published: Published) -> Outcome:
        attempt = self._attempt.id if self._attempt else None
        self._store.posts.publish_succeeded(self._post.id, published.remote_ids, published.url, attempt=attempt)
        return Outcome(post=self._post.id, result="published", remote_ids=published.remote_ids, url=published.url)

    def _fail(self, error: PlatformError) -> Outcome:
        """Surely not there. Tried again by itself when that can help, at growing distances, a few times."""
        retry_at = self._next_try(error)
        message = f"{error.what} {error.remedy or ''}".strip()
        if self._live:
            message = f"{len(self._live)} of {len(self._post.texts)} texts are on the platform. {message}"
        attempt = self._attempt.id if self._attempt else None
        self._store.posts.publish_failed(self._post.id, error.kind, message, retry_at, attempt=attempt)
        return self._outcome("failed", message, error.kind, retry_at)

    def _next_try(self, error: PlatformError) -> datetime | None:
        failed = sum(1 for attempt in self._earlier if attempt.outcome == "failed")
        if not error.retryable or failed + 1 >= MAX_TRIES:
            return None
        now = self._clock.now()
        minutes = (FAILURES[error.kind].retry_minutes or 0) * 2**failed
        return max(error.retry_at or now, now + timedelta(minutes=minutes))

    def _settle_surprise(self, error: Exception) -> Outcome:
        if self._sent:
            return self._hold(f"Publishing broke off ({type(error).__name__}: {scrub(str(error))}). {_LOOK}")
        if isinstance(error, RepriseError):
            return self._fail(PlatformError("validation", str(error), remedy="Mend it and schedule the post again."))
        detail = f"Nothing was sent ({type(error).__name__}: {error})."
        return self._fail(PlatformError("validation", detail, remedy="Report this fault."))

    def _hold(self, reason: str) -> Outcome:
        if self._live:
            reason = f"{len(self._live)} of {len(self._post.texts)} texts are surely on the platform. {reason}"
        attempt = self._attempt.id if self._attempt else None
        self._store.posts.hold(self._post.id, reason, attempt=attempt)
        return self._outcome("held", reason, "unknown_outcome")

    def _outcome(self, result: Result, reason: str, kind: FailureKind, retry_at: datetime | None = None) -> Outcome:
        return Outcome(
            post=self._post.id, result=result, remote_ids=self._live, reason=reason, kind=kind, retry_at=retry_at
        )


def outgoing(post: Post) -> Outgoing:
    """What of a stored post leaves the house."""
    return Outgoing.model_validate({name: getattr(post, name) for name in Outgoing.model_fields})


def _live_ids(earlier: Sequence[Attempt]) -> tuple[str, ...]:
    """The platform's ids of the texts that earlier attempts brought there."""
    return tuple(earlier[-1].handles.get("posts", ())) if earlier else ()


def _doubt(post: Outgoing, earlier: Sequence[Attempt], events: Sequence[PostEvent]) -> str | None:
    """Why a post that was begun before cannot be gone on with; None when what is there is certain."""
    live = _live_ids(earlier)
    if not live:
        return None  # whether an unknown first text is there was a person's decision when scheduling it again
    last = earlier[-1]
    if last.fingerprint != post.fingerprint:
        return (
            "The wording or media were changed after the thread was begun. Delete its first texts on the platform "
            "and post it anew, or finish it by hand."
        )
    in_flight = last.handles.get("sending", -1) >= len(live)
    certain = last.outcome == "failed" or last.never_sent or not in_flight
    if certain or _confirmed(last, events):
        return None
    return f"Nobody knows whether text {len(live) + 1} is there. {_LOOK}"


def _confirmed(last: Attempt, events: Sequence[PostEvent]) -> bool:
    """Whether a person scheduled the held post again since, which says that the text in question is not there."""
    return any(
        event.before == "held" and event.after == "scheduled" and is_person(event.actor) and event.at >= last.noted_at
        for event in events
    )
