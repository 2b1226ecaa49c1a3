"""People an article names in full once and by surname afterwards: a sentence with the surname alone needs the first."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from reprise.briefs.sentences import Sentence

_FULL = regex.compile(r"(?<!\p{L})(\p{Lu}\p{Ll}+)\s(\p{Lu}\p{Ll}{2,})(?!\p{L})")
_WORD = regex.compile(r"(?<!\p{L})\p{Lu}\p{Ll}{2,}(?!\p{L})")


def surnames(sentences: Sequence[Sentence]) -> dict[str, tuple[str, int]]:
    """Each surname with the first name before it and the number of the sentence that has both first.

    A word that is also written small somewhere is no name.
    """
    text = " ".join(sentence.text for sentence in sentences)
    small = set(regex.findall(r"(?<!\p{L})\p{Ll}+(?!\p{L})", text))
    found: dict[str, tuple[str, int]] = {}
    for number, sentence in enumerate(sentences):
        for match in _FULL.finditer(sentence.text, overlapped=True):
            first, last = match[1], match[2]
            if last.lower() not in small and last not in found:
                found[last] = (first, number)
    return found


def introduced_by(sentence: str, number: int, known: dict[str, tuple[str, int]]) -> int | None:
    """The earlier sentence that says in full whom this one calls by surname; None where it calls nobody so."""
    for match in _WORD.finditer(sentence):
        first, where = known.get(match[0], ("", -1))
        if 0 <= where < number and not sentence[: match.start()].rstrip().endswith(first):
            return where
    return None
