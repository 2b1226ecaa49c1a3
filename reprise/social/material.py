"""Dealing an article's sentences out to the types of post, so that several posts about it do not repeat each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

import regex

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief, Excerpt, Question, Quote
from reprise.briefs.language import word_count
from reprise.briefs.phrases import phrases as tell_tales
from reprise.briefs.quotes import STRONG
from reprise.briefs.sentences import TERMINALS
from reprise.briefs.standalone import is_dangling
from reprise.social.conventions import Convention
from reprise.social.counting import length
from reprise.social.fitting import sentences
from reprise.social.likeness import alike, echoes
from reprise.social.links import tracked
from reprise.social.openings import NEAR, Opening, in_turn, is_answered, openings
from reprise.social.phrases import phrases
from reprise.social.plain import clean, quiet
from reprise.social.procedures import sections, spread, whole_that_fit
from reprise.social.rules import PLATFORMS, PlatformRules

__all__ = ["LONGEST_QUOTE", "Material", "Piece", "Points", "alike", "gather"]

LONGEST_QUOTE = 300
_SAYS_SOMETHING = regex.compile(r"[\p{L}\p{N}]")
_SHORTEST_LEAD = 40
_FEWEST_STEPS = 3
_EASY_QUESTION = 110
_COUNTED = regex.compile(r"^(?:\p{L}+ )?#?\d{1,2}\s*[:.)–—-]")
_MORE_SECTIONS = 2  # titles are short: a list may have that many more of them
_NUMBERING = 8  # of a thread's posts
_CALL_AND_TAGS = 40  # letters
_ROOMY_THREAD = 3  # posts that a thread has at least, after the best of them has become its first line
_SHORT_SPARE = 130
_FEWEST_POINTS, _SCARCE = 3, 6
_FEWEST_WORDS = 7  # that a point makes sense with
_NEAR_STATEMENTS = 0.85
_OUTER_MARKS = '"“”„‟«»「」『』‘’ '
T = TypeVar("T")


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

    `opening` is the first line of the announcement, `start` that of the thread or the carousel, where the article has
    something more telling than its headline. `spare` are short sentences that nothing else has, for where the others
    do not fit. `thread_steps` says how many steps of how many the thread has; `spoken` that the quote is somebody's
    words.
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
    opening: Piece | None = None
    start: Piece | None = None
    spare: tuple[Piece, ...] = ()


def gather(article: Article, brief: Brief, convention: Convention, rules: PlatformRules) -> Material:
    """Deal out the article for one platform. The same article gives the same cards whatever types are wanted.

    Platforms take turns: what is nearly as good as the best leads on another one, so that nobody who follows the site
    in two places reads everything twice.
    """
    return _Dealer(article, brief, convention, rules).deal()


class _Dealer:
    """Remembers what has been given out."""

    def __init__(self, article: Article, brief: Brief, convention: Convention, rules: PlatformRules) -> None:
        self.article, self.brief, self.convention, self.rules = article, brief, convention, rules
        self.used: list[Piece] = []
        self.turn = tuple(PLATFORMS).index(rules.name)
        self.ranked = openings(article, brief)
        self.telling = _telling(brief)

    def deal(self) -> Material:
        brief, layouts = self.brief, self.convention.layouts
        title = self.piece(self.article.title)
        self.used.append(title)
        question, answer = self.question()
        opening = self.opening(self.turn)
        lead = self.lead(opening)
        self.used += [self.piece(step.text, step.place) for step in brief.steps]  # told in their order or not at all
        quote, speaker, spoken = self.quote()
        threaded = "thread" in layouts
        steps = Points() if threaded else self.steps()
        thread, shown = self.step_thread() if threaded else ((), (0, 0))
        hook, number = self.hook() if "hook" in layouts.get("highlights", ()) else (None, None)
        listed = "points" in layouts.get("highlights", ())
        points = steps if steps.items else self.points() if listed else Points()
        told = bool(thread)
        thread = thread or (self.thread() if threaded else ())
        beside = sorted(self.telling, key=lambda point: _distance(point, quote))
        aside = self.first(beside, lambda piece: len(piece.text) <= LONGEST_QUOTE)
        start = self.opening(self.turn + 1)
        if start is None and len(thread) > _ROOMY_THREAD and not told:
            start, thread = self.moved(thread)
        return Material(
            title=title,
            lead=lead,
            hook=hook,
            number=number,
            points=points,
            thread=thread,
            thread_steps=shown,
            quote=quote,
            speaker=speaker,
            spoken=spoken,
            aside=aside,
            question=question,
            answer=answer,
            opening=opening,
            start=start,
            spare=self.spare(),
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

    def opening(self, turn: int) -> Piece | None:
        """A first line that nothing else has said, with room for it; another one on each platform."""
        ranked = self.fresh(turn)
        if len(self.telling) <= _SCARCE:  # then the summary may as well begin, and the other posts have the points
            summary = {excerpt.text for excerpt in self.brief.summary}
            ranked.sort(key=lambda each: each.text not in summary)
        return self.first_line(ranked)

    def fresh(self, turn: int, *kinds: str) -> list[Opening]:
        """The openings that nothing else has said, those as good as the best of them taking turns."""
        found = [each for each in self.ranked if not kinds or each.kind in kinds]
        found = [each for each in found if not self.repeats(self.opened(each))]
        return in_turn(found, turn, [each.worth for each in found])

    def first_line(self, candidates: Sequence[Opening]) -> Piece | None:
        """The first that fits and tells more than the headline; where posts have titles, rather one that can be it."""
        pieces = [self.opened(candidate) for candidate in candidates]
        rooms = [self.room()] if self.rules.text.title_limit is None else [self.rules.text.title_limit, self.room()]
        for room in rooms:
            for piece in pieces:
                fits = 0 < length(piece.text, self.rules.text) <= room
                if fits and not self.repeats(piece) and not _echoes(piece, self.used[0]):
                    self.used.append(piece)
                    return piece
        return None

    def opened(self, opening: Opening) -> Piece:
        """The words of an opening; somebody's in quotation marks with the name behind them."""
        if opening.kind != "quote":
            return self.piece(opening.text, opening.place)
        left, right = phrases(self.article.language).quotes
        said = self.piece(opening.text.strip(_OUTER_MARKS)).bare
        said = said if said[-1:] in TERMINALS else f"{said}."
        return self.piece(f"{left}{said}{right} — {opening.speaker}", opening.place) if said != "." else Piece("")

    def moved(self, thread: tuple[Piece, ...]) -> tuple[Piece | None, tuple[Piece, ...]]:
        """The most telling post of a thread as its first line, and the others."""
        worths = {opening.text: opening.worth for opening in self.ranked}
        fit = [piece for piece in thread if piece.bare in worths and length(piece.text, self.rules.text) <= self.room()]
        best = max(fit, key=lambda piece: worths[piece.bare], default=None)
        return best, tuple(piece for piece in thread if piece is not best)

    def room(self) -> int:
        """What an opening may have beside the call with its address and the hashtags."""
        rules = self.rules.text
        bare = min(rules.target, rules.limit, rules.media_limit or rules.limit)
        address = 0
        if rules.link != "none" and rules.target == rules.limit:
            address = length(tracked(self.article.url, self.rules.name, "reprise", "p" + 12 * "0"), rules)
        return bare - address - _CALL_AND_TAGS

    def lead(self, opening: Piece | None) -> tuple[Piece, ...]:
        """The author's own description, then the summary; without what title and opening say already."""
        described = self.piece(self.description())
        if not _SHORTEST_LEAD <= len(described.bare) <= LONGEST_QUOTE or described.bare.endswith(("…", "...", "[…]")):
            described = Piece("")  # a stump, or the beginning of the text cut off by a machine
        found = _distinct([described, *self.excerpts(self.brief.summary)])
        if opening:  # and the headline say what it is about: then any of the sentences may come first
            found = found[self.turn % max(1, len(found) - self.convention.sentences + 1) :]
        lead = tuple(
            piece
            for piece in found
            if not self.repeats(piece)
            and (piece is described or not _echoes(piece, described))
            and not (opening and _echoes(piece, opening))
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
        """A question with its answer; each platform begins to look at another one."""
        room, language = self.rules.text.target // 2, self.brief.language
        fit = [found for found in self.brief.questions if is_answered(found.question, found.answer, language)]
        easy = [found for found in fit if len(found.question) <= _EASY_QUESTION]
        for found in (*_turned(easy, self.turn), *(other for other in fit if other not in easy)):
            question, answer = self.asked(found)
            short = length(question.text, self.rules.text) <= room
            if question.text and answer.text and short and not self.repeats(question):
                self.used += [question, answer]
                return question, answer
        return None, None

    def asked(self, found: Question) -> tuple[Piece, Piece]:
        return self.piece(found.question, found.place), self.piece(found.answer, found.place)

    def quote(self) -> tuple[Piece | None, str, bool]:
        """A quotable wording that fits, with whose it is and whether it is somebody's words."""
        longest = min(LONGEST_QUOTE, self.rules.text.target - 90)
        for quote in self.quotes():
            piece, speaker = self.piece(quote.text, quote.place), self.piece(quote.speaker)
            if piece.text and len(piece.text) + len(speaker.text) <= longest and not self.repeats(piece):
                self.used.append(piece)
                return piece, speaker.text, quote.spoken
        return None, "", False

    def quotes(self) -> list[Quote]:
        """The quotations, those as good as the first taking turns; strong statements before other ones."""
        if not self.brief.quotes:
            return []
        first = self.brief.quotes[0]
        alike_ones = [quote for quote in self.brief.quotes if _sort(quote) == _sort(first)]
        others = [quote for quote in self.brief.quotes if _sort(quote) != _sort(first)]
        if not first.spoken:
            alike_ones.sort(key=lambda quote: -bool(STRONG.search(quote.text)))
        worths = [quote.score + 0.01 for quote in alike_ones]
        return [*in_turn(alike_ones, self.turn, worths, NEAR if first.spoken else _NEAR_STATEMENTS), *others]

    def hook(self) -> tuple[Piece | None, str | None]:
        """The sentence around a number that counts, or a telling one; with the number itself."""
        telling = self.excerpts(self.telling)
        for statistic in _turned(self.brief.statistics[:3], self.turn):
            piece = self.piece(statistic.sentence, statistic.place)
            if not any(_overlap(piece, other) for other in telling):
                continue  # a number in passing
            if piece.text and len(piece.text) <= LONGEST_QUOTE and not self.repeats(piece):
                self.used.append(piece)
                return piece, clean(statistic.value)
        short = self.first_line(self.fresh(self.turn, "fact"))
        short = short or self.first(self.telling, lambda piece: length(piece.text, self.rules.text) <= self.room())
        return short or self.first(self.telling, lambda _: True), None

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
        if self.brief.kind == "interview":
            asked = self.whole(self.asked(found)[0] for found in self.brief.questions)
            asked = [piece for piece in asked if not is_dangling(piece.bare, self.brief.language)]
            asked = [piece for piece in _distinct(asked) if not self.repeats(piece)][:most]
            if len(asked) >= 3:
                return self.given(asked, heading="inside")
        fresh = [piece for piece in self.excerpts(self.telling) if not self.repeats(piece)]
        whole = _distinct(self.whole(fresh))
        skipped = self.turn % max(1, min(3, len(whole) - most + 1))
        chosen = whole[skipped : skipped + most]
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

    def spare(self) -> tuple[Piece, ...]:
        """Short sentences of the best ones that nothing else has."""
        fresh = [piece for piece in self.excerpts(self.telling) if not self.repeats(piece)]
        return tuple(piece for piece in fresh if len(piece.text) <= _SHORT_SPARE)

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
        fresh = _distinct([piece for piece in self.excerpts(self.telling) if not self.repeats(piece)])
        if len(fresh) < 2:
            return ()
        self.used += fresh
        return tuple(sorted(fresh, key=_position))


def _telling(brief: Brief) -> tuple[Excerpt, ...]:
    """The key points that a site may say as its own: nobody else's "I", and how glad somebody is only for want of
    others."""
    table = tell_tales(brief.language)
    own = [point for point in brief.key_points if brief.kind != "interview" or not table.chat.search(point.text)]
    sober = [point for point in own if not table.fanfare.search(point.text)]
    full = [point for point in sober if word_count(point.text, brief.language) >= _FEWEST_WORDS]
    return tuple(next((found for found in (full, sober) if len(found) >= _FEWEST_POINTS), own))


def _sort(quote: Quote) -> tuple[bool, bool]:
    return quote.spoken, bool(quote.speaker)


def _turned(items: Sequence[T], turn: int) -> list[T]:
    """The items from another one on at each turn, the first ones behind the last."""
    shift = turn % len(items) if items else 0
    return [*items[shift:], *items[:shift]]


def _distinct(pieces: Iterable[Piece]) -> list[Piece]:
    chosen: list[Piece] = []
    for piece in pieces:
        if piece.text and not any(_overlap(piece, other) or alike(piece.bare, other.bare) for other in chosen):
            chosen.append(piece)
    return chosen


def _echoes(piece: Piece, other: Piece) -> bool:
    return echoes(piece.bare, other.bare)


def _overlap(one: Piece, other: Piece) -> bool:
    return any(a.block == b.block and a.start < b.end and b.start < a.end for a in one.places for b in other.places)


def _distance(point: Excerpt, quote: Piece | None) -> int:
    """Blocks between a point and a quotation: what stands near it belongs to it."""
    return abs(point.place.block - quote.places[0].block) if quote and quote.places else 0


def _position(piece: Piece) -> tuple[int, int]:
    return (piece.places[0].block, piece.places[0].start) if piece.places else (0, 0)
