"""Hashtags that a model chooses: topics of the article, as its readers look for them."""

from __future__ import annotations

from dataclasses import dataclass

import regex
from pydantic import Field, create_model

from reprise.briefs.language import is_content, stop_words
from reprise.grounding import Source
from reprise.grounding.links import is_about
from reprise.prompts.answers import Answer
from reprise.social.hashtags import tag
from reprise.social.told.harvest import Key, Reading
from reprise.social.told.wording import Fault

TAGS = Key("", "", "hashtags")


_WORDS = regex.compile(r"\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+(?!\p{Ll})|[\p{Lo}\p{M}]+")

_ADDRESSES = frozenset({"http", "https", "www"})


class Hashtags(Answer):
    """Hashtags, the best first."""

    hashtags: list[str]


def hashtags_shape(fewest: int, most: int) -> type[Hashtags]:
    """So many of them."""
    told = f"{fewest} to {most} hashtags without #, words joined with capitals, the best first, each at most 3 words"
    return create_model("ChosenHashtags", __base__=Hashtags, hashtags=(list[str], Field(description=told)))


@dataclass(frozen=True)
class HashtagReader:
    """Keeps the hashtags that are made of the article's words. `most` are looked at; with less than `enough` good ones
    the others are told."""

    source: Source
    most: int
    enough: int = 3

    def read(self, answer: Hashtags) -> Reading:
        reading = Reading()
        kept: dict[str, str] = {}
        unknown: list[str] = []
        for given in answer.hashtags[: self.most]:
            name = tag(given)
            if name and self._says_something(given) and is_about(name, self.source):
                kept.setdefault(name.casefold(), name)
            else:
                unknown.append(given)
        if unknown and len(kept) < self.enough:
            listed = ", ".join(f"“{given[:40]}”" for given in unknown[:8])
            reading.complain("hashtags", [Fault(f"{listed}: not a topic of the article", slight=True)])
        reading.take(TAGS, tuple(kept.values()), [] if kept else [Fault("none of them is a topic of the article")])
        return reading

    def _says_something(self, given: str) -> bool:
        """Whether a hashtag is more than words that stand in any text: "There", "Currently"."""
        stop = stop_words(self.source.language)
        words = (given, *_WORDS.findall(given))
        return any(is_content(word, stop) and word.casefold() not in _ADDRESSES for word in words)
