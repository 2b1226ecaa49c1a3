"""Quantities worth a picture: per cents, money, measures and counts, with what they count in the article's words.

Dates, versions, telephone numbers, list numbers and clock times are no statistics.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from reprise.briefs.brief import Statistic
from reprise.briefs.language import is_content, is_spaceless, stop_words, word_count
from reprise.briefs.questions import is_question
from reprise.briefs.ranking import Ranked
from reprise.briefs.standalone import is_dangling

_NUMBER = r"\d{1,3}(?:[,.\u00a0\u202f' ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_SCALE = (
    r"(?:thousand|million|billion|trillion|mn|bn|k|m|b|тыс\.?|тысяч\p{L}?|млн\.?|миллион\p{L}*|млрд\.?"
    r"|миллиард\p{L}*|Tsd\.?|"
    r"Tausend|Mio\.?|Million(?:en)?|Mrd\.?|Milliarden?|mil|millón|millones|mille|milliers?|millions?|milliards?|milhão|"
    r"milhões|bilhões|milioni|miliardi|miljoen|miljard|tysięcy|milion\p{L}*|тисяч\p{L}?|мільйон\p{L}*|万|萬|億|亿"
    r"|مليون|مليار|ألف)"
)
_MEASURE = (
    r"(?:%|٪|percent(?:age points)?|per cent|процент\p{L}*|Prozent|por ciento|pour cent|por cento|per cento|procent|"
    r"відсотк\p{L}*|seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|decades?|ms|µs|km/h|mph|km"
    r"|miles?|met(?:er|re)s?|cm|mm|kg|"
    r"tons?|tonnes?|lbs?|pounds?|[KMGTP]i?B(?:it)?(?:/s|ps)?|[kKMGT]bps|[kMG]?Hz|kWh|MWh|[MG]W|°[CF]|°|degrees|times|"
    r"секунд\p{L}?|минут\p{L}?|час(?:а|ов)?|д(?:ень|ня|ней)|недел\p{L}+|месяц\p{L}*|года?|лет|Sekunden?"
    r"|Minuten?|Stunden?|Tagen?|"
    r"Wochen?|Monaten?|Jahren?|segundos?|minutos?|horas?|días?|semanas?|meses|años|secondes?|heures?|jours?"
    r"|semaines?|mois|ans|"
    r"années|dias?|anos?|バイト|秒|分間?|時間|日間|か月|年間|倍|人|件|个|人次|倍|美元|円|元|小时|分钟|天|年)"
)
_QUANTITY = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}.,:/#+_–-])(?P<value>(?P<money>(?:US)?[$€£¥₽₹]\s?)?(?P<number>{_NUMBER})"
    rf"(?P<plus>\+)?(?:[ \u00a0-]?(?P<scale>{_SCALE})(?![\p{{L}}]))?"
    rf"(?:[ \u00a0-]?(?P<measure>{_MEASURE}|euros?|dollars?|cents?|USD|EUR|GBP|€|\$|£|₽"
    rf"|руб\p{{L}}*)(?![\p{{Latin}}\p{{Cyrillic}}]))?)"
    r"(?![\p{N}]|[.,:/]\d|(?:st|nd|rd|th)\b|[-–]\d|\p{Latin})"
)
_EITHER_SIDE = regex.compile(
    r"\b(?:version|versions|release|v|node|step|chapter|figure|fig\.|table|section|part|page|p\.|no\.|number"
    r"|question|level|line|"
    r"port|python|java|windows|http|html|top|phase|round|day|week|issue|act|title|article|equations?|eq\."
    r"|section|room|apollo|"
    r"версия|шаг|глава|kapitel|schritt|paso|capítulo|étape|jan\p{L}*|feb\p{L}*|mar(?:ch)?|apr\p{L}*|may|june?"
    r"|july?|aug\p{L}*|"
    r"sep\p{L}*|oct\p{L}*|nov\p{L}*|dec\p{L}*)[\s.:#]*$|第\s?$",
    regex.I,
)
_MONTH_AFTER = regex.compile(
    r"^\s?(?:jan|feb|march|apr|may\b|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя"
    r"|дек|de (?:en|fe|ma|ab|ju|ag|se|oc|no|di)|"
    r"a\.?m\b|p\.?m\b|o['’]clock|uhr|\)|\.\s|月|日|年|时|時|つ目|番)",
    regex.I,
)
_STOP = regex.compile(r"[,;:!?…()\[\]—–\"“”«»]|\.(?:\s|$)|\s-\s")
_JOINT = regex.compile(  # never before a clause that says which ones are counted
    r"\s(?:and|but|because|while|when|if|so|(?:since|until|before|after)(?!\s\d)|as|и|но|а|und|aber|weil|y|pero|porque|et|mais|e|mas"
    r"|ma|en|maar)\s"
)
_WITHIN = regex.compile(  # "Tyres with 240 studs hold": what follows is told of the word before
    r"^(?:\S+\s){1,4}(?:with|of|from|for|to|by|in|at|mit|von|aus|bei|de|con|avec|à|en|из|с|со|в|на)\s*$", regex.I
)
_RANGE = regex.compile(r"\d\s?[-–—]\s?$")  # the end of one: half of what is said
_LINKS = frozenset(("of", "the", "all", "de", "des", "der", "los", "las", "dei", "van", "из", "от"))
_NO_BEGINNING = frozenset(
    """
    ago later old is was are were a an in on at for by per to and or after before when if until from with into
    each earlier while which that who but because so can has have it we you tips then within в на за по с im am
    bei en au à del al más назад away
    """.split()  # noqa: SIM905
)
_CURRENCIES = ("euro", "dollar", "cent", "usd", "eur", "gbp", "€", "$", "£", "₽", "руб")
_SHARES = ("%", "٪", "per", "proz", "проц", "відс", "por c", "pour c", "proc")
_LABEL_WORDS, _SPACELESS_LABEL = 13, 18
_SENTENCE_WORDS, _SENTENCE_CHARACTERS = 24, 150  # that may stand under its number
_COUNTED = regex.compile(
    r"^(?:(?!(?:on|in|of|is|at|to|for|from|with|and|by)\s)\p{L}[\p{L}.’'-]*\s){0,2}?\p{Ll}{3,}(?:s|ей|ов|ий|en"
    r"|people|children)\b|^(?:people|children|人)"
)
_DATED = regex.compile(  # says when, and is no second number
    r"\b(?:in|before|after|since|until|by|vor|nach|seit|bis|avant|après|depuis|antes de|desde|до|после|с|prima del|dal)"
    r"\s(?:1[89]|20)\d\d$",
    regex.I,
)
_PLAIN_YEAR = regex.compile(r"(?:1[89]|20)\d\d")


def statistics(ranked: Sequence[Ranked], language: str, limit: int = 6) -> tuple[Statistic, ...]:
    """The article's most telling quantities, best first."""
    found: list[tuple[float, Statistic]] = []
    seen: set[str] = set()
    for item in ranked:
        sentence = item.sentence
        if not _is_fit(item, language):
            continue
        for match in _QUANTITY.finditer(sentence.text):
            weight = _weight(match, sentence.text)
            value = match["value"].strip()
            if not weight or value in seen:
                continue
            label = _label(match, sentence.text, language)
            if not label and weight >= 1.0:  # a bare count says nothing without what it counts
                label, weight = _whole(sentence.text, language), 0.8 * weight
            if not label:
                continue
            seen.add(value)
            statistic = Statistic(value=value, label=label, sentence=sentence.text, place=sentence.place)
            found.append((weight * (0.35 + item.score) * (1.0 if item.judgement.standing else 0.6), statistic))
            break
    found.sort(key=lambda pair: -pair[0])
    return tuple(statistic for _, statistic in found[:limit])


def _weight(match: regex.Match[str], text: str) -> float:
    """How much a number says: money and per cents most, bare counts least, 0 for what is no quantity."""
    before, after = text[: match.start()], text[match.end() :]
    number, measure = match["number"], (match["measure"] or "").strip().lower()
    named = _EITHER_SIDE.search(before) or _MONTH_AFTER.match(after)
    if named or _RANGE.search(before) or measure == "m" or (measure == "年" and _PLAIN_YEAR.fullmatch(number)):
        return 0.0
    if match["money"] or match["scale"] or measure.startswith(_SHARES):
        return 1.0
    return 0.7 if measure else _count_weight(number, after)


def _count_weight(number: str, after: str) -> float:
    """How much a bare number before a plural says; years and decimals count nothing."""
    if (
        _PLAIN_YEAR.fullmatch(number)
        or "." in number
        or not regex.match(r"\s", after)
        or not _COUNTED.match(after.lstrip())
    ):
        return 0.0
    figure = int(regex.sub(r"\D", "", number))
    return 0.0 if figure < 5 else 0.5 if figure < 20 else 0.8


def _is_fit(item: Ranked, language: str) -> bool:
    """Whether a sentence may be shown beside its number; list items need not be whole sentences."""
    text = item.sentence.text
    if not item.judgement.usable or is_question(text) or word_count(text, language) > 45:
        return False
    listed = item.sentence.block.kind == "list_item" and word_count(text, language) >= 7
    return item.judgement.standing or (listed and not is_dangling(text, language))


def _label(match: regex.Match[str], text: str, language: str) -> str:
    """What the number counts: the words after it up to a joint, else those before it; "" when neither reads."""
    if is_spaceless(language):
        head = regex.split(r"[、，。：；（「]", text[: match.start()])[-1]
        head = head.strip()
        return head if 3 <= len(head) <= _SPACELESS_LABEL and not is_dangling(head, language) else ""
    after, measured = text[match.end() :], (match["measure"] or "").strip()
    if after[:1] in ("-", "‑"):
        return ""
    paid = bool(match["money"] or match["scale"]) or measured.lower().startswith(_CURRENCIES)
    share = measured.lower().startswith((*_SHARES, "times"))
    stop = stop_words(language)
    stops = _STOP.search(after)
    rest = after[: stops.start() if stops else len(after)].strip()
    clause = regex.split(r"[,;:—–(«“\"]\s", text[: match.start()])[-1].strip()
    if _WITHIN.match(f"{clause} "):
        return ""
    leads = len(clause.split()) <= 2  # then the number is the subject, and its verb belongs to the label
    joint = None if leads else _JOINT.search(f" {rest} ")
    for words in (
        rest.split() if len(rest.split()) <= 8 else [],
        rest[: joint.start()].split() if joint else [],
        rest.split(),
    ):
        label = _share_of(words, stop) if share else _tidy(words, stop, of_money=paid)
        if leads and len(label.split()) < len(words):
            continue
        if label and not any(map(str.isdigit, _DATED.sub("", label))):  # a second number would want a label of its own
            return label
    return ""


def _whole(sentence: str, language: str) -> str:
    """The sentence itself as the label, where it is short enough to stand under its number."""
    short = len(sentence) <= _SENTENCE_CHARACTERS and word_count(sentence, language) <= _SENTENCE_WORDS
    return sentence if short else ""


def _share_of(words: Sequence[str], stop: frozenset[str]) -> str:
    """What a per cent is a part of, with its preposition: "of its riders"; else as any other label."""
    kept = list(words)
    while kept and not is_content(kept[-1], stop):
        kept.pop()
    if 2 <= len(kept) <= _LABEL_WORDS and kept[0].casefold() in _LINKS - {"the", "all"}:
        return " ".join(kept)
    return _tidy(words, stop, of_money=False)


def _tidy(words: Sequence[str], stop: frozenset[str], *, of_money: bool) -> str:
    """A label without loose ends; "" when too little is left or too much is said."""
    kept = list(words)
    while kept and not is_content(kept[-1], stop) and not _DATED.search(" ".join(kept[-2:])):
        kept.pop()
    while kept and kept[0].casefold() in _LINKS:
        kept.pop(0)
    content = [word for word in kept if is_content(word, stop)]
    if not 1 <= len(kept) <= _LABEL_WORDS or not content or (len(content) < 2 and len(kept) < 3 and not of_money):
        return ""
    if kept[0].casefold() in _NO_BEGINNING and not (of_money and kept[0].casefold() in ("in", "for", "per")):
        return ""
    return " ".join(kept)
