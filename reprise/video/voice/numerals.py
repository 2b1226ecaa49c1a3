"""Figures in words: numbers, ordinals, years, decades, dates, times of day, ranges, versions and telephone numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache

import regex
from num2words import num2words

from reprise.video.voice.number_words import RANGE_WORDS, VERSION_POINTS, NumberWords, number_words

_PLAIN = regex.compile(r"\d+")
_DATE = regex.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})|(\d{4})-(\d{2})-(\d{2})")
_CLOCK = regex.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?")
_FRENCH_CLOCK = regex.compile(r"([01]?\d|2[0-4])h([0-5]\d)")
_RATIO = regex.compile(r"(\d{1,3}):(\d{1,3})")
_VERSION = regex.compile(r"([vV])?(\d{1,4}(?:\.\d{1,4})+)")
_DIALLED = regex.compile(r"\+?\d+(?:[-/.]\d+)+|\+\d{7,}|0\d{4,}")
_DECADE = {"en": regex.compile(r"['’]?(\d{0,2}\d0)['’]?s"), "de": regex.compile(r"(\d{0,2}\d0)er(n?(?:-?[Jj]ahren?)?)")}
_HALVES = {"1/2": 0, "½": 0, "1/3": 1, "⅓": 1, "2/3": 2, "⅔": 2, "1/4": 3, "¼": 3, "3/4": 4, "¾": 4}
_DATIVE = {"am", "vom", "zum", "dem", "den", "seit", "ab", "bis", "im", "beim"}
_ARTICLES = {"der", "die", "das"}
_RUSSIAN: dict[str, dict[str, object]] = {
    "й ый ий ой": {},
    "я ая": {"gender": "f"},
    "е ое": {"gender": "n"},
    "ые": {"plural": True},
    "го ого": {"case": "g"},
    "му ому": {"case": "d"},
    "м ом": {"case": "p"},
    "х ых": {"plural": True, "case": "g"},
}
"""The form of a Russian ordinal by how its figures end."""
_ONE: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "de": ("ein", "eine", ("e", "ung", "heit", "keit", "schaft", "ion", "tät")),
    "es": ("un", "una", ("a", "ción", "dad")),
    "it": ("un", "una", ("a", "zione", "tà")),
    "pt": ("um", "uma", ("a", "ção", "dade")),
    "fr": ("un", "une", ("heure", "minute", "seconde", "tonne", "livre", "tion", "fois", "année", "page", "semaine")),
}
"""The number one before a noun: for most, for feminine ones, and the endings that tell these."""
_LONGEST = 15  # digits of a number that is still said as one


class Numerals:
    """Says figures in one language; with `spell` in letters, else with plain figures where any voice reads them."""

    def __init__(self, language: str, spell: bool) -> None:
        self.words: NumberWords = number_words(language)
        self.base = language.split("-", maxsplit=1)[0].lower()
        self._american = not language.lower().startswith("en-") or language.lower() == "en-us"
        self._speller = {"pt-br": "pt_BR"}.get(language.lower(), self.base)
        self._spell = spell and self.words.spells

    @cached_property
    def number_pattern(self) -> regex.Pattern[str]:
        """A number as the language writes it, sign included."""
        group = f"(?:[{regex.escape(self.words.group)}\u00a0\u202f]\\d{{3}})+" if self.words.group else "(?!)"
        mark = regex.escape(self.words.decimal)
        other = "." if self.words.decimal == "," else "(?!)"
        fraction = f"(?:{mark}\\d+|{regex.escape(other) if other == '.' else other}\\d{{1,2}}(?!\\d))?"
        return regex.compile(rf"(?<![\p{{L}}\p{{N}}.,])[-−]?(?:\d{{1,3}}{group}(?!\d)|\d+){fraction}|\d+")

    def value(self, text: str) -> Decimal | None:
        """What a written number is worth; None when it is none."""
        match = self.number_pattern.search(text)
        if not match:
            return None
        whole, fraction, negative = self._parts(match[0])
        try:
            amount = Decimal(f"{whole}.{fraction or 0}")
        except InvalidOperation:
            return None
        return -amount if negative else amount

    def number(self, written: str, *, year: bool = False, noun: str = "") -> str:
        """A number as written ("1.234,5") in words, or with plain figures; `noun` is what is counted."""
        whole, fraction, negative = self._parts(written)
        counted = self._counted(whole, noun.split("|", maxsplit=1)[0], "|" in noun) if noun and not fraction else ""
        if counted:
            return f"{self.words.minus} {counted}" if negative else counted
        if fraction and self.words.decimals == "hundredths" and len(fraction) <= 3:
            said = str(num2words(Decimal(f"{whole}.{fraction}"), lang=self._speller))
        elif fraction:
            said = f"{self.cardinal(whole)} {self.words.point} {self._fraction(fraction)}"
        else:
            said = self._year(whole) if year else self.cardinal(whole)
        return f"{self.words.minus} {said}" if negative and self.words.minus else said

    def _counted(self, digits: str, noun: str, listed: bool) -> str:
        """A number that takes the gender of its noun, as far as its ending tells; "" for others. `listed` says that the
        noun comes from our tables, in its first form, and not from the text, in the form that goes with the number."""
        if self.base == "ru" and digits[-1] in "12" and digits[-2:] not in {"11", "12"} and len(digits) < _LONGEST:
            feminine = noun.endswith(("а", "я") if digits[-1] == "1" or listed else ("ы", "и"))
            return str(num2words(int(digits), lang="ru", gender="f")) if feminine else ""
        if digits != "1" or self.base not in _ONE or not noun[0].isalpha():
            return ""
        masculine, feminine_word, endings = _ONE[self.base]
        return feminine_word if noun.lower().endswith(endings) else masculine

    def cardinal(self, digits: str) -> str:
        if len(digits) > _LONGEST or (len(digits) > 1 and digits[0] == "0"):
            return " ".join(self._one(digit) for digit in digits)
        return self._one(digits)

    def ordinal(self, number: int, ending: str = "", before: str = "", *, date: bool = False) -> str:
        """An ordinal number in letters, or "" where the language's are not known.

        `ending` is how the figures end ("2nd", "5-го"), `before` the word before it, which decides a German case.
        """
        said = self._ordinal(number, ending, date)
        if self.base == "de" and said:
            before = before.lower()
            said += "n" if before in _DATIVE else "" if before in _ARTICLES or not date else "r"
        elif ending and ending[-1] in "ªa" and self.base in {"es", "it", "pt"}:
            said = " ".join(part[:-1] + "a" if part.endswith("o") else part for part in said.split())
        elif self.base == "es" and ending.endswith("er") and said.endswith("o"):
            said = said[:-1]
        elif self.base == "fr" and number == 1:
            said = "première" if ending.startswith(("re", "ère")) else "premier"
        elif self.base == "pl" and date:
            said = " ".join(f"{part[:-1]}ego" if part.endswith("y") else f"{part}ego" for part in said.split())
        return said

    def month(self, word: str) -> int:
        """Which month a word names, 1–12; 0 for none."""
        names = [name.lower() for name in self.words.months]
        return names.index(word.lower()) + 1 if word.lower() in names else 0

    def token(self, core: str, before: str = "", after: str = "") -> str | None:
        """A word that is figures as a whole, in words; None when it is nothing of the kind."""
        if not any(character.isdecimal() for character in core) and core not in _HALVES:
            return None
        said = self._time(core, after)
        for reading in (self._half, self._date, self._ratio, self._decade, self._range, self._dialled):
            said = reading(core) if said is None else said
        if said is not None:
            return said
        return self._version(core) or self._written_ordinal(core, before, after) or None

    def _parts(self, written: str) -> tuple[str, str, bool]:
        negative = written[:1] in "-−"
        rest = written.lstrip("-−")
        marks = regex.findall(r"\D", rest)
        if not marks:
            return rest, "", negative
        last = marks[-1]
        tail = rest.rpartition(last)[2]
        is_fraction = last == self.words.decimal or (last == "." and marks.count(".") == 1 and len(tail) != 3)
        if is_fraction and last not in "\u00a0\u202f ":
            return "".join(_PLAIN.findall(rest[: -len(tail) - 1])) or "0", tail, negative
        return "".join(_PLAIN.findall(rest)), "", negative

    def _fraction(self, digits: str) -> str:
        if self.words.decimals == "number" and len(digits) == 2 and digits[0] != "0":
            return self._one(digits)
        return " ".join(self._one(digit) for digit in digits)

    def _one(self, digits: str) -> str:
        return _spelled(int(digits), self._speller) if self._spell else str(int(digits))

    def _year(self, digits: str) -> str:
        if self._spell and self.base in {"en", "de"} and len(digits) == 4 and 1100 <= int(digits) <= 2099:
            return str(num2words(int(digits), lang=self._speller, to="year"))
        return self.cardinal(digits)

    def _ordinal(self, number: int, ending: str, date: bool) -> str:
        if not self.words.spells:
            return ""
        more: dict[str, object] = {}
        if self.base == "ru":
            more = {"gender": "n", "case": "g"} if date else _russian(ending.lstrip("-"))
            if ending.lstrip("-") == "е" and number % 10 == 0:
                more = {"plural": True}
        try:
            return str(num2words(number, lang=self._speller, to="ordinal", **more))
        except (NotImplementedError, KeyError, ValueError, IndexError, TypeError):
            return ""

    def _half(self, core: str) -> str | None:
        if core not in _HALVES or not self.words.halves:
            return None
        return self.words.halves.split(",")[_HALVES[core]]

    def _date(self, core: str) -> str | None:
        match = _DATE.fullmatch(core)
        if not match or not self.words.months:
            return None
        if match[5]:
            year, month, day = match[5], int(match[6]), int(match[7])
        else:
            day, month, year = int(match[1]), int(match[3]), match[4]
            american = self.base == "en" and self._american and match[2] == "/"
            if (american and day <= 12) or month > 12:
                day, month = month, day
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        return self.date(day, month, year)

    def date(self, day: int, month: int, year: str, before: str = "") -> str:
        """A day in words."""
        said_year = self._year(year)
        if self.base == "ru":
            said_year = str(num2words(int(year), lang="ru", to="ordinal", case="g"))
        return self.words.date.format(day=self.day(day, before), month=self.words.months[month - 1], year=said_year)

    def day(self, day: int, before: str = "") -> str:
        if day == 1 and self.words.first:
            return self.words.first
        return (self.words.day == "ordinal" and self.ordinal(day, before=before, date=True)) or self._one(str(day))

    def _time(self, core: str, after: str) -> str | None:
        match = _CLOCK.fullmatch(core) or (_FRENCH_CLOCK.fullmatch(core) if self.base in {"fr", "pt"} else None)
        if not match:
            return None
        hour, minute = self._one(match[1]), self._one(match[2])
        if match[2] == "00":
            halved = self.base == "en" and after.lower().replace(".", "")[:2] in {"am", "pm"}
            return hour if halved else self.words.hour.format(hour=hour)
        if self.base == "en" and match[2][0] == "0":
            minute = f"oh {minute}"
        return self.words.clock.format(hour=hour, minute=minute)

    def _ratio(self, core: str) -> str | None:
        match = _RATIO.fullmatch(core)
        if not match or not self.words.ratio:
            return None
        return f"{self._one(match[1])} {self.words.ratio} {self._one(match[2])}"

    def _decade(self, core: str) -> str | None:
        match = _DECADE[self.base].fullmatch(core) if self.base in _DECADE else None
        if not match:
            return None
        number = int(match[1])
        year = len(match[1]) == 4
        said = str(num2words(number, lang=self._speller, to="year" if year and number % 1000 else "cardinal"))
        if self.base == "de":
            return f"{said}er{match[2].replace('-', ' ')}"
        return f"{said[:-1]}ies" if said.endswith("y") else f"{said}s"

    def _range(self, core: str) -> str | None:
        match = regex.fullmatch(r"([\d.,\u00a0\u202f]*\d)([-–—])([\d.,\u00a0\u202f]*\d)(\D{0,3})", core)
        if not match or not self.words.ratio or "." in match[4]:
            return None
        first, last = self.value(match[1]), self.value(match[3])
        if first is None or last is None or (match[2] == "-" and not first < last):
            return None
        if match[2] == "-" and sum(map(str.isdecimal, core)) >= 7 and not (len(match[1]) == len(match[3]) == 4):
            return None
        years = len(match[1]) == 4 and len(match[3]) in {2, 4}
        to = RANGE_WORDS.get(self.base, self.words.ratio)
        return f"{self.number(match[1], year=years)} {to} {self.number(match[3], year=years)}{match[4]}"

    def _dialled(self, core: str) -> str | None:
        digits = sum(map(str.isdecimal, core))
        if not _DIALLED.fullmatch(core) or digits < 6 or (core[0] not in "+0" and digits < 7):
            return None
        if core[0] not in "+0" and self.number_pattern.fullmatch(core):
            return None
        groups = [" ".join(self._one(digit) for digit in part) for part in _PLAIN.findall(core)]
        return ("plus " if core[0] == "+" else "") + ", ".join(groups)

    def _version(self, core: str) -> str | None:
        match = _VERSION.fullmatch(core)
        if not match or not self.words.point:
            return None
        parts = match[2].split(".")
        if not match[1] and (len(parts) < 3 or self.number_pattern.fullmatch(core)):
            return None
        point = VERSION_POINTS.get(self.base, self.words.point)
        said = f" {point} ".join(self.cardinal(part) for part in parts)
        return f"{self.words.version} {said}" if match[1] else said

    def _written_ordinal(self, core: str, before: str, after: str) -> str | None:
        if self.words.ordinal:
            match = regex.fullmatch(rf"(\d{{1,6}})({self.words.ordinal})", core)
            return self.ordinal(int(match[1]), match[2], before) or None if match else None
        return None


def _russian(ending: str) -> dict[str, object]:
    return next((how for endings, how in _RUSSIAN.items() if ending in endings.split()), {})


@lru_cache(maxsize=4096)
def _spelled(number: int, language: str) -> str:
    """A cardinal number in letters. English leaves out the comma and the "and" that some voices pause at."""
    said = str(num2words(number, lang=language))
    return said.replace(",", "") if language in {"en", "pt_BR"} else said


@lru_cache(maxsize=64)
def numerals(language: str, spell: bool = False) -> Numerals:
    """The numerals of a language such as "en" or "pt-BR"."""
    return Numerals(language, spell)


Plural = Callable[[Decimal], int]


def _one_or_more(amount: Decimal) -> int:
    return 0 if abs(amount) == 1 else -1


def _french(amount: Decimal) -> int:
    return 0 if abs(amount) < 2 else -1


def _slavic(amount: Decimal) -> int:
    """one, few, many, fraction as indexes 0–3 (a table with three forms says fractions as few)."""
    if amount != int(amount):
        return 3
    tens, ones = int(abs(amount)) % 100, int(abs(amount)) % 10
    if ones == 1 and tens != 11:
        return 0
    return 1 if 2 <= ones <= 4 and not 12 <= tens <= 14 else 2


def _polish(amount: Decimal) -> int:
    index = _slavic(amount)
    return 2 if index == 0 and amount != 1 else index


_PLURALS: dict[str, Plural] = {"fr": _french, "pt": _french, "ru": _slavic, "uk": _slavic, "pl": _polish}


def form(names: str, amount: Decimal | None, language: str) -> str:
    """The form of "metre|metres" that goes with an amount; the last (or the many) where none is known."""
    forms = names.split("|")
    slavic = len(forms) >= 3
    if amount is None:
        return forms[2] if slavic else forms[-1]
    index = _PLURALS.get(language.split("-", maxsplit=1)[0].lower(), _one_or_more)(amount)
    if slavic:
        return forms[min(index, len(forms) - 1)] if index != 3 or len(forms) > 3 else forms[1]
    return forms[0] if index == 0 else forms[-1]
