"""How each language writes and says numbers, dates and times of day: one row for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class NumberWords:
    """A language's row.

    `decimal` and `group` are how numbers are written; `point`, `minus`, `ratio` and `version` are words. A fraction's
    digits are said one by one or, where `decimals` is "number", as one number when there are two. `date` and `clock`
    are patterns; a day is said as `day` says, and `first` stands for the first of a month. `ordinal` finds the ending
    of an ordinal number that is written in figures. `spells` says whether the number speller knows the language.
    """

    decimal: str
    group: str
    point: str
    minus: str
    months: tuple[str, ...] = ()
    date: str = "{day} {month} {year}"
    day: Literal["cardinal", "ordinal"] = "cardinal"
    first: str = ""
    clock: str = "{hour} {minute}"
    hour: str = "{hour}"
    clock_word: str = ""
    ratio: str = ""
    version: str = "version"
    number: str = ""
    decimals: Literal["digits", "number", "hundredths"] = "digits"
    ordinal: str = ""
    halves: str = ""
    spells: bool = True
    glue: str = " "


def _months(names: str) -> tuple[str, ...]:
    return tuple(names.split())


NUMBERS: Mapping[str, NumberWords] = {
    "en": NumberWords(
        *(".", ",", "point", "minus"),
        _months("January February March April May June July August September October November December"),
        date="{month} {day}, {year}",
        day="ordinal",
        hour="{hour} o'clock",
        ratio="to",
        number="number",
        ordinal="st|nd|rd|th",
        halves="one half,one third,two thirds,one quarter,three quarters",
    ),
    "de": NumberWords(
        *(",", ".’' ", "Komma", "minus"),
        _months("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
        day="ordinal",
        clock="{hour} Uhr {minute}",
        hour="{hour} Uhr",
        clock_word="Uhr",
        ratio="zu",
        version="Version",
        number="Nummer",
        halves="ein halb,ein Drittel,zwei Drittel,ein Viertel,drei Viertel",
    ),
    "fr": NumberWords(
        *(",", ". ", "virgule", "moins"),
        _months("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
        first="premier",
        clock="{hour} heures {minute}",
        hour="{hour} heures",
        clock_word="heures",
        ratio="à",
        number="numéro",
        decimals="number",
        ordinal="ers?|res?|ère|nde?|es?|èmes?|emes?",
        halves="un demi,un tiers,deux tiers,un quart,trois quarts",
    ),
    "es": NumberWords(
        *(",", ". ", "coma", "menos"),
        _months("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
        date="{day} de {month} de {year}",
        clock="{hour} y {minute}",
        ratio="a",
        version="versión",
        number="número",
        decimals="number",
        ordinal="\\.?[ºª°]|\\.?er|\\.?[oa]",
        halves="un medio,un tercio,dos tercios,un cuarto,tres cuartos",
    ),
    "it": NumberWords(
        *(",", ".'’ ", "virgola", "meno"),
        _months("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
        first="primo",
        clock="{hour} e {minute}",
        ratio="a",
        version="versione",
        number="numero",
        decimals="number",
        ordinal="\\.?[ºª°]",
        halves="un mezzo,un terzo,due terzi,un quarto,tre quarti",
    ),
    "pt": NumberWords(
        *(",", ". ", "vírgula", "menos"),
        _months("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
        date="{day} de {month} de {year}",
        clock="{hour} e {minute}",
        hour="{hour} horas",
        ratio="a",
        version="versão",
        number="número",
        decimals="number",
        ordinal="\\.?[ºª°]",
        halves="meio,um terço,dois terços,um quarto,três quartos",
    ),
    "nl": NumberWords(
        *(",", ". ", "komma", "min"),
        _months("januari februari maart april mei juni juli augustus september oktober november december"),
        clock="{hour} uur {minute}",
        hour="{hour} uur",
        clock_word="uur",
        ratio="op",
        version="versie",
        number="nummer",
        decimals="number",
        ordinal="ste|de|e",
        halves="een half,een derde,twee derde,een kwart,drie kwart",
    ),
    "pl": NumberWords(
        *(",", ". ", "przecinek", "minus"),
        _months("stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
        day="ordinal",
        ratio="do",
        version="wersja",
        number="numer",
        decimals="number",
        halves="pół,jedna trzecia,dwie trzecie,jedna czwarta,trzy czwarte",
    ),
    "ru": NumberWords(
        *(",", ". ", "запятая", "минус"),
        _months("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
        date="{day} {month} {year} года",
        day="ordinal",
        ratio="к",
        version="версия",
        number="номер",
        decimals="hundredths",
        ordinal="-?(?:й|ый|ий|ой|я|ая|е|ое|ые|го|ого|му|ому|м|ом|х|ых)",
        halves="одна вторая,одна треть,две трети,одна четверть,три четверти",
    ),
    "uk": NumberWords(
        *(",", ". ", "кома", "мінус"),
        _months("січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"),
        ratio="до",
        version="версія",
        number="номер",
    ),
    "el": NumberWords(
        *(",", ". ", "κόμμα", "μείον"),
        _months(
            "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου"
            " Νοεμβρίου Δεκεμβρίου"
        ),
        first="πρώτη",
        clock="{hour} και {minute}",
        ratio="προς",
        version="έκδοση",
        number="αριθμός",
        spells=False,
    ),
    "ja": NumberWords(
        *(".", ",，", "点", "マイナス"),
        tuple(f"{month}月" for month in range(1, 13)),
        date="{year}年{month}{day}日",
        clock="{hour}時{minute}分",
        hour="{hour}時",
        ratio="対",
        version="バージョン",
        glue="",
    ),
    "ko": NumberWords(
        *(".", ",", "점", "마이너스"),
        tuple(f"{month}월" for month in range(1, 13)),
        date="{year}년 {month} {day}일",
        clock="{hour}시 {minute}분",
        hour="{hour}시",
        ratio="대",
        version="버전",
    ),
    "zh": NumberWords(
        *(".", ",，", "点", "负"),
        tuple(f"{month}月" for month in range(1, 13)),
        date="{year}年{month}{day}日",
        clock="{hour}点{minute}分",
        hour="{hour}点",
        ratio="比",
        version="版本",
        spells=False,
        glue="",
    ),
    "ar": NumberWords(
        *(".", ",٬", "فاصلة", "ناقص"),
        _months("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
        ratio="إلى",
        version="إصدار",
        number="رقم",
    ),
}

RANGE_WORDS: Mapping[str, str] = {
    "en": "to",
    "de": "bis",
    "fr": "à",
    "es": "a",
    "it": "a",
    "pt": "a",
    "nl": "tot",
    "pl": "–",
    "ru": "–",
    "uk": "–",
    "el": "έως",
    "ja": "から",
    "ko": "에서",
    "zh": "到",
    "ar": "إلى",
}
"""What stands between the ends of a range."""

VERSION_POINTS: Mapping[str, str] = {
    "en": "point",
    "de": "Punkt",
    "fr": "point",
    "es": "punto",
    "it": "punto",
    "pt": "ponto",
    "nl": "punt",
    "pl": "kropka",
    "ru": "точка",
    "uk": "крапка",
    "el": "τελεία",
}
"""What the points of a version number are called where that is not what decimals have."""

UNKNOWN = NumberWords(".", "", "", "", spells=False)
"""For languages without a row: the voice reads figures by its own rules."""


def number_words(language: str) -> NumberWords:
    """The row of a language such as "en" or "pt-BR"."""
    return NUMBERS.get(language.split("-", maxsplit=1)[0].lower(), UNKNOWN)
