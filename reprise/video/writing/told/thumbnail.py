"""The idea of a film's cover in a model's words: what stands on it, and what a picture model paints behind it."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from pydantic import Field

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.grounding import Source, findings
from reprise.models.text import TextRequest
from reprise.prompts.answers import Answer
from reprise.prompts.manners import KINDS, tone_of
from reprise.prompts.prompt import prompt
from reprise.prompts.source import numbered
from reprise.sites import Site
from reprise.video.script import Script
from reprise.video.thumbnails import ThumbnailIdea, background
from reprise.video.writing.told.metadata import told_film

PROMPT = "thumbnail.v1"
_ARTICLE = 12_000
_WORDS, _LETTERS = 6, 42
_PROMPT_LETTERS = (30, 700)
_WRITING = regex.compile(
    r"[\"“”«»#@]|https?:|\b(?:logos?|brand(?:s|ed|ing)?|trademark\w*|captions?|headlines?|lettering|typograph\w+"
    r"|(?:that|which) (?:says?|reads?)|saying|the words?|text|in the style of|by (?:the )?(?:artist|photographer))\b",
    regex.I,
)


class ThumbnailAnswer(Answer):
    """What a cover says and shows."""

    words: str = Field(description="what stands on the cover, about 4 words")
    background: str = Field(description="the picture behind it, in English, about 45 words")
    sources: list[int] = Field(description="1 to 4 numbers of the sentences that say it")


def thumbnail_request(article: Article, brief: Brief, script: Script, site: Site) -> TextRequest[ThumbnailAnswer]:
    """Asks for the idea of a cover."""
    source = Source.of(article, brief, site)
    asked = prompt(
        PROMPT,
        site=site.name,
        tone=tone_of(site, film=True),
        kind=KINDS[brief.kind],
        language=article.language,
        film=told_film(script),
        article=numbered(article, longest=_ARTICLE).text,
    )

    def check(answer: ThumbnailAnswer) -> Sequence[str]:
        return _faults(answer, brief, source)

    return TextRequest("thumbnail", asked, ThumbnailAnswer, check=check, words=55)


def told_idea(answer: ThumbnailAnswer, writer: str) -> ThumbnailIdea:
    return ThumbnailIdea(words=_line(answer.words), prompt=background(_line(answer.background)), writer=writer)


def _faults(answer: ThumbnailAnswer, brief: Brief, source: Source) -> list[str]:
    words, scene = _line(answer.words), _line(answer.background)
    found = [f"words: {finding}" for finding in findings(words, source)]
    if not words or len(words.split()) > _WORDS or len(words) > _LETTERS:
        found.append(f"words: at most {_WORDS} words and {_LETTERS} characters, and not none.")
    if not _PROMPT_LETTERS[0] <= len(scene) <= _PROMPT_LETTERS[1]:
        found.append(f"background: {_PROMPT_LETTERS[0]} to {_PROMPT_LETTERS[1]} characters, please.")
    hinted = _WRITING.search(scene)
    if hinted:
        found.append(f"background: {hinted[0]!r} brings writing, brands or somebody's style into the picture.")
    names = [name for name in _names(brief) if regex.search(rf"(?<!\p{{L}}){regex.escape(name)}(?!\p{{L}})", scene)]
    if names:
        found.append(f"background: describe {', '.join(names[:3])} without the name, or leave it out.")
    found += [f"background: {each}" for each in findings(scene, source) if each.kind == "instruction"]
    return found


def _names(brief: Brief) -> list[str]:
    speakers = [quote.speaker for quote in brief.quotes if quote.speaker]
    return list(dict.fromkeys([*speakers, *(word.text for word in brief.keywords if word.is_name)]))


def _line(text: str) -> str:
    return " ".join(text.split())
