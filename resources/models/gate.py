"""The gate that every call to a provider passes: what was asked before is found, what is asked is written down first,
and what it cost is entered in the ledger in the same moment as its answer.

A call is a row before its first byte leaves. Its owner keeps a lease on it; whoever finds the lease run out goes on
from what the row says: fetches the outcome by its handle, or counts it as in doubt and asks anew.
"""

from __future__ import annotations

import json
import os
import socket
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from reprise.clock import Clock
from reprise.costs import credits_of, units_of
from reprise.digest import digest
from reprise.errors import NotFound
from reprise.media import Media, MediaStore
from reprise.models import prices
from reprise.models.budgets import allowance, overspent
from reprise.models.buying import Answered, Order, Resume, Send
from reprise.models.failures import FailureKind, ModelError
from reprise.models.trail import Purpose
from reprise.models.used import Used
from reprise.sites import Site
from reprise.store.calls import Asked, Call, Charge
from reprise.store.store import Store
from resources.models.endpoints import Endpoint

LEASE = 60.0
"""Seconds after its last word for which a process counts as alive; it gives one three times as often."""

_LOOKS: frozenset[FailureKind] = frozenset({"network", "timeout", "rate_limit", "overloaded"})
"""What only a look at a call can have met that the provider has accepted: the call itself goes on."""

_SHUT_OUT: frozenset[FailureKind] = frozenset({"auth", "quota", "busy"})
"""What keeps one from looking at it."""


class Gate:
    """The calls of one piece of work of a site. May be used by several threads.

    Args:
        patience: seconds to wait for another process that asks the same; None: as long as its provider may take.
    """

    def __init__(
        self,
        store: Store,
        media: MediaStore,
        clock: Clock,
        site: Site,
        purpose: Purpose,
        *,
        lease: float = LEASE,
        patience: float | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._media = media
        self._clock = clock
        self._site = site
        self._purpose = purpose
        self._lease = lease
        self._patience = patience
        self._sleep = sleep

    def call(self, endpoint: Endpoint, order: Order, send: Send, resume: Resume | None = None) -> Answered:
        """The answer to an order: found, fetched, waited for, or bought.

        Raises `ModelError`: whatever `send` raised; of kind "budget" when the site may not spend so much; of kind
        "busy" when another process asks the same and has no answer in time.
        """
        key = content_key(self._site.id, endpoint, order)
        found, beyond = self._kept_answer(key)
        if found:
            return found
        purchase = _Purchase(self, endpoint, order, send, resume, self._asked(key, endpoint, order))
        return purchase.made(beyond)

    def find(self, endpoint: Endpoint, order: Order) -> Answered | None:
        """The kept answer to an order, for which nobody has to be asked."""
        return self._kept_answer(content_key(self._site.id, endpoint, order))[0]

    def _kept_answer(self, key: str) -> tuple[Answered | None, int]:
        """The answer to a key that is still whole; and the attempt up to which answers are not."""
        beyond = 0
        while (call := self._store.calls.answer(key, beyond)) is not None:
            if found := self._found(call):
                return found, beyond
            beyond = call.attempt  # its file was cleaned away
        return None, beyond

    def _asked(self, key: str, endpoint: Endpoint, order: Order) -> Asked:
        cost, own = order.at_most, endpoint.settings.prices
        usd = prices.usd(endpoint.type, order.model, cost, own, name=endpoint.name)
        units = units_of(order.task, cost, order.units)
        with_answer = order.expected if order.expected != Used() else cost
        return Asked(
            key=key,
            site=self._site.id,
            task=order.task,
            provider=endpoint.name,
            type=endpoint.type,
            model=order.model,
            at_most=cost,
            at_most_usd=usd,
            at_most_credits=credits_of(order.task, endpoint.type, order.model, cost, units, usd),
            expected_usd=prices.usd(endpoint.type, order.model, with_answer, own, name=endpoint.name),
            article=self._purpose.article,
            asset=self._purpose.asset,
            run=self._purpose.run,
        )

    def _found(self, call: Call) -> Answered | None:
        """A kept answer; None when its file is gone."""
        answered = Answered(body=call.body, used=call.used, remote=call.remote, call=call.id, found=True)
        if call.media is None:
            return answered
        suffix = Path(call.media.key).suffix
        media = self._media.find({"call": call.id}, suffix, kind="answers")
        if media is None:
            return None
        with suppress(NotFound, OSError):
            return replace(answered, data=self._media.path(media).read_bytes(), suffix=suffix, media=media)
        return None


def content_key(site: str, endpoint: Endpoint, order: Order) -> str:
    """Names everything that decides an answer: the same is paid once by a site."""
    return digest("call 1", site, endpoint.type, order.model, order.content)


@dataclass(frozen=True)
class _Slip:
    """What whoever sends is given (see `reprise.models.buying.Slip`)."""

    id: str
    keep: Callable[[Mapping[str, Any]], None]

    def note(self, handle: Mapping[str, Any]) -> None:
        self.keep(handle)


def _goes_on(error: ModelError, taken_up: bool) -> bool:
    """Whether a call that can be fetched may still have an answer."""
    if error.kind == "unavailable":
        return False
    return error.charged is None or error.kind in _LOOKS or (taken_up and error.kind in _SHUT_OUT)


class _Purchase:
    """One order on its way through the gate."""

    def __init__(
        self, gate: Gate, endpoint: Endpoint, order: Order, send: Send, resume: Resume | None, asked: Asked
    ) -> None:
        self._gate = gate
        self._calls = gate._store.calls
        self._endpoint = endpoint
        self._order = order
        self._send = send
        self._resume = resume
        self._asked = asked
        self._owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"

    def made(self, beyond: int) -> Answered:
        """The answer; attempts up to number `beyond` are of no use any more."""
        gate = self._gate
        give_up = time.monotonic() + self._patience
        pause = 0.05
        while True:
            limits = allowance(gate._site, gate._clock.now())
            claimed = self._calls.claim(self._asked, self._owner, gate._lease, beyond=beyond, allowance=limits)
            call = claimed.call
            if call is None:
                assert claimed.spent is not None
                usd, credits_ = self._asked.at_most_usd, self._asked.at_most_credits
                raise overspent(gate._site, gate._store, claimed.spent, usd, credits_).at(self._endpoint.name)
            if claimed.how == "yours":
                return self._bought(call)
            if claimed.how == "answered":
                if found := gate._found(call):
                    return found
                beyond = call.attempt
            elif claimed.how == "left":
                if fetched := self._taken_up(call):
                    return fetched
            elif time.monotonic() >= give_up:
                raise ModelError(
                    "Another process is asking the same, and has no answer yet.",
                    kind="busy",
                    where=self._endpoint.name,
                    remedy="Try again in a few minutes: its answer is used then.",
                )
            else:
                gate._sleep(pause)
                pause = min(1.0, pause * 1.5)

    @property
    def _patience(self) -> float:
        wanted = self._gate._patience
        return self._endpoint.settings.timeout + self._gate._lease if wanted is None else wanted

    def _bought(self, call: Call) -> Answered:
        handles = [False]

        def keep(handle: Mapping[str, Any]) -> None:
            self._calls.note(call.id, handle)
            handles.append(bool(handle))

        with self._alive(call):
            try:
                answered = self._send(_Slip(call.id, keep))
            except ModelError as error:
                self._failed(call, error, fetchable=self._fetchable(any(handles)))
                raise
            except BaseException as error:  # nobody has sorted it: it may have been done, and charged
                self._broken_off(call, error, fetchable=self._fetchable(any(handles)))
                raise
        return self._kept(call, answered)

    def _fetchable(self, noted: bool) -> bool:
        return self._resume is not None and (noted or self._order.named)

    def _taken_up(self, call: Call) -> Answered | None:
        """The outcome of a call that a dead process left; None when it has to be asked anew."""
        if self._resume is None or not self._fetchable(bool(call.handle)):
            reason = "The process that asked died before its answer was kept."
            self._calls.lost(call.id, self._owner, "timeout", reason)
            return None
        with self._alive(call):
            try:
                answered = self._resume(call.id, call.handle)
            except ModelError as error:
                if error.kind == "unavailable" and error.charged is False:
                    self._calls.failed(call.id, self._owner, error.kind, error.what)
                    return None
                self._failed(call, error, fetchable=True, taken_up=True)
                raise
            except BaseException as error:
                self._broken_off(call, error, fetchable=True)
                raise
        if answered is None:
            reason = "The provider knows nothing of it any more."
            self._calls.lost(call.id, self._owner, "unavailable", reason)
            return None
        return self._kept(call, answered)

    def _kept(self, call: Call, answered: Answered) -> Answered:
        """The answer kept and entered: first its file, then one commit of everything else."""
        charge = self._charge(answered.used)
        try:
            json.dumps(answered.body)
            media = self._file(call, answered)
        except (OSError, TypeError, ValueError) as error:
            self._calls.failed(call.id, self._owner, "malformed", f"It could not be kept: {error}", charge)
            raise
        body, remote = answered.body, answered.remote
        kept = self._calls.answered(call.id, charge, body=body, media=media, remote=remote)
        return replace(answered, media=media, call=call.id, found=False, usd=kept.charged_usd)

    def _file(self, call: Call, answered: Answered) -> Media | None:
        data = answered.data
        if data is None:
            return None

        def write(path: Path) -> None:
            path.write_bytes(data)

        return self._gate._media.make({"call": call.id}, answered.suffix, write, kind="answers")

    def _charge(self, used: Used) -> Charge:
        """What an answer came to; not certain where the provider does not say what it took."""
        order, endpoint = self._order, self._endpoint
        units = units_of(order.task, used, order.units)
        told = used != Used() or self._asked.at_most_usd == 0
        usd = self._usd(used) if told else self._asked.at_most_usd
        credits_ = credits_of(order.task, endpoint.type, order.model, used, units, usd)
        return Charge(usd, used if told else order.at_most, units, credits_, certain=told)

    def _usd(self, used: Used) -> float:
        endpoint = self._endpoint
        if used.usd is None and self._order.at_most.usd is not None and endpoint.settings.prices is None:
            with suppress(ModelError):
                return prices.usd(endpoint.type, self._order.model, used, name=endpoint.name)
            return self._order.at_most.usd
        return prices.usd(endpoint.type, self._order.model, used, endpoint.settings.prices, name=endpoint.name)

    def _failed(self, call: Call, error: ModelError, *, fetchable: bool, taken_up: bool = False) -> None:
        kind, reason = error.kind, error.what
        if fetchable and _goes_on(error, taken_up):
            self._calls.release(call.id, self._owner, kind, reason)
        elif error.charged is None:
            self._calls.lost(call.id, self._owner, kind, reason)
        else:
            charge = self._wasted(error) if error.charged else None
            self._calls.failed(call.id, self._owner, kind, reason, charge)

    def _wasted(self, error: ModelError) -> Charge:
        """The price of an answer that is of no use: no credits, which are for what was made."""
        if error.used is None:
            return Charge(self._asked.at_most_usd, self._order.at_most, certain=False)
        return Charge(self._usd(error.used), error.used)

    def _broken_off(self, call: Call, error: BaseException, *, fetchable: bool) -> None:
        reason = f"It was broken off ({type(error).__name__})."
        end = self._calls.release if fetchable else self._calls.lost
        with suppress(SQLAlchemyError):  # the lease ends by itself; what broke it off matters more
            end(call.id, self._owner, "timeout", reason)

    @contextmanager
    def _alive(self, call: Call) -> Iterator[None]:
        """Keeps the lease while a call is made."""
        over = Event()

        def beat() -> None:
            while not over.wait(self._gate._lease / 3):
                with suppress(SQLAlchemyError):
                    if not self._calls.beat(call.id, self._owner, self._gate._lease):
                        return

        thread = Thread(target=beat, name="call-lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
