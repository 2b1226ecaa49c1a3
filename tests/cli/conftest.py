from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.reprise_command import Reprise
from tests.installation import KETTLES, LAMPS, Installation, failures


@pytest.fixture
def reprise(installation: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Reprise:
    """The command line on an empty installation."""
    return Reprise(installation, monkeypatch, capsys)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with two articles and all that `prepare` makes of the first."""
    made = Installation(tmp_path_factory.mktemp("cli"))
    made.write("kettles", KETTLES)
    made.write("lamps", LAMPS)
    result = made.run("prepare", made.take_in()["kettles"])
    assert failures(result) == {}
    yield made
    made.close()


@pytest.fixture
def on_prepared(prepared: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Reprise:
    """The command line on an installation where an article was prepared."""
    return Reprise(prepared, monkeypatch, capsys)
