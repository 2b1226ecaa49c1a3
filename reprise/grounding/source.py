"""An article, prepared so that texts can be held against it."""

from __future__ import annotations

from dataclasses import dataclass

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.sites import Site


@dataclass(frozen=True)
class Source:
    """What a text may say. Made once for an article with `of`; then every text is cheap."""

    article: Article
    brief: Brief | None = None
    site: Site | None = None

    @classmethod
    def of(cls, article: Article, brief: Brief | None = None, site: Site | None = None) -> Source:
        """All that can be told from an article; the site's own name, address, accounts and wording are allowed too."""
        return cls(article, brief, site)
