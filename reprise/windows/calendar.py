"""What an account's days hold, and what speaks against a further post at a time."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from reprise.windows.plans import AccountRules, Elsewhere, Taken
from reprise.windows.reasons import hours_of

Obstacle = Literal["full", "close", "quiet", "allowance", "quota"]

OPENERS = frozenset({"announcement"})
"""The types of post that come before all others of their article."""


class Calendar:
    """One account's posts, planned and lately published, with the rules that a further one has to keep."""

    def __init__(
        self, taken: Iterable[Taken], rules: AccountRules, now: datetime, elsewhere: Iterable[Elsewhere] = ()
    ) -> None:
        self.rules, self.now = rules, now
        self._zone = ZoneInfo(rules.zone)
        self._times: list[tuple[datetime, str]] = []
        self._days: Counter[date] = Counter()
        self._by_article: dict[str, list[datetime]] = defaultdict(list)
        self._by_allowance: list[list[datetime]] = [[] for _ in rules.allowances]
        self._opened: dict[str, datetime] = {}
        self._elsewhere: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        for other in elsewhere:
            insort(self._elsewhere[other.article], (other.at.astimezone(UTC), other.where))
        for each in taken:
            self.add(each.article, each.type, each.at)

    def add(self, article: str, type_: str, at: datetime) -> None:
        """A post has this time from now on."""
        at = at.astimezone(UTC)
        insort(self._times, (at, article))
        self._days[self.day(at)] += 1
        insort(self._by_article[article], at)
        for allowance, times in zip(self.rules.allowances, self._by_allowance, strict=True):
            if allowance.counts(type_):
                insort(times, at)
        if type_ in OPENERS:
            self._opened[article] = at

    def day(self, at: datetime) -> date:
        """The calendar day of the account's zone."""
        return at.astimezone(self._zone).date()

    def obstacle(self, at: datetime, type_: str | None = None) -> Obstacle | None:
        """What forbids a post at this time: one of this type, or any at all."""
        rules, day = self.rules, self.day(at)
        if any(day in quiet for quiet in rules.blackout):
            return "quiet"
        if self._days[day] >= rules.cap_per_day:
            return "full"
        if any(abs(at - other) < rules.cooldown or at == other for other, _ in self._neighbours(at)):
            return "close"
        if self._spent(at):
            return "quota"
        return "allowance" if self._exceeds(at, type_) else None

    def neighbours(self, at: datetime) -> frozenset[str]:
        """The articles of the posts right before and after."""
        return frozenset(article for _, article in self._neighbours(at))

    def is_apart(self, article: str, at: datetime, spacing: timedelta) -> bool:
        """Whether no post of the article on this account is closer than `spacing`."""
        times = self._by_article.get(article, [])
        index = bisect_left(times, at)
        return all(abs(at - other) >= spacing for other in times[max(index - 1, 0) : index + 1])

    def opening_of(self, article: str) -> datetime | None:
        """When the article's announcement goes out, or went out."""
        return self._opened.get(article)

    def opens_later(self, article: str, at: datetime) -> bool:
        """Whether the article's announcement is still to come at this time."""
        opened = self._opened.get(article)
        return opened is not None and opened > at

    def put_off(self, article: str, at: datetime) -> tuple[datetime, str | None]:
        """The first time from `at` on that keeps clear of the article's posts on other accounts; whom it waits for."""
        where = None
        for other, name in self._elsewhere.get(article, ()):
            if abs(at - other) < self.rules.platform_spacing:
                at, where = other + self.rules.platform_spacing, f"{name} at {self._clock(other)}"
        return at, where

    def objections(self, article: str, type_: str, at: datetime) -> tuple[str, ...]:
        """What speaks against a time, a sentence each."""
        rules, day = self.rules, self.day(at)
        found = []
        if any(day in quiet for quiet in rules.blackout):
            found.append(f"{day} is a quiet day.")
        if self._days[day] >= rules.cap_per_day:
            posts = "1 post" if self._days[day] == 1 else f"{self._days[day]} posts"
            found.append(f"{rules.name} has {posts} on {day} already; {rules.cap_per_day} is the most.")
        for other, _ in self._neighbours(at):
            if abs(at - other) < rules.cooldown or at == other:
                found.append(f"It is less than {hours_of(rules.cooldown)} from the post at {self._clock(other)}.")
        if self._spent(at):
            found.append(f"{rules.name} has used up {', '.join(quota.what for quota in rules.quotas)}.")
        if self._exceeds(at, type_):
            found.append(f"It is more than the platform takes: {self.allowed()}.")
        _, where = self.put_off(article, at)
        if where is not None:
            minutes = rules.platform_spacing // timedelta(minutes=1)
            found.append(f"Its article goes out on {where}, less than {minutes} minutes apart.")
        return tuple(found)

    def allowed(self) -> str:
        """The platform's own limits in words."""
        return ", ".join(f"{each.most} in {each.hours} h" for each in self.rules.allowances)

    def _clock(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def _spent(self, at: datetime) -> bool:
        """Whether what the platform has said is left would be exceeded."""
        return any(
            at <= quota.until and self._between(self.now, quota.until) >= quota.most for quota in self.rules.quotas
        )

    def _between(self, first: datetime, last: datetime) -> int:
        return bisect_left(self._times, (last, "\U0010ffff")) - bisect_left(self._times, (first, ""))

    def _exceeds(self, at: datetime, type_: str | None) -> bool:
        """Whether a further post would be more than the platform takes within its rolling hours."""
        return any(
            allowance.counts(type_) and _exceeds(times, at, allowance.most, timedelta(hours=allowance.hours))
            for allowance, times in zip(self.rules.allowances, self._by_allowance, strict=True)
        )

    def _neighbours(self, at: datetime) -> list[tuple[datetime, str]]:
        index = bisect_left(self._times, (at, ""))
        return self._times[max(index - 1, 0) : index + 1]


def _exceeds(times: Sequence[datetime], at: datetime, most: int, hours: timedelta) -> bool:
    if len(times) < most:
        return False
    index = bisect_left(times, at)
    near = [*times[max(index - most, 0) : index], at, *times[index : index + most]]
    return any(last - first < hours for first, last in zip(near, near[most:], strict=False))
