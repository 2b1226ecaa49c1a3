"""A store in a file, and the clock it goes by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reprise.clock import ManualClock
from reprise.store.store import Store
from tests.reprise.store.builders import START


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path}/store.db", clock)
    opened.migrate()
    yield opened
    opened.close()
