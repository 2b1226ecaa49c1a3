"""One platform of the sandbox for the tests of its client: its desk, a clock that stands still, and media."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from reprise.clock import FileClock
from reprise.media import MediaStore
from resources.platforms.edge import Edge
from sandbox.process import SandboxProcess
from tests.sandbox_material import NOON
from tests.sandbox_material import outgoing as plain


@dataclass
class Place:
    """The sandbox as one test sees it: what was posted before it is not told."""

    name: str
    sandbox: SandboxProcess
    clock: FileClock
    desk: httpx.Client
    media: MediaStore
    before: frozenset[str] = frozenset()
    waits: list[float] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.sandbox.url_of(self.name)

    def edge(self, **more: Any) -> Edge:
        return Edge(**{"clock": self.clock, "wait": self.waits.append, "timeout": 20, **more})

    def posts(self) -> list[dict[str, Any]]:
        """What is public, oldest first, as the operator sees it."""
        rows: list[dict[str, Any]] = self.desk.get("/posts").json()["posts"]
        return [row for row in rows[::-1] if row["id"] not in self.before]

    def texts(self) -> list[str]:
        return [row["text"] for row in self.posts()]

    def fault(self, route: str, kind: str, **more: float) -> None:
        self.desk.post("/faults", json={"route": route, "kind": kind, **more}).raise_for_status()

    def order(self, **what: str) -> None:
        self.desk.post("/orders", json=what).raise_for_status()

    def account(self, **facts: Any) -> None:
        self.desk.post("/accounts", json=facts).raise_for_status()

    def outgoing(self, *texts: str, **more: Any) -> Any:
        return plain(*texts, **{"platform": self.name, **more})


@contextmanager
def running(folder: Path, name: str) -> Iterator[SandboxProcess]:
    """The platform in a process of its own, its clock in the folder."""
    clock = FileClock(folder / "clock")
    clock.set(NOON)
    with SandboxProcess(folder / "data", platforms=(name,), clock_file=clock.path) as process:
        yield process


@contextmanager
def place(process: SandboxProcess, name: str, media: Path, at: datetime) -> Iterator[Place]:
    """A time of its own for a test: allowances are those of an hour or a day."""
    clock = FileClock(process.data.parent / "clock")
    clock.set(at)
    with httpx.Client(base_url=f"{process.url}/_sandbox/{name}", trust_env=False, timeout=20) as desk:
        desk.delete("/faults")
        made = Place(name, process, clock, desk, MediaStore(media))
        made.before = frozenset(row["id"] for row in made.posts())
        yield made


def days() -> Iterator[datetime]:
    """One noon after the other."""
    moment = NOON
    while True:
        moment += timedelta(days=1)
        yield moment
