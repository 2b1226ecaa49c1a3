"""Two evaluations side by side: what a change of prompt, model or writer made better and worse."""

from __future__ import annotations

from dataclasses import dataclass

from reprise.errors import BadInput
from reprise.evaluation.results import Evaluation, mean_of
from reprise.evaluation.rubrics import RUBRICS

NOTICEABLE = 0.02
"""Totals that differ by less are the same."""


@dataclass(frozen=True)
class Change:
    """One text before and after."""

    name: str
    before: float
    after: float

    @property
    def delta(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """`rubrics` are the means over the texts that both have, the total first; `worse` and `better` the texts whose
    total moved noticeably, the most first; `only_before` and `only_after` the names that one side lacks."""

    rubrics: tuple[Change, ...]
    worse: tuple[Change, ...]
    better: tuple[Change, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    """What changed. Raises `BadInput` when the two were rated by different rubrics or have no text in common."""
    if before.rubrics != after.rubrics:
        raise BadInput(
            f"The results are of rubrics {before.rubrics} and {after.rubrics}, which measure differently.",
            remedy="Evaluate the older writer again, then compare.",
        )
    old, new = ({text.name: text for text in each.texts} for each in (before, after))
    both = [name for name in old if name in new]
    if not both:
        raise BadInput(
            "The two results have no text in common.", remedy="Evaluate the same articles and platforms, then compare."
        )
    left, right = tuple(old[name] for name in both), tuple(new[name] for name in both)
    means = [Change("total", mean_of(left), mean_of(right))]
    means += [Change(rubric, mean_of(left, rubric), mean_of(right, rubric)) for rubric in RUBRICS]
    changes = [Change(name, old[name].total, new[name].total) for name in both]
    return Comparison(
        rubrics=tuple(means),
        worse=tuple(sorted((c for c in changes if c.delta <= -NOTICEABLE), key=lambda c: (c.delta, c.name))),
        better=tuple(sorted((c for c in changes if c.delta >= NOTICEABLE), key=lambda c: (-c.delta, c.name))),
        only_before=tuple(name for name in old if name not in new),
        only_after=tuple(name for name in new if name not in old),
    )
