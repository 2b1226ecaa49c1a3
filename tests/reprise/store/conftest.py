"""A store on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from reprise.clock import ManualClock
from reprise.store.store import Store
from tests.postgres import database
from tests.reprise.store.builders import START


@pytest.fixture
def empty_postgres(postgres: URL) -> Iterator[str]:
    """The URL of a database without any table."""
    with database(postgres, "template1") as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated, empty store of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
    else:
        with database(request.getfixturevalue("postgres")) as url:
            yield url


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def store(url: str, clock: ManualClock) -> Iterator[Store]:
    opened = Store(url, clock)
    opened.migrate()
    yield opened
    opened.close()
