"""What makes a Bluesky post out of words: byte ranges of links and hashtags, record keys, and subtitles as WebVTT."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Any

import regex

from reprise.social.addresses import whole_spans

TAG_LIMIT = 64
_ORDERED = "234567abcdefghijklmnopqrstuvwxyz"
_HASHTAG = regex.compile(r"(?<![\w/&])[#＃](?P<tag>[\p{L}\p{M}\p{N}_]*[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*)")
_TIMES = re.compile(r"(\d{2}:\d{2}:\d{2}),(\d{3})")
Facet = dict[str, Any]


def facets(text: str) -> list[Facet]:
    """What readers can follow in a text, in order: addresses and hashtags, by their place in its UTF-8 bytes."""
    links = whole_spans(text)
    found = [(start, end, {"$type": _type("link"), "uri": _uri(text[start:end])}) for start, end in links]
    for match in _HASHTAG.finditer(text):
        inside = any(start <= match.start() < end for start, end in links)
        if not inside and len(match["tag"]) <= TAG_LIMIT:
            found.append((match.start(), match.end(), {"$type": _type("tag"), "tag": match["tag"]}))
    return [_facet(text, *one) for one in sorted(found, key=lambda one: one[0])]


def record_key(moment: datetime, number: int = 0) -> str:
    """A new timestamp identifier (TID): sortable by time, `number` microseconds later than `moment`.

    Its last ten bits are random, so that two processes do not choose the same one.
    """
    micros = int(moment.timestamp() * 1_000_000) + number
    value = (micros << 10) | secrets.randbelow(1024)
    return "".join(_ORDERED[(value >> shift) & 31] for shift in range(60, -1, -5))


def written(moment: datetime) -> str:
    """A moment as records hold it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def as_vtt(subtitles: str) -> str:
    """Subtitles in WebVTT, from SubRip or from WebVTT."""
    text = subtitles.removeprefix("\ufeff").replace("\r\n", "\n")
    if text.startswith("WEBVTT"):
        return text
    lines = [_TIMES.sub(r"\1.\2", line) if "-->" in line else line for line in text.split("\n")]
    return "WEBVTT\n\n" + "\n".join(lines).strip("\n") + "\n"


def _facet(text: str, start: int, end: int, feature: dict[str, str]) -> Facet:
    first = len(text[:start].encode())
    index = {"byteStart": first, "byteEnd": first + len(text[start:end].encode())}
    return {"index": index, "features": [feature]}


def _uri(shown: str) -> str:
    return shown if "://" in shown else f"https://{shown}"


def _type(feature: str) -> str:
    return f"app.bsky.richtext.facet#{feature}"
