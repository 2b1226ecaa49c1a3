"""What was asked of whom while a piece was made: who answered, and why the ones before did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from reprise.model import Document
from reprise.models.tasks import Task

Outcome = Literal["answered", "found", "sent back", "failed", "skipped", "built in"]
"""`found`: the same had been asked before. `sent back`: answered, but not usable; asked again with what is wrong."""


class Purpose(Document):
    """Whose work a call is for: `article` and `asset` ("x/posts") as Dagster names them, `run` its id."""

    site: str
    article: str | None = None
    asset: str | None = None
    run: str | None = None


class Step(Document):
    """One provider asked (or passed over) for one task. `call` is its row in the store."""

    task: Task
    provider: str
    model: str = ""
    outcome: Outcome
    reason: str = ""
    usd: float = 0.0
    seconds: float = 0.0
    call: str | None = None
    prompt: str = ""


@dataclass
class Trail:
    """The steps of one piece of work, in order; written to by whoever asks."""

    steps: list[Step] = field(default_factory=list)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def note(self, step: Step) -> None:
        self.steps.append(step)

    @property
    def usd(self) -> float:
        return sum(step.usd for step in self.steps)
