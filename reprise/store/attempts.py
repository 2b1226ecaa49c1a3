"""The record of every try to publish: written before the first byte leaves, completed as the platform answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from reprise.clock import Clock
from reprise.errors import Conflict, NotFound
from reprise.store.records import Attempt, Post
from reprise.store.tables import AttemptRow, PostRow


class Attempts:
    """Tries by post. Every call is its own committed transaction."""

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock

    def start(
        self, post_id: str, fingerprint: str, run: str | None = None, handles: dict[str, Any] | None = None
    ) -> Attempt:
        """Record that a claimed post is about to be sent; committed when this returns.

        Args:
            fingerprint: names what will be sent.
            run: who is doing it, so that a later look can tell whether it still lives.
            handles: first handles; `{"sent": False}` promises the handle `sending` before any request that posts.

        Raises:
            Conflict: the post is not being published, or another attempt of it is open.
        """
        now = self._clock.now()
        row = AttemptRow(
            post=post_id, started_at=now, noted_at=now, run=run, fingerprint=fingerprint, handles=dict(handles or {})
        )
        try:
            with self._sessions.begin() as session:
                post = session.get(PostRow, post_id, with_for_update=True)
                if post is None or post.state != "publishing":
                    state = "unknown" if post is None else post.state
                    raise Conflict(f"It is {state}, not being published.", where=f"post {post_id}", remedy="Claim it.")
                session.add(row)
                session.flush()
                return _to_attempt(row)
        except IntegrityError:
            raise Conflict(
                "Another attempt is open.", where=f"post {post_id}", remedy="End it before a new one starts."
            ) from None

    def note_handle(self, attempt_id: int, name: str, value: Any) -> None:
        """Commit a name the platform has given to the work (any JSON value); the newest value of a name counts."""
        self.note_handles(attempt_id, {name: value})

    def note_handles(self, attempt_id: int, handles: Mapping[str, Any]) -> None:
        """Commit several at once. Raises `Conflict` when the attempt has been ended by somebody else meanwhile: then
        this publisher was given up, and must not send anything more. Which posts are there by then ("posts") is kept
        even so: it is what a look at the account would find."""
        with self._sessions.begin() as session:
            row = _row(session, attempt_id)
            ended = row.ended_at is not None
            if not ended or (row.outcome == "unknown" and "posts" in handles):
                row.handles = {**row.handles, **handles}
                row.noted_at = self._clock.now()
        if ended:
            raise _ended(row)

    def look_again(self, looked: Attempt, at: datetime, note: str) -> None:
        """Note that a look at the account was no help (why), and when the next is due. Changes nothing when the attempt
        was settled, or another look was noted, since."""
        with self._sessions.begin() as session:
            row = _row(session, looked.id)
            if _is_in_doubt(row) and row.looks == looked.looks:
                row.looks += 1
                row.look_at, row.error = at, note

    def to_look_for(self, until: datetime) -> tuple[Attempt, ...]:
        """The attempts in doubt whose next look is due, the longest waiting first."""
        with self._readers.begin() as session:
            query = (
                select(AttemptRow)
                .join(PostRow, PostRow.id == AttemptRow.post)
                .where(AttemptRow.outcome == "unknown", AttemptRow.look_at <= until, PostRow.state == "publishing")
                .order_by(AttemptRow.look_at, AttemptRow.id)
            )
            return tuple(_to_attempt(row) for row in session.scalars(query))

    def failing_posts(self, like: Post, kinds: Sequence[str], since: datetime) -> int:
        """How many posts of the same account have failed in one of these ways since then."""
        with self._readers.begin() as session:
            query = (
                select(func.count(AttemptRow.post.distinct()))
                .join(PostRow, PostRow.id == AttemptRow.post)
                .where(PostRow.site == like.site, PostRow.platform == like.platform, PostRow.account == like.account)
                .where(AttemptRow.outcome == "failed", AttemptRow.error_kind.in_(kinds), AttemptRow.ended_at >= since)
            )
            return int(session.scalar(query) or 0)

    def under_way(self) -> bool:
        """Whether any post that was begun may still go on from its handles."""
        unfinished = PostRow.state.in_(("scheduled", "publishing", "held", "failed"))
        query = select(AttemptRow.id).join(PostRow, PostRow.id == AttemptRow.post).where(unfinished).limit(1)
        with self._readers.begin() as session:
            return session.scalar(query) is not None

    def finish(self, attempt_id: int, outcome: str, error_kind: str | None = None, error: str | None = None) -> Attempt:
        """End an attempt: published, failed, waiting, unknown, absent (looked for and not there) or abandoned (never
        sent). Raises `Conflict` when it has ended."""
        with self._sessions.begin() as session:
            return _to_attempt(
                end_attempt(session, attempt_id, self._clock.now(), outcome, error_kind=error_kind, error=error)
            )

    def get(self, attempt_id: int) -> Attempt:
        """One attempt. Raises `NotFound`."""
        with self._readers.begin() as session:
            row = session.get(AttemptRow, attempt_id)
            if row is None:
                raise _unknown(attempt_id)
            return _to_attempt(row)

    def of(self, post_id: str) -> tuple[Attempt, ...]:
        """All attempts of a post, oldest first."""
        with self._readers.begin() as session:
            query = select(AttemptRow).where(AttemptRow.post == post_id).order_by(AttemptRow.id)
            return tuple(_to_attempt(row) for row in session.scalars(query))

    def open(self) -> tuple[Attempt, ...]:
        """The attempts that have not ended, oldest first."""
        with self._readers.begin() as session:
            query = select(AttemptRow).where(AttemptRow.ended_at.is_(None)).order_by(AttemptRow.id)
            return tuple(_to_attempt(row) for row in session.scalars(query))


def end_attempt(
    session: Session,
    attempt_id: int,
    at: datetime,
    outcome: str,
    *,
    error_kind: str | None = None,
    error: str | None = None,
    late: bool = False,
    look_at: datetime | None = None,
    handles: Mapping[str, Any] | None = None,
) -> AttemptRow:
    """End an open attempt inside the caller's transaction; `late` news correct one that was given up.

    `look_at` is when the account is to be looked at; `handles` are added to the attempt's.
    """
    row = _row(session, attempt_id) if late else _open_row(session, attempt_id)
    row.ended_at, row.outcome, row.error_kind, row.error = at, outcome, error_kind, error
    row.look_at = look_at
    if handles:
        row.handles = {**row.handles, **handles}
    return row


def take_look(session: Session, seen: Attempt, until: datetime) -> Attempt | None:
    """Inside the caller's transaction: put off everybody else's look at an attempt in doubt; None when it is not as
    the caller has seen it."""
    row = _row(session, seen.id)
    if not _is_in_doubt(row) or (row.looks, row.look_at) != (seen.looks, seen.look_at):
        return None
    row.look_at = until
    session.flush()
    return _to_attempt(row)


def ensure_nothing_sent(session: Session, post_id: str, attempt_id: int | None) -> None:
    """Inside the transaction that holds the post: neither has this attempt begun to send, nor another been begun.

    Raises `Conflict`.
    """
    for row in session.scalars(_open_ones(post_id)):
        if row.id != attempt_id or not _to_attempt(row).never_sent:
            raise Conflict("Its publisher is at work.", where=f"attempt {row.id} of post {post_id}")


def abandon_others(session: Session, post_id: str, attempt_id: int, at: datetime) -> None:
    """Inside the transaction that holds the post: end its other open attempts, so that they send nothing more."""
    for row in session.scalars(_open_ones(post_id)):
        if row.id != attempt_id:
            row.ended_at, row.outcome, row.error = at, "abandoned", "An earlier attempt had brought the post there."


def _open_ones(post_id: str) -> Select[AttemptRow]:
    return select(AttemptRow).where(AttemptRow.post == post_id, AttemptRow.ended_at.is_(None)).with_for_update()


def _is_in_doubt(row: AttemptRow) -> bool:
    return row.outcome == "unknown" and row.look_at is not None


def _row(session: Session, attempt_id: int) -> AttemptRow:
    row = session.get(AttemptRow, attempt_id, with_for_update=True)
    if row is None:
        raise _unknown(attempt_id)
    return row


def _open_row(session: Session, attempt_id: int) -> AttemptRow:
    row = _row(session, attempt_id)
    if row.ended_at is not None:
        raise _ended(row)
    return row


def _ended(row: AttemptRow) -> Conflict:
    return Conflict(f"It has ended already ({row.outcome}).", where=f"attempt {row.id} of post {row.post}")


def _to_attempt(row: AttemptRow) -> Attempt:
    return Attempt.model_validate({name: getattr(row, name) for name in Attempt.model_fields})


def _unknown(attempt_id: int) -> NotFound:
    return NotFound("There is no such attempt.", where=f"attempt {attempt_id}")
