"""Delivers notices. A sensor and not a schedule, because a slow mail server must not hold up the posting windows: the
scheduler looks at its schedules one after the other."""

from __future__ import annotations

from dagster import DefaultSensorStatus, SensorEvaluationContext, SkipReason, sensor

from reprise.notices.delivering import Channel, Deliverer
from reprise.sites import Site
from resources.configured import ClockResource, FetcherResource, SitesResource, StoreResource

_SECONDS = 30
_BUDGET = 25.0  # a tick that takes longer than a minute is broken off by the daemon
_DEADLINE = 15.0


@sensor(
    name="notifications",
    minimum_interval_seconds=_SECONDS,
    default_status=DefaultSensorStatus.STOPPED,
    description="Tells people by Slack, webhook or mail what their sites' settings ask for.",
)
def notifications(
    context: SensorEvaluationContext,
    store: StoreResource,
    sites: SitesResource,
    clock: ClockResource,
    fetcher: FetcherResource,
) -> SkipReason:
    """Cheap while nothing waits. Any number of daemons may look at once: each delivery is claimed by one of them."""
    notices, now = store.open().notices, clock.open()
    if not notices.has_work():
        return SkipReason("There is nothing to tell.")
    from resources.notify import open_channel

    reader = fetcher.open()
    reader.deadline = _DEADLINE

    def channel(site: Site, name: str) -> Channel:
        return open_channel(site, name, reader, now)

    deliverer = Deliverer(notices, sites.open(), channel, now, _BUDGET)
    done = deliverer.run()
    for problem in done.problems:
        context.log.warning(problem)
    if not done.again:
        deliverer.forget_old()
    return SkipReason(str(done))
