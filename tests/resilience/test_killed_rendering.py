"""A run killed while it renders: nobody goes on working, and the next run encodes only what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from dagster import DagsterRunStatus

from reprise.digest import file_digest
from reprise.video.products import Render
from tests.resilience.conftest import PRESETS, Undisturbed
from tests.resilience.house import House, children, lives, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

ENOUGH = 3  # units that are finished when the run is killed


@pytest.mark.parametrize("group", [True, False], ids=["with its workers", "alone"])
def test_a_killed_run_leaves_no_worker_and_the_next_ends_with_the_same_film(
    filmed: Undisturbed, tmp_path: Path, group: bool
) -> None:
    whole, article = filmed.after, filmed.article
    house = filmed.before.copy(tmp_path / "house")
    workers: set[int] = set()

    def rendering(pid: int) -> bool:
        workers.update(children(pid))
        return len(house.pieces("unit")) >= ENOUGH

    house.kill_when(rendering, "run", article, "--through", "films", group=group)
    assert workers
    wait_until(lambda: not any(lives(pid) for pid in workers))
    there = house.pieces("unit")
    assert ENOUGH <= len(there) < len(whole.pieces("unit"))
    assert not house.pieces("film")

    again = house.reprise("run", article, "--through", "films")
    assert again.code == 0, again.text
    assert films(house, article) == films(whole, article)
    renders = [house.document(Render, name, "render", article) for name in PRESETS]
    # The presets are of one size: whichever is rendered first encodes what is missing, the others take all of it.
    assert sum(render.units_made for render in renders) == len(whole.pieces("unit") - there)
    house.ensure_whole()
    house.media.sweep(older_than=0)
    assert list((house.settings.media / "tmp").glob("*")) == []
    house.ensure_whole()
    assert [run.status for run in house.runs()].count(DagsterRunStatus.FAILURE) == 1
    house.close()


def films(house: House, article: str) -> dict[str, str]:
    """What is in the bytes of every film, by preset."""
    renders = {name: house.document(Render, name, "render", article) for name in PRESETS}
    return {name: file_digest(house.media.path(render.media)) for name, render in renders.items()}
