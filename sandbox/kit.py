"""What every platform of the sandbox is built from: a database of its own, tokens, and the shapes the desk asks for."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from starlette.routing import BaseRoute

from reprise.clock import Clock


class Database:
    """One SQLite file, safe to use from several threads; a restart finds everything as it was."""

    def __init__(self, path: Path, schema: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")  # it outlives its processes, not a power cut
        self._db.executescript(schema)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction, alone: what it reads is true until it ends."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(query, values).fetchall()


@dataclass(frozen=True)
class Grant:
    """What a token opens. `state`: valid, expired or revoked; `kind` is the platform's word (user, page, refresh …)."""

    platform: str
    account: str
    kind: str
    scopes: frozenset[str]
    state: str
    issued_at: datetime
    expires_at: datetime | None


class Tokens:
    """Every token of every platform, by its text."""

    _SCHEMA = """
    CREATE TABLE IF NOT EXISTS tokens (
        token TEXT PRIMARY KEY, platform TEXT NOT NULL, account TEXT NOT NULL, kind TEXT NOT NULL,
        scopes TEXT NOT NULL, issued_at REAL NOT NULL, expires_at REAL, revoked INTEGER NOT NULL DEFAULT 0);
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._db = Database(folder / "tokens.db", self._SCHEMA)
        self._clock = clock

    def issue(
        self,
        platform: str,
        account: str,
        scopes: frozenset[str],
        *,
        kind: str = "user",
        seconds: float | None = None,
        token: str | None = None,
    ) -> str:
        """Make a token (or register the given one) that lives `seconds`; None: for ever."""
        text = token or secrets.token_urlsafe(32)
        now = self._clock.now().timestamp()
        ends = None if seconds is None else now + seconds
        with self._db.change() as db:
            db.execute(
                "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
                (text, platform, account, kind, " ".join(sorted(scopes)), now, ends),
            )
        return text

    def find(self, platform: str, token: str) -> Grant | None:
        """What a token opens on this platform; None for one that was never issued."""
        rows = self._db.rows("SELECT * FROM tokens WHERE token = ? AND platform = ?", token, platform)
        if not rows:
            return None
        row, now = rows[0], self._clock.now().timestamp()
        over = row["expires_at"] is not None and row["expires_at"] <= now
        return Grant(
            platform=platform,
            account=row["account"],
            kind=row["kind"],
            scopes=frozenset(row["scopes"].split()),
            state="revoked" if row["revoked"] else "expired" if over else "valid",
            issued_at=datetime.fromtimestamp(row["issued_at"], UTC),
            expires_at=None if row["expires_at"] is None else datetime.fromtimestamp(row["expires_at"], UTC),
        )

    def revoke(self, platform: str, *, token: str | None = None, account: str | None = None) -> int:
        """Revoke one token, or all of an account's; how many."""
        with self._db.change() as db:
            found = db.execute(
                "UPDATE tokens SET revoked = 1 WHERE platform = ? AND (token = ? OR account = ?)",
                (platform, token, account),
            )
            return found.rowcount

    def expire(self, platform: str, *, token: str | None = None, account: str | None = None) -> int:
        """Let one token, or all of an account's, have ended by now; how many."""
        with self._db.change() as db:
            found = db.execute(
                "UPDATE tokens SET expires_at = ? WHERE platform = ? AND (token = ? OR account = ?)",
                (self._clock.now().timestamp(), platform, token, account),
            )
            return found.rowcount

    def close(self) -> None:
        self._db.close()


@dataclass(frozen=True)
class Refusal:
    """An error answer in a platform's own words. Header values may hold `{reset}` (epoch seconds), `{reset_iso}`
    and `{seconds}`; the body may hold `{seconds}`."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


@dataclass(frozen=True)
class Made:
    """Something public on an account, as the desk counts it: one for each post of a thread. `reply_to` is an id,
    `media` are file kinds ("image", "video", "document") in order, `link` and `title` where the platform has such."""

    id: str
    account: str
    text: str
    created_at: datetime
    reply_to: str | None = None
    media: tuple[str, ...] = ()
    alts: tuple[str, ...] = ()
    link: str | None = None
    title: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kit:
    """What a platform is built over.

    Args:
        folder: the sandbox's folder; a platform keeps its files below `folder / name`.
        seed: decides the audience.
        zone: IANA name of the zone in which the audience of a new sandbox's first accounts lives.
    """

    folder: Path
    clock: Clock
    seed: int
    tokens: Tokens
    zone: str = "UTC"

    def home(self, platform: str) -> Path:
        path = self.folder / platform
        path.mkdir(parents=True, exist_ok=True)
        return path


class SandboxPlatform(Protocol):
    """One platform's API, mounted at `/<name>`: all of its hosts answer below that one prefix.

    `refusals` are the error answers that can be ordered as faults, in the platform's own shape. Every platform knows
    expired_token, revoked_token, permission, rate_limit, rate_limit_bare (without headers or times), quota, validation,
    duplicate, spam, server_error (500) and unavailable (503), as far as it really has such an answer.
    """

    name: str
    refusals: Mapping[str, Refusal]

    def routes(self) -> list[BaseRoute]: ...

    def made(self) -> list[Made]:
        """All that is public on all accounts, newest first."""
        ...

    def accounts(self) -> list[dict[str, Any]]:
        """All accounts, each with at least `id` and `handle`."""
        ...

    def add_account(self, given: Mapping[str, Any]) -> None:
        """Make an account, or give the one with this id new details. Raises `ValueError` for what makes no sense."""
        ...

    def order(self, what: Mapping[str, Any]) -> None:
        """Order a failure of the platform's own, such as {"processing": "fail"}. Raises `ValueError` if unknown."""
        ...

    def close(self) -> None: ...
