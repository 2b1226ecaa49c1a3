"""Sending what is due: routed, claimed, put into messages, tried again at growing distances where that can help."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from reprise.clock import Clock
from reprise.errors import RepriseError
from reprise.notices.notice import Item, Message, message_id
from reprise.notices.routing import Route, routes
from reprise.sites import Site
from reprise.store.notices import Claim, Delivery, Notices

TOGETHER = 4
"""So many notices of one channel that are due at once become one message: a channel is read by people."""

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=3))
GIVE_UP = timedelta(hours=48)
"""How long a notice is tried; what is older is of no use any more."""

_LONGEST_WAIT = timedelta(hours=6)
_KEPT = timedelta(days=90)


class NotDelivered(RepriseError):
    """A channel did not take a message. `retry`: a later try may succeed, not before `after` seconds if that is set."""

    retry = True
    after: float | None = None

    @classmethod
    def of(cls, what: str, *, where: str, remedy: str, retry: bool, after: float | None = None) -> NotDelivered:
        error = cls(what, where=where, remedy=remedy)
        error.retry, error.after = retry, after
        return error


class Channel(Protocol):
    """A way to people."""

    def send(self, message: Message) -> str | None:
        """Deliver a message; what was not quite right about it, if anything. Raises `NotDelivered`."""
        ...


OpenChannel = Callable[[Site, str], Channel]
"""The channel of that name of a site. Raises `BadSettings`, such as for a variable that is not set."""


@dataclass
class Delivered:
    """What one look did: notices routed, delivered, to be tried again, and given up; and what went wrong, in words."""

    routed: int = 0
    sent: int = 0
    again: int = 0
    given_up: int = 0
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.sent} delivered, {self.again} to be tried again, {self.given_up} given up."


class Deliverer:
    """Delivers what is due, for at most `seconds`; any number of them may work on one store."""

    def __init__(
        self,
        notices: Notices,
        sites: Mapping[str, Site],
        open_channel: OpenChannel,
        clock: Clock,
        seconds: float = 25.0,
    ) -> None:
        self._notices = notices
        self._sites = sites
        self._open = open_channel
        self._clock = clock
        self._seconds = seconds

    def run(self) -> Delivered:
        """One look; never raises for what a channel does."""
        done = Delivered()
        ends = time.monotonic() + self._seconds
        done.routed = self._notices.route(self._routes)
        while time.monotonic() < ends and (claim := self._notices.claim()) is not None:
            self._deliver(claim, done, ends)
        return done

    def _routes(self, item: Item) -> Sequence[Route]:
        """What is older than any notice is tried was raised while nobody delivered: it is of no use any more."""
        now = self._clock.now()
        return () if now - item.at > GIVE_UP else routes(item.notice, self._sites, now)

    def forget_old(self) -> int:
        """Remove what was told long ago; how many notices."""
        return self._notices.prune(self._clock.now() - _KEPT)

    def _deliver(self, claim: Claim, done: Delivered, ends: float) -> None:
        site = self._sites.get(claim.site)
        if site is None or claim.channel not in site.notifications:
            self._give_up(claim, claim.deliveries, "The site's settings no longer have this channel.", done)
            return
        try:
            channel = self._open(site, claim.channel)
        except RepriseError as error:
            self._fail(claim, claim.deliveries, error, done)
            return
        waiting = list(batches(claim))
        while waiting:
            batch = waiting.pop(0)
            if time.monotonic() > ends:
                self._put_back(claim, [batch, *waiting], self._clock.now())
                return
            try:
                note = channel.send(message(claim, batch, site))
            except RepriseError as error:
                retry_at = self._fail(claim, batch, error, done)
                if waiting and retry_at is not None:  # what holds up one message holds up the channel
                    self._put_back(claim, waiting, retry_at)
                    return
                continue
            except Exception as error:  # a fault of ours; its text may hold anything, so only its class is told
                fault = f"{type(error).__name__} while sending."
                self._give_up(claim, batch, fault, done)
                continue
            self._notices.sent(claim, _ids(batch), note)
            done.sent += len(batch)
            if note:
                done.problems.append(f"{claim.site}: {claim.channel}: {note}")

    def _put_back(self, claim: Claim, groups: Sequence[Sequence[Delivery]], until: datetime) -> None:
        self._notices.put_back(claim, [each.id for group in groups for each in group], until)

    def _give_up(self, claim: Claim, batch: Sequence[Delivery], error: str, done: Delivered) -> None:
        self._notices.failed(claim, _ids(batch), error, None)
        done.given_up += len(batch)
        done.problems.append(f"{claim.site}: {claim.channel}: {error}")

    def _fail(self, claim: Claim, batch: Sequence[Delivery], error: RepriseError, done: Delivered) -> datetime | None:
        """Note a failure; when it is tried again, None when every one of the batch was given up."""
        now = self._clock.now()
        retry_at: datetime | None = None
        for each in batch:
            due = next_try(each, error, now)
            self._notices.failed(claim, [each.id], str(error), due)
            done.again += due is not None
            done.given_up += due is None
            retry_at = due or retry_at
        done.problems.append(str(error))
        return retry_at


def batches(claim: Claim) -> Iterator[tuple[Delivery, ...]]:
    """A claim's deliveries as they are sent: a digest in one message, many at once too, few one by one."""
    gathered = tuple(each for each in claim.deliveries if each.digest)
    single = tuple(each for each in claim.deliveries if not each.digest)
    if len(single) >= TOGETHER:
        yield single
    else:
        yield from ((each,) for each in single)
    if gathered:
        yield gathered


def message(claim: Claim, batch: Sequence[Delivery], site: Site) -> Message:
    return Message(
        id=message_id(tuple(each.id for each in batch), f"{claim.site}/{claim.channel}"),
        source=site.name,
        zone=site.timezone,
        items=tuple(each.item for each in batch),
    )


def next_try(delivery: Delivery, error: RepriseError, now: datetime) -> datetime | None:
    """When a delivery is tried again after a failure; None when that cannot help or it is too old."""
    if isinstance(error, NotDelivered) and not error.retry:
        return None
    pause = PAUSES[min(delivery.attempts, len(PAUSES)) - 1]
    if isinstance(error, NotDelivered) and error.after:
        pause = min(timedelta(seconds=error.after), _LONGEST_WAIT)
    due = now + pause
    return due if due - delivery.since <= GIVE_UP else None


def _ids(batch: Sequence[Delivery]) -> list[int]:
    return [each.id for each in batch]
