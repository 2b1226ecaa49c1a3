"""Choosing answers that fill a dialogue's time: a knapsack over tenths of a second, best worth within the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reprise.video.dialogue.answers import Answer, with_more

_POOL = 28
_CLOSENESS = 0.1  # worth lost for each second away from the target
_SAME = 0.25  # worth lost when two alike stand side by side

_State = tuple[float, tuple[Answer, ...]]


def choose(
    pool: Sequence[Answer],
    seconds_of: Callable[[Answer], float],
    *,
    target: float,
    count: tuple[int, int],
    language: str,
) -> list[Answer]:
    """Answers in reading order that together last as near to `target` seconds as is worth it, `count` of them."""
    best = sorted(pool, key=lambda answer: -answer.value)[:_POOL]
    states: dict[tuple[int, int], _State] = {(0, 0): (0.0, ())}
    longest = round(target * 10) + 80
    for answer in sorted(best, key=lambda one: one.order):
        options = [option for option in (answer, with_more(answer, language)) if option is not None]
        lengths = [round(seconds_of(option) * 10) for option in options]
        additions: dict[tuple[int, int], _State] = {}
        for (number, tenths), (worth, chosen) in states.items():
            if number == count[1]:
                continue
            near = bool(chosen) and _alike(chosen[-1], answer)
            for option, length in zip(options, lengths, strict=True):
                key = (number + 1, tenths + length)
                value = worth + option.value - (_SAME if near else 0.0)
                known = additions.get(key) or states.get(key)
                if key[1] <= longest and (known is None or known[0] < value):
                    additions[key] = (value, (*chosen, option))
        states |= additions

    def rank(item: tuple[tuple[int, int], _State]) -> tuple[bool, float]:
        (number, tenths), (worth, _) = item
        average = worth / number if number else 0.0
        away = abs(tenths / 10 - target)
        return number >= count[0], 0.3 * worth + average - _CLOSENESS * away - max(0.0, away - 1.5)

    return list(max(states.items(), key=rank)[1][1])


def _alike(one: Answer, other: Answer) -> bool:
    """Two numbers, or two plain sentences of the same section."""
    if one.kind == other.kind == "number":
        return True
    return one.unit.section == other.unit.section and other.kind == "sentence"
