"""The line in which posts wait for the openings of one account: whose turn it is at a time."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reprise.windows.calendar import OPENERS, Calendar
from reprise.windows.plans import Waiting
from reprise.windows.reasons import Passed, Turned

PUT_OFF = timedelta(minutes=60)
"""The most that a post is put off because its article goes out elsewhere at the same time: still the same hour."""

_Place = tuple[int, datetime, str]
_Head = tuple[_Place, str]


@dataclass(frozen=True)
class Offer:
    """A post whose turn it is, and when: at the opening, or some minutes later because of what `late_for` names."""

    post: Waiting
    at: datetime
    late_for: str | None = None


class Line:
    """The waiting posts, of each article only the first one on offer."""

    def __init__(self, posts: Sequence[Waiting], calendar: Calendar, *, skips_stale: bool) -> None:
        self._calendar, self._skips_stale = calendar, skips_stale
        self._by_article: dict[str, list[Waiting]] = defaultdict(list)
        for post in sorted(posts, key=_order, reverse=True):  # each article's best on top
            self._by_article[post.article].append(post)
        for stack in self._by_article.values():  # its announcement leads those of the same priority
            stack.sort(key=lambda post: (post.priority, post.type in OPENERS))
        self._heads: list[_Head] = [(_order(stack[-1]), article) for article, stack in self._by_article.items()]
        heapq.heapify(self._heads)

    def __bool__(self) -> bool:
        return bool(self._heads)

    def __len__(self) -> int:
        return sum(map(len, self._by_article.values()))

    def take(self, at: datetime, end: datetime, spacing: timedelta, passed: Passed) -> Offer | None:
        """The best post for this opening, taken out of the line; None when no article may post then.

        Args:
            end: no post is put off beyond this.
            spacing: how far apart posts of one article have to be.
        """
        turned: list[_Head] = []
        chosen: tuple[_Head, Offer] | None = None
        while self._heads:
            head = heapq.heappop(self._heads)
            post = self._by_article[head[1]][-1]
            offer = self._offer(post, at, end, spacing)
            if isinstance(offer, Offer) and post.article not in self._calendar.neighbours(offer.at):
                turned.extend([chosen[0]] if chosen else [])
                chosen = head, offer
                break
            if isinstance(offer, Offer) and chosen is None:
                chosen = head, offer  # its own article's neighbour, unless there is another
                continue
            turned.append(head)
            passed.note_turned(post.article, "neighbour" if isinstance(offer, Offer) else offer)
        for head in turned:
            heapq.heappush(self._heads, head)
        if chosen is None:
            return None
        self._pop(chosen[0][1])
        return chosen[1]

    def rest(self) -> Iterator[Waiting]:
        """What is left, in order."""
        return iter(sorted((post for stack in self._by_article.values() for post in stack), key=_order))

    def is_stale(self, post: Waiting) -> bool:
        """Whether its article is no longer news."""
        return post.news is not None and post.news.until <= self._calendar.now

    def _offer(self, post: Waiting, at: datetime, end: datetime, spacing: timedelta) -> Offer | Turned:
        """The post at this opening, or why it cannot have it."""
        calendar = self._calendar
        later, late_for = calendar.put_off(post.article, at)
        if later - at > PUT_OFF or later > end or (late_for and calendar.obstacle(later) is not None):
            return "elsewhere"
        if self._skips_stale and post.news is not None and later > post.news.until:
            return "stale"
        if calendar.opens_later(post.article, later):
            return "announcement"
        if not calendar.is_apart(post.article, later, spacing):
            return "article"
        if calendar.obstacle(later, post.type) is not None:
            return "allowance"
        return Offer(post, later, late_for)

    def _pop(self, article: str) -> None:
        stack = self._by_article[article]
        stack.pop()
        if stack:
            heapq.heappush(self._heads, (_order(stack[-1]), article))


def _order(post: Waiting) -> _Place:
    return -post.priority, post.since, post.post
