"""What an evaluation found, as it is kept: every text with its ratings, and the means people look at first."""

from __future__ import annotations

from datetime import datetime
from statistics import mean

from reprise.evaluation.rubrics import RUBRICS, VERSION, Rating, RubricName
from reprise.model import Document


class RatedText(Document):
    """One post or script with its ratings. `platform` is the format for scripts, `type` then "script"; `writer` who
    worded it."""

    article: str
    platform: str
    type: str
    title: str | None = None
    texts: tuple[str, ...]
    writer: str = ""
    total: float
    ratings: tuple[Rating, ...]

    @property
    def name(self) -> str:
        return f"{self.article}: {self.platform}/{self.type}"

    def score(self, rubric: RubricName) -> float | None:
        return next((each.score for each in self.ratings if each.rubric == rubric), None)


class RatedArticle(Document):
    """An article with what was written about it. `asked` says who was asked with what result, `usd` what it cost."""

    key: str
    title: str
    language: str
    kind: str
    texts: tuple[RatedText, ...]
    asked: tuple[str, ...] = ()
    usd: float = 0.0


class Evaluation(Document):
    """A run of the rubrics. `writer` names who wrote, `rubrics` the version of the rubrics."""

    at: datetime
    writer: str
    rubrics: str = VERSION
    articles: tuple[RatedArticle, ...]

    @property
    def texts(self) -> tuple[RatedText, ...]:
        return tuple(text for article in self.articles for text in article.texts)

    @property
    def total(self) -> float:
        return mean_of(self.texts)

    @property
    def usd(self) -> float:
        return sum(article.usd for article in self.articles)

    def ranked(self) -> list[RatedText]:
        """The best first; the same order every time."""
        return sorted(self.texts, key=lambda text: (-text.total, text.name))


def mean_of(texts: tuple[RatedText, ...], rubric: RubricName | None = None) -> float:
    """The mean total, or the mean of one rubric where it applies; 0 for no texts."""
    scores = [text.total if rubric is None else text.score(rubric) for text in texts]
    found = [score for score in scores if score is not None]
    return mean(found) if found else 0.0


def table(evaluation: Evaluation) -> list[dict[str, object]]:
    """A row for each article and one for all: the total, then each rubric, as means."""
    rows = [_row(article.key, article.kind, article.texts) for article in evaluation.articles]
    return [*rows, _row("all", "", evaluation.texts)]


def _row(name: str, kind: str, texts: tuple[RatedText, ...]) -> dict[str, object]:
    rubrics: dict[str, object] = {rubric: mean_of(texts, rubric) for rubric in RUBRICS}
    return {"article": name, "kind": kind, "texts": len(texts), "total": mean_of(texts), **rubrics}
