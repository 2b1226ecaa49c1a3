"""XRPC's error answers, and those that can be ordered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.kit import Refusal


class XrpcProblem(Exception):
    """An error answer: status, name, message and further headers."""

    def __init__(self, status: int, name: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.body: dict[str, Any] = {"error": name, "message": message}
        self.headers = dict(headers or {})
        super().__init__(message)


def invalid(message: str, name: str = "InvalidRequest") -> XrpcProblem:
    """400: the request itself is wrong."""
    return XrpcProblem(400, name, message)


def unauthorised(message: str = "Authentication Required", name: str = "AuthenticationRequired") -> XrpcProblem:
    return XrpcProblem(401, name, message)


def broken() -> XrpcProblem:
    """500: the server tells nothing of what went wrong inside."""
    return XrpcProblem(500, "InternalServerError", "Internal Server Error")


def _error(status: int, name: str, message: str, headers: Mapping[str, str] | None = None) -> Refusal:
    return Refusal(status, {"error": name, "message": message}, headers or {})


def _limited(policy: str) -> dict[str, str]:
    limit = policy.partition(";")[0]
    return {
        "RateLimit-Limit": limit,
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "{reset}",
        "RateLimit-Policy": policy,
    }


REFUSALS: dict[str, Refusal] = {
    "expired_token": _error(400, "ExpiredToken", "Token has expired"),
    "revoked_token": _error(400, "InvalidToken", "Token could not be verified"),
    "permission": _error(400, "InvalidToken", "Bad token scope"),
    "takedown": _error(401, "AccountTakedown", "Account has been taken down"),
    "deactivated": _error(401, "AccountDeactivated", "Account is deactivated"),
    "rate_limit": _error(429, "RateLimitExceeded", "Rate Limit Exceeded", _limited("5000;w=3600")),
    "rate_limit_bare": _error(429, "RateLimitExceeded", "Rate Limit Exceeded"),
    "quota": _error(429, "RateLimitExceeded", "Rate Limit Exceeded", _limited("35000;w=86400")),
    "validation": _error(
        400,
        "InvalidRequest",
        "Invalid app.bsky.feed.post record: grapheme too big (maximum 300, got 301) at $.record.text",
    ),
    "key_taken": _error(500, "InternalServerError", "Internal Server Error"),
    "server_error": _error(500, "InternalServerError", "Internal Server Error"),
    "upstream": _error(502, "UpstreamFailure", "Upstream service unreachable"),
    "unavailable": _error(503, "NotEnoughResources", "Not Enough Resources"),
}
"""`key_taken` is what createRecord answers for a record key that is taken. There is no refusal of spam: what moderators
take away is gone afterwards (see the order `post: removed`)."""
