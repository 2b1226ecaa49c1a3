"""Accounts that rest: one cause is noted and told once, and while it lasts no post of the account is tried."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, sessionmaker

from reprise.clock import Clock
from reprise.model import Document
from reprise.notices import events
from reprise.store.engine import serialize
from reprise.store.notices import raise_in
from reprise.store.records import Post
from reprise.store.tables import PauseRow

_OPENS_AGAIN = ("rate_limit",)
"""Causes that pass by themselves and need nobody's attention."""


class Pause(Document):
    """Why an account rests. `until` None: until a person, or a new login, lets it go on."""

    id: int
    site: str
    platform: str
    account: str
    cause: str
    reason: str
    since: datetime
    until: datetime | None = None
    posts: int = 1


class Pauses:
    """The accounts that rest now, and why."""

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock

    def begin(self, post: Post, cause: str, reason: str, until: datetime | None) -> Pause:
        """Let a post's account rest. A pause for the same cause is counted and perhaps prolonged, not told again."""
        now = self._clock.now()
        with self._sessions.begin() as session:
            serialize(session, "pause", post.site, post.platform, post.account)
            row = session.scalars(
                select(PauseRow).where(
                    PauseRow.site == post.site,
                    PauseRow.platform == post.platform,
                    PauseRow.account == post.account,
                    PauseRow.cause == cause,
                    *_open(now),
                )
            ).first()
            if row is None:
                row = PauseRow(
                    site=post.site, platform=post.platform, account=post.account, cause=cause, reason=reason,
                    since=now, until=until, posts=1,
                )  # fmt: skip
                session.add(row)
                if cause not in _OPENS_AGAIN:
                    told = events.paused(post.platform, post.account, cause, reason, "", site=post.site, until=until)
                    raise_in(session, told, now)
            else:
                row.posts += 1
                row.until = None if until is None or row.until is None else max(row.until, until)
            session.flush()
            return _to_pause(row)

    def open(self) -> tuple[Pause, ...]:
        """Every pause that lasts, oldest first."""
        with self._readers.begin() as session:
            query = select(PauseRow).where(*_open(self._clock.now())).order_by(PauseRow.since, PauseRow.id)
            return tuple(_to_pause(row) for row in session.scalars(query))

    def of(self, site: str, platform: str, account: str) -> Pause | None:
        """Why this account rests; None when it does not."""
        mine = [each for each in self.open() if (each.site, each.platform, each.account) == (site, platform, account)]
        return mine[0] if mine else None

    def end(self, site: str, platform: str, account: str, by: str) -> int:
        """Let an account go on; how many pauses that ended."""
        now = self._clock.now()
        with self._sessions.begin() as session:
            mine = (PauseRow.site == site, PauseRow.platform == platform, PauseRow.account == account)
            rows = session.scalars(select(PauseRow).where(*mine, *_open(now)).with_for_update()).all()
            for row in rows:
                row.ended_at, row.ended_by = now, by
            return len(rows)


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return PauseRow.ended_at.is_(None), or_(PauseRow.until.is_(None), PauseRow.until > now)


def _to_pause(row: PauseRow) -> Pause:
    return Pause.model_validate({name: getattr(row, name) for name in Pause.model_fields})
