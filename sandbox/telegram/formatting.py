"""Texts with formatting: HTML, MarkdownV2 and explicit entities, measured in UTF-16 units as Telegram measures them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from sandbox.telegram.markdown import parse_markdown
from sandbox.telegram.problems import bad

MAX_BYTES = 1 << 15
_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "code": "code",
    "pre": "pre", "blockquote": "blockquote", "a": "text_link", "span": "spoiler",
}  # fmt: skip
_TYPES = {
    *_TAGS.values(), "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "text_mention",
    "custom_emoji", "expandable_blockquote", "bank_card", "date_time",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\s+[\w-]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*>")
_ATTRIBUTE = re.compile(r"([\w-]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_NAMED = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]']")
_HASHTAG = re.compile(r"(?<![\w/&#])#\w*[^\W\d_]\w*")


@dataclass(frozen=True)
class Formatted:
    """A text as it will stand there, with its entities; offsets and lengths in UTF-16 units."""

    text: str
    entities: list[dict[str, Any]]

    @property
    def length(self) -> int:
        return units(self.text)


def units(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def formatted(text: str, mode: str, entities: Any) -> Formatted:
    """What a text becomes. Entities are believed only where no mode is given. Raises `ApiProblem`."""
    if len(text.encode()) > MAX_BYTES:
        raise bad("Text is too long")
    name = mode.lower()
    if name in ("", "none") or not text:
        parsed = Formatted(text, _explicit(text, entities))
    elif name == "html":
        parsed = _html(text)
    elif name in ("markdownv2", "markdown"):
        parsed = Formatted(*parse_markdown(text, second=name == "markdownv2"))
    else:
        raise bad("Unsupported parse_mode")
    return _found(_trimmed(parsed))


def _explicit(text: str, entities: Any) -> list[dict[str, Any]]:
    read, end = [], units(text)
    for entity in entities if isinstance(entities, list) else []:
        if not isinstance(entity, dict):
            raise bad("Can't parse MessageEntity: expected an Object")
        for name in ("offset", "length"):
            if not isinstance(entity.get(name), int):
                raise bad(f'Can\'t parse MessageEntity: Field "{name}" must be of type Number')
        if entity.get("type") not in _TYPES:
            raise bad("Can't parse MessageEntity: Unsupported type specified")
        start, stop = entity["offset"], entity["offset"] + entity["length"]
        if start < 0 or entity["length"] <= 0:
            continue
        if stop > end:
            raise bad(
                f"Entity beginning at UTF-16 offset {start} ends after the end of the text at UTF-16 offset {end}"
            )
        for edge in (start, stop):
            if not _is_whole(text, edge):
                raise bad(f"Entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol")
        read.append(entity)
    return read


def _html(text: str) -> Formatted:
    made, entities, position = "", [], 0
    open_: list[tuple[str, dict[str, Any]]] = []
    for match in re.finditer(r"<", text):
        start = match.start()
        if start < position:
            continue
        made += _plain(text[position:start])
        offset = len(text[:start].encode())
        tag = _TAG.match(text, start)
        if tag is None:
            raise bad(f"Can't parse entities: Unsupported start tag at byte offset {offset}")
        position, name = tag.end(), tag.group(2).lower()
        if not tag.group(1):
            open_.append((name, _opened(name, tag, made, offset)))
            continue
        if not open_:
            raise bad(f"Can't parse entities: Unexpected end tag at byte offset {offset}")
        expected, entity = open_.pop()
        if name != expected:
            raise bad(
                f"Can't parse entities: Unmatched end tag at byte offset {offset}, "
                f'expected "</{expected}>", found "</{name}>"'
            )
        entity["length"] = units(made) - entity["offset"]
        if entity["length"] and (entity["type"] != "text_link" or entity.get("url")):
            entities.append(entity)
    made += _plain(text[position:])
    if open_:
        raise bad(f"Can't parse entities: Can't find end tag corresponding to start tag \"{open_[-1][0]}\"")
    return Formatted(made, sorted(entities, key=lambda one: (one["offset"], -one["length"])))


def _opened(name: str, tag: re.Match[str], before: str, offset: int) -> dict[str, Any]:
    attributes = {key.lower(): unescape(a or b or c) for key, a, b, c in _ATTRIBUTE.findall(tag.group(3))}
    if name not in _TAGS or (name == "span" and attributes.get("class") != "tg-spoiler"):
        raise bad(f'Can\'t parse entities: Unsupported start tag "{name}" at byte offset {offset}')
    entity: dict[str, Any] = {"type": _TAGS[name], "offset": units(before), "length": 0}
    if name == "a":
        entity["url"] = attributes.get("href", "")
    if name == "blockquote" and "expandable" in attributes:
        entity["type"] = "expandable_blockquote"
    return entity


def _plain(text: str) -> str:
    return _NAMED.sub(lambda match: unescape(match.group()), text)


def _trimmed(given: Formatted) -> Formatted:
    """Without the empty space around it."""
    text = given.text.rstrip()
    start = len(text) - len(text.lstrip())
    shift, text = units(text[:start]), text[start:]
    end, entities = units(text), []
    for entity in given.entities:
        first = max(0, entity["offset"] - shift)
        last = min(end, entity["offset"] + entity["length"] - shift)
        if first < last:
            entities.append({**entity, "offset": first, "length": last - first})
    return Formatted(text, entities)


def _found(given: Formatted) -> Formatted:
    """With the addresses and tags that Telegram finds by itself, where nothing is marked yet."""
    taken = [(one["offset"], one["offset"] + one["length"]) for one in given.entities]
    found = []
    for kind, pattern in (("url", _ADDRESS), ("hashtag", _HASHTAG)):
        for match in pattern.finditer(given.text):
            start, length = units(given.text[: match.start()]), units(match.group())
            if not any(start < last and first < start + length for first, last in taken):
                taken.append((start, start + length))
                found.append({"type": kind, "offset": start, "length": length})
    return Formatted(given.text, sorted([*given.entities, *found], key=lambda one: (one["offset"], -one["length"])))


def _is_whole(text: str, edge: int) -> bool:
    data = text.encode("utf-16-le")[: edge * 2]
    try:
        data.decode("utf-16-le")
    except UnicodeDecodeError:
        return False
    return True
