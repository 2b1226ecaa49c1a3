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
_LATIN = "à-öø-ÿā-ɏ"  # with the flag for either case
_GENERAL = rf"[a-zа-я0-9!*';:=+,.$/%#\[\]\-–_~@|&{_LATIN}]"
_PATH = rf"(?:/(?:(?:{_GENERAL}|\({_GENERAL}+\))*(?:[+\-a-zа-я0-9=_#/{_LATIN}]|\({_GENERAL}+\)))?)?"
_QUERY = r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?"
_TAIL = rf"(?::\d+)?{_PATH}{_QUERY}"
_WITH_SCHEME = re.compile(rf"(?i)\bhttps?://{_DOMAIN}{_TAIL}")
_BARE = re.compile(rf"(?i)(?<![@#$\w./-]){_DOMAIN}{_TAIL}")


def links(text: str) -> list[tuple[int, int]]:
    """Where the links are that X shortens, as (start, end) in `text`, in order."""
    found = [match.span() for match in _WITH_SCHEME.finditer(text)]
    gaps = zip([0, *(end for _, end in found)], [*(start for start, _ in found), len(text)], strict=True)
    for first, last in list(gaps):
        for match in _BARE.finditer(text, first, last):
            if not _short_and_bare(match.group()):
                found.append(match.span())
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


def _short_and_bare(link: str) -> bool:
    """A name like file.py: one label before a country's two letters and nothing after is no link (co and tv are)."""
    return bool(re.fullmatch(r"(?i)[^.\s/]+\.(?!co$|tv$)[a-z]{2}", link))
