"""What TikTok's answers and its reasons for failed posts mean. Refusals may come with status 200."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from reprise.clock import Clock
from reprise.windows.failures import FailureKind, PlatformError, Reach
from resources.platforms.api import Answer, Api, Refusal, server_refusal

CAP_PAUSE, RATE_PAUSE = timedelta(hours=3), timedelta(minutes=1)
"""TikTok names no times. Its caps count the last 24 hours, its rate limits the last minute."""
EXPIRED = 403
_AUDIT = (
    "Have TikTok audit the application (developers.tiktok.com, Content Posting API), or make the account private and "
    "set its privacy to SELF_ONLY."
)
_SCOPES = "Connect the account again and allow everything that is asked for."
_CAP = "TikTok lets an account post about 15 times in 24 hours through all applications together; it goes on by itself."


@dataclass(frozen=True)
class _Meaning:
    kind: FailureKind
    remedy: str | None = None
    reach: Reach | None = None
    pause: timedelta | None = None


_CODES: Mapping[str, _Meaning] = MappingProxyType(
    {
        "access_token_invalid": _Meaning("auth"),
        "scope_not_authorized": _Meaning("permission", _SCOPES),
        "scope_permission_missed": _Meaning("permission", _SCOPES),
        "spam_risk_too_many_posts": _Meaning("quota", _CAP, pause=CAP_PAUSE),
        "spam_risk_too_many_pending_share": _Meaning("quota", "Post or remove the drafts in TikTok's inbox."),
        "spam_risk_user_banned_from_posting": _Meaning(
            "spam", "Open TikTok and follow its instructions, then: reprise accounts --resume."
        ),
        "reached_active_user_cap": _Meaning(
            "quota", "An application that is not audited may post for 5 people in 24 hours. Have it audited.",
            pause=CAP_PAUSE,
        ),
        "unaudited_client_can_only_post_to_private_accounts": _Meaning("permission", _AUDIT),
        "url_ownership_unverified": _Meaning(
            "permission", "Verify the media address (REPRISE_MEDIA_URL) in TikTok's developer portal (URL properties)."
        ),
        "privacy_level_option_mismatch": _Meaning("permission", "Correct the account's privacy."),
        "app_version_check_failed": _Meaning("permission", "Update the TikTok app, then connect the account again."),
        "rate_limit_exceeded": _Meaning("rate_limit", pause=RATE_PAUSE),
        "invalid_publish_id": _Meaning("validation"),
        "token_not_authorized_for_specified_publish_id": _Meaning("validation"),
    }
)  # fmt: skip
"""By error.code (developers.tiktok.com, Content Posting API reference and error handling, 2026-08)."""

_RENDER = "Render the film again within TikTok's limits (23 to 60 frames a second, 360 to 4096 pixels, 10 minutes)."
_PULL = "See to it that the media address (REPRISE_MEDIA_URL) can be reached from outside without redirections."
_REASONS: Mapping[str, _Meaning] = MappingProxyType(
    {
        "internal": _Meaning("media_processing", "It is tried again by itself."),
        "file_format_check_failed": _Meaning("validation", _RENDER),
        "duration_check_failed": _Meaning("validation", _RENDER),
        "frame_rate_check_failed": _Meaning("validation", _RENDER),
        "picture_size_check_failed": _Meaning("validation", "Make the pictures within 1920 by 1080 either way round."),
        "video_pull_failed": _Meaning("validation", _PULL),
        "photo_pull_failed": _Meaning("validation", _PULL),
        "publish_cancelled": _Meaning("validation", "Somebody cancelled it; schedule it again if it is still wanted."),
        "auth_removed": _Meaning("auth"),
        "spam_risk_text": _Meaning("spam", "Change the text and schedule the post again.", "post"),
    }
)
"""By fail_reason (post status reference, 2026-08). Only `internal` is said to be worth another try as it is."""


def understand(answer: Answer, creates: bool, clock: Clock) -> Refusal | None:
    """See `resources.platforms.api.Understand`."""
    error = answer.object().get("error")
    code, said = _words_of(error)
    if answer.ok and code in ("", "ok"):
        unreadable = bool(answer.content) and not isinstance(answer.json, dict)
        return Refusal("unknown_outcome" if creates else "server", "The answer is not JSON.") if unreadable else None
    if answer.status >= 500 or code == "internal_error":
        return server_refusal(answer, creates, said)
    if answer.status == EXPIRED and not code:  # an upload's address; everything else names a code
        return Refusal("server", said)
    meaning = _CODES.get(code) or _by_status(answer.status, code)
    words = f"{code}: {said}" if code else said
    return Refusal(meaning.kind, words, meaning.remedy, _after(meaning, clock.now()), meaning.reach)


def failed(api: Api, reason: str, now: datetime) -> PlatformError:
    """The error for a post that TikTok took and then did not publish."""
    meaning = _REASONS.get(reason) or _by_status(0, reason) if reason not in _CODES else _CODES[reason]
    return api.error(
        meaning.kind,
        f"TikTok did not publish the post ({reason or 'no reason given'}).",
        remedy=meaning.remedy,
        retry_at=_after(meaning, now),
        reach=meaning.reach,
    )


def _words_of(error: object) -> tuple[str, str]:
    """Code and message; uploads answer with words alone."""
    if isinstance(error, dict):
        return str(error.get("code") or ""), str(error.get("message") or "")
    return "", str(error or "")


def _by_status(status: int, code: str) -> _Meaning:
    if code.startswith("spam_risk"):
        return _Meaning("spam")
    kinds: Mapping[int, FailureKind] = {401: "auth", 403: "permission", 429: "rate_limit"}
    return _Meaning(kinds.get(status, "validation"))


def _after(meaning: _Meaning, now: datetime) -> datetime | None:
    return now + meaning.pause if meaning.pause else None
