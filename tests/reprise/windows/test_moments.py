"""Days and times as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from reprise.errors import BadInput
from reprise.windows.moments import read_day, read_moment

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)  # ten o'clock in Berlin


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-02 09:00", "2026-06-02T07:00"),
        ("2026-06-02T09:00", "2026-06-02T07:00"),
        ("2026-12-02 09:00", "2026-12-02T08:00"),
        ("2026-06-02T09:00+00:00", "2026-06-02T09:00"),
        ("2026-06-02T09:00Z", "2026-06-02T09:00"),
        ("11:30", "2026-06-01T09:30"),
        ("9:30", "2026-06-02T07:30"),
        ("10:00", "2026-06-02T08:00"),  # that is now
        ("2026-10-25 02:30", "2026-10-25T00:30"),  # comes twice: the first
    ],
)
def test_a_time_is_meant_in_the_sites_zone(text: str, expected: str) -> None:
    assert read_moment(text, BERLIN, NOW) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-06-01 09:00", "has gone by"),
        ("tomorrow", "is not a time"),
        ("25:00", "is not a time"),
        ("2026-06-31 09:00", "is not a time"),
        ("2026-06-02", "has no time of day"),
        ("2027-03-28 02:30", "There is no 02:30 on 2027-03-28 in Europe/Berlin"),
        ("", "is not a time"),
    ],
)
def test_what_is_no_time_to_come_is_said(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as raised:
        read_moment(text, BERLIN, NOW)
    assert raised.value.remedy


def test_the_next_such_time_on_the_day_that_leaves_it_out_is_the_one_that_follows() -> None:
    before = datetime(2027, 3, 28, 0, 0, tzinfo=UTC)
    assert read_moment("2:30", BERLIN, before) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_days_are_dates() -> None:
    assert read_day(" 2026-06-01 ") == date(2026, 6, 1)
    with pytest.raises(BadInput, match="'soon' is not a date"):
        read_day("soon")
