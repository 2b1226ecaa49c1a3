"""Calls to providers: one row before a call leaves, its handle as soon as there is one, its answer with its price.

Whoever makes a call holds a lease on it, measured by the machines' clocks whatever the installation's says: when it
ends, the process is taken for dead and another goes on from the row.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from reprise.clock import Clock, SystemClock
from reprise.costs import unit_of
from reprise.errors import NotFound
from reprise.media import Media
from reprise.models.tasks import OPERATIONS, Task
from reprise.models.used import Used
from reprise.store.engine import serialize
from reprise.store.spending import Spending, spending
from reprise.store.tables import CallRow, UsageRow

CallState = Literal["started", "answered", "failed", "lost"]


@dataclass(frozen=True)
class Asked:
    """What a call is for. `key` names everything that decides the answer; `at_most` is what it can take."""

    key: str
    site: str
    task: Task
    provider: str
    type: str
    model: str
    at_most: Used
    at_most_usd: float
    at_most_credits: float = 0.0
    expected_usd: float = 0.0
    article: str | None = None
    asset: str | None = None
    run: str | None = None


@dataclass(frozen=True)
class Charge:
    """What a call came to. `certain` is false where `usd` is only the most it can have been."""

    usd: float
    used: Used
    units: float = 0.0
    credits: float = 0.0
    certain: bool = True


@dataclass(frozen=True)
class Allowance:
    """What a site may spend since a moment; None: as much as it wants."""

    usd: float | None
    credits: float | None
    since: datetime


@dataclass(frozen=True)
class Call:
    """A call at one moment. `id` is a UUID; `used` what it took, or can take while nobody knows."""

    id: str
    key: str
    attempt: int
    state: CallState
    site: str
    article: str | None
    asset: str | None
    run: str | None
    task: Task
    provider: str
    type: str
    model: str
    handle: Mapping[str, Any]
    body: Any
    media: Media | None
    remote: str
    used: Used
    at_most_usd: float
    expected_usd: float
    charged_usd: float
    reason_kind: str | None
    reason: str | None
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Claimed:
    """What became of the wish to make a call: it is "yours" to make; "theirs", who are at it; "left" by a process that
    died, and yours to settle; "answered" already; or "over" what may be spent."""

    how: Literal["yours", "theirs", "left", "answered", "over"]
    call: Call | None = None
    spent: Spending | None = None


class Calls:
    """Calls by key. Every method is its own committed transaction."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        readers: sessionmaker[Session],
        clock: Clock,
        machine: Clock | None = None,
    ) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock
        self._machine = machine or SystemClock()

    def answer(self, key: str, beyond: int = 0) -> Call | None:
        """The newest answer to this key, of an attempt after number `beyond`."""
        with self._readers.begin() as session:
            row = session.scalars(_answers(key, beyond)).first()
            return None if row is None else _to_call(row)

    def claim(
        self, asked: Asked, owner: str, lease: float, *, beyond: int = 0, allowance: Allowance | None = None
    ) -> Claimed:
        """Begin a call unless it is answered, under way, or more than may be spent; committed when this returns.

        Args:
            owner: names the process, and the thread of it.
            lease: seconds for which it counts as alive without another word.
            beyond: attempts up to this number do not count as answers.
        """
        try:
            return self._claim(asked, owner, lease, beyond, allowance)
        except IntegrityError:  # another process was first
            return self._claim(asked, owner, lease, beyond, allowance)

    def beat(self, call_id: str, owner: str, lease: float) -> bool:
        """Say that the owner is alive. False when the call is not its own any more."""
        mine = (CallRow.id == call_id, CallRow.owner == owner, CallRow.state == "started")
        with self._sessions.begin() as session:
            changed = session.execute(update(CallRow).where(*mine).values(lease_until=self._until(lease)))
            return cast("CursorResult[Any]", changed).rowcount == 1

    def note(self, call_id: str, handle: Mapping[str, Any]) -> None:
        """Keep what finds the call again at the provider; what was noted before stays beside it."""
        with self._sessions.begin() as session:
            row = _row(session, call_id)
            row.handle = {**row.handle, **handle}
            row.noted_at = self._clock.now()

    def answered(
        self, call_id: str, charge: Charge, *, body: Any = None, media: Media | None = None, remote: str = ""
    ) -> Call:
        """Keep the answer and enter it in the ledger, in one commit. Whoever brings it: the money is spent. An answer
        that is there already stays, and is not entered twice."""
        with self._sessions.begin() as session:
            row = _row(session, call_id)
            if row.state != "answered":
                row.body, row.remote = body, remote[:255]
                row.media = media.model_dump(mode="json", exclude_none=True) if media else None
                self._end(session, row, "answered", charge)
            return _to_call(row)

    def failed(self, call_id: str, owner: str, kind: str, reason: str, charge: Charge | None = None) -> None:
        """Nothing came of it; `charge` where it was paid for all the same."""
        self._give_up(call_id, owner, "failed", kind, reason, charge)

    def lost(self, call_id: str, owner: str, kind: str, reason: str) -> None:
        """Nobody saw its end: the most that it can have cost is entered in the ledger as not certain."""
        self._give_up(call_id, owner, "lost", kind, reason, None)

    def release(self, call_id: str, owner: str, kind: str, reason: str) -> None:
        """Leave it open for whoever asks the same next, to go on from its handle."""
        with self._sessions.begin() as session:
            row = _row(session, call_id)
            if row.state == "started" and row.owner == owner:
                row.lease_until, row.reason_kind, row.reason = self._machine.now(), kind, reason

    def write_off(self, after: timedelta = timedelta(days=1)) -> int:
        """Calls whose owners have been dead for so long, and that nobody asked for again: they are lost. How many."""
        until = self._machine.now() - after
        with self._sessions.begin() as session:
            left = select(CallRow).where(CallRow.state == "started", CallRow.lease_until < until).with_for_update()
            rows = list(session.scalars(left))
            for row in rows:
                row.reason_kind = row.reason_kind or "timeout"
                row.reason = row.reason or "Its process died, and nobody asked for it again."
                self._end(session, row, "lost", _in_doubt(row))
            return len(rows)

    def get(self, call_id: str) -> Call:
        """Raises `NotFound`."""
        with self._readers.begin() as session:
            return _to_call(_row(session, call_id))

    def of(self, article: str, asset: str | None = None) -> tuple[Call, ...]:
        """The calls that were made for an article (and one asset of it), oldest first."""
        query = select(CallRow).where(CallRow.article == article).order_by(CallRow.started_at, CallRow.attempt)
        with self._readers.begin() as session:
            rows = session.scalars(query if asset is None else query.where(CallRow.asset == asset))
            return tuple(_to_call(row) for row in rows)

    def open(self, site: str | None = None) -> tuple[Call, ...]:
        """The calls whose end is not known yet, oldest first."""
        query = select(CallRow).where(CallRow.state == "started").order_by(CallRow.started_at)
        with self._readers.begin() as session:
            rows = session.scalars(query if site is None else query.where(CallRow.site == site))
            return tuple(_to_call(row) for row in rows)

    def _claim(self, asked: Asked, owner: str, lease: float, beyond: int, allowance: Allowance | None) -> Claimed:
        with self._sessions.begin() as session:
            serialize(session, "call", asked.key)
            if row := session.scalars(_answers(asked.key, beyond)).first():
                return Claimed("answered", _to_call(row))
            if row := session.scalars(_open(asked.key)).first():
                if row.lease_until > self._machine.now():
                    return Claimed("theirs", _to_call(row))
                row.owner, row.lease_until = owner, self._until(lease)
                return Claimed("left", _to_call(row))
            if allowance and (spent := _overspent(session, asked, allowance)):
                return Claimed("over", spent=spent)
            row = self._new(session, asked, owner, lease)
            session.add(row)
            session.flush()
            return Claimed("yours", _to_call(row))

    def _new(self, session: Session, asked: Asked, owner: str, lease: float) -> CallRow:
        before = session.scalar(select(func.max(CallRow.attempt)).where(CallRow.key == asked.key)) or 0
        values = {name: value for name, value in vars(asked).items() if name != "at_most"}
        return CallRow(
            **values,
            id=str(uuid.uuid4()),
            attempt=before + 1,
            state="started",
            owner=owner,
            lease_until=self._until(lease),
            handle={},
            remote="",
            used=_plain(asked.at_most),
            charged_usd=0.0,
            started_at=self._clock.now(),
        )

    def _give_up(
        self, call_id: str, owner: str, state: CallState, kind: str, reason: str, charge: Charge | None
    ) -> None:
        """By its owner alone: whoever has taken it over sees to it."""
        with self._sessions.begin() as session:
            row = _row(session, call_id)
            if row.owner == owner and row.state in ("started", "lost"):
                row.reason_kind, row.reason = kind, reason
                self._end(session, row, state, _in_doubt(row) if state == "lost" else charge)

    def _end(self, session: Session, row: CallRow, state: CallState, charge: Charge | None) -> None:
        row.state, row.ended_at = state, self._clock.now()
        row.charged_usd = charge.usd if charge else 0.0
        row.used = _plain(charge.used) if charge else None
        entry = session.scalars(select(UsageRow).where(UsageRow.call == row.id)).first()
        if entry is None and charge is None:
            return
        if entry is None:
            entry = UsageRow(at=row.ended_at, call=row.id, operation=OPERATIONS[cast("Task", row.task)])
            session.add(entry)
        _enter(entry, row, charge or Charge(0.0, Used()))

    def _until(self, lease: float) -> datetime:
        return self._machine.now() + timedelta(seconds=lease)


def _enter(entry: UsageRow, row: CallRow, charge: Charge) -> None:
    for name in ("site", "article", "asset", "run", "task", "provider", "model"):
        setattr(entry, name, getattr(row, name))
    entry.unit, entry.units = unit_of(entry.operation), charge.units
    entry.usd, entry.credits = charge.usd, charge.credits
    entry.used, entry.certain = _plain(charge.used), charge.certain


def _overspent(session: Session, asked: Asked, allowance: Allowance) -> Spending | None:
    """What is spent, where this call could go beyond what may be."""
    serialize(session, "budget", asked.site)
    spent = spending(session, asked.site, allowance.since)
    dollars = _beyond(spent.usd, asked.at_most_usd, allowance.usd)
    credits_ = _beyond(spent.credits, asked.at_most_credits, allowance.credits)
    return spent if dollars or credits_ else None


def _beyond(spent: float, more: float, limit: float | None) -> bool:
    """Whether something that costs anything goes beyond a limit, sums of fractions being what they are."""
    return limit is not None and more > 0 and spent + more > limit + 1e-9


def _in_doubt(row: CallRow) -> Charge:
    return Charge(row.at_most_usd, Used(**(row.used or {})), certain=False)


def _answers(key: str, beyond: int) -> Any:
    wanted = (CallRow.key == key, CallRow.state == "answered", CallRow.attempt > beyond)
    return select(CallRow).where(*wanted).order_by(CallRow.attempt.desc()).limit(1)


def _open(key: str) -> Any:
    return select(CallRow).where(CallRow.key == key, CallRow.state == "started").with_for_update()


def _row(session: Session, call_id: str) -> CallRow:
    row = session.get(CallRow, call_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such call.", where=f"call {call_id}")
    return row


def _plain(used: Used) -> dict[str, Any]:
    """Without what is nought, so that people can read it."""
    return {name: value for name, value in asdict(used).items() if value}


def _to_call(row: CallRow) -> Call:
    return Call(
        id=row.id,
        key=row.key,
        attempt=row.attempt,
        state=cast("CallState", row.state),
        site=row.site,
        article=row.article,
        asset=row.asset,
        run=row.run,
        task=cast("Task", row.task),
        provider=row.provider,
        type=row.type,
        model=row.model,
        handle=dict(row.handle),
        body=row.body,
        media=Media.model_validate(row.media) if row.media else None,
        remote=row.remote,
        used=Used(**(row.used or {})),
        at_most_usd=row.at_most_usd,
        expected_usd=row.expected_usd,
        charged_usd=row.charged_usd,
        reason_kind=row.reason_kind,
        reason=row.reason,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
