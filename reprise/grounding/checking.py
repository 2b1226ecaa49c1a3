"""All checks on a text, in one go."""

from __future__ import annotations

from collections.abc import Iterator

from reprise.briefs.questions import is_question
from reprise.finding import Finding
from reprise.grounding.amounts import amount_findings
from reprise.grounding.claims import claim_findings, cut_findings, unsaid_findings
from reprise.grounding.instructions import instruction_findings
from reprise.grounding.links import link_findings
from reprise.grounding.names import name_findings
from reprise.grounding.quotations import quotation_findings
from reprise.grounding.source import Source
from reprise.grounding.textual import key, plain, points_of, sentences_of, without_leads, words_of


def findings(text: str, source: Source) -> tuple[Finding, ...]:
    """What `text` says that its article does not bear out; () when all of it is there.

    `text` is a post, a comment, a title, a line of narration: whatever a reader sees, line breaks included. Some
    milliseconds for a post.
    """
    shown = plain(text)
    found = list(instruction_findings(shown, source))
    shown, links = link_findings(shown, source)
    found += links
    found += quotation_findings(shown, source)
    listed = points_of(shown)
    shown = without_leads(shown)
    shown = source.counted.sub("\n", source.furniture.sub("\n", shown))
    for sentence in sentences_of(shown, source.language):
        found += _sentence(sentence, source, listed)
    return tuple(dict.fromkeys(found))


def _sentence(sentence: str, source: Source, listed: int) -> Iterator[Finding]:
    said = key(sentence)
    if not said.strip():
        return
    if said in source.whole:
        yield from cut_findings(sentence, said, source)
        return
    words = words_of(sentence, source.language)
    yield from amount_findings(sentence, words, source, listed=listed)
    yield from name_findings(sentence, words, source)
    yield from unsaid_findings(sentence, source)
    yield from claim_findings(sentence, words, source, asks=is_question(sentence))
