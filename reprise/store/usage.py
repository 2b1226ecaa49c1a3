"""The usage ledger: a row for every piece of work that was really done."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from reprise.clock import Clock
from reprise.costs import CREDITS
from reprise.store.tables import UsageRow

BUILT_IN = "built-in"


class Usage:
    """Appends to the ledger; nothing in it is ever changed."""

    def __init__(self, sessions: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
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
                )
            )
