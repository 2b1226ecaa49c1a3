"""A post as it is drafted from an article, before it enters the store and its life cycle."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from reprise.articles.article import Place
from reprise.briefs.brief import ArticleKind
from reprise.digest import digest
from reprise.finding import Finding
from reprise.media import Media
from reprise.model import Document
from reprise.social.slide import Slide

PostType = Literal["announcement", "highlights", "quote_card", "faq", "thread", "carousel", "video"]


class Picture(Document):
    """A finished picture of a post. `role` says what it shows."""

    media: Media
    alt: str
    role: Literal["feed", "quote", "statistic", "question", "cover", "slide"] = "feed"


class Video(Document):
    """A finished film of a post with what travels beside it. `preset` names its geometry."""

    media: Media
    preset: str
    cover: Picture | None = None
    subtitles: Media | None = None
    language: str = "en"


class PostDraft(Document):
    """What is to be posted on one platform.

    `texts` is the post exactly as it will be sent, hashtags, link and call to action included; more than one for a
    thread. `link` is the tracked URL (inside a text or not, by the platform's convention); `title` is for platforms
    that have one. `featured` is the sentence, quote, question or number that the picture should show, if any.
    `first_comment` is what is posted below it right afterwards, where the platform can do that. `article_at` is when
    the article was published and `article_kind` what it is: news age. `slides` are those of a carousel that somebody
    has worded, else they are made of the article's sentences. `writer` names who worded it. `findings` are what the
    article does not bear out (`reprise.grounding.posts.judged`).
    """

    id: str
    site: str
    article: str
    platform: str
    type: PostType
    language: str
    texts: tuple[str, ...]
    link: str | None = None
    title: str | None = None
    hashtags: tuple[str, ...] = ()
    featured: str | None = None
    first_comment: str | None = None
    sources: tuple[Place, ...] = ()
    priority: int = 0
    article_at: datetime | None = None
    article_kind: ArticleKind | None = None
    slides: tuple[Slide, ...] = ()
    writer: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def content_hash(self) -> str:
        """Names the wording: changes when anything a reader would see changes."""
        return digest(self.texts, self.link, self.title, *filter(None, (self.first_comment,)))


def post_id(article: str, platform: str, type_: str, number: int = 1) -> str:
    """The stable id of a post, also its `utm_content`: `p` and 12 characters of [0-9a-f]."""
    return "p" + digest("post", article, platform, type_, number)[:12]


def film_number(post: str, article: str, platform: str, account: str) -> int:
    """Which of the article's films a post carries: the number that its id was made with."""
    second = post_id(article, platform, "video", 2)
    return 2 if post in (second, copy_id(second, account)) else 1


def copy_id(draft: str, account: str) -> str:
    """The id of a draft's copy for a further account; that account's link carries it."""
    return "p" + digest("copy", draft, account)[:12]


def cycle_id(article: str, platform: str, account: str, cycle: int) -> str:
    """The id of the post with which an account posts an article again for the `cycle`-th time."""
    return "p" + digest("cycle", article, platform, account, cycle)[:12]


class PostSet(Document):
    """An article's drafts for one platform."""

    article: str
    platform: str
    posts: tuple[PostDraft, ...]


class PictureSet(Document):
    """The pictures of an article's posts on one platform, by post id."""

    article: str
    platform: str
    pictures: dict[str, tuple[Picture, ...]]
