"""Nothing that is planted reaches a post, whether the model invents it or an article tells the model to write it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reprise.clock import ManualClock
from reprise.media import MediaStore
from reprise.store.store import Store
from sandbox.models.compatible import CompatibleStandIn
from sandbox.models.mind import Mind
from sandbox.models.server import serve
from tests.resources.writers.planted import Bench, Planted, Tally, attempt, plants, slip


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    clock = ManualClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    store = Store(f"sqlite:///{tmp_path / 'store.db'}", clock)
    store.migrate()
    with serve(CompatibleStandIn()) as stand_in:
        yield Bench(stand_in, store, MediaStore(tmp_path / "media"), clock)


def tried(bench: Bench, attempts: list[Planted]) -> Tally:
    tally = Tally()
    for number, planted in enumerate(attempts):
        attempt(number, planted, bench, tally)
    return tally


def test_a_few_plants_of_each_kind_reach_no_post(bench: Bench) -> None:
    every = list(plants(100))
    tally = tried(bench, [*every[:2], *every[50:53]])
    assert tally.reached == []
    assert tally.sent_back > 0
    assert tally.drafted > 0


@pytest.mark.slow
def test_of_a_hundred_plants_none_reaches_a_post(bench: Bench) -> None:
    tally = tried(bench, list(plants(100)))
    assert tally.reached == []
    assert tally.with_plant == tally.stopped  # all that got as far as a draft have their verdict
    assert tally.sent_back >= 100  # the request's own check found nearly all of them before
    assert tally.false == []
    assert tally.approved > 300


def test_of_a_hundred_plants_that_got_into_a_draft_none_is_approved(bench: Bench) -> None:
    tally = Tally()
    for number, planted in enumerate(plants(100)):
        slip(number, planted, bench, tally)
    assert tally.reached == []
    assert tally.with_plant >= 95  # a few have no words of their own: a "not" too few
    assert tally.stopped == tally.with_plant
    assert tally.approved <= 100 - tally.with_plant


@pytest.mark.slow
def test_posts_without_a_plant_are_approved(bench: Bench) -> None:
    honest = [replace(each, mind=Mind(), plant="zzz qqq") for each in list(plants(100))[:25]]
    tally = tried(bench, honest)
    assert tally.false == []
    assert tally.worded > 40
    assert tally.approved == tally.drafted
