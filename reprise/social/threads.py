"""Threads: a long text as a few numbered posts, broken between sentences, the link in the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reprise.social.counting import length
from reprise.social.fitting import fit, sentences
from reprise.social.plain import mend_brackets
from reprise.social.rules import TextRules


def split(paragraphs: Sequence[str], closing: str, rules: TextRules, language: str) -> tuple[str, ...]:
    """The posts of a thread, numbered "1/5 …", each within the platform's limit; () when there are too few.

    Each paragraph begins a new post; one that is too long goes on in the next, broken between sentences (a sentence
    longer than a post is shortened). `closing` stands alone at the end and must fit; what would be more than the
    longest thread is left out before it.
    """
    fewest, most = rules.thread or (2, 10)
    room = rules.limit - length(numbered("", most, most), rules)
    posts: list[str] = []
    for paragraph in paragraphs:
        pieces = list(_pieces(paragraph, room, rules, language))
        if len(posts) + len(pieces) > most - 1:
            break
        posts += pieces
    total = len(posts) + 1
    if total < fewest or length(closing, rules) > room:
        return ()
    return tuple(numbered(text, place, total) for place, text in enumerate([*posts, closing], start=1))


def numbered(text: str, place: int, total: int) -> str:
    return f"{place}/{total} {text}"


def _pieces(paragraph: str, room: int, rules: TextRules, language: str) -> Iterator[str]:
    """A paragraph as texts of at most `room`, whole sentences packed together."""
    if length(paragraph, rules) <= room:
        yield paragraph
        return
    held = ""
    for sentence in sentences(paragraph, language):
        joined = f"{held} {sentence}".strip()
        if length(joined, rules) <= room:
            held = joined
            continue
        if held:
            yield mend_brackets(held)
        held = mend_brackets(fit(sentence, room, rules, language))
    if held:
        yield mend_brackets(held)
