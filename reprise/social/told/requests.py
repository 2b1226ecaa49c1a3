"""The questions that are put to models about posts: prompt, shape and check of each task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.models.text import TextRequest
from reprise.prompts.answers import Answer
from reprise.prompts.manners import KINDS, tone_of
from reprise.prompts.prompt import prompt
from reprise.prompts.source import NumberedArticle, harmless, numbered
from reprise.sites import Site
from reprise.social.phrases import form_of_address
from reprise.social.post import PostType
from reprise.social.rules import PLATFORMS, LinkPlace, TextRules
from reprise.social.told.harvest import Harvest
from reprise.social.told.needs import Need, Wanted, call_need, wanted
from reprise.social.told.reading import PostReader
from reprise.social.told.shapes import platforms_shape
from reprise.social.told.slides import CarouselReader, carousel_shape, counts
from reprise.social.told.tags import HashtagReader, Hashtags, hashtags_shape
from reprise.social.told.wording import Examiner

ADAPTED: tuple[PostType, ...] = ("announcement", "highlights", "quote_card", "faq")
"""The types that one question is about; threads and carousels have their own, so that they can be made anew alone."""

_LONGEST = 40_000  # characters of an article: posts are about what it says in the main
_OPENING = 6_000  # of it, which tell what its hashtags may be
_ANSWER_WORDS = 0.2  # words of an answer for each letter that may be written: six letters a word, and the marks
_LINKS: Mapping[LinkPlace, str] = MappingProxyType(
    {
        "in_text": "a link follows", "at_end": "a link follows", "last_of_thread": "a link follows",
        "first_line": "a link goes before", "none": "no link can be clicked",
    }
)  # fmt: skip
_ADDRESSES = MappingProxyType({"sie": "“Sie”", "du": "“du”", "ihr": "“ihr”"})


@dataclass(frozen=True)
class Matter:
    """What the posts are about, and for which platforms; `earlier` texts are not to be said again."""

    article: Article
    brief: Brief
    site: Site
    platforms: tuple[str, ...]
    earlier: tuple[str, ...] = ()

    @cached_property
    def examiner(self) -> Examiner:
        return Examiner.of(self.article, self.brief, self.site)

    @cached_property
    def text(self) -> NumberedArticle:
        return numbered(self.article, longest=_LONGEST)

    def wanted(self, types: Sequence[PostType], *, all_types: bool = False) -> tuple[Wanted, ...]:
        """What has to be worded of these types; `all_types`: even where the site does not post them by itself."""
        found: list[Wanted] = []
        for platform in self.platforms:
            chosen = types if all_types else [type_ for type_ in types if type_ in self.site.post_types(platform)]
            found += wanted(self.article, self.brief, self.site, platform, tuple(chosen))
        return tuple(found)

    def fields(self) -> dict[str, str]:
        """What every prompt about posts is told of site and article."""
        return {
            "site": harmless(self.site.name),
            "tone": tone_of(self.site),
            "kind": KINDS[self.brief.kind],
            "language": self.article.language,
            "address": _address(self.article),
            "article": self.text.text,
            "earlier": _earlier(self.earlier),
        }


Asked = tuple[TextRequest[Answer], Harvest[Answer]]


def adapt_request(matter: Matter, posts: Sequence[Wanted]) -> Asked:
    """The posts of all platforms of the matter, but for threads and carousels."""
    calls = _calls(posts)
    shape = platforms_shape("Posts", posts, calls)
    reader = PostReader(matter.examiner, matter.brief, matter.text, posts, matter.earlier)
    harvest: Harvest[Answer] = Harvest(reader.read)
    filled = prompt("adapt.v1", **matter.fields(), platforms=_listed(posts), own=_own(matter.site))
    units = len({each.platform for each in posts})
    return TextRequest("adapt", filled, shape, harvest.check, _words(posts), units), harvest


def thread_request(matter: Matter, threads: Sequence[Wanted]) -> Asked:
    """A thread for each platform of the matter that shows them."""
    shape = platforms_shape("Threads", threads, {})
    reader = PostReader(matter.examiner, matter.brief, matter.text, threads, matter.earlier)
    harvest: Harvest[Answer] = Harvest(reader.read)
    filled = prompt("thread.v1", **matter.fields(), platforms=_listed(threads))
    return TextRequest("thread", filled, shape, harvest.check, _words(threads), len(threads)), harvest


def carousel_request(matter: Matter, carousels: Sequence[Wanted]) -> Asked:
    """One set of slides, and a caption for each platform of the matter that shows them."""
    shape = carousel_shape("Carousel", carousels)
    captions = PostReader(matter.examiner, matter.brief, matter.text, carousels, matter.earlier)
    harvest: Harvest[Answer] = Harvest(CarouselReader(matter.examiner, matter.text, captions).read)
    fewest, most = counts(carousels)
    filled = prompt("carousel.v1", **matter.fields(), platforms=_listed(carousels), number=f"{fewest} to {most}")
    words = _words(carousels) + most * 50
    return TextRequest("carousel", filled, shape, harvest.check, words, len(carousels)), harvest


def hashtags_request(matter: Matter) -> tuple[TextRequest[Hashtags], Harvest[Hashtags]]:
    """Hashtags for all platforms of the matter at once: each takes the first of them."""
    counts = [PLATFORMS[platform].text.hashtags for platform in matter.platforms]
    fewest, most = max(usual for usual, _ in counts), max(most for _, most in counts)
    harvest: Harvest[Hashtags] = Harvest(HashtagReader(matter.examiner.source, most).read)
    topics = [*matter.article.tags, *(keyword.text for keyword in matter.brief.keywords)]
    filled = prompt(
        "hashtags.v1",
        site=harmless(matter.site.name),
        language=matter.article.language,
        number=f"{max(fewest, min(5, most))} to {most}",
        topics=harmless(", ".join(dict.fromkeys(topics))) or "none are known",
        article=numbered(matter.article, longest=_OPENING).text,
        earlier=_earlier(matter.earlier),
    )
    request = TextRequest(
        "hashtags", filled, hashtags_shape(max(fewest, min(5, most)), most), harvest.check, 10 + most * 3,
        len(matter.platforms),
    )  # fmt: skip
    return request, harvest


def _calls(posts: Sequence[Wanted]) -> dict[str, Need]:
    found = {each.platform: call_need(each.desk) for each in posts}
    return {platform: need for platform, need in found.items() if need is not None}


def _listed(posts: Sequence[Wanted]) -> str:
    """The platforms with their voices and what surrounds the words there, one a line."""
    lines = []
    for platform in dict.fromkeys(each.platform for each in posts):
        rules = PLATFORMS[platform]
        types = ", ".join(each.type for each in posts if each.platform == platform)
        lines.append(f"- {platform} ({rules.title}): voice “{rules.text.voice}”; {_surroundings(rules.text)}; {types}")
    return "\n".join(lines)


def _surroundings(rules: TextRules) -> str:
    room = "very little room" if rules.target <= 300 else "little room" if rules.target <= 500 else "room to explain"
    return f"{room}; {_LINKS[rules.link]}"


def _own(site: Site) -> str:
    """The site's own calls to action, so that the words before them lead there."""
    own = dict.fromkeys(call for calls in site.wording.calls_to_action.values() for call in calls)
    return "; ".join(f"“{harmless(call)}”" for call in own) or "none of its own"


def _address(article: Article) -> str:
    found = _ADDRESSES.get(form_of_address(article))
    return (
        f"Address the reader with {found}, as the article does." if found else "Address the reader as the article does."
    )


def _earlier(texts: Sequence[str]) -> str:
    if not texts:
        return "Nothing has been posted about it yet."
    listed = "\n".join(f"- {harmless(text)}" for text in texts)
    told = "This has been posted about it already. Tell other sides of it, in other words:"
    return f"{told}\n<earlier>\n{listed}\n</earlier>"


def _words(posts: Sequence[Wanted]) -> int:
    letters = sum(need.asked * need.most for each in posts for need in each.needs)
    return round(letters * _ANSWER_WORDS) + 20 * len(posts)
