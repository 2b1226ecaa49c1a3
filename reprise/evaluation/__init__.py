"""Measures how well posts and scripts are written, by rubrics that say what is wrong in words a person can act on.

Pure and deterministic: the same text about the same article gets the same score, so that two prompts, models or
versions of the built-in writer can be compared. `docs/evaluation.md` explains the rubrics.
"""

from __future__ import annotations

from reprise.evaluation.comparing import Change, Comparison, compare
from reprise.evaluation.posts import rate_posts
from reprise.evaluation.results import Evaluation, RatedArticle, RatedText
from reprise.evaluation.rubrics import RUBRICS, Rating, Rubric
from reprise.evaluation.scripts import rate_script

__all__ = [
    "RUBRICS",
    "Change",
    "Comparison",
    "Evaluation",
    "RatedArticle",
    "RatedText",
    "Rating",
    "Rubric",
    "compare",
    "rate_posts",
    "rate_script",
]
