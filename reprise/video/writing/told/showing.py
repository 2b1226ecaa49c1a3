"""What a told scene shows: the article's own pictures, code, numbers and words, where the model pointed at such."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from reprise.articles.article import Place
from reprise.briefs.finding_words import found_words
from reprise.briefs.language import is_spaceless, word_count
from reprise.briefs.sentences import split
from reprise.video.pictures.picturing import without_credit
from reprise.video.script import Cue
from reprise.video.writing.cues import first_on_screen, is_on_screen, station_map
from reprise.video.writing.openings import title_cue, topic
from reprise.video.writing.sayable import speakable
from reprise.video.writing.series import series_near
from reprise.video.writing.sides import sides_near
from reprise.video.writing.told.desk import Desk
from reprise.video.writing.told.shapes import Shows

_CARD_WORDS, _CARD_CHARACTERS = 26, 60
_ITEMS, _ITEM_WORDS, _ITEM_CHARACTERS = (2, 5), 8, 24
_LABEL_WORDS, _LABEL_CHARACTERS = 13, 30
_WORDED = ("statistic", "list", "question", "step")
"""Cards with words of the model's; the others show what the article has."""


@dataclass(frozen=True)
class Wanted:
    """What a model wants a scene to show."""

    shows: Shows
    text: str = ""
    label: str = ""
    items: Sequence[str] = ()
    picture: int = 0
    code: int = 0


@dataclass
class Showing:
    """Deals out what one film shows: no picture, code, chart or comparison twice."""

    desk: Desk
    _shown: set[str] = field(default_factory=set)
    _on_screen: set[str] = field(default_factory=set)
    _steps: int = 0

    def cue(self, wanted: Wanted, narration: str, places: Sequence[Place], on_screen: str = "") -> Cue:
        """The cue that was wanted where the article bears it out; else a card of what is said."""
        found = self._special(wanted, narration, places)
        if found is not None and found.kind in _WORDED and not all(map(self.desk.is_said, _own_words(found))):
            found = None
        return found or self._words(wanted, narration, on_screen)

    def on_screen(self, text: str, narration: str) -> str:
        """The few words over the picture, each once in a film: what was wanted, else a topic that is spoken of."""
        language = self.desk.language
        bare = " ".join(text.split()).rstrip(".。!")
        for candidate in (bare, topic(self.desk.brief, narration) if bare else ""):
            fresh = candidate.casefold() not in self._on_screen
            if fresh and is_on_screen(candidate, language) and self.desk.is_said(candidate):
                self._on_screen.add(candidate.casefold())
                return candidate
        return ""

    def remember(self, cue: Cue) -> None:
        """What other scenes show already."""
        self._shown |= {name for name in _names(cue) if name}

    def _special(self, wanted: Wanted, narration: str, places: Sequence[Place]) -> Cue | None:
        makers: Mapping[Shows, Callable[[], Cue | None]] = {
            "picture": lambda: self._once(self._picture(wanted.picture)),
            "code": lambda: self._once(self._code(wanted.code)),
            "number": lambda: self._number(wanted),
            "list": lambda: self._list(wanted),
            "chart": lambda: self._once(self._chart(narration, places)) or self._number(wanted),
            "comparison": lambda: self._once(self._comparison(places)),
            "map": lambda: station_map(self.desk.brief, self._step(places)) or self._named_step(wanted, places),
            "step": lambda: self._named_step(wanted, places),
            "question": lambda: _asked(_line(wanted.text) or narration),
            "quote": lambda: self._quote(wanted),
        }
        return makers[wanted.shows]() if wanted.shows in makers else None

    def _once(self, cue: Cue | None) -> Cue | None:
        if cue is None or any(name in self._shown for name in _names(cue)):
            return None
        self.remember(cue)
        return cue

    def _picture(self, number: int) -> Cue | None:
        if not 1 <= number <= len(self.desk.pictures):
            return None
        image = self.desk.pictures[number - 1]
        return Cue(kind="image", image=image.url, label=without_credit(image.caption)[0] or image.alt)

    def _code(self, number: int) -> Cue | None:
        if not 1 <= number <= len(self.desk.code):
            return None
        block = self.desk.article.blocks[self.desk.code[number - 1]]
        return Cue(kind="code", text=block.text, code_language=block.code_language)

    def _number(self, wanted: Wanted) -> Cue | None:
        """A number as the article writes it, with what it counts."""
        text = _line(wanted.text)
        if not any(map(str.isdigit, text)) or word_count(text, self.desk.language) > 5:
            return None
        place = found_words(self.desk.article, text)
        if place is None:
            return None
        value = self.desk.article.at(place)
        label = self._label(wanted.label)
        known = next((each for each in self.desk.brief.statistics if each.value == value), None)
        label = label or (known.label if known else "")
        return Cue(kind="statistic", text=value, label=label) if label else None

    def _label(self, text: str) -> str:
        label, language = _line(text), self.desk.language
        if is_spaceless(language):
            return label if len(label) <= _LABEL_CHARACTERS else ""
        return label if word_count(label, language) <= _LABEL_WORDS else ""

    def _list(self, wanted: Wanted) -> Cue | None:
        items = tuple(dict.fromkeys(item for each in wanted.items if (item := _line(each).rstrip(" ;,.。"))))
        if not _ITEMS[0] <= len(items) or any(not self._is_short(item) for item in items):
            return None
        return Cue(kind="list", items=items[: _ITEMS[1]], label=self._label(wanted.label or wanted.text))

    def _is_short(self, item: str) -> bool:
        if is_spaceless(self.desk.language):
            return len(item) <= _ITEM_CHARACTERS
        return word_count(item, self.desk.language) <= _ITEM_WORDS

    def _chart(self, narration: str, places: Sequence[Place]) -> Cue | None:
        for place in places:
            series = series_near(self.desk.article, place.block, (narration,))
            if series is not None:
                return series.cue
        return None

    def _comparison(self, places: Sequence[Place]) -> Cue | None:
        return next(filter(None, (sides_near(self.desk.article, place.block) for place in places)), None)

    def _step(self, places: Sequence[Place]) -> int:
        """Which of the brief's steps is told, from 1; 0 for none."""
        own = {(place.block, place.start) for place in places}
        for number, step in enumerate(self.desk.brief.steps, start=1):
            if any(block == step.place.block and step.place.start <= at < step.place.end for block, at in own):
                return number
        return 0

    def _named_step(self, wanted: Wanted, places: Sequence[Place]) -> Cue | None:
        number = self._step(places)
        title = _line(wanted.text) or (self.desk.brief.steps[number - 1].title if number else "")
        self._steps = number or self._steps + 1
        if not title or not self._fits(title):
            return None
        return Cue(kind="step", text=title, label=str(self._steps))

    def _quote(self, wanted: Wanted) -> Cue | None:
        """Words of the article, and whose they are where it says so; nothing else stands as a quotation."""
        place = found_words(self.desk.article, wanted.text.strip("\"“”„«»‘’' "))
        if place is None or not self._fits(self.desk.article.at(place)):
            return None
        speaker = found_words(self.desk.article, wanted.label) if wanted.label else None
        who = self.desk.article.at(speaker) if speaker else ""
        said = any(quote.speaker and quote.speaker in who for quote in self.desk.brief.quotes)
        return Cue(kind="quote", text=self.desk.article.at(place), label=who if said else "")

    def _words(self, wanted: Wanted, narration: str, on_screen: str) -> Cue:
        """A card of a few words, or of the first sentence where it is no longer than a card holds."""
        language = self.desk.language
        text = _line(wanted.text)
        if wanted.shows == "words" and word_count(text, language) > 1 and self._fits(text) and self.desk.is_said(text):
            return title_cue(text)
        first = next((narration[start:end] for start, end in split(narration, language)), narration)
        if self._fits(first):
            return Cue(kind="quote", text=first)
        named = first_on_screen((on_screen, topic(self.desk.brief, narration)), language)
        return title_cue(named or self.desk.brief.title)

    def _fits(self, text: str) -> bool:
        if is_spaceless(self.desk.language):
            return len(text) <= _CARD_CHARACTERS
        return word_count(text, self.desk.language) <= _CARD_WORDS


def spoken(text: str, language: str) -> str:
    """A narration as a voice gets it: on one line, without signs that nobody says."""
    return speakable(" ".join(text.split()), language)


def _own_words(cue: Cue) -> tuple[str, ...]:
    label = "" if cue.kind == "step" else cue.label
    return tuple(filter(None, (cue.text, label, *cue.items)))


def _asked(text: str) -> Cue | None:
    return Cue(kind="question", text=text) if text.endswith(("?", "？", "؟")) else None


def _line(text: str) -> str:
    return " ".join(text.split())


def _names(cue: Cue) -> tuple[str, ...]:
    """What a cue must not show twice in a film."""
    code = cue.text if cue.kind == "code" else ""
    return tuple(
        filter(None, (cue.image or "", code, repr(cue.data) if cue.data else "", repr(cue.sides) if cue.sides else ""))
    )
