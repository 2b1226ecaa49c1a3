"""The sandbox of X as a test sees it: what is on the account, and failures to order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from reprise.store.records import Post
from sandbox.process import SandboxProcess
from tests.installation import MONDAY
from tests.resilience.house import Done, House

PUBLISHER = "tests.resilience.publish_due"
DUE = MONDAY + timedelta(hours=2)


@dataclass(frozen=True)
class Account:
    """A house's account at a sandbox that lives in the house's time."""

    house: House
    article: str
    http: httpx.Client

    def due(self, *types: str) -> list[Post]:
        """Approve the article's posts of these types, let their time come, and give them back."""
        store = self.house.store.posts
        found = {post.type: post for post in store.find(article=self.article, platform="x")}
        for kind in types:
            store.approve(found[kind].id, "kim")
            store.schedule(found[kind].id, DUE, "Europe/Berlin", "a test", "kim")
        self.house.clock.set(DUE)
        return [store.get(found[kind].id) for kind in types]

    def publish(self) -> Done:
        """What is due, by a process of its own."""
        return self.house.reprise(module=PUBLISHER)

    def fault(self, route: str, kind: str, **more: float) -> None:
        self.http.post("/_sandbox/x/faults", json={"route": route, "kind": kind, **more}).raise_for_status()

    def texts(self) -> list[str]:
        """What is on the account, oldest first."""
        return [row["text"] for row in reversed(self.rows())]

    def rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.http.get("/_sandbox/x/posts").json()["posts"]
        return rows

    def uploads(self) -> list[dict[str, Any]]:
        uploads: list[dict[str, Any]] = self.http.get("/x/_desk/media").json()["media"]
        return uploads


@contextmanager
def opened(house: House, article: str, folder: Path, token: str | None = None) -> Iterator[Account]:
    """An account with its sandbox; with `token` it is the account's own instead of the sandbox's first."""
    with (
        SandboxProcess(folder, clock_file=house.clock.path) as sandbox,
        httpx.Client(base_url=sandbox.url, trust_env=False, timeout=20) as http,
    ):
        if token:
            http.post("/_sandbox/x/accounts", json={"id": "77", "handle": "own", "token": token}).raise_for_status()
        house.environment |= {"REPRISE_X_URL": sandbox.url_of("x"), "REPRISE_X_TOKEN": token or sandbox.token_of("x")}
        yield Account(house, article, http)
