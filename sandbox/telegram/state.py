"""What the sandbox's Telegram remembers, in one SQLite file and a folder of files."""

from __future__ import annotations

import json
import math
import sqlite3
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox import orders
from sandbox.kit import Database
from sandbox.orders import Orders

_SCHEMA = """
CREATE TABLE IF NOT EXISTS bots (id INTEGER PRIMARY KEY, username TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chats (
    id INTEGER PRIMARY KEY, username TEXT UNIQUE, title TEXT NOT NULL, zone TEXT NOT NULL, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS members (
    chat INTEGER NOT NULL, bot INTEGER NOT NULL, status TEXT NOT NULL, PRIMARY KEY (chat, bot));
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, bot INTEGER NOT NULL, kind TEXT NOT NULL, mime TEXT NOT NULL, width INTEGER NOT NULL,
    height INTEGER NOT NULL, seconds REAL NOT NULL, size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    chat INTEGER NOT NULL, id INTEGER NOT NULL, bot INTEGER NOT NULL, sent_at REAL NOT NULL, text TEXT NOT NULL,
    entities TEXT NOT NULL, file TEXT, album TEXT, reply_to INTEGER, more TEXT NOT NULL, edited_at REAL,
    deleted INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (chat, id));
CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, level REAL NOT NULL, at REAL NOT NULL);
"""
ORDERS = {"post": ("removed",)}
"""The next message is taken away again after it was answered with success."""
MEMBERSHIPS = ("administrator", "silenced", "left", "kicked")
"""What a bot can be in a channel; silenced: an administrator without the right to post."""


@dataclass(frozen=True)
class Chat:
    """A channel; without a username it is private."""

    id: int
    username: str | None
    title: str
    zone: str
    created_at: float


@dataclass(frozen=True)
class Bot:
    """A bot."""

    id: int
    username: str
    name: str


@dataclass(frozen=True)
class File:
    """An uploaded file. `kind`: photo or video."""

    id: str
    bot: int
    kind: str
    mime: str
    width: int
    height: int
    seconds: float
    size: int


@dataclass(frozen=True)
class Message:
    """A message; `text` is its caption where it has a file, `album` the group it was sent with."""

    chat: int
    id: int
    bot: int
    sent_at: float
    text: str
    entities: list[dict[str, Any]]
    file: str | None
    album: str | None
    reply_to: int | None
    more: dict[str, Any]
    edited_at: float | None = None


class State:
    """The database and the files. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "files").mkdir(parents=True, exist_ok=True)
        self.database = Database(folder / "state.db", _SCHEMA + orders.SCHEMA)
        self.orders = Orders(self.database, ORDERS)
        self.sending = threading.Lock()

    def close(self) -> None:
        self.database.close()

    def file_path(self, file_id: str) -> Path:
        return self.folder / "files" / file_id

    def add_bot(self, bot: Bot) -> None:
        with self.database.change() as db:
            db.execute("INSERT OR REPLACE INTO bots VALUES (?, ?, ?)", (bot.id, bot.username, bot.name))

    def bot(self, bot_id: int) -> Bot | None:
        rows = self.database.rows("SELECT * FROM bots WHERE id = ?", bot_id)
        return Bot(*rows[0]) if rows else None

    def add_chat(self, chat: Chat) -> None:
        with self.database.change() as db:
            db.execute("INSERT OR REPLACE INTO chats VALUES (?, ?, ?, ?, ?)", tuple(vars(chat).values()))

    def chats(self) -> list[Chat]:
        return [Chat(*row) for row in self.database.rows("SELECT * FROM chats ORDER BY id DESC")]

    def chat(self, name: str) -> Chat | None:
        """By number, or by @name."""
        if name.startswith("@"):
            rows = self.database.rows("SELECT * FROM chats WHERE LOWER(username) = ?", name[1:].lower())
        else:
            rows = self.database.rows("SELECT * FROM chats WHERE CAST(id AS TEXT) = ?", name)
        return Chat(*rows[0]) if rows else None

    def membership(self, chat: int, bot: int) -> str:
        rows = self.database.rows("SELECT status FROM members WHERE chat = ? AND bot = ?", chat, bot)
        return str(rows[0]["status"]) if rows else "left"

    def set_membership(self, chat: int, bot: int, status: str) -> None:
        with self.database.change() as db:
            db.execute("INSERT OR REPLACE INTO members VALUES (?, ?, ?)", (chat, bot, status))

    def members(self) -> list[tuple[int, int]]:
        return [(row["chat"], row["bot"]) for row in self.database.rows("SELECT chat, bot FROM members")]

    def add_file(self, file: File) -> None:
        with self.database.change() as db:
            db.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", tuple(vars(file).values()))

    def file(self, file_id: str) -> File | None:
        rows = self.database.rows("SELECT * FROM files WHERE id = ?", file_id)
        return File(*rows[0]) if rows else None

    def message(self, chat: int, message_id: int) -> Message | None:
        query = "SELECT * FROM messages WHERE chat = ? AND id = ? AND NOT deleted"
        rows = self.database.rows(query, chat, message_id)
        return _message(rows[0]) if rows else None

    def messages(self) -> list[Message]:
        """All there are, newest first."""
        query = "SELECT * FROM messages WHERE NOT deleted ORDER BY sent_at DESC, id DESC"
        return [_message(row) for row in self.database.rows(query)]

    def add_messages(self, drafts: list[Message]) -> list[Message]:
        """Give messages the next numbers of their chat, all at once."""
        removed = self.orders.take("post") is not None
        kept = []
        with self.database.change() as db:
            for draft in drafts:
                row = db.execute("SELECT MAX(id) AS last FROM messages WHERE chat = ?", (draft.chat,)).fetchone()
                message = replace(draft, id=(row["last"] or 1) + 1)  # the first is "channel created"
                db.execute(
                    "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*_row(message), removed)
                )
                kept.append(message)
        return kept

    def change_message(self, message: Message) -> None:
        with self.database.change() as db:
            db.execute(
                "UPDATE messages SET text = ?, entities = ?, more = ?, edited_at = ? WHERE chat = ? AND id = ?",
                (
                    message.text, json.dumps(message.entities), json.dumps(message.more), message.edited_at,
                    message.chat, message.id,
                ),
            )  # fmt: skip

    def delete_message(self, chat: int, message_id: int) -> None:
        with self.database.change() as db:
            db.execute("UPDATE messages SET deleted = 1 WHERE chat = ? AND id = ?", (chat, message_id))

    def sent_since(self, chat: int, moment: float) -> list[float]:
        """When messages of a chat were sent, oldest first, deleted ones as well."""
        query = "SELECT sent_at FROM messages WHERE chat = ? AND sent_at > ? ORDER BY sent_at"
        return [row["sent_at"] for row in self.database.rows(query, chat, moment)]

    def pour(self, name: str, amount: int, capacity: float, rate: float, now: datetime) -> int:
        """Put something into a bucket that runs out at `rate` a second. It takes what comes as long as there is room
        for one more, so an album may overfill it: seconds to wait otherwise, 0 if it was taken."""
        moment = now.timestamp()
        with self.database.change() as db:
            row = db.execute("SELECT * FROM buckets WHERE name = ?", (name,)).fetchone()
            level = max(0.0, row["level"] - max(0.0, moment - row["at"]) * rate) if row else 0.0
            if level + 1 > capacity:
                return max(1, math.ceil((level + 1 - capacity) / rate))
            db.execute("INSERT OR REPLACE INTO buckets VALUES (?, ?, ?)", (name, level + amount, moment))
        return 0


def _row(message: Message) -> tuple[Any, ...]:
    values = dict(vars(message))
    values["entities"], values["more"] = json.dumps(message.entities), json.dumps(message.more)
    return tuple(values.values())


def _message(row: sqlite3.Row) -> Message:
    values: dict[str, Any] = dict(row)
    del values["deleted"]
    values["entities"], values["more"] = json.loads(values["entities"]), json.loads(values["more"])
    return Message(**values)
