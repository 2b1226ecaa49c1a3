"""What LinkedIn's answers mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from reprise.clock import Clock
from reprise.windows.failures import FailureKind
from resources.platforms.api import Answer, Refusal, server_refusal

_POSTS = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")
_KINDS: Mapping[int, FailureKind] = MappingProxyType({401: "auth", 403: "permission", 404: "validation"})


def understand(answer: Answer, creates: bool, clock: Clock) -> Refusal | None:
    """See `resources.platforms.api.Understand`."""
    if answer.ok:
        return None
    said, code = str(answer.object().get("message") or ""), str(answer.object().get("code") or "")
    if answer.status >= 500:
        return server_refusal(answer, creates, said)
    if answer.status == 429:
        return _too_many(answer, said, clock)
    return _by_code(answer.status, said, code, clock) or Refusal(_KINDS.get(answer.status, "validation"), said)


def _by_code(status: int, said: str, code: str, clock: Clock) -> Refusal | None:
    """What LinkedIn has words of its own for."""
    if code == "DUPLICATE_POST" or (status == 422 and "duplicate" in said.lower()):
        return Refusal("duplicate", said)
    if status == 426 or code in ("NONEXISTENT_VERSION", "VERSION_MISSING"):
        remedy = "Name a version that LinkedIn still serves (YYYYMM): REPRISE_LINKEDIN_VERSION."
        return Refusal("validation", said, remedy, reach="account")
    if code == "MEDIA_ASSET_WAITING_UPLOAD":
        return Refusal("media_processing", said, retry_at=clock.now() + timedelta(minutes=1))
    return Refusal("server", said) if status == 409 else None


def duplicate_of(said: str) -> str | None:
    """The URN of the post that is there already, in LinkedIn's refusal of a second one."""
    found = _POSTS.search(said)
    return found[0] if found else None


def _too_many(answer: Answer, said: str, clock: Clock) -> Refusal:
    """Allowances are a day's and are renewed at midnight UTC, unless the answer knows better."""
    after = answer.headers.get("retry-after", "")
    now = clock.now()
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return Refusal("rate_limit", said, retry_at=now + timedelta(seconds=int(after)) if after.isdigit() else midnight)
