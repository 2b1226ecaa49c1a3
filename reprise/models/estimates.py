"""What models will cost before they are asked: what orders should take, put right by what such orders came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reprise.costs import CREDITS, credits_of, units_of
from reprise.model_settings import OwnPrice
from reprise.models.buying import Order
from reprise.models.prices import usd
from reprise.models.providers import ProviderType
from reprise.models.tasks import OPERATIONS, Task

_FEW = 3
"""Questions from which on what they came to is believed."""


@dataclass(frozen=True)
class Measured:
    """What the questions of one task to one model came to in this installation: US dollars charged in all, failures
    and questions that were put again with them, and what was expected of the questions."""

    questions: int
    charged: float
    expected: float

    def __add__(self, other: Measured) -> Measured:
        return Measured(self.questions + other.questions, self.charged + other.charged, self.expected + other.expected)

    @property
    def rate(self) -> float | None:
        """How many times the expected price it was; None where that is too little to believe."""
        return self.charged / self.expected if self.questions >= _FEW and self.expected > 0 else None


Experience = Mapping[tuple[Task, str, str], Measured]
"""What was measured, by task, provider and model."""


@dataclass(frozen=True)
class Expense:
    """One task of one model for one piece of work. `instead` are the credits that the built-in part would count."""

    task: Task
    provider: str
    model: str
    usd: float
    credits: float
    instead: float = 0.0


def expense(
    provider: str, type_: ProviderType, order: Order, experience: Experience, own: OwnPrice | None = None
) -> Expense:
    """What an order will likely cost. Raises `ModelError` when nobody knows its model's price.

    Args:
        own: the site's own prices for this provider (`OwnPrice`), if it has any.
    """
    likely = order.expected
    dollars = usd(type_, order.model, likely, own, name=provider)
    units = units_of(order.task, likely, order.units)
    credits_ = credits_of(order.task, type_, order.model, likely, units, dollars)
    rate = _rate(order.task, provider, order.model, experience)
    return Expense(order.task, provider, order.model, dollars * rate, credits_, credits_instead(order))


def credits_instead(order: Order) -> float:
    """The credits that the built-in part counts for an order's work."""
    price = None if order.task == "thumbnail" else CREDITS.get(OPERATIONS[order.task])
    return units_of(order.task, order.expected, order.units) * price.credits if price else 0.0


def summed(expenses: Iterable[Expense]) -> tuple[Expense, ...]:
    """One for each task, provider and model, the dearest first."""
    found: dict[tuple[str, str, str], Expense] = {}
    for each in expenses:
        key = (each.task, each.provider, each.model)
        old = found.get(key, Expense(each.task, each.provider, each.model, 0.0, 0.0))
        found[key] = Expense(
            *(each.task, each.provider, each.model),
            usd=old.usd + each.usd,
            credits=old.credits + each.credits,
            instead=old.instead + each.instead,
        )
    return tuple(sorted(found.values(), key=lambda each: -each.usd))


def _rate(task: Task, provider: str, model: str, experience: Experience) -> float:
    """By this task, else by all tasks of the model, else as expected."""
    own = experience.get((task, provider, model))
    if own is not None and own.rate is not None:
        return own.rate
    speech = task in ("voice", "picture", "stock")
    alike = [
        measured
        for (other, who, what), measured in experience.items()
        if (who, what) == (provider, model) and (other in ("voice", "picture", "stock")) == speech
    ]
    whole = sum(alike, Measured(0, 0.0, 0.0))
    return 1.0 if whole.rate is None else whole.rate
