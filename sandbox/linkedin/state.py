"""What the sandbox of LinkedIn remembers: members, organisations, assets, posts and comments."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox import orders
from sandbox.kit import Database

_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, handle TEXT NOT NULL, name TEXT NOT NULL, zone TEXT NOT NULL,
    admin TEXT, tier TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS assets (
    urn TEXT PRIMARY KEY, kind TEXT NOT NULL, owner TEXT NOT NULL, state TEXT NOT NULL, total INTEGER NOT NULL,
    looks INTEGER NOT NULL DEFAULT 0, problem TEXT, facts TEXT NOT NULL DEFAULT '{}', wants TEXT NOT NULL,
    has TEXT NOT NULL DEFAULT '', token TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS parts (
    urn TEXT NOT NULL, number INTEGER NOT NULL, etag TEXT NOT NULL, PRIMARY KEY (urn, number));
CREATE TABLE IF NOT EXISTS posts (
    urn TEXT PRIMARY KEY, number INTEGER NOT NULL, author TEXT NOT NULL, commentary TEXT NOT NULL, plain TEXT NOT NULL,
    content TEXT NOT NULL, rest TEXT NOT NULL, state TEXT NOT NULL, created_at REAL NOT NULL,
    changed_at REAL NOT NULL, deleted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS comments (
    urn TEXT PRIMARY KEY, number INTEGER NOT NULL, post TEXT NOT NULL, parent TEXT, actor TEXT NOT NULL,
    text TEXT NOT NULL, created_at REAL NOT NULL, deleted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS days (member TEXT NOT NULL, day TEXT NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (member, day));
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""


@dataclass(frozen=True)
class Account:
    """A member or an organisation. `admin` is the member who runs an organisation; `tier` (standard or development)
    is what the community-management application of a member was approved for."""

    id: str
    kind: str
    handle: str
    name: str
    zone: str
    admin: str | None
    tier: str

    @property
    def urn(self) -> str:
        return f"urn:li:{self.kind}:{self.id}"


@dataclass(frozen=True)
class Asset:
    """An image, document or video. `state`: WAITING_UPLOAD, PROCESSING, AVAILABLE or PROCESSING_FAILED; `wants` and
    `has` are the extra files of a film that were announced and that came (captions, thumbnail)."""

    urn: str
    kind: str
    owner: str
    state: str
    total: int
    looks: int
    problem: str | None
    facts: dict[str, Any]
    wants: frozenset[str]
    has: frozenset[str]
    token: str
    expires_at: float


@dataclass(frozen=True)
class StoredPost:
    """A post; `rest` are the fields that are given back as they came."""

    urn: str
    author: str
    commentary: str
    plain: str
    content: dict[str, Any]
    rest: dict[str, Any]
    state: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Comment:
    """An answer to a post, or to another answer (`parent`)."""

    urn: str
    post: str
    parent: str | None
    actor: str
    text: str
    created_at: datetime


class State:
    """The database and the folder of uploaded files. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "assets").mkdir(parents=True, exist_ok=True)
        self.db = Database(folder / "linkedin.db", _SCHEMA + orders.SCHEMA)
        self.change = self.db.change
        self.rows = self.db.rows
        self.close = self.db.close

    def file(self, urn: str, part: str = "") -> Path:
        return self.folder / "assets" / f"{urn.rpartition(':')[2]}{'.' + part if part else ''}"

    def number(self, now: datetime) -> int:
        """A number of 19 digits in the order of time, never given twice."""
        with self.change() as db:
            row = db.execute("SELECT value FROM numbers WHERE name = 'id'").fetchone()
            value = max(int(now.timestamp() * 1000) << 22, (row["value"] if row else 0) + 1)
            db.execute("INSERT OR REPLACE INTO numbers VALUES ('id', ?)", (value,))
        return value

    def spend(self, member: str, now: datetime) -> int:
        """Count one request of a member's day (UTC); how many there were."""
        day = now.astimezone(UTC).date().isoformat()
        with self.change() as db:
            db.execute(
                "INSERT INTO days VALUES (?, ?, 1) ON CONFLICT (member, day) DO UPDATE SET used = used + 1",
                (member, day),
            )
            row = db.execute("SELECT used FROM days WHERE member = ? AND day = ?", (member, day)).fetchone()
        return int(row["used"])

    def add_account(self, account: Account) -> None:
        """Create the account, or give the one with this id new details."""
        row = (account.id, account.kind, account.handle, account.name, account.zone, account.admin, account.tier)
        with self.change() as db:
            db.execute(
                "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "kind = excluded.kind, handle = excluded.handle, name = excluded.name, zone = excluded.zone, "
                "admin = excluded.admin, tier = excluded.tier",
                row,
            )

    def accounts(self) -> list[Account]:
        return [Account(**dict(row)) for row in self.rows("SELECT * FROM accounts ORDER BY rowid")]

    def account(self, id_or_urn: str) -> Account | None:
        rows = self.rows("SELECT * FROM accounts WHERE id = ?", id_or_urn.rpartition(":")[2])
        found = Account(**dict(rows[0])) if rows else None
        return None if found and ":" in id_or_urn and found.urn != id_or_urn else found

    def open_asset(
        self, kind: str, owner: str, *, total: int = 0, wants: frozenset[str] = frozenset(), expires_at: float
    ) -> Asset:
        urn = f"urn:li:{kind}:{'C4E22AQ' if kind == 'image' else 'D5605AQ'}{secrets.token_hex(8)}"
        token = secrets.token_urlsafe(12)
        with self.change() as db:
            db.execute(
                "INSERT INTO assets (urn, kind, owner, state, total, wants, token, expires_at) "
                "VALUES (?, ?, ?, 'WAITING_UPLOAD', ?, ?, ?, ?)",
                (urn, kind, owner, total, " ".join(sorted(wants)), token, expires_at),
            )
        found = self.asset(urn)
        assert found is not None
        return found

    def asset(self, urn: str) -> Asset | None:
        rows = self.rows("SELECT * FROM assets WHERE urn = ?", urn)
        return _asset(rows[0]) if rows else None

    def asset_of(self, id_: str) -> Asset | None:
        """The asset whose URN ends with this id."""
        found = (self.asset(f"urn:li:{kind}:{id_}") for kind in ("image", "document", "video"))
        return next((asset for asset in found if asset), None)

    def assets(self) -> list[Asset]:
        return [_asset(row) for row in self.rows("SELECT * FROM assets ORDER BY rowid")]

    def set_asset(self, urn: str, **values: Any) -> None:
        """Change some of an asset's columns."""
        names = ", ".join(f"{name} = ?" for name in values)
        with self.change() as db:
            db.execute(f"UPDATE assets SET {names} WHERE urn = ?", (*values.values(), urn))

    def post(self, urn: str) -> StoredPost | None:
        rows = self.rows("SELECT * FROM posts WHERE urn = ? AND NOT deleted", urn)
        return _post(rows[0]) if rows else None

    def posts(self, author: str | None = None) -> list[StoredPost]:
        """All posts that were not deleted, newest first."""
        query = "SELECT * FROM posts WHERE NOT deleted AND author = coalesce(?, author) ORDER BY number DESC"
        return [_post(row) for row in self.rows(query, author)]

    def comments(self, post: str | None = None) -> list[Comment]:
        """The answers to a post (or all), oldest first."""
        query = "SELECT * FROM comments WHERE NOT deleted AND post = coalesce(?, post) ORDER BY number"
        return [_comment(row) for row in self.rows(query, post)]


def _asset(row: Any) -> Asset:
    given = dict(row)
    given["facts"] = json.loads(given["facts"])
    given["wants"], given["has"] = frozenset(given["wants"].split()), frozenset(given["has"].split())
    return Asset(**given)


def _post(row: Any) -> StoredPost:
    return StoredPost(
        urn=row["urn"],
        author=row["author"],
        commentary=row["commentary"],
        plain=row["plain"],
        content=json.loads(row["content"]),
        rest=json.loads(row["rest"]),
        state=row["state"],
        created_at=datetime.fromtimestamp(row["created_at"], UTC),
        changed_at=datetime.fromtimestamp(row["changed_at"], UTC),
    )


def _comment(row: Any) -> Comment:
    moment = datetime.fromtimestamp(row["created_at"], UTC)
    return Comment(row["urn"], row["post"], row["parent"], row["actor"], row["text"], moment)
