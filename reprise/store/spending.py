"""What a site has spent, what it may have spent, and what is reserved for calls that are under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reprise.store.tables import CallRow, UsageRow


@dataclass(frozen=True)
class Spending:
    """US dollars and credits: certainly spent, in doubt (the end of a call was not seen), and reserved for running
    calls at the most that they can cost."""

    certain_usd: float = 0.0
    doubtful_usd: float = 0.0
    reserved_usd: float = 0.0
    certain_credits: float = 0.0
    reserved_credits: float = 0.0

    @property
    def usd(self) -> float:
        """The most that it can be in all."""
        return self.certain_usd + self.doubtful_usd + self.reserved_usd

    @property
    def credits(self) -> float:
        return self.certain_credits + self.reserved_credits


def spending(session: Session, site: str, since: datetime, until: datetime | None = None) -> Spending:
    """What a site has spent in a span of time; calls that are still running count whenever they began."""
    query = (
        select(UsageRow.certain, func.sum(UsageRow.usd), func.sum(UsageRow.credits))
        .where(UsageRow.site == site, UsageRow.at >= since)
        .group_by(UsageRow.certain)
    )
    if until is not None:
        query = query.where(UsageRow.at < until)
    sums = {bool(certain): (float(usd or 0), float(credits_ or 0)) for certain, usd, credits_ in session.execute(query)}
    running = select(func.sum(CallRow.at_most_usd), func.sum(CallRow.at_most_credits))
    reserved = session.execute(running.where(CallRow.site == site, CallRow.state == "started")).one()
    certain, doubtful = sums.get(True, (0.0, 0.0)), sums.get(False, (0.0, 0.0))
    return Spending(
        certain_usd=certain[0],
        doubtful_usd=doubtful[0],
        reserved_usd=float(reserved[0] or 0),
        certain_credits=certain[1] + doubtful[1],
        reserved_credits=float(reserved[1] or 0),
    )
