"""The API's error answers and the checking of request fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from sandbox.kit import Refusal

_PROBLEMS = "https://api.x.com/2/problems"


class ApiProblem(Exception):
    """An error answer: status, body and extra headers."""

    def __init__(self, status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.body = body
        self.headers = dict(headers or {})
        super().__init__(body.get("detail"))


def too_large() -> ApiProblem:
    """413: the edge before the API refuses a body without a word."""
    return ApiProblem(413, {})


def invalid(message: str, *, parameter: str | None = None) -> ApiProblem:
    """400: the request itself is wrong."""
    fault: dict[str, Any] = {"message": message}
    body: dict[str, Any] = {
        "errors": [fault],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": f"{_PROBLEMS}/invalid-request",
        "status": 400,
    }
    if parameter:
        body["parameter"] = parameter
    return ApiProblem(400, body)


def forbidden(detail: str) -> ApiProblem:
    """403: understood, and not allowed."""
    return ApiProblem(403, {"title": "Forbidden", "detail": detail, "type": "about:blank", "status": 403})


def not_found(kind: str, id_: str) -> dict[str, Any]:
    """The problem of one thing that is not there, as it stands among partial errors."""
    return {
        "title": "Not Found Error",
        "detail": f"Could not find {kind} with ids: [{id_}].",
        "type": f"{_PROBLEMS}/resource-not-found",
        "resource_type": kind,
        "resource_id": id_,
        "parameter": "ids",
        "value": id_,
    }


def only(body: Mapping[str, Any], allowed: Collection[str], where: str = "$") -> None:
    """Refuse fields the API does not have."""
    unknown = sorted(set(body) - set(allowed))
    if unknown:
        raise invalid(f"{where}: unknown field {unknown[0]!r}.", parameter=unknown[0])


def text_of(body: Mapping[str, Any], name: str, *, default: str | None = None) -> str:
    """A string field; without a default it must be there."""
    value = body.get(name, default)
    if not isinstance(value, str):
        raise invalid(f"$.{name}: a string is required.", parameter=name)
    return value


def id_of(body: Mapping[str, Any], name: str) -> str:
    """A numeric id, written as a string."""
    return numeric(text_of(body, name), name)


def numeric(value: Any, name: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,19}", value):
        raise invalid(f"$.{name}: {value!r} does not match ^[0-9]{{1,19}}$.", parameter=name)
    return value


def choice(body: Mapping[str, Any], name: str, among: Collection[str]) -> str:
    value = text_of(body, name)
    if value not in among:
        raise invalid(f"$.{name}: {value!r} is not one of [{', '.join(among)}].", parameter=name)
    return value


def _plain(status: int, title: str, detail: str, type_: str = "about:blank") -> dict[str, Any]:
    return {"title": title, "type": type_, "status": status, "detail": detail}


UNAUTHORIZED = _plain(401, "Unauthorized", "Unauthorized")
UNSUPPORTED_AUTH = _plain(
    403,
    "Unsupported Authentication",
    "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.",
    f"{_PROBLEMS}/unsupported-authentication",
)
TOO_MANY = _plain(429, "Too Many Requests", "Too Many Requests")
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
_SPAM = "This request looks automated. To protect users from spam, it was not carried out."
_NO_CREDITS = "Your enrolled account does not have any credits to fulfill this request."
_PARTIAL = {"title": "Invalid Request", "type": f"{_PROBLEMS}/invalid-request", "detail": "A media id is unusable."}


def _refusal(body: dict[str, Any], headers: Mapping[str, str] | None = None) -> Refusal:
    return Refusal(body["status"], body, headers or {}, "application/problem+json")


def _limits(left: int) -> dict[str, str]:
    return {"x-rate-limit-limit": "100", "x-rate-limit-remaining": str(left), "x-rate-limit-reset": "{reset}"}


REFUSALS: dict[str, Refusal] = {
    "expired_token": _refusal(UNAUTHORIZED),
    "revoked_token": _refusal(UNAUTHORIZED),
    "permission": _refusal(_plain(403, "Forbidden", "You are not permitted to perform this action.")),
    "rate_limit": _refusal(TOO_MANY, _limits(0)),
    "rate_limit_bare": _refusal(TOO_MANY),
    "quota": _refusal(_plain(429, "CreditsDepleted", _NO_CREDITS, f"{_PROBLEMS}/credits"), _limits(99)),
    "validation": _refusal(invalid("The request cannot be carried out as it is.").body),
    "duplicate": _refusal(_plain(403, "Forbidden", DUPLICATE)),
    "spam": _refusal(_plain(403, "Forbidden", _SPAM)),
    "server_error": _refusal(_plain(500, "Internal Server Error", "Internal Server Error")),
    "unavailable": _refusal(_plain(503, "Service Unavailable", "Service Unavailable")),
    "partial": Refusal(200, {"errors": [_PARTIAL]}),
}
"""The errors that can be ordered. "partial" is X's own: success by its status, and only errors in it."""
