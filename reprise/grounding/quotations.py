"""Whether what stands in quotation marks is in the article word for word, and was said by whom the text names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from reprise.finding import Finding
from reprise.grounding.source import BREAK, Source
from reprise.grounding.textual import WORD, key
from reprise.video.writing.words import film_words

_QUOTED = regex.compile(
    r"“([^“”„]+)[”“]|„([^“”„]+)[“”]|«([^«»]+)»|»([^«»]+)«|「([^「」]+)」|『([^『』]+)』"
    r"|(?<![\p{L}\p{N}\"])\"([^\"\n]+)\"(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])'([^'\n]{20,}?)'(?![\p{L}\p{N}])"
)
_CUT = regex.compile(r"\s*(?:…|\.\.\.|\[[^\]]{0,40}\])\s*")
_TERM = 3  # words up to which a quotation may be a term that the text makes stand out
_NAME = r"\p{Lu}[\p{L}\p{M}'.-]+(?:\s(?:(?:von|van|de|del|da|dos|du|der|la|le|bin|al)\s)?\p{Lu}[\p{L}\p{M}'-]+){0,3}"
_SIGNED = regex.compile(rf"^[\s,.!?]*[-]\s*(?P<who>{_NAME})")


@dataclass(frozen=True)
class Quoted:
    """A quotation at [start, end) of a text, with its marks; `said` is what stands between them."""

    said: str
    start: int
    end: int


def quoted(text: str) -> list[Quoted]:
    """The quotations of a plain text in order."""
    found = []
    for match in _QUOTED.finditer(text):
        said = next(filter(None, match.groups()))
        found.append(Quoted(said, match.start(), match.end()))
    return found


def quotation_findings(text: str, source: Source) -> Iterator[Finding]:
    """What is wrong with the quotations of a plain text."""
    for each in quoted(text):
        if not _is_said(each.said, source):
            if _is_term(each.said, source):
                continue
            yield Finding("quote", each.said, "the article does not say this word for word")
            continue
        who = _speaker(text, each, source)
        if who and (known := _really(each.said, who, source)):
            yield Finding("speaker", who, f"the article has {known} say this")


def _is_said(said: str, source: Source) -> bool:
    """Whether the article says it word for word; where words are left out, its parts in their order."""
    if key(said).strip() == key(source.article.title).strip():
        return True  # the headline, of several sentences
    at = 0
    for part in filter(str.strip, map(key, _CUT.split(said))):
        found = source.whole.find(part, at)
        if found < 0:
            return not at and _joined(part, source)
        if at and BREAK in source.whole[at:found]:
            return False  # parts of different paragraphs are no quotation
        at = found + 1
    return True


def _joined(said: str, source: Source) -> bool:
    """Whether the article says it with "&" where it has "and": narration has no signs."""
    joint = f" {film_words(source.language).sayings.get('&', 'and')} "
    return joint in said and said.replace(joint, " ") in source.whole.replace(joint, " ")


def _is_term(said: str, source: Source) -> bool:
    """Whether it is a term or a title made of our own or the article's words."""
    words = WORD.findall(said.casefold())
    if source.site is not None and key(said).strip() == key(source.site.name).strip():
        return True
    return len(words) <= _TERM and all(source.knows(word, word) or word in source.own for word in words)


def _speaker(text: str, each: Quoted, source: Source) -> str:
    """Whom the text names for a quotation: after a dash, or beside a verb of saying."""
    after, before = text[each.end : each.end + 90], text[max(0, each.start - 90) : each.start]
    if signed := _SIGNED.match(after):
        return str(signed["who"])
    says = source.table.says.pattern
    said_after = regex.match(rf"[\s,.!?-]*(?:(?i:{says})\s(?P<one>{_NAME})|(?P<two>{_NAME})\s(?i:{says}))", after)
    if said_after:
        return said_after["one"] or said_after["two"] or ""
    said_before = regex.search(rf"(?P<who>{_NAME})\s(?i:{says})[^.!?\n]{{0,30}}[:,]\s*$", before)
    return str(said_before["who"]) if said_before else ""


def _really(said: str, who: str, source: Source) -> str:
    """Whom the article has say it, when that is somebody else; "" where it agrees or does not say."""
    names = {word for word in WORD.findall(who.casefold()) if len(word) > 2}
    part = key(said).strip()
    for known, speaker in source.spoken:
        if speaker and (part in known or known.strip() in part):
            return "" if names & set(WORD.findall(speaker.casefold())) else speaker
    return ""
