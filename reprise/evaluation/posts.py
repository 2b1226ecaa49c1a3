"""Rates all posts about one article, each for itself and against the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.evaluation import form, wording
from reprise.evaluation.evidence import Evidence, evidence_of
from reprise.evaluation.prose import Prose, prose_of
from reprise.evaluation.results import RatedText
from reprise.evaluation.rubrics import RUBRICS, Rating, total
from reprise.evaluation.variety import variety
from reprise.sites import Site
from reprise.social.post import PostDraft


def rate_posts(drafts: Sequence[PostDraft], article: Article, brief: Brief, site: Site) -> tuple[RatedText, ...]:
    """Every draft with its ratings and total, in the given order. `drafts` are all posts about `article`."""
    evidence = evidence_of(article, brief, site)
    proses = {draft.id: prose_of(draft, site) for draft in drafts}
    varied = variety(drafts, proses, article.title)
    return tuple(_rated(draft, proses[draft.id], evidence, varied[draft.id]) for draft in drafts)


def _rated(draft: PostDraft, prose: Prose, evidence: Evidence, varied: Rating) -> RatedText:
    found = [
        wording.hook(prose, evidence),
        varied,
        wording.grounding(prose, evidence),
        wording.specificity(prose, evidence),
        wording.readability(prose),
        form.wholeness(prose, evidence),
        form.hashtags(draft, evidence),
        form.length(draft, prose),
        form.call(draft, prose),
        wording.originality(prose, evidence),
        form.faults(draft),
    ]
    ratings = in_order(rating for rating in found if rating is not None)
    return RatedText(
        article=draft.article,
        platform=draft.platform,
        type=draft.type,
        title=draft.title,
        texts=draft.texts,
        writer=draft.writer,
        total=total(ratings),
        ratings=ratings,
    )


def in_order(ratings: Iterable[Rating]) -> tuple[Rating, ...]:
    """Ratings in the order of the table of rubrics."""
    order = list(RUBRICS)
    return tuple(sorted(ratings, key=lambda rating: order.index(rating.rubric)))
