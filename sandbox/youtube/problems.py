"""Google's error answers by reason, and those of them that can be ordered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sandbox.kit import Refusal

_STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
_DOMAINS = {
    "authError": "global",
    "insufficientPermissions": "global",
    "badRequest": "global",
    "badContent": "global",
    "required": "global",
    "rateLimitExceeded": "usageLimits",
    "quotaExceeded": "youtube.quota",
    "backendError": "global",
    "uploadTooLarge": "global",
}


class Problem(Exception):
    """An error answer by its reason (developers.google.com/youtube/v3/docs/errors, 2026-11)."""

    def __init__(
        self,
        status: int,
        reason: str,
        message: str,
        *,
        domain: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.status = status
        self.reason = reason
        self.message = message
        self.domain = domain or _DOMAINS.get(reason, "youtube.video")
        self.headers = headers or {}
        super().__init__(message)

    @property
    def body(self) -> dict[str, Any]:
        fault = {"message": self.message, "domain": self.domain, "reason": self.reason}
        error: dict[str, Any] = {"code": self.status, "message": self.message, "errors": [fault]}
        if self.status in _STATUS_NAMES:
            error["status"] = _STATUS_NAMES[self.status]
        return {"error": error}


def bad(message: str, reason: str = "badRequest", *, domain: str | None = None) -> Problem:
    """400: the request itself is wrong."""
    return Problem(400, reason, message, domain=domain)


def no_video() -> Problem:
    return Problem(404, "videoNotFound", "The video that you are trying to reach cannot be found.")


def bad_credentials() -> Problem:
    return Problem(
        401,
        "authError",
        "Request had invalid authentication credentials. Expected OAuth 2 access token.",
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'},
    )


def no_scope() -> Problem:
    return Problem(403, "insufficientPermissions", "Request had insufficient authentication scopes.")


def no_quota() -> Problem:
    return Problem(
        403, "quotaExceeded", 'The request cannot be completed because you have exceeded your <a href="/youtube/v3/'
        'getting-started#quota">quota</a>.',
    )  # fmt: skip


def _refusal(problem: Problem) -> Refusal:
    return Refusal(problem.status, problem.body, problem.headers)


_TOO_FAST = "The request rate is too high. Retry later with an exponential back-off."
REFUSALS: Mapping[str, Refusal] = MappingProxyType(
    {
        "expired_token": _refusal(bad_credentials()),
        "revoked_token": _refusal(bad_credentials()),
        "permission": _refusal(no_scope()),
        "rate_limit": Refusal(
            429,
            Problem(429, "rateLimitExceeded", _TOO_FAST).body,
            {"Retry-After": "{seconds}"},
        ),
        "rate_limit_bare": _refusal(Problem(403, "rateLimitExceeded", _TOO_FAST)),
        "quota": _refusal(no_quota()),
        "upload_limit": _refusal(
            bad("The user has exceeded the number of videos they may upload.", "uploadLimitExceeded")
        ),
        "validation": _refusal(bad("The request metadata specifies an invalid video title.", "invalidTitle")),
        "spam": _refusal(Problem(403, "forbidden", "The account of the authenticated user is suspended.")),
        "signup": _refusal(
            Problem(401, "youtubeSignupRequired", "The user has no YouTube channel.", domain="youtube.header")
        ),
        "server_error": _refusal(Problem(500, "backendError", "Backend Error")),
        "unavailable": _refusal(Problem(503, "backendError", "The service is currently unavailable.")),
    }
)
"""YouTube refuses no duplicate: it rejects one after the fact (order {"processing": "duplicate"})."""
