"""A few publications of every platform under attack: none lost, none twice; and a careless publisher is caught."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from resources.platforms import LIVE
from tests.chaos.accounts import PLAYED
from tests.chaos.trial import Trial
from tests.chaos.worker import Crew

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
POSTS = 12


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    yield Crew()


def test_every_platform_is_tried() -> None:
    assert {played.platform for played in PLAYED.values()} == set(LIVE)


@pytest.mark.parametrize("account", PLAYED)
def test_nothing_is_lost_and_nothing_is_there_twice(account: str, crew: Crew, tmp_path: Path) -> None:
    result = Trial(account, tmp_path / "trial", 11, crew).run(POSTS)
    assert (result.duplicates, result.losses, result.wrongly_held) == ([], [], {})
    assert result.published + len(result.held) == POSTS
    assert sum(result.events.values()) >= POSTS / 2


def test_a_publisher_that_sends_again_without_looking_is_caught(crew: Crew, tmp_path: Path) -> None:
    result = Trial("x", tmp_path / "trial", 11, crew, careless=True).run(3 * POSTS)
    assert not result.passed
