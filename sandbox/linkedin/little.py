"""LinkedIn's "little" text: plain text in which reserved characters are escaped, with mentions and hashtags.

Written from the description of the format: every one of | { } @ [ ] ( ) < > # \\ * _ ~ that stands for itself has a
backslash before it. The real service drops or cuts text where one is missing; here it is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

RESERVED = frozenset("|{}@[]()<>#\\*_~")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NAME = r"(?:\\.|[^|{}@\[\]()<>#\\*_~])+"
_MENTION = re.compile(rf"@\[({_NAME})\]\((urn:li:(?:person|organization):[\w-]+)\)")
_TEMPLATE = re.compile(rf"\{{hashtag\|(?:\\?[#\uff03])\|({_NAME})\}}")
_HASHTAG = re.compile(r"[#\uff03]((?:[^\W_]|\\_)+)")


class NotLittle(Exception):
    """The text breaks the format; the message says where."""


@dataclass(frozen=True)
class LittleText:
    """What people see, and what is linked in it."""

    plain: str
    mentions: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()


def read(text: str) -> LittleText:
    """Raises `NotLittle` for a reserved character that neither is escaped nor begins an element."""
    plain, position = "", 0
    mentions: list[str] = []
    hashtags: list[str] = []
    while position < len(text):
        if found := _ESCAPED.match(text, position):
            if found.group(1) not in RESERVED:
                raise NotLittle(f"The backslash at {position} escapes nothing that is reserved.")
            plain += found.group(1)
        elif found := _MENTION.match(text, position):
            plain += _unescaped(found.group(1))
            mentions.append(found.group(2))
        elif found := (_TEMPLATE.match(text, position) or _HASHTAG.match(text, position)):
            hashtags.append(_unescaped(found.group(1)))
            plain += f"#{hashtags[-1]}"
        elif text[position] in RESERVED:
            raise NotLittle(f"The reserved character {text[position]!r} at {position} is not escaped.")
        else:
            plain += text[position]
            position += 1
            continue
        position = found.end()
    return LittleText(plain, tuple(mentions), tuple(hashtags))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
