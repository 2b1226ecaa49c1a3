"""What a brief holds. Every excerpt is a wording that can stand alone, with the place it came from."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import field_validator

from reprise.articles.article import Place
from reprise.model import Document

ArticleKind = Literal[
    "article", "how-to", "listicle", "faq", "interview", "recipe", "release", "news",
    "review", "comparison", "product", "service",
]  # fmt: skip
"""What an article is; "article" is every other post. It decides how the article is told."""


class Excerpt(Document):
    """A whole sentence (or a few) of the article, fit to be read on its own. `score` ranks it, 0–1."""

    text: str
    place: Place
    score: float = 0.0


class Quote(Excerpt):
    """Words worth a card of their own. `spoken` marks what somebody is quoted with in the article, else it is a
    statement of the article itself; `speaker` is who said it, as the article names them, "" where it does not."""

    speaker: str = ""
    spoken: bool = False


class Statistic(Document):
    """A number worth a picture: `value` as written ("37 %", "2.4 million"), `label` says what it counts.

    Where nothing that says so can be cut out of the sentence, `label` is the whole `sentence`.
    """

    value: str
    label: str
    sentence: str
    place: Place


class Question(Document):
    """A question that the article asks and answers."""

    question: str
    answer: str
    place: Place


class Step(Document):
    """A step of a procedure; `title` names it, `text` is whole sentences (may equal the title).

    `section` is the heading it stands under where a procedure runs through several, else "".
    """

    title: str
    text: str
    place: Place
    section: str = ""


class Keyword(Document):
    """A topic in the article's own words. `score` ranks it, 0–1; `is_name` marks proper names."""

    text: str
    score: float
    is_name: bool = False


class Brief(Document):
    """The distillation of one article revision.

    `summary` is one to three sentences in reading order; `key_points` the most telling sentences by rank, none of
    them in `summary`. `headings` are the article's section titles that say something. Lists may be empty, `summary`
    never is. `writer` names what made it, with its version.
    """

    article: str
    content_hash: str
    language: str
    title: str
    kind: ArticleKind
    summary: tuple[Excerpt, ...]
    key_points: tuple[Excerpt, ...]
    quotes: tuple[Quote, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    questions: tuple[Question, ...] = ()
    steps: tuple[Step, ...] = ()
    definitions: tuple[Excerpt, ...] = ()
    headings: tuple[str, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    writer: str

    @field_validator("quotes", mode="before")
    @classmethod
    def _excerpts_are_statements(cls, quotes: Any) -> Any:
        return tuple(Quote(**dict(item)) if type(item) is Excerpt else item for item in quotes)
