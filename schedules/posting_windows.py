"""Every minute: approve and plan what is pending, and start publishing what is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dagster import AssetKey, RunRequest, ScheduleEvaluationContext, SkipReason, schedule

from reprise.windows.queue import Queue
from resources.configured import ClockResource, SitesResource, StoreResource

STALE = timedelta(minutes=3)
"""Ticks older than this are left out when the daemon catches up: the queue looks at what is due now anyway."""


@schedule(
    name="posting_windows",
    job_name="publish",
    cron_schedule="* * * * *",
    execution_timezone="UTC",
    description="Plans approved posts, deals with missed windows, and publishes each post in the minute it is due.",
)
def posting_windows(
    context: ScheduleEvaluationContext, store: StoreResource, sites: SitesResource, clock: ClockResource
) -> Iterator[RunRequest | SkipReason]:
    now = clock.open().now()
    if now - context.scheduled_execution_time > STALE:
        yield SkipReason("This tick is from the time the daemon was down; the current one sees what is due.")
        return
    tick = Queue(store.open(), sites.open(), clock.open()).tick()
    if not tick.due:
        yield SkipReason(f"Nothing is due. {len(tick.planned.placed)} posts were given a time.")
        return
    for due in tick.due:
        yield RunRequest(
            run_key=f"{due.article}:{due.platform}:{','.join(post.id for post in due.posts)}",
            partition_key=due.article,
            asset_selection=[AssetKey([due.platform, "publications"])],
            tags={"site": due.site, "article": due.article, "platform": due.platform},
        )
