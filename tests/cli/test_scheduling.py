"""Times that people decide: many posts at once after a preview, one post now, one at another time."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from reprise.clock import FileClock
from reprise.store.store import Store
from reprise.windows.queue import Queue
from tests.cli.reprise_command import Reprise
from tests.installation import MONDAY
from tests.reprise.store.builders import add, draft

DAILY = ", ".join(f"{day}: ['09:00', '17:00']" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
SETTINGS = f"platforms:\n  x: {{slots: {{{DAILY}}}}}\n  telegram: {{slots: {{{DAILY}}}}}\n"


@pytest.fixture
def cli(reprise: Reprise) -> Reprise:
    """An empty installation on a Monday, eight in the morning in Berlin."""
    reprise.place.configure(SETTINGS)
    reprise.place.clock.set(MONDAY)
    return reprise


def store_of(cli: Reprise) -> Store:
    return cli.place.store


def posts(cli: Reprise, *articles: str, approved: bool = False, **facts: Any) -> list[str]:
    ids = [add(store_of(cli), draft(article=article, **facts))[0] for article in articles]
    for post in ids if approved else ():
        store_of(cli).posts.approve(post, "dana")
    return ids


def when(cli: Reprise, post: str) -> datetime | None:
    return store_of(cli).posts.get(post).scheduled_at


def states(cli: Reprise) -> Counter[str]:
    return Counter(post.state for post in store_of(cli).posts.find())


# Many at once


def test_a_preview_shows_the_table_and_changes_nothing(cli: Reprise) -> None:
    posts(cli, "demo-a", "demo-b")
    assert "Drafts take part with --approve." in cli("schedule", "--site", "demo").out
    rows = cli("schedule", "--site", "demo", "--approve", "--preview", "--days", "10", "--json").json
    assert [(row["when"], row["account"], row["state"]) for row in rows] == [
        ("Mon 2026-06-01 09:00", "x/main", "draft"),
        ("Sat 2026-06-06 09:00", "x/main", "draft"),
    ]
    assert "spread evenly" in rows[0]["why"]
    assert states(cli) == {"draft": 2}


def test_drafts_are_approved_and_scheduled_as_they_were_shown(cli: Reprise) -> None:
    ids = posts(cli, *(f"demo-{letter}" for letter in "abcd"))
    arguments = ("schedule", "--site", "demo", "--approve", "--from", "2026-06-08", "--days", "8")
    shown = cli(*arguments, "--preview", "--json").json
    assert "4 posts are scheduled." in cli(*arguments, "--yes", "--by", "kim").out
    found = {post.id: post for post in store_of(cli).posts.find(states=("scheduled",))}
    assert set(found) == set(ids)
    assert {post.touched_by for post in found.values()} == {"kim"}
    zone = cli.place.site.zone
    assert {
        id_: f"{post.scheduled_at.astimezone(zone):%a %Y-%m-%d %H:%M}"
        for id_, post in found.items()
        if post.scheduled_at
    } == {row["post"]: row["when"] for row in shown}
    assert {row["when"][:14] for row in shown} == {f"{day} 2026-06-{date}" for day, date in (
        ("Mon", "08"), ("Wed", "10"), ("Fri", "12"), ("Sun", "14"),
    )}  # fmt: skip


def test_without_approve_only_what_is_approved_takes_part(cli: Reprise) -> None:
    posts(cli, "demo-a")
    posts(cli, "demo-b", approved=True)
    cli("schedule", "--site", "demo", "--yes")
    assert states(cli) == {"draft": 1, "scheduled": 1}


def test_it_asks_before_it_does_anything(cli: Reprise, monkeypatch: pytest.MonkeyPatch) -> None:
    posts(cli, "demo-a", approved=True)
    asked: list[str] = []

    def no(question: str, **_: Any) -> bool:
        asked.append(question)
        return False

    monkeypatch.setattr("click.confirm", no)
    cli("schedule", "--site", "demo")
    assert asked == ["Schedule 1 posts like this?"]
    assert states(cli) == {"approved": 1}


def test_an_article_is_kept_apart_on_its_platforms_and_one_platform_can_be_chosen(cli: Reprise) -> None:
    posts(cli, "demo-a")
    posts(cli, "demo-a", platform="telegram")
    rows = cli("schedule", "--site", "demo", "--approve", "--preview", "--json").json
    assert [(row["account"], row["when"][-5:]) for row in rows] == [("telegram/main", "09:00"), ("x/main", "09:15")]
    only = cli("schedule", "--site", "demo", "--platform", "x", "--approve", "--preview", "--json").json
    assert [(row["account"], row["when"][-5:]) for row in only] == [("x/main", "09:00")]


def test_what_does_not_fit_is_shown_with_the_reason_and_stays(cli: Reprise) -> None:
    posts(cli, "demo-a", "demo-b", "demo-c")
    rows = cli("schedule", "--site", "demo", "--approve", "--days", "1", "--preview", "--json").json
    assert [row["when"] for row in rows][2] is None
    assert "No posting time of x/main is free in the next day" in rows[2]["why"]
    cli("schedule", "--site", "demo", "--approve", "--days", "1", "--yes")
    assert states(cli) == {"scheduled": 2, "draft": 1}


def test_a_film_post_without_its_film_takes_no_part(cli: Reprise) -> None:
    posts(cli, "demo-a", type_="video")
    assert cli("schedule", "--site", "demo", "--approve", "--preview", "--json").json == []


# One post


def test_an_approved_post_goes_now(cli: Reprise) -> None:
    (post,) = posts(cli, "demo-a", approved=True)
    assert "scheduled for now" in cli("publish-now", post, "--by", "kim").out
    queue = Queue(store_of(cli), {"demo": cli.place.site}, cli.place.clock)
    assert [each.id for each in queue.due()] == [post]
    assert store_of(cli).posts.get(post).touched_by == "kim"


def test_now_is_refused_for_what_is_not_approved_withdrawn_or_rests(cli: Reprise) -> None:
    (raw,) = posts(cli, "demo-a")
    assert f"Approve it first: reprise approve post {raw}" in cli.fails("publish-now", raw)
    (post,) = posts(cli, "demo-b", approved=True)
    store_of(cli).pauses.begin(store_of(cli).posts.get(post), "quota", "The plan is used up.", None)
    assert "x/main rests: The plan is used up." in cli.fails("publish-now", post, "--anyway")
    store_of(cli).pauses.end("demo", "x", "main", "kim")
    assert cli("publish-now", post).code == 0
    store_of(cli).posts.cancel(post, "kim")
    assert "It is cancelled." in cli.fails("publish-now", post)


def test_limits_are_said_and_kept_unless_somebody_wants_it_anyway(cli: Reprise) -> None:
    first, second = posts(cli, "demo-a", "demo-b", approved=True)
    cli("publish-now", first)
    line = cli.fails("publish-now", second)
    assert "It is less than 4 hours from the post at 2026-06-01 08:00." in line
    assert "--anyway" in line
    assert store_of(cli).posts.get(second).state == "approved"
    assert cli("publish-now", second, "--anyway", "--by", "kim").code == 0
    why = store_of(cli).posts.get(second).scheduled_why
    assert why == "kim chose now though: It is less than 4 hours from the post at 2026-06-01 08:00."


def test_a_post_moves_to_a_time_of_the_sites_zone(cli: Reprise) -> None:
    (post,) = posts(cli, "demo-a", approved=True)
    assert "scheduled for Tue 2026-06-02 10:30 Europe/Berlin" in cli("reschedule", post, "2026-06-02 10:30").out
    assert when(cli, post) == MONDAY + timedelta(days=1, hours=2, minutes=30)
    assert "scheduled for Mon 2026-06-01 11:00" in cli("reschedule", post, "11:00").out
    assert "has gone by" in cli.fails("reschedule", post, "2026-05-01 10:00")
    assert "is not a time" in cli.fails("reschedule", post, "soon")


def test_a_post_that_is_already_out_cannot_be_moved(cli: Reprise) -> None:
    (post,) = posts(cli, "demo-a", approved=True)
    cli("publish-now", post)
    assert store_of(cli).posts.claim(post) is not None
    store_of(cli).posts.publish_succeeded(post, ["1"], None)
    assert "It is published." in cli.fails("reschedule", post, "2026-06-02 10:30")


# Why


def test_the_queue_explains_times_and_the_lack_of_them(cli: Reprise) -> None:
    cli.place.configure("publishing: {horizon_days: 1}\n" + SETTINGS)
    ids = posts(cli, "demo-a", "demo-b", "demo-c", approved=True)
    rows = {row["id"]: row for row in cli("queue", "--why", "--json").json}
    assert rows[ids[0]]["when (UTC)"] is None
    assert sum("about to get Mon 2026-06-01" in row["why"] for row in rows.values()) == 2
    rows = {row["id"]: row for row in cli("queue", "--plan", "--why", "--json").json}
    placed = [row for row in rows.values() if row["state"] == "scheduled"]
    assert [row["local"] for row in placed] == ["Mon 09:00", "Mon 17:00"]
    assert "set for demo, Mon 09:00" in placed[0]["why"]
    assert "1 went to posts ahead of it" in placed[1]["why"]
    (without,) = [row for row in rows.values() if row["state"] == "approved"]
    assert "No posting time of x/main is free in the next day" in without["why"]
    assert isinstance(cli.place.clock, FileClock)
