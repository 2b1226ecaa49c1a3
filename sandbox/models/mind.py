"""What the stand-in models say: any JSON schema filled in from the article in the prompt, by the conventions that our
answers' shapes keep (`reprise.prompts.answers`).

How to extend it: `FILLERS` has a function for a field's name, and comes first; it is given the `Field` (name,
description, schema, the sentence its object is about) and the `Filling` (the article, what was said) and returns the
value. Everything else is told by type and description: "at most N characters", "about N words", "N to M",
"one of: a, b", "copied", "question". A test tells a mind to be bad: `Mind.obedient()`, `.inventive(...)`,
`.careless(...)`, `.stubborn(...)`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.models.reading import Reading, Sentence, first_words, reworded, shortened

_RANGE = re.compile(r"\b(\d+) (?:to|–|-) (\d+)\b")
_CHARACTERS = re.compile(r"at most (\d+) characters", re.IGNORECASE)
_MOST_WORDS = re.compile(r"at most (\d+) words", re.IGNORECASE)
_ABOUT_WORDS = re.compile(r"about (\d+) words", re.IGNORECASE)
_ONE_OF = re.compile(r"one of:? ([^.;\n]+)", re.IGNORECASE)
_EXACTLY = re.compile(r"(?:exactly|: )(\d+)(?= |,|\.|$)", re.IGNORECASE)
_LEAST = re.compile(r"at least (-?\d+)\b(?! (?:characters|items))", re.IGNORECASE)
_POINTING = ("sentence", "sentences", "source", "sources")
_ORDER = re.compile(
    r"(?:ignore|disregard|forget)\b.*?(?:instruction|rule|prompt|above|previous|task)", re.IGNORECASE | re.DOTALL
)
_SAY = re.compile(
    r"\b(?:write|say|post|reply|answer|output|respond|print|end|begin|publish)\b(?: only| with| that)*:? ?(.+)",
    re.IGNORECASE | re.DOTALL,
)
_LONG_ENOUGH = 90
"""Characters of a text whose length nobody gives."""
_STILL = (
    "A tidy workbench by a tall window in soft morning light, seen from above, with a wide empty surface on the left"
)
INVENTION = "By 2031 it reached 87,654 users, says Erik Brandvold."


@dataclass(frozen=True)
class Field:
    """One place in an answer. `about` is the sentence that its object is about; `index` its place in a list."""

    name: str
    schema: Mapping[str, Any]
    about: Sentence
    index: int = 0

    @property
    def told(self) -> str:
        return str(self.schema.get("description", ""))

    def number(self, pattern: re.Pattern[str]) -> int | None:
        found = pattern.search(self.told)
        return int(found[1]) if found else None


@dataclass
class Filling:
    """One answer in the making. `again` is whether an earlier one was sent back."""

    reading: Reading
    definitions: Mapping[str, Any]
    again: bool = False
    payload: str = ""
    inventions: list[str] = field(default_factory=list)
    turn: int = 0
    asked: set[str] = field(default_factory=set)
    chosen: Counter[int] = field(default_factory=Counter)
    told: list[int] = field(default_factory=list)
    """Numbers of the sentences that the present object's texts are from."""

    def value(self, place: Field) -> Any:
        schema = self._resolved(place.schema)
        place = Field(place.name, schema, place.about, place.index)
        if place.name in FILLERS and schema.get("type") != "object":
            return FILLERS[place.name](place, self)
        if "enum" in schema:
            return self._choice(list(schema["enum"]), place)
        kind = schema.get("type")
        makers: dict[str, Callable[[Field], Any]] = {
            "object": self._object,
            "array": self._list,
            "string": self.text,
            "integer": self._whole,
            "number": lambda each: float(self._whole(each)),
            "boolean": lambda _: False,
        }
        return makers[kind](place) if isinstance(kind, str) and kind in makers else None

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        told = schema.get("description")
        while "$ref" in schema or "anyOf" in schema:
            if "$ref" in schema:
                schema = self.definitions[schema["$ref"].rpartition("/")[2]]
            else:
                schema = next(each for each in schema["anyOf"] if each.get("type") != "null")
        return {**schema, "description": told} if told else schema

    def _object(self, place: Field) -> dict[str, Any]:
        properties = place.schema.get("properties", {})
        about = self.reading.next(_wish(properties))
        before, self.told = self.told, []
        # Numbers of sentences come last: they are of what the texts were made from.
        filled = {
            name: self.value(Field(name, properties[name], about, place.index))
            for name in sorted(properties, key=lambda name: name in _POINTING)
        }
        self.told = before
        return {name: filled[name] for name in properties}

    def _list(self, place: Field) -> list[Any]:
        items = self._resolved(place.schema.get("items", {}))
        if items.get("type") in ("integer", "number"):
            return self._pointers(place)
        many = self._how_many(place, items)
        told = place.told if items.get("type") == "string" else items.get("description", "")
        if _topical(place.name):
            return self.reading.words(many)
        inner = {**items, "description": told}
        made = []
        for index in range(many):
            about = self.reading.next()
            made.append(self.value(Field(_singular(place.name), inner, about, index)))
        return made

    def _how_many(self, place: Field, items: Mapping[str, Any]) -> int:
        if span := _RANGE.search(place.told):
            low, high = int(span[1]), int(span[2])
        else:
            exact = place.number(_EXACTLY)
            low = high = exact if exact is not None else len(_choices(items)) or 3
        wish = _wish(items.get("properties", {}))
        able = len(self.reading.having(wish)) if wish else high
        return max(low, min((low + high + 1) // 2, able, 4 if low == 0 else high))

    def _pointers(self, place: Field) -> list[int]:
        span = _RANGE.search(place.told)
        low, high = (int(span[1]), int(span[2])) if span else (1, 6)
        numbers = dict.fromkeys(self.told or [place.about.number])
        low = low if self.told else (low + high) // 2
        for _ in self.reading.sentences:
            if len(numbers) >= low:
                break
            numbers[self.reading.next().number] = None
        return sorted(list(numbers)[:high]) if place.about.number else []

    def _whole(self, place: Field) -> int:
        if place.name in _POINTING:
            quoted = self.reading.having("quotation") if "quoted" in place.told else (place.about,)
            return quoted[0].number if quoted else 0
        if span := _RANGE.search(place.told):
            return int(span[1])
        if "0 for" in place.told:
            return 0
        return place.number(_LEAST) or 1

    def _choice(self, options: Sequence[Any], place: Field) -> Any:
        return options[place.index % len(options)]

    def text(self, place: Field) -> str:
        """A string of the article's material, as long as it is told to be."""
        if found := _ONE_OF.search(place.told):
            options = [each.strip(" '\"`") for each in found[1].replace(" or ", ", ").split(",")]
            return str(self._choice([each for each in options if each], place))
        if "copied" in place.told:
            return self._copied(place)
        if _topical(place.name):
            return " ".join(self.reading.words(3))
        if self.payload:
            return self._fitting(self.payload, place)
        said = self._asking(place) if "question" in place.told.split(";")[0] else self._telling(place)
        if self.inventions:
            said = f"{self.inventions.pop(0)} {said}"
        return self._fitting(said, place)

    def _telling(self, place: Field) -> str:
        """One sentence or more, the object's own first."""
        about, words = place.about, place.number(_ABOUT_WORDS) or place.number(_MOST_WORDS)
        characters = place.number(_CHARACTERS)
        if characters and len(about.text) > characters:
            about = self._within(characters) or about
        if words and words <= 14 and not characters:
            return first_words(self._worded(about), words)
        wanted = words or (characters or _LONG_ENOUGH) / 7
        said = self._worded(about)
        while len(said.split()) < 0.8 * wanted and len(self.reading.sentences) > 1:
            longer = f"{said} {self._worded(self.reading.next())}"
            if characters and len(longer) > characters:
                break
            said = longer
            if not words:
                break
        return said

    def _within(self, characters: int) -> Sentence | None:
        """A whole sentence that fits, the one that was chosen least so far for want of room."""
        fitting = [each for each in self.reading.having("") if len(each.text) <= characters]
        chosen = min(fitting, key=lambda each: self.chosen[each.number], default=None)
        if chosen:
            self.chosen[chosen.number] += 1
        return chosen

    def _worded(self, sentence: Sentence) -> str:
        self.turn += 1
        self.told.append(sentence.number)
        return reworded(sentence.text, self.turn)

    def _asking(self, place: Field) -> str:
        asked = next((each.text for each in self.reading.sentences if each.text.endswith("?")), "")
        if asked and not place.index:
            return asked
        topics = self.reading.words(24) or [self.reading.title or "this"]
        begun = (place.index + self.turn) % len(topics)
        questions = [f"What about {topic}?" for topic in (*topics[begun:], *topics[:begun])]
        chosen = next((each for each in questions if each not in self.asked), questions[0])
        self.asked.add(chosen)
        return chosen

    def _copied(self, place: Field) -> str:
        """Words of the sentence exactly as they stand."""
        about, most = place.about, place.number(_MOST_WORDS) or 12
        if "quot" in place.told or "spoken" in place.told:
            return about.quotation
        if "question" in place.told:
            return about.text if about.asks else ""
        if "number" in place.told:
            return about.figure
        return first_words(about.text, most)

    def counted(self, place: Field) -> str:
        """What the sentence's number counts: the words after it."""
        rest = place.about.text.partition(place.about.figure)[2].strip(" ,;:.") if place.about.figure else ""
        return first_words(rest, place.number(_MOST_WORDS) or 8)

    def _fitting(self, text: str, place: Field) -> str:
        characters = place.number(_CHARACTERS)
        if characters and text.endswith("?") and len(text) > characters:
            return f"{shortened(text[:-1], characters - 1).rstrip('.')}?"
        return shortened(text, characters) if characters else text


def _wish(properties: Mapping[str, Any]) -> str:
    """What a sentence must have for an object with these fields."""
    if "speaker" in properties:
        return "quotation"
    if "copied" in properties.get("question", {}).get("description", ""):
        return "asks"
    return "figure" if {"value", "label"} <= set(properties) else ""


def _choices(items: Mapping[str, Any]) -> Sequence[Any]:
    """The values of the first field of an object that has a set of them: one item for each is expected."""
    for inner in items.get("properties", {}).values():
        if "enum" in inner:
            return list(inner["enum"])
        if found := _ONE_OF.search(inner.get("description", "")):
            return found[1].split(",")
    return ()


def _topical(name: str) -> bool:
    return any(word in name for word in ("hashtag", "tags", "keyword", "topic", "query", "queries"))


def _singular(name: str) -> str:
    return name[:-1] if name.endswith("s") and name not in ("sources", "words") else name


def _shows(place: Field, _: Filling) -> str:
    options = [str(each) for each in place.schema.get("enum", ())]
    if "number" in options and place.about.figure:
        return "number"
    return "words" if "words" in options else options[0]


def _shown_text(place: Field, filling: Filling) -> str:
    if "what the card says" in place.told:
        return place.about.figure
    return filling.text(place)


def _narration(place: Field, filling: Filling) -> str:
    """What is spoken; where one sentence is wanted, a whole one that is short enough."""
    if filling.payload or filling.inventions or "one sentence" not in place.told:
        return filling.text(place)
    most = (place.number(_ABOUT_WORDS) or 12) + 5
    short = [each for each in filling.reading.having("") if 6 <= len(each.text.split()) <= most and not each.asks]
    chosen = place.about if place.about in short else next(iter(short), place.about)
    filling.told.append(chosen.number)
    return reworded(chosen.text, filling.turn)


def _topic(place: Field, filling: Filling) -> str:
    topics = filling.reading.words(12)
    return topics[place.index % len(topics)].capitalize() if topics else ""


FILLERS: dict[str, Callable[[Field, Filling], Any]] = {
    "shows": _shows,
    "narration": _narration,
    "on_screen": _topic,
    "background": lambda place, filling: filling.payload or _STILL,
    "text": _shown_text,
    "label": lambda place, filling: filling.counted(place),
    "items": lambda place, _: [],
    "call": lambda place, _: "Read the whole story",
    "call_to_action": lambda place, _: "Read the whole article on our site.",
    "speaker": lambda place, _: place.about.speaker,
    "words": lambda place, filling: filling.text(place),
    "picture": lambda place, _: 0,
    "code": lambda place, _: 0,
}
"""What a field of this name is filled with."""


@dataclass
class Mind:
    """Answers questions. `follows` an instruction that it finds within an article; plants its `inventions`, one a text;
    `mends` what is sent back to it."""

    follows: bool = False
    inventions: tuple[str, ...] = ()
    mends: bool = True

    @classmethod
    def obedient(cls) -> Mind:
        """Does what an article tells it: the worst that an injection can meet."""
        return cls(follows=True)

    @classmethod
    def inventive(cls, *inventions: str) -> Mind:
        """Plants these into its answers, also into those that it is to put right."""
        return cls(inventions=inventions or (INVENTION,), mends=False)

    @classmethod
    def careless(cls, *inventions: str) -> Mind:
        """Plants these at first, and leaves them out when its answer is sent back."""
        return cls(inventions=inventions or (INVENTION,))

    stubborn = inventive

    def answer(self, system: str, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any] | None) -> str:
        """The answer to a conversation as JSON. Without a schema, it is looked for in the instructions."""
        schema = schema or told_schema(system)
        asked = next((turn["content"] for turn in turns if turn["role"] == "user"), "")
        again = sum(turn["role"] == "user" for turn in turns) > 1
        if schema is None:
            return reworded(Reading.of(asked).next().text)
        reading = Reading.of(asked)
        for _ in range(2 if again else 0):
            reading.next()  # begins elsewhere than what was sent back
        filling = Filling(reading, schema.get("$defs", {}), again)
        if self.follows:
            filling.payload = injected(reading)
        if not (again and self.mends):
            filling.inventions = list(self.inventions)
        start = Sentence(0, reading.title or "Nothing is said")
        return json.dumps(filling.value(Field("answer", schema, start)), ensure_ascii=False)


def injected(reading: Reading) -> str:
    """What an instruction within the article wants said; "" where it has none."""
    for number, sentence in enumerate(reading.sentences):
        if not _ORDER.search(sentence.text):
            continue
        following = " ".join(each.text for each in reading.sentences[number : number + 2])
        wanted = _SAY.search(_ORDER.sub("", following, count=1))
        return wanted[1].strip(" \"'“”‹›") if wanted else following
    return ""


def told_schema(system: str) -> Mapping[str, Any] | None:
    """The JSON schema that instructions end with."""
    start = system.find('{"')
    try:
        found = json.loads(system[start:]) if start >= 0 else None
    except ValueError:
        return None
    return found if isinstance(found, dict) and "properties" in found else None
