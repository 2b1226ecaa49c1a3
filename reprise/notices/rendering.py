"""A message in the forms channels take: subject, plain text, HTML for e-mail, blocks for Slack, JSON for hooks."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from reprise.notices.notice import Item, Message, Severity, one_line

SUBJECT_LENGTH = 180

# Slack, Block Kit reference and incoming webhooks, read 2026-11.
BLOCKS, HEADER, SECTION, FALLBACK = 50, 150, 3000, 3000
_SHOWN_ON_SLACK = 20

MARKS: dict[Severity, str] = {"info": "✅", "warning": "⚠️", "error": "⛔"}
_COLOURS: dict[Severity, str] = {"info": "#2e7d32", "warning": "#b26a00", "error": "#b3261e"}


def subject(message: Message) -> str:
    """One line that says what it is about."""
    if len(message.items) == 1:
        return one_line(f"[{message.source}] {message.items[0].notice.title}", SUBJECT_LENGTH)
    counts = Counter(item.notice.severity for item in message.items)
    urgent = counts["error"] + counts["warning"]
    needs = f", {urgent} for your attention" if urgent else ""
    return one_line(f"[{message.source}] {len(message.items)} notices{needs}", SUBJECT_LENGTH)


def plain(message: Message) -> str:
    """The whole message as text."""
    return "\n\n".join(_plain(item, message.zone) for item in _sorted(message)) + "\n"


def html(message: Message) -> str:
    """The whole message as a small HTML page; everything that comes from outside is escaped."""
    body = "".join(_html(item, message.zone) for item in _sorted(message))
    return (
        '<!doctype html><html><head><meta charset="utf-8"></head>'
        '<body style="font:15px/1.5 sans-serif;color:#1b1b1b;max-width:40em;margin:1em auto">'
        f"{body}</body></html>"
    )


def slack(message: Message) -> dict[str, Any]:
    """The message for a Slack incoming webhook: `text` for the notification, `blocks` for the channel."""
    items = _sorted(message)
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": one_line(subject(message), HEADER), "emoji": True}}
    ]
    for item in items[:_SHOWN_ON_SLACK]:
        blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": _mrkdwn(item)}})
        blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": _small(item, message.zone)}]})
    if len(items) > _SHOWN_ON_SLACK:
        more = f"and {len(items) - _SHOWN_ON_SLACK} more; see the store or the other channels."
        blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": more}]})
    return {"text": _slack_escape(subject(message), FALLBACK), "blocks": blocks[:BLOCKS]}


def payload(message: Message) -> dict[str, Any]:
    """The message for a generic webhook. Its form is described in docs/notifications.md."""
    return {
        "id": message.id,
        "type": "notices",
        "source": message.source,
        "severity": message.severity,
        "notices": [
            {
                "kind": item.notice.kind,
                "key": item.notice.key,
                "severity": item.notice.severity,
                "site": item.notice.site,
                "at": item.at.isoformat(),
                "repeats": item.repeats,
                "title": item.notice.title,
                "text": item.notice.text,
                "remedy": item.notice.remedy,
                "url": item.notice.url,
                "facts": item.notice.facts,
            }
            for item in message.items
        ],
    }


def _sorted(message: Message) -> list[Item]:
    """What needs somebody first, then in order of time."""
    order: tuple[Severity, ...] = ("error", "warning", "info")
    return sorted(message.items, key=lambda item: (order.index(item.notice.severity), item.at))


def _plain(item: Item, zone: str) -> str:
    notice = item.notice
    lines = [f"{MARKS[notice.severity]} {notice.title}", notice.text]
    lines += [f"What to do: {notice.remedy}"] if notice.remedy else []
    lines += [notice.url] if notice.url else []
    lines.append(_details(item, zone))
    return "\n".join(line for line in lines if line)


def _html(item: Item, zone: str) -> str:
    notice = item.notice
    parts = [f'<h2 style="font-size:1.05em;margin:1.2em 0 .2em">{escape(notice.title)}</h2>']
    if notice.text:
        parts.append(f"<p>{_broken(notice.text)}</p>")
    if notice.remedy:
        parts.append(f"<p><strong>What to do:</strong> {_broken(notice.remedy)}</p>")
    if notice.url and notice.url.startswith(("http://", "https://")):
        address = escape(notice.url, quote=True)
        parts.append(f'<p><a href="{address}">{address}</a></p>')
    elif notice.url:
        parts.append(f"<p>{escape(notice.url)}</p>")
    parts.append(f'<p style="color:#6b6b6b;font-size:.85em">{escape(_details(item, zone))}</p>')
    colour = _COLOURS[notice.severity]
    return f'<div style="border-left:4px solid {colour};padding-left:1em">{"".join(parts)}</div>'


def _broken(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _mrkdwn(item: Item) -> str:
    notice = item.notice
    lines = [f"{MARKS[notice.severity]} *{_slack_escape(notice.title, 300)}*"]
    if notice.text:
        lines.append(_slack_escape(notice.text, 1200))
    if notice.remedy:
        lines.append(f"*What to do:* {_slack_escape(notice.remedy, 800)}")
    if notice.url and notice.url.startswith(("http://", "https://")) and len(notice.url) <= 500:
        lines.append(f"<{_slack_escape(notice.url.replace('|', '%7C').replace('>', '%3E'), 600)}>")
    return "\n".join(lines)[:SECTION]


def _small(item: Item, zone: str) -> str:
    return _slack_escape(_details(item, zone), 1500)


def _slack_escape(text: str, limit: int) -> str:
    """Slack's three control characters as entities; never cut inside one."""
    cut = text if len(text) <= limit else f"{text[: limit - 1]}…"
    escaped = cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    while len(escaped) > limit:
        cut = f"{cut[: -max(2, (len(escaped) - limit) // 5 + 1)]}…"
        escaped = cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped


def _details(item: Item, zone: str) -> str:
    facts = [f"{name} {value}" for name, value in item.notice.facts.items()]
    again = [f"{item.repeats} more times since"] if item.repeats else []
    return one_line(" · ".join([local(item.at, zone), *facts, *again]), 900)


def local(moment: datetime, zone: str) -> str:
    """A time as people of a zone read it."""
    return f"{moment.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M} {zone}"
