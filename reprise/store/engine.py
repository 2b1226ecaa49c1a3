"""The database behind the store, set up so that compare-and-set holds between threads and processes.

Every ordinary transaction takes SQLite's write lock at its start, so what it read is still true when it writes;
read-only ones take none. PostgreSQL gets the same from row locks and, for whole-account decisions, advisory locks.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy import func as sql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.orm import Session

from reprise.digest import digest
from reprise.errors import BadSettings

BUSY_SECONDS = 30.0
_READ_ONLY = "reprise_read_only"


def open_engine(url: str) -> Engine:
    """The engine for a store's URL: `sqlite:///path/store.db` or `postgresql://user:password@host/name`.

    Raises `BadSettings` when the URL is of another kind or its driver is missing. Connects to nothing yet.
    """
    target = _resolve(url)
    if target.get_backend_name() == "sqlite":
        return _open_sqlite(target)
    try:
        return create_engine(target, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise BadSettings(
            f"The driver for this database is not installed ({error.name}).",
            where=safe_name(target),
            remedy="Install the project with its 'production' extra.",
        ) from None


def read_only(engine: Engine) -> Engine:
    """The same engine for transactions that only read: they wait for nobody and make nobody wait."""
    return engine.execution_options(**{_READ_ONLY: True})


def safe_name(url: URL) -> str:
    """The URL without its password and options, for errors and logs."""
    return url.set(query={}).render_as_string(hide_password=True)


def serialize(session: Session, *name: str) -> None:
    """Let only one transaction at a time go on from here with this name.

    SQLite's writers are serialised already; PostgreSQL gets an advisory lock that ends with the transaction.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(sql.pg_advisory_xact_lock(lock_number(*name))))


def lock_number(*name: str) -> int:
    """A signed 64-bit number for an advisory lock."""
    return int.from_bytes(bytes.fromhex(digest("lock", name)[:16]), signed=True)


def _resolve(url: str) -> URL:
    try:
        target = make_url(url)
        backend = target.get_backend_name()
    except (ArgumentError, NoSuchModuleError):
        raise BadSettings("The store's URL cannot be read.", remedy=_URLS) from None
    if backend in ("postgres", "postgresql"):
        # psycopg 3 unless another driver is named
        return target.set(drivername="postgresql+psycopg") if "+" not in target.drivername else target
    if backend != "sqlite":
        raise BadSettings(f"The store cannot be kept in {backend}.", where=safe_name(target), remedy=_URLS)
    return target


_URLS = "Use sqlite:///path/store.db or postgresql://user:password@host/name."


def _open_sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadSettings(
                f"The store's folder cannot be made ({error.strerror}).",
                where=str(folder),
                remedy="Name a folder that can be written.",
            ) from None
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up_connection(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin says, DDL included
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")  # a committed attempt survives a power cut
    _use_write_ahead_log(connection)


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Readers and one writer at a time. The very first change can collide with another process's, busy or not."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        else:
            return


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
