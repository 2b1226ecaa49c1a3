"""Writers turn an article into its brief, scripts and film words: the built-in one, and the one that asks models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.models.tasks import TEXT_TASKS
from reprise.models.trail import Trail
from reprise.sites import Site
from reprise.social.rules import PlatformRules
from reprise.video.metadata import FilmMetadata
from reprise.video.presets import Format
from reprise.video.script import Scene, Script
from reprise.video.thumbnails import ThumbnailIdea
from reprise.video.timeline import Timeline
from reprise.video.writing.attempts import Attempt
from resources.writers.extractive import ExtractiveWriter

if TYPE_CHECKING:
    from resources.models.opening import OpenedModels


class Writer(Protocol):
    """`name` and `version` together name everything that changes the wording of what is not signed by somebody else:
    briefs and scripts say themselves who wrote them. `trail` tells who was asked, empty where nobody was.

    `earlier` are versions of a script with what was decided on them: a writer does not hand in again what was turned
    down, and heeds the notes as far as it understands them. `scene` tells one scene of a script in another way than any
    version has. Both raise `BadInput` when the article has nothing (else) to say.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def trail(self) -> Trail: ...

    def brief(self, article: Article) -> Brief: ...

    def script(
        self,
        article: Article,
        brief: Brief,
        site: Site,
        fmt: Format,
        *,
        words_per_minute: float,
        earlier: Sequence[Attempt] = (),
    ) -> Script: ...

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
    ) -> Scene: ...

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
    ) -> FilmMetadata: ...

    def thumbnail(self, article: Article, brief: Brief, script: Script, site: Site) -> ThumbnailIdea:
        """What the film's cover may say, and a prompt for the picture behind it."""
        ...


def open_writer(models: OpenedModels | None = None) -> Writer:
    """The writer that works for a site: its `models` with the built-in parts behind them; the built-in writer alone
    without models, or where no task has any."""
    extractive = ExtractiveWriter()
    if models is None or not any(models.text.wants(task) for task in TEXT_TASKS):
        return extractive
    from resources.writers.model import ModelWriter

    return ModelWriter(models.text, extractive)
