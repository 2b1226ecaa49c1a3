"""Rates the script of a film: what is said in it, as one hears it."""

from __future__ import annotations

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.evaluation import form, wording
from reprise.evaluation.evidence import evidence_of
from reprise.evaluation.posts import in_order
from reprise.evaluation.prose import prose_from
from reprise.evaluation.results import RatedText
from reprise.evaluation.rubrics import Rating, falling, rating, total
from reprise.sites import Site
from reprise.video.script import Script

_HEARD_MEAN, _HEARD_LONGEST = 15, 25  # words of a sentence that an ear can follow


def rate_script(script: Script, article: Article, brief: Brief, site: Site) -> RatedText:
    """A script with its ratings; what only posts have (hashtags, call, faults) does not count."""
    evidence = evidence_of(article, brief, site)
    said = [scene.narration for scene in script.scenes if scene.section != "cta"]
    prose = prose_from(said, script.language)
    repeated = wording.repeats_itself(prose)
    ratings = in_order(
        (
            wording.hook(prose, evidence),
            rating("variety", 1 - 2 * repeated, [f"{repeated:.0%} is said twice."] if repeated > 0.05 else ()),
            wording.grounding(prose, evidence),
            wording.specificity(prose, evidence),
            wording.readability(prose, mean_words=_HEARD_MEAN, longest_words=_HEARD_LONGEST),
            form.wholeness(prose, evidence),
            _length(script),
            wording.originality(prose, evidence),
        )
    )
    return RatedText(
        article=script.article,
        platform=script.format,
        type="script",
        title=script.title,
        texts=tuple(scene.narration for scene in script.scenes),
        writer=script.writer,
        total=total(ratings),
        ratings=ratings,
    )


def _length(script: Script) -> Rating:
    off = abs(script.seconds - script.target_seconds) / script.target_seconds
    why = [f"{script.seconds:.0f} s instead of {script.target_seconds:.0f}."] if off > 0.1 else ()
    return rating("length", falling(off, 0.1, 0.4), why)
