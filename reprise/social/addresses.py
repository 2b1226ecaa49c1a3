"""Finding web addresses in running text the way X does, which bills every one of them at a fixed length.

Covered: addresses with http(s)://, Unicode host names included, and bare ASCII domains ("example.org",
"docs.python.org/3") whose last label is a registered top-level domain. Ports, paths (Latin, Cyrillic, balanced
parentheses) and queries belong to the address; closing punctuation does not. Not covered: the newest top-level
domains (the list is the Public Suffix List that comes with `tld`) and hosts without one ("localhost", IP addresses),
which X does not link either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex
from tld import is_tld

_PATH_CHARACTER = r"[\p{Latin}\p{Cyrillic}0-9!*';:=+,.$/%#\[\]\-–_~&|@]"
_PATH_END = r"[\p{Latin}\p{Cyrillic}0-9=_#/+\-]"
_PARENTHESES = rf"\((?:{_PATH_CHARACTER}|\({_PATH_CHARACTER}*\))*\)"
_LABELS = r"(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}_\-]*[\p{L}\p{N}\p{M}])?\.)+"
_ASCII_LABELS = r"(?:[a-z0-9](?:[a-z0-9_\-]*[a-z0-9])?\.)+"
_REST = rf"""(?::[0-9]+)?
    (?:/(?:(?:{_PATH_CHARACTER}|{_PARENTHESES})*(?:{_PATH_END}|{_PARENTHESES}))?)?
    (?:\?[A-Za-z0-9!?*'@();:&=+$/%\#\[\]\-_.,~|]*[A-Za-z0-9\-_&=\#/])?"""
_ADDRESS = regex.compile(
    rf"""
    (?<![A-Za-z0-9@＠$\#＃\u202a-\u202e])
    (?:
        (?P<scheme>https?://) (?P<host>{_LABELS}(?:xn--[a-z0-9\-]*[a-z0-9]|[\p{{L}}\p{{M}}]{{2,}}))
      | (?<![\-_./]) (?P<bare>{_ASCII_LABELS}(?:xn--[a-z0-9\-]*[a-z0-9]|[a-z]{{2,}}))
    )
    (?![a-z0-9@+\-])
    (?P<rest>{_REST})
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_ASCII_HOST = regex.compile(rf"{_ASCII_LABELS}[a-z][a-z0-9\-]*", regex.IGNORECASE)
_ANYTHING_WITH_SCHEME = regex.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]*://\S*[^\s.,;:!?…'\"”’»)\]}>、。，！？」]|www\.\S*[^\s.,;:!?…'\"”’»)\]}>、。，！？」]",
    regex.IGNORECASE,
)


@dataclass(frozen=True)
class Address:
    """Characters [`start`, `end`) of a text. `certain` is False for "name.cc" alone (two-letter ending, no path),
    which some versions of X's rules link and others do not."""

    start: int
    end: int
    certain: bool = True


def find_addresses(text: str) -> tuple[Address, ...]:
    """The web addresses of a text in order; they do not overlap."""
    if "." not in text:
        return ()
    return tuple(_find(text))


def whole_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches that must never be cut: addresses as X sees them, and whatever else has a scheme; merged."""
    spans = [(address.start, address.end) for address in find_addresses(text)]
    if "://" in text or "www." in text.lower():
        spans += [match.span() for match in _ANYTHING_WITH_SCHEME.finditer(text)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _find(text: str) -> Iterator[Address]:
    position = 0
    while match := _ADDRESS.search(text, position):
        name = "host" if match["scheme"] else "bare"
        address = _whole(match, name) or _beginning(match, name)
        yield from (address,) if address else ()
        position = address.end if address else match.start(name) + match[name].index(".") + 1


def _whole(match: regex.Match[str], name: str) -> Address | None:
    """The address when the whole host is one; None otherwise."""
    host = match[name]
    if not _is_suffix(_last_label(host)):
        return None
    short = name == "bare" and not match["rest"] and host.count(".") == 1 and len(_last_label(host)) == 2
    return Address(match.start(), match.end(), certain=not short)


def _beginning(match: regex.Match[str], name: str) -> Address | None:
    """The longest ASCII beginning of the host that ends in a top-level domain, without a path."""
    host = _ASCII_HOST.match(match[name])
    labels = host[0].split(".") if host else []
    for count in range(len(labels), 1, -1):
        if _is_suffix(labels[count - 1]):
            return Address(match.start(), match.start(name) + len(".".join(labels[:count])), certain=False)
    return None


def _last_label(host: str) -> str:
    return host.rsplit(".", 1)[-1]


@lru_cache(maxsize=4096)
def _is_suffix(label: str) -> bool:
    if label.lower().startswith("xn--"):
        try:
            label = label.encode("ascii").decode("idna")
        except UnicodeError:
            return False
    return bool(is_tld(label.lower()))
