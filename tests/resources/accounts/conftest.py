"""The sandbox's sign-ins on a real port, and somebody who goes through them as a person with a browser does."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from reprise.clock import FileClock
from reprise.store.accounts import AccountKey
from reprise.store.records import Account
from reprise.store.store import Store
from resources.accounts import Accounts, Vault
from resources.accounts.connecting import Chosen, Connecting, Wish
from resources.accounts.dialect import Candidate, Question
from resources.accounts.registry import CONNECTORS
from sandbox.process import SandboxProcess

NOON = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
FORWARDER = "https://reprise.example/callback"
BROWSED = ("x", "linkedin", "facebook", "instagram", "tiktok", "youtube", "mastodon")

PLAYED = (*BROWSED, "bluesky")


@dataclass
class Somebody:
    """Opens the page, is sent back by it, and hands on the address they end at: to the callback or by pasting it.

    `spoil` changes that address on its way, as an attacker or an accident would.
    """

    answers: dict[str, str] = field(default_factory=dict)
    pick: Callable[[Sequence[Candidate]], Candidate] = lambda candidates: candidates[0]
    spoil: Callable[[str], str] = lambda address: address
    callback: str | None = None
    page: str = ""
    seen: httpx.Response | None = None
    ended_at: str = ""

    def open(self, address: str) -> None:
        self.page = address
        answer = httpx.get(address)
        assert answer.status_code == 302, f"{answer.status_code} {answer.text[:300]}"
        self.ended_at = self.spoil(answer.headers["location"])
        if self.callback:
            threading.Thread(target=self._arrive, daemon=True).start()

    def _arrive(self) -> None:
        """What the operator's forwarder does with the address, or the browser itself."""
        parts = urlsplit(self.ended_at)
        self.seen = httpx.get(f"{self.callback}{parts.path}?{parts.query}")

    def paste(self) -> str:
        return self.ended_at

    def answer(self, question: Question) -> str:
        return self.answers[question.name]

    def choose(self, candidates: Sequence[Candidate]) -> Candidate:
        return self.pick(candidates)


@dataclass
class Place:
    """An installation's accounts, and the sandbox as the platforms."""

    sandbox: SandboxProcess
    store: Store
    clock: FileClock
    env: dict[str, str]
    vault: Vault
    home: Path
    person: Somebody = field(default_factory=Somebody)

    @property
    def accounts(self) -> Accounts:
        """As another process would open them."""
        return Accounts(self.store, self.vault, clock=self.clock, env=self.env, wait=lambda _: None)

    def sign_in(self, platform: str, name: str = "main", **wish: Any) -> Chosen:
        """By a person who pastes the address they end at."""
        key = AccountKey("demo", platform, name)
        server = self.sandbox.url_of(platform) if CONNECTORS[platform].per_server else None
        given = {"server": server, "paste": True, **wish}
        return Connecting(CONNECTORS[platform], self.env, self.person).sign_in(Wish(key, **given))

    def connect(self, platform: str, name: str = "main", **wish: Any) -> Account:
        return self.accounts.keeping.keep(AccountKey("demo", platform, name), self.sign_in(platform, name, **wish))

    def desk(self, platform: str, what: str, body: dict[str, Any] | None = None) -> Any:
        url = f"{self.sandbox.url}/_sandbox/{platform}/{what}"
        answer = httpx.get(url) if body is None else httpx.post(url, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def calls(self, platform: str, grant: str) -> int:
        return int(self.desk(platform, "oauth")["calls"].get(grant, 0))

    def order_fault(self, platform: str, route: str, kind: str, **more: float) -> None:
        self.desk(platform, "faults", {"route": route, "kind": kind, **more})

    def secrets(self, platform: str, name: str = "main") -> dict[str, str]:
        key = AccountKey("demo", platform, name)
        return self.vault.open(self.store.accounts.sealed(key)[1], str(key))


def changed(address: str, **parameters: str) -> str:
    """An address with other parameters in its query; an empty one is taken out."""
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | parameters
    return parts._replace(query=urlencode({name: value for name, value in query.items() if value})).geturl()


@pytest.fixture(scope="session")
def playing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SandboxProcess, FileClock]]:
    folder = tmp_path_factory.mktemp("signing-in")
    clock = FileClock(folder / "clock")
    clock.set(NOON)
    with SandboxProcess(folder / "sandbox", clock_file=clock.path, platforms=PLAYED) as sandbox:
        yield sandbox, clock


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose schema is there already, to be copied."""
    path = tmp_path_factory.mktemp("empty-store") / "store.db"
    store = Store(f"sqlite:///{path}", FileClock(path.with_name("clock")))
    store.migrate()
    store.close()
    return path


@pytest.fixture
def place(playing: tuple[SandboxProcess, FileClock], empty_store: Path, tmp_path: Path) -> Iterator[Place]:
    sandbox, clock = playing
    clock.set(NOON)
    env = {"REPRISE_REDIRECT_URL": FORWARDER}
    for platform in CONNECTORS:
        env[f"REPRISE_{platform.upper()}_URL"] = sandbox.url_of(platform)
        if CONNECTORS[platform].needs_app:
            env[f"REPRISE_{platform.upper()}_CLIENT_ID"] = "sandbox-client"
            env[f"REPRISE_{platform.upper()}_CLIENT_SECRET"] = "sandbox-secret"
    shutil.copyfile(empty_store, tmp_path / "store.db")
    store = Store(f"sqlite:///{tmp_path}/store.db", clock)
    yield Place(sandbox, store, clock, env, Vault(tmp_path / "secret.key", env), tmp_path)
    store.close()
