"""How long a text is in the eyes of a platform.

X: the published configuration v3 of its counting (weights by code point, address 23, emoji 2), read 2026-11-21.
Mastodon: its documentation and length validator (graphemes, address 23, mentions without a server), read 2026-11-21.
Bluesky: the lexicon of its posts (300 graphemes and 3,000 bytes at once), read 2026-11-21.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

import emoji
import regex

from reprise.social.addresses import Address, find_addresses
from reprise.social.rules import Counting, TextRules

X_ADDRESS = 23
X_EMOJI = 2
X_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that weigh 1; every other weighs 2."""

SHORT_ADDRESS = 23
BYTES_PER_GRAPHEME = 10

_TEXT_SIGNS = frozenset("©®")  # emoji only with a variation selector; the others weigh 2 either way
_MAYBE_EMOJI = regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]")
_GRAPHEME = regex.compile(r"\X")
_WITH_SCHEME = regex.compile(r"https?://", regex.IGNORECASE)
_ELSEWHERE = regex.compile(r"(?<![=/\w])(@[a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@\w+(?:[.-]+\w+)*", regex.IGNORECASE)


def length(text: str, rules: TextRules | Counting) -> int:
    """The length of `text` as a platform counts it."""
    return _COUNTS[rules if isinstance(rules, str) else rules.counting](text)


def x_weighted(text: str) -> int:
    """X's weighted length: NFC, any address 23, any emoji sequence 2, other characters 1 or 2."""
    text = unicodedata.normalize("NFC", text)
    total, position = 0, 0
    for address in find_addresses(text):
        total += _weigh(text[position : address.start]) + _weigh_address(text, address)
        position = address.end
    return total + _weigh(text[position:])


def utf16_units(text: str) -> int:
    return len(text) + sum(ord(character) > 0xFFFF for character in text)


def utf8_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def graphemes(text: str) -> int:
    return sum(1 for _ in _GRAPHEME.finditer(text))


def graphemes_and_bytes(text: str) -> int:
    """The larger of graphemes and a tenth of the bytes, rounded up."""
    return max(graphemes(text), -(-utf8_bytes(text) // BYTES_PER_GRAPHEME))


def short_addresses(text: str) -> int:
    """Graphemes, but 23 for any address with a scheme, and of @name@server only @name."""
    total, position = 0, 0
    for address in find_addresses(text):
        shown = text[address.start : address.end]
        if not _WITH_SCHEME.match(shown):
            continue
        total += _named(text[position : address.start])
        total += SHORT_ADDRESS if address.certain else max(SHORT_ADDRESS, graphemes(shown))
        position = address.end
    return total + _named(text[position:])


def _named(text: str) -> int:
    return graphemes(_ELSEWHERE.sub(r"\1", text))


def _weigh_address(text: str, address: Address) -> int:
    if address.certain:
        return X_ADDRESS
    return max(X_ADDRESS, _weigh(text[address.start : address.end]))  # safe whichever way X decides


def _weigh(text: str) -> int:
    if not _MAYBE_EMOJI.search(text):
        return sum(map(_weight, text))
    total, position = 0, 0
    for found in emoji.emoji_list(text):
        if found["emoji"] in _TEXT_SIGNS:
            continue
        total += sum(map(_weight, text[position : found["match_start"]])) + X_EMOJI
        position = found["match_end"]
    return total + sum(map(_weight, text[position:]))


def _weight(character: str) -> int:
    code = ord(character)
    return 1 if code <= X_LIGHT[0][1] or any(low <= code <= high for low, high in X_LIGHT[1:]) else 2


_COUNTS: Mapping[Counting, Callable[[str], int]] = MappingProxyType(
    {
        "characters": len,
        "x_weighted": x_weighted,
        "utf16": utf16_units,
        "bytes": utf8_bytes,
        "graphemes": graphemes,
        "graphemes_and_bytes": graphemes_and_bytes,
        "short_addresses": short_addresses,
    }
)
