"""What travels beside a film: a title people search for, a description, tags and hashtags."""

from __future__ import annotations

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.model import Document
from reprise.sites import Site
from reprise.social.rules import PlatformRules
from reprise.video.script import Script


class FilmMetadata(Document):
    """A film's words for one platform. `hashtags` carry no #; the article's link is not in `description`."""

    title: str
    description: str
    tags: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    language: str


def write_metadata(article: Article, brief: Brief, script: Script, site: Site, rules: PlatformRules) -> FilmMetadata:
    """Title, description, tags and hashtags within the platform's limits."""
    raise NotImplementedError
