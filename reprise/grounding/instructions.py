"""Whether a text obeys somebody who spoke to the model: instructions, advertising, the prompt's own words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from reprise.finding import Finding
from reprise.grounding.source import Source
from reprise.grounding.tables import leaks
from reprise.grounding.textual import WORD, key, plain, sentences_of
from reprise.prompts.prompt import FOLDER

_RUN = 8  # words in a row that only a prompt has
_NUMBERS = regex.compile(r"\[\d{1,3}(?:\s?[,-]\s?\d{1,3})*\](?!\()")
_TAINTED = 5  # words in a row that only the instructions in an article have


def instruction_findings(text: str, source: Source) -> Iterator[Finding]:
    """What of a plain text was told to the model, and not by the article to its readers."""
    if match := leaks(source.language).search(text):
        yield Finding("instruction", _line(text, match), "it is told to a model, or by one, and not to readers")
    for match in leaks(source.language, "answers").finditer(text):
        if key(_line(text, match)) not in source.whole and key(match.group()) not in source.whole:
            yield Finding("instruction", _line(text, match), "a model says this to whoever asked it, not to readers")
            break
    for match in leaks(source.language, "sells").finditer(text):
        if key(match.group()) not in source.whole and not source.furniture.search(_line(text, match)):
            yield Finding("instruction", _line(text, match), "the article offers nothing like this")
            break
    for match in _NUMBERS.finditer(text):
        if match.group() not in source.seen:
            yield Finding("instruction", match.group(), "numbers of sentences are for the model")
            break
    if source.tainted:
        yield from _obeyed(text, source)
    yield from _recited(text, source)


def _obeyed(text: str, source: Source) -> Iterator[Finding]:
    """Sentences that share a run of words with instructions in the article and with nothing else in it."""
    told = " ".join(passage.key for passage in source.tainted)
    for sentence in sentences_of(text, source.language):
        words = WORD.findall(sentence.casefold())
        for at in range(max(1, len(words) - _TAINTED + 1)):
            run = f" {' '.join(words[at : at + _TAINTED])} "
            if len(words) >= 3 and run in told and run not in source.whole:
                yield Finding("instruction", sentence, "it stands in the article as an instruction to a model")
                return


def _recited(text: str, source: Source) -> Iterator[Finding]:
    """A run of words that stands in a prompt of ours and not in the article."""
    words = WORD.findall(text.casefold())
    for at in range(len(words) - _RUN + 1):
        run = tuple(words[at : at + _RUN])
        if run in _prompts() and f" {' '.join(run)} " not in source.whole:
            yield Finding("instruction", " ".join(run), "it is the prompt's wording")
            return


@cache
def _prompts() -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for path in sorted(FOLDER.glob("*.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = WORD.findall(plain(line).casefold())
            found |= {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    return frozenset(found)


def _line(text: str, match: regex.Match[str]) -> str:
    """The line that a match stands in, not too long."""
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    line = text[start : end if end >= 0 else len(text)].strip()
    return line if len(line) <= 160 else match.group()
