"""Posts about an article, one draft for each type that a site wants, a platform shows and the article has material for."""

from __future__ import annotations

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.sites import Site
from reprise.social.post import PostDraft


def write_posts(article: Article, brief: Brief, site: Site, platform: str) -> tuple[PostDraft, ...]:
    """The drafts of one article for one platform, in the platform's order of types; empty when it is switched off."""
    raise NotImplementedError


def write_video_post(
    article: Article,
    brief: Brief,
    title: str,
    description: str,
    hashtags: tuple[str, ...],
    site: Site,
    platform: str,
) -> PostDraft:
    """The draft that carries a film on one platform."""
    raise NotImplementedError
