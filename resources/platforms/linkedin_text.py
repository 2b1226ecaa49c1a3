"""LinkedIn's "little text": characters with a meaning of their own are escaped, hashtags keep theirs."""

from __future__ import annotations

import regex

_RESERVED = regex.compile(r"[|{}@\[\]()<>#\\*_~]")
_HASHTAG = regex.compile(r"(?<![\w&])#(?=[\p{L}\p{N}_]*\p{L})")
_ESCAPED = regex.compile(r"\\([|{}@\[\]()<>#\\*_~])")
_TEMPLATE = regex.compile(r"\{hashtag\|\\?#\|([^}]*)\}")


def escaped(text: str) -> str:
    """The text as LinkedIn shows it whole: every reserved character escaped but the sign before a hashtag."""
    tags = {match.start() for match in _HASHTAG.finditer(text)}
    return str(_RESERVED.sub(lambda found: found[0] if found.start() in tags else f"\\{found[0]}", text))


def unescaped(text: str) -> str:
    """What was meant by a text that LinkedIn gives back."""
    return str(_ESCAPED.sub(r"\1", _TEMPLATE.sub(r"#\1", text)))
