"""Telling our post from others on an account: by the id its link carries, else by its whole text. Never by its age."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from reprise.social.addresses import whole_spans
from resources.platforms.base import Outgoing

SLACK = timedelta(minutes=5)
"""Platforms' clocks and ours differ: a look begins so much before the attempt did."""


def is_ours(post: Outgoing, number: int, text: str, links: Iterable[str] = ()) -> bool:
    """Whether a text found on the account is text `number` of the post.

    Args:
        text: as the platform gives it back, links in their long form.
        links: addresses attached to it.
    """
    if same_text(post.texts[number], text):
        return True
    if len(post.texts) > 1:
        return False  # a thread's link is in one of its texts only
    found = [*links, *(text[start:end] for start, end in whole_spans(text))]
    return any(carries(post.id, link) for link in found)


def same_text(ours: str, theirs: str) -> bool:
    """Equal but for white space and the form of characters, which platforms change."""
    return bool(ours.strip()) and _plain(ours) == _plain(theirs)


def carries(post_id: str, link: str) -> bool:
    """Whether an address is this post's own tracked one."""
    try:
        return post_id in parse_qs(urlsplit(link).query).get("utm_content", [])
    except ValueError:
        return False


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
