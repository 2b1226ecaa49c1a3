"""Asks the sources whether the articles that posts wait for are still there; what is gone takes its queue with it."""

from __future__ import annotations

from dagster import DefaultSensorStatus, SensorEvaluationContext, SkipReason, sensor

from reprise.articles.withdrawal import look
from resources.configured import ClockResource, FetcherResource, SitesResource, StoreResource
from resources.sources import open_source

_SECONDS = 60
_BUDGET = 20.0  # a tick that takes longer than a minute is broken off by the daemon
_DEADLINE = 10.0


@sensor(
    name="withdrawn_articles",
    minimum_interval_seconds=_SECONDS,
    default_status=DefaultSensorStatus.STOPPED,
    description="Cancels what waits for articles that were deleted, unpublished or made private, once that is sure.",
)
def withdrawn_articles(
    context: SensorEvaluationContext,
    store: StoreResource,
    sites: SitesResource,
    clock: ClockResource,
    fetcher: FetcherResource,
) -> SkipReason:
    """At most twenty articles for each tick, the longest not asked for first. It starts no runs."""
    reader, now = fetcher.open(), clock.open()
    reader.deadline = _DEADLINE  # whoever does not answer soon is asked again in half an hour
    done = look(sites.open(), lambda site: open_source(site, reader, now), store.open(), seconds=_BUDGET)
    for site, reason in done.silent.items():
        context.log.warning("%s: %s", site, reason)
    for key in done.withdrawn:
        context.log.info("%s was withdrawn.", key)
    return SkipReason(str(done))
