"""A notice: one thing that happened, in words for people, with the name under which it is told only once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from reprise.digest import digest
from reprise.model import Document

Kind = Literal[
    "published",
    "failed",
    "held",
    "account_expiring",
    "account_lost",
    "paused",
    "withdrawn",
    "returned",
    "corrected",
    "run_failed",
    "budget",
    "test",
]
Severity = Literal["info", "warning", "error"]

Event = Literal["published", "failed", "held", "accounts", "paused", "articles", "runs", "budget"]
"""What a channel can ask for; `EVENTS` says which kinds are behind each."""

EVENTS: dict[Event, tuple[Kind, ...]] = {
    "published": ("published",),
    "failed": ("failed",),
    "held": ("held",),
    "accounts": ("account_expiring", "account_lost"),
    "paused": ("paused",),
    "articles": ("withdrawn", "returned", "corrected"),
    "runs": ("run_failed",),
    "budget": ("budget",),
}

TITLE_LENGTH, TEXT_LENGTH = 300, 4000


class Notice(Document):
    """What happened. `key` names the event: within `window_hours` (None: ever) it is told once.

    `site` None concerns the whole installation. `remedy` is what a person can do, empty when nothing is needed;
    `facts` are short labelled details; `url` where to look.
    """

    kind: Kind
    key: Annotated[str, Field(min_length=1, max_length=200)]
    site: str | None = None
    severity: Severity = "info"
    title: Annotated[str, Field(min_length=1, max_length=TITLE_LENGTH)]
    text: Annotated[str, Field(max_length=TEXT_LENGTH)] = ""
    remedy: Annotated[str, Field(max_length=TEXT_LENGTH)] = ""
    url: str | None = None
    facts: dict[str, str] = {}
    window_hours: float | None = None


class Item(Document):
    """A notice as it is delivered: when it was raised, and how often the same was raised since."""

    notice: Notice
    at: datetime
    repeats: int = 0


class Message(Document):
    """What goes to a channel at once: one notice, or several as a digest. Times are UTC; `zone` is for people.

    `id` stays the same when the message is sent again after a failure, so that its receiver can tell.
    """

    id: str
    source: str
    zone: str = "UTC"
    items: Annotated[tuple[Item, ...], Field(min_length=1)]

    @property
    def severity(self) -> Severity:
        """The worst of its notices."""
        order: tuple[Severity, ...] = ("info", "warning", "error")
        return max((item.notice.severity for item in self.items), key=order.index)


def message_id(deliveries: tuple[int, ...], channel: str) -> str:
    """Names the message that carries these deliveries."""
    return "n" + digest("notices", channel, sorted(deliveries))[:20]


def one_line(text: str, limit: int) -> str:
    """`text` without line breaks and other control characters, cut to `limit` characters."""
    clean = "".join(letter if letter.isprintable() else " " for letter in text)
    line = " ".join(clean.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def paragraphs(text: str, limit: int = TEXT_LENGTH) -> str:
    """`text` without control characters besides line breaks, cut to `limit` characters."""
    clean = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text.strip())
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
