"""Failures on request: the next calls of a route are refused, broken off, slowed or left without an answer."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reprise.clock import Clock
from sandbox.kit import Database, Refusal

TRANSPORT = ("drop", "drop_after", "timeout", "timeout_after", "garbage_after", "slow")
"""What can happen to any call. "…_after": it is carried out first, only its answer is lost. "slow": it waits, then
goes on. A refusal's name may have "_after" too: the call is carried out, and then refused."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT, platform TEXT NOT NULL, route TEXT NOT NULL, kind TEXT NOT NULL,
    skip INTEGER NOT NULL, times INTEGER NOT NULL, seconds REAL NOT NULL);
"""


@dataclass(frozen=True)
class Fault:
    """One ordered failure."""

    kind: str
    seconds: float


class FaultBook:
    """The failures that were ordered, counted down as they are carried out."""

    def __init__(self, folder: Path) -> None:
        self._db = Database(folder / "faults.db", _SCHEMA)

    def order(self, platform: str, given: Mapping[str, Any]) -> None:
        """{route: "POST /2/tweets" (a pattern), kind, times = 1, skip = 0, seconds = 0}."""
        re.compile(given["route"])
        row = (platform, given["route"], given["kind"], given.get("skip", 0), given.get("times", 1))
        with self._db.change() as db:
            db.execute(
                "INSERT INTO faults (platform, route, kind, skip, times, seconds) VALUES (?, ?, ?, ?, ?, ?)",
                (*row, given.get("seconds", 0)),
            )

    def forget(self, platform: str) -> None:
        with self._db.change() as db:
            db.execute("DELETE FROM faults WHERE platform = ?", (platform,))

    def waiting(self, platform: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self._db.rows("SELECT * FROM faults WHERE platform = ? ORDER BY id", platform)]

    def take(self, platform: str, call: str) -> Fault | None:
        """The failure ordered for this call, counted down."""
        with self._db.change() as db:
            for row in db.execute("SELECT * FROM faults WHERE platform = ? ORDER BY id", (platform,)).fetchall():
                if not re.fullmatch(row["route"], call):
                    continue
                if row["skip"] > 0:
                    db.execute("UPDATE faults SET skip = skip - 1 WHERE id = ?", (row["id"],))
                    return None
                if row["times"] <= 1:
                    db.execute("DELETE FROM faults WHERE id = ?", (row["id"],))
                else:
                    db.execute("UPDATE faults SET times = times - 1 WHERE id = ?", (row["id"],))
                return Fault(row["kind"], row["seconds"])
        return None

    def close(self) -> None:
        self._db.close()


class Faults:
    """ASGI middleware around one platform's application."""

    def __init__(
        self, app: ASGIApp, platform: str, book: FaultBook, refusals: Mapping[str, Refusal], clock: Clock
    ) -> None:
        self._app = app
        self._platform = platform
        self._book = book
        self._refusals = refusals
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", "")) if scope["type"] == "http" else ""
        fault = self._book.take(self._platform, f"{scope['method']} {path}") if path else None
        if fault is None:
            await self._app(scope, receive, send)
            return
        kind = fault.kind
        if kind == "slow":
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
            return
        if kind.endswith("_after"):
            await self._app(scope, receive, _nowhere)
            kind = kind.removesuffix("_after")
        if kind in self._refusals:
            await _refuse(send, self._refusals[kind], self._clock.now().timestamp(), fault.seconds)
            return
        if kind == "timeout":
            await asyncio.sleep(fault.seconds)
        if kind == "garbage":
            await _start(send, 201, {"content-type": "text/html"})
            await send({"type": "http.response.body", "body": b"<html>Something went wrong</html>"})
            return
        # An answer that promises more than it brings: the server cuts the connection.
        await _start(send, 200, {"content-length": "1000"})
        await send({"type": "http.response.body", "body": b"{"})


async def _refuse(send: Send, refusal: Refusal, now: float, seconds: float) -> None:
    wait = int(seconds or 900)
    iso = datetime.fromtimestamp(int(now) + wait, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    times = {"reset": str(int(now) + wait), "reset_iso": iso, "seconds": str(wait)}
    # Alone in a field it is a number, within a sentence a part of it.
    body = json.dumps(refusal.body).replace('"{seconds}"', str(wait)) if refusal.body is not None else ""
    body = body.replace("{seconds}", str(wait))
    data = body.encode()
    headers = {name: value.format(**times) for name, value in refusal.headers.items()}
    await _start(
        send, refusal.status, {"content-type": refusal.content_type, "content-length": str(len(data)), **headers}
    )
    await send({"type": "http.response.body", "body": data})


async def _start(send: Send, status: int, headers: dict[str, str]) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})


async def _nowhere(message: Message) -> None:
    del message
