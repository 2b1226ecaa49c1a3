"""What a process knows of a provider's health: a circuit breaker, how many may ask at once, whether a server answers.

It is shared by all lines to the same provider in the process, so that one piece of work learns from another.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from reprise.models.failures import NOBODYS_FAULT, FailureKind, ModelError

FAULTS = 4
"""Faults in a row after which a provider is left alone."""
REST, LONGEST_REST = 30.0, 600.0
"""Seconds it is left alone: the first time, and at most, doubled each time its probe fails."""
HEALTHY_FOR = 30.0
"""Seconds for which an answer about a server's health holds."""
_AT_ONCE: frozenset[FailureKind] = frozenset({"auth", "quota"})
"""What a second try would only repeat: one is enough."""
_NO_FAULT: frozenset[FailureKind] = NOBODYS_FAULT | {"rate_limit", "budget"}

Monotonic = Callable[[], float]


class LeftAlone(ModelError):
    """The provider rests: it was not asked, and is not waited for."""


class Breaker:
    """Lets nobody ask a provider that is broken; after a rest one caller tries, and its outcome decides for all."""

    def __init__(self, name: str, now: Monotonic = time.monotonic) -> None:
        self._name = name
        self._now = now
        self._lock = threading.Lock()
        self._faults = 0
        self._rest = REST
        self._until: float | None = None
        self._probing = False
        self._why: ModelError | None = None

    def check(self) -> None:
        """Raises `LeftAlone` with what broke it, while it rests."""
        with self._lock:
            self._check()

    def enter(self) -> None:
        """As `check`, and takes the place of the one who tries after a rest."""
        with self._lock:
            self._check()
            self._probing = self._until is not None

    def _check(self) -> None:
        if self._until is None or (self._now() >= self._until and not self._probing):
            return
        assert self._why is not None
        wait = max(0.0, self._until - self._now())
        raise LeftAlone(
            f"It is left alone for {wait:.0f} more seconds after: {self._why.what}",
            kind=self._why.kind,
            where=self._name,
            remedy=self._why.remedy,
            retry_after=wait,
        )

    def succeeded(self) -> None:
        with self._lock:
            self._faults, self._rest, self._until, self._probing, self._why = 0, REST, None, False, None

    def failed(self, error: ModelError) -> None:
        """Count a failure, if it is the provider's."""
        with self._lock:
            probed, self._probing = self._probing, False
            if error.kind in _NO_FAULT:
                if probed:  # it answered, if only to decline
                    self._faults, self._rest, self._until = 0, REST, None
                return
            self._faults += 1
            if probed:
                self._rest = min(self._rest * 2, LONGEST_REST)
            if probed or self._faults >= FAULTS or error.kind in _AT_ONCE:
                self._until, self._why = self._now() + self._rest, error

    def rest(self, seconds: float, error: ModelError) -> None:
        """Leave the provider alone as long as it asks for."""
        with self._lock:
            self._until, self._why, self._probing = self._now() + min(seconds, LONGEST_REST), error, False

    def left(self) -> None:
        """The caller that entered went away without an outcome."""
        with self._lock:
            self._probing = False


@dataclass
class Wellness:
    """Whether a server answered lately."""

    now: Monotonic = time.monotonic
    _asked: float | None = None
    _found: ModelError | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def check(self, look: Callable[[], None]) -> None:
        """Raises what `look` raised, now or in the last `HEALTHY_FOR` seconds."""
        with self._lock:
            if self._asked is None or self.now() - self._asked >= HEALTHY_FOR:
                self._found = None
                try:
                    look()
                except ModelError as error:
                    self._found = error
                self._asked = self.now()
            if self._found is not None:
                raise self._found

    def forget(self) -> None:
        """Look again the next time: a call has just failed."""
        with self._lock:
            self._asked = None


class Places:
    """So many callers at a time."""

    def __init__(self, many: int) -> None:
        self._free = threading.BoundedSemaphore(many)

    @contextmanager
    def one(self) -> Iterator[None]:
        with self._free:
            yield


@dataclass(frozen=True)
class Shared:
    """What all lines of a process to the same provider share."""

    breaker: Breaker
    places: Places
    wellness: Wellness


class Register:
    """The shared state of each provider, by site, name, address, key and how many may ask at once."""

    def __init__(self, now: Monotonic = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._known: dict[tuple[object, ...], Shared] = {}

    def of(self, site: str, name: str, url: str, key: str, at_once: int) -> Shared:
        # The key's hash: whoever corrects a wrong key is let in at once.
        whose = (site, name, url, hash(key), at_once)
        with self._lock:
            if whose not in self._known:
                self._known[whose] = Shared(Breaker(name, self._now), Places(at_once), Wellness(self._now))
            return self._known[whose]


REGISTER = Register()
"""The process's own."""
