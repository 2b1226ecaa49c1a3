"""What the Facebook sandbox remembers: pages, their posts, photos, films and comments, and uploads under way."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.graph.state import GraphState
from sandbox.kit import Kit

NAME = "facebook"
ORDERS: Mapping[str, tuple[str, ...]] = {
    "processing": ("fail",),
    "upload": ("lost",),
    "post": ("removed",),
    "usage": ("full",),
}
"""The next film cannot be processed; the next bytes of an upload find it gone; the next post is taken away again
after it was answered with success; the next page call finds its budget spent, for as long as Meta says."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, name TEXT NOT NULL, token TEXT);
CREATE TABLE IF NOT EXISTS pages (
    id TEXT PRIMARY KEY, handle TEXT NOT NULL, name TEXT NOT NULL, zone TEXT NOT NULL, user TEXT NOT NULL, token TEXT,
    account TEXT, tasks TEXT NOT NULL, reels_a_day INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS posts (
    id TEXT PRIMARY KEY, page TEXT NOT NULL, message TEXT NOT NULL, link TEXT, created REAL NOT NULL,
    public_at REAL, photos TEXT NOT NULL, video TEXT, gone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS photos (
    id TEXT PRIMARY KEY, page TEXT NOT NULL, caption TEXT NOT NULL, alt TEXT NOT NULL, created REAL NOT NULL,
    temporary INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, post TEXT,
    gone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS videos (
    id TEXT PRIMARY KEY, page TEXT NOT NULL, kind TEXT NOT NULL, session TEXT UNIQUE, state TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '', description TEXT NOT NULL DEFAULT '', size INTEGER, created REAL NOT NULL,
    aim TEXT NOT NULL DEFAULT 'PUBLISHED', due REAL, seconds REAL NOT NULL DEFAULT 0, looks INTEGER NOT NULL DEFAULT 0,
    problem TEXT, post TEXT, gone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS extras (
    id TEXT PRIMARY KEY, video TEXT NOT NULL, kind TEXT NOT NULL, locale TEXT NOT NULL, preferred INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS comments (
    id TEXT PRIMARY KEY, parent TEXT NOT NULL, page TEXT NOT NULL, message TEXT NOT NULL, created REAL NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS uploads (
    session TEXT PRIMARY KEY, user TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, type TEXT NOT NULL,
    created REAL NOT NULL, handle TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS pauses (page TEXT PRIMARY KEY, until REAL NOT NULL);
"""


@dataclass(frozen=True)
class Page:
    """A page. `account` is its Instagram professional account, `token` a fixed page token of its first user."""

    id: str
    handle: str
    name: str
    zone: str
    user: str
    token: str | None
    account: str | None
    tasks: tuple[str, ...]
    reels_a_day: int


@dataclass(frozen=True)
class Post:
    """A post; public from `public_at` on, never without it. It shows photos, or one film, or a link."""

    id: str
    page: str
    message: str
    link: str | None
    created: datetime
    public_at: datetime | None
    photos: tuple[str, ...]
    video: str | None

    def shown(self, now: datetime) -> bool:
        return self.public_at is not None and self.public_at <= now


@dataclass(frozen=True)
class Video:
    """A film. `kind`: video or reel; `state`: uploading, uploaded, processing, ready, error or lost."""

    id: str
    page: str
    kind: str
    session: str | None
    state: str
    title: str
    description: str
    size: int | None
    created: datetime
    aim: str
    due: datetime | None
    seconds: float
    looks: int
    problem: str | None
    post: str | None


class State(GraphState):
    """The database, read as objects; what was deleted or taken away is not read."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, NAME, _SCHEMA, ORDERS)

    def pages(self) -> list[Page]:
        return [_page(row) for row in self.rows("SELECT * FROM pages ORDER BY id")]

    def page(self, id_: str) -> Page | None:
        return next((_page(row) for row in self.rows("SELECT * FROM pages WHERE id = ?", id_)), None)

    def post(self, id_: str) -> Post | None:
        return next((_post(row) for row in self.rows("SELECT * FROM posts WHERE id = ? AND NOT gone", id_)), None)

    def posts(self, page: str | None = None) -> list[Post]:
        """Newest first."""
        which = "" if page is None else "AND page = ?"
        query = f"SELECT * FROM posts WHERE NOT gone {which} ORDER BY coalesce(public_at, created) DESC, rowid DESC"
        return [_post(row) for row in self.rows(query, *(() if page is None else (page,)))]

    def video(self, id_: str) -> Video | None:
        return next((_video(row) for row in self.rows("SELECT * FROM videos WHERE id = ? AND NOT gone", id_)), None)

    def videos(self, page: str) -> list[Video]:
        query = "SELECT * FROM videos WHERE page = ? AND NOT gone ORDER BY rowid DESC"
        return [_video(row) for row in self.rows(query, page)]

    def photo(self, id_: str) -> sqlite3.Row | None:
        return self.row("SELECT * FROM photos WHERE id = ? AND NOT gone", id_)

    def comments(self, parent: str | None = None) -> list[sqlite3.Row]:
        """Oldest first."""
        if parent is None:
            return self.rows("SELECT * FROM comments WHERE NOT gone ORDER BY rowid")
        return self.rows("SELECT * FROM comments WHERE parent = ? AND NOT gone ORDER BY rowid", parent)

    def set_video(self, id_: str, **values: Any) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        with self.change() as db:
            db.execute(f"UPDATE videos SET {names} WHERE id = ?", (*values.values(), id_))

    def claimed(self, id_: str, state: str) -> bool:
        """Take a film out of a state, once: of two calls that finish it at the same time only one does."""
        with self.change() as db:
            query = "UPDATE videos SET state = 'finishing' WHERE id = ? AND state = ?"
            return db.execute(query, (id_, state)).rowcount == 1

    def new_post(
        self, page: str, now: datetime, message: str, *, public_at: datetime | None, link: str | None = None,
        photos: tuple[str, ...] = (), video: str | None = None,
    ) -> str:  # fmt: skip
        """Make a post; taken away at once, although it is answered with success, if that was ordered."""
        id_ = f"{page}_{self.new_id(5000)}"
        gone = public_at is not None and self.orders.take("post") is not None
        row = (id_, page, message, link, now.timestamp(), _stamp(public_at), json.dumps(photos), video, gone)
        with self.change() as db:
            db.execute("INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            db.executemany("UPDATE photos SET post = ?, temporary = 0 WHERE id = ?", [(id_, photo) for photo in photos])
        return id_


def _stamp(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _moment(stamp: float | None) -> datetime | None:
    return None if stamp is None else datetime.fromtimestamp(stamp, UTC)


def _page(row: sqlite3.Row) -> Page:
    return Page(**{**dict(row), "tasks": tuple(row["tasks"].split())})


def _post(row: sqlite3.Row) -> Post:
    values = {name: row[name] for name in row.keys() if name != "gone"}  # noqa: SIM118 - a Row iterates over values
    values |= {"created": datetime.fromtimestamp(row["created"], UTC), "public_at": _moment(row["public_at"])}
    return Post(**{**values, "photos": tuple(json.loads(row["photos"]))})


def _video(row: sqlite3.Row) -> Video:
    values = {name: row[name] for name in row.keys() if name != "gone"}  # noqa: SIM118 - a Row iterates over values
    return Video(**{**values, "created": datetime.fromtimestamp(row["created"], UTC), "due": _moment(row["due"])})
