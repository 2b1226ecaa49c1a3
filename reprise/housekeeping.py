"""Removes media that nothing refers to any more, once they are old enough; never anything that is referred to.

Documents and posts name the media they are made of. What is not named is a cache: units of films, sprites, sound
mixes, films of scripts that were replaced. It is found again when the same film is asked for again, and counts as used
then; so it goes only when it has not been used for a while.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from reprise.media import MediaStore
from reprise.store.store import Store

_KEY = re.compile(rb'"([a-z][a-z0-9_-]*/[0-9a-f]{2}/[0-9a-f]+\.[a-z0-9]+)"')
LEAST_DAYS = 1.0
"""Younger pieces are never removed: a run that is under way may be about to name them."""


@dataclass(frozen=True)
class Cleaned:
    """What was removed (or would be), and what was kept because something refers to it or because it is young."""

    removed: int
    bytes: int
    referenced: int
    young: int
    leftovers: int

    def __str__(self) -> str:
        return (
            f"{self.removed} pieces removed ({self.bytes / 1e6:.1f} MB), {self.referenced} are referred to, "
            f"{self.young} were used lately, {self.leftovers} leftovers of killed processes swept."
        )


def referenced(documents: Path, store: Store) -> frozenset[str]:
    """The keys of all media that a document or a post names. Whatever looks like a key counts as one."""
    return frozenset({*_named_in(documents), *store.posts.media_keys()})


def clean(media: MediaStore, keep: Collection[str], *, days: float, dry_run: bool = False) -> Cleaned:
    """Remove the pieces that are not in `keep` and were not used for `days` (at least one)."""
    limit = max(days, LEAST_DAYS) * 86_400
    removed = size = kept = young = 0
    for piece in media.pieces():
        if piece.key in keep:
            kept += 1
        elif piece.unused_for < limit:
            young += 1
        elif dry_run or media.remove(piece.key, unused_for=limit):
            removed, size = removed + 1, size + piece.bytes
    leftovers = 0 if dry_run else media.sweep()
    return Cleaned(removed, size, kept, young, leftovers)


def _named_in(documents: Path) -> Iterator[str]:
    for path in documents.rglob("*.json"):
        try:
            text = path.read_bytes()
        except FileNotFoundError:  # replaced or withdrawn just now
            continue
        yield from (match.decode() for match in _KEY.findall(text))
