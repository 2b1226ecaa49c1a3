"""What the answers of a Mastodon server mean, and what its headers leave of an allowance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from reprise.store.limits import Limit
from reprise.windows.failures import FailureKind, Reach
from resources.platforms.api import Answer, Refusal, server_refusal

_LOG_IN = "Log in to the account with a browser and do what it asks for; then: reprise accounts --resume."
# What a 403 or 422 means stands in its text alone (mastodon/mastodon: config/locales/en.yml, app/controllers/api).
_WORDS: tuple[tuple[str, FailureKind, str | None, Reach | None], ...] = (
    ("outside the authorized scopes", "permission", None, "account"),
    ("login is currently disabled", "permission", _LOG_IN, "account"),
    ("missing a confirmed e-mail", "permission", _LOG_IN, "account"),
    ("login is currently pending approval", "permission", _LOG_IN, "account"),
    ("not finished processing", "media_processing", None, None),
    ("error processing thumbnail", "media_processing", None, None),
)


def understand(answer: Answer, creates: bool) -> Refusal | None:
    """See `resources.platforms.api.Understand`."""
    if answer.ok:
        unread = answer.content and answer.json is None
        return Refusal("unknown_outcome" if creates else "server") if unread else None
    said = said_by(answer)
    if answer.status == 429:
        return Refusal("rate_limit", said, retry_at=_reset(answer))
    if answer.status >= 500:
        return server_refusal(answer, creates, said)
    return _refused(answer.status, said)


def limits(answer: Answer, route: str) -> Iterable[Limit]:
    """What the answer's headers say is left."""
    remaining, reset = answer.headers.get("x-ratelimit-remaining", ""), _reset(answer)
    if remaining.isdigit() and reset:
        yield Limit(scope="", route=route, remaining=int(remaining), reset_at=reset)


def said_by(answer: Answer) -> str:
    """The server's own words."""
    body = answer.object()
    error, more = str(body.get("error") or ""), str(body.get("error_description") or "")
    return f"{error}: {more}" if error and more else error or more


def _refused(status: int, said: str) -> Refusal:
    for words, kind, remedy, reach in _WORDS:
        if words in said.lower():
            return Refusal(kind, said, remedy, reach=reach)
    if status in (401, 403):
        return Refusal("auth" if status == 401 else "permission", said)
    return Refusal("validation", said)


def _reset(answer: Answer) -> datetime | None:
    """The end of the period, which Mastodon writes as a time and not as seconds."""
    try:
        found = datetime.fromisoformat(answer.headers["x-ratelimit-reset"])
    except (KeyError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
