"""A model that answers what a test wants, and one that words the garden article well."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from reprise.models.failures import NoAnswer
from reprise.models.text import Shape, TextRequest
from reprise.models.trail import Step, Trail

FACTS = (
    "Rain covers a third of a small garden's summer water.",
    "One good shower on a small roof fills 200 litres.",
    "Mosquitoes, leaves and light stay out under a lid.",
    "For less than a shrub, a filter taps the downpipe.",
    "Ice splits a barrel that is full at the first frost.",
    "Vegetables get no water from a copper roof.",
    "Soft rain suits plants more than the tap does.",
    "A vegetable bed lasts ten dry days on two barrels.",
    "Most downpipes can be tapped.",
    "Three hundred serve a family garden well.",
)
"""What the garden article says, in other words; short enough for every platform's every part."""

QUESTIONS = ("How many litres does a bed need?", "Where does your rain go today?", "Which barrel do you use?")
ASKS = (
    "Where does your rain go today?",
    "Which barrel do you use?",
    "Who empties the barrel at your place?",
    "What would you water first?",
    "How do you keep moss out?",
)
HASHTAGS = ("RainWater", "RainBarrel", "Garden", "VegetableBed", "Pump")
HEADINGS = ("Collect the rain", "A roof is enough", "Shut the lid", "Tap the downpipe", "Mind the frost")
COVER = "What a small roof gives a garden"
QUOTED = 9

Answering = Callable[[TextRequest[Any], int], Mapping[str, Any] | None]
"""From a request and how often it was asked to an answer; None: nobody answers."""


class Scripted:
    """`Asks` with one provider: an answer is checked, sent back once, and given up."""

    def __init__(self, answering: Answering | None = None, *, tasks: Sequence[str] | None = None) -> None:
        self.trail = Trail()
        self.requests: list[TextRequest[Any]] = []
        self.sent_back: list[list[str]] = []
        self._answering = answering or (lambda request, _: worded(request.shape))
        self._tasks = tasks

    def wants(self, task: str) -> bool:
        return self._tasks is None or task in self._tasks

    def ask(self, request: TextRequest[Shape]) -> Shape:
        self.requests.append(request)
        for turn in (1, 2):
            answer = self._answering(request, turn)
            if answer is None:
                break
            shaped = request.shape.model_validate(answer)
            findings = list(request.check(shaped))
            outcome = "sent back" if findings else "answered"
            self.trail.note(
                Step(task=request.task, provider="demo", model="one", outcome=outcome, prompt=request.prompt.name)
            )
            if not findings:
                return shaped
            self.sent_back.append(findings)
        raise NoAnswer("Nobody answered.")

    @property
    def tasks(self) -> list[str]:
        return [request.task for request in self.requests]


def worded(shape: type[BaseModel], *, start: int = 0) -> dict[str, Any]:
    """A good answer of any of our shapes about the garden."""
    filled: dict[str, Any] = {}
    for number, (name, field) in enumerate(shape.model_fields.items()):
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            filled[name] = _Words(start + number).fill(field.annotation)
        else:
            filled[name] = _Words(start).value(name, field.annotation, field.description or "")
    return filled


class _Words:
    """Deals out the facts to one platform's posts, each once."""

    def __init__(self, start: int) -> None:
        turn = start % len(FACTS)
        self.facts = [*FACTS[turn:], *FACTS[:turn]]
        self.asks = list(ASKS)

    def fill(self, shape: type[BaseModel]) -> dict[str, Any]:
        return {
            name: self.fill(field.annotation)
            if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
            else self.value(name, field.annotation, field.description or "")
            for name, field in shape.model_fields.items()
        }

    def value(self, name: str, type_: Any, told: str) -> Any:
        fixed = {"sentence": QUOTED, "sources": [1, 2], "hashtags": list(HASHTAGS), "figure": "", "cover": COVER}
        if name in fixed:
            return fixed[name]
        if get_origin(type_) is list and issubclass(get_args(type_)[0], BaseModel):
            made = [self.fill(get_args(type_)[0]) for _ in range(5)]
            return [{**one, "heading": heading} for one, heading in zip(made, HEADINGS, strict=True)]
        if get_origin(type_) is list:
            most = _number(r": (?:\d+ to )?(\d+)", told, 2)
            return [self.fact(told) for _ in range(min(most, 5 if name == "posts" else 3))]
        if name == "ask":
            return self.asks.pop(0)
        return {
            "question": "How many litres does a bed need?",
            "answer": "Fifty litres for every square metre.",
            "call": "All about barrels",
            "heading": HEADINGS[0],
        }.get(name) or self.fact(told)

    def fact(self, told: str) -> str:
        most = _number(r"at most (\d+) characters", told, 500)
        chosen = next((fact for fact in self.facts if len(fact) <= most), "")
        if chosen:
            self.facts.remove(chosen)
        return chosen or "Water."


def _number(pattern: str, told: str, otherwise: int) -> int:
    found = re.search(pattern, told)
    return int(found[1]) if found else otherwise
