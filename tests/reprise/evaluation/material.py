"""One article and posts about it, for tests of the rubrics."""

from __future__ import annotations

from functools import cache
from typing import Any

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.extractive import write_brief
from reprise.evaluation import RatedText, Rating, rate_posts
from reprise.evaluation.rubrics import RubricName
from reprise.social.post import PostDraft, PostType, post_id
from tests.builders import heading, make_article, make_site

SITE = make_site()
ARTICLE = make_article(
    "Catching rain in a small garden",
    "A barrel of 200 litres is full after one good shower on a small roof.",
    "Rain barrels save a third of the water that a small garden needs in summer.",
    "A lid keeps leaves, light and mosquitoes out of the water.",
    heading("The winter"),
    "Empty the barrel before the first frost, or the ice will split it.",
    "Mara Lind of the garden school lost four barrels in the winter of 2021.",
    tags=("rain barrels", "garden"),
)
LINK = "https://example.org/a-title/"
TAGS = ("RainBarrels", "Garden")


@cache
def brief_of(article: Article) -> Brief:
    return write_brief(article)


def post(
    *lines: str,
    platform: str = "facebook",
    type_: PostType = "announcement",
    tags: tuple[str, ...] = TAGS,
    call: str = f"Read on: {LINK}",
    article: Article = ARTICLE,
    **changes: Any,
) -> PostDraft:
    """A draft with these paragraphs, a call and hashtags behind them."""
    written = " ".join(f"#{tag}" for tag in tags)
    facts: dict[str, Any] = {
        "id": post_id(article.key, platform, type_),
        "site": SITE.id,
        "article": article.key,
        "platform": platform,
        "type": type_,
        "language": article.language,
        "texts": ("\n\n".join(filter(None, (*lines, call, written))),),
        "link": LINK,
        "hashtags": tags,
    }
    return PostDraft(**{**facts, **changes})


def rated(*drafts: PostDraft, article: Article = ARTICLE) -> tuple[RatedText, ...]:
    return rate_posts(drafts, article, brief_of(article), SITE)


def rating(rubric: RubricName, *drafts: PostDraft, article: Article = ARTICLE) -> Rating:
    """One rubric's rating of the first of the drafts."""
    found = rated(*drafts, article=article)[0]
    return next(each for each in found.ratings if each.rubric == rubric)
