"""The outbox of notices: what is to be told, to which channel, and what became of it.

A notice is a row first, written with the change it is about; deliveries are made from it, claimed by one process at a
time, and sent at least once. What a process leaves behind that dies while sending is due again after a while.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from reprise.clock import Clock
from reprise.notices.notice import Item, Notice
from reprise.notices.routing import Route
from reprise.store.engine import serialize
from reprise.store.tables import DeliveryRow, NoticeRow
from reprise.windows.failures import scrub

LOST_AFTER = timedelta(minutes=10)
"""A delivery that is being sent for so long has lost its sender."""

AT_A_TIME = 50
"""Most deliveries that one claim takes."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice on its way to a channel. `attempts` counts this one too."""

    id: int
    item: Item
    digest: bool
    attempts: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """The deliveries of one channel that a process has taken, oldest first."""

    token: str
    site: str
    channel: str
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A delivery that was given up."""

    site: str
    channel: str
    title: str
    error: str
    at: datetime


def raise_in(session: Session, notice: Notice, now: datetime) -> bool:
    """Note a notice within the caller's transaction; False when its key was raised within its window already."""
    serialize(session, "notice", notice.key)
    newest = session.scalar(
        select(NoticeRow).where(NoticeRow.key == notice.key).order_by(NoticeRow.id.desc()).limit(1).with_for_update()
    )
    if newest is not None and newest.settled_at is None and _within(newest, notice.window_hours, now):
        newest.repeats += 1
        newest.last_at = now
        return False
    clean = _scrubbed(notice)
    session.add(
        NoticeRow(
            site=clean.site, kind=clean.kind, key=clean.key, severity=clean.severity,
            document=clean.model_dump(mode="json"), repeats=0, created_at=now, last_at=now,
            routed_at=None, settled_at=None,
        )
    )  # fmt: skip
    session.flush()
    return True


class Notices:
    """The repository of notices and their deliveries."""

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock

    def raise_notice(self, notice: Notice) -> bool:
        """Note something to be told; False when the same (by key) was noted within its window already."""
        with self._sessions.begin() as session:
            return raise_in(session, notice, self._clock.now())

    def settle(self, key: str) -> bool:
        """The cause of a key, or of every key below it (`key:…`), is over: the next such notice is told at once."""
        below = NoticeRow.key.startswith(f"{key}:", autoescape=True)
        change = (
            update(NoticeRow)
            .where(or_(NoticeRow.key == key, below), NoticeRow.settled_at.is_(None))
            .values(settled_at=self._clock.now())
        )
        with self._sessions.begin() as session:
            return _count(session, change) > 0

    def list(self, site: str | None = None, limit: int = 100) -> tuple[Item, ...]:
        """The newest notices first."""
        query = select(NoticeRow).order_by(NoticeRow.id.desc()).limit(limit)
        if site is not None:
            query = query.where(or_(NoticeRow.site == site, NoticeRow.site.is_(None)))
        with self._readers.begin() as session:
            return tuple(_item(row) for row in session.scalars(query))

    def has_work(self) -> bool:
        """Whether anything waits to be routed or sent now. Cheap, and takes no lock."""
        unrouted = select(exists(select(NoticeRow.id).where(NoticeRow.routed_at.is_(None))))
        due = select(exists(select(DeliveryRow.id).where(_due(self._clock.now()))))
        with self._readers.begin() as session:
            return bool(session.scalar(unrouted) or session.scalar(due))

    def route(self, plan: Callable[[Item], Sequence[Route]]) -> int:
        """Make the deliveries of every notice that has none yet; how many were made. Each notice is routed once."""
        made = 0
        with self._readers.begin() as session:
            waiting = session.scalars(select(NoticeRow.id).where(NoticeRow.routed_at.is_(None)).order_by(NoticeRow.id))
            ids = list(waiting)
        for number in ids:
            made += self._route_one(number, plan)
        return made

    def claim(self, passed_over: Iterable[tuple[str, str]] = ()) -> Claim | None:
        """Take the due deliveries of the channel that waits longest; None when nothing is due.

        No other process gets them before `LOST_AFTER`. `passed_over` are (site, channel) pairs to leave alone.
        """
        now = self._clock.now()
        with self._sessions.begin() as session:
            first = session.scalar(
                select(DeliveryRow)
                .where(_due(now), *(_is_not(*pair) for pair in passed_over))
                .order_by(DeliveryRow.due_at, DeliveryRow.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if first is None:
                return None
            mine = (
                select(DeliveryRow)
                .where(_due(now), DeliveryRow.site == first.site, DeliveryRow.channel == first.channel)
                .order_by(DeliveryRow.id)
                .limit(AT_A_TIME)
                .with_for_update(skip_locked=True)
            )
            token = uuid.uuid4().hex
            rows = list(session.scalars(mine))
            for row in rows:
                row.state, row.claim, row.claimed_at, row.attempts = "sending", token, now, row.attempts + 1
            session.flush()
            notices = {each.id: each for each in session.scalars(_notices_of(rows))}
            taken = tuple(
                Delivery(row.id, _item(notices[row.notice]), row.digest, row.attempts, notices[row.notice].created_at)
                for row in rows
            )
            return Claim(token, first.site, first.channel, taken)

    def sent(self, claim: Claim, deliveries: Iterable[int], note: str | None = None) -> None:
        """These have arrived; `note` is what was not quite right about it."""
        values = {"state": "sent", "sent_at": self._clock.now(), "claim": None, "last_error": _short(note)}
        self._end(claim, deliveries, values)

    def failed(self, claim: Claim, deliveries: Iterable[int], error: str, retry_at: datetime | None) -> None:
        """These have not arrived: they are due again at `retry_at`, or given up."""
        values: dict[str, Any] = {"state": "failed", "claim": None, "last_error": _short(error)}
        if retry_at is not None:
            values |= {"state": "pending", "due_at": retry_at}
        self._end(claim, deliveries, values)

    def put_back(self, claim: Claim, deliveries: Iterable[int], until: datetime) -> None:
        """These were claimed but not tried; the claim does not count."""
        values = {"state": "pending", "claim": None, "due_at": until, "attempts": DeliveryRow.attempts - 1}
        self._end(claim, deliveries, values)

    def given_up(self, since: datetime) -> tuple[Undelivered, ...]:
        """The deliveries given up since then, newest first."""
        query = (
            select(DeliveryRow, NoticeRow)
            .join(NoticeRow, NoticeRow.id == DeliveryRow.notice)
            .where(DeliveryRow.state == "failed", NoticeRow.created_at >= since)
            .order_by(DeliveryRow.id.desc())
        )
        with self._readers.begin() as session:
            return tuple(
                Undelivered(row.site, row.channel, notice.document["title"], row.last_error or "", notice.created_at)
                for row, notice in session.execute(query)
            )

    def counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        query = select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
        with self._readers.begin() as session:
            return {state: number for state, number in session.execute(query)}  # noqa: C416 - a row is no pair to dict()

    def prune(self, before: datetime) -> int:
        """Forget notices from before then whose deliveries have all ended; how many."""
        open_ = exists().where(DeliveryRow.notice == NoticeRow.id, DeliveryRow.state.in_(("pending", "sending")))
        old = select(NoticeRow.id).where(NoticeRow.last_at < before, NoticeRow.routed_at.is_not(None), ~open_)
        with self._sessions.begin() as session:
            numbers = list(session.scalars(old))
            if numbers:
                session.execute(delete(DeliveryRow).where(DeliveryRow.notice.in_(numbers)))
                session.execute(delete(NoticeRow).where(NoticeRow.id.in_(numbers)))
            return len(numbers)

    def _route_one(self, number: int, plan: Callable[[Item], Sequence[Route]]) -> int:
        with self._sessions.begin() as session:
            row = session.get(NoticeRow, number, with_for_update=True)
            if row is None or row.routed_at is not None:
                return 0  # another process was faster
            found = plan(_item(row))
            for each in found:
                session.add(
                    DeliveryRow(
                        notice=row.id, site=each.site, channel=each.channel, digest=each.digest, state="pending",
                        due_at=each.due_at, attempts=0, claim=None, claimed_at=None, sent_at=None, last_error=None,
                    )
                )  # fmt: skip
            row.routed_at = self._clock.now()
            return len(found)

    def _end(self, claim: Claim, deliveries: Iterable[int], values: dict[str, Any]) -> None:
        """Change what is still this claim's; what was taken over by another process is its business."""
        numbers = list(deliveries)
        with self._sessions.begin() as session:
            session.execute(
                update(DeliveryRow)
                .where(DeliveryRow.id.in_(numbers), DeliveryRow.claim == claim.token)
                .values(**values)
                .execution_options(synchronize_session=False)
            )


def _due(now: datetime) -> Any:
    lost = and_(DeliveryRow.state == "sending", DeliveryRow.claimed_at < now - LOST_AFTER)
    return or_(and_(DeliveryRow.state == "pending", DeliveryRow.due_at <= now), lost)


def _is_not(site: str, channel: str) -> Any:
    return or_(DeliveryRow.site != site, DeliveryRow.channel != channel)


def _notices_of(rows: Iterable[DeliveryRow]) -> Any:
    return select(NoticeRow).where(NoticeRow.id.in_({row.notice for row in rows}))


def _within(row: NoticeRow, hours: float | None, now: datetime) -> bool:
    return hours is None or now - row.created_at < timedelta(hours=hours)


def _item(row: NoticeRow) -> Item:
    return Item(notice=Notice.model_validate(row.document), at=row.created_at, repeats=row.repeats)


def _scrubbed(notice: Notice) -> Notice:
    """Without whatever looks like a credential; callers hand in no secrets, this is for the platforms' own words."""
    facts = {name: scrub(value) for name, value in notice.facts.items()}
    changes = {name: scrub(getattr(notice, name)) for name in ("title", "text", "remedy")}
    return notice.model_copy(update={**changes, "facts": facts, "url": scrub(notice.url) if notice.url else None})


def _short(text: str | None) -> str | None:
    return scrub(text)[:1000] if text else None


def _count(session: Session, statement: Any) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
