"""TikTok's envelope, its error codes with the statuses they come with, and the checking of request fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from sandbox.kit import Refusal

STATUSES: Mapping[str, int] = MappingProxyType(
    {
        "invalid_param": 400,  # what the Content Posting API calls it
        "invalid_params": 400,  # what the Display API calls it
        "invalid_publish_id": 400,
        "token_not_authorized_for_specified_publish_id": 400,
        "access_token_invalid": 401,
        "scope_not_authorized": 401,
        "spam_risk_too_many_posts": 403,
        "spam_risk_user_banned_from_posting": 403,
        "spam_risk_too_many_pending_share": 403,
        "reached_active_user_cap": 403,
        "unaudited_client_can_only_post_to_private_accounts": 403,
        "url_ownership_unverified": 403,
        "privacy_level_option_mismatch": 403,
        "rate_limit_exceeded": 429,
        "internal_error": 500,
    }
)
"""Status by code (developers.tiktok.com, content-posting-api-reference-* and tiktok-api-v2-error-handling, 2026-08)."""

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "access_token_invalid": "The access token is invalid or not found in the request.",
        "scope_not_authorized": "The user did not authorize the scope required for completing this request.",
        "invalid_publish_id": "The publish_id does not exist.",
        "token_not_authorized_for_specified_publish_id": "The access_token may not ask for this publish_id.",
        "spam_risk_too_many_posts": "The daily post cap from the API is reached for the current user.",
        "spam_risk_user_banned_from_posting": "The user is banned from making new posts.",
        "spam_risk_too_many_pending_share": "The user has too many shares waiting in the inbox.",
        "reached_active_user_cap": "The daily quota for active publishing users from your client is reached.",
        "unaudited_client_can_only_post_to_private_accounts": "Unaudited clients can only post to a private account.",
        "url_ownership_unverified": "The ownership of the URL prefix or domain is not verified.",
        "privacy_level_option_mismatch": "privacy_level is not among the creator's privacy_level_options.",
        "rate_limit_exceeded": "The API rate limit was exceeded. Please try again later.",
        "internal_error": "TikTok server or network error. Try again later.",
    }
)
LOG_ID = "20260101000000SANDBOX0000000000"


class Problem(Exception):
    """An error answer. `status` is given where the code comes with another than usual."""

    def __init__(self, code: str, message: str | None = None, *, status: int | None = None) -> None:
        self.code = code
        self.message = message or MESSAGES[code]
        self.status = status or STATUSES[code]
        super().__init__(self.message)

    @property
    def body(self) -> dict[str, Any]:
        return envelope({}, self.code, self.message)


def envelope(data: dict[str, Any], code: str = "ok", message: str = "") -> dict[str, Any]:
    """What every answer looks like, refused or not."""
    return {"data": data, "error": {"code": code, "message": message, "log_id": LOG_ID}}


def _refusal(code: str, *, status: int | None = None, message: str | None = None) -> Refusal:
    problem = Problem(code, message, status=status)
    return Refusal(problem.status, problem.body)


REFUSALS: Mapping[str, Refusal] = MappingProxyType(
    {
        "expired_token": _refusal("access_token_invalid"),
        "revoked_token": _refusal("access_token_invalid"),
        "permission": _refusal("scope_not_authorized"),
        "rate_limit": _refusal("rate_limit_exceeded"),
        "rate_limit_bare": _refusal("rate_limit_exceeded"),
        "quota": _refusal("spam_risk_too_many_posts"),
        "app_quota": _refusal("reached_active_user_cap"),
        "validation": _refusal("invalid_param", message="The request is malformed or a parameter is invalid."),
        "spam": _refusal("spam_risk_user_banned_from_posting"),
        "refused_with_200": _refusal("spam_risk_user_banned_from_posting", status=200),
        "server_error": _refusal("internal_error"),
        "unavailable": _refusal("internal_error", status=503),
    }
)
"""TikTok knows no duplicates, and sends no times with a limit."""


class Fields:
    """An object of a request, read field by field; what is wrong is refused under one of the two codes."""

    def __init__(self, body: Any, where: str, code: str = "invalid_param") -> None:
        self._where = where
        self._code = code
        if not isinstance(body, dict):
            raise self.wrong("an object is required")
        self._body: dict[str, Any] = body

    def wrong(self, message: str) -> Problem:
        return Problem(self._code, f"{self._where}: {message}")

    def only(self, allowed: Collection[str]) -> None:
        """Refuse fields the API does not have."""
        unknown = sorted(set(self._body) - set(allowed))
        if unknown:
            raise self.wrong(f"unknown field {unknown[0]!r}")

    def has(self, name: str) -> bool:
        return name in self._body

    def object(self, name: str) -> Fields:
        if name not in self._body:
            raise self.wrong(f"{name} is required")
        return Fields(self._body[name], f"{self._where}.{name}", self._code)

    def text(self, name: str, *, limit: int | None = None, default: str | None = None) -> str:
        """A string of at most `limit` UTF-16 units; without a default it must be there."""
        value = self._body.get(name, default)
        if not isinstance(value, str):
            raise self.wrong(f"{name} must be a string")
        if limit is not None and utf16_units(value) > limit:
            raise self.wrong(f"{name} has {utf16_units(value)} UTF-16 units, more than {limit}")
        return value

    def choice(self, name: str, among: Collection[str]) -> str:
        value = self.text(name)
        if value not in among:
            raise self.wrong(f"{name} must be one of {', '.join(among)}")
        return value

    def flag(self, name: str, *, default: bool | None = False) -> bool:
        """A boolean; with None for a default it must be there."""
        value = self._body.get(name, default)
        if not isinstance(value, bool):
            raise self.wrong(f"{name} must be a boolean")
        return value

    def number(self, name: str, low: int, high: int, *, default: int | None = None) -> int:
        value = self._body.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(f"{name} must be an integer")
        if not low <= value <= high:
            raise self.wrong(f"{name} must lie between {low} and {high}")
        return value

    def texts(self, name: str, most: int) -> list[str]:
        """1 to `most` strings."""
        value = self._body.get(name)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(f"{name} must be a list of strings")
        if not 1 <= len(value) <= most:
            raise self.wrong(f"{name} must hold 1 to {most} entries, not {len(value)}")
        return value


def utf16_units(text: str) -> int:
    """The length of a text as TikTok counts it: an emoji outside the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
