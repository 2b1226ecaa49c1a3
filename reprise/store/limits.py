"""What platforms have said about their allowances, shared by every process, so that none runs into a known limit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from reprise.clock import Clock
from reprise.model import Document
from reprise.store.tables import LimitRow

POSTS = "posts"
"""The route of an account's allowance of posts, under the scope `site/platform/account`: what the planner plans by."""


class Limit(Document):
    """What is left of an allowance until `reset_at`. `scope` is whose it is (an app, or one account of it), `route`
    what it is for."""

    scope: str
    route: str
    remaining: int
    reset_at: datetime


class Limits:
    """The newest word on each allowance."""

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock

    def note(self, limits: Iterable[Limit]) -> None:
        """Keep what an answer said. Answers may overtake one another: within a period the smaller number counts."""
        for limit in limits:
            try:
                self._note(limit)
            except IntegrityError:  # another process was first with this one
                self._note(limit)

    def left(self, scope: str, route: str) -> Limit | None:
        """The allowance as far as it is known and still counts; None: nothing speaks against a request."""
        with self._readers.begin() as session:
            row = session.get(LimitRow, (scope, route))
            return None if row is None or row.reset_at <= self._clock.now() else _to_limit(row)

    def known(self) -> tuple[Limit, ...]:
        """All that still count, by scope and route."""
        with self._readers.begin() as session:
            query = select(LimitRow).where(LimitRow.reset_at > self._clock.now())
            return tuple(_to_limit(row) for row in session.scalars(query.order_by(LimitRow.scope, LimitRow.route)))

    def _note(self, limit: Limit) -> None:
        now = self._clock.now()
        with self._sessions.begin() as session:
            row = session.get(LimitRow, (limit.scope, limit.route), with_for_update=True)
            if row is None:
                session.add(LimitRow(**limit.model_dump(), noted_at=now))
                return
            same_period = row.reset_at == limit.reset_at
            row.remaining = min(row.remaining, limit.remaining) if same_period else limit.remaining
            row.reset_at, row.noted_at = limit.reset_at, now


def _to_limit(row: LimitRow) -> Limit:
    return Limit(scope=row.scope, route=row.route, remaining=row.remaining, reset_at=row.reset_at)
