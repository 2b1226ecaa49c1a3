"""What a killed run leaves in Dagster's records is cleared before the next run begins."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRunStatus
from dagster._core.test_utils import create_run_for_test

from cli.orphans import BORN_TAG, end_orphans, process_tags
from reprise.media import MediaStore

POOL = "render"


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[DagsterInstance]:
    shutil.copyfile(Path(__file__).resolve().parents[2] / "dagster.yaml", tmp_path / "dagster.yaml")
    with DagsterInstance.from_config(str(tmp_path)) as opened:
        opened.event_log_storage.set_concurrency_slots(POOL, 1)
        yield opened


def claimed(instance: DagsterInstance, tags: dict[str, str]) -> str:
    """A run at work that holds the pool's one slot."""
    run = create_run_for_test(instance, job_name="produce", status=DagsterRunStatus.STARTED, tags=tags)
    assert instance.event_log_storage.claim_concurrency_slot(POOL, run.run_id, "render").is_claimed
    return run.run_id


def is_free(instance: DagsterInstance) -> bool:
    return not instance.event_log_storage.get_concurrency_info(POOL).claimed_slots


def test_a_killed_runs_slot_is_given_back_at_once(instance: DagsterInstance) -> None:
    run = claimed(instance, {**process_tags(), BORN_TAG: "another boot/1"})  # the number lives, its owner is younger
    assert end_orphans(instance) == 1
    found = instance.get_run_by_id(run)
    assert found is not None and found.status == DagsterRunStatus.FAILURE
    assert is_free(instance)


def test_a_run_at_work_keeps_its_slot(instance: DagsterInstance) -> None:
    claimed(instance, process_tags())
    assert end_orphans(instance) == 0
    assert not is_free(instance)


def test_slots_of_runs_that_ended_without_giving_them_back_are_freed(instance: DagsterInstance) -> None:
    run = instance.get_run_by_id(claimed(instance, {}))
    assert run is not None
    instance.report_run_failed(run)
    end_orphans(instance)
    assert is_free(instance)


def test_half_written_files_are_swept_once_nobody_can_be_writing_them(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    piece = store.put(b"whole", ".bin", kind="piece")
    for name, age in (("left.mp4", 90_000), ("under-way.mp4", 60)):
        path = tmp_path / "tmp" / name
        path.write_bytes(b"half")
        os.utime(path, (time.time() - age, time.time() - age))
    assert store.sweep() == 1
    assert [path.name for path in (tmp_path / "tmp").iterdir()] == ["under-way.mp4"]
    assert store.path(piece).read_bytes() == b"whole"
