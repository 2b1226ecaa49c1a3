"""What every Graph platform remembers: numbers for new objects, calls for its limits, ordered failures, files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox import orders
from sandbox.kit import Database, Kit

_SCHEMA = """
CREATE TABLE IF NOT EXISTS numbers (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE IF NOT EXISTS calls (who TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS calls_by_who ON calls (who, at);
"""


class GraphState:
    """One platform's database and files.

    Args:
        schema: the platform's own tables.
        known: what can be ordered to fail, and how.
    """

    def __init__(self, kit: Kit, name: str, schema: str, known: Mapping[str, tuple[str, ...]]) -> None:
        home = kit.home(name)
        self.database = Database(home / f"{name}.db", _SCHEMA + orders.SCHEMA + schema)
        self.orders = orders.Orders(self.database, known)
        self._files = home / "files"
        self._files.mkdir(exist_ok=True)

    def file(self, name: str) -> Path:
        return self._files / name

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        with self.database.change() as db:
            yield db

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        return self.database.rows(query, *values)

    def row(self, query: str, *values: Any) -> sqlite3.Row | None:
        return next(iter(self.database.rows(query, *values)), None)

    def new_id(self, start: int) -> str:
        """A number that nothing else has; each kind of object counts from a start of its own."""
        with self.database.change() as db:
            return str(start + int(db.execute("INSERT INTO numbers DEFAULT VALUES").lastrowid or 0))

    def spent(self, who: str, now: datetime, seconds: int) -> int:
        """Count a call of somebody; how many there were in the last `seconds`."""
        at = now.timestamp()
        with self.database.change() as db:
            db.execute("INSERT INTO calls VALUES (?, ?)", (who, at))
            db.execute("DELETE FROM calls WHERE who = ? AND at <= ?", (who, at - seconds))
            return int(db.execute("SELECT count(*) FROM calls WHERE who = ?", (who,)).fetchone()[0])

    def close(self) -> None:
        self.database.close()
