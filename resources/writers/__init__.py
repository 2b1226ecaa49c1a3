"""Writers turn an article into its brief, scripts and film words. One file and one line here for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.errors import BadSettings
from reprise.sites import Site
from reprise.social.rules import PlatformRules
from reprise.video.metadata import FilmMetadata
from reprise.video.presets import Format
from reprise.video.script import Scene, Script
from reprise.video.timeline import Timeline
from reprise.video.writing.attempts import Attempt
from resources.writers.extractive import ExtractiveWriter


class Writer(Protocol):
    """A text model. `name` and `version` together name everything that changes its wording.

    `earlier` are versions of a script with what was decided on them: a writer does not hand in again what was turned
    down, and heeds the notes as far as it understands them. `scene` tells one scene of a script in another way than any
    version has. Both raise `BadInput` when the article has nothing (else) to say.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

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


WRITERS: Mapping[str, Callable[[Site], Writer]] = MappingProxyType({"extractive": lambda _site: ExtractiveWriter()})
"""Every writer by name."""


def open_writer(site: Site, name: str = "extractive") -> Writer:
    """The writer that works for a site. Raises `BadSettings` for an unknown name."""
    try:
        return WRITERS[name](site)
    except KeyError:
        known = ", ".join(WRITERS)
        raise BadSettings(f"{name!r} is not a writer.", where=site.id, remedy=f"Choose one of {known}.") from None
