"""Once a day: ask for the articles that accounts may post again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dagster import AssetKey, RunRequest, ScheduleEvaluationContext, SkipReason, schedule

from reprise.windows.recycling import Recycler
from resources.configured import ClockResource, SitesResource, StoreResource


@schedule(
    name="recycling",
    job_name="recycle",
    cron_schedule="15 5 * * *",
    execution_timezone="UTC",
    description="Asks for recurring posts of articles that do not age, for accounts on which nothing new waits.",
)
def recycling(
    context: ScheduleEvaluationContext, store: StoreResource, sites: SitesResource, clock: ClockResource
) -> Iterator[RunRequest | SkipReason]:
    platforms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for due in Recycler(store.open(), sites.open(), clock.open()).due():
        platforms[due.site, due.article].add(due.platform)
    if not platforms:
        yield SkipReason("No account has an article to post again now.")
    for (site, article), wanted in sorted(platforms.items()):
        yield RunRequest(
            run_key=f"{context.scheduled_execution_time:%Y-%m-%d}:{article}",
            partition_key=article,
            asset_selection=[AssetKey([platform, "recycled"]) for platform in sorted(wanted)],
            tags={"site": site, "article": article},
        )
