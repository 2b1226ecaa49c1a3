"""Carousels: an article as a few slides, one idea on each, between its headline and the call to action."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

import regex

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief, Excerpt, Statistic, Step
from reprise.briefs.sentences import split
from reprise.briefs.standalone import is_clean, is_dangling
from reprise.social.counting import length
from reprise.social.material import alike
from reprise.social.phrases import Phrases
from reprise.social.plain import clean
from reprise.social.procedures import sends_elsewhere, spread
from reprise.social.slide import Slide

FEWEST, MOST = 5, 10
"""Slides of a carousel, headline and call to action included."""

_POINTS = 6  # more of what has no order of its own tires the thumb
_SHORT, _LONG = 120, 200  # letters that are read at a glance, and at most, on one slide; wide ones count twice
_VALUE = 16
_ENOUGH = 0.6  # of a procedure's steps, below which nobody could follow it
_NUMBERS = 3
_LISTED, _LIST_ROOM = 4, 320  # points of one slide, and their letters in all
_COUNTED = regex.compile(r"^(?:\p{L}+ )?#?\d{1,2}\s*[:.)–—-]")  # a heading that carries its own number
_QUOTATION = regex.compile(r"[\"“”„«»「」『』]")


def slides(article: Article, brief: Brief, closing: str, words: Phrases, most: int = MOST) -> tuple[Slide, ...]:
    """The slides of an article, at least `FEWEST` and at most `most` (and `MOST`); () when it has too little for them.

    Args:
        closing: the call to action on the last one.
        words: the article's language's own words.
    """
    room = _room(most)
    title, ending = clean(article.title), clean(closing)
    told = _told(article, brief, room)
    if not FEWEST - 2 <= len(told) <= room or not title or not ending:
        return ()
    kicker = _partial(brief, room, words) or next(iter(article.tags), "")
    return (Slide("title", title, kicker), *told, Slide("cta", ending))


def announced(brief: Brief, words: Phrases, most: int = MOST) -> str:
    """What the slides show, in a few words, and when steps are left out, how many; "" in a language we do not speak."""
    if answers(brief):
        return words.swipe_answers
    if not tells_steps(brief, most):
        return words.swipe_points
    partial = _partial(brief, _room(most), words)
    return f"{partial}. {words.swipe_steps}" if partial else words.swipe_steps


def answers(brief: Brief) -> bool:
    """Whether the slides are questions with their answers."""
    return bool(_asked(brief))


def tells_steps(brief: Brief, most: int = MOST) -> bool:
    """Whether the slides are the steps of a procedure."""
    return not answers(brief) and bool(_procedure(brief, _room(most))[0])


def _room(most: int) -> int:
    """Slides between the headline and the call to action."""
    return min(most, MOST) - 2


def _partial(brief: Brief, room: int, words: Phrases) -> str:
    """ "8 of 9 steps" where some are left out; else ""."""
    shown = _procedure(brief, room)[1] if not answers(brief) else 0
    return words.partial.format(shown=shown, all=len(brief.steps)).rstrip(" :：") if shown else ""


def _told(article: Article, brief: Brief, room: int) -> list[Slide]:
    """The ideas between the first slide and the last."""
    told = _asked(brief)[:room] or _procedure(brief, room)[0]
    if not told and brief.kind in ("listicle", "release"):
        told = _sections(article, brief)[:room]
    if len(told) >= FEWEST - 2 or brief.kind == "recipe":  # what is beside a recipe's steps is not the recipe
        return told
    return _points(article, brief, min(room, _POINTS))


def _asked(brief: Brief) -> list[Slide]:
    """Questions with as many whole sentences of their answers as a slide holds, where the article is made of them."""
    if brief.kind not in ("faq", "interview"):
        return []
    found = []
    for asked in brief.questions:
        question, answer = clean(asked.question), _beginning(asked.answer, _LONG, brief.language)
        if question and answer and _size(question) <= _SHORT:
            found.append(Slide("question", question, answer, places=(asked.place,)))
    return found if len(found) >= FEWEST - 2 else []


def _steps(brief: Brief) -> list[tuple[int, Step, Slide]]:
    """Each step that a slide can hold, with its number among all."""
    found = []
    for number, step in enumerate(brief.steps, start=1):
        name, detail = _name_and_detail(step, brief.language)
        if name:
            items = (detail,) if detail else ()
            found.append((number, step, Slide("step", name, str(number), items, (step.place,))))
    return found


def _name_and_detail(step: Step, language: str) -> tuple[str, str]:
    """What a step tells to do, and the rest of it; neither is ever cut inside a sentence."""
    title, text = clean(step.title), clean(step.text)
    first = _beginning(text, _SHORT, language, one=True)
    if not title or title.endswith("…") or text.startswith(title):
        name = first or (title if _size(title) <= _SHORT and not title.endswith("…") else "")
        return _unstopped(name), _beginning(text.removeprefix(first).strip(), _LONG, language) if first else ""
    if _size(title) > _SHORT:
        return _unstopped(first), ""
    return _unstopped(title), "" if alike(title, text) else _beginning(text, _LONG, language)


def _procedure(brief: Brief, room: int) -> tuple[list[Slide], int]:
    """The steps of a procedure, and how many of them when some are left out; ([], 0) when it is none or too long.

    Each on a slide; where they are too many, its sections with their steps, else several on a slide, else some.
    """
    found = _steps(brief) if brief.kind in ("how-to", "recipe") else []
    if min(len(found), room) < FEWEST - 2:
        return [], 0
    if len(found) == len(brief.steps):
        if len(found) <= room:
            return [slide for _, _, slide in found], 0
        if together := _parts(brief, room) or _bundles(found, room):
            return together, 0
    some = spread([slide for _, step, slide in found if not sends_elsewhere(step.text)], room)
    enough = len(some) >= max(FEWEST - 2, _ENOUGH * len(brief.steps))
    return (some, len(some)) if enough else ([], 0)


def _bundles(found: Sequence[tuple[int, Step, Slide]], room: int) -> list[Slide]:
    """A few steps on each slide; none when they are too long for that."""
    count = -(-len(found) // -(-len(found) // room))  # slides, each with about as many steps as the others
    edges = [len(found) * place // count for place in range(count + 1)]
    bundles = [found[start:end] for start, end in pairwise(edges)]
    told = [_bundle(bundle) for bundle in bundles]
    return [slide for slide in told if slide] if all(told) and len(told) >= FEWEST - 2 else []


def _bundle(steps: Sequence[tuple[int, Step, Slide]]) -> Slide | None:
    if len(steps) == 1:
        return steps[0][2]
    items = tuple(slide.text for _, _, slide in steps)
    if len(items) > _LISTED or sum(map(_size, items)) > _LIST_ROOM:
        return None
    first, last = steps[0][0], steps[-1][0]
    return Slide("list", f"{first}–{last}", "", items, tuple(step.place for _, step, _ in steps), first)


def _parts(brief: Brief, room: int) -> list[Slide]:
    """A slide for each section of a procedure with its steps; none when a section does not fit on one."""
    if not all(step.section for step in brief.steps):
        return []
    found: list[Slide] = []
    for name, group in groupby(brief.steps, key=lambda step: step.section):
        steps = list(group)
        number, heading = str(len(found) + 1), clean(name)
        told = [_name_and_detail(step, brief.language) for step in steps]
        names = [name for name, _ in told]
        if not heading or not all(names) or _size(heading) > _SHORT:
            return []
        if len(steps) == 1:
            whole = _beginning(clean(steps[0].text), _LONG, brief.language)
            found.append(Slide("step", heading, number, (whole,) if whole else (), (steps[0].place,)))
            continue
        if len(steps) > _LISTED or sum(map(_size, names)) > _LIST_ROOM:
            return []
        found.append(Slide("list", heading, number, tuple(names), tuple(step.place for step in steps)))
    return found if FEWEST - 2 <= len(found) <= room else []


def _sections(article: Article, brief: Brief) -> list[Slide]:
    """The sections of a list, each with how it begins."""
    levels = [block.level for block in article.blocks if block.kind == "heading" and block.text]
    level = max(levels, key=levels.count, default=0)
    wanted = set(brief.headings)
    found: list[Slide] = []
    for index, block in enumerate(article.blocks):
        heading = clean(block.text)
        if block.kind != "heading" or block.level != level or block.text.rstrip(" :：") not in wanted:
            continue
        if not heading or _size(heading) > _SHORT or heading.endswith(("?", "？")):
            continue
        body = next(iter(article.blocks[index + 1 : index + 2]), None)
        detail = _beginning(body.text, _LONG, brief.language) if body and body.kind == "paragraph" else ""
        if detail and (not is_clean(detail) or is_dangling(detail, brief.language)):
            detail = ""
        number = "" if _COUNTED.match(heading) or brief.kind != "listicle" else str(len(found) + 1)
        items = (detail,) if detail else ()
        places = tuple(_whole(article, at) for at in range(index, index + 1 + len(items)))
        found.append(Slide("step" if number else "point", heading, number, items, places))
    return found if sum(bool(slide.items) for slide in found) >= len(found) / 2 else []


def _whole(article: Article, block: int) -> Place:
    return Place(block=block, start=0, end=len(article.blocks[block].text))


def _points(article: Article, brief: Brief, room: int) -> list[Slide]:
    """The most telling sentences in reading order: numbers large, somebody's words as a quotation."""
    taken: list[tuple[Place, str]] = []
    chosen: list[tuple[Place, Slide]] = []

    def take(place: Place, slide: Slide | None, said: str) -> None:
        if slide is None or len(chosen) >= room or any(_same(place, said, *other) for other in taken):
            return
        taken.append((place, said))
        chosen.append((place, slide))

    for step in brief.steps:  # told in their order or not at all
        taken.append((step.place, step.text))
    taken.append((Place(block=-1, start=0, end=0), article.title))
    spoken = [quote for quote in brief.quotes if quote.spoken and quote.speaker and _size(quote.text) <= _LONG]
    for quote in spoken[:1]:
        label = clean(quote.speaker)
        take(quote.place, Slide("quote", clean(quote.text), label, places=(quote.place,)), quote.text)
    numbers = [number for number in brief.statistics if _telling(number)]
    telling = (*brief.key_points, *brief.summary)
    central = [
        number for number in numbers if any(_same(number.place, number.sentence, e.place, e.text) for e in telling)
    ]
    for number in central[:_NUMBERS]:
        take(number.place, _number(number), number.sentence)
    for excerpt in telling:
        take(excerpt.place, _point(excerpt), excerpt.text)
    chosen.sort(key=lambda pair: (pair[0].block, pair[0].start))
    return [slide for _, slide in chosen]


def _point(excerpt: Excerpt) -> Slide | None:
    text = clean(excerpt.text)
    if not text or _size(text) > _LONG or _QUOTATION.search(text):
        return None
    return Slide("point", text, places=(excerpt.place,))


def _telling(number: Statistic) -> bool:
    return _size(number.value) <= _VALUE and _size(number.sentence) <= _LONG


def _number(number: Statistic) -> Slide:
    return Slide("statistic", clean(number.value), clean(number.sentence), places=(number.place,))


def _same(place: Place, said: str, other: Place, other_said: str) -> bool:
    """Whether two wordings are from the same words of the article, or say the same."""
    overlap = place.block == other.block and place.start < other.end and other.start < place.end
    return overlap or alike(said, other_said)


def _beginning(text: str, room: int, language: str, *, one: bool = False) -> str:
    """As many whole sentences from the beginning of a text as fit (`one`: the first only); "" when none does."""
    text = clean(text)
    ends = [end for _, end in split(text, language)]
    fitting = [end for end in ends[: 1 if one else None] if _size(text[:end]) <= room]
    return text[: fitting[-1]] if fitting else ""


def _unstopped(text: str) -> str:
    """A heading has no full stop at its end."""
    return text[:-1] if text.endswith((".", "。")) and not text.endswith("..") else text


def _size(text: str) -> int:
    """How much room a text takes: wide letters twice."""
    return length(text, "x_weighted")
