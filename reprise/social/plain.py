"""Text as the platforms show it: one line, no markup, brackets in pairs, nobody notified by accident."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator

import regex

from reprise.social.addresses import find_addresses, whole_spans

WORD_JOINER = "\u2060"
BRACKETS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "（": "）",
    "［": "］",
    "「": "」",
    "『": "』",
    "【": "】",
    "《": "》",
    "〈": "〉",
}

_STAND_INS = {"<": "‹", ">": "›"}
_EDGES = regex.compile(
    r"^[\s\p{M}\u200c\u200d]+|(?:[\s\u200c\u200d]|(?<=\p{L}-*)-)+$"
)  # what belongs to a lost neighbour
_CLOSING = {closing: opening for opening, closing in BRACKETS.items()}
_INVISIBLE = regex.compile(
    # controls, surrogates, replacement and direction-override characters; joiners and variation selectors stay
    r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u00ad\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd]"
)
_SPACES = regex.compile(r"[\s\p{Z}]+")
_SMILEY_OR_MARKER = regex.compile(r"(?<![^\s“„«「『‘‹])(?:[:;=8xX][-'^]?[()\[\]{}]+|\p{L}\)|\p{N}{1,3}\))")
_LINK = regex.compile(r"!?\[([^\[\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?: +[\"'][^\"'\n]*[\"'])?\)")
_BOLD = regex.compile(r"(?<![\w*])\*{2,3}(?=[^\s*])(.+?)(?<=[^\s*])\*{2,3}(?![\w*])")
_CODE = regex.compile(r"`{1,3}([^`\n]*)`{1,3}")
_ELEMENT = regex.compile(
    r"<(a|b|i|u|s|p|em|strong|code|pre|span|div|small|sub|sup|h[1-6]|li|ul|ol|blockquote)(?: [^<>\n]*)?>(.*?)</\1 *>",
    regex.IGNORECASE,
)
_ENTITY = regex.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_LEADING = regex.compile(r"^(?:#{1,6}\s+|[-*+•▪◦]\s+|>\s+)+")
REMNANTS = {
    "a Markdown link": _LINK,
    "Markdown emphasis": _BOLD,
    "Markdown code": _CODE,
    "HTML": _ELEMENT,
    "an HTML entity": _ENTITY,
}
"""What must not be left in a text that is shown as it is."""

MENTION = regex.compile(r"(?<![A-Za-z0-9_])[@＠](?=[A-Za-z0-9_])")
HASHTAG = regex.compile(r"(?<![\p{L}\p{M}\p{N}_&/])[#＃](?=[\p{M}\p{N}_]*\p{L})")
CASHTAG = regex.compile(r"(?<![\p{L}\p{N}_$])\$(?=[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?![A-Za-z0-9]))")


def clean(text: str, forbidden: str = "") -> str:
    """`text` on one line in NFC without markup, control characters and lonely brackets; cleaning twice is the same.

    Of `forbidden`, the angle brackets become ‹ and ›, other characters are left out.
    """
    for _ in range(8):
        before = text
        for character in forbidden:
            text = text.replace(character, _STAND_INS.get(character, ""))
        text = mend_brackets(_without_markup(_one_line(text)))
        if text == before:
            return text
    return str(_SPACES.sub(" ", regex.sub(r"[*`<>&\[\](){}]", " ", text))).strip()  # nested without end: give up on it


def quiet(text: str) -> str:
    """`text` in which nothing is a mention, hashtag or cashtag: an invisible word joiner stands behind the sign."""
    spans = whole_spans(text)
    positions = sorted(
        match.end()
        for pattern in (MENTION, HASHTAG, CASHTAG)
        for match in pattern.finditer(text)
        if not any(start <= match.start() < end for start, end in spans)
    )
    for position in reversed(positions):
        text = text[:position] + WORD_JOINER + text[position:]
    return text


def lonely_brackets(text: str) -> tuple[int, ...]:
    """Positions of brackets without a partner; those in addresses, smileys and list markers ("a)") do not count."""
    exempt = [(address.start, address.end) for address in find_addresses(text)]
    exempt += [match.span() for match in _SMILEY_OR_MARKER.finditer(text)]
    lonely: list[int] = []
    open_: list[int] = []
    for position, character in enumerate(text):
        if character not in BRACKETS and character not in _CLOSING:
            continue
        closes = bool(open_) and text[open_[-1]] == _CLOSING.get(character)
        if not closes and _inside(position, exempt):
            continue
        if character in BRACKETS:
            open_.append(position)
        elif closes:
            open_.pop()
        else:
            lonely.append(position)
    return tuple(sorted(lonely + open_))


def mend_brackets(text: str) -> str:
    """`text` without its lonely brackets."""
    for _ in range(4):
        lonely = lonely_brackets(text)
        if not lonely:
            return text
        characters = list(text)
        for position in lonely:
            joins = 0 < position < len(text) - 1 and not (text[position - 1] + text[position + 1]).count(" ")
            characters[position] = " " if joins else ""
        text = _SPACES.sub(" ", "".join(characters)).strip()
    return str(_SPACES.sub(" ", "".join(" " if c in BRACKETS or c in _CLOSING else c for c in text))).strip()


def remnants(text: str) -> Iterator[tuple[str, str]]:
    """Names and beginnings of the markup left in a text, outside its addresses."""
    spans = whole_spans(text)
    for name, pattern in REMNANTS.items():
        for match in pattern.finditer(text):
            if not _inside(match.start(), spans):
                yield name, match[0][:40]


def _one_line(text: str) -> str:
    text = _INVISIBLE.sub(lambda match: " " if match[0].isspace() else "", text)
    return unicodedata.normalize("NFC", _EDGES.sub("", _SPACES.sub(" ", text)))


def _without_markup(text: str) -> str:
    spans = whole_spans(text)
    text = _LINK.sub(r"\1", text)
    text = _ELEMENT.sub(lambda match: str(match[2]), text)
    if not spans:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    else:
        text = _ENTITY.sub(lambda match: match[0] if _inside(match.start(), spans) else html.unescape(match[0]), text)
    text = _CODE.sub(r"\1", _BOLD.sub(r"\1", text))
    return str(_LEADING.sub("", text)).strip()


def _inside(position: int, spans: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> bool:
    return any(start <= position < end for start, end in spans)
