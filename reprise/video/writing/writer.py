"""The script of a film, written out of the article's own sentences: short or long, in the site's style.

What reviewers turned down is not handed in again: their notes say what to change, and without any that a rule
understands the film opens and chooses in another way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.errors import BadInput
from reprise.sites import Site
from reprise.video.presets import Format
from reprise.video.script import Scene, Script
from reprise.video.writing.attempts import Attempt, rejected
from reprise.video.writing.lengths import (
    AIR_SECONDS,
    TOLERANCE,
    WRITER,
    scene_seconds,
    stated_target,
    target_of,
    too_short,
)
from reprise.video.writing.long import plan_long
from reprise.video.writing.manner import Manner
from reprise.video.writing.notes import Wishes, wishes_of
from reprise.video.writing.openings import one_line
from reprise.video.writing.short import POINTS, plan_short, short_scenes

__all__ = ["AIR_SECONDS", "POINTS", "TOLERANCE", "WRITER", "Attempt", "write_script"]

_LONG = "long"
_EFFORTS = 3  # how hard to look for a script that differs from those turned down


def write_script(
    article: Article,
    brief: Brief,
    site: Site,
    fmt: Format,
    *,
    words_per_minute: float,
    earlier: Sequence[Attempt] = (),
) -> Script:
    """A script within ±10 % of the target length, or as long as the article has words for.

    Args:
        words_per_minute: the voice's measured rate in the article's language.
        earlier: versions of this script; what was turned down does not come again.

    Raises `BadInput` when that is less than the format's shortest film, or when the article gives no other script
    than those that were turned down.
    """
    refused = {attempt.script.content_hash for attempt in rejected(earlier)}
    for effort in range(_EFFORTS):
        wishes = wishes_of(earlier, at_least=effort)
        script = _written(article, brief, site, fmt, words_per_minute, wishes)
        if script.content_hash not in refused:
            return script
    raise BadInput(
        f"The article gives no other {fmt.title.lower()} than the {len(refused)} that were turned down.",
        where=article.key,
        remedy="Edit scenes of one of them and approve it, or write more into the article.",
    )


def _written(
    article: Article, brief: Brief, site: Site, fmt: Format, words_per_minute: float, wishes: Wishes
) -> Script:
    if site.films.form == "dialogue" and fmt.name != _LONG:
        from reprise.video.dialogue import write_dialogue  # it is written with parts of this package

        return write_dialogue(article, brief, site, fmt, words_per_minute=words_per_minute, wishes=wishes)
    manner = Manner.of(site, article.language)
    target = target_of(site, fmt, wishes.length)
    if fmt.name == _LONG:
        scenes = plan_long(
            article, brief, site, fmt, target=target, words_per_minute=words_per_minute, manner=manner, wishes=wishes
        )
    else:
        plan = plan_short(
            article, brief, site, fmt, target=target, words_per_minute=words_per_minute, manner=manner, wishes=wishes
        )
        if not plan.points or plan.seconds < fmt.seconds[0]:
            raise too_short(article, fmt, plan.seconds, words_per_minute)
        scenes = short_scenes(plan)
    return finished_script(article, brief, site, fmt, scenes, target=target, words_per_minute=words_per_minute)


def finished_script(
    article: Article,
    brief: Brief,
    site: Site,
    fmt: Format,
    scenes: Iterable[Scene],
    *,
    target: float,
    words_per_minute: float,
) -> Script:
    """The script of dressed scenes, each timed."""
    timed = tuple(timed_scene(scene, article.language, words_per_minute) for scene in scenes)
    return Script(
        article=article.key,
        article_hash=article.content_hash,
        site=site.id,
        format=fmt.name,
        title=one_line(brief.title),
        language=article.language,
        target_seconds=stated_target(sum(scene.seconds for scene in timed), target, fmt),
        scenes=timed,
        writer=WRITER,
        style=site.films.style,
    )


def timed_scene(scene: Scene, language: str, words_per_minute: float) -> Scene:
    """The scene with the length of its words."""
    return scene.model_copy(update={"seconds": round(scene_seconds(scene.narration, language, words_per_minute), 2)})
