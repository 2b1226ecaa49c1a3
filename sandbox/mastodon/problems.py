"""Mastodon's error answers, and those that can be ordered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.kit import Refusal


class ApiProblem(Exception):
    """An error answer: status, words, and further headers."""

    def __init__(self, status: int, error: str, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.body: dict[str, Any] = {"error": error}
        self.headers = dict(headers or {})
        super().__init__(error)


def unprocessable(error: str) -> ApiProblem:
    """422: understood, and not acceptable."""
    return ApiProblem(422, error)


def invalid(what: str) -> ApiProblem:
    """422 from the server's models, which say so."""
    return unprocessable(f"Validation failed: {what}")


def not_found() -> ApiProblem:
    return ApiProblem(404, "Record not found")


def _error(status: int, error: str, headers: Mapping[str, str] | None = None) -> Refusal:
    return Refusal(status, {"error": error}, headers or {})


_LIMITED = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "{reset_iso}"}
_TEMPORARY = "There was a temporary problem serving your request, please try again"

REFUSALS: dict[str, Refusal] = {
    "expired_token": _error(401, "The access token expired"),
    "revoked_token": _error(401, "The access token was revoked"),
    "permission": _error(403, "This action is outside the authorized scopes"),
    "suspended": _error(403, "Your login is currently disabled"),
    "rate_limit": _error(429, "Too many requests", _LIMITED),
    "rate_limit_bare": _error(429, "Too many requests"),
    "validation": _error(422, "Validation failed: Text character limit of 500 exceeded"),
    "not_ready": _error(422, "Cannot attach files that have not finished processing. Try again in a moment!"),
    "server_error": _error(500, "We're sorry, but something went wrong on our end"),
    "unavailable": _error(503, _TEMPORARY),
}
"""There is no quota beside the rate limits, no duplicate (the Idempotency-Key answers with the first status), and no
refusal of spam: what moderators take away is gone afterwards (see the order `post: removed`)."""
