"""Posting times learned from the marts, the newest set of each account."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session, sessionmaker

from reprise.clock import Clock
from reprise.store.engine import serialize
from reprise.store.tables import LearnedSlotRow
from reprise.windows.slots import LearnedSlot


class LearnedSlots:
    """Learned times by account."""

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock

    def replace_learned(self, site: str, platform: str, account: str, rows: Sequence[LearnedSlot]) -> None:
        """Put a new set in the place of the account's older one; readers see either, never a mixture."""
        now = self._clock.now()
        with self._sessions.begin() as session:
            serialize(session, "slots", site, platform, account)
            session.execute(delete(LearnedSlotRow).where(*_of(site, platform, account)))
            session.add_all(
                LearnedSlotRow(site=site, platform=platform, account=account, learned_at=now, **row.model_dump())
                for row in rows
            )

    def learned(self, site: str, platform: str, account: str) -> tuple[LearnedSlot, ...]:
        """The account's set, best first; empty when nothing was learned yet."""
        query = select(LearnedSlotRow).where(*_of(site, platform, account)).order_by(LearnedSlotRow.rank)
        with self._readers.begin() as session:
            return tuple(
                LearnedSlot.model_validate({name: getattr(row, name) for name in LearnedSlot.model_fields})
                for row in session.scalars(query)
            )


def _of(site: str, platform: str, account: str) -> tuple[ColumnElement[bool], ...]:
    return (LearnedSlotRow.site == site, LearnedSlotRow.platform == platform, LearnedSlotRow.account == account)
