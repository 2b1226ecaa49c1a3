"""Which hours of the week an account uses next, out of what was estimated for all of them."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reprise.sites import WEEKDAYS
from reprise.windows.learning import AWAKE, choose_slots

BLOCKS = range(0, 24, 2)


def row(weekday: str, hour: int, effect: float, **changes: Any) -> dict[str, Any]:
    facts = {
        "weekday": weekday,
        "hour_block": hour,
        "zone": "Europe/Berlin",
        "expected_effect": effect,
        "effect_sd": 0.2,
        "sample": 40,
        "label": "own",
        "site": "demo",
    }
    return {**facts, **changes}


def week(effects: dict[tuple[str, int], float]) -> list[dict[str, Any]]:
    """All of an account's rows, as the mart has them; no effect where none is given."""
    return [row(day, hour, effects.get((day, hour), 0.0)) for day in WEEKDAYS for hour in BLOCKS]


def test_the_best_hour_of_each_day_is_chosen_best_first() -> None:
    slots = choose_slots(week({("wed", 18): 0.5, ("mon", 8): 0.3}), per_day=1, cooldown_hours=4)
    assert [(slot.weekday, slot.hour) for slot in slots[:2]] == [("wed", 18), ("mon", 8)]
    assert [slot.rank for slot in slots] == [1, 2, 3, 4, 5, 6, 7]


def test_a_slot_keeps_its_evidence() -> None:
    (slot,) = choose_slots([row("fri", 12, 0.25, sample=12, label="thin")], per_day=2, cooldown_hours=4)
    assert (slot.weekday, slot.hour, slot.zone, slot.rank) == ("fri", 12, "Europe/Berlin", 1)
    assert (slot.expected, slot.deviation, slot.sample, slot.label) == (0.25, 0.2, 12, "thin")


def test_a_second_post_keeps_its_distance_from_the_first() -> None:
    rows = [row("mon", 12, 0.5), row("mon", 14, 0.4), row("mon", 10, 0.3), row("mon", 16, 0.1)]
    slots = choose_slots(rows, per_day=2, cooldown_hours=4)
    assert [slot.hour for slot in slots] == [12, 16]


def test_nights_are_left_out_whatever_they_promise() -> None:
    slots = choose_slots([row("mon", 4, 0.9), row("mon", 6, 0.1), row("mon", 22, 0.2)], per_day=3, cooldown_hours=0)
    assert [slot.hour for slot in slots] == [22, 6]


def test_of_equal_hours_the_earlier_is_chosen() -> None:
    assert choose_slots(week({}), per_day=1, cooldown_hours=0)[0].hour == 6


def test_no_estimates_give_no_slots() -> None:
    assert choose_slots([], per_day=2, cooldown_hours=4) == ()


estimates = st.dictionaries(
    st.tuples(st.sampled_from(WEEKDAYS), st.sampled_from(list(BLOCKS))), st.floats(-1, 1), max_size=84
)


@given(estimates, st.integers(1, 6), st.floats(0, 24))
def test_cap_cooldown_and_waking_hours_hold_for_every_week(
    effects: dict[tuple[str, int], float], per_day: int, cooldown: float
) -> None:
    rows = [row(day, hour, effect) for (day, hour), effect in effects.items()]
    slots = choose_slots(rows, per_day=per_day, cooldown_hours=cooldown)
    assert slots == choose_slots(rows[::-1], per_day=per_day, cooldown_hours=cooldown)
    assert [slot.rank for slot in slots] == list(range(1, len(slots) + 1))
    assert [slot.expected for slot in slots] == sorted((slot.expected for slot in slots), reverse=True)
    for day in WEEKDAYS:
        hours = [slot.hour for slot in slots if slot.weekday == day]
        awake = {hour: effect for (each, hour), effect in effects.items() if each == day and hour in AWAKE}
        assert set(hours) <= set(awake)
        assert len(hours) <= per_day
        assert all(abs(one - other) >= cooldown for one, other in combinations(hours, 2))
        if awake:  # a day with any estimate is never left without its best hour
            assert max(awake.values()) == max(awake[hour] for hour in hours)
