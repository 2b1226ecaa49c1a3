"""What is good in a model's answers, part by part: one bad wording costs nothing but itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple

from reprise.models.failures import NoAnswer
from reprise.models.text import Asks, Shape, TextRequest
from reprise.social.told.wording import Fault

_ENOUGH = 0.5
"""The share of an answer's parts that must be good, once it had its chance to be put right, for it to be taken."""
_BEARABLE = 0.15
"""Slight faults by wording that are not worth paying for a second answer."""
_TOLD = 24
"""Findings that are sent back at most: more of them help no model."""


class Key(NamedTuple):
    """Where a part belongs: a platform ("" for what all share), a type of post ("" for the whole platform), a part."""

    platform: str
    type: str
    part: str

    def __str__(self) -> str:
        return ".".join(filter(None, self))


@dataclass
class Reading:
    """One answer as it was read: its `good` parts by key, of how many that were `wanted`, and what is wrong in plain
    words; `looked_at` are wordings, of which a part may have several."""

    good: dict[Key, Any] = field(default_factory=dict)
    wanted: int = 0
    looked_at: int = 0
    grave: list[str] = field(default_factory=list)
    slight: list[str] = field(default_factory=list)

    def take(self, key: Key, value: Any, faults: Sequence[Fault], *, shown: str = "") -> bool:
        """Note one part; whether it is good."""
        self.complain(shown or str(key), faults)
        self.wanted += 1
        self.looked_at += 1
        good = bool(value) and all(fault.slight for fault in faults)
        if good:
            self.good[key] = value
        return good

    def complain(self, where: str, faults: Sequence[Fault]) -> None:
        for fault in faults:
            (self.slight if fault.slight else self.grave).append(f"{where}: {fault.why.rstrip('.')}.")

    @property
    def complaints(self) -> list[str]:
        found = [*self.grave, *self.slight]
        left = len(found) - _TOLD
        return found if left <= 0 else [*found[:_TOLD], f"And {left} more like these."]


class Harvest(Generic[Shape]):
    """Reads every answer to one request and keeps what is good. The first is sent back with what is wrong with it,
    unless that is little and slight; later ones are taken when most of them is good. Good parts of a later answer
    replace those of an earlier one."""

    def __init__(self, read: Callable[[Shape], Reading]) -> None:
        self._read = read
        self._answers = 0
        self.good: dict[Key, Any] = {}

    def check(self, answer: Shape) -> Sequence[str]:
        """What is wrong with an answer, as `TextRequest.check`."""
        reading = self._read(answer)
        self.good = {**self.good, **reading.good}
        self._answers += 1
        if self._answers == 1:
            bearable = not reading.grave and len(reading.slight) <= _BEARABLE * reading.looked_at
            return [] if bearable else reading.complaints
        return [] if len(reading.good) >= _ENOUGH * max(1, reading.wanted) else reading.grave[:_TOLD]


def gathered(asks: Asks, request: TextRequest[Shape], harvest: Harvest[Shape]) -> Mapping[Key, Any]:
    """The good parts of whatever was answered; none when nobody gave any. Raises `ModelError` when the site's budget is
    spent and it wants to wait."""
    if not asks.wants(request.task):
        return {}
    try:
        asks.ask(request)
    except NoAnswer:
        return harvest.good  # nobody's answer was good as a whole; parts of it may be
    return harvest.good


def author(asks: Asks, task: str) -> str:
    """Who answered a task, as posts name their writer: provider, model, prompt."""
    steps = [step for step in asks.trail if step.task == task and step.outcome in ("answered", "found", "sent back")]
    if not steps:
        return ""
    last = next((step for step in reversed(steps) if step.outcome != "sent back"), steps[-1])
    return " ".join(filter(None, (last.provider, last.model, last.prompt)))
