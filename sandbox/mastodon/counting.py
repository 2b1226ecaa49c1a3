"""Length as Mastodon counts it (docs: "Posting to your profile"): graphemes, an address 23, a mention without its host.

Written from the documentation, apart from the product's own counting, so that each checks the other.
"""

from __future__ import annotations

import re

import regex

LIMIT = 500
ADDRESS = 23
_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^]+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![=/\w])(@[a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@[\w.-]+[\w]+", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<![=/)\w])#(\w*[^\W\d]\w*)")


def length(text: str, warning: str = "") -> int:
    """What the server compares with its limit: the text and the words of its content warning."""
    total = position = 0
    for start, end in addresses(text):
        total += _graphemes(_MENTION.sub(r"\1", text[position:start])) + ADDRESS
        position = end
    return total + _graphemes(_MENTION.sub(r"\1", text[position:])) + _graphemes(warning)


def addresses(text: str) -> list[tuple[int, int]]:
    """Where the addresses are, as (start, end); a sentence's own signs behind them do not belong to them."""
    found = []
    for match in _ADDRESS.finditer(text):
        start, end = match.span()
        while end > start and (text[end - 1] in ".,;:!?*~_" or _closes(text[start:end])):
            end -= 1
        if "." in text[start:end] or "localhost" in text[start:end]:
            found.append((start, end))
    return found


def hashtags(text: str) -> list[str]:
    """The tags of a text, without those inside of addresses."""
    for start, end in reversed(addresses(text)):
        text = text[:start] + " " * (end - start) + text[end:]
    return list(dict.fromkeys(match.group(1) for match in _HASHTAG.finditer(text)))


def _closes(text: str) -> bool:
    """Whether a bracket at the end was opened before the address."""
    return any(text.endswith(last) and text.count(last) > text.count(first) for first, last in (("(", ")"), ("[", "]")))


def _graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))
