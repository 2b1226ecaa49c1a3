"""Dates as front matter, feeds and pages write them, always aware and in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

_ISO = re.compile(
    r"^(?P<day>\d{4}-\d{1,2}-\d{1,2})"
    r"(?:[T\s]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?)?"
    r"\s*(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?)?$",
    re.IGNORECASE,
)
_WORDS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S")


def read_date(value: Any, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC; None for what is no date. Times without an offset are meant in `zone`; a day is its start."""
    moment: datetime | None = None
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time.min, zone)
    elif isinstance(value, str) and len(value) < 80:
        text = value.strip()
        moment = _iso(text) or _mail(text) or _words(text)
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _iso(text: str) -> datetime | None:
    match = _ISO.match(text)
    if not match:
        return None
    year, month, day = match["day"].split("-")
    hour, _, rest = (match["time"] or "0:00").partition(":")
    iso = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{rest}"
    if match["utc"]:
        iso += "+00:00"
    elif match["sign"]:
        iso += f"{match['sign']}{match['hours']:0>2}:{match['minutes'] or '00'}"
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _words(text: str) -> datetime | None:
    for pattern in _WORDS:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the caller's
        except ValueError:
            continue
    return None
