"""What all clients share besides their account: the clock, known limits, patience, and where media can be fetched."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

import httpx

from reprise.clock import Clock, SystemClock
from reprise.media import Media
from reprise.store.limits import Limit
from reprise.windows.failures import PlatformError

TIMEOUT = httpx.Timeout(60, connect=10)
PATIENCE = timedelta(minutes=2)
"""How long a client waits by itself for a platform to process media; after that the post goes on later."""


class SharedLimits(Protocol):
    """Allowances known to every process (`reprise.store.limits.Limits`)."""

    def note(self, limits: Iterable[Limit]) -> None: ...

    def left(self, scope: str, route: str) -> Limit | None: ...


class OwnLimits:
    """Allowances that only this process knows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[tuple[str, str], Limit] = {}

    def note(self, limits: Iterable[Limit]) -> None:
        self._known |= {(limit.scope, limit.route): limit for limit in limits}

    def left(self, scope: str, route: str) -> Limit | None:
        limit = self._known.get((scope, route))
        return limit if limit is not None and limit.reset_at > self._clock.now() else None


@dataclass(frozen=True)
class Edge:
    """What a client stands on.

    Args:
        limits: shared between processes through the store.
        wait: pauses for so many seconds between two looks at media being processed.
        patience: how long a client waits so before it gives the post back, to go on later.
        media_url: the public address of the media store, for platforms that fetch files themselves.
        owner: whose client it is, for the planner: site, platform and account, joined by slashes.
        seal, unseal: encrypt what a handle must not show in the store, such as the address of an upload that needs no
            token, and read it again.
    """

    clock: Clock = field(default_factory=SystemClock)
    limits: SharedLimits | None = None
    wait: Callable[[float], None] = time.sleep
    patience: timedelta = PATIENCE
    timeout: httpx.Timeout | float = field(default_factory=lambda: TIMEOUT)
    media_url: str | None = None
    owner: str | None = None
    seal: Callable[[str], str] = str
    unseal: Callable[[str], str] = str

    def address_of(self, media: Media, where: str) -> str:
        """Where a platform can fetch a file of the media store. Raises `PlatformError` where nothing is set up."""
        if not self.media_url:
            raise PlatformError(
                "validation",
                f"{where} fetches media itself, and the media store has no public address.",
                remedy="Serve the media folder over https and set REPRISE_MEDIA_URL to its address.",
                reach="account",
            )
        return f"{self.media_url.rstrip('/')}/{media.key}"

    def poll(self, look: Callable[[], float | None], what: str) -> None:
        """Look until `look` returns None, pausing for as many seconds as it says (it raises when all is lost).

        Raises `PlatformError` (waiting) when it takes longer than `patience`: the post goes on later, from its handles.
        """
        waited = 0.0
        while (pause := look()) is not None:
            pause = max(0.2, min(pause, 30.0))
            if waited + pause > self.patience.total_seconds():
                raise PlatformError(
                    "media_processing",
                    f"{what} is still being processed.",
                    retry_at=self.clock.now() + timedelta(minutes=1),
                    waiting=True,
                )
            self.wait(pause)
            waited += pause


def moment(epoch: str | int | float | None) -> datetime | None:
    """A time from epoch seconds as headers give it; None for anything else."""
    try:
        seconds = float(epoch)  # type: ignore[arg-type]
        return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 1e11 else None
    except (TypeError, ValueError, OverflowError):
        return None
