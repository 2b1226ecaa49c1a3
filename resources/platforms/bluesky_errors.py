"""What the answers of a Bluesky server mean: XRPC errors by their names, and what its headers leave of an allowance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from reprise.store.limits import Limit
from reprise.windows.failures import FailureKind, Reach
from resources.platforms.api import Answer, Refusal, server_refusal
from resources.platforms.edge import moment

DAY = 24 * 3600
NOT_FOUND = "RecordNotFound"
_LOG_IN = "Log in to Bluesky and look at the account's state; then let it go on: reprise accounts --resume."
_NAMES: Mapping[str, tuple[FailureKind, str | None, Reach | None]] = MappingProxyType(
    {
        "ExpiredToken": ("auth", None, None),
        "InvalidToken": ("auth", None, None),
        "AuthMissing": ("auth", None, None),
        "AuthenticationRequired": ("auth", None, None),
        "AuthFactorTokenRequired": ("auth", "Connect the account with an app password.", None),
        "AccountTakedown": ("permission", _LOG_IN, None),
        "AccountDeactivated": ("permission", _LOG_IN, None),
        "RepoTakendown": ("permission", _LOG_IN, None),
        "RepoDeactivated": ("permission", _LOG_IN, None),
        "RepoSuspended": ("permission", _LOG_IN, None),
        "AccountNotFound": ("permission", "The account is not on this server any more: connect it again.", None),
        "PayloadTooLarge": ("validation", "Make the file smaller.", None),
    }
)
"""Names of errors (lexicons of com.atproto and the reference server, 2026-08)."""


def understand(answer: Answer, creates: bool) -> Refusal | None:
    """See `resources.platforms.api.Understand`."""
    name, said = named(answer)
    if answer.ok:
        unread = answer.content and answer.json is None
        return Refusal("unknown_outcome" if creates else "server") if unread else None
    if answer.status == 429:
        return _too_many(answer, said)
    if answer.status >= 500:
        return server_refusal(answer, creates, said)
    return _refused(answer.status, name, said)


def _refused(status: int, name: str, said: str) -> Refusal:
    if name == "InvalidToken" and "scope" in said.lower():
        return Refusal("permission", said, "Connect the account with an app password that may post.")
    if name in _NAMES:
        kind, remedy, reach = _NAMES[name]
        return Refusal(kind, said, remedy, reach=reach)
    return Refusal("auth" if status == 401 else "validation", said)


def limits(answer: Answer, route: str) -> Iterable[Limit]:
    """What the answer's headers say is left."""
    remaining = answer.headers.get("ratelimit-remaining", "")
    reset = moment(answer.headers.get("ratelimit-reset"))
    if remaining.isdigit() and reset:
        yield Limit(scope="", route=route, remaining=int(remaining), reset_at=reset)


def named(answer: Answer) -> tuple[str, str]:
    """The error's name and the server's words; the video service puts both into a job's status."""
    body = answer.object()
    inner = body.get("jobStatus")
    if isinstance(inner, dict):
        body = inner
    name, message = str(body.get("error") or ""), str(body.get("message") or "")
    return name, f"{name}: {message}" if name and message else name or message


def _too_many(answer: Answer, said: str) -> Refusal:
    """The reset is told in the headers; a window of a day is an allowance that is used up."""
    reset = moment(answer.headers.get("ratelimit-reset"))
    window = re.search(r"w=(\d+)", answer.headers.get("ratelimit-policy", ""))
    used_up = window is not None and int(window[1]) >= DAY and reset is not None
    if not used_up:
        return Refusal("rate_limit", said, retry_at=reset)
    return Refusal("quota", said, "The day's writes are used up; its posts go on by themselves.", retry_at=reset)
