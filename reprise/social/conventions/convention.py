"""What a platform's posts are made of, as data: which parts in which order, and how the parts look there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from reprise.social.post import PostType

Part = Literal[
    "opening",
    "title",
    "lead",
    "hook",
    "points",
    "quote",
    "source",
    "aside",
    "question",
    "answer",
    "slides",
    "ask",
    "call",
    "tags",
]
"""opening: a sentence that tells more than the headline does. title: the article's headline. lead: its summary.
hook: its most telling sentence or number. points: a list. quote, source: a quotation, and the headline it is from.
aside: one more point. question, answer: of the article. slides: what a carousel's pictures show. ask: our question to
the reader. call: the call to action with the link. tags: the hashtags."""


LinkPlace = Literal["bio", "below", "post"]
"""Where a viewer finds the link: in the profile, below the film, in the post that carries it."""


@dataclass(frozen=True)
class Convention:
    """How one platform is written for.

    `layouts` gives the parts of each post type in reading order; `sentences` the most of a summary that is used, one
    to a paragraph; `points` the longest list and `point_limit` its longest item as counted; `short_call` the brief
    call to action; `opener` whether the kind's emoji opens an announcement, `pointer` whether a hand points at the
    link. `film_links` says, by the film's format, where the link is that the film's call to action speaks of; without a
    format in it the call names no place.
    """

    platform: str
    layouts: Mapping[PostType, tuple[Part, ...]]
    sentences: int = 3
    points: int = 4
    point_limit: int = 180
    bullet: str = "•"
    short_call: bool = False
    opener: bool = False
    pointer: bool = False
    film_links: Mapping[str, LinkPlace] = field(default_factory=dict)
