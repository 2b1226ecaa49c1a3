"""Who is told, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.notices.notice import EVENTS
from reprise.notices.routing import next_digest, routes
from tests.reprise.notices.builders import HOOK, SLACK, WHEN, notice, site

BERLIN = "Europe/Berlin"


def told(told_of: Any, *sites: Any) -> list[tuple[str, str]]:
    return [(route.site, route.channel) for route in routes(told_of, {each.id: each for each in sites}, WHEN)]


def test_a_notice_goes_to_every_channel_of_its_site_and_to_no_other_site() -> None:
    here, there = site("demo", desk=SLACK, hook=HOOK), site("other", desk=SLACK)
    assert told(notice(), here, there) == [("demo", "desk"), ("demo", "hook")]


def test_a_channel_hears_only_what_it_asked_for() -> None:
    desk = site(desk={**SLACK, "events": ["published"]})
    assert told(notice(kind="published", severity="info"), desk) == [("demo", "desk")]
    assert told(notice(kind="failed"), desk) == []


def test_without_a_list_everything_is_told_but_what_went_well() -> None:
    desk = site(desk=SLACK)
    kinds = [kind for kinds in EVENTS.values() for kind in kinds]
    assert [kind for kind in kinds if not told(notice(kind=kind), desk)] == ["published"]


def test_a_site_without_channels_is_told_nothing() -> None:
    assert told(notice(), site()) == []


def test_what_concerns_everybody_is_told_once_at_each_address() -> None:
    """An agency's twenty sites may all write to one channel of Slack."""
    one, two = site("one", desk=SLACK), site("two", desk=SLACK, own={**SLACK, "url_env": "OTHER"})
    assert told(notice(site=None), one, two) == [("one", "desk"), ("two", "own")]


def test_a_digest_gathers_all_but_what_needs_somebody() -> None:
    here = site(desk={**SLACK, "mode": "digest", "digest_at": "18:30"})
    (urgent,) = routes(notice(), {"demo": here}, WHEN)
    (calm,) = routes(notice(kind="withdrawn", severity="warning"), {"demo": here}, WHEN)
    assert (urgent.digest, urgent.due_at) == (False, WHEN)
    assert (calm.digest, calm.due_at) == (True, datetime(2026, 6, 1, 16, 30, tzinfo=UTC))


def test_a_digest_may_gather_everything() -> None:
    here = site(desk={**SLACK, "mode": "digest", "urgent_at_once": False})
    (route,) = routes(notice(), {"demo": here}, WHEN)
    assert route.digest


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 6, 1, 5, 59, tzinfo=UTC), datetime(2026, 6, 1, 6, 0, tzinfo=UTC)),
        (datetime(2026, 6, 1, 6, 0, tzinfo=UTC), datetime(2026, 6, 2, 6, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, 0, tzinfo=UTC), datetime(2026, 10, 25, 7, 0, tzinfo=UTC)),  # clocks go back
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),  # and forward
    ],
)
def test_a_digest_leaves_at_its_time_of_day_in_the_sites_zone(now: datetime, expected: datetime) -> None:
    here = site(zone=BERLIN, desk={**SLACK, "mode": "digest", "digest_at": "08:00"})
    assert next_digest(here.notifications["desk"], here, now) == expected


@given(
    st.integers(0, 365 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.sampled_from(["UTC", BERLIN, "Pacific/Kiritimati", "America/St_Johns", "Australia/Lord_Howe"]),
    st.integers(0, 23),
    st.sampled_from([0, 29, 30, 59]),
)
def test_the_next_digest_is_later_than_now_and_within_a_day_or_so(
    now: datetime, zone: str, hour: int, minute: int
) -> None:
    here = site(zone=zone, desk={**SLACK, "mode": "digest", "digest_at": f"{hour:02}:{minute:02}"})
    due = next_digest(here.notifications["desk"], here, now)
    assert timedelta() < due - now <= timedelta(hours=25)
