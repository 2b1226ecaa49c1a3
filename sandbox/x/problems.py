"""The API's error answers and the checking of request fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

_PROBLEMS = "https://api.x.com/2/problems"


class ApiProblem(Exception):
    """An error answer: status, body and extra headers."""

    def __init__(self, status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.body = body
        self.headers = dict(headers or {})
        super().__init__(body.get("detail"))


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
