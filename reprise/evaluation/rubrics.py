"""The rubrics: what each measures, how much it counts, and how a total comes about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from reprise.model import Document

VERSION = "1"
"""Raised whenever a rubric changes: results of different versions cannot be compared."""

RubricName = Literal[
    "hook", "variety", "grounding", "specificity", "readability", "wholeness", "hashtags", "length", "call",
    "originality", "faults",
]  # fmt: skip

CAP = 0.5
"""The most that a text can have in all when no reader must see it: it invents, or the platform refuses it."""


@dataclass(frozen=True)
class Rubric:
    """`weight` is its part of the total, all together 1; `definition` says what 1 and 0 mean."""

    name: RubricName
    weight: float
    definition: str


RUBRICS: Mapping[RubricName, Rubric] = MappingProxyType(
    {
        rubric.name: rubric
        for rubric in (
            Rubric(
                "hook",
                0.18,
                "The first line: 0.35 for more than the bare headline, 0.20 for a number, a name or two of the "
                "article's topics, 0.20 for a pull (a number, a question, a contrast, the reader addressed), 0.15 for "
                "at most 140 letters (falling to 0 at 280), 0.10 for no throat-clearing; with it at most 0.4.",
            ),
            Rubric(
                "variety",
                0.14,
                "1 when nothing in the post stands in another post about the article; half is lost by what the same "
                "platform's other posts say too, half by what other platforms say (their mean), a sentence told twice "
                "in one post counts as the first. Measured in runs of four words, without the headline.",
            ),
            Rubric(
                "grounding",
                0.12,
                "1 when the grounding check finds nothing; a finding costs a half. Any finding caps the total at 0.5.",
            ),
            Rubric(
                "specificity",
                0.10,
                "Numbers, names and topics of the article for 100 words, against the article's own: 1 from the same "
                "density on, 0 at a quarter of it.",
            ),
            Rubric(
                "readability",
                0.09,
                "Half for the mean sentence (1 up to 18 words, 0 from 36), 0.3 for the longest (1 up to 30, 0 from "
                "55), 0.2 for the mean word against the language's usual length (1 up to 1.15 times, 0 from 1.6).",
            ),
            Rubric(
                "wholeness",
                0.09,
                "1 when every sentence is whole and can be understood where it stands; one that begins with "
                "“However,” or “This”, breaks off or leaves a bracket open costs a half.",
            ),
            Rubric(
                "hashtags",
                0.08,
                "The mean worth of the hashtags (1 when all words are topics or title words of the article or the "
                "site's own, 0.5 when they are in its text, 0 else and for those that fit anything), times the share "
                "of the platform's usual number (at most five) that is there; each double costs a quarter.",
            ),
            Rubric(
                "length",
                0.06,
                "1 when it says (links, calls and hashtags aside) at least what its type needs (0.4 of the platform's "
                "target and of 1000 at most, half as much for captions, quotations and answers) and is no longer than "
                "the target; 0 for nothing and at the platform's limit. A thread: the mean of its posts against 0.3 "
                "of the limit. A script: 1 within 10 % of its target, 0 from 40 % off.",
            ),
            Rubric(
                "call",
                0.05,
                "1 for one call to action, with the link where the platform shows links; 0.3 for a call that misses "
                "it, 0.4 for several, 0 for none. Does not count where the platform's posts have none.",
            ),
            Rubric(
                "originality",
                0.06,
                "1 when at most 40 % of the words outside quotations stand in the article in the same order (runs of "
                "five words or more), 0 when all do. The extractive writer quotes, so it cannot score here.",
            ),
            Rubric("faults", 0.03, "1 when the platform takes the post, else 0 and the total is capped at 0.5."),
        )
    }
)
"""Every rubric by name, the weightiest first."""


class Rating(Document):
    """One rubric's verdict on one text: `score` 0–1, `why` what cost points, each with what to do about it."""

    rubric: RubricName
    score: float
    why: tuple[str, ...] = ()


def rating(rubric: RubricName, score: float, why: Iterable[str] = ()) -> Rating:
    return Rating(rubric=rubric, score=round(min(1.0, max(0.0, score)), 4), why=tuple(why))


def total(ratings: Iterable[Rating]) -> float:
    """The weighted mean of the ratings that apply, 0–1, capped where a reader must not see the text."""
    found = list(ratings)
    weights = sum(RUBRICS[each.rubric].weight for each in found)
    if not weights:
        return 0.0
    mean = sum(RUBRICS[each.rubric].weight * each.score for each in found) / weights
    barred = any(each.rubric in ("grounding", "faults") and each.score < 1 for each in found)
    return round(min(mean, CAP) if barred else mean, 4)


def falling(value: float, full: float, nothing: float) -> float:
    """1 up to `full`, 0 from `nothing` on, a straight line between; `full` may lie above `nothing`."""
    if full == nothing:
        return float(value <= full)
    return min(1.0, max(0.0, (nothing - value) / (nothing - full)))
