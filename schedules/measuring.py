"""Engagement is read at the end of every six-hour window, the marts are rebuilt once a day."""

from __future__ import annotations

from dagster import RunRequest, ScheduleEvaluationContext, schedule

from assets_pipeline.partitions import engagement_windows


@schedule(
    name="engagement_windows",
    job_name="measure",
    cron_schedule="0 */6 * * *",
    execution_timezone="UTC",
    description="Reads, for the window that has just ended, what the platforms counted for the last thirty days' posts.",
)
def engagement_schedule(context: ScheduleEvaluationContext) -> RunRequest:
    window = engagement_windows.get_last_partition_key(context.scheduled_execution_time)
    return RunRequest(run_key=window, partition_key=window)


@schedule(
    name="daily_learning",
    job_name="learn",
    cron_schedule="30 4 * * *",
    execution_timezone="UTC",
    description="Rebuilds the marts, publishes them to analysts and renews the learned posting slots.",
)
def learning_schedule(context: ScheduleEvaluationContext) -> RunRequest:
    return RunRequest(run_key=f"{context.scheduled_execution_time:%Y-%m-%d}")
