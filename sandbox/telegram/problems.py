"""The Bot API's error answers, and those that can be ordered (texts: tdlib/telegram-bot-api of 2026-05-07)."""

from __future__ import annotations

from typing import Any

from sandbox.kit import Refusal


class ApiProblem(Exception):
    """An error answer: its code is the HTTP status as well."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        self.status = code
        self.body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
        self.headers: dict[str, str] = {}
        if retry_after is not None:
            self.body["parameters"] = {"retry_after": retry_after}
            self.headers["Retry-After"] = str(retry_after)
        super().__init__(description)


def bad(what: str) -> ApiProblem:
    """400; the server writes the first letter of its own sentences small."""
    small = what if what[1:2].isupper() or what[1:2] == "_" else what[:1].lower() + what[1:]
    return ApiProblem(400, f"Bad Request: {small}")


def forbidden(what: str) -> ApiProblem:
    return ApiProblem(403, f"Forbidden: {what}")


def flooded(seconds: int) -> ApiProblem:
    """429: to be waited for exactly as long as it says."""
    return ApiProblem(429, f"Too Many Requests: retry after {seconds}", seconds)


def _error(code: int, description: str) -> Refusal:
    return Refusal(code, {"ok": False, "error_code": code, "description": description})


REFUSALS: dict[str, Refusal] = {
    "expired_token": _error(401, "Unauthorized"),
    "revoked_token": _error(401, "Unauthorized"),
    "permission": _error(400, "Bad Request: need administrator rights in the channel chat"),
    "kicked": _error(403, "Forbidden: bot was kicked from the channel chat"),
    "chat_not_found": _error(400, "Bad Request: chat not found"),
    "rate_limit": Refusal(
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after {seconds}",
            "parameters": {"retry_after": "{seconds}"},
        },
        {"Retry-After": "{seconds}"},
    ),
    "rate_limit_bare": _error(429, "Too Many Requests"),
    "validation": _error(400, "Bad Request: message is too long"),
    "server_error": _error(500, "Internal Server Error"),
    "bad_gateway": _error(502, "Bad Gateway"),
    "unavailable": _error(503, "Service Unavailable"),
}
"""A token never expires, so both ends of one look alike. There is no quota, no duplicate and no refusal of spam."""
