"""Failures of a platform's own that were ordered and have not happened yet, first come first served."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.kit import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, value TEXT NOT NULL);
"""
"""What a platform's database needs besides its own tables."""


class Orders:
    """The orders of one platform: a name such as "processing", and how it shall fail.

    Args:
        known: the values that each name may have.
    """

    def __init__(self, database: Database, known: Mapping[str, tuple[str, ...]]) -> None:
        self._database = database
        self._known = known

    def place(self, what: Mapping[str, Any]) -> None:
        """Raises `ValueError` for a name or a value that means nothing here."""
        for name, value in what.items():
            if value not in self._known.get(name, ()):
                every = "; ".join(f"{known}: {' | '.join(values)}" for known, values in self._known.items())
                raise ValueError(f"what can be ordered is {every}")
        with self._database.change() as db:
            db.executemany("INSERT INTO orders (name, value) VALUES (?, ?)", list(what.items()))

    def take(self, name: str, wanted: Callable[[str], bool] = lambda _: True) -> str | None:
        """The oldest order of this name, which is thereby carried out; None without one."""
        with self._database.change() as db:
            for row in db.execute("SELECT * FROM orders WHERE name = ? ORDER BY id", (name,)).fetchall():
                if wanted(row["value"]):
                    db.execute("DELETE FROM orders WHERE id = ?", (row["id"],))
                    return str(row["value"])
        return None
