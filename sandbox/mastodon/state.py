"""What the sandbox's Mastodon remembers, in one SQLite file and a folder of media."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox import orders, windows
from sandbox.kit import Database
from sandbox.orders import Orders

_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, username TEXT UNIQUE NOT NULL, name TEXT NOT NULL, zone TEXT NOT NULL,
    created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS media (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, type TEXT NOT NULL, mime TEXT NOT NULL, width INTEGER NOT NULL,
    height INTEGER NOT NULL, seconds REAL NOT NULL, description TEXT, focus TEXT NOT NULL, looks INTEGER NOT NULL,
    problem TEXT, status TEXT);
CREATE TABLE IF NOT EXISTS statuses (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, text TEXT NOT NULL, warning TEXT NOT NULL, visibility TEXT NOT NULL,
    language TEXT, sensitive INTEGER NOT NULL, reply_to TEXT, media TEXT NOT NULL, created_at REAL NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS answers ON statuses (reply_to);
CREATE TABLE IF NOT EXISTS keys (
    account TEXT NOT NULL, key TEXT NOT NULL, status TEXT NOT NULL, ends REAL NOT NULL, PRIMARY KEY (account, key));
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""
ORDERS = {"processing": ("fail",), "post": ("removed",), "upload": ("async",)}
"""The next upload cannot be processed; the next status is taken away by moderators after it was answered with success;
the next picture is processed in the background, as films always are."""


@dataclass(frozen=True)
class Account:
    """An account of the instance."""

    id: str
    username: str
    name: str
    zone: str
    created_at: float


@dataclass(frozen=True)
class Media:
    """An attachment. `looks` is how many more times it will be found in processing; `status` what it is attached to."""

    id: str
    account: str
    type: str
    mime: str
    width: int
    height: int
    seconds: float
    description: str | None
    focus: str
    looks: int
    problem: str | None
    status: str | None

    @property
    def ready(self) -> bool:
        return self.looks <= 0 and self.problem is None


@dataclass(frozen=True)
class Status:
    """A status as it was made; `media` are ids."""

    id: str
    account: str
    text: str
    warning: str
    visibility: str
    language: str | None
    sensitive: bool
    reply_to: str | None
    media: tuple[str, ...]
    created_at: datetime


class State:
    """The database and the folder of media. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "media").mkdir(parents=True, exist_ok=True)
        self.database = Database(folder / "state.db", _SCHEMA + orders.SCHEMA + windows.SCHEMA)
        self.orders = Orders(self.database, ORDERS)
        self.publishing = threading.Lock()

    def close(self) -> None:
        self.database.close()

    def arriving(self) -> Path:
        """A new file for an upload that comes in."""
        return self.folder / "media" / f"arriving-{secrets.token_hex(8)}"

    def file(self, media_id: str) -> Path:
        return self.folder / "media" / media_id

    def new_id(self, now: datetime) -> str:
        """A number in the order of time, never given twice even when the clock stands still or goes back."""
        wanted = int(now.timestamp() * 1000) << 16
        with self.database.change() as db:
            row = db.execute("SELECT value FROM numbers WHERE name = 'id'").fetchone()
            value = max(wanted, (row["value"] if row else 0) + 1)
            db.execute("INSERT OR REPLACE INTO numbers VALUES ('id', ?)", (value,))
        return str(value)

    def add_account(self, account: Account) -> None:
        row = (account.id, account.username, account.name, account.zone, account.created_at)
        with self.database.change() as db:
            db.execute("INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?, ?)", row)

    def accounts(self) -> list[Account]:
        return [Account(*row) for row in self.database.rows("SELECT * FROM accounts ORDER BY id")]

    def account(self, account_id: str) -> Account | None:
        rows = self.database.rows("SELECT * FROM accounts WHERE id = ?", account_id)
        return Account(*rows[0]) if rows else None

    def media(self, media_id: str) -> Media | None:
        rows = self.database.rows("SELECT * FROM media WHERE id = ?", media_id)
        return Media(*rows[0]) if rows else None

    def add_media(self, media: Media) -> None:
        row = tuple(vars(media).values())
        with self.database.change() as db:
            db.execute(f"INSERT INTO media VALUES ({', '.join('?' * len(row))})", row)

    def status(self, status_id: str) -> Status | None:
        rows = self.database.rows("SELECT * FROM statuses WHERE id = ? AND NOT removed", status_id)
        return _status(rows[0]) if rows else None

    def statuses(self, account_id: str | None = None) -> list[Status]:
        """All there are, newest first."""
        rows = self.database.rows(
            "SELECT * FROM statuses WHERE NOT removed AND account LIKE ? ORDER BY LENGTH(id) DESC, id DESC",
            account_id or "%",
        )
        return [_status(row) for row in rows]

    def answers(self, status_id: str) -> list[Status]:
        """The direct replies, in order."""
        rows = self.database.rows("SELECT * FROM statuses WHERE reply_to = ? AND NOT removed ORDER BY id", status_id)
        return [_status(row) for row in rows]


def _status(row: sqlite3.Row) -> Status:
    values: dict[str, Any] = dict(row)
    del values["removed"]
    values["media"] = tuple(json.loads(values["media"]))
    values["sensitive"] = bool(values["sensitive"])
    values["created_at"] = datetime.fromtimestamp(values["created_at"], UTC)
    return Status(**values)
