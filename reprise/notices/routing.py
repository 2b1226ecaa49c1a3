"""Who is told of a notice and when: the channels of its site that asked for it, at once or with the next digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from reprise.notices.channels import Channel
from reprise.notices.notice import EVENTS, Notice
from reprise.sites import Site


@dataclass(frozen=True, slots=True)
class Route:
    """A delivery to make: to a site's channel, when it is due, and whether it waits to be sent with others."""

    site: str
    channel: str
    due_at: datetime
    digest: bool


def routes(notice: Notice, sites: Mapping[str, Site], now: datetime) -> tuple[Route, ...]:
    """The deliveries of a notice; none where nobody asked for its kind.

    What concerns the whole installation goes to every site's channels, but to each address only once.
    """
    found: dict[object, Route] = {}
    for site in sites.values():
        if notice.site is not None and notice.site != site.id:
            continue
        for name, channel in site.notifications.items():
            if wants(channel, notice):
                digest = is_gathered(channel, notice)
                due = next_digest(channel, site, now) if digest else now
                whom = (site.id, name) if notice.site is not None else channel.address
                found.setdefault(whom, Route(site.id, name, due, digest))
    return tuple(found.values())


def wants(channel: Channel, notice: Notice) -> bool:
    """Whether a channel asked for this kind; tests go everywhere."""
    return notice.kind == "test" or any(notice.kind in EVENTS[event] for event in channel.events)


def is_gathered(channel: Channel, notice: Notice) -> bool:
    """Whether it waits for the digest: all but what needs somebody, unless the channel wants even that gathered."""
    if channel.mode == "immediate":
        return False
    return notice.severity != "error" or not channel.urgent_at_once


def next_digest(channel: Channel, site: Site, now: datetime) -> datetime:
    """The next time of day a channel's digest leaves, in the site's zone and after `now`. An hour that is left out in
    spring gives the first moment after it."""
    hour, minute = (int(part) for part in channel.digest_at.split(":"))
    day = now.astimezone(site.zone).date()
    for offset in range(3):
        wall = datetime.combine(day + timedelta(days=offset), time(hour, minute), site.zone)
        if (due := wall.astimezone(UTC)) > now:
            return due
    raise AssertionError("one of three days is later than now")
