"""Notices and sites with channels for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from reprise.notices.notice import Item, Message, Notice
from reprise.sites import Site

WHEN = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)

SLACK: dict[str, Any] = {"type": "slack", "url_env": "DESK_SLACK"}
HOOK: dict[str, Any] = {"type": "webhook", "url_env": "DESK_HOOK", "secret_env": "DESK_HOOK_SECRET"}


def notice(**changes: Any) -> Notice:
    facts: dict[str, Any] = {
        "kind": "failed",
        "key": "failed:p1",
        "site": "demo",
        "severity": "error",
        "title": "A post failed",
        "text": "The platform refuses the content.",
        "remedy": "Edit the post.",
    }
    return Notice(**{**facts, **changes})


def site(id_: str = "demo", zone: str = "Europe/Berlin", **channels: dict[str, Any]) -> Site:
    source = {"type": "feed", "url": "https://example.org/feed"}
    facts: dict[str, Any] = {"id": id_, "name": f"The {id_}", "url": "https://example.org/", "source": source}
    return Site.model_validate({**facts, "timezone": zone, "notifications": channels})


def message(*notices: Notice, **changes: Any) -> Message:
    items = tuple(Item(notice=each, at=WHEN) for each in notices or (notice(),))
    facts: dict[str, Any] = {"id": "n1", "source": "The demo", "zone": "Europe/Berlin", "items": items}
    return Message(**{**facts, **changes})
