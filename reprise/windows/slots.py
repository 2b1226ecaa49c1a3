"""Posting times of an account: wall-clock times of the week in an IANA zone, resolved to instants date by date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, cast, get_args
from zoneinfo import ZoneInfo

from reprise.model import Document
from reprise.posting_settings import WEEKDAYS, AccountSettings, Weekday
from reprise.sites import Site
from reprise.social.rules import PLATFORMS

Label = Literal["prior", "thin", "own"]
Origin = Literal["settings", "learned", "prior"]

_DAYS: tuple[Weekday, ...] = get_args(Weekday)
_USABLE: tuple[Label, ...] = ("thin", "own")


class LearnedSlot(Document):
    """A posting time learned from what came of earlier posts.

    `hour` is the wall clock's in `zone`; `expected` the effect on log engagement against the account's mean, with its
    standard `deviation`; `sample` the matured posts behind it; `rank` 1 is the best. `label`: "prior" is not yet
    evidence of its own, "thin" some, "own" enough.
    """

    weekday: Weekday
    hour: int
    zone: str
    rank: int
    expected: float
    deviation: float
    sample: int
    label: Label


@dataclass(frozen=True)
class Slot:
    """A weekly posting time. `value` compares slots of one account (more is better); `why` says where it is from."""

    weekday: Weekday
    at: time
    zone: str
    origin: Origin
    value: float
    why: str


@dataclass(frozen=True)
class Opening:
    """A slot on one date: the instant `at` (UTC)."""

    at: datetime
    slot: Slot


def slots_of(site: Site, account: AccountSettings, learned: Iterable[LearnedSlot] = ()) -> tuple[Slot, ...]:
    """The posting times of a site's account: what was learned, else the site's settings, else the platform's defaults.

    Learned times count where the site lets them (`learn_slots`) and they rest on evidence of their own. A weekday that
    nothing was learned about keeps its configured times, so that a young account does not shrink to a few times a week.
    """
    known = [slot for slot in learned if slot.label in _USABLE] if account.learn_slots else []
    own = tuple(_from_learned(slot) for slot in sorted(known, key=lambda slot: slot.rank))
    taught = {slot.weekday for slot in own}
    if account.slots is not None:
        return own + _weekly(_without(account.slots, taught), site.timezone, "settings", f"set for {site.id}")
    rules = PLATFORMS[account.platform]
    defaults = cast("Mapping[Weekday, tuple[str, ...]]", rules.slots)
    why = f"prior: {rules.title}'s default"
    return own + _weekly(_without(defaults, taught), site.timezone, "prior", why)


def _without(times: Mapping[Weekday, tuple[str, ...]], days: Collection[Weekday]) -> Mapping[Weekday, tuple[str, ...]]:
    return {day: of_day for day, of_day in times.items() if day not in days}


def openings(slots: Sequence[Slot], after: datetime, until: datetime) -> tuple[Opening, ...]:
    """The instants of the slots in (`after`, `until`], in order.

    A wall-clock time that a change of the clocks skips moves forward by what was skipped; one that happens twice is
    its first. Of slots that fall on one instant the better one is kept.
    """
    found: dict[datetime, Opening] = {}
    for slot in slots:
        zone = ZoneInfo(slot.zone)
        # a day more on either side: local dates are not UTC's, and skipped times move
        day, last = _local(after, zone) - timedelta(days=1), _local(until, zone) + timedelta(days=1)
        day += timedelta(days=(WEEKDAYS.index(slot.weekday) - day.weekday()) % 7)
        while day <= last:
            at = resolve(day, slot.at, zone)
            if after < at <= until and (at not in found or slot.value > found[at].slot.value):
                found[at] = Opening(at, slot)
            day += timedelta(days=7)
    return tuple(found[at] for at in sorted(found))


def resolve(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of a wall-clock time on a date; skipped times move forward, doubled ones are the first."""
    return datetime.combine(day, at, tzinfo=zone).replace(fold=0).astimezone(UTC)


def _local(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _weekly(week: Mapping[Weekday, tuple[str, ...]], zone: str, origin: Origin, source: str) -> tuple[Slot, ...]:
    return tuple(
        Slot(day, time.fromisoformat(at), zone, origin, 0.0, f"{source}, {day.capitalize()} {at}")
        for day in _DAYS
        for at in sorted(set(week.get(day, ())))
    )


def _from_learned(slot: LearnedSlot) -> Slot:
    at = time(slot.hour)
    evidence = f"{slot.expected:+.2f}±{slot.deviation:.2f} from {slot.sample} post{'' if slot.sample == 1 else 's'}"
    thin = ", still thin" if slot.label == "thin" else ""
    why = f"learned: {slot.weekday.capitalize()} {at:%H:%M}, {evidence}{thin}"
    return Slot(slot.weekday, at, slot.zone, "learned", slot.expected, why)
