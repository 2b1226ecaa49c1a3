"""A run killed while it makes posts, pictures and scripts: the next one completes what an undisturbed one makes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from dagster import DagsterRunStatus

from tests.resilience.conftest import Undisturbed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

KILLS = 3


def test_a_run_killed_again_and_again_ends_with_what_an_undisturbed_run_makes(
    prepared: Undisturbed, tmp_path: Path
) -> None:
    whole = prepared.after
    everything = len(whole.files("documents", "media"))
    moments = sorted(random.Random(14).sample(range(1, everything - 1), KILLS))
    house = prepared.before.copy(tmp_path / "house")
    for moment in moments:
        house.kill_when(lambda _, least=moment: len(house.files("documents", "media")) >= least, "run")
        assert moment <= len(house.files("documents", "media")) < everything
    there = {path: stamp for path, stamp in house.stamps("media").items() if path in house.pieces()}

    last = house.reprise("run")
    assert last.code == 0, last.text
    assert house.files("documents", "media") == whole.files("documents", "media")
    assert house.documents() == whole.documents()
    assert house.posts() == whole.posts()
    house.ensure_whole()
    now = house.stamps("media")
    assert {path: now[path] for path in there} == there, "a piece was made again"
    statuses = [run.status for run in house.runs()]
    assert statuses.count(DagsterRunStatus.FAILURE) == KILLS
    assert set(statuses) == {DagsterRunStatus.FAILURE, DagsterRunStatus.SUCCESS}
    house.close()
