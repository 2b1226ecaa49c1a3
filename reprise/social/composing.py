"""Putting the parts of a post together within its length: what matters most first, the rest while there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reprise.social.counting import length
from reprise.social.fitting import fit
from reprise.social.material import Piece
from reprise.social.plain import mend_brackets
from reprise.social.rules import TextRules

_SHORTEST = 40  # a shortened part below this says too little to be worth its room


@dataclass(frozen=True)
class Item:
    """A part of a post in its `versions`, the best first; `rank` 0 is placed first, `flexible` ones may be cut."""

    part: str
    versions: tuple[Piece, ...]
    rank: int
    flexible: bool = False


@dataclass(frozen=True)
class Composed:
    """A post's text, which parts it holds, and the places they are from."""

    text: str
    parts: tuple[str, ...]
    pieces: tuple[Piece, ...]


def compose(items: Sequence[Item], limit: int, rules: TextRules, language: str) -> Composed:
    """The items in their order, an empty line between them, as many as fit into `limit` as the platform counts."""
    chosen: dict[int, Piece] = {}
    for index in sorted(range(len(items)), key=lambda i: items[i].rank):
        piece = _placed(items[index], index, chosen, limit, rules, language)
        if piece is not None:
            chosen[index] = piece
    order = sorted(chosen)
    pieces = tuple(chosen[index] for index in order)
    return Composed(_text(chosen), tuple(items[index].part for index in order), pieces)


def _placed(
    item: Item, index: int, chosen: dict[int, Piece], limit: int, rules: TextRules, language: str
) -> Piece | None:
    for version in item.versions:
        if (
            version.text
            and version not in chosen.values()
            and length(_text({**chosen, index: version}), rules) <= limit
        ):
            return version
    if not item.flexible or not item.versions:
        return None
    best = item.versions[0]
    room = limit - length(_text({**chosen, index: Piece("x")}), rules) + 1
    for _ in range(4):
        text = mend_brackets(fit(best.text, room, rules, language))
        if length(text, rules) < min(_SHORTEST, limit / 4):
            return None
        shortened = Piece(text, best.places, best.bare)
        excess = length(_text({**chosen, index: shortened}), rules) - limit
        if excess <= 0:
            return shortened
        room -= excess
    return None


def _text(chosen: dict[int, Piece]) -> str:
    return "\n\n".join(chosen[index].text for index in sorted(chosen))
