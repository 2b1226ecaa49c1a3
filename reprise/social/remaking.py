"""Making one part of a post anew, by itself: its hashtags, or the whole of a thread or a carousel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.errors import BadInput
from reprise.sites import Site
from reprise.social.hashtags import arranged, hashtags
from reprise.social.post import PostDraft
from reprise.social.told.posts import ToldPosts
from reprise.social.writing import with_hashtags, write_post

RemadePart = Literal["hashtags", "thread", "carousel"]

_Make = Callable[[PostDraft, Article, Brief, Site, ToldPosts | None], PostDraft | None]


def remade(
    part: RemadePart, draft: PostDraft, article: Article, brief: Brief, site: Site, told: ToldPosts | None = None
) -> PostDraft:
    """The draft with one part made anew from the article and its brief, in the words of what was `told`; everything
    else stays as it is.

    Raises `BadInput` when the post has no such part, or the article no longer yields it.
    """
    made = _MAKERS[part](draft, article, brief, site, told)
    if made is None:
        raise BadInput(
            f"The article gives this post no {part}; its type is {draft.type}.",
            where=f"post {draft.id}",
            remedy="Name a post that has one (reprise posts).",
        )
    return made


def _hashtags(draft: PostDraft, article: Article, brief: Brief, site: Site, told: ToldPosts | None) -> PostDraft:
    chosen = told.hashtags if told else ()
    if chosen:
        return with_hashtags(draft, arranged(chosen, article, brief, site, draft.platform))
    return with_hashtags(draft, hashtags(article, brief, site, draft.platform))


def _only(part: RemadePart) -> _Make:
    def whole(draft: PostDraft, article: Article, brief: Brief, site: Site, told: ToldPosts | None) -> PostDraft | None:
        return write_post(article, brief, site, draft.platform, draft.type, told) if draft.type == part else None

    return whole


_MAKERS: Mapping[RemadePart, _Make] = MappingProxyType(
    {"hashtags": _hashtags, "thread": _only("thread"), "carousel": _only("carousel")}
)
