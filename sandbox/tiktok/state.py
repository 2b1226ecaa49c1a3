"""What TikTok's sandbox remembers, in one SQLite file, so that a restart changes nothing."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sandbox import orders
from sandbox.kit import Database

NAME = "tiktok"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (id TEXT PRIMARY KEY, details TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tasks (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL, inbox INTEGER NOT NULL,
    info TEXT NOT NULL, created_at REAL NOT NULL, upload_id TEXT UNIQUE, upload_token TEXT, total INTEGER NOT NULL,
    chunk INTEGER NOT NULL, chunks INTEGER NOT NULL, received INTEGER NOT NULL DEFAULT 0,
    finished INTEGER NOT NULL DEFAULT 0, reason TEXT, looks INTEGER NOT NULL DEFAULT 0, gone TEXT,
    withheld INTEGER NOT NULL DEFAULT 0, post TEXT);
CREATE TABLE IF NOT EXISTS posts (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL, media TEXT NOT NULL,
    privacy TEXT NOT NULL, aigc INTEGER NOT NULL, facts TEXT NOT NULL, created_at REAL NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS calls (account TEXT NOT NULL, route TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS calls_by_account ON calls (account, route, at);
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""
ORDERS: Mapping[str, tuple[str, ...]] = {
    "processing": (
        "fail", "internal", "file_format_check_failed", "duration_check_failed", "frame_rate_check_failed",
        "picture_size_check_failed", "auth_removed", "spam_risk", "spam_risk_text", "spam_risk_too_many_posts",
        "spam_risk_user_banned_from_posting",
    ),
    "pull": ("fail",),
    "upload": ("lost", "expired"),
    "moderation": ("withhold",),
    "post": ("remove",),
}  # fmt: skip
"""What can be ordered: the next finished upload or pull fails in processing ("fail" is internal), the next pull
fails, the next chunk finds its upload gone, the next post never gets a public id, or is taken away at once."""
UPLOAD_LIFE = timedelta(hours=1)
DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Account:
    """A creator, and what the app may do for them. `verified` are domains and URL prefixes whose ownership was shown.

    Args:
        audited: whether TikTok audited the app; without it only private accounts can be posted to, for oneself.
        private: whether the account is.
        daily_posts: how many posts TikTok lets all apps together make in 24 hours (about 15; it differs by creator).
    """

    id: str
    handle: str
    name: str
    zone: str = "UTC"
    audited: bool = True
    private: bool = False
    banned: bool = False
    comment_disabled: bool = False
    duet_disabled: bool = False
    stitch_disabled: bool = False
    max_seconds: int = 600
    daily_posts: int = 15
    verified: tuple[str, ...] = ("127.0.0.1", "localhost", "::1")

    @property
    def privacy_levels(self) -> list[str]:
        widest = "FOLLOWER_OF_CREATOR" if self.private else "PUBLIC_TO_EVERYONE"
        return [widest, "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]


@dataclass(frozen=True)
class Task:
    """A publishing task by its publish_id. `kind`: video or photo; `gone`: lost or expired; `reason`: why it failed."""

    id: str
    owner: str
    kind: str
    source: str
    inbox: bool
    info: dict[str, Any]
    created_at: datetime
    total: int = 0
    chunk: int = 0
    chunks: int = 0
    upload_id: str | None = None
    upload_token: str | None = None
    received: int = 0
    finished: bool = False
    reason: str | None = None
    looks: int = 0
    gone: str | None = None
    withheld: bool = False
    post: str | None = None


@dataclass(frozen=True)
class Post:
    """What is on an account. `media`: "video", or "image" as often as there are pictures."""

    id: str
    owner: str
    title: str
    description: str
    media: tuple[str, ...]
    privacy: str
    aigc: bool
    created_at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


class State:
    """The database and the folder of uploaded files. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._db = Database(folder / f"{NAME}.db", _SCHEMA + orders.SCHEMA)
        self.orders = orders.Orders(self._db, ORDERS)
        self.appending = threading.Lock()

    def close(self) -> None:
        self._db.close()

    def file(self, name: str) -> Path:
        return self._folder / "media" / name

    def account(self, id_: str) -> Account | None:
        rows = self._db.rows("SELECT * FROM accounts WHERE id = ?", id_)
        return _account(rows[0]) if rows else None

    def accounts(self) -> list[Account]:
        return [_account(row) for row in self._db.rows("SELECT * FROM accounts ORDER BY rowid")]

    def save_account(self, account: Account) -> None:
        with self._db.change() as db:
            db.execute("INSERT OR REPLACE INTO accounts VALUES (?, ?)", (account.id, json.dumps(asdict(account))))

    def add_task(self, task: Task, *, inbox_limit: int) -> str | None:
        """Keep a new task if its owner's limits of 24 hours allow it; else the code of the limit that does not."""
        account = self.account(task.owner)
        assert account is not None
        since = (task.created_at - DAY).timestamp()
        with self._db.change() as db:
            taken = db.execute(
                "SELECT count(*) AS n FROM tasks WHERE owner = ? AND inbox = ? AND created_at > ? AND reason IS NULL"
                " AND (finished OR created_at > ?)",
                (task.owner, task.inbox, since, (task.created_at - UPLOAD_LIFE).timestamp()),
            ).fetchone()["n"]
            if taken >= (inbox_limit if task.inbox else account.daily_posts):
                return "spam_risk_too_many_pending_share" if task.inbox else "spam_risk_too_many_posts"
            db.execute(
                "INSERT INTO tasks (id, owner, kind, source, inbox, info, created_at, upload_id, upload_token, total,"
                " chunk, chunks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    task.id, task.owner, task.kind, task.source, task.inbox, json.dumps(task.info),
                    task.created_at.timestamp(), task.upload_id, task.upload_token, task.total, task.chunk, task.chunks,
                ),
            )  # fmt: skip
        return None

    def posts_today(self, account: str, now: datetime) -> int:
        """How many tasks of the last 24 hours have become posts."""
        since = (now - DAY).timestamp()
        query = "SELECT count(*) AS n FROM tasks WHERE owner = ? AND post IS NOT NULL AND created_at > ?"
        return int(self._db.rows(query, account, since)[0]["n"])

    def task(self, publish_id: str) -> Task | None:
        rows = self._db.rows("SELECT * FROM tasks WHERE id = ?", publish_id)
        return _task(rows[0]) if rows else None

    def task_of_upload(self, upload_id: str) -> Task | None:
        rows = self._db.rows("SELECT * FROM tasks WHERE upload_id = ?", upload_id)
        return _task(rows[0]) if rows else None

    def look(self, publish_id: str) -> None:
        with self._db.change() as db:
            db.execute("UPDATE tasks SET looks = looks + 1 WHERE id = ?", (publish_id,))

    def lose(self, task: Task, how: str) -> None:
        with self._db.change() as db:
            db.execute("UPDATE tasks SET gone = ? WHERE id = ?", (how, task.id))

    def advance(self, task: Task, received: int) -> None:
        """A chunk is in."""
        with self._db.change() as db:
            db.execute("UPDATE tasks SET received = ? WHERE id = ?", (received, task.id))

    def complete_tasks(self) -> list[Task]:
        """Uploads of which every byte is here, and which nobody has looked at."""
        rows = self._db.rows("SELECT * FROM tasks WHERE source = 'FILE_UPLOAD' AND received = total AND NOT finished")
        return [_task(row) for row in rows]

    def fail(self, task: Task, reason: str) -> None:
        with self._db.change() as db:
            db.execute("UPDATE tasks SET finished = 1, reason = ? WHERE id = ?", (reason, task.id))

    def finish(self, task: Task, post: Post | None, *, received: int, withheld: bool) -> None:
        """The task is done; what it made is there from now on, whoever looks or does not."""
        with self._db.change() as db:
            made = None
            if post:
                moment = _own_moment(db, post)
                made = replace(post, id=_next_id(db, moment), created_at=moment)
                db.execute(
                    "INSERT INTO posts (id, owner, title, description, media, privacy, aigc, facts, created_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        made.id, made.owner, made.title, made.description, json.dumps(made.media), made.privacy,
                        made.aigc, json.dumps(made.facts), made.created_at.timestamp(),
                    ),
                )  # fmt: skip
            db.execute(
                "UPDATE tasks SET finished = 1, received = ?, withheld = ?, post = ? WHERE id = ?",
                (received, withheld, made.id if made else None, task.id),
            )

    def remove(self, post_id: str) -> None:
        with self._db.change() as db:
            db.execute("UPDATE posts SET removed = 1 WHERE id = ?", (post_id,))

    def post(self, id_: str) -> Post | None:
        rows = self._db.rows("SELECT * FROM posts WHERE id = ? AND NOT removed", id_)
        return _post(rows[0]) if rows else None

    def posts(self, owner: str | None = None) -> list[Post]:
        """All posts there are, newest first."""
        rows = self._db.rows(
            "SELECT * FROM posts WHERE NOT removed AND (owner = ? OR ? IS NULL) ORDER BY created_at DESC, id DESC",
            owner,
            owner,
        )
        return [_post(row) for row in rows]

    def spend(self, account: str, route: str, limit: int, now: datetime) -> bool:
        """Count one call in the sliding minute; False when there were `limit` already."""
        moment = now.timestamp()
        with self._db.change() as db:
            db.execute("DELETE FROM calls WHERE account = ? AND route = ? AND at <= ?", (account, route, moment - 60))
            query = "SELECT count(*) AS n FROM calls WHERE account = ? AND route = ? AND at <= ?"
            if db.execute(query, (account, route, moment)).fetchone()["n"] >= limit:
                return False
            db.execute("INSERT INTO calls VALUES (?, ?, ?)", (account, route, moment))
        return True


def _next_id(db: sqlite3.Connection, now: datetime) -> str:
    """A 19-digit number in the order of time, never given twice even when the clock stands still or goes back."""
    wanted = int(now.timestamp()) << 32
    row = db.execute("SELECT value FROM numbers WHERE name = 'id'").fetchone()
    value = max(wanted, (row["value"] if row else 0) + 1)
    db.execute("INSERT OR REPLACE INTO numbers VALUES ('id', ?)", (value,))
    return str(value)


def _own_moment(db: sqlite3.Connection, post: Post) -> datetime:
    """The millisecond of a post, which is its owner's only post of that millisecond: the video list is read by them."""
    moment = post.created_at.replace(microsecond=post.created_at.microsecond // 1000 * 1000)
    query = "SELECT 1 FROM posts WHERE owner = ? AND created_at = ?"
    while db.execute(query, (post.owner, moment.timestamp())).fetchone():
        moment += timedelta(milliseconds=1)
    return moment


def _account(row: sqlite3.Row) -> Account:
    details = json.loads(row["details"])
    return Account(**{**details, "verified": tuple(details["verified"])})


def _task(row: sqlite3.Row) -> Task:
    values = {name: row[name] for name in row.keys()}  # noqa: SIM118 - a Row iterates over its values
    flags = {name: bool(values[name]) for name in ("inbox", "finished", "withheld")}
    moment = datetime.fromtimestamp(values["created_at"], UTC)
    return Task(**{**values, **flags, "info": json.loads(values["info"]), "created_at": moment})


def _post(row: sqlite3.Row) -> Post:
    return Post(
        id=row["id"],
        owner=row["owner"],
        title=row["title"],
        description=row["description"],
        media=tuple(json.loads(row["media"])),
        privacy=row["privacy"],
        aigc=bool(row["aigc"]),
        created_at=datetime.fromtimestamp(row["created_at"], UTC),
        facts=json.loads(row["facts"]),
    )
