"""The way to one provider: so many calls at a time, again after what passes, left alone while it is broken."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from reprise.models.buying import Answered, Order, Resume, Send
from reprise.models.failures import RETRIED, ModelError
from resources.models.endpoints import Endpoint
from resources.models.health import REGISTER, LeftAlone, Register, Shared

FIRST_WAIT, LONGEST_WAIT = 1.0, 20.0
"""Seconds before the first retry and before any later one, at most: what is waited is drawn between 0 and this."""
PATIENCE = 60.0
"""Seconds that the retries of one call wait in all; a provider that asks for more is left to rest."""

DOUBTFUL = 1
"""Times that a call is made again although it may have been paid, and its outcome cannot be fetched."""


class Gate(Protocol):
    """What keeps the books (`resources.models.gate`)."""

    def find(self, endpoint: Endpoint, order: Order) -> Answered | None: ...

    def call(self, endpoint: Endpoint, order: Order, send: Send, resume: Resume | None = None) -> Answered: ...


@dataclass(frozen=True)
class Waiting:
    """How time passes between retries; a test gives its own."""

    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def pause(self, attempt: int, error: ModelError) -> float:
        """Seconds to wait after the attempt of this number (from 0): what the provider asks for with a little on top,
        else full jitter under a limit that doubles."""
        drawn = self.chance() * min(LONGEST_WAIT, FIRST_WAIT * 2.0**attempt)
        return drawn if error.retry_after is None else error.retry_after + drawn / 4


class ProviderLine:
    """A `Line` to one provider of one site.

    Args:
        look: asks a server of the operator's own whether it is well; raises `ModelError`. Its answer holds for a while.
    """

    def __init__(
        self,
        site: str,
        endpoint: Endpoint,
        gate: Gate,
        *,
        look: Callable[[], None] | None = None,
        waiting: Waiting = Waiting(),
        register: Register = REGISTER,
    ) -> None:
        self._endpoint = endpoint
        self._gate = gate
        self._look = look
        self._waiting = waiting
        settings = endpoint.settings
        self._shared: Shared = register.of(site, endpoint.name, endpoint.url, endpoint.key, settings.at_once)

    @property
    def name(self) -> str:
        return self._endpoint.name

    def open(self) -> None:
        self._endpoint.require()
        self._shared.breaker.check()
        if self._look is not None:
            self._shared.wellness.check(self._look)

    def call(self, order: Order, send: Send, resume: Resume | None = None) -> Answered:
        if found := self._gate.find(self._endpoint, order):
            return found  # it needs no key, no server, and nobody's leave
        waited, doubtful = 0.0, 0
        for attempt in range(self._endpoint.settings.retries + 1):
            self.open()  # the next in the chain is quicker than a provider that rests, or a server that is down
            try:
                return self._once(order, send, resume)
            except LeftAlone:
                raise
            except ModelError as error:
                pause = self._waiting.pause(attempt, error)
                doubtful += error.charged is None and resume is None and self._endpoint.facts.paid
                last = attempt == self._endpoint.settings.retries or doubtful > DOUBTFUL
                if error.kind not in RETRIED or last:
                    raise
                if waited + pause > PATIENCE:
                    self._shared.breaker.rest(error.retry_after or pause, error)
                    raise
            self._waiting.sleep(pause)
            waited += pause
        raise AssertionError("the last attempt returns or raises")

    def _once(self, order: Order, send: Send, resume: Resume | None) -> Answered:
        shared = self._shared
        with shared.places.one():
            shared.breaker.enter()
            try:
                answered = self._gate.call(self._endpoint, order, send, resume)
            except ModelError as error:
                shared.breaker.failed(error)
                shared.wellness.forget()
                raise
            except BaseException:
                shared.breaker.left()
                raise
        if answered.found:  # another process had it meanwhile
            shared.breaker.left()
        else:
            shared.breaker.succeeded()
        return answered
