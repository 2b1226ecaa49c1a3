"""Every minute: what is due at the simulated time is asked for, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dagster import DagsterInstance, RunRequest, SkipReason, build_schedule_context
from dagster._core.definitions.schedule_definition import ScheduleExecutionData

from reprise.store.records import Post
from schedules.posting_windows import STALE, posting_windows
from tests.installation import MONDAY, Installation
from tests.reprise.store.builders import add, draft

HOUR = timedelta(hours=1)


def tick(
    place: Installation, now: datetime, meant_for: datetime | None = None, records: DagsterInstance | None = None
) -> Any:
    """One tick with the clock at `now`; `meant_for` is when the daemon should have made it, `records` are Dagster's."""
    place.clock.set(now)
    resources = place.definitions().resources or {}
    needed = {name: resources[name] for name in ("store", "sites", "clock")}
    kept = {"instance": records} if records else {}
    with build_schedule_context(scheduled_execution_time=meant_for or now, resources=needed, **kept) as context:
        return posting_windows(context)  # type: ignore[call-overload]


def asked(place: Installation, now: datetime) -> tuple[str, str] | None:
    """How many posts and looks a run was asked for."""
    found = tick(place, now)
    return (found.tags["posts"], found.tags["looks"]) if isinstance(found, RunRequest) else None


def scheduled(place: Installation, at: datetime, article: str = "demo-a", platform: str = "x", **more: Any) -> Post:
    (id_,) = add(place.store, draft(article=article, platform=platform, **more))
    place.store.posts.approve(id_, "kim")
    return place.store.posts.schedule(id_, at, "Europe/Berlin", "a test", "kim")


def test_one_run_is_asked_for_all_that_is_due(installation: Installation) -> None:
    scheduled(installation, MONDAY + HOUR)
    scheduled(installation, MONDAY + HOUR, platform="linkedin")
    scheduled(installation, MONDAY + HOUR, article="demo-b", platform="linkedin")
    scheduled(installation, MONDAY + 3 * HOUR, article="demo-c")
    assert asked(installation, MONDAY) is None
    assert asked(installation, MONDAY + HOUR) == ("3", "0")


def test_each_minute_asks_once(installation: Installation) -> None:
    scheduled(installation, MONDAY)
    keys = {tick(installation, MONDAY + timedelta(seconds=s), MONDAY).run_key for s in (1, 30)}
    assert keys == {"2026-06-01T06:00"}


def test_a_post_in_doubt_is_looked_for_as_soon_as_its_run_has_ended(installation: Installation) -> None:
    """Nobody waits half an hour for a run that Dagster knows to be over."""
    post = scheduled(installation, MONDAY)
    installation.clock.set(MONDAY)
    installation.store.posts.claim(post.id, MONDAY)
    with DagsterInstance.local_temp() as records:
        run = installation.run("publish", instance=records).run_id
        attempt = installation.store.attempts.start(post.id, "f", run, handles={"sent": True})
        found = tick(installation, MONDAY + timedelta(minutes=1), records=records)
    assert (found.tags["posts"], found.tags["looks"]) == ("0", "1")
    assert installation.store.attempts.get(attempt.id).outcome == "unknown"


def test_a_resting_account_is_left_alone(installation: Installation) -> None:
    installation.configure("platforms: {x: {target: live}}\n")
    post = scheduled(installation, MONDAY)
    installation.store.pauses.begin(post, "quota", "No credits.", None)
    assert asked(installation, MONDAY) is None
    installation.configure("platforms: {x: {target: outbox}}\n")  # what the outbox takes needs no account
    assert asked(installation, MONDAY) == ("1", "0")
    installation.configure("platforms: {x: {target: live}}\n")
    installation.store.pauses.end("demo", "x", "main", "kim")
    assert asked(installation, MONDAY) == ("1", "0")


def test_nothing_due_is_said(installation: Installation) -> None:
    skipped = tick(installation, MONDAY)
    assert isinstance(skipped, SkipReason)
    assert "Nothing is due" in (skipped.skip_message or "")


def test_a_tick_from_the_daemons_absence_is_left_out(installation: Installation) -> None:
    scheduled(installation, MONDAY)
    now = MONDAY + timedelta(minutes=10)
    assert isinstance(tick(installation, now, now - STALE - timedelta(seconds=1)), SkipReason)
    assert isinstance(tick(installation, now, now - STALE), RunRequest)


def test_what_was_missed_by_hours_gets_a_new_time_instead_of_going_out_all_at_once(installation: Installation) -> None:
    post = scheduled(installation, MONDAY)
    now = MONDAY + timedelta(hours=7)
    assert asked(installation, now) is None
    moved = installation.store.posts.get(post.id)
    assert moved.scheduled_at is not None and moved.scheduled_at > now


def test_a_tick_plans_what_was_approved(installation: Installation) -> None:
    (id_,) = add(installation.store, draft())
    installation.store.posts.approve(id_, "kim")
    skipped = tick(installation, MONDAY)
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
    assert asked(installation, due - timedelta(minutes=1)) is None
    assert asked(installation, due) == ("1", "0")


def test_the_daemon_accepts_the_request(installation: Installation) -> None:
    """As the daemon sees it: the job exists and needs nothing more."""
    scheduled(installation, MONDAY)
    installation.clock.set(MONDAY)
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
        data: ScheduleExecutionData = repository.get_schedule_def("posting_windows").evaluate_tick(context)
    (request,) = data.run_requests or []
    assert request.partition_key is None
    assert definitions.resolve_job_def("publish").tags["dagster/priority"] == "10"
