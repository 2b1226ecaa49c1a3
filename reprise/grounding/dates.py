"""The days, months, weekdays and years that a text names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from reprise.grounding.tables import Words

_WORD = regex.compile(r"[\p{L}\p{M}]{2,}")
_DAY_BEFORE = regex.compile(
    r"(?<!\d)(?P<day>[12]?\d|3[01])(?:st|nd|rd|th|er|º|\.|-(?:го|е))?\s+(?:of\s+|de\s+|d'|день\s+)?$", regex.I
)
_DAY_AFTER = regex.compile(r"^\.?\s+(?:the\s+)?(?P<day>[12]?\d|3[01])(?:st|nd|rd|th|\.)?(?![\d.,:]\d|\d)", regex.I)
_YEAR_AFTER = regex.compile(
    r"^\.?,?\s*(?:(?:[12]?\d|3[01])(?:st|nd|rd|th)?,?\s+)?(?:de\s+|of\s+)?(?P<year>(?:19|20|21)\d\d)(?!\d)", regex.I
)
_NUMERIC = regex.compile(
    r"(?<![\d.])(?:(?P<y>(?:19|20)\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})"
    r"|(?P<one>\d{1,2})(?P<mark>[./-])(?P<two>\d{1,2})(?P=mark)(?P<last>(?:19|20)?\d\d))(?![\d])"
)
_EAST = regex.compile(r"(?:(?P<y>(?:19|20)\d\d)年)?(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?|(?P<only>(?:19|20)\d\d)年")
_MODAL = frozenset(
    ("may", "march", "mars", "mar", "sept", "set", "dec", "jan", "sun", "sat", "mai", "ago", "lis", "maj")
)
_BEFORE_MONTH = regex.compile(
    r"\b(?:in|of|since|until|by|last|next|this|early|late|mid|from|to|through|before|after|every|im|seit|bis|en|depuis"
    r"|de|desde|em|a|nel|di|sinds|w|od|do|с|в|до|на)[\s-]+$",
    regex.I,
)


@dataclass(frozen=True)
class Day:
    """A date at [start, end) of a text; 0 for what it leaves open. `weekday` is 1 for Monday."""

    text: str
    start: int
    end: int
    day: int = 0
    month: int = 0
    year: int = 0
    weekday: int = 0

    def agrees(self, other: Day) -> bool:
        """Whether all that this one says is said by the other, or left open there in the year."""
        if self.weekday:
            return self.weekday in (other.weekday, other.its_weekday)
        if self.month != other.month or (self.day and self.day != other.day):
            return False
        return not self.year or not other.year or self.year == other.year

    @property
    def its_weekday(self) -> int:
        """The weekday that a whole date falls on."""
        try:
            return date(self.year, self.month, self.day).isoweekday() if self.day else 0
        except ValueError:
            return 0


def days(text: str, table: Words) -> list[Day]:
    """The dates of a plain text in order: with a month's name, in digits, and names of weekdays."""
    found = [*_numeric(text), *_east(text), *_named(text, table)]
    return sorted(found, key=lambda day: day.start)


def _named(text: str, table: Words) -> Iterator[Day]:
    for match in _WORD.finditer(text):
        name = match.group().casefold()
        month, weekday = table.months.get(name), table.weekdays.get(name)
        if weekday and (match.group()[0].isupper() or name not in _MODAL):
            yield Day(match.group(), match.start(), match.end(), weekday=weekday)
        if not month:
            continue
        before, after = text[: match.start()], text[match.end() :]
        day = _DAY_BEFORE.search(before) or _DAY_AFTER.match(after)
        year = _YEAR_AFTER.match(after)
        sure = day or year or (name not in _MODAL and len(name) > 3)
        if not sure and not (match.group()[0].isupper() and _BEFORE_MONTH.search(before)):
            continue
        start = day.start("day") if day and day.re is _DAY_BEFORE else match.start()
        end = match.end() + max(day.end("day") if day and day.re is _DAY_AFTER else 0, year.end() if year else 0)
        number = int(day["day"]) if day else 0
        yield Day(text[start:end], start, end, number, month, int(year["year"]) if year else 0)


def _numeric(text: str) -> Iterator[Day]:
    """Dates in digits; "03/04/2024" is told twice, since nobody knows which number is the month."""
    for match in _NUMERIC.finditer(text):
        if match["y"]:
            readings: Sequence[tuple[str, str]] = [(match["d"], match["m"])]
            year = int(match["y"])
        else:
            readings = [(match["one"], match["two"]), (match["two"], match["one"])]
            readings = readings[:1] if match["mark"] == "." else readings
            year = int(match["last"]) if len(match["last"]) == 4 else 2000 + int(match["last"])
        for day, month in readings:
            if 1 <= int(day) <= 31 and 1 <= int(month) <= 12:
                yield Day(match.group(), match.start(), match.end(), int(day), int(month), year)


def _east(text: str) -> Iterator[Day]:
    for match in _EAST.finditer(text):
        if match["only"]:
            continue  # a year alone is a figure
        yield Day(
            match.group(), match.start(), match.end(), int(match["d"] or 0), int(match["m"]), int(match["y"] or 0)
        )
