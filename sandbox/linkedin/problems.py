"""LinkedIn's error answers, and the checking of a body against the fields that a resource has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sandbox.kit import Refusal


class ApiProblem(Exception):
    """An error answer: status and body."""

    def __init__(self, status: int, code: str, message: str, service_code: int | None = None) -> None:
        self.status = status
        self.body: dict[str, Any] = {"status": status}
        if service_code is not None:
            self.body["serviceErrorCode"] = service_code
        self.body |= {"code": code, "message": message}
        super().__init__(message)


def invalid(message: str, code: str = "ILLEGAL_ARGUMENT") -> ApiProblem:
    """400: the request means nothing."""
    return ApiProblem(400, code, message)


def denied(resource: str, method: str, version: str) -> ApiProblem:
    """403 as the gateway says it: the application has not been given this resource."""
    name = f"{resource}.{method}.{version}01" if version else f"{resource}.{method}.NO_VERSION"
    return ApiProblem(403, "ACCESS_DENIED", f"Not enough permissions to access: {name}", 100)


def forbidden(message: str) -> ApiProblem:
    """403 as a resource says it: not for this member."""
    return ApiProblem(403, "ACCESS_DENIED", message)


def not_found(what: str) -> ApiProblem:
    return ApiProblem(404, "NOT_FOUND", f"Could not find entity: {what}")


def duplicate(urn: str) -> ApiProblem:
    return ApiProblem(422, "DUPLICATE_POST", f"Content is a duplicate of {urn}")


def unauthorised(state: str) -> ApiProblem:
    """401 for a token that is empty, expired, revoked, or was never issued."""
    code, message, service = _TOKENS.get(state, _TOKENS["unknown"])
    return ApiProblem(401, code, message, service)


_TOKENS = {
    "empty": ("EMPTY_ACCESS_TOKEN", "Empty oauth2 access token", 65604),
    "expired": ("EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", 65602),
    "revoked": ("REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user", 65601),
    "unknown": ("INVALID_ACCESS_TOKEN", "Invalid access token", 65600),
}


class Fields:
    """A body (or a part of it) whose faults are gathered and told at once, as Rest.li does with status 422.

    Args:
        value: what was sent.
        where: its place, "" for the whole body.
    """

    def __init__(self, value: Any, where: str = "", faults: list[str] | None = None) -> None:
        self.where = where
        self._faults = [] if faults is None else faults
        self._value: Mapping[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self.fault("", f"{type(value).__name__} cannot be coerced to a record")

    def fault(self, name: str, message: str) -> None:
        self._faults.append(f"ERROR :: {self.where}{'/' + name if name else ''} :: {message}")

    def only(self, known: Collection[str]) -> None:
        for name in self._value:
            if name not in known:
                self.fault(name, "unrecognized field found but not allowed")

    def given(self, name: str) -> bool:
        return name in self._value

    def text(self, name: str, default: str | None = None, among: Collection[str] = ()) -> str:
        """A string; without a default it must be there."""
        value = self._take(name, default)
        if isinstance(value, str) and (not among or value in among):
            return value
        if value is not None:
            kind = "an enum symbol" if among else "a string"
            self.fault(name, f"{str(value)[:60]!r} is not {kind}")
        return default or ""

    def number(self, name: str) -> int:
        value = self._take(name, None)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value is not None:
            self.fault(name, f"{str(value)[:60]!r} cannot be coerced to Long")
        return 0

    def flag(self, name: str, default: bool = False) -> bool:
        value = self._value.get(name, default)
        if not isinstance(value, bool):
            self.fault(name, f"{str(value)[:60]!r} cannot be coerced to Boolean")
        return bool(value)

    def items(self, name: str, default: list[Any] | None = None) -> list[Any]:
        value = self._take(name, default)
        if not isinstance(value, list):
            if value is not None:
                self.fault(name, f"{str(value)[:60]!r} cannot be coerced to an array")
            return []
        return value

    def part(self, name: str) -> Fields:
        """A record below this one; it must be there."""
        value = self._take(name, None)
        return Fields({} if value is None else value, f"{self.where}/{name}", self._faults)

    def within(self, name: str, number: int, value: Any) -> Fields:
        """A record of a list."""
        return Fields(value, f"{self.where}/{name}/{number}", self._faults)

    def done(self) -> None:
        """Raise what was gathered."""
        if self._faults:
            raise ApiProblem(422, "UNPROCESSABLE_ENTITY", "\n".join([*self._faults, ""]))

    def _take(self, name: str, default: Any) -> Any:
        value = self._value.get(name, default)
        if value is None:
            self.fault(name, "field is required but not found and has no default value")
        return value


def _refusal(problem: ApiProblem) -> Refusal:
    return Refusal(problem.status, problem.body)


_THROTTLE = "Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached."


def throttled() -> ApiProblem:
    """429: LinkedIn says neither in a header nor in the body when it ends (00:00 UTC)."""
    return ApiProblem(429, "TOO_MANY_REQUESTS", _THROTTLE, 101)


REFUSALS: dict[str, Refusal] = {
    "expired_token": _refusal(unauthorised("expired")),
    "revoked_token": _refusal(unauthorised("revoked")),
    "permission": _refusal(denied("partnerApiPostsExternal", "CREATE", "202610")),
    "rate_limit": _refusal(throttled()),
    "rate_limit_bare": _refusal(throttled()),
    "validation": _refusal(invalid("The field is not valid.", "INVALID_VALUE_FOR_FIELD")),
    "duplicate": _refusal(duplicate("urn:li:share:7000000000000000000")),
    "conflict": _refusal(ApiProblem(409, "CONFLICT", "The resource is being changed by another request.")),
    "not_ready": _refusal(invalid("Media asset is waiting upload", "MEDIA_ASSET_WAITING_UPLOAD")),
    "sunset": _refusal(ApiProblem(426, "NONEXISTENT_VERSION", "Requested version 20260901 is not active")),
    "server_error": _refusal(ApiProblem(500, "INTERNAL_SERVER_ERROR", "Internal Server Error")),
    "unavailable": _refusal(ApiProblem(503, "SERVICE_UNAVAILABLE", "Service Unavailable")),
}
"""The errors that can be ordered. LinkedIn has no quota to be bought and no word for spam."""
