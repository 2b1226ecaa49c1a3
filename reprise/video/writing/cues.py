"""What a scene shows while it speaks: the article's picture beside the sentence, else a card of what is said."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from reprise.articles.article import ArticleImage
from reprise.briefs.brief import Brief, Statistic
from reprise.briefs.language import is_spaceless, stop_words, word_count
from reprise.video.pictures.picturing import Telling, without_credit
from reprise.video.pictures.wording import is_share
from reprise.video.script import Cue, Datum
from reprise.video.writing.fit import Chosen
from reprise.video.writing.sayable import without_number
from reprise.video.writing.series import series_near, value_of
from reprise.video.writing.sides import sides_near
from reprise.video.writing.units import Material, Unit

_ORNAMENT = regex.compile(r"\b(?:avatar|logo|icon|badge|banner|spacer|emoji|gravatar|shield)s?\b", regex.I)
_SMALLEST = 300  # pixels; less is an icon
_CODE_LINES, _CODE_COLUMNS = 40, 100  # what pages of a film can show
_CODE_REACH = 8  # blocks of a section in which its code is looked for
_HEADING_WORDS = 12  # of an article's title that still stands over a map
_STATIONS, _STATION_WORDS = 4, 8  # steps that are worth a map; words of a station's name
_CLAUSE = regex.compile(
    r"[,;:(]\s?|\s(?:and|until|so that|by|und|bis|sodass|et|jusqu|y|hasta|e|fino|и|пока|i|aż|en|tot)\s", regex.I
)
_EVERY = 3  # the second of so many steps is shown on the map
_ITEMS, _ITEM_WORDS = 5, 8
_TITLE_WORDS = 8  # of a section's title on a card of its own
_QUOTE_WORDS = 26
_SCREEN_WORDS, _SCREEN_CHARACTERS = 6, 16


class Shots:
    """Deals out an article's pictures and cards, no picture twice."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._left: list[ArticleImage] = [image for image in material.article.pictures if is_telling(image)]
        self._said: set[str] = set()
        self._code_shown: set[int] = set()  # blocks
        self._drawn: set[str] = set()  # charts and comparisons
        self._telling = Telling(material.article)
        self._steps = self._shares = self._plain = 0
        self._headed: set[str] = set()

    def featured(self) -> Cue | None:
        """The article's leading picture: the featured one, else one before its second section."""
        for image in self._left:
            if image.before is None or self._section(image) <= 1:
                return self._take(image)
        return None

    def point(self, chosen: Chosen) -> Cue:
        """The cue of a point: numbers as a chart or large, a picture that tells more than a card, else a card."""
        unit = chosen.unit
        drawn = self._chart(chosen) or self._sides(unit.block)
        if drawn is not None:
            return drawn
        if unit.statistic is not None:
            return self._statistic(unit.statistic)
        fitting = self._fitting(chosen)
        if fitting is not None:
            return self._take(fitting)
        if unit.kind == "step":
            return self._map(unit.number) or Cue(
                kind="step", text=unit.said[0] if unit.title.endswith("…") else unit.title, label=str(unit.number)
            )
        if unit.kind == "question":
            return Cue(kind="question", text=unit.question)
        return self._code(unit) or self._list(unit.block, unit.title) or self._words(chosen)

    def on_screen(self, chosen: Chosen) -> str:
        """At most six words that name what is said, none twice: a number, a title, a topic; "" when none fits."""
        unit, language = chosen.unit, self._material.article.language
        found: list[str] = []
        if unit.statistic is not None:
            found += statistic_on_screen(unit.statistic)
        found.append(without_number(unit.title))
        spoken = " ".join(chosen.said).casefold()
        topics = [keyword for keyword in self._material.brief.keywords if keyword.text.casefold() in spoken]
        topics = [word for word in topics if word.is_name or len(word.text.split()) > 1]  # "Hole" tells nothing
        topics.sort(key=lambda keyword: (len(keyword.text.split()) < 2, -keyword.score))
        found += [keyword.text[:1].upper() + keyword.text[1:] for keyword in topics]
        for text in found:
            if is_on_screen(text, language) and text.casefold() not in self._said:
                self._said.add(text.casefold())
                return text
        return ""

    def remember(self, text: str) -> None:
        """Words already on screen elsewhere."""
        self._said.add(text.casefold())

    def _take(self, image: ArticleImage) -> Cue:
        self._left.remove(image)
        return Cue(kind="image", image=image.url, label=without_credit(image.caption)[0] or image.alt)

    def _fitting(self, chosen: Chosen) -> ArticleImage | None:
        """The picture that goes best with a point's words; None where a card tells more, or a picture would mislead."""
        words = " ".join((*chosen.said, chosen.unit.title))
        blocks = [place.block for place in chosen.unit.places]
        best = max(self._left, key=lambda image: self._telling.fitness(image, words, blocks), default=None)
        return best if best is not None and self._telling.fits(best, words, blocks) else None

    def _chart(self, chosen: Chosen) -> Cue | None:
        """The numbers of one kind around a point, once."""
        series = series_near(self._material.article, chosen.unit.block, chosen.said)
        if series is None or repr(series.data) in self._drawn:
            return None
        self._drawn.add(repr(series.data))
        return series.cue

    def _sides(self, block: int) -> Cue | None:
        cue = sides_near(self._material.article, block)
        if cue is None or repr(cue.sides) in self._drawn:
            return None
        self._drawn.add(repr(cue.sides))
        return cue

    def _statistic(self, statistic: Statistic) -> Cue:
        """A number alone; every second share as a ring."""
        cue = Cue(kind="statistic", text=statistic.value, label=statistic.label)
        share = is_share(statistic.value, statistic.label)
        number = regex.search(r"\d+(?:[.,]\d+)?", statistic.value)
        value = value_of(number[0], self._material.article.language) if number else None
        if not share or value is None or statistic.label == statistic.sentence:
            return cue
        self._shares += 1
        if self._shares % 2:
            return cue
        return Cue(kind="chart", data=(Datum(label=statistic.label, value=value, shown=statistic.value),))

    def _map(self, number: int) -> Cue | None:
        """Where a step stands among all of them, for one in a few."""
        self._steps += 1
        return station_map(self._material.brief, number) if self._steps % _EVERY == 2 else None

    def _section(self, image: ArticleImage) -> int:
        """The section of the block before the picture."""
        sections = self._material.sections
        before = (image.before or 0) - 1
        return sections[min(before, len(sections) - 1)] if before >= 0 and sections else 0

    def _code(self, unit: Unit) -> Cue | None:
        """The code right after a sentence; for a section told by its title the first in it, rather more than a line."""
        blocks, found = self._material.article.blocks, []
        reach = _CODE_REACH if unit.kind == "section" else 1
        for place in range(unit.block + 1, min(len(blocks), unit.block + 1 + reach)):
            if blocks[place].kind == "heading":
                break
            lines = blocks[place].text.splitlines()
            if blocks[place].kind == "code" and place not in self._code_shown and fits_pages(lines):
                found.append((len(lines) < 2, place))
        if not found:
            return None
        _, place = min(found)
        self._code_shown.add(place)
        return Cue(kind="code", text=blocks[place].text, code_language=blocks[place].code_language)

    def _list(self, block: int, title: str) -> Cue | None:
        """The short items of the list right after the sentence."""
        items: list[str] = []
        for after in self._material.article.blocks[block + 1 : block + 1 + _ITEMS]:
            if after.kind != "list_item" or word_count(after.text, self._material.article.language) > _ITEM_WORDS:
                break
            items.append(after.text.rstrip(" ;,."))
        return Cue(kind="list", items=tuple(items), label=without_number(title)) if len(items) >= 3 else None

    def _is_headed(self, unit: Unit) -> bool:
        """Of plain sentences every second stands under its section's title, as words alone look all the same."""
        self._plain += 1
        title = without_number(unit.title)
        if self._plain % 2 or unit.kind != "sentence" or title in self._headed:
            return False
        self._headed.add(title)
        return _is_heading_card(title, self._material.article.language)

    def _words(self, chosen: Chosen) -> Cue:
        unit, language = chosen.unit, self._material.article.language
        if unit.kind == "section":
            return Cue(kind="title", text=unit.title)
        if self._is_headed(unit):
            return Cue(kind="title", text=without_number(unit.title))
        if word_count(unit.said[0], language) <= _QUOTE_WORDS:
            return Cue(kind="quote", text=unit.said[0], label=_named(unit.title))
        topics = [
            word.text for word in self._material.brief.keywords
            if (word.is_name or " " in word.text) and word.text.casefold() in unit.said[0].casefold()
        ]  # fmt: skip
        name = without_number(unit.title) or (topics[0] if topics else self._material.brief.title)
        return Cue(kind="title", text=name[:1].upper() + name[1:])


def fits_pages(lines: Sequence[str]) -> bool:
    """Whether code can be read on a few pages of a film."""
    return len(lines) <= _CODE_LINES and max(map(len, lines), default=0) <= _CODE_COLUMNS


def _is_heading_card(title: str, language: str) -> bool:
    """Whether a section's title can stand alone on a card: some words, no question."""
    return (
        bool(_named(title))
        and 2 <= word_count(title, language) <= _TITLE_WORDS
        and not title.endswith(("?", "？", "؟"))
    )


def station_map(brief: Brief, number: int) -> Cue | None:
    """Where step `number` (from 1) stands among all of them; None unless all have short names."""
    names = [_station(step.title, brief.language) for step in brief.steps]
    if len(names) < _STATIONS or not 1 <= number <= len(names) or not all(names):
        return None
    if names[number - 1].endswith("…"):
        return None
    head = brief.title if word_count(brief.title, brief.language) <= _HEADING_WORDS else ""
    return Cue(kind="map", text=head, items=tuple(names), active=number - 1)


def is_on_screen(text: str, language: str) -> bool:
    """Whether a text is short and whole enough to stand over a picture."""
    if not text or text.endswith(("?", "？", ":", ",", "…")):
        return False
    if is_spaceless(language):
        return len(text) <= _SCREEN_CHARACTERS
    words = text.split()
    last = words[-1].casefold().strip(".!")
    return len(words) <= _SCREEN_WORDS and not (last in stop_words(language) and len(last) <= 4) and len(text) <= 48


def statistic_on_screen(statistic: Statistic) -> tuple[str, ...]:
    """A number with what it counts, else alone if it has a unit and so speaks for itself."""
    if statistic.label == statistic.sentence:
        return (statistic.value,)
    both = f"{statistic.value} {statistic.label}"
    return (both,) if statistic.value.isdigit() else (both, statistic.value)


def first_on_screen(candidates: Sequence[str], language: str) -> str:
    """The first candidate that may stand over a picture; "" when none may."""
    return next((text for text in candidates if is_on_screen(text, language)), "")


def _station(title: str, language: str) -> str:
    """A step's name on a map: its title, its first clause, else its first words with an ellipsis; "" for none."""
    bare = without_number(title).strip().rstrip(" .:;,")
    clause = _CLAUSE.split(bare, maxsplit=1)[0].strip()
    for text in (bare, clause):
        if 1 < word_count(text, language) <= _STATION_WORDS or (text and is_spaceless(language) and len(text) <= 18):
            return text
    words = bare.split()
    return " ".join(words[: _STATION_WORDS - 2]).rstrip(" ,;:") + "…" if len(words) > _STATION_WORDS else bare


def _named(title: str) -> str:
    """A section's title as a card's label; "" for one of a single word such as "What"."""
    bare = without_number(title)
    return bare if len(bare.split()) > 1 or len(bare) > 8 else ""


def is_telling(image: ArticleImage) -> bool:
    """Whether a picture of the article is here, large enough and no ornament."""
    media = image.media
    if media is None or _ORNAMENT.search(f"{image.alt} {image.caption}"):
        return False
    return (media.width or _SMALLEST) >= _SMALLEST and (media.height or _SMALLEST) >= _SMALLEST
