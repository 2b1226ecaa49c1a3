"""A process that buys from the till through the gate, and dies by SIGKILL at the boundary it is told."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import httpx
from sqlalchemy import event

from reprise.clock import SystemClock
from reprise.media import MediaStore
from reprise.model_settings import Provider
from reprise.models.buying import Answered, Order, Slip
from reprise.models.failures import RETRIED, FailureKind, ModelError
from reprise.models.trail import Purpose
from reprise.models.used import Used
from reprise.store.calls import Calls
from reprise.store.store import Store
from resources.models.endpoints import Endpoint
from resources.models.gate import Gate
from tests.builders import make_site

Sort = Literal["answer", "work", "named"]
SORTS: tuple[Sort, ...] = ("answer", "work", "named")
TIMEOUT = 0.6


@dataclass(frozen=True)
class Errand:
    """What a process is to buy: orders by number, in this order. It dies at boundary number `dies_at` (0: it lives), or
    at the first boundary called `dies_when`.
    `later` are seconds by which the machines' clock is ahead, so that the leases of those that died have ended."""

    home: Path
    url: str
    numbers: tuple[int, ...]
    dies_at: int
    later: float
    dies_when: str = ""


BOUNDARIES = (
    "before a commit",
    "after a commit",
    "before a request",
    "with an answer",
    "with a handle that is not noted",
)


class Ahead:
    """The machine's clock some seconds ahead."""

    def __init__(self, seconds: float) -> None:
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


class Fuse:
    """Counts the boundaries that a process passes, and kills it at one. Where that was is left in a file."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._passed = 0

    def at(self, boundary: str) -> None:
        self._passed += 1
        if self._passed == self._errand.dies_at or boundary == self._errand.dies_when:
            with (self._errand.home / "deaths").open("a", encoding="ascii") as file:
                file.write(f"{boundary}\n")
            os.kill(os.getpid(), signal.SIGKILL)


def sort_of(number: int) -> Sort:
    return SORTS[number % len(SORTS)]


def order(number: int) -> Order:
    most = Used(input_tokens=2 * (1000 + number), output_tokens=1000)
    return Order("adapt", "gpt-5.4-mini", {"number": number}, at_most=most, named=sort_of(number) == "named")


def store_at(home: Path, later: float = 0.0) -> Store:
    store = Store(f"sqlite:///{home}/store.db", SystemClock())
    store.calls = Calls(store.sessions, store.readers, store.clock, Ahead(later))
    return store


def buy(errand: Errand) -> None:
    """Run the errand; what cannot be had is left to others."""
    fuse = Fuse(errand)
    store = store_at(errand.home, errand.later)
    event.listen(store.sessions, "before_commit", lambda _session: fuse.at("before a commit"))
    event.listen(store.sessions, "after_commit", lambda _session: fuse.at("after a commit"))
    site, purpose = make_site(), Purpose(site="demo", article="demo-a", asset="x/posts")
    gate = Gate(store, MediaStore(errand.home / "media"), store.clock, site, purpose, patience=0.3)
    with httpx.Client(base_url=errand.url, timeout=TIMEOUT, trust_env=False, verify=False) as client:
        for number in errand.numbers:
            _bought(gate, Counter(client, fuse, number), number)


def _bought(gate: Gate, counter: Counter, number: int) -> None:
    endpoint = Endpoint("openai", "openai", "http://till", "key", "", Provider(), "KEY", "URL")
    sends: dict[Sort, Callable[[Slip], Answered]] = {
        "answer": counter.answer,
        "work": counter.work,
        "named": counter.named,
    }
    sort = sort_of(number)
    for _ in range(3):
        try:
            gate.call(endpoint, order(number), sends[sort], None if sort == "answer" else counter.look)
        except ModelError as error:
            if error.kind not in RETRIED:
                return
        else:
            return


class Counter:
    """The client's side of the till for one number."""

    def __init__(self, client: httpx.Client, fuse: Fuse, number: int) -> None:
        self._client = client
        self._fuse = fuse
        self._number = number

    def answer(self, slip: Slip) -> Answered:
        return _answered(self._ask("POST", "/answers"))

    def work(self, slip: Slip) -> Answered:
        name = self._ask("POST", "/works")["id"]
        self._fuse.at("with a handle that is not noted")
        slip.note({"at": f"/works/{name}"})
        return _answered(self._ask("GET", f"/works/{name}"))

    def named(self, slip: Slip) -> Answered:
        return _answered(self._ask("PUT", f"/named/{slip.id}"))

    def look(self, call: str, handle: Mapping[str, Any]) -> Answered | None:
        return _answered(self._ask("GET", str(handle.get("at", f"/named/{call}"))))

    def _ask(self, method: str, path: str) -> dict[str, Any]:
        self._fuse.at("before a request")
        try:
            response = self._client.request(method, path, json={"number": self._number} if method != "GET" else None)
        except httpx.ConnectError as error:
            raise ModelError("It was not reached.", kind="network") from error
        except httpx.HTTPError as error:
            raise ModelError("No answer came.", kind="timeout", charged=None) from error
        self._fuse.at("with an answer")
        if response.status_code == 404:
            raise ModelError("It knows nothing of it.", kind="unavailable", charged=False)
        if response.status_code >= 400:
            kind: FailureKind = "rate_limit" if response.status_code == 429 else "server"
            raise ModelError("It refused.", kind=kind, charged=None if method == "GET" else False)
        try:
            found = response.json()
        except ValueError as error:
            raise ModelError("No JSON came.", kind="malformed", charged=None) from error
        return dict(found)


def _answered(found: Mapping[str, Any]) -> Answered:
    used = Used(input_tokens=found["usage"]["input"], output_tokens=found["usage"]["output"])
    return Answered(body={"text": found["text"]}, used=used, remote=str(found["id"]))
