"""Whether an article is still at its source: what a source can say, and when it is believed.

Only a clear answer counts. A source that fails, refuses or is silent says nothing about its articles, and one look is
never enough: a bad deployment shows a missing page for every address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Protocol, runtime_checkable

from reprise.articles.raw import Source
from reprise.errors import RepriseError

LOOK_EVERY = timedelta(minutes=30)
"""How often the source of an article with waiting posts is asked for it."""

CONFIRM_AFTER = timedelta(minutes=15)
"""How long an article must have been gone before that is believed."""

RETURN_EVERY = timedelta(hours=2)
"""How often a withdrawn article is looked for."""

MANY, MANY_AFTER = 5, timedelta(hours=6)
"""So many, if they are also more than half of a site's, gone at once are rather a fault of the site: it must last."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A source's answer. "gone" has a reason for people, one sentence; "unknown" is no answer."""

    state: Literal["there", "gone", "unknown"]
    reason: str = ""


THERE = Presence("there")


def gone(reason: str) -> Presence:
    return Presence("gone", reason)


def unknown(reason: str) -> Presence:
    return Presence("unknown", reason)


@dataclass(frozen=True, slots=True)
class Sought:
    """The article that is asked for: the reference its source gave it, its address, and all names it is known by."""

    reference: Mapping[str, Any]
    url: str
    identities: tuple[str, ...]


@runtime_checkable
class Witness(Protocol):
    """A source that can be asked for one article. One that cannot never withdraws any."""

    def presence(self, sought: Sought) -> Presence:
        """Whether the article is published there now. A `RepriseError` counts as no answer."""
        ...


def presence_of(source: Source, sought: Sought) -> Presence:
    """A source's answer; "unknown" when it fails or cannot be asked."""
    if not isinstance(source, Witness):
        return unknown("This kind of source cannot be asked for one article.")
    try:
        return source.presence(sought)
    except RepriseError as error:
        return unknown(str(error))


def patience(missing: int, sought: int) -> timedelta:
    """How long articles must have been gone when `missing` of a site's `sought` are."""
    return MANY_AFTER if missing >= MANY and missing * 2 > sought else CONFIRM_AFTER
