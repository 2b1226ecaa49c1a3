"""The usage ledger: a row for every piece of work that was really done. Paid calls are entered by `Calls`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, sessionmaker

from reprise.clock import Clock
from reprise.costs import CREDITS
from reprise.models.estimates import Measured
from reprise.models.tasks import Task
from reprise.store.spending import Spending, spending
from reprise.store.tables import CallRow, UsageRow

BUILT_IN = "built-in"


@dataclass(frozen=True)
class Sum:
    """What one provider's model took for one task (or operation, of the built-in parts) in a span of time. `calls` are
    rows of the ledger; `doubtful_usd` is the most that calls can have cost whose end was not seen, beside `usd`."""

    task: str
    provider: str
    model: str
    unit: str
    units: float
    calls: int
    doubtful: int
    usd: float
    doubtful_usd: float
    credits: float


class Usage:
    """The ledger. What was noted is only ever changed where a call that was in doubt is settled."""

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock

    def record(
        self,
        operation: str,
        units: float,
        *,
        site: str,
        article: str | None = None,
        provider: str = BUILT_IN,
        usd: float = 0.0,
        run: str | None = None,
        asset: str | None = None,
    ) -> None:
        """Note `units` of an operation of `reprise.costs.CREDITS`; nothing is noted for no work."""
        if units <= 0:
            return
        price = CREDITS[operation]
        with self._sessions.begin() as session:
            session.add(
                UsageRow(
                    at=self._clock.now(),
                    site=site,
                    article=article,
                    operation=operation,
                    provider=provider,
                    unit=price.unit,
                    units=units,
                    usd=usd,
                    credits=units * price.credits,
                    run=run,
                    asset=asset,
                )
            )

    def spent(self, site: str, since: datetime, until: datetime | None = None) -> Spending:
        """What a site has spent in a span of time."""
        with self._readers.begin() as session:
            return spending(session, site, since, until)

    def sums(
        self,
        site: str | None = None,
        article: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[Sum]:
        """The ledger by task, provider and model, the dearest first."""
        what = func.coalesce(UsageRow.task, UsageRow.operation)
        who = (what, UsageRow.provider, func.coalesce(UsageRow.model, ""), UsageRow.unit)
        query = select(
            *who,
            UsageRow.certain,
            func.count(),
            func.sum(UsageRow.units),
            func.sum(UsageRow.usd),
            func.sum(UsageRow.credits),
        ).group_by(*who, UsageRow.certain)
        for column, value in ((UsageRow.site, site), (UsageRow.article, article)):
            query = query if value is None else query.where(column == value)
        query = query if since is None else query.where(UsageRow.at >= since)
        query = query if until is None else query.where(UsageRow.at < until)
        found: dict[tuple[str, str, str, str], Sum] = {}
        with self._readers.begin() as session:
            for task, provider, model, unit, certain, calls, units, usd, credits_ in session.execute(query):
                key = (task, provider, model, unit)
                before = found.get(key, Sum(*key, 0.0, 0, 0, 0.0, 0.0, 0.0))
                found[key] = Sum(
                    *key,
                    units=before.units + units,
                    calls=before.calls + calls,
                    doubtful=before.doubtful + (0 if certain else calls),
                    usd=before.usd + (usd if certain else 0.0),
                    doubtful_usd=before.doubtful_usd + (0.0 if certain else usd),
                    credits=before.credits + credits_,
                )
        yield from sorted(found.values(), key=lambda each: (-each.usd - each.doubtful_usd, -each.credits, each.task))

    def experience(self, site: str | None = None) -> dict[tuple[Task, str, str], Measured]:
        """What questions to models came to, beside what was expected of them. What is in doubt is left out."""
        units = func.sum(case((UsageRow.units > 0, 1), else_=0))
        expected = func.sum(case((UsageRow.units > 0, CallRow.expected_usd), else_=0.0))
        who = (CallRow.task, CallRow.provider, CallRow.model)
        query: Any = (
            select(*who, units, func.sum(UsageRow.usd), expected)
            .join(UsageRow, UsageRow.call == CallRow.id)
            .where(UsageRow.certain)
            .group_by(*who)
        )
        query = query if site is None else query.where(CallRow.site == site)
        with self._readers.begin() as session:
            rows: list[Any] = list(session.execute(query))
        return {
            (cast("Task", task), provider, model): Measured(int(count), float(charged), float(hoped))
            for task, provider, model, count, charged, hoped in rows
        }

    def films(self, site: str, since: datetime | None = None, until: datetime | None = None) -> set[tuple[str, str]]:
        """The films (article, voiceover's asset) of a site that were first spoken in a span of time. A film is counted
        once, however often it is made anew; the built-in voices' count as well."""
        first = func.min(UsageRow.at)
        asset = func.coalesce(UsageRow.asset, "")
        query = (
            select(UsageRow.article, asset)
            .where(UsageRow.site == site, UsageRow.operation == "voice", UsageRow.article.is_not(None))
            .group_by(UsageRow.article, asset)
        )
        query = query if since is None else query.having(first >= since)
        query = query if until is None else query.having(first < until)
        with self._readers.begin() as session:
            return {(article, name) for article, name in session.execute(query) if article is not None}
