"""What is left of a library's allowance of requests, shared between processes, so that none runs into its end."""

from __future__ import annotations

from datetime import datetime, timedelta

from reprise.digest import digest
from reprise.models.failures import ModelError
from reprise.store.limits import Limit
from resources.pictures.base import Bench

_UNTOLD = timedelta(minutes=10)
"""How long a library is left alone that refuses without saying until when."""


class Allowance:
    """The allowance of one key for one kind of request."""

    def __init__(self, bench: Bench, route: str) -> None:
        endpoint = bench.endpoint
        self._bench = bench
        self._route = route
        self._scope = f"{endpoint.type}/{digest(endpoint.key)[:12]}"

    def require(self) -> None:
        """Raises `ModelError` ("rate_limit") while nothing is left."""
        left = self._bench.limits.left(self._scope, self._route) if self._bench.limits else None
        if left is not None and left.remaining <= 0:
            now = self._bench.clock.now()
            raise ModelError(
                f"Its allowance of requests is used up until {left.reset_at:%H:%M} UTC.",
                kind="rate_limit",
                where=self._bench.endpoint.name,
                retry_after=max(1.0, (left.reset_at - now).total_seconds()),
            )

    def note(self, remaining: str | None, reset_at: datetime | None) -> None:
        """Keep what an answer's headers say."""
        if self._bench.limits and remaining is not None and remaining.isdigit() and reset_at is not None:
            limit = Limit(scope=self._scope, route=self._route, remaining=int(remaining), reset_at=reset_at)
            self._bench.limits.note([limit])

    def spent(self, seconds: float | None = None) -> None:
        """It was refused: nothing is left for a while."""
        if self._bench.limits:
            pause = _UNTOLD if seconds is None else timedelta(seconds=seconds)
            until = self._bench.clock.now() + pause
            self._bench.limits.note([Limit(scope=self._scope, route=self._route, remaining=0, reset_at=until)])
