"""Days and times as people type them, in a site's zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reprise.errors import BadInput
from reprise.windows.slots import resolve

_TIME = re.compile(r"(\d{1,2}):(\d{2})")


def read_day(text: str) -> date:
    """A date such as 2026-06-01. Raises `BadInput`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(f"{text!r} is not a date.", remedy="Write one such as 2026-06-01.") from None


def read_moment(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The instant (UTC) of "2026-06-01 09:00" in a zone, of "09:00" (the next one), or of a time with its own offset.

    Raises `BadInput` for what is none, has gone by, or is a time that a change of the clocks leaves out.
    """
    at = _next(text, zone, now) or _dated(text, zone)
    if at <= now:
        raise BadInput(f"{text!r} has gone by.", remedy="Choose a later time, or: reprise publish-now")
    return at


def _next(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    try:
        wanted = time(int(match[1]), int(match[2]))
    except ValueError:
        raise _unreadable(text) from None
    today = now.astimezone(zone).date()
    times = (resolve(today + timedelta(days=days), wanted, zone) for days in range(3))
    return next(at for at in times if at > now)


def _dated(text: str, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise _unreadable(text) from None
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    if len(text.strip()) <= len("2026-06-01"):
        raise BadInput(f"{text!r} has no time of day.", remedy='Write both: "2026-06-01 09:00".')
    found = resolve(at.date(), at.time(), zone)
    if found.astimezone(zone).replace(tzinfo=None) != at:
        raise BadInput(
            f"There is no {at:%H:%M} on {at:%Y-%m-%d} in {zone.key}: the clocks go forward over it.",
            remedy=f"{found.astimezone(zone):%H:%M} is what follows.",
        )
    return found


def _unreadable(text: str) -> BadInput:
    return BadInput(f"{text!r} is not a time.", remedy='Write one such as "2026-06-01 09:00" or "09:00".')
