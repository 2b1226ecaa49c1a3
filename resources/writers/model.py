"""The writer of a site with text models: each piece is asked for, and the built-in writer does what nobody did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.chosen import KIND_PROMPT, brief_request, chosen_brief, kind_request
from reprise.briefs.chosen import PROMPT as BRIEF_PROMPT
from reprise.models.failures import NoAnswer
from reprise.models.tasks import TextTask
from reprise.models.text import Asks, Shape
from reprise.models.trail import Step, Trail
from reprise.sites import Site
from reprise.social.rules import PlatformRules
from reprise.video.metadata import FilmMetadata
from reprise.video.presets import FORMATS, Format
from reprise.video.script import Scene, Script
from reprise.video.thumbnails import ThumbnailIdea
from reprise.video.timeline import Timeline
from reprise.video.writing.attempts import Attempt
from reprise.video.writing.told import metadata, thumbnail
from reprise.video.writing.told import scene as scenes
from reprise.video.writing.told.desk import Desk
from reprise.video.writing.told.dialogue import dialogue_film
from reprise.video.writing.told.long import long_film
from reprise.video.writing.told.short import short_film
from reprise.video.writing.told.telling import Film
from resources.writers.extractive import ExtractiveWriter

T = TypeVar("T")
_LONG = "long"


class ModelWriter:
    """Asks the site's text models; `trail` tells who did what. What they give is the article's own, or checked against
    it. Raises what the built-in writer raises, and `ModelError` of kind "budget" where the site wants to wait."""

    name, version = "models", "1"

    def __init__(self, asks: Asks, extractive: ExtractiveWriter) -> None:
        self.asks = asks
        self._extractive = extractive

    @property
    def trail(self) -> Trail:
        return self.asks.trail

    def brief(self, article: Article) -> Brief:
        """Brief and kind in one answer; the kind alone where only that is asked of models."""

        def told() -> Brief:
            answer = self.asks.ask(brief_request(article))
            return chosen_brief(answer, article, self.signature("brief", BRIEF_PROMPT))

        def built_in() -> Brief:
            written = self._extractive.brief(article)
            if self.asks.wants("brief"):  # they were asked for the kind, too
                return written
            return self.ask_or("kind", lambda: self._with_kind(written, article), lambda: written)

        return self.ask_or("brief", told, built_in)

    def script(
        self,
        article: Article,
        brief: Brief,
        site: Site,
        fmt: Format,
        *,
        words_per_minute: float,
        earlier: Sequence[Attempt] = (),
    ) -> Script:
        desk = Desk(article, brief, site, fmt, words_per_minute, tuple(earlier))

        def built_in() -> Script:
            return self._extractive.script(
                article, brief, site, fmt, words_per_minute=words_per_minute, earlier=earlier
            )

        if not desk.is_enough:  # a model would fill the film with what is not in the article
            return built_in()
        if site.films.form == "dialogue" and fmt.name != _LONG:
            return self.ask_or("dialogue", lambda: self._film(dialogue_film(desk)), built_in)
        if fmt.name == _LONG:
            return self.ask_or("script", lambda: self._film(long_film(desk)), built_in)
        return self.ask_or("script", lambda: self._film(short_film(desk)), built_in)

    def scene(
        self,
        article: Article,
        brief: Brief,
        site: Site,
        script: Script,
        scene: str,
        *,
        words_per_minute: float,
        earlier: Sequence[Attempt] = (),
    ) -> Scene:
        desk = Desk(article, brief, site, FORMATS[script.format], words_per_minute, tuple(earlier))
        old = scenes.old_scene(script, scene)

        def told() -> Scene:
            return scenes.told_scene(self.asks.ask(scenes.scene_request(desk, script, old)), desk, script, old)

        def built_in() -> Scene:
            return self._extractive.scene(
                article, brief, site, script, scene, words_per_minute=words_per_minute, earlier=earlier
            )

        return built_in() if old.section == "takeaway" and not old.narration else self.ask_or("scene", told, built_in)

    def metadata(
        self,
        article: Article,
        brief: Brief,
        script: Script,
        site: Site,
        rules: PlatformRules,
        *,
        timeline: Timeline | None = None,
        credits: Sequence[str] = (),
    ) -> FilmMetadata:
        def told() -> FilmMetadata:
            answer = self.asks.ask(metadata.metadata_request(article, brief, script, site, rules))
            return metadata.told_metadata(
                answer, article, brief, script, site, rules, timeline=timeline, credits=credits
            )

        def built_in() -> FilmMetadata:
            return self._extractive.metadata(article, brief, script, site, rules, timeline=timeline, credits=credits)

        return self.ask_or("metadata", told, built_in)

    def thumbnail(self, article: Article, brief: Brief, script: Script, site: Site) -> ThumbnailIdea:
        def told() -> ThumbnailIdea:
            answer = self.asks.ask(thumbnail.thumbnail_request(article, brief, script, site))
            return thumbnail.told_idea(answer, self.signature("thumbnail", thumbnail.PROMPT))

        return self.ask_or("thumbnail", told, lambda: self._extractive.thumbnail(article, brief, script, site))

    def ask_or(self, task: TextTask, told: Callable[[], T], built_in: Callable[[], T]) -> T:
        """What the task's models give; what the built-in writer gives where there are none, or none of them did it."""
        if not self.asks.wants(task):
            return built_in()
        try:
            return told()
        except NoAnswer as error:
            self.trail.note(Step(task=task, provider=self._extractive.name, outcome="built in", reason=error.what))
            return built_in()

    def signature(self, task: TextTask, prompt: str) -> str:
        """Who gave the last answer to a task, and to which prompt: the same for the same answer."""
        steps = [step for step in self.trail if step.task == task and step.outcome in ("answered", "found")]
        who = f"{steps[-1].provider} {steps[-1].model}".strip() if steps else self.name
        return f"{who} {prompt}"

    def _with_kind(self, brief: Brief, article: Article) -> Brief:
        kind = self.asks.ask(kind_request(article)).kind
        return brief.model_copy(
            update={"kind": kind, "writer": f"{brief.writer}, {self.signature('kind', KIND_PROMPT)}"}
        )

    def _film(self, film: Film[Shape]) -> Script:
        answer = self.asks.ask(film.request)
        return film.script(answer, self.signature(film.task, film.prompt.name))
