"""Written words in the words a voice can read: figures, signs, units, currencies, abbreviations, and a site's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import regex

from reprise.video.voice.numerals import Numerals, form, numerals
from reprise.video.voice.spoken_forms import SpokenForms, forms

_AMOUNT = r"\p{N}[\p{N}.,٫٬’]*(?:[ \u00a0\u202f]\d{3})*"
_CAPITALS = regex.compile(r"(\p{Lu}{2,5})(s?)")
_VOWEL = regex.compile(r"[AEIOUYÄÖÜАЕЁИОУЫЭЮЯ]")
_PERCENT = "%"


@dataclass(frozen=True)
class Part:
    """Words [first, last) of a line; `said` is fixed by the site's dictionary, or None."""

    first: int
    last: int
    said: str | None = None


def fixed_parts(words: Sequence[str], pronunciation: Mapping[str, str]) -> list[Part]:
    """The line in order, cut where the dictionary says how something is said; `words` carry the space after them.

    Whole words only, longer entries first; what touches an entry without being part of it (punctuation, "'s") stays.
    """
    line = "".join(words)
    ends, place = [], 0
    for word in words:
        place += len(word)
        ends.append(place)
    starts = [0, *ends[:-1]]
    parts, done = [], 0
    for start, end, said in _matches(line, pronunciation):
        first = next(number for number, at in enumerate(ends) if at > start)
        last = next(number for number, at in enumerate(ends) if at >= end) + 1
        if first < done:
            continue
        if first > done:
            parts.append(Part(done, first))
        parts.append(Part(first, last, line[starts[first] : start] + said + line[end : ends[last - 1]].rstrip()))
        done = last
    if done < len(words):
        parts.append(Part(done, len(words)))
    return parts


def _matches(line: str, pronunciation: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Where entries stand, in order and without overlaps."""
    taken: list[tuple[int, int, str]] = []
    for written in sorted(pronunciation, key=lambda key: (-len(key), key)):
        if not written.strip():
            continue
        flags = 0 if any(map(str.isupper, written)) else regex.I
        inner = r"\s+".join(map(regex.escape, written.split()))
        before = r"(?<![\p{L}\p{N}])" if regex.match(r"[\p{L}\p{N}]", written) and not _unspaced(written[0]) else ""
        after = r"(?![\p{L}\p{N}])" if regex.search(r"[\p{L}\p{N}]$", written) and not _unspaced(written[-1]) else ""
        for match in regex.finditer(before + inner + after, line, flags):
            if all(match.end() <= start or match.start() >= end for start, end, _ in taken):
                taken.append((match.start(), match.end(), pronunciation[written]))
    return sorted(taken)


def _unspaced(character: str) -> bool:
    return regex.match(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]", character) is not None


def say_all(words: Sequence[str], language: str, *, spell: bool) -> list[str]:
    """What is said for each of consecutive words; a space for one that is said with its neighbour."""
    return _Line(list(words), language, spell).say()


class _Line:
    """One line's words, each of which may depend on those beside it."""

    def __init__(self, words: list[str], language: str, spell: bool) -> None:
        self._words = words
        self._language = language
        self._table: SpokenForms = forms(language)
        self._numerals: Numerals = numerals(language, spell)
        self._spell = spell
        self._units = _units(language)

    def say(self) -> list[str]:
        said: list[str] = []
        owed = ""  # a currency that is said after the amount's magnitude: "$2 | million dollars"
        while len(said) < len(self._words):
            number = len(said)
            word, after = self._words[number], self._at(number + 1)
            together = self._table.pairs.get((word.lower(), after.lower())) or (
                self._clock(word, after) or self._currency_first(word, after) or self._dialled(number)
            )
            if together:
                said += together
                continue
            amount, currency, scaled = self._amount(word)
            if owed:
                said.append(_before_punctuation(self._word(number), self._of(word, owed)))
                owed = ""
            elif currency and _bare(after).lower() in self._table.magnitudes and amount[-1:].isdecimal():
                owed = currency
                said.append(self._figures(amount))
            elif currency:
                said.append(self._money(amount, currency, scaled))
            else:
                said.append(self._word(number))
        return said

    def _money(self, amount: str, currency: str, scaled: bool) -> str:
        value = self._numerals.value(amount)
        magnitude = scaled or (value is not None and value >= _MILLION and value % _MILLION == 0)
        name = self._of(amount, currency) if magnitude else form(currency, value, self._language)
        return _before_punctuation(self._figures(amount, before_noun=None if magnitude else currency), name)

    def _currency_first(self, word: str, after: str) -> list[str] | None:
        """ "R$ 5", "EUR 5": the currency is said after the number."""
        name = self._table.currencies.get(word) or (self._table.units.get(word) if _ISO.fullmatch(word) else None)
        lead, core, trail = _split(after)
        if not name or lead or not self._numerals.number_pattern.fullmatch(core):
            return None
        spoken = self._figures(core, before_noun=name)
        return [spoken, form(name, self._numerals.value(core), self._language) + trail]

    def _dialled(self, number: int) -> list[str] | None:
        """A telephone number in several groups: "+49 30 123456"."""
        groups: list[regex.Match[str]] = []
        for word in self._words[number:]:
            match = regex.fullmatch(r"\(?(\+?\d[\d/-]*)\)?([.,;:!?]*)", word)
            if not match or (groups and match[1].startswith("+")):
                break
            groups.append(match)
            if match[2]:
                break
        begins = groups and regex.fullmatch(r"\+\d{1,3}|0\d{1,5}", groups[0][1])
        if not begins or len(groups) < 2 or sum(map(str.isdecimal, "".join(group[1] for group in groups))) < 6:
            return None
        said = [" ".join(self._numerals.cardinal(digit) for digit in group[1] if digit.isdecimal()) for group in groups]
        said[0] = f"plus {said[0]}" if groups[0][1].startswith("+") else said[0]
        return [f"{text}{group[2] or ','}" for text, group in zip(said[:-1], groups, strict=False)] + [
            said[-1] + groups[-1][2]
        ]

    def _at(self, number: int) -> str:
        return self._words[number] if 0 <= number < len(self._words) else ""

    def _clock(self, word: str, after: str) -> list[str] | None:
        """ "10:30 Uhr": the word for the hour comes between hour and minutes."""
        spoken = self._numerals.words.clock_word
        lead, core, trail = _split(after)
        match = regex.fullmatch(r"([01]?\d|2[0-4])[:.]([0-5]\d)", word)
        if not (spoken and match and core == spoken):
            return None
        hour = f"{self._numerals.cardinal(match[1])} {spoken}"
        minutes = "" if match[2] == "00" else self._numerals.cardinal(match[2].lstrip("0"))
        return [hour, f"{lead}{minutes}{trail}" or " "] if minutes else [self._numerals.cardinal(match[1]), after]

    def _amount(self, word: str) -> tuple[str, str, bool]:
        """A word without its currency sign and short scale, what that currency is called ("" for none), and whether
        there was a scale."""
        for sign, name in self._table.currencies.items():
            mark = regex.escape(sign)
            scale = "|".join(sorted(map(regex.escape, self._table.scales), key=len, reverse=True)) or "(?!)"
            found = regex.search(rf"{mark}\s?({_AMOUNT})(?:\s?({scale})(?!\p{{L}}))?", word)
            found = found or regex.search(rf"({_AMOUNT})(?:\s?({scale}))?\s?{mark}(?!\p{{L}})", word)
            if not found:
                continue
            amount, dropped = found[1].rstrip(".,"), found[1][len(found[1].rstrip(".,")) :]
            if found[2]:
                amount += f" {self._table.scales[found[2]]}"
            return word[: found.start()] + amount + dropped + word[found.end() :], name, bool(found[2])
        return word, "", False

    def _of(self, magnitude: str, currency: str) -> str:
        """A currency after "million": in its plural, with the language's "of"."""
        name = form(currency, None, self._language)
        if not self._table.of or _bare(magnitude).lower() in {"mille", "mil", "mila"}:
            return name
        if self._table.of == "de" and self._language.startswith("fr") and name[0] in "aeiouyéèêh":
            return f"d'{name}"
        return f"{self._table.of} {name}"

    def _word(self, number: int) -> str:
        """One written word in letters (and, for voices that read them, plain figures)."""
        word, before, after = self._words[number], self._at(number - 1), self._at(number + 1)
        value = self._numerals.value(before) if regex.search(r"\p{N}$", before) else None
        magnitude = self._scaled_currency(word) if value is not None else None
        if magnitude:
            return magnitude
        if word in self._table.signs:
            if word == _PERCENT and self._table.percent_first and value is not None:
                return " "
            return form(self._table.signs[word], value, self._language)
        if word in self._table.currencies:
            return form(self._table.currencies[word], value, self._language)
        lead, core, trail = _split(word)
        return (
            self._short(lead, core, trail, after)
            or self._unit(lead, core, trail, value)
            or self._spelled_capitals(lead, core, trail, before + after)
            or self._number(number, lead, core, trail)
            or self._inside(word)
        )

    def _scaled_currency(self, word: str) -> str | None:
        """ "millions €" and "Md€" after a number."""
        match = regex.fullmatch(r"(\p{L}+\.?)\s?(\p{Sc})(\P{L}*)", word)
        if not match or match[2] not in self._table.currencies:
            return None
        scale = self._table.scales.get(match[1])
        if not scale and match[1].lower() not in self._table.magnitudes:
            return None
        scale = scale or self._table.abbreviations.get(match[1].lower(), match[1])
        return f"{scale} {self._of(scale, self._table.currencies[match[2]])}{match[3]}"

    def _short(self, lead: str, core: str, trail: str, after: str) -> str | None:
        table, dotted = self._table, core + trail[:1]
        for name in ((dotted,) if trail[:1] in (".", "+", "#") and trail else ()) + (core,):
            if name.lower() in table.counted and after[:1].isdecimal():
                return lead + table.counted[name.lower()] + trail.lstrip(".")
        short = table.abbreviations.get(dotted.lower()) if trail[:1] and trail[:1] in ".+#" else None
        if short is None and core.lower() in table.abbreviations and core.lower() not in _ALSO_WORDS:
            short = table.abbreviations[core.lower()]
        return lead + short + trail.lstrip(".+#") if short else None

    def _unit(self, lead: str, core: str, trail: str, value: Decimal | None) -> str | None:
        if value is None or core not in self._table.units:
            return None
        return lead + form(self._table.units[core], value, self._language) + trail

    def _spelled_capitals(self, lead: str, core: str, trail: str, around: str) -> str | None:
        match = _CAPITALS.fullmatch(core)
        letters = regex.findall(r"\p{L}", around)
        if not match or (letters and all(map(str.isupper, letters))):  # a line of capitals is no row of initials
            return None
        listed = match[1] in self._table.letters
        if not listed and (not self._spell or _VOWEL.search(match[1])):
            return None
        return f"{lead}{' '.join(match[1])}{match[2]}{trail}"

    def _number(self, number: int, lead: str, core: str, trail: str) -> str | None:
        """A word that is figures, with what stands beside it."""
        before, after = self._at(number - 1), self._at(number + 1)
        day = self._day(core, trail, before, after)
        if day is not None:
            return lead + day + trail.removeprefix(".")
        core, trail = (core[:-1], "." + trail) if core.endswith(".") else (core, trail)
        if core.isdecimal() and not lead and not regex.search(r"[\p{S}%‰§@&]", trail):
            noun = self._table.units.get(_bare(after)) or (_bare(after) if not trail else "")
            percent = self._table.percent_first if after == _PERCENT else ""
            year = len(core) == 4 and _bare(after) not in self._table.units and after not in self._table.signs
            return percent + self._numerals.number(core, year=year, noun=noun) + trail
        if lead.endswith("#") and core.isdecimal() and self._numerals.words.number:
            return f"{lead[:-1]}{self._numerals.words.number} {self._numerals.number(core)}{trail}"
        said = self._numerals.token(core, _bare(before), after)
        if said is None and lead[-1:] == "+":
            said = self._numerals.token(f"+{core}", _bare(before), after)
            lead = lead[:-1] if said else lead
        return None if said is None else lead + said + trail

    def _day(self, core: str, trail: str, before: str, after: str) -> str | None:
        """The day of a written date, or a German ordinal ("am 3. Platz")."""
        digits = core.rstrip(".")
        if not digits.isdecimal() or len(digits) > 3:
            return None
        dotted = core.endswith(".") or trail.startswith(".")
        months = [self._numerals.month(_bare(after))]
        months.append(self._numerals.month(_bare(before)) if self._numerals.base == "en" and not dotted else 0)
        if any(months) and 1 <= int(digits) <= 31:
            return self._numerals.day(int(digits), _bare(before))
        follows = self._numerals.base == "de" and dotted and _bare(before).lower() in _GERMAN_BEFORE
        return self._numerals.ordinal(int(digits), before=_bare(before)) if follows and after[:1].isalpha() else None

    def _inside(self, word: str) -> str:
        """Signs within a word: "5%", "120km/h", "R&D", "a.example.org", "snake_case", "3–5"."""
        table = self._table
        if regex.search(r"\p{L}\.\p{L}{2,}", word) and table.dot.strip():
            word = regex.sub(r"(?<=[\p{L}\p{N}])\.(?=\p{L})", table.dot, word)
        word = self._figures(word)
        word = regex.sub(r"(?<=\p{N})[–—](?=\p{N})", table.to, word)
        for sign in sorted(table.signs, key=len, reverse=True):
            if sign in word:
                word = word.replace(sign, f" {form(table.signs[sign], None, self._language)} ")
        word = regex.sub(r"(?<=[\p{L}\p{N}])[/_|](?=[\p{L}\p{N}])", " ", word)
        word = regex.sub(r"[#*_`|\\^<>{}\[\]~]", " ", word)
        return regex.sub(r"\s+", " ", word).strip() or " "

    def _figures(self, text: str, before_noun: str | None = None) -> str:
        """Every number in a text with the unit that is attached to it, in words."""

        def said(match: regex.Match[str]) -> str:
            number, unit = match[1], match[2]
            noun = self._table.units.get(unit, "") if unit else before_noun or ""
            spoken = self._numerals.number(number, noun=noun)
            if self._spell and self._numerals.words.glue:
                before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
                spoken = f"{' ' * before.isalpha()}{spoken}{' ' * (not unit and after.isalpha())}"
            if unit == _PERCENT and self._table.percent_first:
                return self._table.percent_first + spoken
            if unit in self._table.scales and unit not in self._table.units:
                return f"{spoken} {self._table.scales[unit]}"
            names = self._table.units.get(unit) or self._table.signs.get(unit) if unit else None
            return f"{spoken} {form(names, self._numerals.value(number), self._language)}" if names else spoken

        pattern = rf"({self._numerals.number_pattern.pattern})(?:\s?({self._units})(?![\p{{L}}\p{{N}}]))?"
        return str(regex.sub(pattern, said, text))


_MILLION = 1_000_000
_ISO = regex.compile(r"[A-Z]{3}")
_GERMAN_BEFORE = {"der", "die", "das", "dem", "den", "am", "im", "zum", "vom", "beim", "jeder", "jede", "jeden"}
_ALSO_WORDS = {"no", "am", "pm", "st", "art", "s", "m", "es", "av", "dec", "jan", "inc", "abs", "str", "prof", "fig"}
"""Abbreviations that are words without their full stop."""


@lru_cache(maxsize=64)
def _units(language: str) -> str:
    """A pattern of what may follow a number: units, percent and degrees, short scales; longest first."""
    table = forms(language)
    names = {*table.units, *(sign for sign in table.signs if sign[0] in "%‰°"), *table.scales}
    return "|".join(sorted(map(regex.escape, names), key=len, reverse=True)) or "(?!)"


def _split(word: str) -> tuple[str, str, str]:
    """Opening signs, the word itself and closing signs."""
    match = regex.fullmatch(r"([^\p{L}\p{N}.]*)(.*?)([^\p{L}\p{N}²³ªº°]*)", word)
    return (match[1], match[2], match[3]) if match else ("", word, "")


def _bare(word: str) -> str:
    return _split(word)[1]


def _before_punctuation(word: str, addition: str) -> str:
    lead, core, trail = _split(word)
    return f"{lead}{core} {addition}{trail}"
