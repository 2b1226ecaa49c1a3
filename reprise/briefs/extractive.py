"""The built-in writer's brief: everything in it is found in the article, nothing is made up."""

from __future__ import annotations

from reprise.articles.article import Article
from reprise.briefs.brief import Brief


def write_brief(article: Article) -> Brief:
    """Distil one article. Raises `BadInput` when it has no sentence that can be used."""
    raise NotImplementedError
