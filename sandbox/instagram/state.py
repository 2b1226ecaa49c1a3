"""What the Instagram sandbox remembers: professional accounts, containers, what was published, and comments."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.graph.state import GraphState
from sandbox.kit import Kit

NAME = "instagram"
ORDERS: Mapping[str, tuple[str, ...]] = {
    "processing": ("fail",),
    "container": ("expired",),
    "upload": ("lost",),
    "post": ("removed",),
    "usage": ("full",),
}
"""The next container ends in ERROR; the next one expires at its first look; the next bytes of a film find their upload
gone; the next post is taken away again after it was answered with success; the next call finds its budget spent."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, handle TEXT NOT NULL, name TEXT NOT NULL, zone TEXT NOT NULL, page TEXT NOT NULL,
    user TEXT NOT NULL, quota INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS containers (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, child INTEGER NOT NULL, caption TEXT NOT NULL,
    alt TEXT NOT NULL, children TEXT NOT NULL, state TEXT NOT NULL, problem INTEGER, looks INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL, size INTEGER, facts TEXT NOT NULL, expires INTEGER NOT NULL DEFAULT 0, media TEXT,
    thumb_offset INTEGER);
CREATE TABLE IF NOT EXISTS media (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, container TEXT NOT NULL, code TEXT NOT NULL, kind TEXT NOT NULL,
    caption TEXT NOT NULL, created REAL NOT NULL, gone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS comments (
    id TEXT PRIMARY KEY, media TEXT NOT NULL, parent TEXT, account TEXT NOT NULL, text TEXT NOT NULL,
    created REAL NOT NULL, gone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS pauses (account TEXT PRIMARY KEY, until REAL NOT NULL);
"""


@dataclass(frozen=True)
class Account:
    """A professional account; `page` is the Facebook page it belongs to, `user` who runs that, `quota` posts a day."""

    id: str
    handle: str
    name: str
    zone: str
    page: str
    user: str
    quota: int

    @property
    def scoped_id(self) -> str:
        """The id that an app sees besides the account's own when people log in with Instagram."""
        return f"9{self.id}"


@dataclass(frozen=True)
class Container:
    """Something to publish. `kind`: IMAGE, REELS, VIDEO (within a carousel) or CAROUSEL; `state`: a status code, or
    UPLOADING while the bytes are awaited; `problem` is the subcode that ends it in ERROR."""

    id: str
    account: str
    kind: str
    child: bool
    caption: str
    alt: str
    children: tuple[str, ...]
    state: str
    problem: int | None
    looks: int
    created: datetime
    size: int | None
    facts: Mapping[str, Any]
    expires: bool
    media: str | None
    thumb_offset: int | None


@dataclass(frozen=True)
class Media:
    """Something published."""

    id: str
    account: str
    container: str
    code: str
    kind: str
    caption: str
    created: datetime


class State(GraphState):
    """The database, read as objects; what was deleted or taken away is not read."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, NAME, _SCHEMA, ORDERS)

    def accounts(self) -> list[Account]:
        return [Account(**dict(row)) for row in self.rows("SELECT * FROM accounts ORDER BY id")]

    def account(self, id_: str) -> Account | None:
        """By its own id or by the one that an app sees."""
        return next((account for account in self.accounts() if id_ in (account.id, account.scoped_id)), None)

    def container(self, id_: str) -> Container | None:
        row = self.row("SELECT * FROM containers WHERE id = ?", id_)
        return None if row is None else _container(row)

    def set_container(self, id_: str, **values: Any) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        with self.change() as db:
            db.execute(f"UPDATE containers SET {names} WHERE id = ?", (*values.values(), id_))

    def media(self, id_: str) -> Media | None:
        row = self.row("SELECT * FROM media WHERE id = ? AND NOT gone", id_)
        return None if row is None else _media(row)

    def published(self, account: str | None = None) -> list[Media]:
        """Newest first."""
        which = "" if account is None else "AND account = ?"
        query = f"SELECT * FROM media WHERE NOT gone {which} ORDER BY created DESC, rowid DESC"
        return [_media(row) for row in self.rows(query, *(() if account is None else (account,)))]

    def comments(self, media: str | None = None, parent: str | None = None) -> list[sqlite3.Row]:
        """Newest first, as Instagram lists them: those of a medium itself, or the answers to one of them."""
        if media is None:
            return self.rows("SELECT * FROM comments WHERE NOT gone ORDER BY rowid DESC")
        query = "SELECT * FROM comments WHERE media = ? AND parent IS ? AND NOT gone ORDER BY rowid DESC"
        return self.rows(query, media, parent)


def _container(row: sqlite3.Row) -> Container:
    values = dict(row) | {
        "child": bool(row["child"]),
        "expires": bool(row["expires"]),
        "children": tuple(json.loads(row["children"])),
        "facts": json.loads(row["facts"]),
        "created": datetime.fromtimestamp(row["created"], UTC),
    }
    return Container(**values)


def _media(row: sqlite3.Row) -> Media:
    values = {name: row[name] for name in row.keys() if name != "gone"}  # noqa: SIM118 - a Row iterates over values
    return Media(**{**values, "created": datetime.fromtimestamp(row["created"], UTC)})
