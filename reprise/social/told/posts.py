"""What a model has worded for the posts of one platform, and how it takes the place of the article's own sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from reprise.briefs.brief import Statistic
from reprise.social.material import Material, Piece, Points, alike
from reprise.social.post import PostType
from reprise.social.slide import Slide


@dataclass(frozen=True)
class ToldPost:
    """One post's parts; None or empty where nobody has worded them. `writer` names who did.

    `title` is the line it opens with, `speaker` and `spoken` belong to the quotation as in `Material`; `call` are the
    words before the link.
    """

    writer: str = ""
    title: Piece | None = None
    lead: tuple[Piece, ...] = ()
    hook: Piece | None = None
    points: tuple[Piece, ...] = ()
    quote: Piece | None = None
    speaker: str = ""
    spoken: bool = False
    aside: Piece | None = None
    question: Piece | None = None
    answer: Piece | None = None
    ask: Piece | None = None
    call: str = ""
    thread: tuple[Piece, ...] = ()
    slides: tuple[Slide, ...] = ()

    @property
    def is_worded(self) -> bool:
        """Whether anything of the post itself is somebody's wording: more than the words before its link."""
        parts = (self.title, self.hook, self.quote, self.aside, self.question, self.answer, self.ask)
        return any((*parts, self.lead, self.points, self.thread, self.slides))

    def into(self, material: Material, statistics: Sequence[Statistic] = ()) -> Material:
        """The material with these parts in the place of its own.

        A question and its answer only together. A hook brings the number that it tells, where it is one of the
        article's `statistics`. Sentences of the article that say what a worded opening says already are left out.
        """
        changes: dict[str, object] = {}
        if self.title:
            changes["title"] = self.title
        if self.lead:
            changes["lead"] = self.lead
        elif self.title:
            opening = self.title.bare
            changes["lead"] = tuple(piece for piece in material.lead if not alike(piece.bare, opening))
        if self.hook:
            changes |= {"hook": self.hook, "number": _number(self.hook.bare, statistics)}
        if len(self.points) > 1:
            changes["points"] = Points(self.points)
        if self.quote:
            changes |= {"quote": self.quote, "speaker": self.speaker, "spoken": self.spoken}
        if self.aside:
            changes["aside"] = self.aside
        if self.question and self.answer:
            changes |= {"question": self.question, "answer": self.answer}
        if self.thread:
            changes |= {"title": self.thread[0], "lead": (), "thread": self.thread[1:], "thread_steps": (0, 0)}
        return replace(material, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class ToldPosts:
    """What was worded for one platform: its posts by type, and hashtags without #, the best first."""

    posts: Mapping[PostType, ToldPost] = field(default_factory=lambda: MappingProxyType({}))
    hashtags: tuple[str, ...] = ()

    def of(self, type_: PostType) -> ToldPost | None:
        return self.posts.get(type_)


def _number(hook: str, statistics: Sequence[Statistic]) -> str | None:
    return next((each.value for each in statistics if each.value and each.value in hook), None)
