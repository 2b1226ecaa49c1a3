"""What planning is about, as values: posts that wait, times that are taken, an account's rules, and the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from reprise.posting_settings import DateRange
from reprise.social.rules import Allowance
from reprise.windows.slots import Slot

FRESHNESS_COUNTS = 30
"""What an article that has just been published adds to its posts' priority; it melts away while it is news."""

STALE_COSTS = 1000
"""What posts of an article that is no longer news lose: everything else goes first."""


@dataclass(frozen=True)
class News:
    """Until when an article is worth being told as new: so many days from its publication."""

    published: datetime
    days: int

    @property
    def until(self) -> datetime:
        return self.published + timedelta(days=self.days)

    def worth(self, now: datetime) -> int:
        """What its age adds to a priority."""
        left = (self.until - now) / timedelta(days=self.days)
        return -STALE_COSTS if left <= 0 else round(FRESHNESS_COUNTS * min(left, 1.0))


@dataclass(frozen=True)
class Waiting:
    """A post that wants a time. Higher `priority` first, then older `since`. `news` is None when it does not age."""

    post: str
    article: str
    type: str
    priority: int
    since: datetime
    news: News | None = None


@dataclass(frozen=True)
class Taken:
    """A time that a post of the account has: in the future, or lately published."""

    post: str
    article: str
    type: str
    at: datetime


@dataclass(frozen=True)
class Elsewhere:
    """When an article goes out, or went out, on another account; `where` names it."""

    article: str
    at: datetime
    where: str


@dataclass(frozen=True)
class Quota:
    """What a platform still allows: at most `most` further posts until `until`. `what` says whose word that is."""

    most: int
    until: datetime
    what: str = "the platform's allowance"


@dataclass(frozen=True)
class AccountRules:
    """An account's times and limits. `zone` is the IANA zone whose calendar days the cap and the quiet days count.

    `cooldown` is the least time between two posts, before and after; `platform_spacing` that between posts of one
    article on different accounts. `allowances` are the platform's own limits in rolling hours, `quotas` what it has
    said is left. `stale` says whether posts of articles that are no longer news go last or not at all.
    """

    name: str
    zone: str
    slots: tuple[Slot, ...]
    cap_per_day: int
    cooldown: timedelta
    platform_spacing: timedelta = timedelta(0)
    allowances: tuple[Allowance, ...] = ()
    quotas: tuple[Quota, ...] = ()
    blackout: tuple[DateRange, ...] = ()
    stale: Literal["low", "skip"] = "low"


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


@dataclass(frozen=True)
class Request:
    """What is planned for one account."""

    rules: AccountRules
    waiting: tuple[Waiting, ...]
    taken: tuple[Taken, ...] = ()
