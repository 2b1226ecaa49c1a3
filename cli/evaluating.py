"""Writing about articles in order to rate it: by the built-in writer or by models, the way the assets do it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cli.session import Session
from reprise.articles.article import Article
from reprise.briefs.extractive import WRITER
from reprise.errors import BadInput, BadSettings
from reprise.evaluation import Evaluation, RatedArticle, RatedText, rate_posts, rate_script
from reprise.model_settings import Models
from reprise.models.tasks import TEXT_TASKS
from reprise.models.trail import Purpose, Step
from reprise.sites import Site
from reprise.social.rules import PLATFORMS
from reprise.video.presets import FORMATS

if TYPE_CHECKING:
    from resources.models.opening import OpenedModels

EXTRACTIVE, SITES = "extractive", "site"
_WORDS_PER_MINUTE = 150.0


@dataclass
class Written:
    """What was rated, and which articles could not be written about, with why."""

    articles: list[RatedArticle] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


def evaluation_site(session: Session, name: str | None, writer: str) -> Site:
    """The site that is written for: one of the installation's, else one that likes everything; with `writer` as its
    only writer unless that is "site". Raises `BadSettings` for a writer that nobody knows."""
    site = session.site(name) if name else _plain_site()
    if writer == SITES:
        return site
    given: dict[str, Any] = {**site.models.model_dump(), "text": (writer,), "tasks": {}}
    try:
        return site.model_copy(update={"models": Models.model_validate(given)})
    except ValidationError as error:
        problem = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise BadSettings(
            f"{writer!r} is no writer: {problem}.",
            where="--writer",
            remedy="Write extractive, auto, site, or a provider with or without a model, such as openai:gpt-5-mini.",
        ) from error


def estimated(
    session: Session, site: Site, articles: Sequence[Article], *, scripts: bool
) -> tuple[float, tuple[str, ...]]:
    """About what asking models about the articles will cost in US dollars, and what has no price that is known."""
    from resources.models.gate import Gate
    from resources.surveying import Survey, brief_of, film, posts

    gate = Gate(session.store, session.media, session.clock, site, Purpose(site=site.id, asset="evaluation"))
    survey = Survey(site, gate, os.environ, session.store.usage.experience())
    for article in articles:
        try:
            posts(survey, article, None)
            for fmt in site.formats if scripts else ():
                film(survey, article, brief_of(article), FORMATS[fmt], None, _WORDS_PER_MINUTE)
        except BadInput:
            continue  # nothing can be written about it, which is said when it is tried
    worded = [each for each in survey.expenses if each.task in TEXT_TASKS]  # no voice speaks, no picture is made
    return sum(each.usd for each in worded), tuple(dict.fromkeys(survey.unknown))


def is_asked(session: Session, site: Site) -> bool:
    """Whether any model is asked at all."""
    models = session.models(site)
    return any(models.text.wants(task) for task in TEXT_TASKS)


def evaluate_articles(
    session: Session,
    site: Site,
    articles: Sequence[Article],
    writer: str,
    at: datetime,
    *,
    scripts: bool,
    began: Callable[[str], None],
) -> tuple[Evaluation, Written]:
    """Write about every article and rate it; an article that cannot be written about is left out and told of."""
    written = Written()
    for article in articles:
        began(article.title)
        try:
            written.articles.append(_rated(session, site, article, writer, scripts=scripts))
        except BadInput as error:
            written.failed.append((article.key, str(error)))
    named = WRITER if writer == EXTRACTIVE else writer
    return Evaluation(at=at, writer=named, articles=tuple(written.articles)), written


def keep(evaluation: Evaluation, folder: Path) -> Path:
    """Write an evaluation down; its file is named by time and writer, and never replaces another."""
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(letter if letter.isalnum() else "-" for letter in evaluation.writer).strip("-")
    stem = f"{evaluation.at:%Y-%m-%d-%H%M%S}-{name}"
    path = folder / f"{stem}.json"
    number = 2
    while path.exists():
        path, number = folder / f"{stem}-{number}.json", number + 1
    unfinished = path.with_suffix(".part")
    unfinished.write_text(evaluation.model_dump_json(indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)
    return path


def read_evaluation(path: Path) -> Evaluation:
    """An evaluation that was kept. Raises `BadInput` when the file is none."""
    try:
        return Evaluation.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"It cannot be read: {error}.", where=str(path), remedy="Name a result of this command."
        ) from error
    except ValidationError as error:
        raise BadInput(
            "This is no result of an evaluation.", where=str(path), remedy="Name a file that this command has written."
        ) from error


def _rated(session: Session, site: Site, article: Article, writer: str, *, scripts: bool) -> RatedArticle:
    from resources.writers import open_writer

    purpose = Purpose(site=site.id, article=article.key, asset="evaluation")
    models = session.models(site, purpose) if writer != EXTRACTIVE else None
    author = open_writer(models)
    brief = author.brief(article)
    drafts = [draft for platform in PLATFORMS for draft in _posts(models, article, brief, site, platform)]
    texts: list[RatedText] = list(rate_posts(drafts, article, brief, site))
    if scripts:
        for fmt in site.formats:
            script = author.script(article, brief, site, FORMATS[fmt], words_per_minute=_WORDS_PER_MINUTE)
            texts.append(rate_script(script, article, brief, site))
    steps = list(models.trail) if models else []
    return RatedArticle(
        key=article.key,
        title=article.title,
        language=article.language,
        kind=brief.kind,
        texts=tuple(texts),
        asked=tuple(map(_told, steps)),
        usd=round(sum(step.usd for step in steps), 6),
    )


def _posts(models: OpenedModels | None, article: Article, brief: Any, site: Site, platform: str) -> Sequence[Any]:
    if models is None:
        from reprise.social.writing import write_posts

        return write_posts(article, brief, site, platform)
    from reprise.social.told.telling import Teller

    return Teller(models.text).posts(article, brief, site, platform)


def _told(step: Step) -> str:
    who = f"{step.provider} {step.model}".strip()
    prompt = f" with {step.prompt}" if step.prompt else ""
    return f"{step.task}: {who} {step.outcome}{prompt}" + (f" ({step.reason})" if step.reason else "")


def _plain_site() -> Site:
    return Site.model_validate(
        {
            "id": "evaluation",
            "name": "Evaluation",
            "url": "https://example.org/",
            "source": {"type": "folder", "path": "articles"},
        }
    )
