"""One call to a provider: what is bought, what came back, and the slip that finds it again after a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from reprise.media import Media
from reprise.models.tasks import Task
from reprise.models.used import Used


@dataclass(frozen=True)
class Order:
    """What is asked of a provider. `content` is everything that decides the answer (with the prompt's version): the
    same content is paid once. `at_most` is what it can take, for budgets, and for a call whose end nobody saw;
    `expected` what it will likely take, for estimates. `units` counts the operation for the ledger: posts, minutes,
    pictures; none where a question is only put again. `named`: the provider knows the call by its slip's id, so that it
    can be fetched by that alone, with no handle noted."""

    task: Task
    model: str
    content: Any
    at_most: Used
    expected: Used = field(default_factory=Used)
    units: float = 1.0
    named: bool = False


@dataclass(frozen=True)
class Answered:
    """What came back. `body` is JSON, kept with the call; `data` a file's bytes with its `suffix` (".mp3"), which the
    gate puts into the media store as `media`. `remote` is the provider's own id of it."""

    body: Any = None
    used: Used = field(default_factory=Used)
    data: bytes | None = None
    suffix: str = ""
    media: Media | None = None
    remote: str = ""
    call: str = ""
    found: bool = False
    usd: float = 0.0


class Slip(Protocol):
    """Given to whoever sends: `id` is a UUID of this call, for providers that let the caller name it; `note` keeps what
    finds the call again (an id, an address without secrets) before anything else is done."""

    @property
    def id(self) -> str: ...

    def note(self, handle: Mapping[str, Any]) -> None: ...


Send = Callable[[Slip], Answered]
"""Asks the provider. Raises `ModelError`."""

Resume = Callable[[str, Mapping[str, Any]], Answered | None]
"""Fetches the outcome of a call (its slip's id and handle) that an earlier process sent; None when the provider knows
nothing of it, which is booked as in doubt. Only asked where a handle was noted or the order is `named`. Raises
`ModelError`: of kind "unavailable" with `charged` False where the provider surely never had it, so that it is asked
anew; with `charged` None where it could only not be looked at, so that it stays open."""


class Line(Protocol):
    """The way to one provider for one piece of work: at most so many at once, again after what passes, not at all while
    it is broken, every call through the gate that keeps the books. Steps are noted in the trail by whoever uses it."""

    @property
    def name(self) -> str:
        """The provider as the site's file calls it."""
        ...

    def open(self) -> None:
        """Raises `ModelError` when the provider cannot be asked now: no key, broken, not well."""
        ...

    def call(self, order: Order, send: Send, resume: Resume | None = None) -> Answered:
        """The answer to an order, found or bought. Raises `ModelError` once retries are over."""
        ...
