from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from reprise.clock import ManualClock
from reprise.sites import Site
from reprise.store.store import Store
from reprise.windows.queue import Account, Queue
from reprise.windows.slots import LearnedSlot
from tests.builders import make_site
from tests.reprise.store.builders import START, add, draft, picture, video

X = Account("demo", "x", "main")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def site(mode: str = "review", *, times: tuple[str, ...] = ("09:00", "17:00"), **x: Any) -> Site:
    """A site whose x account posts daily at these times (UTC)."""
    settings = {"slots": dict.fromkeys(WEEK, times), **x}
    return make_site(automation={"mode": mode}, platforms={"x": settings})


def queue(store: Store, *sites: Site) -> Queue:
    return Queue(store, {each.id: each for each in sites or (site(),)}, store.clock)


def approved(store: Store, *articles: str) -> tuple[str, ...]:
    """Posts that dana has approved, each a second younger than the one before."""
    assert isinstance(store.clock, ManualClock)
    posts = []
    for article in articles or ("demo-a",):
        (post,) = add(store, draft(article=article))
        store.posts.approve(post, "dana")
        store.clock.advance(timedelta(seconds=1))
        posts.append(post)
    return tuple(posts)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return START.replace(day=day, hour=hour, minute=minute)


def when(store: Store, post: str) -> datetime | None:
    return store.posts.get(post).scheduled_at


# Planning


def test_an_approved_post_gets_the_next_time_with_its_reason(store: Store) -> None:
    (post,) = approved(store)
    assert queue(store).plan_pending().placed == (post,)
    found = store.posts.get(post)
    assert (found.state, found.scheduled_at, found.scheduled_zone) == ("scheduled", at(1, 9), "UTC")
    assert found.scheduled_why == "set for demo, Mon 09:00"
    assert found.touched_by == "dana"
    assert store.posts.events(post)[-1].cause == "Planned for Mon 2026-06-01 09:00 UTC (set for demo, Mon 09:00)."


def test_planning_again_moves_nothing(store: Store) -> None:
    posts = approved(store, "demo-a", "demo-b", "demo-c")
    first = queue(store)
    first.plan_pending()
    times = [when(store, post) for post in posts]
    late = approved(store, "demo-d")
    assert first.plan_pending().placed == late
    assert first.plan_pending().placed == ()
    assert [when(store, post) for post in posts] == times == [at(1, 9), at(1, 17), at(2, 9)]


def test_learned_times_are_used_and_named(store: Store) -> None:
    row = LearnedSlot(
        weekday="mon", hour=18, zone="Europe/Berlin", rank=1, expected=0.21, deviation=0.1, sample=34, label="own"
    )
    store.slots.replace_learned("demo", "x", "main", [row])
    (post,) = approved(store)
    queue(store, make_site()).plan_pending()
    found = store.posts.get(post)
    assert (found.scheduled_at, found.scheduled_zone) == (at(1, 16), "Europe/Berlin")
    assert found.scheduled_why == "learned: Mon 18:00, +0.21±0.10 from 34 posts"


def test_what_was_published_today_counts_against_the_cap_and_the_cooldown(store: Store, clock: ManualClock) -> None:
    first, second = approved(store, "demo-a", "demo-b")
    plan = queue(store, site(times=("09:00", "11:00", "13:00")))
    store.posts.schedule(first, at(1, 9), "UTC", "by hand", "dana")
    clock.set(at(1, 9, 30))
    claim_now_at(store, first)
    store.posts.publish_succeeded(first, ["1"], None)
    plan.plan_pending()
    assert when(store, second) == at(2, 9)  # 13:00 is only 3 h 30 min after 09:30


def claim_now_at(store: Store, post: str) -> None:
    assert store.posts.claim(post) is not None


def test_posts_that_find_no_time_stay_approved_with_the_reason(store: Store) -> None:
    (post,) = approved(store)
    planned = queue(store, site(times=())).plan_pending()
    assert [(each.post, each.reason) for each in planned.unplaced] == [(post, "x/main has no posting times.")]
    assert store.posts.get(post).state == "approved"


def test_nothing_is_planned_or_handed_out_for_a_platform_that_is_switched_off(store: Store) -> None:
    scheduled, waiting = approved(store, "demo-a", "demo-b")
    store.posts.schedule(scheduled, at(1, 8), "UTC", "by hand", "dana")
    off = queue(store, site(enabled=False))
    assert off.plan_pending().unplaced[0].reason == "x is switched off for demo."
    assert off.due() == ()
    assert store.posts.get(waiting).state == "approved"
    assert [post.id for post in queue(store).due()] == [scheduled]


def test_a_preview_decides_nothing(store: Store) -> None:
    (post,) = approved(store)
    preview = queue(store).preview(X)
    assert [(each.post, each.at) for each in preview.assignments] == [(post, at(1, 9))]
    assert store.posts.get(post).state == "approved"


def test_posts_of_a_site_without_settings_are_left_alone(store: Store) -> None:
    (post,) = approved(store)
    empty = Queue(store, {}, store.clock)
    assert empty.tick().planned.placed == ()
    assert store.posts.get(post).state == "approved"


# Due and missed


def test_due_posts_are_handed_out_until_somebody_has_claimed_them(store: Store, clock: ManualClock) -> None:
    first, second = approved(store, "demo-a", "demo-b")
    plan = queue(store)
    plan.plan_pending()
    assert plan.due() == ()
    clock.set(at(1, 9))
    assert [post.id for post in plan.due()] == [first]
    assert plan.due() == plan.due()
    claim_now_at(store, first)
    assert plan.due() == ()
    clock.set(at(1, 17, 45))
    assert [post.id for post in plan.due()] == [second]


def test_after_an_outage_missed_posts_get_new_times_by_rule_and_are_not_sent_at_once(
    store: Store, clock: ManualClock
) -> None:
    posts = approved(store, "demo-a", "demo-b", "demo-c", "demo-d")
    plan = queue(store)
    plan.plan_pending()
    clock.set(at(3, 10, 30))  # all four times have gone by
    assert plan.due() == ()
    assert [when(store, post) for post in posts] == [at(3, 17), at(4, 9), at(4, 17), at(5, 9)]
    causes = [event.cause for event in store.posts.events(posts[0])]
    assert causes[-1].startswith("Missed its time (2026-06-01 09:00 UTC) by 49 h 30 min. Planned for Wed 2026-06-03")
    assert plan.due() == ()
    assert len(store.posts.events(posts[0])) == len(causes)


def test_a_missed_post_without_another_time_goes_back_to_waiting(store: Store, clock: ManualClock) -> None:
    (post,) = approved(store)
    queue(store).plan_pending()
    clock.set(at(3, 10))
    assert queue(store, site(times=())).due() == ()
    found = store.posts.get(post)
    assert (found.state, found.scheduled_at) == ("approved", None)
    assert store.posts.events(post)[-1].cause.endswith("x/main has no posting times.")
    assert queue(store).plan_pending().placed == (post,)


# Automation


def test_an_automatic_site_approves_and_plans_what_runs_have_made(store: Store) -> None:
    (post,) = add(store)
    store.posts.attach_pictures(post, [picture()])
    tick = queue(store, site("automatic")).tick()
    assert tick.approved == tick.planned.placed == (post,)
    found = store.posts.get(post)
    assert (found.state, found.touched_by, found.is_approved) == ("scheduled", None, True)


def test_automation_waits_a_while_for_pictures_and_for_films_until_they_are_there(
    store: Store, clock: ManualClock
) -> None:
    words, film = add(store, draft(), draft("video"))
    plan = queue(store, site("automatic"))
    assert plan.approve_generated() == ()
    clock.advance(timedelta(minutes=10))
    assert plan.approve_generated("demo") == (words,)
    store.posts.attach_video(film, video())
    assert plan.approve_generated("other") == ()
    assert plan.approve_generated() == (film,)


@pytest.mark.parametrize("mode", ["review", "off"])
def test_without_automation_drafts_wait(store: Store, mode: str) -> None:
    (post,) = add(store)
    store.posts.attach_pictures(post, [picture()])
    assert queue(store, site(mode)).tick().approved == ()
    assert store.posts.get(post).state == "draft"


def test_automation_leaves_edited_drafts_and_unwanted_types_alone(store: Store, clock: ManualClock) -> None:
    edited, faq, film = add(store, draft(), draft("faq"), draft("video"))
    store.posts.edit(edited, "dana", texts=("Not done yet",))
    store.posts.attach_video(film, video())
    clock.advance(timedelta(hours=1))
    plan = queue(store, site("automatic", types=["announcement"], videos=False))
    assert plan.approve_generated() == ()
    assert {store.posts.get(post).state for post in (edited, faq, film)} == {"draft"}


def test_what_automation_approved_is_withdrawn_when_the_site_asks_for_review(store: Store) -> None:
    own, confirmed = add(store, draft(), draft(article="demo-b"))
    for post in (own, confirmed):
        store.posts.attach_pictures(post, [picture()])
    queue(store, site("automatic")).tick()
    store.posts.approve(confirmed, "dana")
    assert queue(store, site("review")).tick().withdrawn == (own,)
    assert store.posts.get(own).state == "draft"
    assert store.posts.get(confirmed).state == "scheduled"
