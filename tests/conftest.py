"""Keeps every test away from this machine's own installation, and offers one of its own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation
from tests.postgres import postgres

__all__ = ["installation", "postgres"]

# The asset graph reads the environment when it is imported: it must find neither an installation nor a secret. What is
# left says where tests find things of their own: machine-readable specifications, and servers of npm.
_OURS = ("REPRISE_SPECS", "REPRISE_NODE")
_ELSEWHERE = tempfile.mkdtemp(prefix="reprise-tests-")
for _name in [name for name in os.environ if name.startswith(("REPRISE_", "DAGSTER_")) and name not in _OURS]:
    del os.environ[_name]
os.environ["REPRISE_HOME"] = _ELSEWHERE
os.environ["COLUMNS"] = "200"  # what is said does not depend on the terminal of whoever runs the tests


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_ELSEWHERE, ignore_errors=True)


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation with one site and no article, its clock standing still on a Monday morning."""
    monkeypatch.setenv("REPRISE_HOME", str(tmp_path / "home"))  # restored also where a run has set it
    made = Installation(tmp_path)
    yield made
    made.close()
