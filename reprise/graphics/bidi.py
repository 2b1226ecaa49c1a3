"""Which way words run, and their order on the line (Unicode bidirectional algorithm with whole words as units)."""

from __future__ import annotations

from collections.abc import Sequence

import regex

_RTL = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")
_LTR = regex.compile(r"\p{Bidi_Class=L}")
_NUMBER = regex.compile(r"[\p{Bidi_Class=EN}\p{Bidi_Class=AN}]")


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    right, left = _RTL.search(text), _LTR.search(text)
    return right is not None and (left is None or right.start() < left.start())


def embedding_levels(words: Sequence[str], rtl: bool) -> list[int]:
    """Embedding levels of whole words: odd runs right to left."""
    base = int(rtl)
    levels: list[int | None] = []
    for word in words:
        if _RTL.search(word):
            levels.append(1)
        elif _LTR.search(word) or _NUMBER.search(word):
            levels.append(2 if rtl else 0)
        else:
            levels.append(None)
    for index, level in enumerate(levels):
        if level is None:
            before = next((x for x in reversed(levels[:index]) if x is not None), base)
            after = next((x for x in levels[index + 1 :] if x is not None), base)
            levels[index] = before if before == after else base
    return [base if level is None else level for level in levels]


def visual_order(levels: Sequence[int]) -> list[int]:
    """Indices from left to right (rule L2: from the highest level down, reverse every run at or above it)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order
