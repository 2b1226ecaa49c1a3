"""What YouTube's sandbox remembers, in one SQLite file, so that a restart changes nothing."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sandbox import orders
from sandbox.kit import Database

NAME = "youtube"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS channels (id TEXT PRIMARY KEY, details TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, metadata TEXT NOT NULL, parts TEXT NOT NULL, mime TEXT NOT NULL,
    total INTEGER, received INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0, video TEXT,
    created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS videos (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, snippet TEXT NOT NULL, status TEXT NOT NULL, facts TEXT NOT NULL,
    failure TEXT, rejection TEXT, looks INTEGER NOT NULL DEFAULT 0, thumbnail TEXT, created_at REAL NOT NULL,
    number INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS captions (
    id TEXT PRIMARY KEY, video TEXT NOT NULL, language TEXT NOT NULL, name TEXT NOT NULL, snippet TEXT NOT NULL,
    UNIQUE (video, language, name));
CREATE TABLE IF NOT EXISTS comments (
    id TEXT PRIMARY KEY, video TEXT NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS quota (
    day TEXT NOT NULL, bucket TEXT NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (day, bucket));
CREATE TABLE IF NOT EXISTS extensions (bucket TEXT PRIMARY KEY, amount INTEGER NOT NULL);
"""
FAILURES = ("conversion", "invalidFile", "emptyFile", "tooSmall", "codec", "uploadAborted")
REJECTIONS = (
    "claim", "copyright", "duplicate", "inappropriate", "legal", "length", "termsOfUse", "trademark",
    "uploaderAccountClosed", "uploaderAccountSuspended",
)  # fmt: skip
ORDERS: Mapping[str, tuple[str, ...]] = {
    "processing": ("fail", *FAILURES, *REJECTIONS),
    "upload": ("lost", "expired", "interrupt"),
}
"""What can be ordered: the next video fails in processing ("fail" is conversion) or is rejected after it; the next
piece finds its session gone (404, 410), or is taken in half and answered with 503."""
QUOTA = {"units": 10_000, "uploads": 100, "stats": 10_000}
"""A project's day, from midnight to midnight in Los Angeles (revision history of 2026-06-01 and 2026-06-03)."""
PACIFIC = ZoneInfo("America/Los_Angeles")


@dataclass(frozen=True)
class Channel:
    """A channel. `verified`: by telephone, which allows thumbnails of one's own and films of more than 15 minutes."""

    id: str
    handle: str
    name: str
    zone: str = "UTC"
    verified: bool = True

    @property
    def uploads(self) -> str:
        """The id of the playlist of all its videos."""
        return f"UU{self.id.removeprefix('UC')}"


@dataclass(frozen=True)
class Session:
    """An upload by its upload_id. `gone`: 0, or the status it is answered with; `video` is made when it is complete."""

    id: str
    owner: str
    metadata: dict[str, Any]
    parts: tuple[str, ...]
    mime: str
    total: int | None
    received: int
    gone: int
    video: str | None
    created_at: datetime


@dataclass(frozen=True)
class Video:
    """A video with what may be written of it (`snippet`, `status`) and what processing finds."""

    id: str
    owner: str
    snippet: dict[str, Any]
    status: dict[str, Any]
    facts: dict[str, Any]
    failure: str | None
    rejection: str | None
    looks: int
    thumbnail: str | None
    created_at: datetime

    def privacy(self, now: datetime) -> str:
        """A private video with a time becomes public at it."""
        due = self.status.get("publishAt")
        if due and datetime.fromisoformat(due) <= now:
            return "public"
        return str(self.status["privacyStatus"])

    @property
    def is_short(self) -> bool:
        """Square or upright, and up to three minutes."""
        facts = self.facts
        return bool(facts.get("height", 0) >= facts.get("width", 1) and facts.get("seconds", 0) <= 180)


class State:
    """The database and the folder of uploaded files. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.db = Database(folder / f"{NAME}.db", _SCHEMA + orders.SCHEMA)
        self.orders = orders.Orders(self.db, ORDERS)
        self.completing = threading.Lock()

    def close(self) -> None:
        self.db.close()

    def file(self, name: str) -> Path:
        return self._folder / "media" / name

    def channel(self, id_: str) -> Channel | None:
        rows = self.db.rows("SELECT * FROM channels WHERE id = ?", id_)
        return Channel(**json.loads(rows[0]["details"])) if rows else None

    def channels(self) -> list[Channel]:
        return [Channel(**json.loads(row["details"])) for row in self.db.rows("SELECT * FROM channels ORDER BY rowid")]

    def save_channel(self, channel: Channel) -> None:
        with self.db.change() as db:
            db.execute("INSERT OR REPLACE INTO channels VALUES (?, ?)", (channel.id, json.dumps(asdict(channel))))

    def spend(self, bucket: str, cost: int, now: datetime) -> bool:
        """Take units from today's quota of the project; False when they are not left."""
        day = now.astimezone(PACIFIC).date().isoformat()
        with self.db.change() as db:
            row = db.execute("SELECT used FROM quota WHERE day = ? AND bucket = ?", (day, bucket)).fetchone()
            more = db.execute("SELECT amount FROM extensions WHERE bucket = ?", (bucket,)).fetchone()
            used = (row["used"] if row else 0) + cost
            if used > (more["amount"] if more else QUOTA[bucket]):
                return False
            db.execute("INSERT OR REPLACE INTO quota VALUES (?, ?, ?)", (day, bucket, used))
        return True

    def extend(self, bucket: str, amount: int) -> None:
        """Grant the project another daily quota."""
        with self.db.change() as db:
            db.execute("INSERT OR REPLACE INTO extensions VALUES (?, ?)", (bucket, amount))

    def open_session(
        self, owner: str, metadata: dict[str, Any], parts: tuple[str, ...], mime: str, total: int | None, now: datetime
    ) -> str:
        id_ = f"ABPnzm{secrets.token_urlsafe(48)}"
        with self.db.change() as db:
            db.execute(
                "INSERT INTO sessions (id, owner, metadata, parts, mime, total, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (id_, owner, json.dumps(metadata), json.dumps(parts), mime, total, now.timestamp()),
            )
        return id_

    def session(self, id_: str) -> Session | None:
        rows = self.db.rows("SELECT * FROM sessions WHERE id = ?", id_)
        return _session(rows[0]) if rows else None

    def advance(self, session: Session, received: int, total: int | None) -> bool:
        """Bytes are in, up to `received`; False when another request moved the session in the meantime."""
        with self.db.change() as db:
            found = db.execute(
                "UPDATE sessions SET received = ?, total = coalesce(total, ?)"
                " WHERE id = ? AND received = ? AND video IS NULL",
                (received, total, session.id, session.received),
            )
            return found.rowcount == 1

    def lose(self, session: Session, status: int) -> None:
        with self.db.change() as db:
            db.execute("UPDATE sessions SET gone = ? WHERE id = ?", (status, session.id))

    def complete_sessions(self) -> list[Session]:
        """Sessions of which every byte is here, and which have become no video yet."""
        rows = self.db.rows("SELECT * FROM sessions WHERE received = total AND video IS NULL AND gone = 0")
        return [_session(row) for row in rows]

    def add_video(self, session: Session, video: Video) -> None:
        """The upload is complete: the video is there, and its session names it from now on."""
        with self.db.change() as db:
            number = db.execute("SELECT coalesce(max(number), 0) + 1 AS n FROM videos").fetchone()["n"]
            db.execute(
                "INSERT INTO videos (id, owner, snippet, status, facts, failure, rejection, created_at, number)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    video.id, video.owner, json.dumps(video.snippet), json.dumps(video.status),
                    json.dumps(video.facts), video.failure, video.rejection, video.created_at.timestamp(), number,
                ),
            )  # fmt: skip
            db.execute("UPDATE sessions SET video = ? WHERE id = ?", (video.id, session.id))

    def video(self, id_: str) -> Video | None:
        rows = self.db.rows("SELECT * FROM videos WHERE id = ? AND NOT deleted", id_)
        return _video(rows[0]) if rows else None

    def videos(self, owner: str | None = None) -> list[Video]:
        """All videos there are, newest first."""
        query = (
            "SELECT * FROM videos WHERE NOT deleted AND (owner = ? OR ? IS NULL) ORDER BY created_at DESC, number DESC"
        )
        return [_video(row) for row in self.db.rows(query, owner, owner)]

    def look(self, video: Video) -> Video:
        """Somebody asked how processing is getting on."""
        with self.db.change() as db:
            db.execute("UPDATE videos SET looks = looks + 1 WHERE id = ?", (video.id,))
        return replace(video, looks=video.looks + 1)

    def write(self, video: Video, **columns: Any) -> None:
        """Change `snippet`, `status`, `thumbnail` or `deleted` of a video."""
        values = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in columns.items()}
        names = ", ".join(f"{name} = ?" for name in values)
        with self.db.change() as db:
            db.execute(f"UPDATE videos SET {names} WHERE id = ?", (*values.values(), video.id))


def new_video_id() -> str:
    return secrets.token_urlsafe(8)[:11]


def _session(row: sqlite3.Row) -> Session:
    return Session(
        id=row["id"],
        owner=row["owner"],
        metadata=json.loads(row["metadata"]),
        parts=tuple(json.loads(row["parts"])),
        mime=row["mime"],
        total=row["total"],
        received=row["received"],
        gone=row["gone"],
        video=row["video"],
        created_at=datetime.fromtimestamp(row["created_at"], UTC),
    )


def _video(row: sqlite3.Row) -> Video:
    return Video(
        id=row["id"],
        owner=row["owner"],
        snippet=json.loads(row["snippet"]),
        status=json.loads(row["status"]),
        facts=json.loads(row["facts"]),
        failure=row["failure"],
        rejection=row["rejection"],
        looks=row["looks"],
        thumbnail=row["thumbnail"],
        created_at=datetime.fromtimestamp(row["created_at"], UTC),
    )
