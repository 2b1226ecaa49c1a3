"""What all stand-ins are built from: keys, bills, failures on request, and a server on this machine for a test's time.

A provider is a subclass of `StandIn` with its routes and its own way of saying what is wrong:

    with serve(OpenAIStandIn()) as stand_in:
        stand_in.plan("rate_limit", seconds=2)     # the next call gets 429 with Retry-After: 2
        stand_in.plan("drop_after", times=2)       # then two are carried out and paid, their answers lost
        ... stand_in.url, stand_in.bills, stand_in.asked
"""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.models.billing import Bills

KEY = "test-key-0123456789"
"""The key that every stand-in knows."""

TRANSPORT = ("drop", "timeout", "slow", "truncated", "html", "garbage")
"""What can happen to any call.

"drop" breaks the connection within the answer; "timeout" stays silent for `seconds` and then drops; "slow" waits and
goes on; "truncated" carries the call out and sends the first half of its answer, "html" answers with a page and 200,
"garbage" with bytes that call themselves JSON. With "_after" ("drop_after") the call is carried out and paid first.
"""
REFUSALS = (
    "rate_limit",
    "server_error",
    "bad_gateway",
    "unavailable",
    "overloaded",
    "insufficient_quota",
    "invalid_key",
    "model_not_found",
    "too_long",
)
"""What every provider can refuse with, in its own words (`StandIn.refuse`); before anything is paid."""


@dataclass
class Planned:
    """A failure that will happen: to the calls of a route ("POST /v1/.*"), after `skip` of them, `times` times.
    `seconds` is how long it takes, or when to come again."""

    kind: str
    times: int = 1
    skip: int = 0
    seconds: float = 0.0
    route: str = ".*"


@dataclass(frozen=True)
class Asked:
    """A request as it arrived. `body` is its JSON, or its bytes."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass
class StandIn:
    """The base of all. `keys` are the valid ones; without any no key is asked for."""

    keys: tuple[str, ...] = (KEY,)
    url: str = ""
    bills: Bills = field(default_factory=Bills)
    asked: list[Asked] = field(default_factory=list)
    name: ClassVar[str] = ""
    own: ClassVar[tuple[str, ...]] = ()
    """Failures of its own, which its routes `take`."""

    def __post_init__(self) -> None:
        self._planned: list[Planned] = []
        self._lock = threading.Lock()

    def routes(self) -> Sequence[BaseRoute]:
        """What it answers."""
        raise NotImplementedError

    def refuse(self, kind: str, seconds: float) -> Response:
        """One of `REFUSALS` as this provider says it."""
        raise NotImplementedError

    def plan(self, kind: str, *, times: int = 1, skip: int = 0, seconds: float = 0.0, route: str = ".*") -> None:
        """Have something go wrong. Raises `ValueError` for what this one cannot do."""
        known = (*TRANSPORT, *(f"{each}_after" for each in TRANSPORT), *REFUSALS, *self.own)
        if kind not in known:
            raise ValueError(f"{self.name} knows no {kind!r}; it knows {', '.join(known)}")
        re.compile(route)
        with self._lock:
            self._planned.append(Planned(kind, times, skip, seconds, route))

    @property
    def planned(self) -> int:
        """How many failures are still to come."""
        with self._lock:
            return sum(each.times for each in self._planned)

    def take(self, call: str, *kinds: str) -> Planned | None:
        """The first planned failure among `kinds` for this call ("POST /v1/responses"), counted down."""
        with self._lock:
            for each in self._planned:
                if each.kind not in kinds or not re.fullmatch(each.route, call):
                    continue
                if each.skip:
                    each.skip -= 1
                    return None
                each.times -= 1
                if not each.times:
                    self._planned.remove(each)
                return each
        return None

    def app(self) -> ASGIApp:
        return _Failing(Starlette(routes=list(self.routes())), self)

    def allowed(self, key: str) -> bool:
        return not self.keys or key in self.keys

    def remember(self, request: Request, body: Any) -> None:
        """Keep what was asked, for a test to look at."""
        self.asked.append(Asked(request.method, request.url.path, dict(request.headers), body))


class _Failing:
    """ASGI middleware: what was planned happens."""

    def __init__(self, app: ASGIApp, stand_in: StandIn) -> None:
        self._app = app
        self._stand_in = stand_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kinds = (*TRANSPORT, *(f"{each}_after" for each in TRANSPORT), *REFUSALS)
        fault = self._stand_in.take(f"{scope['method']} {scope['path']}", *kinds)
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind in REFUSALS:
            await _read(receive)
            await self._stand_in.refuse(fault.kind, fault.seconds)(scope, receive, send)
        else:
            await self._fail(fault, scope, receive, send)

    async def _fail(self, fault: Planned, scope: Scope, receive: Receive, send: Send) -> None:
        kind = fault.kind.removesuffix("_after")
        if kind == "slow":
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
            return
        answer = b""
        if fault.kind.endswith("_after") or kind == "truncated":
            answer = await self._carried_out(scope, receive)
        else:
            await _read(receive)
        if kind == "timeout":
            await asyncio.sleep(fault.seconds)
        if kind == "html":
            await Response("<html><body>Welcome</body></html>", media_type="text/html")(scope, receive, send)
        elif kind == "garbage":
            await Response(b'{"id": "abc", \x00', media_type="application/json")(scope, receive, send)
        elif kind == "truncated":
            await Response(answer[: len(answer) // 2], media_type="application/json")(scope, receive, send)
        else:
            await _broken(send)

    async def _carried_out(self, scope: Scope, receive: Receive) -> bytes:
        """The body that the call would have been answered with."""
        pieces = []

        async def keep(message: Message) -> None:
            pieces.append(message.get("body", b""))

        await self._app(scope, receive, keep)
        return b"".join(pieces)


async def _read(receive: Receive) -> None:
    while (await receive()).get("more_body"):
        pass


async def _broken(send: Send) -> None:
    """An answer that promises more than it brings: the server cuts the connection."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{"})


Some = TypeVar("Some", bound=StandIn)


@contextmanager
def serve(stand_in: Some, port: int = 0) -> Iterator[Some]:
    """The stand-in on 127.0.0.1 in a thread, until the block ends; its `url` is set."""
    with listening(stand_in.app(), port) as url:
        stand_in.url = url
        yield stand_in


@contextmanager
def serve_together(*stand_ins: StandIn, port: int = 0) -> Iterator[str]:
    """Several at one address, as a provider has its texts, voices and pictures; each answers its own paths."""
    with listening(_Together(stand_ins), port) as url:
        for stand_in in stand_ins:
            stand_in.url = url
        yield url


@contextmanager
def listening(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """An application on 127.0.0.1 in a thread, until the block ends: its address."""
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1, lifespan="off")
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", port))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    ends = time.monotonic() + 10
    while not server.started and time.monotonic() < ends:
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(5)
        listener.close()


class _Together:
    """ASGI: the first stand-in that has the path answers."""

    def __init__(self, stand_ins: Sequence[StandIn]) -> None:
        self._all = [(stand_in.app(), tuple(stand_in.routes())) for stand_in in stand_ins]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        for app, routes in self._all:
            if any(route.matches(scope)[0] is Match.FULL for route in routes):
                await app(scope, receive, send)
                return
        await self._all[0][0](scope, receive, send)
