"""Failures on request: the next calls of a route are refused, broken off or left without an answer."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reprise.clock import Clock
from sandbox.state import State

_ABOUT = "about:blank"
_BODIES: dict[str, tuple[int, dict[str, Any]]] = {
    "401": (401, {"title": "Unauthorized", "type": _ABOUT, "status": 401, "detail": "Unauthorized"}),
    "403": (403, {"title": "Forbidden", "type": _ABOUT, "status": 403, "detail": "Forbidden"}),
    "429": (429, {"title": "Too Many Requests", "type": _ABOUT, "status": 429, "detail": "Too Many Requests"}),
    "500": (500, {"title": "Internal Server Error", "type": _ABOUT, "status": 500, "detail": "Internal Server Error"}),
    "503": (503, {"title": "Service Unavailable", "type": _ABOUT, "status": 503, "detail": "Service Unavailable"}),
    "credits": (
        429,
        {
            "title": "CreditsDepleted",
            "type": "https://api.x.com/2/problems/credits",
            "status": 429,
            "detail": "Your enrolled account does not have any credits to fulfill this request.",
        },
    ),
    "spam": (
        403,
        {
            "title": "Forbidden",
            "type": _ABOUT,
            "status": 403,
            "detail": "This request looks automated. To protect users from spam, it was not carried out.",
        },
    ),
    "partial": (
        200,
        {
            "errors": [
                {
                    "title": "Invalid Request",
                    "type": "https://api.x.com/2/problems/invalid-request",
                    "detail": "One of the media ids is unusable.",
                }
            ]
        },
    ),
}
KINDS = (*_BODIES, "drop", "drop_after", "timeout", "timeout_after", "garbage_after")
"""What can be ordered. "…_after": the request is carried out first, only its answer is lost."""


class Faults:
    """ASGI middleware that carries out the failures that were ordered through `/_sandbox/faults`."""

    def __init__(self, app: ASGIApp, state: State, clock: Clock) -> None:
        self._app = app
        self._state = state
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_sandbox"):
            await self._app(scope, receive, send)
            return
        fault = self._take(f"{scope['method']} {scope['path']}")
        if fault is None:
            await self._app(scope, receive, send)
            return
        kind, seconds = fault
        if kind in _BODIES:
            await _answer(send, *_BODIES[kind], self._headers(kind, seconds))
            return
        if kind.endswith("_after"):
            await self._app(scope, receive, _nowhere)
        if kind.startswith("timeout"):
            await asyncio.sleep(seconds)
        if kind.startswith("garbage"):
            await _start(send, 201, {"content-type": "text/html"})
            await send({"type": "http.response.body", "body": b"<html>Something went wrong</html>"})
            return
        # An answer that promises more than it brings: the server cuts the connection.
        await _start(send, 200, {"content-length": "1000"})
        await send({"type": "http.response.body", "body": b"{"})

    def _take(self, call: str) -> tuple[str, float] | None:
        """The failure ordered for this call, counted down."""
        with self._state.change() as db:
            for row in db.execute("SELECT * FROM faults ORDER BY id").fetchall():
                if not re.fullmatch(row["route"], call):
                    continue
                if row["skip"] > 0:
                    db.execute("UPDATE faults SET skip = skip - 1 WHERE id = ?", (row["id"],))
                    return None
                if row["times"] <= 1:
                    db.execute("DELETE FROM faults WHERE id = ?", (row["id"],))
                else:
                    db.execute("UPDATE faults SET times = times - 1 WHERE id = ?", (row["id"],))
                return row["kind"], row["seconds"]
        return None

    def _headers(self, kind: str, seconds: float) -> dict[str, str]:
        if kind not in ("429", "credits"):
            return {}
        reset = int(self._clock.now().timestamp() + (seconds or 900))
        left = "0" if kind == "429" else "87"
        return {"x-rate-limit-limit": "100", "x-rate-limit-remaining": left, "x-rate-limit-reset": str(reset)}


async def _answer(send: Send, status: int, body: dict[str, Any], headers: dict[str, str]) -> None:
    type_ = "application/json" if status == 200 else "application/problem+json"
    data = json.dumps(body).encode()
    await _start(send, status, {"content-type": type_, "content-length": str(len(data)), **headers})
    await send({"type": "http.response.body", "body": data})


async def _start(send: Send, status: int, headers: dict[str, str]) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})


async def _nowhere(message: Message) -> None:
    del message
