"""The words of a language that matter for holding a text against its article; read from `words.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

import regex
import yaml
from babel import Locale, UnknownLocaleError
from num2words import num2words

from reprise.briefs.language import base, is_spaceless

Pattern = re.Pattern[str]  # what the untyped regex package makes has the same methods
_NEVER = cast(Pattern, regex.compile(r"(?!)"))
_SPELLED_TO = 199
_LATIN_WORD = regex.compile(r"[^\p{L}\p{M}]+")


@dataclass(frozen=True)
class Words:
    """One language's table; `words.yaml` says what each part is for. `numerals` has number words and their values;
    `months` and `weekdays` names and their numbers (from 1, Monday is 1)."""

    negators: Pattern = _NEVER
    opposites: tuple[tuple[Pattern, Pattern], ...] = ()
    superlatives: Pattern = _NEVER
    times: Pattern = _NEVER
    approximate: Pattern = _NEVER
    below: Pattern = _NEVER
    above: Pattern = _NEVER
    counts: Pattern = _NEVER
    parts: tuple[tuple[Pattern, tuple[float, ...]], ...] = ()
    says: Pattern = _NEVER
    titles: frozenset[str] = frozenset()
    at: frozenset[str] = frozenset()
    numerals: Mapping[str, int] = field(default_factory=dict)
    longest_numeral: int = 1
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)


@cache
def words(language: str) -> Words:
    """The table of a language; one without words where there is none."""
    code = base(language)
    table = _tables().get(code, {})
    numerals = _numerals(code, table)
    whole = not is_spaceless(language)
    return Words(
        opposites=tuple((_any([one], whole), _any([other], whole)) for one, other in table.get("opposites", ())),
        parts=tuple((_any([word], whole), tuple(values)) for word, values in table.get("parts", {}).items()),
        titles=frozenset(word.casefold() for word in table.get("titles", ())),
        at=frozenset(table.get("at", ())),
        numerals=numerals,
        longest_numeral=max((len(key.split()) for key in numerals), default=1),
        months=_calendar(code, "months"),
        weekdays=_calendar(code, "days"),
        **{
            name: _any(table.get(name, ()), whole)
            for name in (
                "negators", "superlatives", "times", "approximate", "below", "above", "counts", "says",
            )
        },
    )  # fmt: skip


@cache
def leaks(language: str, part: Literal["leaks", "answers", "sells"] = "leaks") -> Pattern:
    """What gives away an instruction to a model, its answer, or an advertisement, in a language and in English."""
    codes = dict.fromkeys((base(language), "en"))
    found = [pattern for code in codes for pattern in _tables().get(code, {}).get(part, ())]
    return cast(Pattern, regex.compile("|".join(f"(?:{each})" for each in found), regex.I | regex.M))


@cache
def _tables() -> dict[str, dict[str, Any]]:
    text = files("reprise.grounding").joinpath("words.yaml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return tables


def _any(patterns: Iterable[str], whole: bool) -> Pattern:
    """Any of the patterns, as whole words where words stand apart."""
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    if not joined:
        return _NEVER
    edges = (r"(?<![\p{L}\p{N}])(?:", r")(?![\p{L}\p{N}])") if whole else ("(?:", ")")
    return cast(Pattern, regex.compile(edges[0] + joined + edges[1], regex.I))


def _numerals(code: str, table: Mapping[str, Any]) -> dict[str, int]:
    """Number words from two up, in the plain form and those that the table adds."""
    found: dict[str, int] = {}
    try:
        for number in (*range(2, _SPELLED_TO + 1), *range(200, 1001, 100)):
            said = " ".join(_LATIN_WORD.split(str(num2words(number, lang=code)).casefold())).strip()
            if said and not is_spaceless(code):
                found.setdefault(said, number)
    except (NotImplementedError, KeyError, IndexError, ValueError):
        found = {}
    found.update(table.get("numerals", {}))
    for word in table.get("no_numerals", ()):
        found.pop(word, None)
    return found


def _calendar(code: str, part: str) -> dict[str, int]:
    """The names of months or weekdays, wide and short, in the language; in English too where it has none."""
    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    table = getattr(locale, part)
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated") if part == "months" else ("wide",):
            for number, name in table[context][width].items():
                word = name.casefold().rstrip(".")
                if len(word) >= 3 or is_spaceless(code):
                    found.setdefault(word, int(number) if part == "months" else int(number) + 1)
    return found
