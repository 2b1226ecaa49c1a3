"""Whether two sentences say the same, by the letters that they have in common."""

from __future__ import annotations

ALIKE = 0.6
"""Share of common letter triples at which two sentences say the same."""
ECHO = 0.5
"""Share of the shorter one's triples at which a sentence repeats its neighbour in other words."""


def alike(one: str, other: str) -> bool:
    """Whether two sentences say the same: one holds the other, or most of their letter triples are common."""
    first, second = _squeezed(one), _squeezed(other)
    shorter, longer = sorted((first, second), key=len)
    if not shorter:
        return False
    if shorter in longer and len(shorter) >= 0.5 * len(longer):
        return True
    left, right = _triples(first), _triples(second)
    return len(left & right) >= ALIKE * len(left | right)


def echoes(one: str, other: str) -> bool:
    """Whether much of a sentence has been said in other words; stricter than `alike`, for neighbours in one post."""
    mine, theirs = _triples(_squeezed(one)), _triples(_squeezed(other))
    return len(mine & theirs) >= ECHO * min(len(mine), len(theirs))


def _squeezed(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _triples(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 3] for i in range(max(1, len(text) - 2)))
