"""What is asked of a text model: a prompt, the shape of its answer, and what is checked before it is used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from reprise.models.tasks import TextTask
from reprise.models.trail import Trail
from reprise.prompts.prompt import Prompt

Shape = TypeVar("Shape", bound=BaseModel)


def _nothing(_answer: object) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class TextRequest(Generic[Shape]):
    """A question. `check` says in plain words what is wrong with an answer of the right shape: it is sent back once
    with these findings, then the next in the chain is asked. `words` is about how long the answer will be."""

    task: TextTask
    prompt: Prompt
    shape: type[Shape]
    check: Callable[[Shape], Sequence[str]] = _nothing
    words: int = 400
    units: float = 1.0
    temperature: float | None = None


class Asks(Protocol):
    """The text models of a site, as one: asks the task's chain from its beginning."""

    @property
    def trail(self) -> Trail: ...

    def wants(self, task: TextTask) -> bool:
        """Whether the chain has anybody before the built-in writer."""
        ...

    def ask(self, request: TextRequest[Shape]) -> Shape:
        """An answer that passed its check. Raises `NoAnswer` when nobody gave one, `ModelError` of kind "budget"
        when the site's budget is spent and it wants to wait."""
        ...
