from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.articles.dates import read_date

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2016-03-03 15:00:00 -5", "2016-03-03T20:00"),
        ("2016-06-08 2:43:06 -0400", "2016-06-08T06:43:06"),
        ("2026-07-01T09:30:00Z", "2026-07-01T09:30"),
        ("2026-07-01T09:30:00.123+02:00", "2026-07-01T07:30"),
        ("2026-07-01 09:30", "2026-07-01T07:30"),
        ("2026-1-5", "2026-01-04T23:00"),
        ("Tue, 03 Mar 2026 10:00:00 +0100", "2026-03-03T09:00"),
        ("March 3, 2026", "2026-03-02T23:00"),
        (date(2026, 7, 1), "2026-06-30T22:00"),
        (datetime(2026, 7, 1, 9), "2026-07-01T07:00"),  # noqa: DTZ001
    ],
)
def test_dates_are_read_into_utc(text: Any, iso: str) -> None:
    assert read_date(text, BERLIN) == datetime.fromisoformat(iso).replace(tzinfo=UTC)


@pytest.mark.parametrize("value", [None, "", "soon", "2026-13-45", 2026, [], "9" * 500, "0001-01-01T00:00+14:00"])
def test_what_is_no_date_is_none(value: Any) -> None:
    assert read_date(value, BERLIN) is None


@given(st.text(max_size=90))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_date(text, BERLIN)
    assert found is None or found.tzinfo is UTC
