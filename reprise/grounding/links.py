"""Whether the links, addresses, accounts and hashtags of a text are ours or the article's."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reprise.finding import Finding
from reprise.grounding.source import Source
from reprise.social.addresses import find_addresses

_MAIL = regex.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ANY = regex.compile(r"(?:https?://|www\.)[^\s<>\"”»)]+", regex.I)
_ACCOUNT = regex.compile(r"(?<![\p{L}\p{N}_./])[@＠]([A-Za-z0-9_](?:[\w.]*\w)?)")
_TAG = regex.compile(r"(?<![\p{L}\p{M}\p{N}_&/])[#＃]([\p{L}\p{M}\p{N}_]*\p{L}[\p{L}\p{M}\p{N}_]*)")
_HOST = regex.compile(r"^(?:https?://)?(?:www\.)?([^/?#:\s]+)", regex.I)
_WORDS = regex.compile(r"\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|\p{N}+|[\p{Lo}\p{M}]+")


def link_findings(text: str, source: Source) -> tuple[str, list[Finding]]:
    """The plain text without its links, addresses, accounts and hashtags, and what is wrong with these."""
    found: list[Finding] = []
    spans: list[tuple[int, int]] = []
    for start, end, why in _links(text, source):
        if any(a <= start < b for a, b in spans):
            continue
        spans.append((start, end))
        if why:
            found.append(Finding("address", text[start:end], why))
    return _without(text, spans), found


def _links(text: str, source: Source) -> Iterator[tuple[int, int, str]]:
    """Every link, address, account and hashtag with its place and what is wrong with it ("" for nothing); those that
    come first take precedence."""
    for match in _MAIL.finditer(text):
        known = match.group().casefold() in source.seen
        yield *match.span(), "" if known else "the article has no such address"
    foreign = "it is neither the article's link nor written in it"
    for address in find_addresses(text):
        ours = _is_ours(text[address.start : address.end], source)
        yield address.start, address.end, "" if ours else foreign
    for match in _ANY.finditer(text):
        yield *match.span(), "" if _is_ours(match.group(), source) else foreign
    for match in _ACCOUNT.finditer(text):
        known = _is_known(match[1], source)
        yield *match.span(), "" if known else "it is no account of the site's, nor is it in the article"
    for match in _TAG.finditer(text):
        yield *match.span(), "" if is_about(match[1], source) else "the article is not about this"


def is_about(tag: str, source: Source) -> bool:
    """Whether a hashtag (without #) is the site's own or made of the article's words."""
    folded = tag.casefold()
    if folded in source.own or folded in source.tags:
        return True
    if len(folded) <= 24 and folded in source.seen.replace(" ", "").replace("-", "").replace("'", ""):
        return True
    words = [word.casefold() for word in _WORDS.findall(tag.replace("_", " "))]
    known = sum(source.tells(word) or word in source.own for word in words)
    return bool(words) and (2 * known > len(words) or (known > 0 and len(words) == 2))


def _is_ours(address: str, source: Source) -> bool:
    match = _HOST.match(address)
    host = match[1].casefold() if match else ""
    if any(host == own or host.endswith(f".{own}") for own in source.hosts):
        return True
    bare = regex.sub(r"^(?:https?://)?(?:www\.)?", "", address.casefold()).rstrip("/")
    return bare in source.seen or bare in source.hosts


def _is_known(name: str, source: Source) -> bool:
    folded = name.casefold()
    handle = ((source.site.brand.handle if source.site else None) or "").casefold().lstrip("@")
    return f"@{folded}" in source.seen or folded == handle or folded in source.accounts


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text
