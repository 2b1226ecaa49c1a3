"""What the sandbox of X remembers: accounts, uploads and posts, in one database and one folder of files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox import orders
from sandbox.kit import Database

_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, handle TEXT UNIQUE NOT NULL, name TEXT NOT NULL, zone TEXT NOT NULL,
    premium INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS media (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, category TEXT NOT NULL, mime TEXT NOT NULL, state TEXT NOT NULL,
    total INTEGER NOT NULL, looks INTEGER NOT NULL DEFAULT 0, problem TEXT, facts TEXT NOT NULL DEFAULT '{}',
    alt TEXT, subtitles TEXT, created_at REAL NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS segments (
    media TEXT NOT NULL, number INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (media, number));
CREATE TABLE IF NOT EXISTS posts (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, text TEXT NOT NULL, created_at REAL NOT NULL, reply_to TEXT,
    conversation TEXT NOT NULL, media TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS windows (
    account TEXT NOT NULL, route TEXT NOT NULL, reset REAL NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (account, route));
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""
_EPOCH_MS = 1_288_834_974_657  # the moment X's ids count from


@dataclass(frozen=True)
class Account:
    """An account; `premium` ones may post longer and larger films."""

    id: str
    handle: str
    name: str
    zone: str
    premium: bool = False


@dataclass(frozen=True)
class Upload:
    """An uploaded file. `state`: uploading, pending, in_progress, succeeded, failed."""

    id: str
    owner: str
    category: str
    mime: str
    state: str
    total: int
    looks: int
    problem: str | None
    facts: dict[str, Any]
    alt: str | None
    subtitles: str | None
    expires_at: float

    @property
    def kind(self) -> str:
        """image, gif, video or subtitles; image as long as it is unknown."""
        kind = str(self.facts.get("kind", "image"))
        return "gif" if kind == "image" and self.facts.get("frames", 1) > 1 else kind


@dataclass(frozen=True)
class StoredPost:
    """A post as it was made; `media` are upload ids."""

    id: str
    owner: str
    text: str
    created_at: datetime
    reply_to: str | None
    conversation: str
    media: tuple[str, ...]
    deleted: bool


class State:
    """The database and the folder of uploaded files. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "media").mkdir(parents=True, exist_ok=True)
        self.db = Database(folder / "x.db", _SCHEMA + orders.SCHEMA)
        self.change = self.db.change
        self.rows = self.db.rows
        self.close = self.db.close

    def file(self, media_id: str) -> Path:
        return self.folder / "media" / media_id

    def new_id(self, now: datetime) -> str:
        """A numeric id in the order of time, never given twice even when the clock stands still or goes back."""
        wanted = (int(now.timestamp() * 1000) - _EPOCH_MS) << 22
        with self.change() as db:
            row = db.execute("SELECT value FROM numbers WHERE name = 'id'").fetchone()
            value = max(wanted, (row["value"] if row else 0) + 1)
            db.execute("INSERT OR REPLACE INTO numbers VALUES ('id', ?)", (value,))
        return str(value)

    def add_account(self, account: Account) -> None:
        """Create the account, or give the one with this id new details."""
        with self.change() as db:
            db.execute(
                "INSERT INTO accounts VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "handle = excluded.handle, name = excluded.name, zone = excluded.zone, premium = excluded.premium",
                (account.id, account.handle, account.name, account.zone, account.premium),
            )

    def accounts(self) -> list[Account]:
        return [_account(row) for row in self.rows("SELECT * FROM accounts ORDER BY rowid")]

    def account(self, id_: str) -> Account | None:
        rows = self.rows("SELECT * FROM accounts WHERE id = ?", id_)
        return _account(rows[0]) if rows else None

    def upload(self, media_id: str) -> Upload | None:
        rows = self.rows("SELECT * FROM media WHERE id = ?", media_id)
        return _upload(rows[0]) if rows else None

    def uploads(self) -> list[Upload]:
        return [_upload(row) for row in self.rows("SELECT * FROM media ORDER BY id")]

    def post(self, post_id: str) -> StoredPost | None:
        rows = self.rows("SELECT * FROM posts WHERE id = ? AND NOT deleted", post_id)
        return _post(rows[0]) if rows else None

    def posts(self, owner: str | None = None) -> list[StoredPost]:
        """All posts there are, newest first."""
        rows = self.rows(
            "SELECT * FROM posts WHERE NOT deleted AND owner = coalesce(?, owner) ORDER BY length(id) DESC, id DESC",
            owner,
        )
        return [_post(row) for row in rows]

    def spend(self, account: str, route: str, limit: int, now: datetime) -> tuple[int, int]:
        """Count one request in the route's 15 minutes: (requests left, -1 when over; epoch seconds of the reset)."""
        moment = now.timestamp()
        with self.change() as db:
            row = db.execute("SELECT * FROM windows WHERE account = ? AND route = ?", (account, route)).fetchone()
            fresh = row is None or not row["reset"] - 900 <= moment < row["reset"]
            reset, used = (moment + 900, 0) if fresh else (row["reset"], row["used"])
            used = min(used + 1, limit + 1)
            db.execute("INSERT OR REPLACE INTO windows VALUES (?, ?, ?, ?)", (account, route, reset, used))
        return limit - used, int(reset)


def _account(row: Any) -> Account:
    return Account(row["id"], row["handle"], row["name"], row["zone"], bool(row["premium"]))


def _upload(row: Any) -> Upload:
    names = ("id", "owner", "category", "mime", "state", "total", "looks", "problem")
    return Upload(
        **{name: row[name] for name in names},
        facts=json.loads(row["facts"]),
        alt=row["alt"],
        subtitles=row["subtitles"],
        expires_at=row["expires_at"],
    )


def _post(row: Any) -> StoredPost:
    return StoredPost(
        id=row["id"],
        owner=row["owner"],
        text=row["text"],
        created_at=datetime.fromtimestamp(row["created_at"], UTC),
        reply_to=row["reply_to"],
        conversation=row["conversation"],
        media=tuple(json.loads(row["media"])),
        deleted=bool(row["deleted"]),
    )
