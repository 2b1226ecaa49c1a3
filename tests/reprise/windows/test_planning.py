"""Planning on a store: several accounts, articles kept apart, missed windows by the site's rule, times by hand."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from reprise.clock import ManualClock
from reprise.errors import BadSettings
from reprise.sites import Site
from reprise.store.records import Post
from reprise.store.store import Store
from reprise.windows.planning import Account, Planning, Span
from reprise.windows.plans import Quota
from reprise.windows.queue import Queue
from tests.builders import make_site
from tests.reprise.store.builders import START, draft, picture

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
X, COMPANY = Account("demo", "x", "main"), Account("demo", "x", "company")
TELEGRAM = Account("demo", "telegram", "main")


def site(publishing: dict[str, Any] | None = None, mode: str = "review", **platforms: Any) -> Site:
    """A site that posts daily at nine and seventeen (UTC) on x and telegram, with what each has of its own."""
    daily = {"slots": dict.fromkeys(WEEK, ("09:00", "17:00"))}
    chosen = {name: {**daily, **platforms.get(name, {})} for name in ("x", "telegram")}
    return make_site(publishing=publishing or {}, automation={"mode": mode}, platforms=chosen)


TWO = {"accounts": {"main": {}, "company": {"cap_per_day": 1, "slots": dict.fromkeys(WEEK, ("12:00",))}}}


def bring(store: Store, of: Site, *articles: str, platform: str = "x", by: str | None = "dana", **facts: Any) -> None:
    """Drafts of a run for every account, each a second younger than the one before, approved by `by`."""
    assert isinstance(store.clock, ManualClock)
    for article in articles:
        store.clock.advance(timedelta(seconds=1))
        store.posts.upsert([draft(article=article, platform=platform, **facts)], of.accounts, "run:1")
        for post in store.posts.find(article=article, platform=platform, states=("draft",)) if by else ():
            store.posts.approve(post.id, by)


def planning(store: Store, of: Site, **more: Any) -> Planning:
    return Planning(store, {of.id: of}, store.clock, **more)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return START.replace(day=day, hour=hour, minute=minute)


def times(store: Store, account: Account) -> dict[str, datetime | None]:
    found = store.posts.find(platform=account.platform, account=account.name)
    return {post.article: post.scheduled_at for post in found}


def only(store: Store, account: Account = X) -> Post:
    (post,) = store.posts.find(platform=account.platform, account=account.name)
    return post


# Accounts


def test_each_account_has_times_and_limits_of_its_own(store: Store) -> None:
    two = site({"platform_spacing_minutes": 0}, x=TWO)
    bring(store, two, "demo-a", "demo-b", "demo-c")
    planning(store, two).plan_pending()
    assert times(store, X) == {"demo-a": at(1, 9), "demo-b": at(1, 17), "demo-c": at(2, 9)}
    assert times(store, COMPANY) == {"demo-a": at(1, 12), "demo-b": at(2, 12), "demo-c": at(3, 12)}


def test_one_account_publishes_by_itself_while_the_other_waits_for_review(store: Store) -> None:
    two = site(x={"accounts": {"main": {}, "company": {"auto_publish": "automatic"}}})
    bring(store, two, "demo-a", by=None)
    store.posts.attach_pictures(draft().id, [picture()])
    queue = Queue(store, {two.id: two}, store.clock)
    assert queue.tick().approved == (only(store, COMPANY).id,)
    assert (only(store, X).state, only(store, COMPANY).state) == ("draft", "scheduled")
    review = site(x={"accounts": {"main": {}, "company": {}}})
    assert Queue(store, {two.id: review}, store.clock).withdraw_automatic() == (only(store, COMPANY).id,)


def test_automatic_on_an_account_does_nothing_where_the_site_is_off(store: Store) -> None:
    off = site(mode="off", x={"accounts": {"main": {"auto_publish": "automatic"}}})
    bring(store, off, "demo-a", by=None)
    store.posts.attach_pictures(draft().id, [picture()])
    assert Queue(store, {off.id: off}, store.clock).approve_generated() == ()


def test_posts_of_an_account_that_is_gone_or_switched_off_stay_with_the_reason(store: Store) -> None:
    bring(store, site(x=TWO), "demo-a")
    alone = planning(store, site())
    assert [each.reason for each in alone.plan_pending().unplaced] == ["demo has no account 'company' on x any more."]
    off = planning(store, site(x={"accounts": {"main": {}, "company": {"enabled": False}}}))
    assert [each.reason for each in off.plan_pending().unplaced] == ["x/company is switched off for demo."]
    with pytest.raises(BadSettings, match="no account 'company' on x; it has main"):
        alone.rules(COMPANY)


# Articles on several platforms


def test_an_article_does_not_appear_everywhere_in_the_same_minute(store: Store) -> None:
    both = site()
    for platform in ("x", "telegram"):
        bring(store, both, "demo-a", platform=platform)
    planning(store, both).plan_pending()
    assert {only(store, X).scheduled_at, only(store, TELEGRAM).scheduled_at} == {at(1, 9), at(1, 9, 15)}
    why = only(store, X).scheduled_why
    assert why is not None
    assert "because its article goes out on telegram/main at 2026-06-01 09:00" in why


def test_previews_of_several_accounts_keep_an_article_apart_too(store: Store) -> None:
    both = site()
    for platform in ("x", "telegram"):
        bring(store, both, "demo-a", platform=platform)
    plans = planning(store, both).preview_all([X, TELEGRAM])
    assert [plans[each].assignments[0].at for each in (TELEGRAM, X)] == [at(1, 9), at(1, 9, 15)]
    assert only(store, X).state == "approved"


# News


def test_fresh_news_go_first_and_what_was_news_last(store: Store) -> None:
    one = site()
    bring(store, one, "demo-guide", article_at=START - timedelta(days=300), article_kind="how-to")
    bring(store, one, "demo-old", article_at=START - timedelta(days=8), article_kind="news")
    bring(store, one, "demo-new", article_at=START - timedelta(hours=2), article_kind="news")
    planning(store, one).plan_pending()
    assert times(store, X) == {"demo-new": at(1, 9), "demo-guide": at(1, 17), "demo-old": at(2, 9)}


def test_a_site_says_itself_how_long_news_are_news(store: Store) -> None:
    one = site({"fresh_days": {"article": 1}, "stale": "skip"})
    bring(store, one, "demo-a", article_at=START - timedelta(days=2), article_kind="article")
    bring(store, one, "demo-b", article_at=START - timedelta(days=20), article_kind="news")
    assert [each.reason for each in planning(store, one).plan_pending().unplaced] == [
        "Its article is no longer news: that ended on 2026-05-31."
    ]
    assert times(store, X)["demo-b"] == at(1, 9)


# Limits


def test_quiet_days_and_what_a_platform_has_left_are_kept(store: Store) -> None:
    quiet = site({"blackout": ["2026-06-01", "2026-06-03..2026-06-04"]})
    bring(store, quiet, "demo-a", "demo-b", "demo-c")
    left = Quota(1, at(10, 0), "what x has left")
    planning(store, quiet, quotas=lambda account: (left,) if account == X else ()).plan_pending()
    assert times(store, X) == {"demo-a": at(2, 9), "demo-b": at(10, 9), "demo-c": at(10, 17)}


# Missed windows


def fifty(store: Store, of: Site) -> None:
    bring(store, of, *(f"demo-{number:02}" for number in range(50)))
    planning(store, of).plan_pending()


def busy(missed: str) -> Site:
    hours = [f"{hour:02}:00" for hour in range(24)]
    return site(
        {"missed": missed, "cap_per_day": 24, "cooldown_hours": 1, "platform_spacing_minutes": 0},
        x={"slots": dict.fromkeys(WEEK, hours)},
    )


def after_a_day_without_power(store: Store, clock: ManualClock, of: Site) -> tuple[Post, ...]:
    fifty(store, of)
    clock.set(at(2, 8, 30))
    return Queue(store, {of.id: of}, clock).due()


def test_after_a_day_without_power_posts_get_new_times_and_only_the_current_one_goes(
    store: Store, clock: ManualClock
) -> None:
    due = after_a_day_without_power(store, clock, busy("reschedule"))
    assert [post.scheduled_at for post in due] == [at(2, 8)]  # its own window, half an hour ago
    _ensure_spread(store, clock, 49)


def test_a_site_may_have_missed_posts_out_at_once_but_never_all_together(store: Store, clock: ManualClock) -> None:
    due = after_a_day_without_power(store, clock, busy("publish"))
    assert [post.scheduled_at for post in due] == [at(2, 8)]
    _ensure_spread(store, clock, 49)
    late = [
        post for post in store.posts.find() if post.scheduled_why == "as soon as possible after its time was missed"
    ]
    assert all(post.scheduled_at is not None and post.scheduled_at.day == 2 for post in late)


def test_a_missed_post_goes_now_where_nothing_speaks_against_it(store: Store, clock: ManualClock) -> None:
    one = site({"missed": "publish"})
    bring(store, one, "demo-a", "demo-b")
    planning(store, one).plan_pending()
    clock.set(at(1, 19))
    due = Queue(store, {one.id: one}, clock).due()
    assert [(post.article, post.scheduled_at) for post in due] == [("demo-a", at(1, 19))]
    assert times(store, X)["demo-b"] == at(1, 23)
    cause = store.posts.events(due[0].id)[-1].cause
    assert cause.startswith("Missed its time (2026-06-01 09:00 UTC) by 10 h 0 min. Planned for Mon 2026-06-01 19:00")


def test_a_site_may_cancel_what_missed_its_time(store: Store, clock: ManualClock) -> None:
    due = after_a_day_without_power(store, clock, busy("cancel"))
    assert [post.scheduled_at for post in due] == [at(2, 8)]
    states = Counter(post.state for post in store.posts.find())
    assert states == {"cancelled": 23, "scheduled": 27}  # those of the day gone by, from nine to seven
    cancelled = store.posts.find(states=("cancelled",))[0]
    assert store.posts.events(cancelled.id)[-1].cause.endswith("The site cancels what missed its time.")


def test_what_was_begun_is_not_cancelled_for_being_late(store: Store, clock: ManualClock) -> None:
    one = site({"missed": "cancel"})
    bring(store, one, "demo-a")
    planning(store, one).plan_pending()
    clock.set(at(1, 9))
    post = only(store)
    assert store.posts.claim(post.id) is not None
    attempt = store.attempts.start(post.id, "f" * 32)
    store.posts.publish_failed(post.id, "network", "No route.", at(1, 9, 5), attempt=attempt.id)
    clock.set(at(2, 8))
    assert planning(store, one).catch_up().cancelled == ()
    assert only(store).scheduled_at == at(2, 9)


def _ensure_spread(store: Store, clock: ManualClock, others: int) -> None:
    """Everything else has a time of its own ahead, an hour apart."""
    planned = sorted(post.scheduled_at for post in store.posts.find(states=("scheduled",)) if post.scheduled_at)
    ahead = [moment for moment in planned if moment > clock.now()]
    assert len(ahead) == others
    assert all(later - first >= timedelta(hours=1) for first, later in pairwise(ahead))


# By hand


def test_drafts_can_be_previewed_as_if_they_were_approved(store: Store) -> None:
    one = site()
    bring(store, one, "demo-a", by=None)
    assert planning(store, one).preview(X).assignments == ()
    assert [each.at for each in planning(store, one).preview(X, drafts=True).assignments] == [at(1, 9)]
    assert only(store).state == "draft"


def test_chosen_posts_are_spread_over_a_span_and_belong_to_who_did_it(store: Store) -> None:
    one = site()
    bring(store, one, "demo-a", "demo-b", "demo-c")
    chosen = frozenset(post.id for post in store.posts.find() if post.article != "demo-c")
    done = planning(store, one).spread(X, Span(at(10, 0), 10, chosen), "kim")
    assert len(done.placed) == 2
    assert times(store, X) == {"demo-a": at(10, 9), "demo-b": at(15, 9), "demo-c": None}
    assert {post.touched_by for post in store.posts.find(states=("scheduled",))} == {"kim"}


def test_what_speaks_against_a_time_leaves_the_post_itself_out(store: Store) -> None:
    one = site({"cap_per_day": 1})
    bring(store, one, "demo-a", "demo-b")
    planning(store, one).plan_pending()
    first, second = sorted(store.posts.find(), key=lambda post: post.article)
    assert planning(store, one).objections(first, at(1, 10)) == ()
    assert planning(store, one).objections(second, at(1, 10)) == (
        "x/main has 1 post on 2026-06-01 already; 1 is the most.",
        "It is less than 4 hours from the post at 2026-06-01 09:00.",
    )
