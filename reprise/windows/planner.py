"""Which post goes out when: a pure function from the posts that wait and the times that are taken to assignments.

Given to one account at a time. What has a time already stays where it is; every choice says why it was made.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from reprise.windows.slots import Opening, Slot, openings

ARTICLE_SPACING = timedelta(hours=20)
"""Posts of one article keep this far apart where there is room: the next day's same hour is far enough."""

_OPENERS = frozenset({"announcement"})


@dataclass(frozen=True)
class Waiting:
    """A post that wants a time. Higher `priority` first, then older `since`."""

    post: str
    article: str
    type: str
    priority: int
    since: datetime


@dataclass(frozen=True)
class Taken:
    """A time that a post of the account has: in the future, or lately published."""

    post: str
    article: str
    type: str
    at: datetime


@dataclass(frozen=True)
class AccountRules:
    """An account's times and limits. `zone` is the IANA zone whose calendar days the cap counts.

    `cooldown` is the least time between two posts, before and after.
    """

    name: str
    zone: str
    slots: tuple[Slot, ...]
    cap_per_day: int
    cooldown: timedelta


@dataclass(frozen=True)
class Assignment:
    """A time (UTC) for a post, the zone it is meant in and why it is this one."""

    post: str
    at: datetime
    zone: str
    why: str


@dataclass(frozen=True)
class Unplaced:
    """A post that got no time, and the reason."""

    post: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """Assignments in order of time."""

    assignments: tuple[Assignment, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


def plan(
    waiting: Iterable[Waiting],
    taken: Iterable[Taken],
    rules: AccountRules,
    now: datetime,
    horizon: timedelta,
) -> Plan:
    """Give each waiting post the best free opening in (`now`, `now` + `horizon`].

    Never more than the cap on a calendar day, never closer than the cooldown. Day by day the best openings go first,
    to the highest priority, then the longest waiting. An article's announcement comes before its other posts, unless
    these have a higher priority; its posts keep a day apart and do not follow one another where others could come
    between. Only when the horizon cannot hold all that way, the rest fills what is free.
    """
    posts = sorted(waiting, key=_order)
    calendar = _Calendar(taken, rules)
    queue = _Queue(posts)
    days = [
        sorted(group, key=lambda opening: (-opening.slot.value, opening.at))
        for _, group in groupby(openings(rules.slots, now, now + horizon), lambda each: calendar.day(each.at))
    ]
    assignments: list[Assignment] = []
    for spacing in (ARTICLE_SPACING, timedelta(0)):
        for opening in (opening for day in days for opening in day):
            if not queue:
                break
            if not calendar.is_free(opening.at):
                continue
            post = queue.take(opening.at, calendar, spacing)
            if post is not None:
                calendar.add(post.article, post.type, opening.at)
                assignments.append(_assignment(post, opening, crowded=not spacing))
    unplaced = tuple(Unplaced(post.post, _reason(post, calendar, rules, horizon)) for post in queue.rest())
    return Plan(tuple(sorted(assignments, key=lambda each: each.at)), unplaced)


class _Calendar:
    """What an account's days hold so far."""

    def __init__(self, taken: Iterable[Taken], rules: AccountRules) -> None:
        self._zone = ZoneInfo(rules.zone)
        self._cap = rules.cap_per_day
        self._cooldown = rules.cooldown
        self._times: list[tuple[datetime, str]] = []
        self._days: Counter[date] = Counter()
        self._by_article: dict[str, list[datetime]] = defaultdict(list)
        self._opened: dict[str, datetime] = {}
        for each in taken:
            self.add(each.article, each.type, each.at)

    def add(self, article: str, type_: str, at: datetime) -> None:
        at = at.astimezone(UTC)
        insort(self._times, (at, article))
        self._days[self.day(at)] += 1
        insort(self._by_article[article], at)
        if type_ in _OPENERS:
            self._opened[article] = at

    def day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def is_free(self, at: datetime) -> bool:
        """Whether cap and cooldown allow another post at this time."""
        return self._days[self.day(at)] < self._cap and all(
            abs(at - other) >= self._cooldown and at != other for other, _ in self._neighbours(at)
        )

    def neighbours(self, at: datetime) -> frozenset[str]:
        """The articles of the posts right before and after."""
        return frozenset(article for _, article in self._neighbours(at))

    def is_apart(self, article: str, at: datetime, spacing: timedelta) -> bool:
        """Whether no post of the article is closer than `spacing`."""
        times = self._by_article.get(article, [])
        index = bisect_left(times, at)
        return all(abs(at - other) >= spacing for other in times[max(index - 1, 0) : index + 1])

    def opens_later(self, article: str, at: datetime) -> datetime | None:
        """When the article's announcement goes out, if that is after `at`."""
        opened = self._opened.get(article)
        return opened if opened is not None and opened > at else None

    def _neighbours(self, at: datetime) -> list[tuple[datetime, str]]:
        index = bisect_left(self._times, (at, ""))
        return self._times[max(index - 1, 0) : index + 1]


class _Queue:
    """The waiting posts, of each article only the first one on offer."""

    def __init__(self, posts: Sequence[Waiting]) -> None:
        self._by_article: dict[str, list[Waiting]] = defaultdict(list)
        for post in reversed(posts):  # each article's best on top
            self._by_article[post.article].append(post)
        for stack in self._by_article.values():  # its announcement leads those of the same priority
            stack.sort(key=lambda post: (post.priority, post.type in _OPENERS))
        self._heads = [(_order(stack[-1]), article) for article, stack in self._by_article.items()]
        heapq.heapify(self._heads)

    def __bool__(self) -> bool:
        return bool(self._heads)

    def take(self, at: datetime, calendar: _Calendar, spacing: timedelta) -> Waiting | None:
        """The best post for this time, taken out of the queue; None when no article may post then."""
        passed = []
        chosen: tuple[tuple[int, datetime, str], str] | None = None
        neighbours = calendar.neighbours(at)
        while self._heads:
            head = heapq.heappop(self._heads)
            article = head[1]
            may = not calendar.opens_later(article, at) and calendar.is_apart(article, at, spacing)
            if may and article not in neighbours:
                passed.extend([chosen] if chosen else [])
                chosen = head
                break
            if may and chosen is None:
                chosen = head  # its own article's neighbour, unless there is another
            else:
                passed.append(head)
        for head in passed:
            heapq.heappush(self._heads, head)
        return None if chosen is None else self._pop(chosen[1])

    def rest(self) -> Iterator[Waiting]:
        """What is left, in order."""
        return iter(sorted((post for stack in self._by_article.values() for post in stack), key=_order))

    def _pop(self, article: str) -> Waiting:
        stack = self._by_article[article]
        post = stack.pop()
        if stack:
            heapq.heappush(self._heads, (_order(stack[-1]), article))
        return post


def _order(post: Waiting) -> tuple[int, datetime, str]:
    return -post.priority, post.since, post.post


def _assignment(post: Waiting, opening: Opening, *, crowded: bool) -> Assignment:
    why = opening.slot.why
    if crowded:
        why += "; closer to its article's other posts than a day, to be out in time"
    return Assignment(post.post, opening.at, opening.slot.zone, why)


def _reason(post: Waiting, calendar: _Calendar, rules: AccountRules, horizon: timedelta) -> str:
    if not rules.slots:
        return f"{rules.name} has no posting times."
    opened = calendar.opens_later(post.article, datetime.min.replace(tzinfo=UTC))
    limits = f"at most {rules.cap_per_day} a day, {_hours(rules.cooldown)} apart"
    reason = f"No posting time of {rules.name} is free in the next {horizon.days} days ({limits})"
    return f"{reason}, none after its announcement on {opened:%Y-%m-%d}." if opened else f"{reason}."


def _hours(span: timedelta) -> str:
    hours = span / timedelta(hours=1)
    return f"{hours:g} hour{'' if hours == 1 else 's'}"
