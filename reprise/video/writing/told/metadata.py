"""What stands beside a film in a model's words: title, description, tags; chapters, credits and hashtags are ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import regex
from pydantic import Field

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.grounding import Source, findings
from reprise.models.text import TextRequest
from reprise.prompts.answers import Answer
from reprise.prompts.manners import KINDS, tone_of
from reprise.prompts.prompt import prompt
from reprise.prompts.source import harmless, numbered
from reprise.sites import Site
from reprise.social.counting import length
from reprise.social.hashtags import hashtags
from reprise.social.rules import PlatformRules
from reprise.video.metadata import (
    TITLE_LIMIT,
    FilmMetadata,
    composed_description,
    credit_lines,
    fitting_tags,
    plain_line,
    title_counting,
)
from reprise.video.script import Script
from reprise.video.timeline import Timeline

PROMPT = "metadata.v1"
_VOICES: Mapping[str, str] = MappingProxyType(
    {
        "professional": "to colleagues, plainly and to the point",
        "hook": "the strongest thought first, few words",
        "conversational": "as one tells an acquaintance",
        "caption": "as beside a picture: short paragraphs",
        "casual": "short and light",
        "note": "as a short note",
        "search": "so that people who search for it find it: the words they would type, early",
    }
)
_SHARE, _MOST = 0.55, 700  # of a description's room that the words take; the rest is for chapters and credits
_TAGS = 12
_ARTICLE = 20_000  # characters of the article that are shown
_ADDRESS = regex.compile(r"https?://|\bwww\.|[#@]\p{L}", regex.I)
_SHOUTED = regex.compile(r"^[^\p{Ll}]*\p{Lu}{4,}[^\p{Ll}]*$")


class MetadataAnswer(Answer):
    """A film's words on one platform."""

    title: str = Field(description="about 9 words")
    description: str = Field(description="about 60 words")
    tags: list[str] = Field(description="6 to 12 search words, each of at most 4 words")
    sources: list[int] = Field(description="1 to 8 numbers of the sentences that say it")


def metadata_request(
    article: Article, brief: Brief, script: Script, site: Site, rules: PlatformRules
) -> TextRequest[MetadataAnswer]:
    """Asks for title, description and tags."""
    source = Source.of(article, brief, site)
    limit = rules.text.title_limit or TITLE_LIMIT
    asked = prompt(
        PROMPT,
        platform=rules.title,
        site=site.name,
        tone=tone_of(site),
        kind=KINDS[brief.kind],
        voice=_VOICES[rules.text.voice],
        language=article.language,
        title_limit=limit,
        description_limit=_room(rules),
        film=told_film(script),
        article=numbered(article, longest=_ARTICLE).text,
    )

    def check(answer: MetadataAnswer) -> Sequence[str]:
        return _faults(answer, rules, source)

    return TextRequest("metadata", asked, MetadataAnswer, check=check, words=100)


def told_metadata(
    answer: MetadataAnswer,
    article: Article,
    brief: Brief,
    script: Script,
    site: Site,
    rules: PlatformRules,
    *,
    timeline: Timeline | None,
    credits: Sequence[str],
) -> FilmMetadata:
    """The words of an answer that passed its check, with chapters, credits and hashtags."""
    source = Source.of(article, brief, site)
    emojis = rules.text.emoji != "none" and site.wording.emoji
    tags = [tag for tag in answer.tags[:_TAGS] if not findings(tag, source)]
    return FilmMetadata(
        title=plain_line(answer.title, emojis=emojis).strip('"“”„«» '),
        description=composed_description(
            plain_line(answer.description, emojis=emojis), script, rules, timeline, credits
        ),
        tags=fitting_tags([*article.tags[:3], *tags, site.name]),
        hashtags=hashtags(article, brief, site, rules.name),
        credits=credit_lines(credits),
        language=article.language,
    )


def told_film(script: Script) -> str:
    """What a film says, a scene a line."""
    return "\n".join(harmless(scene.narration) for scene in script.scenes if scene.narration)


def _room(rules: PlatformRules) -> int:
    return min(_MOST, int(_SHARE * rules.text.target) if rules.text.target > 400 else rules.text.target)


def _faults(answer: MetadataAnswer, rules: PlatformRules, source: Source) -> list[str]:
    found = []
    title, description = " ".join(answer.title.split()), " ".join(answer.description.split())
    limit = rules.text.title_limit or TITLE_LIMIT
    counted = length(title, title_counting(rules))
    if not title or counted > limit:
        found.append(f"title: it has {counted} characters; 1 to {limit} are allowed.")
    if _SHOUTED.match(title):
        found.append("title: it is written in capitals.")
    counted = length(description, rules.text)
    if not description or counted > min(rules.text.target, round(_room(rules) * 1.25)):
        found.append(f"description: it has {counted} characters; at most {_room(rules)} are wanted.")
    parts: tuple[tuple[Literal["title", "description"], str], ...] = (("title", title), ("description", description))
    for name, text in parts:
        if _ADDRESS.search(text):
            found.append(f"{name}: leave out addresses, hashtags and accounts; they are added.")
        found += [f"{name}: {finding}" for finding in findings(text, source)]
    return found
