"""What has to be worded for a post: its parts, and how long each may be so that the whole fits on its platform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.language import base, is_spaceless
from reprise.sites import Site
from reprise.social.counting import length
from reprise.social.material import LONGEST_QUOTE, Material, Piece
from reprise.social.parts import Desk, desk_for, items
from reprise.social.post import PostType
from reprise.social.rules import PLATFORMS

PartName = Literal["opening", "lead", "hook", "points", "quote", "aside", "question", "answer", "ask", "call", "posts"]
"""The parts by the names that a model is asked for them with; the layout's `title` is the `opening`."""

_ASKED = 0.92  # of the limit: models count badly
_ROOMY = 600  # platforms that are written to such a length forgive a few letters more
_FORGIVEN = 1.25
_TOO_LITTLE = 40  # room that is not worth a part
_ASK, _CALL = 80, 40
_FURNITURE = 24  # the heading of a list, the mark before each point
_EMOJI = 4  # before a title
_NUMBERING = 8  # of a thread's posts
_THREAD = (4, 7)


@dataclass(frozen=True)
class Need:
    """One part, or several of a kind: `fewest` to `most`. `asked` is the length that a model is told, in characters;
    `limit` the one that a wording may have, as the platform counts; 0 for what is not measured."""

    part: PartName
    asked: int
    limit: int
    fewest: int = 1
    most: int = 1

    @property
    def listed(self) -> bool:
        return self.part in ("lead", "points", "posts")


@dataclass(frozen=True)
class Wanted:
    """One post that is to be worded."""

    desk: Desk
    needs: tuple[Need, ...]

    @property
    def platform(self) -> str:
        return self.desk.convention.platform

    @property
    def type(self) -> PostType:
        return self.desk.type


def wanted(
    article: Article, brief: Brief, site: Site, platform: str, types: tuple[PostType, ...]
) -> tuple[Wanted, ...]:
    """Those of the types that the platform shows and that have something to be worded, in the platform's order."""
    found = []
    for type_ in PLATFORMS[platform].types:
        if type_ not in types or type_ == "video":
            continue
        desk = desk_for(article, brief, site, platform, type_)
        needs = tuple(_needs(desk)) if type_ in desk.convention.layouts else ()
        if needs:
            found.append(Wanted(desk, needs))
    return tuple(found)


def call_need(desk: Desk) -> Need | None:
    """The words before the link, where the platform has room for some and the site has none of its own."""
    own = desk.site.wording.calls_to_action
    short = not desk.has_link or desk.convention.short_call
    if short or own.get(desk.convention.platform) or own.get("default"):
        return None
    return Need("call", _CALL - 5, _CALL)


def _needs(desk: Desk) -> Iterator[Need]:
    layout, room = desk.convention.layouts[desk.type], _room(desk)
    if desk.type == "thread":
        fewest, most = desk.rules.thread or (2, 10)
        yield _many(desk, "posts", desk.rules.limit - _NUMBERING, max(_THREAD[0], fewest), min(_THREAD[1], most - 1))
        return
    if "quote" in layout:
        yield Need("quote", 0, min(LONGEST_QUOTE, desk.rules.target - 90))
    if "title" in layout:
        opening, left = _first_line(desk, 110, room, 0.42 if "lead" in layout else 1)
        yield _one(desk, "opening", opening)
        count = desk.convention.sentences
        each = min(230, left // count - 2)
        if "lead" in layout and each >= _TOO_LITTLE:
            yield _many(desk, "lead", each, 1, count)
    if "hook" in layout:
        listed = "points" in layout
        hook, left = _first_line(desk, 200, room, 0.34 if listed else 1)
        yield _one(desk, "hook", hook)
        if listed:
            count = desk.convention.points
            each = min(desk.convention.point_limit, (left - _FURNITURE) // count - 4)
            if each >= _TOO_LITTLE:
                yield _many(desk, "points", each, min(3, count), count)
    if "question" in layout:
        question, left = _first_line(desk, 110, room, 0.4)
        yield _one(desk, "question", question)
        yield _one(desk, "answer", min(450, left - 2))
    if "aside" in layout:
        yield _one(desk, "aside", min(220, desk.rules.target - 60))
    if "ask" in layout:
        yield _one(desk, "ask", _ASK)


def _room(desk: Desk) -> int:
    """What the call to action with its link, the hashtags, our question and the note about slides leave, as counted."""
    around = [item for item in items(desk, Material(Piece(""))) if item.part in ("call", "tags", "slides")]
    taken = sum(length(item.versions[0].text, desk.rules) + 2 for item in around)
    taken += _ASK + 2 if "ask" in desk.convention.layouts[desk.type] else 0
    return max(_TOO_LITTLE, desk.budget - taken)


def _first_line(desk: Desk, most: int, room: int, part: float) -> tuple[int, int]:
    """The length of the line that a post begins with, a part of its room, and what is left then. A platform's title
    takes nothing from the text."""
    if desk.rules.title_limit:
        return min(most, desk.rules.title_limit - _EMOJI), room
    line = min(most, int(room * part))
    return line, room - line - 2


def _one(desk: Desk, part: PartName, limit: int) -> Need:
    return Need(part, _asked(desk, limit), _forgiving(desk, limit))


def _many(desk: Desk, part: PartName, limit: int, fewest: int, most: int) -> Need:
    return Need(part, _asked(desk, limit), _forgiving(desk, limit), fewest, most)


def _forgiving(desk: Desk, limit: int) -> int:
    """Posts of a thread are held to their limit everywhere, titles to that of titles."""
    tight = desk.rules.target < _ROOMY or desk.type == "thread" or desk.rules.title_limit is not None
    return limit if tight else int(limit * _FORGIVEN)


def _asked(desk: Desk, limit: int) -> int:
    """In characters, which weigh double on some platforms in some scripts."""
    double = desk.rules.counting == "x_weighted" and (is_spaceless(desk.language) or base(desk.language) == "ko")
    characters = limit * _ASKED / (2 if double else 1)
    return max(15, int(characters // 5) * 5)
