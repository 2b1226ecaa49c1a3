"""Reading posts, and the one way to change them: locked, checked against the life cycle, with an event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from reprise.clock import Clock
from reprise.errors import Conflict, NotFound
from reprise.store.records import Post, PostEvent
from reprise.store.tables import PostEventRow, PostRow
from reprise.windows.lifecycle import OCCUPYING, State, ensure_actor, ensure_transition, is_person


class ArticleTime(NamedTuple):
    """When a post of an article goes out, or went out, on an account."""

    article: str
    platform: str
    account: str
    at: datetime


class PostStorage:
    """The posts' table and their history.

    Args:
        sessions: transactions that may write; each starts by locking (see `reprise.store.engine`).
        readers: transactions that only read.
        clock: what every recorded time comes from.
    """

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock

    def get(self, post_id: str) -> Post:
        """One post. Raises `NotFound`."""
        with self._readers.begin() as session:
            row = session.get(PostRow, post_id)
            if row is None:
                raise _unknown(post_id)
            return to_post(row)

    def find(
        self,
        *,
        site: str | None = None,
        article: str | None = None,
        platform: str | None = None,
        account: str | None = None,
        type_: str | None = None,
        states: tuple[State, ...] = (),
        scheduled_until: datetime | None = None,
        published_since: datetime | None = None,
        limit: int | None = None,
    ) -> tuple[Post, ...]:
        """The posts that meet every given condition, by time, priority and age."""
        query = select(PostRow).order_by(
            PostRow.scheduled_at.is_(None),
            PostRow.scheduled_at,
            PostRow.priority.desc(),
            PostRow.created_at,
            PostRow.id,
        )
        equal = {
            PostRow.site: site,
            PostRow.article: article,
            PostRow.platform: platform,
            PostRow.account: account,
            PostRow.type: type_,
        }
        query = query.where(*(column == value for column, value in equal.items() if value is not None))
        if states:
            query = query.where(PostRow.state.in_(states))
        if scheduled_until is not None:
            query = query.where(PostRow.scheduled_at <= scheduled_until)
        if published_since is not None:
            query = query.where(PostRow.published_at >= published_since)
        with self._readers.begin() as session:
            return to_posts(session.scalars(query.limit(limit)))

    def article_times(self, site: str, since: datetime) -> tuple[ArticleTime, ...]:
        """When a site's articles go out, and went out since then, on every account: what planning keeps apart."""
        at = func.coalesce(PostRow.published_at, PostRow.scheduled_at)
        query = (
            select(PostRow.article, PostRow.platform, PostRow.account, at.label("at"))
            .where(PostRow.site == site, PostRow.state.in_(OCCUPYING))
            .where(at >= since)
        )
        with self._readers.begin() as session:
            return tuple(ArticleTime(*row) for row in session.execute(query))

    def events(self, post_id: str) -> tuple[PostEvent, ...]:
        """Everything that has happened to a post, oldest first. Raises `NotFound`."""
        with self._readers.begin() as session:
            if session.get(PostRow, post_id) is None:
                raise _unknown(post_id)
            rows = session.scalars(
                select(PostEventRow).where(PostEventRow.post == post_id).order_by(PostEventRow.id)
            ).all()
            return tuple(
                PostEvent(
                    post=row.post,
                    at=row.at,
                    before=cast("State | None", row.before),
                    after=cast("State", row.after),
                    actor=row.actor,
                    cause=row.cause,
                )
                for row in rows
            )

    @contextmanager
    def _changing(self, post_id: str, version: int | None = None) -> Iterator[tuple[Session, PostRow]]:
        """A transaction that holds the post's row; nobody else changes it until the transaction ends.

        Raises `Conflict` when the caller has seen another `version` than the one that is there now.
        """
        with self._sessions.begin() as session:
            row = session.get(PostRow, post_id, with_for_update=True)
            if row is None:
                raise _unknown(post_id)
            if version is not None and row.version != version:
                raise Conflict(
                    f"It was changed meanwhile (version {row.version}, not {version}).",
                    where=f"post {post_id}",
                    remedy="Look at it again before you decide.",
                )
            yield session, row

    def _record(self, session: Session, row: PostRow, after: State, actor: str, cause: str) -> None:
        """Move a row to a state (or keep it there), stamped, with its event; a person's change marks the post."""
        name, before = ensure_actor(actor), cast("State", row.state)
        if before != after:
            ensure_transition(row.id, before, after)
        row.state = after
        row.updated_at = self._clock.now()
        if is_person(name):
            row.touched_by = name
        session.add(_event(row, before, name, cause))

    def _record_creation(self, session: Session, row: PostRow, actor: str, cause: str) -> None:
        session.add(row)
        session.flush()  # the event refers to it
        session.add(_event(row, None, ensure_actor(actor), cause))


def _event(row: PostRow, before: State | None, actor: str, cause: str) -> PostEventRow:
    return PostEventRow(post=row.id, at=row.updated_at, before=before, after=row.state, actor=actor, cause=cause)


def to_post(row: PostRow) -> Post:
    """The row as a value of its own."""
    return Post.model_validate({name: getattr(row, name) for name in Post.model_fields})


def to_posts(rows: Iterable[PostRow]) -> tuple[Post, ...]:
    return tuple(to_post(row) for row in rows)


def payload_hash(row: PostRow) -> str:
    """What an approval of the row as it stands now is for."""
    return to_post(row).payload_hash


def clear_schedule(row: PostRow) -> None:
    row.scheduled_at = row.scheduled_zone = row.scheduled_why = None


def _unknown(post_id: str) -> NotFound:
    return NotFound("There is no such post.", where=f"post {post_id}", remedy="List the posts to find its id.")
