"""The writer that is always there: it needs no key and no network, and says only what the article says."""

from __future__ import annotations

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.extractive import write_brief
from reprise.sites import Site
from reprise.social.rules import PlatformRules
from reprise.video.metadata import FilmMetadata, write_metadata
from reprise.video.presets import Format
from reprise.video.script import Script
from reprise.video.writing import write_script


class ExtractiveWriter:
    """Picks, orders and times the article's own sentences."""

    name = "extractive"
    version = "2"

    def brief(self, article: Article) -> Brief:
        return write_brief(article)

    def script(self, article: Article, brief: Brief, site: Site, fmt: Format, *, words_per_minute: float) -> Script:
        return write_script(article, brief, site, fmt, words_per_minute=words_per_minute)

    def metadata(
        self, article: Article, brief: Brief, script: Script, site: Site, rules: PlatformRules
    ) -> FilmMetadata:
        return write_metadata(article, brief, script, site, rules)
