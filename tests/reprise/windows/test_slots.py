from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.sites import Site, Weekday
from reprise.windows.slots import LearnedSlot, Slot, openings, resolve, slots_of
from tests.builders import make_site

CHOSEN: tuple[Weekday, ...] = ("mon", "thu", "sun")
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def learned(weekday: Weekday, hour: int, expected: float, **changes: Any) -> LearnedSlot:
    facts: dict[str, Any] = {"zone": BERLIN, "rank": 1, "deviation": 0.1, "sample": 34, "label": "own", **changes}
    return LearnedSlot(weekday=weekday, hour=hour, expected=expected, **facts)


def slots_for(site: Site, platform: str, rows: Iterable[LearnedSlot] = ()) -> tuple[Slot, ...]:
    return slots_of(site, site.account(platform, "main"), rows)


def daily(at: str, zone: str) -> tuple[Slot, ...]:
    site = make_site(
        timezone=zone,
        platforms={"x": {"slots": {day: [at] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}},
    )
    return slots_for(site, "x")


def test_without_settings_or_evidence_the_platforms_defaults_are_marked_as_prior() -> None:
    slots = slots_for(make_site(timezone=BERLIN), "linkedin")
    assert {slot.origin for slot in slots} == {"prior"}
    assert [(slot.weekday, f"{slot.at:%H:%M}") for slot in slots[:4]] == [
        ("tue", "08:00"), ("tue", "10:00"), ("tue", "12:00"), ("tue", "17:00"),
    ]  # fmt: skip
    assert slots[0].why == "prior: LinkedIn's default, Tue 08:00"
    assert slots[0].zone == BERLIN


def test_learned_times_replace_the_defaults_of_their_days_and_say_on_what_they_rest() -> None:
    rows = [
        learned("wed", 18, -0.05, rank=2, label="thin", sample=1),
        learned("tue", 9, 0.21),
        learned("thu", 8, 0.5, label="prior"),
    ]
    slots = slots_for(make_site(timezone=BERLIN), "linkedin", rows)
    assert [slot.why for slot in slots] == [
        "learned: Tue 09:00, +0.21±0.10 from 34 posts",
        "learned: Wed 18:00, -0.05±0.10 from 1 post, still thin",
        *(f"prior: LinkedIn's default, Thu {at}" for at in ("08:00", "10:00", "12:00", "17:00")),
    ]


def test_learned_times_without_own_evidence_change_nothing() -> None:
    assert slots_for(make_site(), "x", [learned("tue", 9, 0.2, label="prior")]) == slots_for(make_site(), "x")


def test_learned_times_replace_the_sites_own_on_their_days_only() -> None:
    site = make_site(platforms={"x": {"slots": {"mon": ["07:30"], "tue": ["07:30"]}}})
    slots = slots_for(site, "x", [learned("tue", 9, 0.2)])
    assert [(slot.origin, slot.why) for slot in slots] == [
        ("learned", "learned: Tue 09:00, +0.20±0.10 from 34 posts"),
        ("settings", "set for demo, Mon 07:30"),
    ]


def test_a_site_may_keep_its_own_times_whatever_is_learned() -> None:
    site = make_site(platforms={"x": {"slots": {"mon": ["07:30"]}, "learn_slots": False}})
    assert [slot.origin for slot in slots_for(site, "x", [learned("tue", 9, 0.2)])] == ["settings"]


def test_a_site_may_refuse_learned_times() -> None:
    site = make_site(platforms={"x": {"learn_slots": False}})
    assert {slot.origin for slot in slots_for(site, "x", [learned("tue", 9, 0.2)])} == {"prior"}


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 3, 7), "09:00", "2026-03-07T14:00"),  # winter
        (date(2026, 3, 8), "09:00", "2026-03-08T13:00"),  # the clocks went forward at 2
        (date(2026, 3, 8), "02:30", "2026-03-08T07:30"),  # skipped: 03:30 in the new time
        (date(2026, 11, 1), "01:30", "2026-11-01T05:30"),  # happens twice: the first, still in summer time
        (date(2026, 11, 1), "09:00", "2026-11-01T14:00"),
    ],
)
def test_a_wall_clock_time_is_resolved_for_its_own_date(day: date, at: str, expected: str) -> None:
    moment = resolve(day, time.fromisoformat(at), ZoneInfo(NEW_YORK))
    assert moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_a_weekly_time_keeps_its_wall_clock_across_both_changes_of_the_clocks() -> None:
    found = openings(daily("09:00", BERLIN), datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert len(found) == 365
    assert {each.at.astimezone(ZoneInfo(BERLIN)).strftime("%H:%M") for each in found} == {"09:00"}
    assert {f"{each.at:%H:%M}" for each in found} == {"08:00", "07:00"}


def test_the_day_that_a_zone_left_out_gives_no_time_of_its_own() -> None:
    found = openings(
        daily("09:00", "Pacific/Apia"), datetime(2011, 12, 28, tzinfo=UTC), datetime(2012, 1, 2, tzinfo=UTC)
    )  # there was no 30 December 2011 in Samoa
    days = [each.at.astimezone(ZoneInfo("Pacific/Apia")).date() for each in found]
    assert days == [date(2011, 12, 28), date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1), date(2012, 1, 2)]


def test_of_two_times_at_one_instant_the_better_is_kept() -> None:
    rows = [learned("tue", 9, 0.1), learned("tue", 8, 0.3, zone="Europe/London")]
    found = openings(
        slots_for(make_site(), "linkedin", rows)[:2], datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 7, tzinfo=UTC)
    )
    assert [each.slot.value for each in found] == [0.3]


@given(
    zone=st.sampled_from(sorted(available_timezones())),
    at=st.times().map(lambda value: value.replace(second=0, microsecond=0)),
    start=st.integers(0, 13000 * 24).map(lambda hours: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
    days=st.integers(1, 30),
)
def test_openings_are_ordered_inside_their_span_and_on_their_weekday(
    zone: str, at: time, start: datetime, days: int
) -> None:
    slots = tuple(Slot(day, at, zone, "settings", 0.0, "") for day in CHOSEN)
    end = start + timedelta(days=days)
    found = openings(slots, start, end)
    assert [each.at for each in found] == sorted({each.at for each in found})
    assert all(start < each.at <= end for each in found)
    for each in found:
        local = each.at.astimezone(ZoneInfo(zone))
        moved = local.replace(tzinfo=None) - datetime.combine(local.date(), at)
        assert moved == timedelta(0) or timedelta(0) < moved <= timedelta(hours=3) or local.date().year < 2012
        if moved == timedelta(0):
            assert local.strftime("%a").lower() == each.slot.weekday
            assert local.fold == 0
