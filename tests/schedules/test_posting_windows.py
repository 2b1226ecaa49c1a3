"""Every minute: what is due at the simulated time is asked for, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dagster import DagsterInstance, RunRequest, SkipReason, build_schedule_context
from dagster._core.definitions.schedule_definition import ScheduleExecutionData

from reprise.store.records import Post
from schedules.posting_windows import STALE, posting_windows
from tests.installation import LAMPS, MONDAY, Installation
from tests.reprise.store.builders import add, draft

HOUR = timedelta(hours=1)


def tick(place: Installation, now: datetime, meant_for: datetime | None = None) -> list[Any]:
    """One tick with the clock at `now`; `meant_for` is when the daemon should have made it."""
    place.clock.set(now)
    resources = place.definitions().resources or {}
    needed = {name: resources[name] for name in ("store", "sites", "clock")}
    with build_schedule_context(scheduled_execution_time=meant_for or now, resources=needed) as context:
        return list(posting_windows(context))  # type: ignore[call-overload]


def requests(place: Installation, now: datetime) -> list[tuple[str | None, list[list[str]]]]:
    found = [each for each in tick(place, now) if isinstance(each, RunRequest)]
    return [(each.partition_key, [list(key.path) for key in each.asset_selection or []]) for each in found]


def scheduled(place: Installation, at: datetime, article: str = "demo-a", platform: str = "x", **more: Any) -> Post:
    (id_,) = add(place.store, draft(article=article, platform=platform, **more))
    place.store.posts.approve(id_, "kim")
    return place.store.posts.schedule(id_, at, "Europe/Berlin", "a test", "kim")


def test_exactly_the_due_articles_and_platforms_are_asked_for(installation: Installation) -> None:
    scheduled(installation, MONDAY + HOUR)
    scheduled(installation, MONDAY + HOUR, platform="linkedin")
    scheduled(installation, MONDAY + HOUR, article="demo-b", platform="linkedin")
    scheduled(installation, MONDAY + 3 * HOUR, article="demo-c")
    assert requests(installation, MONDAY) == []
    assert sorted(requests(installation, MONDAY + HOUR)) == [
        ("demo-a", [["linkedin", "publications"]]),
        ("demo-a", [["x", "publications"]]),
        ("demo-b", [["linkedin", "publications"]]),
    ]


def test_a_request_tells_whose_it_is(installation: Installation) -> None:
    post = scheduled(installation, MONDAY)
    (request,) = tick(installation, MONDAY)
    assert {name: request.tags[name] for name in ("site", "article", "platform")} == {
        "site": "demo",
        "article": "demo-a",
        "platform": "x",
    }
    assert post.id in request.run_key


def test_two_posts_of_one_article_on_one_platform_are_one_run(installation: Installation) -> None:
    scheduled(installation, MONDAY)
    scheduled(installation, MONDAY + timedelta(minutes=1), type_="faq")
    assert requests(installation, MONDAY + timedelta(minutes=1)) == [("demo-a", [["x", "publications"]])]


def test_nothing_due_is_said(installation: Installation) -> None:
    (skipped,) = tick(installation, MONDAY)
    assert isinstance(skipped, SkipReason)
    assert "Nothing is due" in (skipped.skip_message or "")


def test_a_tick_from_the_daemons_absence_is_left_out(installation: Installation) -> None:
    scheduled(installation, MONDAY)
    now = MONDAY + timedelta(minutes=10)
    (skipped,) = tick(installation, now, now - STALE - timedelta(seconds=1))
    assert isinstance(skipped, SkipReason)
    assert [type(each) for each in tick(installation, now, now - STALE)] == [RunRequest]


def test_what_was_missed_by_hours_gets_a_new_time_instead_of_going_out_all_at_once(installation: Installation) -> None:
    post = scheduled(installation, MONDAY)
    now = MONDAY + timedelta(hours=7)
    assert requests(installation, now) == []
    moved = installation.store.posts.get(post.id)
    assert moved.scheduled_at is not None and moved.scheduled_at > now


def test_a_tick_plans_what_was_approved(installation: Installation) -> None:
    (id_,) = add(installation.store, draft())
    installation.store.posts.approve(id_, "kim")
    (skipped,) = tick(installation, MONDAY)
    assert "1 posts were given a time" in (skipped.skip_message or "")
    planned = installation.store.posts.get(id_)
    assert planned.state == "scheduled"
    assert planned.scheduled_at is not None and planned.scheduled_at > MONDAY
    assert planned.scheduled_why


@pytest.mark.parametrize(
    ("day", "hour_utc"),
    [
        (datetime(2026, 3, 27, tzinfo=UTC), 8),  # Friday in winter, Berlin is an hour ahead
        (datetime(2026, 3, 29, tzinfo=UTC), 7),  # the Sunday on which the clocks go forward
        (datetime(2026, 3, 30, tzinfo=UTC), 7),
        (datetime(2026, 10, 24, tzinfo=UTC), 7),  # Saturday in summer
        (datetime(2026, 10, 25, tzinfo=UTC), 8),  # the Sunday on which the clocks go back
        (datetime(2026, 10, 26, tzinfo=UTC), 8),
    ],
)
def test_nine_oclock_stays_nine_oclock_when_the_clocks_change(
    installation: Installation, day: datetime, hour_utc: int
) -> None:
    week = ", ".join(f"{name}: ['09:00']" for name in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    installation.configure(f"platforms: {{x: {{slots: {{{week}}}}}}}\n")
    installation.clock.set(day)
    (id_,) = add(installation.store, draft())
    installation.store.posts.approve(id_, "kim")
    tick(installation, day)
    due = day + timedelta(hours=hour_utc)
    assert installation.store.posts.get(id_).scheduled_at == due
    assert requests(installation, due - timedelta(minutes=1)) == []
    assert requests(installation, due) == [("demo-a", [["x", "publications"]])]


def test_the_daemon_accepts_the_request_for_a_known_article(installation: Installation) -> None:
    """As the daemon sees it: the job exists and the selection belongs to it."""
    installation.write("lamps", LAMPS)
    key = installation.take_in()["lamps"]
    scheduled(installation, MONDAY, article=key)
    definitions = installation.definitions()
    repository, resources = definitions.get_repository_def(), definitions.resources or {}
    needed = {name: resources[name] for name in ("store", "sites", "clock")}
    with (
        DagsterInstance.local_temp() as instance,
        build_schedule_context(
            scheduled_execution_time=MONDAY,
            repository_def=repository,
            instance_ref=instance.get_ref(),
            resources=needed,
        ) as context,
    ):
        instance.add_dynamic_partitions("articles", [key])
        data: ScheduleExecutionData = repository.get_schedule_def("posting_windows").evaluate_tick(context)
    (request,) = data.run_requests or []
    assert request.partition_key == key
    assert request.tags["dagster/partition"] == key
