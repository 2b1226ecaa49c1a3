"""The audience: hidden preferences for hours, noise of its own for every post, growth over hours."""

from __future__ import annotations

import itertools
import math
import statistics
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sandbox.audience import NOISE, WEEKDAYS, Audience, Reached

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
AUDIENCE = Audience(seed=7, account="1", zone="UTC")


def final(audience: Audience, post: Reached) -> dict[str, int]:
    return audience.counts(post, post.posted_at + timedelta(days=30))


def test_the_same_seed_gives_the_same_future() -> None:
    post = Reached("123", MONDAY)
    assert final(AUDIENCE, post) == final(Audience(7, "1", "UTC"), post)
    assert Audience(8, "1", "UTC").curve() != AUDIENCE.curve()
    assert Audience(7, "2", "UTC").curve() != AUDIENCE.curve()


def test_the_truth_has_every_hour_of_the_week_around_zero() -> None:
    truth = AUDIENCE.truth()["log_effect"]
    assert isinstance(truth, dict)
    assert list(truth) == list(WEEKDAYS)
    values = [value for day in truth.values() for value in day]
    assert len(values) == 168
    assert abs(statistics.mean(values)) < 0.001
    assert max(values) - min(values) > 1


def test_nobody_has_seen_a_post_when_it_appears() -> None:
    post = Reached("123", MONDAY, has_link=True)
    assert set(AUDIENCE.counts(post, MONDAY).values()) == {0}


@given(st.integers(1, 10**18), st.lists(st.floats(0, 800), min_size=2, max_size=8), st.integers(0, 167))
def test_counts_never_shrink_and_nobody_reacts_without_seeing(id_: int, hours: list[float], start: int) -> None:
    post = Reached(str(id_), MONDAY + timedelta(hours=start), has_link=True, media=["image"])
    readings = [AUDIENCE.counts(post, post.posted_at + timedelta(hours=hour)) for hour in sorted(hours)]
    for earlier, later in itertools.pairwise(readings):
        assert all(earlier[name] <= later[name] for name in earlier)
    for reading in readings:
        assert all(0 <= value <= reading["impression_count"] for value in reading.values())


def test_half_of_the_views_come_within_hours() -> None:
    for number in range(20):
        post = Reached(str(number), MONDAY)
        after_a_day = AUDIENCE.counts(post, MONDAY + timedelta(days=1))["impression_count"]
        after_six_hours = AUDIENCE.counts(post, MONDAY + timedelta(hours=6))["impression_count"]
        assert 0.45 < after_six_hours / after_a_day < 1


def test_reach_follows_the_hidden_curve_with_the_stated_noise() -> None:
    flat = [(value, day, hour) for day, row in enumerate(AUDIENCE.curve()) for hour, value in enumerate(row)]
    best, worst = max(flat), min(flat)

    def logs(day: int, hour: int) -> list[float]:
        at = MONDAY + timedelta(days=day, hours=hour)
        return [math.log(final(AUDIENCE, Reached(f"{n}", at))["impression_count"]) for n in range(400)]

    good, bad = logs(*best[1:]), logs(*worst[1:])
    assert abs(statistics.mean(good) - statistics.mean(bad) - (best[0] - worst[0])) < 0.1
    assert abs(statistics.stdev(good) - NOISE) < 0.06


def test_the_curve_lives_in_the_audiences_own_zone_over_the_change_of_clocks() -> None:
    berlin = Audience(7, "1", "Europe/Berlin")
    winter = datetime(2026, 3, 23, 8, tzinfo=UTC)  # 9 o'clock in Berlin
    summer = datetime(2026, 3, 30, 7, tzinfo=UTC)  # 9 o'clock in Berlin
    assert berlin.level(winter) == berlin.level(summer) == berlin.curve()[0][9]


def test_links_are_clicked_only_where_there_is_one_and_answers_reach_fewer() -> None:
    with_link, without = Reached("5", MONDAY, has_link=True), Reached("5", MONDAY)
    assert final(AUDIENCE, with_link)["url_link_clicks"] > 0
    assert final(AUDIENCE, without)["url_link_clicks"] == 0
    answer = Reached("5", MONDAY, is_reply=True)
    assert final(AUDIENCE, answer)["impression_count"] < final(AUDIENCE, without)["impression_count"] / 2
