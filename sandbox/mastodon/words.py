"""A status's words as the server shows them: paragraphs, addresses and tags as HTML."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from sandbox.mastodon.counting import addresses, hashtags


def content(text: str, base: str) -> str:
    """The HTML of a text."""
    if not text:
        return ""
    made, position = "", 0
    known = set(hashtags(text))
    for start, end in addresses(text):
        made += _tagged(text[position:start], base, known) + _link(text[start:end])
        position = end
    made += _tagged(text[position:], base, known)
    paragraphs = re.split(r"\n{2,}", made.strip("\n"))
    return "".join(f"<p>{part.replace(chr(10), '<br />')}</p>" for part in paragraphs)


def tags(text: str, base: str) -> list[dict[str, Any]]:
    return [{"name": tag.lower(), "url": f"{base}/tags/{tag.lower()}"} for tag in hashtags(text)]


def _tagged(text: str, base: str, known: set[str]) -> str:
    def link(match: re.Match[str]) -> str:
        tag = match.group(1)
        if tag not in known:
            return match.group()
        address = escape(f"{base}/tags/{tag.lower()}")
        return f'<a href="{address}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'

    return re.sub(r"#(\w+)", link, escape(text, quote=False))


def _link(address: str) -> str:
    """The address itself stays readable, its scheme is hidden."""
    scheme, _, rest = address.partition("://")
    shown = f'<span class="invisible">{scheme}://</span><span class="">{escape(rest)}</span>'
    return f'<a href="{escape(address)}" target="_blank" rel="nofollow noopener">{shown}</a>'
