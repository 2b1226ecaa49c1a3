"""What is due is published at once, however much work of other kinds is queued: the limits are dagster.yaml's, the tags
the jobs' own, and Dagster's own daemon chooses."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import DagsterEvent, DagsterEventType, DagsterInstance, DagsterRunStatus, Definitions
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.test_utils import create_run_for_test
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import QueuedRunCoordinatorDaemon

from assets_pipeline.definitions import build_defs
from resources.settings import CHECKOUT, Settings

MAKING, READING = ("prepare", "produce", "recycle"), ("measure", "learn", "renew_tokens")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[DagsterInstance]:
    shutil.copyfile(CHECKOUT / "dagster.yaml", tmp_path / "dagster.yaml")
    with DagsterInstance.from_config(str(tmp_path)) as opened:
        yield opened


@pytest.fixture
def definitions(tmp_path: Path) -> Definitions:
    home = tmp_path / "home"
    return build_defs(Settings(home, tmp_path / "sites", f"sqlite:///{home / 'store.db'}"))


def test_a_publish_run_passes_every_queue(instance: DagsterInstance, definitions: Definitions) -> None:
    for jobs in (MAKING, READING):
        for number in range(20):
            queue(instance, definitions, jobs[number % len(jobs)], f"article-{number}")
    at_work = begin_all(instance)
    assert 0 < len(at_work) < 10
    assert begin_all(instance) == []  # the others wait for these

    queue(instance, definitions, "publish")
    assert begin_all(instance) == ["publish"]
    queue(instance, definitions, "publish")  # the one of the next minute need not wait for it either
    assert begin_all(instance) == ["publish"]


def test_a_publish_run_is_begun_before_what_was_queued_earlier(
    instance: DagsterInstance, definitions: Definitions
) -> None:
    for number in range(300):
        queue(instance, definitions, "produce", f"article-{number}")
    queue(instance, definitions, "publish")
    assert begin_all(instance)[0] == "publish"


def queue(instance: DagsterInstance, definitions: Definitions, job: str, partition: str | None = None) -> None:
    """A queued run as its job starts it."""
    tags = {**definitions.resolve_job_def(job).tags, **({"dagster/partition": partition} if partition else {})}
    place = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("reprise"), "__repository__")
    origin = RemoteJobOrigin(place, job)
    create_run_for_test(
        instance, job_name=job, status=DagsterRunStatus.QUEUED, tags=tags, remote_job_origin=origin
    )  # fmt: skip


def begin_all(instance: DagsterInstance) -> list[str]:
    """The jobs of the runs that the daemon would begin now, in its order; they are at work afterwards."""
    daemon = QueuedRunCoordinatorDaemon(interval_seconds=5)
    chosen = daemon._get_runs_to_dequeue(instance, instance.get_concurrency_config(), fixed_iteration_time=None)
    for run in chosen:
        begun = DagsterEvent(event_type_value=DagsterEventType.RUN_START.value, job_name=run.job_name)
        instance.report_dagster_event(begun, run_id=run.run_id)
    return [run.job_name for run in chosen]
