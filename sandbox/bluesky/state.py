"""What the sandbox's Bluesky remembers, in one SQLite file and a folder of blobs."""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox import orders, windows
from sandbox.bluesky.names import parse_uri, tid, uri_of
from sandbox.kit import Database
from sandbox.orders import Orders

_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    did TEXT PRIMARY KEY, handle TEXT UNIQUE NOT NULL, name TEXT NOT NULL, zone TEXT NOT NULL,
    head TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS records (
    did TEXT NOT NULL, collection TEXT NOT NULL, rkey TEXT NOT NULL, cid TEXT NOT NULL, value TEXT NOT NULL,
    indexed_at REAL NOT NULL, number INTEGER NOT NULL, taken_down INTEGER NOT NULL DEFAULT 0, parent TEXT,
    PRIMARY KEY (did, collection, rkey));
CREATE INDEX IF NOT EXISTS answers ON records (parent);
CREATE TABLE IF NOT EXISTS blobs (
    did TEXT NOT NULL, cid TEXT NOT NULL, mime TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (did, cid));
CREATE TABLE IF NOT EXISTS sessions (
    jti TEXT PRIMARY KEY, did TEXT NOT NULL, scope TEXT NOT NULL, next TEXT, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, did TEXT NOT NULL, source TEXT NOT NULL, cid TEXT NOT NULL, size INTEGER NOT NULL,
    looks INTEGER NOT NULL DEFAULT 0, problem TEXT, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""
ORDERS = {"processing": ("fail",), "post": ("removed",), "upload": ("wrapped",)}
"""The next film cannot be processed; the next post is taken down by moderators after it was answered with success; the
next uploadVideo answers as its lexicon says, not bare as the real service does."""


@dataclass(frozen=True)
class Account:
    """An account; `head` is the newest commit of its repository."""

    did: str
    handle: str
    name: str
    zone: str
    head: str


@dataclass(frozen=True)
class Record:
    """A record as it stands in a repository."""

    did: str
    collection: str
    rkey: str
    cid: str
    value: dict[str, Any]
    indexed_at: datetime
    taken_down: bool

    @property
    def uri(self) -> str:
        return uri_of(self.did, self.collection, self.rkey)


class State:
    """The database and the blobs. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("blobs", "arriving"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.database = Database(folder / "state.db", _SCHEMA + orders.SCHEMA + windows.SCHEMA)
        self.orders = Orders(self.database, ORDERS)

    def close(self) -> None:
        self.database.close()

    def arriving(self) -> Path:
        """A new file for a body that comes in."""
        return self.folder / "arriving" / secrets.token_hex(12)

    def blob_file(self, did: str, cid: str) -> Path:
        return self.folder / "blobs" / f"{did.replace(':', '_')}-{cid}"

    def key(self) -> bytes:
        """What this server signs its tokens with."""
        path = self.folder / "key"
        if not path.exists():
            path.write_bytes(secrets.token_bytes(32))
        return path.read_bytes()

    def next_tid(self, now: datetime) -> str:
        """A timestamp identifier, never given twice even when the clock stands still or goes back."""
        return tid(self._next("tid", int(now.timestamp() * 1_000_000)))

    def next_number(self) -> int:
        return self._next("number", 0)

    def _next(self, name: str, wanted: int) -> int:
        with self.database.change() as db:
            row = db.execute("SELECT value FROM numbers WHERE name = ?", (name,)).fetchone()
            value = max(wanted, (row["value"] if row else 0) + 1)
            db.execute("INSERT OR REPLACE INTO numbers VALUES (?, ?)", (name, value))
        return value

    def add_account(self, account: Account) -> None:
        with self.database.change() as db:
            db.execute(
                "INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?, ?)",
                (account.did, account.handle, account.name, account.zone, account.head),
            )

    def accounts(self) -> list[Account]:
        return [Account(*row) for row in self.database.rows("SELECT * FROM accounts ORDER BY did")]

    def account(self, name: str) -> Account | None:
        """By DID or handle."""
        rows = self.database.rows("SELECT * FROM accounts WHERE did = ? OR handle = ?", name, name.lower())
        return Account(*rows[0]) if rows else None

    def record(self, did: str, collection: str, rkey: str) -> Record | None:
        rows = self.database.rows(
            "SELECT * FROM records WHERE did = ? AND collection = ? AND rkey = ?", did, collection, rkey
        )
        return _record(rows[0]) if rows else None

    def record_at(self, uri: str) -> Record | None:
        """By its URI, which may name the account by its handle."""
        parts = parse_uri(uri)
        account = self.account(parts[0]) if parts else None
        return self.record(account.did, parts[1], parts[2]) if parts and account else None

    def records(self, did: str | None, collection: str) -> list[Record]:
        """In the order in which they were made, newest first."""
        rows = self.database.rows(
            "SELECT * FROM records WHERE did LIKE ? AND collection = ? ORDER BY number DESC", did or "%", collection
        )
        return [_record(row) for row in rows]

    def answers(self, uri: str) -> int:
        """How many public records reply to this one."""
        query = "SELECT COUNT(*) AS n FROM records WHERE parent = ? AND NOT taken_down"
        return int(self.database.rows(query, uri)[0]["n"])

    def blob(self, did: str, cid: str) -> sqlite3.Row | None:
        rows = self.database.rows("SELECT * FROM blobs WHERE did = ? AND cid = ?", did, cid)
        return rows[0] if rows else None

    def keep_blob(self, did: str, cid: str, mime: str, file: Path) -> dict[str, Any]:
        """Take a file that arrived into an account's blobs; the reference to it."""
        size = file.stat().st_size
        file.replace(self.blob_file(did, cid))
        with self.database.change() as db:
            db.execute("INSERT OR REPLACE INTO blobs VALUES (?, ?, ?, ?)", (did, cid, mime, size))
        return blob_ref(cid, mime, size)


def blob_ref(cid: str, mime: str, size: int) -> dict[str, Any]:
    return {"$type": "blob", "ref": {"$link": cid}, "mimeType": mime, "size": size}


def _record(row: sqlite3.Row) -> Record:
    return Record(
        did=row["did"],
        collection=row["collection"],
        rkey=row["rkey"],
        cid=row["cid"],
        value=json.loads(row["value"]),
        indexed_at=datetime.fromtimestamp(row["indexed_at"], UTC),
        taken_down=bool(row["taken_down"]),
    )
