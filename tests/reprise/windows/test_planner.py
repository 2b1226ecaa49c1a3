from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from reprise.sites import Weekday
from reprise.windows.planner import AccountRules, Assignment, Plan, Taken, Waiting, plan
from reprise.windows.slots import Slot

DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONDAY = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)
MONTH = timedelta(days=30)


def slots(*times: str, zone: str = "UTC", **values: float) -> tuple[Slot, ...]:
    """Slots at these times of the day; a keyword such as h17=0.3 gives the times of that hour a value."""
    return tuple(
        Slot(day, datetime.strptime(at, "%H:%M").time(), zone, "settings", values.get(f"h{at[:2]}", 0.0), f"{day} {at}")  # noqa: DTZ007
        for day in DAYS
        for at in times
    )


def rules(*times: str, cap: int = 2, hours: float = 4, zone: str = "UTC", **values: float) -> AccountRules:
    return AccountRules("x/main", zone, slots(*times, zone=zone, **values), cap, timedelta(hours=hours))


def waiting(name: str, *, type_: str = "quote_card", priority: int = 0, age: int = 0) -> Waiting:
    """The name's letters before the first digit are its article."""
    article = name.rstrip("0123456789")
    return Waiting(name, article, type_, priority, MONDAY - timedelta(days=age))


def order(result: Plan) -> list[str]:
    return [each.post for each in result.assignments]


def test_a_post_gets_the_first_time_after_now_with_its_zone_and_reason() -> None:
    result = plan([waiting("a1")], [], rules("09:00", "17:00"), MONDAY + timedelta(hours=9), MONTH)
    assert result.assignments == (Assignment("a1", MONDAY + timedelta(hours=17), "UTC", "mon 17:00"),)


def test_the_best_time_of_the_day_goes_first() -> None:
    result = plan([waiting("a1")], [], rules("09:00", "17:00", h17=0.3), MONDAY, MONTH)
    assert result.assignments[0].at == MONDAY + timedelta(hours=17)


def test_priority_comes_before_age_and_age_before_the_rest() -> None:
    posts = [waiting("a1"), waiting("b1", age=3), waiting("c1", priority=5)]
    assert order(plan(posts, [], rules("09:00"), MONDAY, MONTH)) == ["c1", "b1", "a1"]


def test_no_more_than_the_cap_on_a_day() -> None:
    posts = [waiting(f"{letter}1") for letter in "abcde"]
    result = plan(posts, [], rules("06:00", "10:00", "14:00", "18:00", cap=2), MONDAY, MONTH)
    assert list(Counter(each.at.day for each in result.assignments).values()) == [2, 2, 1]


def test_the_cap_counts_the_days_of_the_accounts_zone() -> None:
    tokyo = rules("08:30", "09:30", cap=1, hours=0, zone="Asia/Tokyo")  # 23:30 and 00:30 UTC
    result = plan([waiting("a1"), waiting("b1")], [], tokyo, MONDAY, MONTH)
    days = {each.at.astimezone(ZoneInfo("Asia/Tokyo")).date() for each in result.assignments}
    assert len(days) == 2


def test_the_cooldown_holds_before_and_after_what_is_there() -> None:
    noon = Taken("z1", "z", "faq", MONDAY + timedelta(hours=12))
    result = plan([waiting("a1")], [noon], rules("09:00", "12:00", "15:00", "16:00", hours=4), MONDAY, MONTH)
    assert result.assignments[0].at == MONDAY + timedelta(hours=16)


def test_posts_of_one_article_keep_a_day_apart_and_others_come_between() -> None:
    posts = [waiting("a1"), waiting("a2"), waiting("a3"), waiting("b1"), waiting("b2")]
    result = plan(posts, [], rules("09:00", "17:00"), MONDAY, MONTH)
    assert [name[0] for name in order(result)] == ["a", "b", "a", "b", "a"]
    assert [each.at.day for each in result.assignments] == [1, 1, 2, 2, 3]


def test_an_article_alone_is_spread_over_days_while_there_is_room() -> None:
    posts = [waiting(f"a{number}") for number in range(3)]
    result = plan(posts, [], rules("09:00", "17:00"), MONDAY, MONTH)
    assert [each.at for each in result.assignments] == [MONDAY + timedelta(days=day, hours=9) for day in range(3)]


def test_an_article_alone_fills_the_days_when_the_horizon_is_short_and_says_so() -> None:
    posts = [waiting(f"a{number}") for number in range(3)]
    result = plan(posts, [], rules("09:00", "17:00"), MONDAY, timedelta(days=2))
    assert len(result.assignments) == 3
    assert "closer to its article's other posts" in result.assignments[1].why


def test_the_announcement_comes_before_its_articles_other_posts() -> None:
    posts = [waiting("a1", age=2), waiting("a2", type_="announcement"), waiting("a3", age=1)]
    assert order(plan(posts, [], rules("09:00"), MONDAY, MONTH)) == ["a2", "a1", "a3"]


def test_nothing_of_an_article_is_placed_before_its_scheduled_announcement() -> None:
    later = Taken("a1", "a", "announcement", MONDAY + timedelta(days=3, hours=9))
    result = plan([waiting("a2")], [later], rules("09:00", "17:00"), MONDAY, MONTH)
    assert result.assignments[0].at > later.at


def test_what_has_a_time_does_not_move_when_more_is_planned() -> None:
    account = rules("09:00", "17:00")
    first = plan([waiting("a1"), waiting("b1")], [], account, MONDAY, MONTH)
    taken = [Taken(each.post, each.post[0], "quote_card", each.at) for each in first.assignments]
    more = plan([waiting("c1", priority=9)], taken, account, MONDAY, MONTH)
    assert not {each.at for each in more.assignments} & {each.at for each in taken}


def test_posts_without_a_free_time_are_named_with_the_reason() -> None:
    posts = [waiting(f"{letter}1") for letter in "abc"]
    result = plan(posts, [], rules("09:00", cap=1), MONDAY, timedelta(days=2))
    assert [each.post for each in result.unplaced] == ["c1"]
    assert result.unplaced[0].reason == (
        "No posting time of x/main is free in the next 2 days (at most 1 a day, 4 hours apart). "
        "Its times: 2 went to posts ahead of it (a1, b1)."
    )


def test_an_account_without_times_says_so() -> None:
    result = plan([waiting("a1")], [], rules(), MONDAY, MONTH)
    assert result.unplaced[0].reason == "x/main has no posting times."


def test_two_thousand_posts_all_find_a_time() -> None:
    posts = [
        waiting(
            f"{'abcdefghijklmnopqrstuvwxyz'[n % 26]}{'abcdefghijklmnopqrst'[n % 20]}{n}", priority=n % 5, age=n % 90
        )
        for n in range(2000)
    ]
    busy = rules(*(f"{hour:02d}:00" for hour in range(24)), cap=12, hours=1, zone="Europe/Berlin")
    result = plan(posts, [], busy, MONDAY, timedelta(days=365))
    assert len(result.assignments) == 2000


times = st.integers(0, 47).map(lambda half: f"{half // 2:02d}:{half % 2 * 30:02d}")
names = st.builds(lambda letter, n: f"{letter}{n}", st.sampled_from("abcdef"), st.integers(0, 30))
zones = st.sampled_from(["UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"])
starts = st.sampled_from([datetime(2026, 3, 6, 5, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC), MONDAY])


@given(
    posts=st.lists(
        st.builds(waiting, names, type_=st.sampled_from(["announcement", "faq"]), priority=st.integers(0, 2)),
        unique_by=lambda post: post.post,
        max_size=30,
    ),
    at=st.lists(times, unique=True, max_size=8),
    zone=zones,
    start=starts,
    cap=st.integers(1, 4),
    hours=st.sampled_from([0.0, 0.5, 4.0, 30.0]),
    taken=st.lists(st.integers(-4000, 40000), max_size=10),
)
def test_no_rule_is_ever_broken(
    *, posts: list[Waiting], at: list[str], zone: str, start: datetime, cap: int, hours: float, taken: list[int]
) -> None:
    account = AccountRules("x/main", zone, slots(*at, zone=zone), cap, timedelta(hours=hours))
    there = [Taken(f"t{n}", "t", "faq", start + timedelta(minutes=minute)) for n, minute in enumerate(taken)]
    result = plan(posts, there, account, start, timedelta(days=20))

    placed = [each.at for each in result.assignments]
    assert sorted(order(result) + [each.post for each in result.unplaced]) == sorted(post.post for post in posts)
    assert len(set(placed)) == len(placed)
    assert all(start < moment <= start + timedelta(days=20) for moment in placed)
    everything = sorted([*placed, *(each.at for each in there)])
    local = ZoneInfo(zone)
    for moment in placed:
        same_day = [each for each in everything if each.astimezone(local).date() == moment.astimezone(local).date()]
        assert len(same_day) <= cap
        others = list(everything)
        others.remove(moment)
        assert all(abs(moment - other) >= timedelta(hours=hours) for other in others)
    announced = {post.article: post for post in posts if post.type == "announcement"}
    by_name = {post.post: post for post in posts}
    when = {each.post: each.at for each in result.assignments}
    for name, moment in when.items():
        opener = announced.get(by_name[name].article)
        single = sum(post.article == by_name[name].article and post.type == "announcement" for post in posts) == 1
        if opener and single and by_name[name].type == "faq" and by_name[name].priority <= opener.priority:
            assert opener.post in when
            assert when[opener.post] < moment
    again = plan([by_name[each.post] for each in result.unplaced], [*there, *(
        Taken(name, by_name[name].article, by_name[name].type, moment) for name, moment in when.items()
    )], account, start, timedelta(days=20))  # fmt: skip
    assert not again.assignments
