"""One slide of a carousel in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reprise.articles.article import Place

SlideKind = Literal["title", "point", "step", "list", "question", "statistic", "quote", "cta"]


@dataclass(frozen=True)
class Slide:
    """The words of one slide, as they are drawn.

    `label` is a kicker over a title, a step's or section's number, who is quoted, a question's answer, the sentence
    around a number, or nothing; `items` are a step's details or a list's points, numbered from `first` on. `places`
    are where in the article they are from.
    """

    kind: SlideKind
    text: str
    label: str = ""
    items: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    first: int = 1
