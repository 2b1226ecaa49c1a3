"""What prompts say about a kind of article, a tone and a style: how each is told."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reprise.briefs.brief import ArticleKind
from reprise.sites import Site
from reprise.video.script import Style, Tone

KINDS: Mapping[ArticleKind, str] = MappingProxyType(
    {
        "article": "A post: lead with its main thought, then what supports it.",
        "how-to": "A how-to: say what the reader can do afterwards, then the steps in their order; leave out no step "
        "that the ones told need.",
        "listicle": "A list: name its points by their own names, as many as there is room for, in its order.",
        "faq": "Questions and answers: put a question as the reader would, and answer it at once.",
        "interview": "An interview: let the person speak, always with the name, and only in words the person said.",
        "recipe": "A recipe: say what it becomes, then what is done in its order, with amounts and times as written.",
        "release": "A release: say what is new and what users gain or have to do; versions exactly as written.",
        "news": "News: who, what, when and where first; no suspense, no opinion that is not the article's.",
        "review": "A review: its verdict, what speaks for it and what against it, all as the reviewer weighs it.",
        "comparison": "A comparison: what is compared by which measure, and when each side is the better choice; be as "
        "fair as the article.",
        "product": "A product: which problem it solves, for whom and how; no promise that the article does not make.",
        "service": "A service: whose problem it takes over, how it works and what it needs from the reader; no promise "
        "that the article does not make.",
    }
)
"""How each kind of article is told."""

KIND_MEANINGS: Mapping[ArticleKind, str] = MappingProxyType(
    {
        "article": "a post, essay or report, and whatever fits nothing else",
        "how-to": "shows how something is done, step by step",
        "listicle": "a list of points that is read for the points",
        "faq": "questions and their answers",
        "interview": "somebody is asked and answers",
        "recipe": "a dish with ingredients and directions",
        "release": "a new version of software and what changed",
        "news": "something that just happened, or is announced",
        "review": "weighs one thing and judges it",
        "comparison": "sets two or more things against each other",
        "product": "presents something one can buy or use",
        "service": "presents work that somebody does for others",
    }
)
"""What each kind means, for choosing among them."""

TONES: Mapping[Tone, str] = MappingProxyType(
    {
        "professional": "professional: precise, calm, no slang, no exclamation marks",
        "casual": "casual: as one tells a colleague, short sentences, contractions",
        "friendly": "friendly: warm and plain, to one reader",
        "authoritative": "authoritative: sure of itself, numbers and reasons first, no hedging beyond the article's",
    }
)
"""What a site's tone asks of the words."""

STYLES: Mapping[Style, str] = MappingProxyType(
    {
        "educational": "educational: the viewer understands something afterwards; say why, not only what",
        "motivational": "motivational: speak to the viewer, towards doing it; no empty phrases",
        "entertaining": "entertaining: a turn or a surprise early, light rhythm; the facts stay the article's",
        "selling": "selling: what the viewer gains, plainly; no promise that the article does not make",
    }
)
"""What a film's style asks of the words."""


def kinds_listed() -> str:
    """All kinds with their meanings, one a line."""
    return "\n".join(f"- {kind}: {meaning}" for kind, meaning in KIND_MEANINGS.items())


def tone_of(site: Site, *, film: bool = False) -> str:
    """The site's tone in words, or that of its films."""
    return TONES[(site.films.tone if film else None) or site.wording.tone]
