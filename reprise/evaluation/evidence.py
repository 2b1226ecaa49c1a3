"""An article prepared for rating what is written about it."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.language import base, content_runs, content_terms, is_spaceless, tokens
from reprise.briefs.sentences import split
from reprise.grounding import Source
from reprise.sites import Site

_NOUNS_ARE_CAPITAL = ("de", "lb")


@dataclass(frozen=True)
class Evidence:
    """`topics` are the stems of the article's title, tags and keywords; `density` the share of concrete words in it."""

    article: Article
    brief: Brief
    site: Site
    source: Source
    topics: frozenset[str]
    stems: frozenset[str]
    density: float

    @property
    def language(self) -> str:
        return self.article.language


def evidence_of(article: Article, brief: Brief, site: Site) -> Evidence:
    """Read an article once for all ratings of what is written about it."""
    language = article.language
    named = [article.title, *article.tags, *article.keywords, *(word.text for word in brief.keywords)]
    topics = frozenset(term for text in named for term in content_terms(text, language))
    prose = "\n".join(block.text for block in article.blocks if block.kind not in ("code", "table"))
    concrete, words = concreteness(prose, language, topics)
    return Evidence(
        article=article,
        brief=brief,
        site=site,
        source=Source.of(article, brief, site),
        topics=topics,
        stems=frozenset(content_terms(article.text, language)),
        density=concrete / words if words else 0.0,
    )


def concreteness(text: str, language: str, topics: frozenset[str]) -> tuple[int, int]:
    """How many words of a text are numbers, names or topics, and how many words it has."""
    if is_spaceless(language):
        found = content_runs(text, language)
        numbers = regex.findall(r"\p{N}+", text)
        letters = len(regex.findall(r"[\p{L}\p{M}\p{N}]", text))
        return len(numbers) + sum(1 for run in found if run.casefold() in topics or run.isascii()), round(letters / 2)
    concrete = words = 0
    for line in text.splitlines():
        starts = {start for start, _ in split(line, language)}
        for token in tokens(line, language):
            words += 1
            named = token.text[:1].isupper() and token.start not in starts and base(language) not in _NOUNS_ARE_CAPITAL
            number = any(map(str.isdigit, token.text))
            concrete += number or named or any(term in topics for term in content_terms(token.text, language))
    return concrete, words
