"""Every night: old media that nothing refers to are taken away."""

from __future__ import annotations

from dagster import RunRequest, ScheduleEvaluationContext, schedule


@schedule(
    name="nightly_housekeeping",
    job_name="housekeeping",
    cron_schedule="0 4 * * *",
    execution_timezone="UTC",
    description="Removes media that nothing refers to and that were not used for REPRISE_MEDIA_DAYS (30) days.",
)
def nightly_housekeeping(context: ScheduleEvaluationContext) -> RunRequest:
    return RunRequest(run_key=f"{context.scheduled_execution_time:%Y-%m-%d}")
