"""Steps of a procedure for a post: all of them, its sections, or some from beginning to end, which is then said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import regex

from reprise.briefs.brief import Step
from reprise.briefs.sentences import split

T = TypeVar("T")
_SENDS_ELSEWHERE = regex.compile(r"\b(?:step|schritt|paso|étape|passo|stap|krok|шаг\p{L}*|крок\p{L}*) \d", regex.I)


def spread(items: Sequence[T], count: int) -> list[T]:
    """`count` of the items in their order, evenly from the first to the last."""
    if count >= len(items):
        return list(items)
    if count == 1:
        return [items[0]]
    return [items[round(place * (len(items) - 1) / (count - 1))] for place in range(count)]


def sends_elsewhere(text: str) -> bool:
    """Whether a step sends its reader to another one, which may not be there when only some are told."""
    return bool(_SENDS_ELSEWHERE.search(text))


def first_sentence(step: Step, language: str) -> str:
    """What a step tells to do, whole."""
    spans = split(step.text, language)
    return step.text[slice(*spans[0])] if spans else step.text


def sections(steps: Sequence[Step]) -> list[Step]:
    """One step for each section of the procedure, its title the section's; empty unless every step is in one."""
    if not all(step.section for step in steps):
        return []
    firsts = {step.section: step for step in reversed(steps)}
    return [
        Step(title=name, text=name, place=firsts[name].place) for name in dict.fromkeys(step.section for step in steps)
    ]


def whole_that_fit(steps: Sequence[Step], language: str, fits: Callable[[str], bool]) -> list[tuple[int, Step, str]]:
    """Number, step and wording of the steps that can be told whole: their first sentence, else their title."""
    found = []
    for number, step in enumerate(steps, start=1):
        if sends_elsewhere(step.text):
            continue
        wordings = (first_sentence(step, language), step.title if not step.title.endswith("…") else "")
        text = next((text for text in wordings if text and fits(text)), "")
        if text:
            found.append((number, step, text))
    return found
