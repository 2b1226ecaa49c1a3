"""What a card says and when: which of its words are the spoken ones, so that they come as they are spoken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reprise.briefs.language import base, stop_words
from reprise.graphics.cards import CardContent, CardKind
from reprise.video.script import Cue, Datum, Scene, Side

SetKind = CardKind | Literal["chart", "comparison", "map"]
"""What a film's card can be."""

_SPARE = 2  # words of a narration ("First," "Finally,") that a card may leave out and still say it all
_SHOWN: frozenset[SetKind] = frozenset(("chart", "code", "comparison", "map", "list"))
"""Cards that show more than words: what is spoken goes with them as captions."""
_COUNT = re.compile(r"(?<![\d.,])\d{1,2}(?![\d.,:]|\s?%)")
"""A small number ("5 things"): where a list's heading has one its points are counted."""
_EDGES = re.compile(r"^\W+|\W+$")
_SHARE = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,]\d+)?)\s*"
    r"(?:%|percent|per cent|prozent|pour cent|por ciento|por cento|per cento|procent)"
    r"\s+(?:of|der|des|aller|von|vom|des|de|du|del|della|delle|dei|degli|do|da|dos|das|van)\b",
    re.IGNORECASE,
)
"""A percentage of something: only that is a share which a bar may show."""


_PERCENT_WORD = re.compile(
    r"(?<=\d)[ \u00a0\u202f-]?(?:%|per ?cent|prozent|pour cent|por ciento|por cento|procent|процент\w*|відсотк\w*)"
    r"(?!\w| points?| ?пункт\w*)",
    re.IGNORECASE,
)
_TIGHT_PERCENT = frozenset(("en", "nl", "it", "pt", "pl", "el", "ja", "zh", "ko", "ar", "uk", "tr", "da"))
"""Languages that set the sign close to its number; the others leave a thin space."""
_QUOTATION = "“”„«\"‘'"

_CARDS: Mapping[str, SetKind] = {
    "title": "title", "quote": "quote", "statistic": "statistic", "list": "list", "question": "question",
    "step": "step", "code": "code", "cta": "cta", "chart": "chart", "comparison": "comparison", "map": "map",
}  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """A card's kind and words; `text_from` and `label_from` tell with which spoken word a text begins (None: it is
    not what is spoken). `complete` means that all that is spoken stands on the card. `share` is 0–1. `data` are a
    chart's values, `sides` a comparison's, `active` the station of a map that is told of. `item_words` are the spoken
    words with which items or values begin, `keyword` the word worth marking (bare) and its place among the spoken
    ones. A `numbered` list counts its items; `seconds` is how long code is seen.
    """

    kind: SetKind
    content: CardContent
    text_from: int | None = None
    label_from: int | None = None
    complete: bool = False
    share: float | None = None
    data: tuple[Datum, ...] = ()
    sides: tuple[Side, ...] = ()
    active: int | None = None
    item_words: tuple[int | None, ...] = ()
    keyword: tuple[str, int] | None = None
    numbered: bool = False
    seconds: float | None = None


def wording(scene: Scene, headings: Sequence[str] = (), language: str = "en") -> Wording:
    """The card of a scene. A question whose answer is spoken gets it as its label; a sentence filed under a heading
    of the article is no quotation of that heading and becomes a title under it."""
    cue = scene.cue
    if cue.kind not in _CARDS:  # a picture, a clip, a character that is not to be had
        content = CardContent(text=scene.on_screen or cue.text or scene.narration)
        return _matched(Wording("title", content), scene.narration, language)
    content = CardContent(cue.text or scene.on_screen, cue.label, cue.items, cue.code_language)
    if cue.kind in ("list", "map", "comparison") and not cue.text:
        content = replace(content, text=cue.label or scene.on_screen, label="")
    if cue.kind in ("chart", "code"):
        content = replace(content, text=cue.text)
    if cue.kind == "question" and not cue.label:
        content = replace(content, label=_answer(content.text, scene.narration))
    kind: SetKind = "title" if cue.kind == "quote" and _is_plain(cue, headings) else _CARDS[cue.kind]
    share = _share(content, scene.narration) if kind == "statistic" else None
    card = Wording(
        kind, content, share=share, data=cue.data, sides=cue.sides, active=cue.active,
        item_words=_item_words(kind, cue.items, cue.data, scene.narration),
        seconds=scene.seconds if kind == "code" else None,
        numbered=bool(_COUNT.search(f"{content.text} {scene.narration[:60]}")),
    )  # fmt: skip
    card = _matched(card, scene.narration, language)
    return (
        replace(card, content=replace(card.content, text=figure(content.text, language)))
        if kind == "statistic"
        else card
    )


def figure(value: str, language: str) -> str:
    """A number as it is drawn: its per cent as a sign, set as the language sets it."""
    gap = "" if base(language) in _TIGHT_PERCENT else "\u202f"
    return _PERCENT_WORD.sub(f"{gap}%", value)


def _is_plain(cue: Cue, headings: Sequence[str]) -> bool:
    """Whether a quote card's words are the article's own: filed under one of its headings, or nobody's by name."""
    return cue.label in headings or (not cue.label and cue.text[:1] not in _QUOTATION)


def is_share(value: str, label: str) -> bool:
    """Whether a number is a percentage of something, which a bar or a ring may show."""
    return _share(CardContent(value, label), "") is not None


def spoken_words(text: str) -> list[str]:
    """The words of a text as they are compared: without case and punctuation."""
    return [word for word in (_EDGES.sub("", part).casefold() for part in text.split()) if word]


def _matched(card: Wording, narration: str, language: str) -> Wording:
    spoken, places = spoken_words(narration), _places(narration)
    text, label = spoken_words(card.content.text), spoken_words(card.content.label)
    text_from, label_from = _place(text, spoken), _place(label, spoken)
    covered = set()
    for start, words in ((text_from, text), (label_from, label)):
        covered |= set(range(start, start + len(words))) if start is not None else set()
    complete = bool(spoken) and len(spoken) - len(covered) <= min(_SPARE, len(spoken) // 4)
    return replace(
        card,
        text_from=None if text_from is None else places[text_from],
        label_from=None if label_from is None else places[label_from],
        complete=complete and card.kind not in _SHOWN,
        keyword=_keyword(card, spoken, places, language),
    )


def _places(narration: str) -> list[int]:
    """For every spoken word its number among all that spaces separate (a lone dash counts there)."""
    return [number for number, part in enumerate(narration.split()) if _EDGES.sub("", part)]


def _keyword(card: Wording, spoken: Sequence[str], places: Sequence[int], language: str) -> tuple[str, int] | None:
    """The card's most telling word that is spoken: a number, a name, else its longest that is no stop word."""
    stop, best = stop_words(language), (0.0, "", 0)
    written = f"{card.content.text} {card.content.label}".split()
    for number, part in enumerate(written):
        word = _EDGES.sub("", part)
        if not word or word.casefold() in stop or word.casefold() not in spoken:
            continue
        worth = min(len(word), 14) + (20 if any(char.isdigit() for char in word) else 0)
        worth += 6 if number and word[:1].isupper() and language != "de" else 0
        if worth > best[0] and (len(word) > 3 or worth >= 20 or not word.isascii()):
            best = (worth, word.casefold(), spoken.index(word.casefold()))
    return (best[1], places[best[2]]) if best[1] else None


def _item_words(kind: SetKind, items: Sequence[str], data: Sequence[Datum], narration: str) -> tuple[int | None, ...]:
    """With which spoken word each item of a list, or each value of a chart, is named."""
    spoken, places = spoken_words(narration), _places(narration)
    found: list[int | None] = []
    for words in [spoken_words(item)[:3] for item in items] if kind == "list" else [_figure(d.shown) for d in data]:
        place = _place(words, spoken)
        found.append(None if place is None else places[place])
    return tuple(found)


def _figure(shown: str) -> list[str]:
    """The number of a value as a word that may be spoken."""
    return [word for word in spoken_words(shown) if any(char.isdigit() for char in word)][:1]


def _place(words: Sequence[str], spoken: Sequence[str]) -> int | None:
    """Where the words stand in one piece among the spoken ones."""
    for start in range(len(spoken) - len(words) + 1):
        if words and list(spoken[start : start + len(words)]) == list(words):
            return start
    return None


def _answer(question: str, narration: str) -> str:
    """What is spoken beside the question; nothing when only the question is."""
    asked, parts = spoken_words(question), narration.split()
    if _place(asked, spoken_words(narration)) != 0:
        return narration if _place(spoken_words(narration), asked) is None else ""
    return " ".join(parts[len(asked) :]) if len(spoken_words(narration)) == len(parts) else ""


def _share(content: CardContent, narration: str) -> float | None:
    """The share that a statistic's own number is, 0–1."""
    number = re.search(r"\d+(?:[.,]\d+)?", content.text)
    for text in (f"{content.text} {content.label}", narration):
        found = _SHARE.search(text)
        if found and number and found[1] == number[0]:
            value = float(found[1].replace(",", ".")) / 100
            return value if 0 < value <= 1 else None
    return None
