"""The figures of a text: amounts, shares, counts and years, in digits of many formats and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import regex

from reprise.grounding.tables import Words

Kind = Literal["", "%", "$", "€", "£", "¥", "₽", "₹"]
Marked = Literal["", "about", "more", "less"]

_SCALES = (
    (
        1e3,
        r"thousand|thsd|k(?=\b)|tsd\.?|tausend|mille|milliers?|mil(?=\b)|mila|duizend|тыс\.?|тысяч\p{L}*|тисяч\p{L}*|tys\.?"
        r"|tysi[aą]c\p{L}*|千|ألف|آلاف",
    ),
    (1e4, r"万|萬"),
    (
        1e6,
        r"millions?|mio\.?|millionen|mn|m(?=\b)|mln\.?|millón|millones|milhão|milhões|milion[ei]?|miljoen|млн\.?"
        r"|миллион\p{L}*|мільйон\p{L}*|milion\p{L}*|مليون|ملايين",
    ),
    (1e8, r"億|亿"),
    (
        1e9,
        r"billions?|bn|mrd\.?|milliarden?|milliards?|mld\.?|miliard\p{L}*|miljard|млрд\.?|миллиард\p{L}*|мільярд\p{L}*"
        r"|bilhão|bilhões|مليار",
    ),
    (1e12, r"trillions?|billionen|трлн\.?|триллион\p{L}*"),
)
_SCALE = "|".join(f"(?P<s{number}>{pattern})" for number, (_, pattern) in enumerate(_SCALES))
_PERCENT = (
    r"%|٪|per ?cent\p{L}*|percentage|procent\p{L}*|prozent\p{L}*|процент\p{L}*|відсот\p{L}*|por ?cien\p{L}*|por cento"
    r"|pour ?cent|per cento|percento|パーセント|بالمئة|بالمائة|في المئة"
)
_MONEY: tuple[tuple[Kind, str], ...] = (
    ("$", r"\$|us\$|usd|dollars?|dólar\p{L}*|dollari?|доллар\p{L}*|долар\p{L}*|ドル|美元|دولار"),
    ("€", r"€|eur(?=\b)|euros?|евро|євро|ユーロ|欧元|يورو"),
    ("£", r"£|gbp|pounds? sterling|фунт\p{L}*"),
    ("¥", r"¥|jpy|yen|円|元|人民币|cny"),
    ("₽", r"₽|руб\.?|рубл\p{L}*"),
    ("₹", r"₹|inr|rupees?"),
)
_MONEY_AFTER = "|".join(f"(?P<m{number}>{pattern})" for number, (_, pattern) in enumerate(_MONEY))
_DIGITS = r"\d{1,3}(?:[., ']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_FIGURE = regex.compile(
    rf"(?<![\p{{Latin}}\p{{Cyrillic}}\p{{Greek}}\p{{Arabic}}\p{{N}}_#@/.,:])(?P<sign>[$€£¥₽₹]|us\$)?\s?(?P<number>{_DIGITS})(?P<plus>\+)?"
    rf"(?:(?P<gap>[ -]?)(?:{_SCALE})(?![\p{{Latin}}\p{{Cyrillic}}\p{{Arabic}}]))?"
    rf"(?:[ -]?(?:(?P<percent>{_PERCENT})|{_MONEY_AFTER})(?![\p{{Latin}}\p{{Cyrillic}}]))?",
    regex.I,
)
_ANY_SCALE = regex.compile(rf"[ -]?(?:{_SCALE})(?![\p{{L}}])", regex.I)
_AFTER = regex.compile(rf"[ -]?(?:(?P<percent>{_PERCENT})|{_MONEY_AFTER})(?![\p{{Latin}}\p{{Cyrillic}}])", regex.I)
_BROKEN = regex.compile(r"\d+(?:[.:/]\d+){2,}|\d{1,2}:\d{2}(?::\d{2})?")
_BETWEEN = regex.compile(
    r"\s?(?:-|to|bis|à|a|al|до|do|tot|and|und|et|y|e|и|en|or|oder|ou|o|или|of|von|sur|de|из)\s?[$€£¥₽₹]?", regex.I
)
_ARTICLE = regex.compile(r"\s(?:an?|the|une?|una|el|la|los|las|les?|ein\p{L}{0,2}|der|die|den|il|um|uma|een)$", regex.I)
_WORD = regex.compile(r"[\p{L}\p{M}']+")


@dataclass(frozen=True)
class Figure:
    """A figure at [start, end) of a text. `values` are its possible readings ("1.500" has two); `kinds` what it may be
    an amount of: a share, money, or something else ("")."""

    text: str
    start: int
    end: int
    values: frozenset[float]
    kinds: frozenset[Kind]
    marked: Marked = ""
    spelled: bool = False

    @property
    def year(self) -> int | None:
        """The year that it may be."""
        if self.spelled or self.kinds != {""} or not regex.fullmatch(r"(?:1[0-9]|20|21)\d\d", self.text):
            return None
        return int(self.text)


def figures(text: str, table: Words) -> list[Figure]:
    """The figures of a plain text in order. Versions, dates in digits and clock times are left to others."""
    skipped = [match.span() for match in _BROKEN.finditer(text)]
    found = [
        _marked(_figure(match), text, table)
        for match in _FIGURE.finditer(text)
        if not any(start <= match.start("number") < end for start, end in skipped)
    ]
    if table.numerals:
        taken = [(each.start, each.end) for each in found]
        found += [each for each in _spelled(text, table) if not any(a < each.end and each.start < b for a, b in taken)]
        found.sort(key=lambda each: each.start)
    return list(_ranges(found, text))


def broken_figures(text: str) -> Iterator[tuple[str, int]]:
    """Versions, dates in digits and clock times as they stand, with their places."""
    for match in _BROKEN.finditer(text):
        yield match.group(), match.start()


def _figure(match: regex.Match[str]) -> Figure:
    values = _readings(match["number"])
    for number, (scale, _) in enumerate(_SCALES):
        if match[f"s{number}"]:
            values = frozenset(value * scale for value in values)
    start = match.start("sign") if match["sign"] else match.start("number")
    return Figure(match.group().strip(), start, match.end(), values, _kinds(match))


def _kinds(match: regex.Match[str]) -> frozenset[Kind]:
    if match["percent"]:
        return frozenset({"%"})
    sign = match.groupdict().get("sign")
    if sign:
        return frozenset({sign[-1]})
    for number, (kind, _) in enumerate(_MONEY):
        if match[f"m{number}"]:
            return frozenset({kind})
    return frozenset({""})


def _readings(number: str) -> frozenset[float]:
    """What a number in digits may mean: a point or comma before three digits may part thousands or decimals."""
    digits = number.replace(" ", "").replace("'", "")
    if not all(sign in ".," or sign.isdecimal() for sign in digits):
        return frozenset()  # digits of a script that regex knows and Python does not yet
    marks = [sign for sign in digits if sign in ".,"]
    if not marks:
        return frozenset({float(digits)})
    if len(set(marks)) == 2:  # the last one is the decimal's
        last = marks[-1]
        other = "," if last == "." else "."
        return frozenset({float(digits.replace(other, "").replace(last, "."))})
    whole = float(digits.replace(marks[0], ""))
    if len(marks) > 1:
        return frozenset({whole})
    decimal = float(digits.replace(",", "."))
    grouped = regex.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits)
    return frozenset({whole, decimal}) if grouped else frozenset({decimal})


def _spelled(text: str, table: Words) -> Iterator[Figure]:
    """Number words, the longest first, with a scale behind them ("two million", "zwanzig Prozent")."""
    tokens = list(_WORD.finditer(text))
    at = 0
    while at < len(tokens):
        for length in range(min(table.longest_numeral, len(tokens) - at), 0, -1):
            first, last = tokens[at], tokens[at + length - 1]
            between = text[first.start() : last.end()]
            value = table.numerals.get(" ".join(token.group().casefold() for token in tokens[at : at + length]))
            if value is not None and not regex.search(r"[^\p{L}\p{M}' -]", between):
                yield _with_scale(text, first.start(), last.end(), float(value), table)
                at += length
                break
        else:
            at += 1


def _with_scale(text: str, start: int, end: int, value: float, table: Words) -> Figure:
    if scale := _ANY_SCALE.match(text, end):
        value *= next(size for number, (size, _) in enumerate(_SCALES) if scale[f"s{number}"])
        end = scale.end()
    kinds: frozenset[Kind] = frozenset({""})
    if after := _AFTER.match(text, end):
        kinds, end = _kinds(after), after.end()
    return _marked(Figure(text[start:end], start, end, frozenset({value}), kinds, spelled=True), text, table)


def _marked(figure: Figure, text: str, table: Words) -> Figure:
    """The figure with what stands before it: about, more than, almost."""
    before = _ARTICLE.sub("", text[max(0, figure.start - 24) : figure.start].rstrip())
    marks: tuple[tuple[Marked, regex.Pattern[str]], ...] = (
        ("more", table.below), ("less", table.above), ("about", table.approximate),
    )  # fmt: skip
    for mark, pattern in marks:
        if any(match.end() == len(before) for match in pattern.finditer(before)):
            return replace(figure, marked=mark)
    if before.endswith(("~", "≈")):
        return replace(figure, marked="about")
    if text[figure.start : figure.end].rstrip().endswith("+") or text[figure.end : figure.end + 1] == "+":
        return replace(figure, marked="more")
    return figure


def _ranges(found: Sequence[Figure], text: str) -> Iterator[Figure]:
    """Both ends of "40 to 50 percent" are per cents; the first may also be what it looks like."""
    for number, figure in enumerate(found):
        after = found[number + 1] if number + 1 < len(found) else None
        joined = after is not None and _BETWEEN.fullmatch(text[figure.end : after.start])
        if after is not None and joined and figure.kinds == {""} and after.kinds != {""}:
            yield replace(figure, kinds=figure.kinds | after.kinds)
        else:
            yield figure
