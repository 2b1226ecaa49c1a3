"""An article as it is put before a model: numbered sentences between marks, so that answers can point at them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reprise.articles.article import Article, Place
from reprise.briefs.sentences import Sentence, sentences

OPENING, CLOSING = "<article>", "</article>"
_LONGEST = 60_000
"""Characters of an article that a model is shown; what comes after is left out and said to be."""


@dataclass(frozen=True)
class NumberedArticle:
    """The article's sentences by number, from 1. `text` is what a model reads; `shown` how many of them it holds."""

    text: str
    sentences: tuple[Sentence, ...]
    shown: int

    def places(self, numbers: Iterable[int]) -> tuple[Place, ...]:
        """Where the sentences stand, without doubles; numbers that are none are left out."""
        found = dict.fromkeys(number for number in numbers if 1 <= number <= self.shown)
        return tuple(self.sentences[number - 1].place for number in found)

    def said(self, number: int) -> str:
        """One sentence. Raises `IndexError` for a number that is none."""
        if not 1 <= number <= self.shown:
            raise IndexError(number)
        return self.sentences[number - 1].text


def numbered(article: Article, *, longest: int = _LONGEST) -> NumberedArticle:
    """The article between marks: its title, section titles, and a line "[12] sentence" for each sentence.

    Marks of ours in the article's own text are taken apart, so that it cannot close them.
    """
    found = tuple(sentences(article))
    lines, room, shown, heading = [f"Title: {harmless(article.title)}"], longest, 0, ""
    for number, sentence in enumerate(found, start=1):
        if sentence.heading != heading:
            heading = sentence.heading
            lines.append(f"\n## {harmless(heading)}")
        line = f"[{number}] {harmless(sentence.text)}"
        room -= len(line)
        if room < 0:
            lines.append("(The rest is left out.)")
            break
        lines.append(line)
        shown = number
    return NumberedArticle("\n".join([OPENING, *lines, CLOSING]), found, shown)


def harmless(text: str) -> str:
    """Text of an article on one line, in which our marks mean nothing."""
    return " ".join(text.split()).replace("<", "‹").replace(">", "›")
