"""Every minute: approve and plan what is pending, and start sending what is due and looking for what is in doubt."""

from __future__ import annotations

from datetime import timedelta

from dagster import DagsterInstance, DagsterRunStatus, RunRequest, ScheduleEvaluationContext, SkipReason, schedule

from reprise.windows.queue import Queue
from resources.configured import ClockResource, SitesResource, StoreResource

STALE = timedelta(minutes=3)
"""Ticks older than this are left out when the daemon catches up: the queue looks at what is due now anyway."""

_OVER = frozenset({DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED})


@schedule(
    name="posting_windows",
    job_name="publish",
    cron_schedule="* * * * *",
    execution_timezone="UTC",
    description="Plans approved posts, deals with missed windows, publishes each post in the minute it is due, and "
    "settles posts whose outcome is unknown by looking at their account.",
)
def posting_windows(
    context: ScheduleEvaluationContext, store: StoreResource, sites: SitesResource, clock: ClockResource
) -> RunRequest | SkipReason:
    now = clock.open().now()
    if now - context.scheduled_execution_time > STALE:
        return SkipReason("This tick is from the time the daemon was down; the current one sees what is due.")
    tick = Queue(store.open(), sites.open(), clock.open()).tick(lambda run: _is_alive(context.instance, run))
    if not tick.due and not tick.in_doubt:
        return SkipReason(f"Nothing is due. {len(tick.planned.placed)} posts were given a time.")
    return RunRequest(
        run_key=f"{context.scheduled_execution_time:%Y-%m-%dT%H:%M}",
        tags={"posts": str(len(tick.due)), "looks": str(len(tick.in_doubt))},
    )


def _is_alive(instance: DagsterInstance, run: str) -> bool | None:
    """Whether a run may still be working; None for one that Dagster does not know: then only time tells."""
    found = instance.get_run_by_id(run)
    return None if found is None else found.status not in _OVER
