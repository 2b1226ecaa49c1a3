"""Dealing an article's sentences out to the types of post, so that several posts about it do not repeat each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import regex

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief, Excerpt
from reprise.briefs.phrases import phrases as tell_tales
from reprise.briefs.standalone import is_dangling
from reprise.social.conventions import Convention
from reprise.social.counting import length
from reprise.social.fitting import sentences
from reprise.social.plain import clean, quiet
from reprise.social.procedures import sections, spread, whole_that_fit
from reprise.social.rules import PlatformRules

ALIKE = 0.6  # share of common letter triples at which two sentences say the same
ECHO = 0.5
LONGEST_QUOTE = 300
_SAYS_SOMETHING = regex.compile(r"[\p{L}\p{N}]")
_SHORTEST_LEAD = 40
_FEWEST_STEPS = 3
_EASY_QUESTION = 110
_COUNTED = regex.compile(r"^(?:\p{L}+ )?#?\d{1,2}\s*[:.)–—-]")
_MORE_SECTIONS = 2  # titles are short: a list may have that many more of them
_NUMBERING = 8  # of a thread's posts


@dataclass(frozen=True)
class Piece:
    """A wording with the places it is from. `bare` is the same as it may be drawn: no invisible characters."""

    text: str
    places: tuple[Place, ...] = ()
    bare: str = ""


@dataclass(frozen=True)
class Points:
    """A list: its items, for steps their numbers and how many there are in all, and the heading that suits it."""

    items: tuple[Piece, ...] = ()
    numbers: tuple[int, ...] = ()
    total: int = 0
    heading: Literal["points", "order", "inside"] = "points"

    def some(self, count: int) -> Points:
        """A shorter list: the first points, or steps from the beginning to the end of the procedure."""
        if not self.numbers:
            return replace(self, items=self.items[:count])
        chosen = spread(tuple(zip(self.items, self.numbers, strict=True)), count)
        return replace(self, items=tuple(item for item, _ in chosen), numbers=tuple(number for _, number in chosen))


@dataclass(frozen=True)
class Material:
    """What each part of the posts may use; empty or None where the article has nothing for it.

    `thread_steps` says how many steps of how many the thread has; `spoken` that the quote is somebody's words.
    """

    title: Piece
    lead: tuple[Piece, ...] = ()
    hook: Piece | None = None
    number: str | None = None
    points: Points = field(default_factory=Points)
    thread: tuple[Piece, ...] = ()
    thread_steps: tuple[int, int] = (0, 0)
    quote: Piece | None = None
    speaker: str = ""
    spoken: bool = False
    aside: Piece | None = None
    question: Piece | None = None
    answer: Piece | None = None


def gather(article: Article, brief: Brief, convention: Convention, rules: PlatformRules) -> Material:
    """Deal out the article for one platform. The same article gives the same cards whatever types are wanted."""
    return _Dealer(article, brief, convention, rules).deal()


class _Dealer:
    """Remembers what has been given out."""

    def __init__(self, article: Article, brief: Brief, convention: Convention, rules: PlatformRules) -> None:
        self.article, self.brief, self.convention, self.rules = article, brief, convention, rules
        self.used: list[Piece] = []

    def deal(self) -> Material:
        brief, layouts = self.brief, self.convention.layouts
        title = self.piece(self.article.title)
        self.used.append(title)
        lead = self.lead()
        question, answer = self.question()
        self.used += [self.piece(step.text, step.place) for step in brief.steps]  # told in their order or not at all
        quote, speaker, spoken = self.quote()
        threaded = "thread" in layouts
        steps = Points() if threaded else self.steps()
        thread, shown = self.step_thread() if threaded else ((), (0, 0))
        hook, number = self.hook() if "hook" in layouts.get("highlights", ()) else (None, None)
        points = steps if steps.items else self.points()
        if threaded and not thread:
            thread = self.thread()
        beside = sorted(brief.key_points, key=lambda point: _distance(point, quote))
        aside = self.first(beside, lambda piece: len(piece.text) <= LONGEST_QUOTE)
        return Material(
            title, lead, hook, number, points, thread, shown, quote, speaker, spoken, aside, question, answer
        )

    def piece(self, text: str, *places: Place) -> Piece:
        bare = clean(text, self.rules.text.forbidden)
        if not _SAYS_SOMETHING.search(bare):
            return Piece("")
        return Piece(quiet(bare), places, bare)

    def excerpts(self, found: Iterable[Excerpt]) -> list[Piece]:
        return [self.piece(excerpt.text, excerpt.place) for excerpt in found]

    def first(self, found: Iterable[Excerpt], fits: Callable[[Piece], bool]) -> Piece | None:
        for piece in self.excerpts(found):
            if piece.text and fits(piece) and not self.repeats(piece):
                self.used.append(piece)
                return piece
        return None

    def repeats(self, piece: Piece) -> bool:
        return any(_overlap(piece, other) or alike(piece.bare, other.bare) for other in self.used)

    def lead(self) -> tuple[Piece, ...]:
        """The author's own description, then the summary; without what the title says already."""
        described = self.piece(self.description())
        if not _SHORTEST_LEAD <= len(described.bare) <= LONGEST_QUOTE or described.bare.endswith(("…", "...", "[…]")):
            described = Piece("")  # a stump, or the beginning of the text cut off by a machine
        found = _distinct([described, *self.excerpts(self.brief.summary)])
        lead = tuple(
            piece
            for piece in found
            if not alike(piece.bare, self.used[0].bare) and (piece is described or not _echoes(piece, described))
        )
        self.used += lead
        return lead

    def description(self) -> str:
        """The author's description without talk about the article itself."""
        text, table = clean(self.article.description), tell_tales(self.brief.language)
        told = [part for part in sentences(text, self.brief.language) if not table.meta.search(part)]
        return (
            text
            if " ".join(told) == text
            else ""
            if told and is_dangling(told[0], self.brief.language)
            else " ".join(told)
        )

    def question(self) -> tuple[Piece | None, Piece | None]:
        room = self.rules.text.target // 2
        for found in sorted(self.brief.questions, key=lambda found: len(found.question) > _EASY_QUESTION):
            question, answer = self.piece(found.question, found.place), self.piece(found.answer, found.place)
            if question.text and answer.text and length(question.text, self.rules.text) <= room:
                self.used += [question, answer]
                return question, answer
        return None, None

    def quote(self) -> tuple[Piece | None, str, bool]:
        """The first quotable wording that fits, with whose it is and whether it is somebody's words."""
        longest = min(LONGEST_QUOTE, self.rules.text.target - 90)
        for quote in self.brief.quotes:
            piece, speaker = self.piece(quote.text, quote.place), self.piece(quote.speaker)
            if piece.text and len(piece.text) + len(speaker.text) <= longest and not self.repeats(piece):
                self.used.append(piece)
                return piece, speaker.text, quote.spoken
        return None, "", False

    def hook(self) -> tuple[Piece | None, str | None]:
        """The sentence around the best number, or the most telling one; with the number itself."""
        telling = self.excerpts(self.brief.key_points)
        for statistic in self.brief.statistics:
            piece = self.piece(statistic.sentence, statistic.place)
            if not any(_overlap(piece, other) for other in telling):
                continue  # a number in passing
            if piece.text and len(piece.text) <= LONGEST_QUOTE and not self.repeats(piece):
                self.used.append(piece)
                return piece, clean(statistic.value)
        room = self.rules.text.target - 60
        short = self.first(self.brief.key_points, lambda piece: length(piece.text, self.rules.text) <= room)
        return short or self.first(self.brief.key_points, lambda _: True), None

    def fits(self, limit: int) -> Callable[[str], bool]:
        return lambda text: 0 < length(self.piece(text).text, self.rules.text) <= limit

    def steps(self) -> Points:
        """The procedure whole; else its sections; else some steps from its beginning to its end."""
        most, fits, steps = self.convention.points, self.fits(self.convention.point_limit), self.brief.steps
        if len(steps) < _FEWEST_STEPS:
            return Points()
        found = whole_that_fit(steps, self.brief.language, fits)
        parts = whole_that_fit(sections(steps), self.brief.language, fits)
        total = len(steps)
        if not len(found) == len(steps) <= most and _FEWEST_STEPS <= len(parts) <= most + _MORE_SECTIONS:
            found, total, most = parts, len(sections(steps)), len(parts)
        chosen = spread(found, most)
        if len(chosen) < _FEWEST_STEPS:
            return Points()
        items = tuple(self.piece(text, step.place) for _, step, text in chosen)
        return Points(items, tuple(number for number, _, _ in chosen), total, "order")

    def points(self) -> Points:
        """The list that suits an article without steps: its sections, or its key points in reading order."""
        most = self.convention.points
        if self.brief.kind in ("listicle", "faq", "release"):
            headings = self.whole(self.headings())[:most]
            if len(headings) >= 3:
                return self.given(headings, heading="inside")
        fresh = [piece for piece in self.excerpts(self.brief.key_points) if not self.repeats(piece)]
        chosen = _distinct(self.whole(fresh))[:most]
        return self.given(sorted(chosen, key=_position)) if len(chosen) >= 2 else Points()

    def headings(self) -> list[Piece]:
        """The section titles that are counted, else those of the level that has the most, so that parts do not mix."""
        counted = [heading for heading in self.brief.headings if _COUNTED.match(heading)]
        if len(counted) >= 3:
            return [self.piece(heading) for heading in counted]
        levels = {block.text: block.level for block in self.article.blocks if block.kind == "heading"}
        counts = Counter(levels.get(heading, 0) for heading in self.brief.headings)
        level = counts.most_common(1)[0][0] if counts else 0
        return [self.piece(heading) for heading in self.brief.headings if levels.get(heading, 0) == level]

    def given(self, items: Sequence[Piece], *, heading: Literal["points", "inside"] = "points") -> Points:
        self.used += items
        return Points(tuple(items), heading=heading) if len(items) >= 2 else Points()

    def whole(self, pieces: Iterable[Piece]) -> list[Piece]:
        """Those short enough for an item of a list."""
        limit = self.convention.point_limit
        return [piece for piece in pieces if piece.text and length(piece.text, self.rules.text) <= limit]

    def step_thread(self) -> tuple[tuple[Piece, ...], tuple[int, int]]:
        """A post for each step, or for some from the beginning to the end, with their numbers and their section."""
        steps, rules = self.brief.steps, self.rules.text
        room = rules.limit - _NUMBERING
        found = whole_that_fit(steps, self.brief.language, self.fits(room)) if len(steps) >= _FEWEST_STEPS else []
        chosen = spread(found, (rules.thread or (2, 10))[1] - 2)
        if len(chosen) < _FEWEST_STEPS:
            return (), (0, 0)
        told, section = [], ""
        for number, step, text in chosen:
            wordings = [step.text, text]
            if step.section not in ("", section):
                wordings = [f"{step.section}: {wording}" for wording in wordings] + wordings
            if len(chosen) < len(steps):
                wordings = [f"{number}. {wording}" for wording in wordings] + [text]
            section = step.section
            told.append(self.piece(next(filter(self.fits(room), wordings), text), step.place))
        return tuple(told), (len(chosen), len(steps))

    def thread(self) -> tuple[Piece, ...]:
        """The body of a thread: every key point that no other post has, in reading order."""
        fresh = _distinct([piece for piece in self.excerpts(self.brief.key_points) if not self.repeats(piece)])
        if len(fresh) < 2:
            return ()
        self.used += fresh
        return tuple(sorted(fresh, key=_position))


def alike(one: str, other: str) -> bool:
    """Whether two sentences say the same: one holds the other, or most of their letter triples are common."""
    first, second = _squeezed(one), _squeezed(other)
    shorter, longer = sorted((first, second), key=len)
    if not shorter:
        return False
    if shorter in longer and len(shorter) >= 0.5 * len(longer):
        return True
    left, right = _triples(first), _triples(second)
    return len(left & right) >= ALIKE * len(left | right)


def _distinct(pieces: Iterable[Piece]) -> list[Piece]:
    chosen: list[Piece] = []
    for piece in pieces:
        if piece.text and not any(_overlap(piece, other) or alike(piece.bare, other.bare) for other in chosen):
            chosen.append(piece)
    return chosen


def _echoes(piece: Piece, other: Piece) -> bool:
    """Whether much of a sentence has been said in other words; stricter than `alike`, for neighbours in one post."""
    mine, theirs = _triples(_squeezed(piece.bare)), _triples(_squeezed(other.bare))
    return len(mine & theirs) >= ECHO * min(len(mine), len(theirs))


def _overlap(one: Piece, other: Piece) -> bool:
    return any(a.block == b.block and a.start < b.end and b.start < a.end for a in one.places for b in other.places)


def _distance(point: Excerpt, quote: Piece | None) -> int:
    """Blocks between a point and a quotation: what stands near it belongs to it."""
    return abs(point.place.block - quote.places[0].block) if quote and quote.places else 0


def _position(piece: Piece) -> tuple[int, int]:
    return (piece.places[0].block, piece.places[0].start) if piece.places else (0, 0)


def _squeezed(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _triples(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 3] for i in range(max(1, len(text) - 2)))
