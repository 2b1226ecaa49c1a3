"""Runs jobs in this process, against the instance that the UI shows."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dagster import AssetKey, DagsterRunStatus, Definitions, RunsFilter

from assets_pipeline.common import why_failed
from assets_pipeline.definitions import build_defs
from assets_pipeline.partitions import articles
from cli.session import Session

if TYPE_CHECKING:
    from dagster import ExecuteInProcessResult

HOST_TAG, PROCESS_TAG = "reprise/host", "reprise/pid"


@dataclass(frozen=True)
class Ran:
    """How a run ended: `problems` are the failed steps' own words."""

    job: str
    article: str | None
    run_id: str
    success: bool
    problems: tuple[str, ...]


class Runner:
    """Runs the project's jobs one after another."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.instance = session.instance
        self.end_orphans()

    @cached_property
    def definitions(self) -> Definitions:
        return build_defs(self.session.settings)

    def run(
        self,
        job: str,
        partition: str | None = None,
        *,
        selection: Sequence[AssetKey] | None = None,
        tags: dict[str, str] | None = None,
    ) -> Ran:
        """Run a job to its end. Failed steps do not raise; they are in the result.

        What the run says, dbt included, goes to `logs/jobs.log` below the home.
        """
        if partition is not None and job not in ("measure",):
            self.instance.add_dynamic_partitions(str(articles.name), [partition])
        log = self.session.settings.home / "logs" / "jobs.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file, redirect_stdout(file):
            result = self.definitions.resolve_job_def(job).execute_in_process(
                instance=self.instance,
                partition_key=partition,
                asset_selection=list(selection) if selection else None,
                tags={HOST_TAG: socket.gethostname()[:63], PROCESS_TAG: str(os.getpid()), **(tags or {})},
                run_config={"loggers": {"console": {"config": {"file": str(log), "log_level": "DEBUG"}}}},
                raise_on_error=False,
            )
        return Ran(job, partition, result.run_id, result.success, _problems(result))

    def end_orphans(self) -> int:
        """Mark runs as failed whose process on this machine is gone, so that nothing shows as running for ever."""
        unfinished = RunsFilter(statuses=[DagsterRunStatus.STARTED, DagsterRunStatus.STARTING])
        ended = 0
        for run in self.instance.get_runs(unfinished):
            pid = run.tags.get(PROCESS_TAG)
            if pid and run.tags.get(HOST_TAG) == socket.gethostname()[:63] and not _alive(int(pid)):
                self.instance.report_run_failed(run, "The process of this run was killed.")
                ended += 1
        return ended


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _problems(result: ExecuteInProcessResult) -> tuple[str, ...]:
    return tuple(f"{event.step_key}: {why_failed(event)}" for event in result.all_events if event.is_step_failure)
