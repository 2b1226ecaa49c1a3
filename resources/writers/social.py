"""Words posts with a site's text models; the built-in writer does whatever they do not."""

from __future__ import annotations

from collections.abc import Sequence

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.models.text import Asks
from reprise.sites import Site
from reprise.social.post import PostDraft, PostType
from reprise.social.remaking import RemadePart
from reprise.social.told.telling import Teller


class SocialWriter:
    """Posts of a site. Who was asked, and what it cost, is in the trail of `asks`.

    All methods raise `ModelError` of kind "budget" when the site's budget is spent and it wants to wait; any other
    failure of the models leaves words to the article's own sentences.
    """

    def __init__(self, asks: Asks) -> None:
        self._teller = Teller(asks)

    def posts(self, article: Article, brief: Brief, site: Site, platform: str) -> tuple[PostDraft, ...]:
        """The drafts of one article for one platform, as `reprise.social.writing.write_posts`."""
        return self._teller.posts(article, brief, site, platform)

    def remade(self, part: RemadePart, draft: PostDraft, article: Article, brief: Brief, site: Site) -> PostDraft:
        """A draft with one part made anew, as `reprise.social.remaking.remade`."""
        return self._teller.remade(part, draft, article, brief, site)

    def anew(
        self,
        article: Article,
        brief: Brief,
        site: Site,
        platform: str,
        types: Sequence[PostType],
        earlier: Sequence[str],
        id_: str,
    ) -> PostDraft | None:
        """A recurring post in fresh words, as `reprise.social.anew.write_anew`."""
        return self._teller.anew(article, brief, site, platform, types, earlier, id_)
