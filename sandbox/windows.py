"""Fixed windows in which calls or points are counted, on the sandbox's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.kit import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS windows (name TEXT PRIMARY KEY, reset REAL NOT NULL, used INTEGER NOT NULL);
"""
"""What a platform's database needs besides its own tables."""


@dataclass(frozen=True)
class Window:
    """A limit as a platform writes it: `limit` points in `seconds`. `aligned`: its windows begin at multiples of
    `seconds` since the epoch, not with the first call."""

    limit: int
    seconds: int
    aligned: bool = False


@dataclass(frozen=True)
class Spent:
    """What a window holds after a call. `left` is never negative; `reset` is in epoch seconds; `over`: refused."""

    window: Window
    left: int
    reset: float
    over: bool


def spend(database: Database, name: str, window: Window, now: datetime, points: int = 1) -> Spent:
    """Count a call in the window called `name`; what does not fit any more is counted as well, and refused."""
    moment = now.timestamp()
    with database.change() as db:
        row = db.execute("SELECT * FROM windows WHERE name = ?", (name,)).fetchone()
        goes_on = row is not None and row["reset"] - window.seconds <= moment < row["reset"]
        used = (row["used"] if goes_on else 0) + points
        begin = moment - moment % window.seconds if window.aligned else moment
        reset = row["reset"] if goes_on else begin + window.seconds
        db.execute("INSERT OR REPLACE INTO windows VALUES (?, ?, ?)", (name, reset, used))
    return Spent(window, max(0, window.limit - used), reset, used > window.limit)


def tightest(spent: list[Spent]) -> Spent:
    """The one that headers tell of: the first that is over, else the one with the least left."""
    return min(spent, key=lambda one: (not one.over, one.left))
