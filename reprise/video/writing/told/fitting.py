"""How many words a told film is asked for, and which of its scenes are dropped when it came out too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from reprise.video.presets import Format
from reprise.video.writing.lengths import AIR_SECONDS
from reprise.video.writing.told.desk import Desk
from reprise.video.writing.told.shapes import Importance

_WEIGHT: dict[Importance, int] = {"essential": 9, "useful": 3, "extra": 1}
_AIM = 0.07  # within the tolerance of a script, with something to spare
_FEW = 10  # scenes of which every choice is looked at
_SPARE = 1.05  # a little more than is needed is asked for: what is too much can be dropped


@dataclass(frozen=True)
class Part:
    """A scene that may be dropped: what it lasts and how much it matters."""

    seconds: float
    importance: Importance


def words_asked(desk: Desk, scenes: int, *, air: float = AIR_SECONDS, silent: float = 0.0) -> int:
    """The spoken words to ask for, for a film of so many scenes; `silent` seconds have none."""
    return desk.words(max(0.0, desk.target - air * scenes - silent) * _SPARE)


def kept(parts: Sequence[Part], fixed: float, target: float, fmt: Format, least: int) -> list[int]:
    """Which parts to keep, so that they last the target together with `fixed` seconds: as few are dropped as can be,
    the least important first. All of them where nothing needs to be dropped, or dropping does not help."""
    everything = list(range(len(parts)))
    high = min(fmt.seconds[1], target * (1 + _AIM))
    if fixed + sum(part.seconds for part in parts) <= high:
        return everything
    if len(parts) <= _FEW:
        choices = (_best(parts, fixed, target, fmt, fewest) for fewest in (least, least - 1))
        return next(filter(None, choices), everything)
    chosen, total = everything[:], fixed + sum(part.seconds for part in parts)
    low = max(fmt.seconds[0], target * (1 - _AIM))
    for importance in ("extra", "useful"):
        for number in reversed(everything):
            part = parts[number]
            if total <= high or len(chosen) <= least:
                return chosen
            if part.importance == importance and total - part.seconds >= low:
                chosen.remove(number)
                total -= part.seconds
    return chosen


def _best(parts: Sequence[Part], fixed: float, target: float, fmt: Format, least: int) -> list[int]:
    """The weightiest choice that fits; empty when none does."""
    low, high = max(fmt.seconds[0], target * (1 - _AIM)), min(fmt.seconds[1], target * (1 + _AIM))
    best: tuple[float, list[int]] = (-1.0, [])
    for count in range(max(1, least), len(parts) + 1):
        for choice in combinations(range(len(parts)), count):
            total = fixed + sum(parts[number].seconds for number in choice)
            weight = sum(_WEIGHT[parts[number].importance] for number in choice) - abs(total - target) / 100
            if low <= total <= high and weight > best[0]:
                best = (weight, list(choice))
    return best[1]
