"""Publishing one due post, once: claimed in the store, written down before the first byte leaves, never tried twice
by itself when nobody can say what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy.exc import DBAPIError

from reprise.clock import Clock
from reprise.errors import Conflict, NotFound, RepriseError
from reprise.media import MediaStore
from reprise.model import Document
from reprise.store.records import Attempt, Post, PostEvent
from reprise.store.store import Store
from reprise.windows.failures import FAILURES, FailureKind, PlatformError, backoff, scrub
from reprise.windows.lifecycle import is_person
from reprise.windows.outgoing import Outgoing, Published, Publisher

Result = Literal["published", "failed", "held", "unknown", "waiting", "paused", "skipped"]
MAX_TRIES = 5
WAIT_LIMIT = timedelta(hours=24)
"""How long a platform may be at work on a post's media before the post counts as failed: containers live a day."""
OUTAGE_POSTS, OUTAGE_WITHIN, OUTAGE_PAUSE = 3, timedelta(minutes=15), timedelta(minutes=15)
"""So many posts of an account failing for want of an answer is an outage: told once, and the account rests."""
FIRST_LOOK = timedelta(minutes=1)
_LOOK = "Look at the account, then say what you found: reprise settle."


class Outcome(Document):
    """What became of one try.

    skipped: somebody else had it, or it was not due; nothing was sent. unknown: it will be looked for on the account.
    waiting: the platform is still at work on its media. paused: its account rests until a cause is gone, and the post
    with it. `remote_ids`: what is surely on the platform, also after a failure in the middle of a thread. `retry_at`:
    when it goes on by itself.
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
    """Publish a scheduled post whose time has come. Never raises for the post's own failure; says what happened.

    Raises what the database says when the record cannot be kept: nothing is sent then, and what the record holds so
    far decides, as for a publisher that was lost.
    """
    try:
        post = store.posts.claim(post_id, clock.now())
        if post is None:
            return _not_claimed(store.posts.get(post_id))
    except NotFound as error:
        return Outcome(post=post_id, result="skipped", reason=str(error))
    try:
        return _Try(post, client, store, media, clock).run(run_id)
    except Conflict as error:
        reason = f"This publisher had been given up for lost, and the post was settled without it. {error}"
        return Outcome(post=post_id, result="skipped", reason=reason)


def carried(earlier: Sequence[Attempt], fingerprint: str, events: Sequence[PostEvent] = ()) -> dict[str, Any]:
    """The handles a new attempt starts from: the last one's, when it was about the same content.

    A person's word that the post is not there takes away the doubt that a client has noted.
    """
    if not earlier or earlier[-1].fingerprint != fingerprint:
        return {}
    left = {"sent", "sending"} | ({"doubted"} if _confirmed(earlier[-1], events) else set())
    return {name: value for name, value in earlier[-1].handles.items() if name not in left}


def _not_claimed(post: Post) -> Outcome:
    """Somebody else has it, it was taken back, or the claim found that it must not go."""
    if post.state == "held":
        return Outcome(post=post.id, result="held", reason=post.problem)
    reason = f"It is {post.state}" + (f" for {post.scheduled_at:%Y-%m-%d %H:%M} UTC." if post.scheduled_at else ".")
    return Outcome(post=post.id, result="skipped", remote_ids=post.remote_ids, url=post.url, reason=reason)


class _Record:
    """The attempt's record as the client sees it (`Progress`)."""

    def __init__(self, store: Store, attempt: Attempt) -> None:
        self._store = store
        self._attempt = attempt.id
        self._known = dict(attempt.handles)
        self.sent = False

    @property
    def known(self) -> Mapping[str, Any]:
        return MappingProxyType(self._known)

    @property
    def live(self) -> tuple[str, ...]:
        """The ids of what is surely public."""
        return tuple(self._known.get("posts", ()))

    def note(self, name: str, value: Any) -> None:
        self._store.attempts.note_handle(self._attempt, name, value)
        self._known[name] = value

    def sending(self, number: int = 0) -> None:
        self._store.attempts.note_handles(self._attempt, {"sent": True, "sending": number})
        self._known |= {"sent": True, "sending": number}
        self.sent = True

    def posted(self, *remote_ids: str) -> None:
        self.note("posts", list(remote_ids))


class _Try:
    """One attempt at one claimed post: it leaves the post published, failed, scheduled again, in doubt or held."""

    def __init__(self, post: Post, client: Publisher, store: Store, media: MediaStore, clock: Clock) -> None:
        self._post = post
        self._client = client
        self._store = store
        self._media = media
        self._clock = clock
        self._outgoing = Outgoing.of(post)
        self._earlier = store.attempts.of(post.id)
        self._record: _Record | None = None
        self._attempt: int | None = None
        self._live: tuple[str, ...] = ()

    def run(self, run_id: str | None) -> Outcome:
        self._live = live_ids(self._earlier)
        events = self._store.posts.events(self._post.id)
        doubt = _doubt(self._outgoing, self._earlier, events)
        if doubt:
            return self._hold(doubt)
        try:
            self._check()
            fingerprint = self._outgoing.fingerprint
            start = {**carried(self._earlier, fingerprint, events), "sent": False}
            attempt = self._store.attempts.start(self._post.id, fingerprint, run_id, handles=start)
            self._attempt, self._record = attempt.id, _Record(self._store, attempt)
            published = self._client.publish(self._outgoing, self._media, self._record)
        except PlatformError as error:
            return self._settle_failure(error)
        except DBAPIError:
            raise
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

    def _settle_failure(self, error: PlatformError) -> Outcome:
        if self._all_live():
            return self._succeed(Published(remote_ids=self._live, problems=(str(error),)))
        if error.kind == "unknown_outcome":
            return self._doubt_it(str(error))
        if error.waiting and not self._waited_too_long():
            return self._wait(error)
        if error.reach == "account":
            return self._pause(error)
        return self._fail(error)

    def _settle_surprise(self, error: Exception) -> Outcome:
        if self._all_live():
            return self._succeed(
                Published(remote_ids=self._live, problems=(scrub(f"{type(error).__name__}: {error}"),))
            )
        if self._record is not None and self._record.sent:
            return self._doubt_it(f"Publishing broke off ({type(error).__name__}: {scrub(str(error))}).")
        if isinstance(error, RepriseError):
            return self._fail(PlatformError("validation", str(error), remedy="Mend it and schedule the post again."))
        detail = f"Nothing was sent ({type(error).__name__}: {error})."
        return self._fail(PlatformError("validation", detail, remedy="Report this fault."))

    def _all_live(self) -> bool:
        """Whether everything is public already: then nothing that failed beside it makes the post failed."""
        if self._record is not None:
            self._live = self._record.live
        return len(self._live) >= len(self._outgoing.texts)

    def _succeed(self, published: Published) -> Outcome:
        self._store.posts.publish_succeeded(
            self._post.id, published.remote_ids, published.url, attempt=self._attempt, problems=published.problems
        )
        return Outcome(
            post=self._post.id,
            result="published",
            remote_ids=published.remote_ids,
            url=published.url,
            reason=" ".join(published.problems) or None,
        )

    def _fail(self, error: PlatformError) -> Outcome:
        """Surely not there. Tried again by itself when that can help, at growing distances, a few times."""
        retry_at = self._next_try(error)
        message = self._so_far(f"{error.what} {error.remedy or ''}".strip())
        self._store.posts.publish_failed(self._post.id, error.kind, message, retry_at, attempt=self._attempt)
        if error.kind in ("network", "server"):
            self._note_outage(error)
        return self._outcome("failed", message, error.kind, retry_at)

    def _next_try(self, error: PlatformError) -> datetime | None:
        own = [each for each in self._earlier if each.outcome == "failed" and _is_own_fault(each)]
        if not error.retryable or len(own) + 1 >= MAX_TRIES:
            return None
        return backoff(error, len(own), self._clock.now(), self._post.id)

    def _pause(self, error: PlatformError) -> Outcome:
        """Not this post's fault: the account rests, and the post keeps its place until the cause is gone."""
        until = None
        if error.retryable:
            until = backoff(error, 0, self._clock.now(), self._post.account)
        message = self._so_far(f"{error.what} {error.remedy or ''}".strip())
        self._store.posts.put_back(self._post.id, error.kind, message, attempt=self._attempt)
        self._store.pauses.begin(self._post, error.kind, message, until)
        return self._outcome("paused", message, error.kind, until)

    def _note_outage(self, error: PlatformError) -> None:
        since = self._clock.now() - OUTAGE_WITHIN
        if self._store.attempts.failing_posts(self._post, ("network", "server"), since) >= OUTAGE_POSTS:
            until = self._clock.now() + OUTAGE_PAUSE
            self._store.pauses.begin(self._post, error.kind, f"{error.what} {error.remedy or ''}".strip(), until)

    def _wait(self, error: PlatformError) -> Outcome:
        retry_at = error.retry_at or self._clock.now() + FIRST_LOOK
        self._store.posts.wait(self._post.id, error.what, retry_at, attempt=self._attempt)
        return self._outcome("waiting", error.what, error.kind, retry_at)

    def _waited_too_long(self) -> bool:
        waiting = [each for each in self._earlier if each.outcome == "waiting"]
        return bool(waiting) and self._clock.now() - waiting[0].started_at > WAIT_LIMIT

    def _doubt_it(self, reason: str) -> Outcome:
        """Nobody knows: the account is looked at, by the reconciler."""
        look_at = self._clock.now() + FIRST_LOOK
        reason = self._so_far(reason)
        if self._attempt is None:
            return self._hold(f"{reason} {_LOOK}")
        self._store.posts.in_doubt(self._post.id, reason, attempt=self._attempt, look_at=look_at)
        return self._outcome("unknown", reason, "unknown_outcome", look_at)

    def _hold(self, reason: str) -> Outcome:
        self._store.posts.hold(self._post.id, self._so_far(reason), attempt=self._attempt)
        return self._outcome("held", self._so_far(reason), "unknown_outcome")

    def _so_far(self, message: str) -> str:
        if self._record is not None:
            self._live = self._record.live
        if not self._live:
            return message
        return f"{len(self._live)} of {len(self._post.texts)} texts are on the platform. {message}"

    def _outcome(self, result: Result, reason: str, kind: FailureKind, retry_at: datetime | None = None) -> Outcome:
        return Outcome(
            post=self._post.id, result=result, remote_ids=self._live, reason=reason, kind=kind, retry_at=retry_at
        )


def live_ids(earlier: Sequence[Attempt]) -> tuple[str, ...]:
    """The platform's ids of the texts that earlier attempts brought there."""
    return tuple(earlier[-1].handles.get("posts", ())) if earlier else ()


def _is_own_fault(attempt: Attempt) -> bool:
    failure = FAILURES.get(attempt.error_kind)  # type: ignore[call-overload]
    return failure is None or failure.reach == "post"


def _doubt(post: Outgoing, earlier: Sequence[Attempt], events: Sequence[PostEvent]) -> str | None:
    """Why a post that was begun before cannot be gone on with; None when what is there is certain."""
    if not earlier:
        return None
    last, live = earlier[-1], live_ids(earlier)
    if live and last.fingerprint != post.fingerprint:
        return (
            "The wording or media were changed after the thread was begun. Delete its first texts on the platform "
            "and post it anew, or finish it by hand."
        )
    if last.outcome in ("failed", "waiting", "abandoned", "absent") or last.never_sent:
        return None
    if live and last.handles.get("sending", -1) < len(live):
        return None
    if _confirmed(last, events):
        return None
    return f"Nobody knows whether {f'text {len(live) + 1}' if live else 'it'} is there. {_LOOK}"


def _confirmed(last: Attempt, events: Sequence[PostEvent]) -> bool:
    """Whether a person scheduled the held post again since, which says that the text in question is not there."""
    return any(
        event.before == "held" and event.after == "scheduled" and is_person(event.actor) and event.at >= last.noted_at
        for event in events
    )
