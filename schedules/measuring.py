"""Engagement is read at the end of every six-hour window, the marts are rebuilt once a day."""

from __future__ import annotations

from datetime import timedelta

from dagster import AssetKey, RunRequest, ScheduleEvaluationContext, SkipReason, schedule

from assets_pipeline.partitions import engagement_windows
from reprise.social.rules import PLATFORMS
from resources.configured import SitesResource


@schedule(
    name="engagement_windows",
    job_name="measure",
    cron_schedule="0 */6 * * *",
    execution_timezone="UTC",
    description="Reads, for the window that has just ended, what was counted for the last week's posts; once a day for "
    "those of thirty days.",
)
def engagement_schedule(context: ScheduleEvaluationContext, sites: SitesResource) -> RunRequest | SkipReason:
    live = sorted({name for site in sites.open().values() for name in PLATFORMS if site.posts_live(name)})
    if not live:
        return SkipReason("No site posts to a platform itself; nobody reacts to what lies in the outbox.")
    closed = context.scheduled_execution_time - timedelta(seconds=1)
    window = engagement_windows.get_partition_key_for_timestamp(closed.timestamp())
    return RunRequest(
        run_key=window, partition_key=window, asset_selection=[AssetKey([name, "engagement"]) for name in live]
    )


@schedule(
    name="daily_learning",
    job_name="learn",
    cron_schedule="30 4 * * *",
    execution_timezone="UTC",
    description="Rebuilds the marts, publishes them to analysts and renews the learned posting slots.",
)
def learning_schedule(context: ScheduleEvaluationContext) -> RunRequest:
    return RunRequest(run_key=f"{context.scheduled_execution_time:%Y-%m-%d}")
