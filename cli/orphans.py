"""Clears what killed processes leave behind: runs that look as if they went on, and the pool slots they held."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from dagster import DagsterRunStatus, RunsFilter

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

HOST_TAG, PROCESS_TAG, BORN_TAG = "reprise/host", "reprise/pid", "reprise/born"

_UNFINISHED = [
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


def process_tags() -> dict[str, str]:
    """Tags that name this process, so that a later one can tell whether it still lives."""
    pid = os.getpid()
    return {HOST_TAG: _host(), PROCESS_TAG: str(pid), BORN_TAG: _born(pid) or "unknown"}


def end_orphans(instance: DagsterInstance) -> int:
    """Mark runs as failed whose process on this machine is gone, and give back their slots; how many there were."""
    ended = 0
    for run in instance.get_runs(RunsFilter(statuses=_UNFINISHED)):
        if _is_orphan(run):
            instance.report_run_failed(run, "The process of this run was killed.")
            ended += 1
    _give_back_slots(instance)
    return ended


def _give_back_slots(instance: DagsterInstance) -> None:
    """Free the pool slots of runs that have ended: a killed run kept its own, and the next would wait for ever."""
    storage = instance.event_log_storage
    pools = [storage.get_concurrency_info(pool) for pool in storage.get_concurrency_keys()]
    for run_id in {
        run for pool in pools for run in (*pool.active_run_ids, *pool.assigned_run_ids, *pool.pending_run_ids)
    }:
        run = instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            storage.free_concurrency_slots_for_run(run_id)


def _is_orphan(run: DagsterRun) -> bool:
    pid = run.tags.get(PROCESS_TAG)
    if not pid or run.tags.get(HOST_TAG) != _host():
        return False
    return not _alive(int(pid)) or _is_another(int(pid), run.tags.get(BORN_TAG))


def _is_another(pid: int, born: str | None) -> bool:
    """Whether the number has passed to a younger process, as it soon does after a container's restart."""
    now = _born(pid)
    return None not in (born, now) and born not in (now, "unknown")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _born(pid: int) -> str | None:
    """When a process began, in ticks since this boot and with the boot's name; None where the system does not tell."""
    try:
        ticks = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, IndexError):
        return None
    return f"{boot}/{ticks}"


def _host() -> str:
    return socket.gethostname()[:63]
