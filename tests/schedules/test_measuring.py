"""Each window is read once, right after it has closed; the marts are rebuilt once a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from dagster import PartitionKeyRange, RunRequest, SkipReason, build_schedule_context

from assets_pipeline.partitions import engagement_windows
from schedules.measuring import engagement_schedule, learning_schedule
from tests.installation import Installation

LIVE_X = "platforms: {x: {target: live}, linkedin: {enabled: false, target: live}}\n"


def tick(place: Installation, at: datetime) -> RunRequest | SkipReason:
    sites = (place.definitions().resources or {})["sites"]
    with build_schedule_context(scheduled_execution_time=at, resources={"sites": sites}) as context:
        return engagement_schedule(context)  # type: ignore[no-any-return]


def window(place: Installation, at: datetime) -> RunRequest:
    place.configure(LIVE_X)
    request = tick(place, at)
    assert isinstance(request, RunRequest)
    return request


@pytest.mark.parametrize(
    ("at", "key"),
    [
        (datetime(2026, 6, 1, 6, tzinfo=UTC), "2026-06-01T00"),
        (datetime(2026, 6, 1, 12, tzinfo=UTC), "2026-06-01T06"),
        (datetime(2026, 6, 2, 0, tzinfo=UTC), "2026-06-01T18"),
        (datetime(2026, 3, 29, 6, tzinfo=UTC), "2026-03-29T00"),  # the clocks go forward in Europe
        (datetime(2026, 10, 25, 6, tzinfo=UTC), "2026-10-25T00"),  # and back
        (datetime(2027, 1, 1, 0, tzinfo=UTC), "2026-12-31T18"),
    ],
)
def test_the_window_that_has_just_closed_is_read(installation: Installation, at: datetime, key: str) -> None:
    request = window(installation, at)
    assert request.partition_key == key
    assert request.run_key == key
    closed = engagement_windows.time_window_for_partition_key(key)
    assert closed.end == at


def test_only_platforms_that_are_posted_to_are_asked(installation: Installation) -> None:
    request = window(installation, datetime(2026, 6, 1, 6, tzinfo=UTC))
    assert [list(key.path) for key in request.asset_selection or []] == [["x", "engagement"]]


def test_the_outbox_has_no_audience_and_the_tick_says_so(installation: Installation) -> None:
    skipped = tick(installation, datetime(2026, 6, 1, 6, tzinfo=UTC))
    assert isinstance(skipped, SkipReason)
    assert "outbox" in (skipped.skip_message or "")


def test_no_window_is_read_twice_or_left_out(installation: Installation) -> None:
    start = datetime(2026, 3, 27, 6, tzinfo=UTC)
    keys = [window(installation, start + timedelta(hours=6 * number)).partition_key for number in range(4 * 5)]
    first, *_, last = keys
    assert keys == list(engagement_windows.get_partition_keys_in_range(PartitionKeyRange(str(first), str(last))))


def test_the_marts_are_rebuilt_once_a_day() -> None:
    with build_schedule_context(scheduled_execution_time=datetime(2026, 6, 1, 4, 30, tzinfo=UTC)) as context:
        request = learning_schedule(context)
    assert isinstance(request, RunRequest)
    assert request.run_key == "2026-06-01"
