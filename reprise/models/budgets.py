"""What a site may still spend this month, and how many films its plan still holds; months are the site's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from reprise.errors import RepriseError
from reprise.models.failures import ModelError
from reprise.notices.events import budget_spent
from reprise.sites import Site
from reprise.store.calls import Allowance
from reprise.store.spending import Spending

if TYPE_CHECKING:
    from reprise.store.store import Store


class QuotaSpent(RepriseError):
    """The plan's films of this month are made."""


@dataclass(frozen=True)
class Month:
    """A calendar month of a site: its name ("2026-11"), its first moment and the next one's."""

    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Left:
    """What is spent this month, and what is left of it; None where there is no limit. Never below nought."""

    month: Month
    spent: Spending
    usd: float | None
    credits: float | None
    films: int
    films_left: int | None


def month_of(site: Site, now: datetime, back: int = 0) -> Month:
    """The month in which a moment lies where the site is, or one so many months before it."""
    local = now.astimezone(site.zone)
    number = local.year * 12 + local.month - 1 - back
    first = datetime(number // 12, number % 12 + 1, 1, tzinfo=site.zone)
    number += 1
    after = datetime(number // 12, number % 12 + 1, 1, tzinfo=site.zone)
    return Month(f"{first:%Y-%m}", first, after)


def allowance(site: Site, now: datetime) -> Allowance | None:
    """What the gate holds a call against; None for a site without limits."""
    budget = site.budget
    if budget.usd is None and budget.credits is None:
        return None
    return Allowance(budget.usd, budget.credits, month_of(site, now).since)


def left(site: Site, store: Store) -> Left:
    """What a site has spent this month and what it may still spend."""
    month = month_of(site, store.clock.now())
    spent = store.usage.spent(site.id, month.since, month.until)
    films = len(store.usage.films(site.id, month.since, month.until))
    budget = site.budget
    return Left(
        month,
        spent,
        None if budget.usd is None else max(0.0, budget.usd - spent.usd),
        None if budget.credits is None else max(0.0, budget.credits - spent.credits),
        films,
        None if budget.films is None else max(0, budget.films - films),
    )


def films_left(site: Site, store: Store) -> int | None:
    """How many films more the plan holds this month; None: as many as are wanted."""
    return left(site, store).films_left


def require_film(site: Site, store: Store, article: str, asset: str) -> None:
    """Raises `QuotaSpent` when a film would be one too many this month. `asset` is its voiceover ("short/voiceover");
    one that was spoken before may be made anew."""
    if site.budget.films is None or (article, asset) in store.usage.films(site.id):
        return
    found = left(site, store)
    if found.films_left == 0:
        tell(site, store, "films", f"{found.films} films of {site.budget.films} are made.", found.month)
        raise QuotaSpent(
            f"The plan's {site.budget.films} films of {found.month.name} are made.",
            where=site.id,
            remedy=f"It starts anew on {_day(found.month)}; more are allowed by budget.films in the site's file.",
        )


def overspent(site: Site, store: Store, spent: Spending, usd: float, credits_: float) -> ModelError:
    """The error for a call that could cost `usd` and `credits_` more than what is left; told once a month."""
    month = month_of(site, store.clock.now())
    budget = site.budget
    if budget.usd is not None and usd > 0 and spent.usd + usd > budget.usd:
        name, what = "usd", f"{_dollars(budget.usd)} a month: {_dollars(spent.usd)} are spent{_beside(spent)}, "
        what += f"and this call can cost {_dollars(usd)}."
    else:
        name, what = "credits", f"{budget.credits or 0:g} credits a month: {spent.credits:.1f} are spent, "
        what += f"and this call can cost {credits_:.1f}."
    tell(site, store, name, f"The budget is {what}", month)
    return ModelError(
        f"The budget is {what}",
        kind="budget",
        where=site.id,
        remedy=f"It starts anew on {_day(month)}; budget.{name} in the site's file raises it.",
    )


def tell(site: Site, store: Store, name: str, what: str, month: Month) -> None:
    """Let people know that a limit is reached: once for each limit and month."""
    store.notices.raise_notice(budget_spent(site.id, name, month.name, what, _day(month), site.budget.when_spent))


def _beside(spent: Spending) -> str:
    parts = [
        f"{_dollars(value)} {why}"
        for value, why in (
            (spent.doubtful_usd, "in doubt"),
            (spent.reserved_usd, "held back for running calls"),
        )
        if value > 0
    ]
    return f" ({', '.join(parts)} among them)" if parts else ""


def _day(month: Month) -> str:
    return f"{month.until.day} {month.until:%B %Y} ({month.until.tzinfo})"


def _dollars(value: float) -> str:
    return f"{value:.2f} USD" if value >= 0.1 or value == 0 else f"{value:.4f} USD"
