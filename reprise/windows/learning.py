"""From estimated effects to posting times: which hours of the week an account should use next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from reprise.sites import WEEKDAYS
from reprise.windows.slots import LearnedSlot

AWAKE = range(6, 23)
"""Hours of the day that may be learned: nobody answers comments at four in the morning."""


def choose_slots(rows: Iterable[Mapping[str, Any]], *, per_day: int, cooldown_hours: float) -> tuple[LearnedSlot, ...]:
    """An account's best times, best first: up to `per_day` for each weekday, at least `cooldown_hours` apart.

    Args:
        rows: the account's rows of `mart_best_times`.
    """
    by_day: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["hour_block"] in AWAKE:
            by_day[row["weekday"]].append(row)
    chosen: list[Mapping[str, Any]] = []
    for day in WEEKDAYS:
        of_day: list[Mapping[str, Any]] = []
        for row in sorted(by_day[day], key=lambda each: (-each["expected_effect"], each["hour_block"])):
            apart = all(abs(row["hour_block"] - other["hour_block"]) >= cooldown_hours for other in of_day)
            if apart and len(of_day) < per_day:
                of_day.append(row)
        chosen += of_day
    chosen.sort(key=lambda row: (-row["expected_effect"], WEEKDAYS.index(row["weekday"]), row["hour_block"]))
    return tuple(_slot(row, rank) for rank, row in enumerate(chosen, start=1))


def _slot(row: Mapping[str, Any], rank: int) -> LearnedSlot:
    return LearnedSlot(
        weekday=row["weekday"],
        hour=row["hour_block"],
        zone=row["zone"],
        rank=rank,
        expected=row["expected_effect"],
        deviation=row["effect_sd"],
        sample=row["sample"],
        label=row["label"],
    )
