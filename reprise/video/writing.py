"""The script of a short film, written out of the article's own sentences."""

from __future__ import annotations

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.sites import Site
from reprise.video.presets import Format
from reprise.video.script import Script


def write_script(article: Article, brief: Brief, site: Site, fmt: Format, *, words_per_minute: float) -> Script:
    """A script within ±10 % of the target length. Raises `BadInput` when the article is too short for one."""
    raise NotImplementedError
