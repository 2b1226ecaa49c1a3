"""Watches each site's source: a new or edited article becomes a partition and a run of `prepare`."""

from __future__ import annotations

from dagster import (
    DefaultSensorStatus,
    RunRequest,
    SensorDefinition,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    sensor,
)

from assets_pipeline.partitions import articles as partitions
from reprise.articles.intake import DEFAULT_CAP, Intake, intake
from reprise.errors import Unavailable
from reprise.sites import Site
from resources.configured import ClockResource, FetcherResource, StoreResource
from resources.sources import open_source

_SECONDS = 60


def new_articles_sensor(site: Site, job: str, *, cap: int = DEFAULT_CAP) -> SensorDefinition:
    """The sensor `new_articles_<site>`, stopped until somebody starts it.

    Args:
        job: the name of the job that is run for each article.
        cap: most runs requested by one tick; further articles wait for the next ones.
    """

    @sensor(
        name=f"new_articles_{site.id.replace('-', '_')}",
        job_name=job,
        minimum_interval_seconds=_SECONDS,
        default_status=DefaultSensorStatus.STOPPED,
        description=f"New and edited articles of {site.name}, from its {site.source.type}.",
    )
    def new_articles(
        context: SensorEvaluationContext, store: StoreResource, clock: ClockResource, fetcher: FetcherResource
    ) -> SensorResult | SkipReason:
        try:
            source = open_source(site, fetcher.open(), clock.open())
            found = intake(site, source, store.open().articles, context.cursor, cap=cap)
        except Unavailable as error:
            return SkipReason(str(error))  # the cursor stays, and the next tick looks again
        context.log.info(f"{found.listed} listed, {len(found.requests)} requested.")
        return _result(site, found)

    return new_articles


def _result(site: Site, found: Intake) -> SensorResult:
    """Dagster commits partitions, run requests and cursor together, or none of them."""
    if not found.requests:
        return SensorResult(skip_reason=f"Nothing new among {found.listed} listed articles.", cursor=found.cursor)
    return SensorResult(
        dynamic_partitions_requests=[partitions.build_add_request(list(found.keys))],
        run_requests=[
            RunRequest(
                run_key=request.run_key,
                partition_key=request.key,
                tags={"site": site.id, "article": request.key},
            )
            for request in found.requests
        ],
        cursor=found.cursor,
    )
