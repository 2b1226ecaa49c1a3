"""Choosing units that fill a film's time: a knapsack over tenths of a second, best worth within the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reprise.video.writing.units import Unit

_POOL = 26
_MORE_VALUE, _STEP_VALUE = 0.12, 0.45  # of a further sentence; of what is said under a name
_CLOSENESS = 0.1  # worth lost for each second away from the target


@dataclass(frozen=True)
class Chosen:
    """A unit with whether the sentence that may follow is said too."""

    unit: Unit
    with_more: bool

    @property
    def said(self) -> tuple[str, ...]:
        return (*self.unit.said, self.unit.more) if self.with_more else self.unit.said


def fit(
    units: Sequence[Unit],
    seconds_of: Callable[[Chosen], float],
    *,
    target: float,
    window: tuple[float, float],
    count: tuple[int, int],
) -> list[Chosen]:
    """The most telling units in reading order whose length falls into the window, near the target.

    Where none does, the selection that comes nearest to it; empty only without units.
    """
    pool = sorted(units, key=lambda unit: -unit.value)[:_POOL]
    states: dict[tuple[int, int], tuple[float, tuple[Chosen, ...]]] = {(0, 0): (0.0, ())}
    longest = round(window[1] * 10) + 60
    for unit in pool:
        options = [Chosen(unit, False), *([Chosen(unit, True)] if unit.more else [])]
        lengths = [round(seconds_of(option) * 10) for option in options]
        more = _STEP_VALUE if unit.kind in ("step", "section") else _MORE_VALUE
        additions: dict[tuple[int, int], tuple[float, tuple[Chosen, ...]]] = {}
        for (number, tenths), (worth, chosen) in states.items():
            if number == count[1]:
                continue
            for option, length in zip(options, lengths, strict=True):
                key = (number + 1, tenths + length)
                value = worth + unit.value + (more if option.with_more else 0.0)
                known = additions.get(key) or states.get(key)
                if key[1] <= longest and (known is None or known[0] < value):
                    additions[key] = (value, (*chosen, option))
        states |= additions
    best = max(states.items(), key=lambda item: _rank(item[0], item[1][0], target, window, count))
    return sorted(best[1][1], key=lambda chosen: (chosen.unit.block, chosen.unit.start))


def _rank(
    state: tuple[int, int], worth: float, target: float, window: tuple[float, float], count: tuple[int, int]
) -> tuple[bool, float, bool, float]:
    number, seconds = state[0], state[1] / 10
    outside = max(window[0] - seconds, seconds - window[1], 0.0)
    enough = number >= count[0]
    average = worth / number if number else 0.0
    return (outside == 0 and enough, -outside, enough, worth + 0.5 * average - _CLOSENESS * abs(seconds - target))
