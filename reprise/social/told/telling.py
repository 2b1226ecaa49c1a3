"""Posts in a model's words, from asking to drafts; whatever is not answered, or not well, stays extractive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.models.text import Asks
from reprise.sites import Site
from reprise.social.anew import write_anew
from reprise.social.post import PostDraft, PostType
from reprise.social.remaking import RemadePart, remade
from reprise.social.rules import PLATFORMS
from reprise.social.told.harvest import author, gathered
from reprise.social.told.needs import Wanted
from reprise.social.told.posts import ToldPost, ToldPosts
from reprise.social.told.reading import told_post
from reprise.social.told.requests import (
    ADAPTED,
    Matter,
    adapt_request,
    carousel_request,
    hashtags_request,
    thread_request,
)
from reprise.social.told.slides import told_slides
from reprise.social.told.tags import TAGS
from reprise.social.writing import write_posts


class Teller:
    """Asks a site's text models for the wordings of posts. Who was asked, and what it cost, is in the trail of `asks`.

    All methods raise `ModelError` of kind "budget" when the site's budget is spent and it wants to wait; any other
    failure of the models leaves words to the article's own sentences.
    """

    def __init__(self, asks: Asks) -> None:
        self._asks = asks

    def posts(self, article: Article, brief: Brief, site: Site, platform: str) -> tuple[PostDraft, ...]:
        """An article's drafts for one platform, as `write_posts`. The questions are the same whichever of the site's
        platforms asks, so that one answer serves all; unless the site wants one for each."""
        if not site.post_types(platform):
            return ()
        return write_posts(article, brief, site, platform, self._told(article, brief, site, platform))

    def remade(self, part: RemadePart, draft: PostDraft, article: Article, brief: Brief, site: Site) -> PostDraft:
        """A draft with one part made anew, other than it is; as `reprise.social.remaking.remade`, which does it where
        nobody answers. Raises `BadInput` when the post has no such part."""
        earlier = tuple(f"#{name}" for name in draft.hashtags) if part == "hashtags" else draft.texts
        matter = Matter(article, brief, site, (draft.platform,), earlier)
        told: ToldPosts | None
        if part == "hashtags":
            told = ToldPosts(hashtags=self._hashtags(matter))
        elif part == draft.type:
            single = self._thread(matter, anew=True) if part == "thread" else self._carousel(matter, anew=True)
            told = ToldPosts({draft.type: single[draft.platform]}, draft.hashtags) if single else None
        else:
            told = None  # there is no such part, which is said below
        return remade(part, draft, article, brief, site, told)

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
        """A recurring post that says mostly what none of the `earlier` texts said, as `write_anew`."""
        matter = Matter(article, brief, site, (platform,), tuple(earlier))
        posts = matter.wanted([type_ for type_ in types if type_ in ADAPTED])
        told = self._adapted(matter, posts, platform) if posts else {}
        tags = self._hashtags(_all_of(article, brief, site, platform))
        return write_anew(article, brief, site, platform, types, earlier, id_, ToldPosts(told, tags))

    def _told(self, article: Article, brief: Brief, site: Site, platform: str) -> ToldPosts:
        matter = _all_of(article, brief, site, platform)
        posts: dict[PostType, ToldPost] = {}
        if wanted := matter.wanted(ADAPTED):
            posts |= self._adapted(matter, wanted, platform)
        types = site.post_types(platform)
        if "thread" in types:
            posts |= _only("thread", self._thread(matter), platform)
        if "carousel" in types:
            posts |= _only("carousel", self._carousel(matter), platform)
        return ToldPosts(posts, self._hashtags(matter) if PLATFORMS[platform].text.hashtags[1] else ())

    def _adapted(self, matter: Matter, posts: Sequence[Wanted], platform: str) -> dict[PostType, ToldPost]:
        good = gathered(self._asks, *adapt_request(matter, posts))
        writer = author(self._asks, "adapt")
        found = {each.type: told_post(good, platform, each.type, writer) for each in posts if each.platform == platform}
        return {type_: post for type_, post in found.items() if post != ToldPost(writer)}

    def _thread(self, matter: Matter, *, anew: bool = False) -> dict[str, ToldPost]:
        threads = matter.wanted(("thread",), all_types=anew)
        if not threads:
            return {}
        good = gathered(self._asks, *thread_request(matter, threads))
        writer = author(self._asks, "thread")
        found = {each.platform: told_post(good, each.platform, "thread", writer) for each in threads}
        return {platform: post for platform, post in found.items() if post.is_worded}

    def _carousel(self, matter: Matter, *, anew: bool = False) -> dict[str, ToldPost]:
        carousels = matter.wanted(("carousel",), all_types=anew)
        if not carousels:
            return {}
        good = gathered(self._asks, *carousel_request(matter, carousels))
        writer, found = author(self._asks, "carousel"), dict[str, ToldPost]()
        for each in carousels:
            slides = told_slides(good, each.desk, matter.article)
            post = replace(told_post(good, each.platform, "carousel", writer), slides=slides)
            if post.is_worded:
                found[each.platform] = post
        return found

    def _hashtags(self, matter: Matter) -> tuple[str, ...]:
        request, harvest = hashtags_request(matter)
        return tuple(gathered(self._asks, request, harvest).get(TAGS, ()))


def _all_of(article: Article, brief: Brief, site: Site, platform: str) -> Matter:
    """What one question is about: all platforms that the site posts text on, or only this one."""
    posted = tuple(name for name, rules in PLATFORMS.items() if rules.types and site.post_types(name))
    return Matter(article, brief, site, posted if site.models.together else (platform,))


def _only(type_: PostType, told: dict[str, ToldPost], platform: str) -> dict[PostType, ToldPost]:
    return {type_: told[platform]} if platform in told else {}
