"""How much of a text is its article's own wording: a post is neither a copy nor an invention."""

from __future__ import annotations

from dataclasses import dataclass

from reprise.briefs.language import is_spaceless
from reprise.grounding.links import link_findings
from reprise.grounding.source import Source
from reprise.grounding.textual import WORD, plain

_RUN, _CHARACTERS = 5, 10


@dataclass(frozen=True)
class Overlap:
    """`share` of a text's words (characters where words do not stand apart) that stand in the article in runs of five
    (ten) or more, 0–1; the longest of these runs; `words` counted."""

    share: float
    longest_run_words: int
    words: int


def copied(text: str, source: Source) -> Overlap:
    """How much of `text` is copied from the article word for word; links, hashtags and our own wording do not count."""
    shown, _ = link_findings(plain(text), source)
    shown = source.furniture.sub(" ", shown)
    if is_spaceless(source.language):
        said = [sign for sign in shown.casefold() if sign.isalnum()]
        whole = "".join(sign for sign in source.seen if sign.isalnum())
        return _overlap(said, whole, _CHARACTERS, "")
    return _overlap(WORD.findall(shown.casefold()), source.whole, _RUN, " ")


def _overlap(said: list[str], whole: str, least: int, joint: str) -> Overlap:
    """Greedy from the left: the longest run from each word on that the article has."""
    at = inside = longest = 0
    while at < len(said):
        length = 0
        while at + length < len(said) and f"{joint}{joint.join(said[at : at + length + 1])}{joint}" in whole:
            length += 1
        longest = max(longest, length)
        inside += length if length >= least else 0
        at += max(1, length)
    return Overlap(inside / len(said) if said else 0.0, longest, len(said))
