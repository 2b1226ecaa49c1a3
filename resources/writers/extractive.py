"""The writer that is always there: it needs no key and no network, and says only what the article says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.extractive import write_brief
from reprise.models.trail import Trail
from reprise.sites import Site
from reprise.social.rules import PlatformRules
from reprise.video.metadata import FilmMetadata, write_metadata
from reprise.video.presets import Format
from reprise.video.script import Scene, Script
from reprise.video.thumbnails import ThumbnailIdea, plain_idea
from reprise.video.timeline import Timeline
from reprise.video.writing.attempts import Attempt
from reprise.video.writing.lengths import WRITER
from reprise.video.writing.scene import rewrite_scene
from reprise.video.writing.writer import write_script


@dataclass(frozen=True)
class ExtractiveWriter:
    """Picks, orders and times the article's own sentences. Its `trail` stays empty: it asks nobody."""

    name: ClassVar[str] = WRITER.split()[0]
    version: ClassVar[str] = WRITER.split()[1]
    trail: Trail = field(default_factory=Trail)

    def brief(self, article: Article) -> Brief:
        return write_brief(article)

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
        return write_script(article, brief, site, fmt, words_per_minute=words_per_minute, earlier=earlier)

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
        return rewrite_scene(article, brief, site, script, scene, words_per_minute=words_per_minute, earlier=earlier)

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
        return write_metadata(article, brief, script, site, rules, timeline=timeline, credits=credits)

    def thumbnail(self, article: Article, brief: Brief, script: Script, site: Site) -> ThumbnailIdea:
        return plain_idea(brief, script, WRITER)
