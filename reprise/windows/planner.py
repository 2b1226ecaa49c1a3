"""Which post goes out when: a pure function from the posts that wait and the times that are taken to assignments.

Given to one account at a time. What has a time already stays where it is; every choice says why it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from reprise.windows.calendar import Calendar
from reprise.windows.line import Line, Offer
from reprise.windows.plans import (
    AccountRules,
    Assignment,
    Elsewhere,
    News,
    Plan,
    Quota,
    Request,
    Taken,
    Unplaced,
    Waiting,
)
from reprise.windows.reasons import Passed, hours_of
from reprise.windows.slots import Opening, openings

__all__ = [
    "AccountRules", "Assignment", "Elsewhere", "News", "Plan", "Quota", "Request", "Taken", "Unplaced", "Waiting",
    "objections", "plan", "plan_all",
]  # fmt: skip

ARTICLE_SPACING = timedelta(hours=20)
"""Posts of one article keep this far apart where there is room: the next day's same hour is far enough."""


def plan(
    waiting: Iterable[Waiting],
    taken: Iterable[Taken],
    rules: AccountRules,
    now: datetime,
    horizon: timedelta,
    *,
    elsewhere: Iterable[Elsewhere] = (),
    start: datetime | None = None,
    spread: bool = False,
) -> Plan:
    """Give each waiting post the best free opening in (`now`, `now` + `horizon`], or from `start` on.

    Never more than the cap on a calendar day, never closer than the cooldown, never beyond what the platform allows,
    never on a quiet day. Day by day the best openings go first, to the highest priority (to which fresh news add),
    then the longest waiting. An article's announcement comes before its other posts, unless these have a higher
    priority; its posts keep a day apart and do not follow one another where others could come between. Only when the
    horizon cannot hold all that way, the rest fills what is free. Where an article goes out on another account about
    then, its post is put off by minutes within the hour.

    Args:
        elsewhere: the times of these articles on other accounts.
        spread: even over all days of the horizon, instead of as soon as possible.
    """
    ranked = [replace(post, priority=_worth(post, now)) for post in waiting]
    planner = _Planner(ranked, Calendar(taken, rules, now, elsewhere), max(now, start or now), horizon)
    if spread:
        planner.fill(ARTICLE_SPACING, planner.even_shares())
    planner.fill(ARTICLE_SPACING)
    planner.fill(timedelta(0))
    return planner.result()


def plan_all(
    requests: Iterable[Request], now: datetime, horizon: timedelta, *, spread: bool = False
) -> dict[str, Plan]:
    """The plans of several accounts by name, each keeping its articles apart from what the others have."""
    asked = list(requests)
    times = [Elsewhere(each.article, each.at, request.rules.name) for request in asked for each in request.taken]
    plans: dict[str, Plan] = {}
    for request in asked:
        name = request.rules.name
        wanted = {post.article for post in request.waiting}
        others = [each for each in times if each.where != name and each.article in wanted]
        made = plan(request.waiting, request.taken, request.rules, now, horizon, elsewhere=others, spread=spread)
        article_of = {post.post: post.article for post in request.waiting}
        times += [Elsewhere(article_of[each.post], each.at, name) for each in made.assignments]
        plans[name] = made
    return plans


def objections(
    post: Waiting,
    at: datetime,
    taken: Iterable[Taken],
    rules: AccountRules,
    now: datetime,
    *,
    elsewhere: Iterable[Elsewhere] = (),
) -> tuple[str, ...]:
    """What speaks against a time that somebody chose by hand, a sentence each; empty when nothing does."""
    calendar = Calendar(taken, rules, now, elsewhere)
    return calendar.objections(post.article, post.type, at)


class _Planner:
    """One account's planning, pass after pass."""

    def __init__(
        self,
        posts: Sequence[Waiting],
        calendar: Calendar,
        start: datetime,
        horizon: timedelta,
    ) -> None:
        rules = calendar.rules
        self._rules, self._calendar = rules, calendar
        self._horizon, self._end = horizon, start + horizon
        self._line = Line(posts, calendar, skips_stale=rules.stale == "skip")
        self._days = [
            sorted(group, key=lambda opening: (-opening.slot.value, opening.at))
            for _, group in groupby(openings(rules.slots, start, self._end), lambda each: self._calendar.day(each.at))
        ]
        self._assignments: list[Assignment] = []
        self._passed = Passed(rules)
        self._gone: set[datetime] = set()  # openings that were given away

    def fill(self, spacing: timedelta, shares: Sequence[int] | None = None) -> None:
        """Give openings away, best ones of each day first; with `shares` only so many on each day."""
        before = [each.post for each in self._assignments]
        self._passed = Passed(self._rules, before, crowded=not spacing, even=shares is not None)
        for number, day in enumerate(self._days):
            given = 0
            for opening in day:
                if not self._line or (shares is not None and given >= shares[number]):
                    break
                given += self._give(opening, spacing)

    def even_shares(self) -> list[int]:
        """How many posts each day gets when all that wait are spread evenly over the days with room."""
        usable = [any(self._calendar.obstacle(opening.at) is None for opening in day) for day in self._days]
        days, posts = sum(usable), len(self._line)
        if not days:
            return [0] * len(self._days)
        share = iter([(number + 1) * posts // days - number * posts // days for number in range(days)][::-1])
        return [next(share) if use else 0 for use in usable]

    def _give(self, opening: Opening, spacing: timedelta) -> bool:
        if opening.at in self._gone:
            return False
        obstacle = self._calendar.obstacle(opening.at)
        if obstacle is not None:
            self._passed.note(obstacle)
            return False
        offer = self._line.take(opening.at, self._end, spacing, self._passed)
        if offer is None:
            return False
        self._gone.add(opening.at)
        self._calendar.add(offer.post.article, offer.post.type, offer.at)
        self._assignments.append(self._assignment(offer, opening))
        self._passed.note_given(offer.post.post)
        return True

    def _assignment(self, offer: Offer, opening: Opening) -> Assignment:
        why = self._passed.why(opening.slot.why, offer.post.article, offer.late_for, _lateness(offer))
        return Assignment(offer.post.post, offer.at, opening.slot.zone, why)

    def result(self) -> Plan:
        unplaced = tuple(Unplaced(post.post, self._reason(post)) for post in self._line.rest())
        return Plan(tuple(sorted(self._assignments, key=lambda each: (each.at, each.post))), unplaced)

    def _reason(self, post: Waiting) -> str:
        rules = self._rules
        if not rules.slots:
            return f"{rules.name} has no posting times."
        if rules.stale == "skip" and post.news is not None and self._line.is_stale(post):
            return f"Its article is no longer news: that ended on {post.news.until:%Y-%m-%d}."
        limits = f"at most {rules.cap_per_day} a day, {hours_of(rules.cooldown)} apart"
        reason = f"No posting time of {rules.name} is free in the next {_days(self._horizon)} ({limits})"
        opened = self._calendar.opening_of(post.article)
        if opened is not None and opened > self._end - self._horizon:
            reason += f", none after its announcement on {opened:%Y-%m-%d}"
        if rules.stale == "skip" and post.news is not None:
            reason += f", none before {post.news.until:%Y-%m-%d}, when it is no longer news"
        return f"{reason}.{self._passed.summary()}"


def _worth(post: Waiting, now: datetime) -> int:
    return post.priority + (post.news.worth(now) if post.news is not None else 0)


def _days(span: timedelta) -> str:
    return "day" if span.days == 1 else f"{span.days} days"


def _lateness(offer: Offer) -> str | None:
    news = offer.post.news
    if news is None or offer.at <= news.until:
        return None
    return f"its article stopped being news on {news.until:%Y-%m-%d}"
