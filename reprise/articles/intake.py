"""What happens at each look at a source: what is noted, what is asked for, and where the next look begins.

The registry is the queue. Everything a source lists is registered at once, so its position may advance; requests are
taken from the waiting articles, a few per look. A request counts only after the look that made it was committed
together with its cursor, which the next look sees: until then it is made again, under the same run key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from reprise.articles.raw import Listed, Source
from reprise.errors import BadInput
from reprise.sites import Site
from reprise.store.articles import KnownArticle

CURSOR_VERSION = 1
DEFAULT_CAP = 5


@dataclass(frozen=True, slots=True)
class Request:
    """A run of `prepare` that is due: the article's key and the revision it is asked for."""

    key: str
    revision: str
    title: str

    @property
    def run_key(self) -> str:
        return f"{self.key}:{self.revision}"


@dataclass(frozen=True, slots=True)
class Intake:
    """The outcome of one look. `cursor` is text for the next one; `listed` counts what the source showed, `left`
    says that more articles wait (or more is to be listed) than this look took."""

    requests: tuple[Request, ...]
    cursor: str
    listed: int
    left: bool

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(request.key for request in self.requests)


@dataclass(frozen=True, slots=True)
class Position:
    """The cursor taken apart: the source's own position and the (key, revision) pairs of the last look."""

    source: dict[str, Any] | None = None
    emitted: tuple[tuple[str, str], ...] = ()

    def dump(self) -> str:
        content = {"version": CURSOR_VERSION, "source": self.source, "emitted": self.emitted}
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def load(cls, text: str | None) -> Position:
        """Raises `BadInput` for text that is no cursor of this version."""
        if not text:
            return cls()
        try:
            content = json.loads(text)
            if content["version"] != CURSOR_VERSION:
                raise ValueError(f"version {content['version']}")
            return cls(content["source"], tuple((str(key), str(revision)) for key, revision in content["emitted"]))
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(
                f"The sensor's cursor cannot be understood ({error}).",
                where="cursor",
                remedy="Reset the sensor's cursor: nothing is posted or requested twice by that.",
            ) from None


class Registry(Protocol):
    """What an intake needs of the store's articles."""

    def register(self, site: str, item: Listed) -> KnownArticle: ...

    def mark_seen(self, site: str, item: Listed) -> KnownArticle: ...

    def waiting(self, site: str, limit: int) -> list[KnownArticle]: ...

    def confirm_requested(self, requests: Iterable[tuple[str, str]]) -> None: ...


def decide(waiting: Iterable[KnownArticle], source: Mapping[str, Any], cap: int) -> tuple[list[Request], Position]:
    """The requests of one look (at most `cap`, the longest waiting first) and the position after it."""
    requests: list[Request] = []
    for known in waiting:
        revision = known.next_revision
        if revision is not None and len(requests) < cap:
            requests.append(Request(known.key, revision, known.title))
    return requests, Position(dict(source), tuple((request.key, request.revision) for request in requests))


def intake(site: Site, source: Source, articles: Registry, cursor: str | None, *, cap: int = DEFAULT_CAP) -> Intake:
    """One look at a site's source.

    Confirms what the last look asked for, registers what the source lists and asks for at most `cap` articles. A
    source that fails raises (`Unavailable`, `BadInput`) before anything is registered; the old cursor stays good.
    """
    position = Position.load(cursor)
    articles.confirm_requested(position.emitted)
    changes = source.changes(position.source)
    for item in changes.items:
        articles.register(site.id, item)
    waiting = articles.waiting(site.id, cap + 1)
    requests, after = decide(waiting, changes.cursor, cap)
    return Intake(tuple(requests), after.dump(), len(changes.items), changes.more or len(waiting) > cap)


def take_in(site: Site, source: Source, articles: Registry) -> list[KnownArticle]:
    """Register everything a source has now and ask for nothing; each article as it is known."""
    known = {each.key: each for each in _register_all(site, source, articles.register)}
    return list(known.values())


def seed(site: Site, source: Source, articles: Registry) -> int:
    """Register everything a source has now as seen, without asking for runs; the number of articles listed.

    Later edits of these articles start nothing either: what was old when Reprise came stays old.
    """
    return len({each.key for each in _register_all(site, source, articles.mark_seen)})


def _register_all(
    site: Site, source: Source, register: Callable[[str, Listed], KnownArticle]
) -> Iterator[KnownArticle]:
    cursor: dict[str, Any] | None = None
    while True:
        changes = source.changes(cursor)
        yield from (register(site.id, item) for item in changes.items)
        if not changes.more or changes.cursor == cursor:
            return
        cursor = changes.cursor
