"""Reads the wordings of posts out of an answer: each is held against article and platform, and against the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from reprise.articles.article import Place
from reprise.briefs.brief import Brief
from reprise.briefs.language import base, is_spaceless
from reprise.briefs.standalone import judge_text
from reprise.grounding import findings
from reprise.prompts.answers import Answer
from reprise.prompts.source import NumberedArticle
from reprise.social.counting import length
from reprise.social.material import Piece, alike
from reprise.social.parts import Desk
from reprise.social.plain import clean, quiet
from reprise.social.post import PostType
from reprise.social.told.harvest import Key, Reading
from reprise.social.told.needs import Need, PartName, Wanted
from reprise.social.told.posts import ToldPost
from reprise.social.told.shapes import field_name
from reprise.social.told.wording import Examiner, Fault, Measure

FEWEST_POSTS = 3
"""Posts of a thread before its last one, below which a single post says as much."""

_QUESTIONS: frozenset[PartName] = frozenset({"question", "ask"})
_SENTENCES: frozenset[PartName] = frozenset({"lead", "answer", "aside", "posts"})
_ALONE: frozenset[PartName] = frozenset({"opening", "hook", "points", "aside", "posts"})
_FURNITURE = 25  # letters of a call, a heading, a name
_END = " .:：。!…"


@dataclass(frozen=True)
class Quoted:
    """A sentence of the article as it is quoted, and whose words it is."""

    piece: Piece
    speaker: str = ""
    spoken: bool = False


class PostReader:
    """Reads the posts of one answer. Remembers what has been said, so that no two of them say the same."""

    def __init__(
        self,
        examiner: Examiner,
        brief: Brief,
        text: NumberedArticle,
        wanted: Sequence[Wanted],
        earlier: Sequence[str] = (),
    ) -> None:
        self.examiner, self.brief, self.text, self.wanted = examiner, brief, text, wanted
        self.before = [("what was posted before", line) for text in earlier for line in _told_lines(text)]

    def read(self, answer: Answer) -> Reading:
        """All posts of an answer of `platforms_shape`, with the words before the links."""
        reading, first_lines = Reading(), dict[str, str]()
        for platform, posts in _by_platform(self.wanted).items():
            told = getattr(answer, platform)
            if self.is_foreign(reading, platform, told):
                reading.wanted += sum(len(each.needs) for each in posts)
                continue
            said = list(self.before)
            for each in posts:
                self.post(reading, getattr(told, each.type), each, said, first_lines)
            if (call := getattr(told, "call", None)) is not None:
                self.call(reading, call, posts[0].desk)
        return reading

    def post(
        self,
        reading: Reading,
        told: Answer,
        wanted: Wanted,
        said: list[tuple[str, str]],
        first_lines: dict[str, str],
    ) -> None:
        """One post's parts. `said` are wordings of the same platform with their places in the answer."""
        numbers = getattr(told, "sources", ())
        places = self.text.places(numbers)
        if numbers and not places:
            reading.complain(
                f"{wanted.platform}.{wanted.type}.sources", [Fault("there are no such sentences", slight=True)]
            )
        for need in wanted.needs:
            key = Key(wanted.platform, wanted.type, need.part)
            value = getattr(told, field_name(need.part))
            if need.part == "quote":
                self.quote(reading, key, value, wanted.desk, need, said)
            elif need.listed:
                self.several(reading, key, value, wanted.desk, need, places, said)
            else:
                piece, faults = self.piece(value, wanted.desk, need, places)
                faults += self.repeated(key, piece.bare, said)
                faults += self.first_line(key, need, piece.bare, first_lines)
                if reading.take(key, piece, faults):
                    said.append((str(key), piece.bare))

    def several(
        self,
        reading: Reading,
        key: Key,
        texts: Sequence[str],
        desk: Desk,
        need: Need,
        places: tuple[Place, ...],
        said: list[tuple[str, str]],
    ) -> None:
        """A part of several wordings: those that are good; of the sentences of a lead, those before the first bad
        one."""
        kept: list[Piece] = []
        if len(texts) > need.most:
            reading.complain(str(key), [Fault(f"there are {len(texts)}; at most {need.most} are used", slight=True)])
        for number, text in enumerate(texts[: need.most], start=1):
            piece, faults = self.piece(text, desk, need, places)
            faults += self.repeated(key, piece.bare, said)
            reading.looked_at += 1
            reading.complain(f"{key} {number}", faults)
            if all(fault.slight for fault in faults):
                kept.append(piece)
                said.append((f"{key} {number}", piece.bare))
            elif need.part == "lead":
                break
        fewest = {"posts": FEWEST_POSTS, "points": 2}.get(need.part, 1)
        short = [Fault(f"{len(kept)} are good; {fewest} are needed")] if len(kept) < fewest else []
        reading.take(key, tuple(kept), short)

    def piece(self, text: str, desk: Desk, need: Need, places: tuple[Place, ...]) -> tuple[Piece, list[Fault]]:
        """A wording as posts show it, with what is wrong with it."""
        measure = Measure(
            desk.rules,
            need.limit,
            question=need.part in _QUESTIONS,
            sentence=need.part in _SENTENCES,
            alone=need.part in _ALONE,
        )
        bare = clean(text, desk.rules.forbidden)
        return Piece(quiet(bare), places, bare), list(self.examiner.faults(text, measure))

    def quote(
        self, reading: Reading, key: Key, number: int, desk: Desk, need: Need, said: list[tuple[str, str]]
    ) -> None:
        """The sentence of this number word for word, or the words that somebody says in it."""
        if number == 0:
            return
        if not 1 <= number <= self.text.shown:
            reading.take(key, None, [Fault(f"there is no sentence {number}; the last is {self.text.shown}")])
            return
        sentence = self.text.sentences[number - 1]
        spoken = next(
            (quote for quote in self.brief.quotes if quote.spoken and _within(quote.place, sentence.place)), None
        )
        words, place = (spoken.text, spoken.place) if spoken else (sentence.text, sentence.place)
        bare = clean(words, desk.rules.forbidden)
        speaker = clean(spoken.speaker) if spoken else ""
        faults = self.repeated(key, bare, said)
        if length(bare, desk.rules) + len(speaker) > need.limit:
            faults.append(Fault(f"sentence {number} is longer than {need.limit} characters; choose another"))
        if not spoken and not judge_text(sentence.text, desk.language).standing:
            faults.append(Fault(f"sentence {number} cannot be read alone; choose another"))
        if any(finding.kind == "instruction" for finding in findings(words, self.examiner.source)):
            faults.append(Fault(f"sentence {number} is addressed to a machine; choose another"))
        quoted = Quoted(Piece(quiet(bare), (place,), bare), quiet(speaker), spoken is not None)
        if reading.take(key, quoted, faults):
            said.append((str(key), bare))

    def call(self, reading: Reading, text: str, desk: Desk) -> None:
        """The words before a link, with the colon that belongs there. Bad ones are not worth a question: we have our
        own."""
        words = clean(text, desk.rules.forbidden).rstrip(_END)
        faults = list(self.examiner.faults(words, Measure(desk.rules, 45)))
        colon = "：" if is_spaceless(desk.language) and base(desk.language) != "th" else ":"
        if all(fault.slight for fault in faults):
            reading.take(Key(desk.convention.platform, "", "call"), quiet(words) + colon, ())

    def repeated(self, key: Key, text: str, said: Iterable[tuple[str, str]]) -> list[Fault]:
        """Whether another post of the platform, or another part of this one, says the same."""
        same = next((where for where, other in said if text and alike(text, other)), None)
        return [Fault(f"it says the same as {same}; tell something else")] if same else []

    def first_line(self, key: Key, need: Need, text: str, first_lines: dict[str, str]) -> list[Fault]:
        """A first line is its platform's own, and more than the headline, which the picture shows."""
        if need.part not in ("opening", "hook"):
            return []
        if alike(text, self.examiner.article.title):
            return [Fault("it repeats the headline, which stands in the picture", slight=True)]
        other = first_lines.setdefault(text.casefold(), str(key))
        if text and not other.startswith(f"{key.platform}."):
            return [Fault(f"{other} begins with the same words; word it for this platform's readers", slight=True)]
        return []

    def is_foreign(self, reading: Reading, where: str, told: Answer) -> bool:
        """Whether words are in another language than the article, which is told once and not word by word."""
        foreign = self.examiner.is_foreign(" ".join(_strings(told.model_dump())))
        if foreign:
            reading.complain(where, [Fault(f"it is not in the article's language ({self.examiner.language})")])
        return foreign


def told_post(good: Mapping[Key, Any], platform: str, type_: PostType, writer: str) -> ToldPost:
    """A post of the good parts of its platform and type."""
    found = {key.part: value for key, value in good.items() if key.platform == platform and key.type == type_}
    quoted = found.pop("quote", None)
    fields = {_FIELDS.get(part, part): value for part, value in found.items()}
    if quoted is not None:
        fields |= {"quote": quoted.piece, "speaker": quoted.speaker, "spoken": quoted.spoken}
    return ToldPost(writer=writer, call=good.get(Key(platform, "", "call"), ""), **fields)


_FIELDS: Mapping[str, str] = MappingProxyType({"opening": "title", "posts": "thread"})


def _told_lines(text: str) -> list[str]:
    """What an earlier post said: lines without addresses and hashtags that are more than furniture."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if len(line) >= _FURNITURE and "://" not in line and not line.startswith("#")]


def _strings(value: Any) -> Iterator[str]:
    """Every text in an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from _strings(each)


def _by_platform(wanted: Sequence[Wanted]) -> dict[str, list[Wanted]]:
    found: dict[str, list[Wanted]] = {}
    for each in wanted:
        found.setdefault(each.platform, []).append(each)
    return found


def _within(inner: Place, outer: Place) -> bool:
    return inner.block == outer.block and outer.start <= inner.start and inner.end <= outer.end
