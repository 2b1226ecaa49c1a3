"""Hashtags that a model chooses: topics of the article, as its readers look for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex
from pydantic import Field, create_model

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.briefs.language import stem
from reprise.prompts.answers import Answer
from reprise.social.hashtags import tag
from reprise.social.told.harvest import Key, Reading
from reprise.social.told.wording import Fault

TAGS = Key("", "", "hashtags")

_WORDS = regex.compile(r"\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+(?!\p{Ll})|[\p{Lo}\p{M}]+|\p{N}+")
_ALL = regex.compile(r"[\p{L}\p{M}\p{N}]+")


class Hashtags(Answer):
    """Hashtags, the best first."""

    hashtags: list[str]


def hashtags_shape(fewest: int, most: int) -> type[Hashtags]:
    """So many of them."""
    told = f"{fewest} to {most} hashtags without #, words joined with capitals, the best first, each at most 3 words"
    return create_model("ChosenHashtags", __base__=Hashtags, hashtags=(list[str], Field(description=told)))


@dataclass(frozen=True)
class HashtagReader:
    """Keeps the hashtags whose words the article knows. `most` are looked at."""

    article: Article
    brief: Brief
    most: int

    def read(self, answer: Hashtags) -> Reading:
        reading, known = Reading(), self._known()
        kept: dict[str, str] = {}
        unknown: list[str] = []
        for given in answer.hashtags[: self.most]:
            name = tag(given)
            if name and self._is_known(name, known):
                kept.setdefault(name.casefold(), name)
            else:
                unknown.append(given)
        if unknown:
            listed = ", ".join(f"“{given[:40]}”" for given in unknown[:8])
            reading.complain("hashtags", [Fault(f"{listed}: not a topic of the article", slight=True)])
        reading.take(TAGS, tuple(kept.values()), [] if kept else [Fault("none of them is a topic of the article")])
        return reading

    def _known(self) -> frozenset[str]:
        """The stems of every word of the article and its labels."""
        article, brief = self.article, self.brief
        texts = [article.title, article.text, article.description, *article.tags, *article.keywords]
        texts += [keyword.text for keyword in brief.keywords]
        return frozenset(self._stems(_ALL.findall(" ".join(texts))))

    def _is_known(self, name: str, known: frozenset[str]) -> bool:
        """Whether most of a hashtag's words are the article's, the whole of it in scripts without spaces."""
        words = _WORDS.findall(name) or [name]
        if name.casefold() in known or name.casefold() in self.article.text.casefold().replace(" ", ""):
            return True
        return sum(word in known for word in self._stems(words)) * 2 > len(words)

    def _stems(self, words: Sequence[str]) -> list[str]:
        return [stem(word, self.article.language) for word in words]
