"""Numbers of one kind that an article puts side by side, as a chart's values: in a table, a list, by years, as shares.

A chart is made only of numbers in one unit that stand in the same sentence, list or table, with the article's own words
as labels; what is compared with something else ("12 % more") is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from reprise.articles.article import Article
from reprise.briefs.language import base, stop_words
from reprise.video.script import Cue, Datum

_NUMBER = r"[+−–-]?\d{1,3}(?:[\u00a0\u202f' .,]\d{3})+(?:[.,]\d+)?|[+−–-]?\d+(?:[.,]\d+)?"
_PERCENT = (
    r"%|٪|per ?cent|percent|Prozent|pour cent|por ciento|por cento|per cento|procent|процент\p{L}*|відсотк\p{L}*"
    r"|τοις εκατό"
)
_UNIT = rf"{_PERCENT}|[$€£¥₽₴°](?:C|F)?|\p{{L}}[\p{{L}}/²³]*\.?"
_CELL = regex.compile(
    rf"^(?P<sign>[$€£¥₽])?\s?(?P<number>{_NUMBER})\s?(?P<unit>{_UNIT})?(?P<rest>(?:\s\p{{L}}+){{0,2}})$"
)
_YEAR = r"(?:19|20)\d\d"
_IN = r"(?:in|im|en|em|nel|nell['’]|el|del|w|в|у|le|το|since|seit|by|van|voor|i|år|roku)"
_AT_YEAR = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}.,–—-])(?P<shown>(?P<number>{_NUMBER})\s?(?P<unit>{_PERCENT}|\p{{L}}{{3,}})?)"
    rf"(?:\s[\p{{L}}’'-]+){{0,3}}?\s{_IN}\s(?:\p{{L}}+\s)?(?P<year>{_YEAR})(?!\d)",
    regex.I,
)
_SHARE = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}.,–—-])(?P<shown>(?P<number>{_NUMBER})\s?(?P<unit>{_PERCENT}))\s(?P<label>[^,;:.()\d]{{3,60}}?)"
    r"(?=\s*(?:[,;:.()]|$|\s(?:and|und|y|et|e|en|i|и|та|και|but|aber|while|während)\s))",
    regex.I,
)
_LISTED = regex.compile(r"^(?P<label>\D[^:–—(]{1,60}?)\s*(?::|\s[–—-]\s|\()\s*(?P<shown>.+?)\)?\.?$")
_COMPARED = regex.compile(
    r"\b(?:more|less|fewer|higher|lower|faster|slower|rise|rose|fell|grew|up|down|increase\p{L}*|decrease\p{L}*|by|points?"
    r"|mehr|weniger|höher|niedriger|schneller|um|gestiegen|gesunken|zunahme|más|menos|mayor|menor|aument\p{L}*|plus|moins"
    r"|hausse|baisse|più|meno|mais|больше|меньше|выше|ниже|на|більше|менше|meer|minder|więcej|mniej)\b",
    regex.I,
)
_RATHER = regex.compile(  # what a share is told of something else than a whole
    r"^(?:more|less|fewer|higher|lower|faster|slower|mehr|weniger|höher|niedriger|schneller|más|menos|plus|moins|più|meno"
    r"|mais|больше|меньше|выше|ниже|більше|менше|meer|minder|więcej|mniej|points?|punkte)\b",
    regex.I,
)
_TOTAL = regex.compile(
    r"^(?:totals?|sum|gesamt|summe|insgesamt|suma|somme|totale|итого|всего|разом|totaal|razem|σύνολο|المجموع)\b",
    regex.I,
)
_COMMA_DECIMAL = frozenset(
    ("de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "el", "cs", "da", "fi", "sv", "no", "nb", "tr", "ro", "hu",
     "bg", "sr", "hr", "sk", "sl", "lt", "lv", "et", "id")
)  # fmt: skip
_FEWEST, _MOST = 2, 12  # a year's months are still told apart
_LABEL = 42  # letters of a label that still stands beside its bar


@dataclass(frozen=True)
class Series:
    """A chart's values, what they count (""), the block they stand in, and their unit where the values leave it out."""

    data: tuple[Datum, ...]
    title: str
    block: int
    unit: str = ""

    @property
    def cue(self) -> Cue:
        return Cue(kind="chart", text=self.title, label=self.unit, data=self.data)

    def is_told(self, said: Sequence[str]) -> bool:
        """Whether one of its numbers is spoken."""
        return any(_is_spoken(datum.shown, " ".join(said)) for datum in self.data)


def series_near(article: Article, block: int, said: Sequence[str]) -> Series | None:
    """The numbers that belong to sentences of a block: in them, else in a list or table right beside the block."""
    spoken = " ".join(said)
    found = _by_years(article, block, spoken) or _shares(article, block, spoken)
    return found or _list(article, block) or _table(article, block, spoken)


def value_of(text: str, language: str) -> float | None:
    """The number a text writes in its language's way; None where it is none."""
    bare = regex.sub(r"[\u00a0\u202f' ]", "", text.strip())
    sign = -1.0 if bare[:1] in "−–-" else 1.0
    bare = bare.lstrip("+−–-")
    if not regex.fullmatch(r"\d+(?:[.,]\d+)*", bare):
        return None
    comma = base(language) in _COMMA_DECIMAL
    decimal, thousands = (",", ".") if comma else (".", ",")
    if "." in bare and "," in bare:
        decimal, thousands = (",", ".") if bare.rfind(",") > bare.rfind(".") else (".", ",")
    elif bare.count(thousands) == 1 and not regex.search(rf"{regex.escape(thousands)}\d{{3}}$", bare):
        decimal, thousands = thousands, decimal  # written in another language's way
    whole = bare.replace(thousands, "").replace(decimal, ".")
    return sign * float(whole) if whole.count(".") <= 1 else None


def _series(
    pairs: Iterable[tuple[str, str, str, str]],
    article: Article,
    block: int,
    title: str,
    *,
    least: int = _FEWEST,
    partly: bool = False,
) -> Series | None:
    """A series of (label, number, unit, shown); None unless they are of one kind, and few enough to compare.

    `partly`: some may leave their unit out.
    """
    rows = list(pairs)
    if not least <= len(rows) <= _MOST:
        return None
    data, units = [], []
    for label, number, unit, shown in rows:
        value = value_of(number, article.language)
        name = label.strip(" :–—-•*")
        if value is None or not name or len(name) > _LABEL:
            return None
        data.append(Datum(label=name, value=value, shown=" ".join(shown.split())))
        units.append(unit.casefold().rstrip("."))
    named = {unit for unit in units if unit}
    if (
        len(named) > 1
        or (named and "" in units and not partly)
        or len({datum.label.casefold() for datum in data}) < len(data)
    ):
        return None
    if all(datum.value == 0 for datum in data) or len({datum.value for datum in data}) == 1:
        return None
    return Series(tuple(data), title, block)


def _by_years(article: Article, block: int, spoken: str) -> Series | None:
    """ "from 2,100 bicycles in 2021 to 4,180 in 2024"."""
    found = [match for match in _AT_YEAR.finditer(spoken) if not regex.fullmatch(_YEAR, match["number"])]
    years = [int(match["year"]) for match in found]
    if len(found) < _FEWEST or any(one >= other for one, other in pairwise(years)):
        return None
    stop = stop_words(article.language)
    units = [match["unit"] if match["unit"] and match["unit"].casefold() not in stop else "" for match in found]
    counted = {unit for unit in units if unit and not regex.fullmatch(_PERCENT, unit, flags=regex.I)}
    pairs = []
    for match, unit in zip(found, units, strict=True):
        shown = match["shown"] if unit and not counted else match["number"]
        pairs.append((match["year"], match["number"], _plain_unit(unit), shown))
    series = _series(pairs, article, block, _heading(article, block), partly=True)
    return replace(series, unit=counted.pop()) if series and counted else series


def _shares(article: Article, block: int, spoken: str) -> Series | None:
    """ "41 % come by bicycle, 29 % by bus and 17 % on foot": shares of one whole."""
    sentences = regex.split(r"(?<=[.!?])\s", spoken)
    for sentence in sentences:
        found = list(_SHARE.finditer(sentence))
        if len(found) < _FEWEST or len(found) != len(regex.findall(_PERCENT, sentence, flags=regex.I)):
            continue
        labels = [match["label"].strip() for match in found]
        if any(_RATHER.search(label) or len(label.split()) > 6 for label in labels):
            continue
        if _COMPARED.search(sentence[: found[0].start()]):
            continue
        pairs = [
            (label, match["number"], _plain_unit(match["unit"]), match["shown"])
            for label, match in zip(labels, found, strict=True)
        ]
        series = _series(pairs, article, block, _heading(article, block))
        if series and sum(datum.value for datum in series.data) <= 101:
            return series
    return None


def _list(article: Article, block: int) -> Series | None:
    """ "By bicycle: 41 %": the list right after a sentence, or the one that it stands in."""
    blocks = article.blocks
    start = block if blocks[block].kind == "list_item" else block + 1
    while start > 0 and blocks[block].kind == "list_item" and blocks[start - 1].kind == "list_item":
        start -= 1
    pairs = []
    for item in blocks[start:]:
        if item.kind != "list_item":
            break
        found = _LISTED.match(item.text)
        cell = _CELL.match(found["shown"].strip()) if found else None
        if found is None or cell is None:
            return None
        pairs.append((found["label"], cell["number"], _unit_of(cell), found["shown"].strip()))
    return _series(pairs, article, start, _heading(article, start), least=3)


def _table(article: Article, block: int, spoken: str) -> Series | None:
    """A column of numbers of a table beside the block: the one with a number that is spoken, else the only one."""
    for place in (block + 1, block - 1, block + 2, block + 3):
        if not 0 <= place < len(article.blocks) or article.blocks[place].kind != "table":
            continue
        if any(other.kind == "heading" for other in article.blocks[min(block, place) + 1 : max(block, place)]):
            continue
        rows = [[cell.strip() for cell in line.split("\t")] for line in article.blocks[place].text.split("\n")]
        width = min(map(len, rows), default=0)
        if len(rows) < _FEWEST + 1 or width < 2 or width != max(map(len, rows)):
            continue
        head, *body = rows
        body = [row for row in body if not _TOTAL.match(row[0])]
        found = []
        for column in range(1, width):
            cells = [_CELL.match(row[column]) for row in body]
            if _CELL.match(head[column]) or not all(cells):
                continue
            pairs = [(row[0], c["number"], _unit_of(c), row[column]) for row, c in zip(body, cells, strict=True) if c]
            series = _series(pairs, article, place, head[column] or _heading(article, place))
            if series:
                found.append(series)
        told = [one for one in found if any(_is_spoken(datum.shown, spoken) for datum in one.data)]
        chosen = told[0] if told else found[0] if len(found) == 1 and abs(place - block) == 1 else None
        if chosen:
            return chosen
    return None


def _unit_of(cell: regex.Match[str]) -> str:
    return _plain_unit(cell["sign"] or "") + _plain_unit(cell["unit"] or "")


def _plain_unit(unit: str) -> str:
    return "%" if regex.fullmatch(_PERCENT, unit, flags=regex.I) else unit


def _is_spoken(shown: str, spoken: str) -> bool:
    number = regex.search(_NUMBER, shown)
    return bool(number and regex.search(rf"(?<![\d.,]){regex.escape(number[0])}(?![\d]|[.,]\d)", spoken))


def _heading(article: Article, block: int) -> str:
    """The heading above a block, where it is short; "" without one."""
    above = [found.text for found in article.blocks[:block] if found.kind == "heading"]
    return above[-1] if above and len(above[-1].split()) <= 8 and not above[-1].endswith("?") else ""
