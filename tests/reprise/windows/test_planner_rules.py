"""Freshness, platforms, quotas, quiet days and even spreading; and that no rule is broken, whatever is planned."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.posting_settings import DateRange
from reprise.social.rules import Allowance
from reprise.windows.line import PUT_OFF
from reprise.windows.planner import (
    AccountRules,
    Elsewhere,
    News,
    Plan,
    Quota,
    Request,
    Taken,
    Waiting,
    objections,
    plan,
    plan_all,
)
from reprise.windows.slots import openings
from tests.reprise.windows.test_planner import MONDAY, MONTH, order, rules, slots, waiting

HOUR, DAY, QUARTER = timedelta(hours=1), timedelta(days=1), timedelta(minutes=15)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return MONDAY.replace(day=day, hour=hour, minute=minute)


def news(name: str, *, age_days: float, days: int = 7, priority: int = 0) -> Waiting:
    return replace(waiting(name, priority=priority), news=News(MONDAY - age_days * DAY, days))


# Freshness


def test_of_two_news_the_fresher_goes_first() -> None:
    posts = [news("a1", age_days=5), news("b1", age_days=1)]
    assert order(plan(posts, [], rules("09:00"), MONDAY, MONTH)) == ["b1", "a1"]


def test_fresh_news_go_before_what_does_not_age_and_stale_ones_after_it() -> None:
    posts = [waiting("a1", priority=10), news("b1", age_days=0), news("c1", age_days=9, priority=90)]
    result = plan(posts, [], rules("09:00"), MONDAY, MONTH)
    assert order(result) == ["b1", "a1", "c1"]
    assert "its article stopped being news on 2026-05-30" in result.assignments[2].why


def test_a_priority_far_above_goes_before_fresh_news() -> None:
    posts = [waiting("a1", priority=50), news("b1", age_days=0, priority=10)]
    assert order(plan(posts, [], rules("09:00"), MONDAY, MONTH)) == ["a1", "b1"]


def test_a_site_may_leave_stale_news_out_with_the_reason() -> None:
    account = replace(rules("09:00", cap=1), stale="skip")
    posts = [news("a1", age_days=8), news("b1", age_days=5), news("c1", age_days=5.5), news("d1", age_days=5.6)]
    result = plan(posts, [], account, MONDAY, MONTH)
    assert [(each.post, each.at) for each in result.assignments] == [("b1", at(1, 9)), ("c1", at(2, 9))]
    reasons = {each.post: each.reason for each in result.unplaced}
    assert reasons["a1"] == "Its article is no longer news: that ended on 2026-05-31."
    assert "none before 2026-06-02, when it is no longer news" in reasons["d1"]


# Other accounts


def test_an_article_is_put_off_by_minutes_where_it_goes_out_on_another_account() -> None:
    account = replace(rules("09:00", "17:00"), platform_spacing=QUARTER)
    elsewhere = [Elsewhere("a", at(1, 9), "linkedin/main"), Elsewhere("a", at(1, 9, 20), "telegram/main")]
    (assignment,) = plan([waiting("a1")], [], account, MONDAY, MONTH, elsewhere=elsewhere).assignments
    assert assignment.at == at(1, 9, 35)
    assert "because its article goes out on telegram/main at 2026-06-01 09:20" in assignment.why


def test_an_article_that_would_be_put_off_too_long_takes_another_time() -> None:
    account = replace(rules("09:00", "17:00"), platform_spacing=2 * HOUR)
    (assignment,) = plan(
        [waiting("a1")], [], account, MONDAY, MONTH, elsewhere=[Elsewhere("a", at(1, 9), "linkedin/main")]
    ).assignments
    assert assignment.at == at(1, 17)
    assert "1 less than 120 minutes from its article's post on another account" in assignment.why


def test_what_is_put_off_still_keeps_the_cooldown() -> None:
    account = replace(rules("09:00", "13:00", hours=4), platform_spacing=QUARTER)
    elsewhere = [Elsewhere("a", at(1, 9), "linkedin/main")]
    result = plan([waiting("a1"), waiting("b1")], [], account, MONDAY, MONTH, elsewhere=elsewhere)
    assert [(each.post, each.at) for each in result.assignments] == [("a1", at(1, 9, 15)), ("b1", at(2, 9))]


def test_accounts_that_are_planned_together_keep_an_article_apart() -> None:
    names = ("linkedin/main", "telegram/main", "x/main")
    requests = [
        Request(replace(rules("09:00"), name=name, platform_spacing=QUARTER), (waiting("a1"),)) for name in names
    ]
    plans = plan_all(requests, MONDAY, MONTH)
    assert [plans[name].assignments[0].at for name in names] == [at(1, 9), at(1, 9, 15), at(1, 9, 30)]


# Limits


def test_no_more_than_what_the_platform_says_is_left() -> None:
    account = replace(rules("09:00", "13:00", "17:00", cap=3, hours=0), quotas=(Quota(2, at(2, 12), "today's rest"),))
    taken = [Taken("t1", "t", "faq", at(1, 9))]
    result = plan([waiting("a1"), waiting("b1")], taken, account, MONDAY, MONTH)
    assert [each.at for each in result.assignments] == [at(1, 13), at(2, 13)]
    assert "2 beyond what is left of today's rest" in result.assignments[1].why


def test_a_platforms_own_limit_holds_in_rolling_hours_across_midnight() -> None:
    account = replace(
        rules("01:00", "03:00", "21:00", "23:00", cap=4, hours=0), allowances=(Allowance(4, 24, source="a test"),)
    )
    result = plan([waiting(f"{letter}1") for letter in "abcdefgh"], [], account, MONDAY + 12 * HOUR, MONTH)
    times = [each.at for each in result.assignments]
    assert all(later - first >= DAY for first, later in zip(times, times[4:], strict=False))
    assert times[:5] == [at(1, 21), at(1, 23), at(2, 1), at(2, 3), at(2, 21)]


def test_a_limit_for_one_type_leaves_the_others_alone() -> None:
    account = replace(
        rules("09:00", "13:00", "17:00", cap=3, hours=0), allowances=(Allowance(1, 24, frozenset({"video"})),)
    )
    posts = [waiting("a1", type_="video"), waiting("b1", type_="video"), waiting("c1")]
    result = plan(posts, [], account, MONDAY, MONTH)
    assert [(each.post, each.at) for each in result.assignments] == [
        ("a1", at(1, 9)), ("c1", at(1, 13)), ("b1", at(2, 9)),
    ]  # fmt: skip
    assert "2 more than the platform takes of its kind" in result.assignments[2].why


def test_nothing_goes_out_on_quiet_days_of_the_accounts_zone() -> None:
    account = replace(
        rules("00:30", cap=1, zone="Europe/Berlin"), blackout=(DateRange(date(2026, 6, 1), date(2026, 6, 3)),)
    )
    (assignment,) = plan([waiting("a1")], [], account, MONDAY - DAY, MONTH).assignments
    assert assignment.at == at(3, 22, 30)  # Thursday, half past midnight in Berlin
    assert "3 on quiet days" in assignment.why


# Spreading


@pytest.mark.parametrize(("posts", "days"), [(4, [1, 3, 5, 7]), (8, [1, 2, 3, 4, 5, 6, 7, 8]), (3, [1, 3, 6])])
def test_many_posts_are_spread_evenly_over_the_days(posts: int, days: list[int]) -> None:
    many = [waiting(f"{letter}1") for letter in "abcdefgh"[:posts]]
    result = plan(many, [], rules("09:00", "17:00", h17=0.5), MONDAY, 8 * DAY, spread=True)
    assert [each.at for each in result.assignments] == [at(day, 17) for day in days]
    assert "spread evenly" in result.assignments[0].why


def test_spreading_leaves_out_days_without_room_and_places_no_fewer() -> None:
    account = replace(rules("09:00", "17:00"), blackout=(DateRange(date(2026, 6, 2), date(2026, 6, 3)),))
    many = [waiting(f"{letter}1") for letter in "abcd"]
    result = plan(many, [], account, MONDAY, 4 * DAY, spread=True)
    assert [each.at for each in result.assignments] == [at(1, 9), at(1, 17), at(4, 9), at(4, 17)]


def test_a_span_begins_where_it_is_told_to() -> None:
    result = plan([waiting("a1")], [], rules("09:00"), MONDAY, MONTH, start=at(10, 12))
    assert result.assignments[0].at == at(11, 9)


# By hand


def test_what_speaks_against_a_chosen_time_is_said() -> None:
    account = replace(
        rules("09:00", cap=1, hours=4),
        platform_spacing=QUARTER,
        blackout=(DateRange(date(2026, 6, 1), date(2026, 6, 1)),),
        allowances=(Allowance(1, 24),),
        quotas=(Quota(1, at(2, 0), "the day's allowance"),),
    )
    taken = [Taken("t1", "t", "faq", at(1, 9))]
    found = objections(
        waiting("a1"), at(1, 11), taken, account, MONDAY, elsewhere=[Elsewhere("a", at(1, 11, 10), "x/two")]
    )
    assert found == (
        "2026-06-01 is a quiet day.",
        "x/main has 1 post on 2026-06-01 already; 1 is the most.",
        "It is less than 4 hours from the post at 2026-06-01 09:00.",
        "x/main has used up the day's allowance.",
        "It is more than the platform takes: 1 in 24 h.",
        "Its article goes out on x/two at 2026-06-01 11:10, less than 15 minutes apart.",
    )
    assert objections(waiting("a1"), at(5, 11), taken, account, MONDAY) == ()


# Every input

ZONES = [
    "UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia",
    "America/St_Johns", "Africa/Cairo",
]  # fmt: skip
STARTS = [
    datetime(2026, 3, 6, 5, tzinfo=UTC),  # America goes forward on the 8th
    datetime(2026, 3, 27, tzinfo=UTC),  # Europe goes forward on the 29th
    datetime(2026, 4, 3, tzinfo=UTC),  # Lord Howe goes back by half an hour on the 5th
    datetime(2026, 10, 2, tzinfo=UTC),  # and forward on the 4th
    datetime(2026, 10, 23, tzinfo=UTC),
    datetime(2011, 12, 28, tzinfo=UTC),  # Apia leaves out the 30th
    MONDAY,
]
NAMES = st.builds(lambda letter, number: f"{letter}{number}", st.sampled_from("abcdef"), st.integers(0, 30))
TIMES = st.integers(0, 47).map(lambda half: f"{half // 2:02d}:{half % 2 * 30:02d}")
TYPES = ["announcement", "faq", "video"]


@st.composite
def situations(draw: st.DrawFn) -> dict[str, Any]:
    """An account, its posts and what else is there."""
    zone, start = draw(st.sampled_from(ZONES)), draw(st.sampled_from(STARTS))
    posts = draw(
        st.lists(
            st.builds(
                lambda name, type_, priority, age, days: replace(
                    waiting(name, type_=type_, priority=priority),
                    news=None if days is None else News(start - age * HOUR, days),
                ),
                NAMES,
                st.sampled_from(TYPES),
                st.integers(0, 40),
                st.integers(-24, 400),
                st.sampled_from([None, None, 3, 14]),
            ),
            unique_by=lambda post: post.post,
            max_size=24,
        )
    )
    moments = st.integers(-4000, 30000).map(lambda minutes: start + timedelta(minutes=minutes))
    account = AccountRules(
        "x/main",
        zone,
        slots(*draw(st.lists(TIMES, unique=True, max_size=6)), zone=zone),
        draw(st.integers(1, 4)),
        timedelta(hours=draw(st.sampled_from([0.0, 0.5, 4.0, 30.0]))),
        platform_spacing=timedelta(minutes=draw(st.sampled_from([0, 15, 90]))),
        allowances=draw(
            st.sampled_from([(), (Allowance(2, 24),), (Allowance(1, 36, frozenset({"video"})), Allowance(5, 72))])
        ),
        quotas=tuple(draw(st.lists(st.builds(Quota, st.integers(0, 3), moments), max_size=2))),
        blackout=tuple(
            DateRange(start.date() + first * DAY, start.date() + (first + length) * DAY)
            for first, length in draw(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 4)), max_size=2))
        ),
        stale=draw(st.sampled_from(["low", "skip"])),
    )
    taken = [
        Taken(f"t{number}", "t", "faq", moment) for number, moment in enumerate(draw(st.lists(moments, max_size=6)))
    ]
    elsewhere = draw(st.lists(st.builds(Elsewhere, st.sampled_from("abcdef"), moments, st.just("y/main")), max_size=8))
    return {
        "waiting": posts, "taken": taken, "rules": account, "now": start, "horizon": timedelta(days=16),
        "elsewhere": elsewhere, "spread": draw(st.booleans()),
    }  # fmt: skip


def made(situation: dict[str, Any]) -> Plan:
    return plan(**situation)


def as_taken(situation: dict[str, Any], result: Plan) -> list[Taken]:
    by_name = {post.post: post for post in situation["waiting"]}
    return [
        Taken(each.post, by_name[each.post].article, by_name[each.post].type, each.at) for each in result.assignments
    ]


@given(situations())
@settings(max_examples=250, deadline=None)
def test_no_rule_is_ever_broken(situation: dict[str, Any]) -> None:
    result, account, now = made(situation), situation["rules"], situation["now"]
    new = as_taken(situation, result)
    posts = {post.post: post for post in situation["waiting"]}
    everything = sorted([*situation["taken"], *new], key=lambda each: each.at)
    zone = ZoneInfo(account.zone)
    assert sorted([*order(result), *(each.post for each in result.unplaced)]) == sorted(posts)

    # windows: at an opening, or put off within the hour
    starts = [each.at for each in openings(account.slots, now, now + situation["horizon"])]
    assert all(any(timedelta(0) <= each.at - opening <= PUT_OFF for opening in starts) for each in new)
    assert all(now < each.at <= now + situation["horizon"] for each in new)

    # cap and quiet days, in the account's zone
    days = Counter(each.at.astimezone(zone).date() for each in everything)
    placed = {each.at.astimezone(zone).date() for each in new}
    assert all(days[day] <= account.cap_per_day for day in placed)
    assert not any(day in quiet for day in placed for quiet in account.blackout)

    # cooldown
    fixed = {each.post for each in situation["taken"]}
    for one, other in pairwise(everything):
        if not {one.post, other.post} <= fixed:
            assert other.at - one.at >= account.cooldown
            assert other.at != one.at

    # what the platform allows
    for allowance in account.allowances:
        times = [each for each in everything if allowance.counts(each.type)]
        for number, first in enumerate(times):
            window = [each for each in times[number:] if each.at - first.at < timedelta(hours=allowance.hours)]
            assert len(window) <= allowance.most or {each.post for each in window} <= fixed
    for quota in account.quotas:
        if any(each.at <= quota.until for each in new):
            assert sum(now <= each.at <= quota.until for each in everything) <= quota.most

    # its article elsewhere, and its announcement
    for each in new:
        others = [other.at for other in situation["elsewhere"] if other.article == each.article]
        assert all(abs(each.at - other) >= account.platform_spacing for other in others)
        opener = posts[each.post].news
        if account.stale == "skip" and opener is not None:
            assert each.at <= opener.until


@given(situations())
@settings(max_examples=120, deadline=None)
def test_planning_is_deterministic_and_planning_again_changes_nothing(situation: dict[str, Any]) -> None:
    result = made(situation)
    shuffled = {**situation, "waiting": situation["waiting"][::-1], "taken": situation["taken"][::-1]}
    assert made(shuffled) == result
    left = [post for post in situation["waiting"] if post.post in {each.post for each in result.unplaced}]
    again = {**situation, "waiting": left, "taken": [*situation["taken"], *as_taken(situation, result)]}
    assert made(again).assignments == ()


@given(situations(), st.integers(0, 200))
@settings(max_examples=120, deadline=None)
def test_a_post_that_is_added_moves_none(situation: dict[str, Any], priority: int) -> None:
    result = made(situation)
    there = [*situation["taken"], *as_taken(situation, result)]
    added = made({**situation, "waiting": [waiting("g99", priority=priority)], "taken": there})
    assert not {each.at for each in added.assignments} & {each.at for each in there}


@given(
    priorities=st.lists(st.integers(0, 5), min_size=2, max_size=20),
    values=st.lists(st.sampled_from([0.0, 0.2, 0.5]), min_size=3, max_size=3),
    cap=st.integers(1, 3),
)
def test_higher_priorities_get_earlier_days_and_better_times_of_a_day(
    priorities: list[int], values: list[float], cap: int
) -> None:
    """Of different articles, which may stand anywhere."""
    posts = [
        Waiting(f"p{number:02}", f"article {number}", "faq", priority, MONDAY)
        for number, priority in enumerate(priorities)
    ]
    worth = {f"h{hour:02}": value for hour, value in zip((6, 12, 18), values, strict=True)}
    result = plan(posts, [], rules("06:00", "12:00", "18:00", cap=cap, hours=0, **worth), MONDAY, MONTH)
    ranked = {
        post.post: number for number, post in enumerate(sorted(posts, key=lambda each: (-each.priority, each.post)))
    }
    by_day: dict[date, list[tuple[float, int]]] = defaultdict(list)
    for each in result.assignments:
        by_day[each.at.date()].append((-worth[f"h{each.at:%H}"], ranked[each.post]))
    ranks = [rank for day in sorted(by_day) for _, rank in sorted(by_day[day], key=lambda pair: pair[1])]
    assert ranks == sorted(ranks)
    for of_day in by_day.values():
        assert [value for value, _ in sorted(of_day, key=lambda pair: pair[1])] == sorted(value for value, _ in of_day)


@pytest.mark.parametrize(
    ("zone", "start", "wall_clock"),
    [
        ("Europe/Berlin", datetime(2026, 3, 27, tzinfo=UTC), "02:30"),
        ("Europe/Berlin", datetime(2026, 10, 23, tzinfo=UTC), "02:30"),
        ("America/New_York", datetime(2026, 3, 6, tzinfo=UTC), "02:30"),
        ("America/New_York", datetime(2026, 10, 30, tzinfo=UTC), "01:30"),
        ("Australia/Lord_Howe", datetime(2026, 4, 3, tzinfo=UTC), "01:45"),
        ("Australia/Lord_Howe", datetime(2026, 10, 2, tzinfo=UTC), "02:15"),
        ("Pacific/Apia", datetime(2011, 12, 27, tzinfo=UTC), "12:00"),
    ],
)
def test_a_daily_time_gives_each_day_that_there_is_one_post(zone: str, start: datetime, wall_clock: str) -> None:
    """Around the changes of the clocks, also where a time is left out or comes twice, or the day itself is left out."""
    account = rules(wall_clock, cap=1, hours=20, zone=zone)
    posts = [waiting(f"{letter}1") for letter in "abcde"]
    result = plan(posts, [], account, start, timedelta(days=7))
    local = [each.at.astimezone(ZoneInfo(zone)) for each in result.assignments]
    days = [moment.date() for moment in local]
    assert len(set(days)) == 5
    missing = {days[0] + number * DAY for number in range((days[-1] - days[0]).days + 1)} - set(days)
    assert missing <= ({date(2011, 12, 30)} if zone == "Pacific/Apia" else set())
    usual = [moment for moment in local if f"{moment:%H:%M}" == wall_clock]
    assert len(usual) >= 4  # the one day that leaves the time out has it later


def test_ten_thousand_posts_over_a_hundred_accounts_take_less_than_two_seconds() -> None:
    """Of the processor's time, so that a busy machine does not matter; it takes about a quarter of that."""
    requests = [
        Request(
            replace(
                rules("09:00", "12:00", "17:00", zone="Europe/Berlin"),
                name=f"x/{account}",
                platform_spacing=QUARTER,
                allowances=(Allowance(50, 24),),
            ),
            tuple(
                Waiting(
                    f"p{account}-{number}", f"{account // 10}-{number // 4}", TYPES[number % 2], number % 5, MONDAY,
                    News(MONDAY - number % 20 * DAY, 7) if number % 3 == 0 else None,
                )
                for number in range(100)
            ),
        )
        for account in range(100)
    ]  # fmt: skip
    began = time.process_time()
    plans = plan_all(requests, MONDAY, timedelta(days=60))
    assert time.process_time() - began < 2
    assert sum(len(each.assignments) + len(each.unplaced) for each in plans.values()) == 10_000
