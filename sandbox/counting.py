"""Weighted length as X counts it (docs: counting-characters): 280 units, a link 23, an emoji 2, wide scripts 2.

Written from the documentation, apart from the product's own counting, so that each checks the other.
"""

from __future__ import annotations

import re
import unicodedata

import emoji

LIMIT = 280
LINK = 23
_NARROW = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))

_GENERIC = (
    "com|org|net|edu|gov|mil|int|info|biz|name|pro|mobi|jobs|app|dev|blog|page|site|online|store|shop|tech|cloud|"
    "news|media|press|social|design|digital|agency|studio|wiki|world|life|live|today|space|link|click|email|museum|"
    "academy|science|software|systems|network|tools|group|team|zone|codes|guide|guru|photo|photos|video|xyz|top"
)
_DOMAIN = rf"(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:{_GENERIC}|[a-z]{{2}})(?![\w.-]*[\w-])"
_TAIL = r"(?::\d+)?(?:/[^\s]*)?(?:\?[^\s]*)?"
_WITH_SCHEME = re.compile(rf"(?i)\bhttps?://{_DOMAIN}{_TAIL}")
_BARE = re.compile(rf"(?i)(?<![@#$\w./-]){_DOMAIN}{_TAIL}")
_TRAILING = re.compile(r"[.,;:!?'\"»”’…\])]+$")


def links(text: str) -> list[tuple[int, int]]:
    """Where the links are that X shortens, as (start, end) in `text`, in order."""
    found = [_trimmed(match) for match in _WITH_SCHEME.finditer(text)]
    for match in _BARE.finditer(text):
        start, end = _trimmed(match)
        inside = any(a <= start < b for a, b in found)
        if not inside and not _short_and_bare(text[start:end]):
            found.append((start, end))
    return sorted(found)


def weighted_length(text: str) -> int:
    """The length X compares with 280."""
    text = unicodedata.normalize("NFC", text)
    total = position = 0
    for start, end in links(text):
        total += _plain(text[position:start]) + LINK
        position = end
    return total + _plain(text[position:])


def _plain(text: str) -> int:
    total = position = 0
    for found in emoji.emoji_list(text):
        total += _characters(text[position : found["match_start"]]) + 2
        position = found["match_end"]
    return total + _characters(text[position:])


def _characters(text: str) -> int:
    return sum(1 if any(low <= ord(c) <= high for low, high in _NARROW) else 2 for c in text)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    """Punctuation that ends a sentence is not part of its last link; a bracket is if it was opened inside."""
    text = match.group()
    ending = _TRAILING.search(text)
    if ending and not (text.endswith(")") and "(" in text):
        return match.start(), match.start() + ending.start()
    return match.span()


def _short_and_bare(link: str) -> bool:
    """A name like file.py: one label before a country's two letters and nothing after is no link (co and tv are)."""
    return bool(re.fullmatch(r"(?i)[^.\s/]+\.(?!co$|tv$)[a-z]{2}", link))
