"""What YouTube's answers mean: Google's reasons, and when a day's quota comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from reprise.clock import Clock
from reprise.windows.failures import FailureKind, Reach
from resources.platforms.api import Answer, Refusal

PACIFIC = ZoneInfo("America/Los_Angeles")
UPLOAD_DAY = timedelta(hours=24)
"""YouTube Help, "upload limit reached": try again in 24 hours."""
_PROJECT = (
    "The project's quota of the day is used up; it is renewed at midnight in California. For more of it, ask Google "
    "for an extension (YouTube API Services, Audit and Quota Extension Form)."
)
_CHANNEL = "The channel's uploads of the day are used up. Confirm its telephone number: that raises the limit."
_SUSPENDED = "Look at the channel in YouTube Studio, then let it go on: reprise accounts --resume."


@dataclass(frozen=True)
class _Meaning:
    kind: FailureKind
    remedy: str | None = None
    reach: Reach | None = None


_REASONS: Mapping[str, _Meaning] = MappingProxyType(
    {
        "quotaExceeded": _Meaning("quota", _PROJECT),
        "dailyLimitExceeded": _Meaning("quota", _PROJECT),
        "uploadLimitExceeded": _Meaning("quota", _CHANNEL),
        "rateLimitExceeded": _Meaning("rate_limit"),
        "userRateLimitExceeded": _Meaning("rate_limit"),
        "authError": _Meaning("auth"),
        "youtubeSignupRequired": _Meaning("permission", "Make a channel on youtube.com, then connect it again."),
        "insufficientPermissions": _Meaning("permission", "Connect the account again and allow everything asked for."),
        "insufficientScopes": _Meaning("permission", "Connect the account again and allow everything asked for."),
        "invalidCategoryId": _Meaning("validation", "Name a category that YouTube knows for this account.", "account"),
        "invalidTitle": _Meaning("validation", "Give the film a title of 1 to 100 characters without < and >."),
        "invalidDescription": _Meaning("validation", "Cut the text to 5,000 bytes, without < and >."),
        "invalidTags": _Meaning("validation", "Use fewer hashtags."),
        "mediaBodyRequired": _Meaning("validation", "Render the film again: its file is empty."),
        "uploadTooLarge": _Meaning("validation", "Render the film smaller."),
        "captionExists": _Meaning("duplicate"),
        "videoNotFound": _Meaning("validation"),
    }
)
"""By Google's reason (developers.google.com/youtube/v3/docs/errors, 2026-11)."""


def understand(answer: Answer, creates: bool, clock: Clock) -> Refusal | None:
    """See `resources.platforms.api.Understand`. Of the request that makes a video public every failure of the server
    leaves its outcome open: the session can be asked."""
    if answer.ok:
        unreadable = bool(answer.content) and not isinstance(answer.json, dict)
        return Refusal("unknown_outcome" if creates else "server", "The answer is not JSON.") if unreadable else None
    reason, said = reason_of(answer.json)
    if answer.status >= 500:
        return Refusal("unknown_outcome" if creates else "server", said)
    meaning = _REASONS.get(reason) or _by_status(answer.status, said)
    return Refusal(meaning.kind, said, meaning.remedy, _retry_at(reason, meaning.kind, answer, clock), meaning.reach)


def reason_of(body: Any) -> tuple[str, str]:
    """Google's reason and words; both empty when there are none."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return "", str(error or "")
    rows = error.get("errors")
    first = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    return str(first.get("reason") or ""), str(error.get("message") or first.get("message") or "")


def next_midnight(now: datetime) -> datetime:
    """When the project's quotas are renewed."""
    there = now.astimezone(PACIFIC)
    return datetime(there.year, there.month, there.day, tzinfo=PACIFIC) + timedelta(days=1)


def _by_status(status: int, said: str) -> _Meaning:
    if status in (403, 401) and any(word in said.lower() for word in ("suspended", "terminated", "closed")):
        return _Meaning("spam", _SUSPENDED)
    kinds: Mapping[int, FailureKind] = {401: "auth", 403: "permission", 429: "rate_limit"}
    return _Meaning(kinds.get(status, "validation"))


def _retry_at(reason: str, kind: FailureKind, answer: Answer, clock: Clock) -> datetime | None:
    after = answer.headers.get("retry-after", "")
    if kind == "rate_limit":
        return clock.now() + timedelta(seconds=int(after)) if after.isdigit() else None
    if reason == "uploadLimitExceeded":
        return clock.now() + UPLOAD_DAY
    return next_midnight(clock.now()) if kind == "quota" else None
