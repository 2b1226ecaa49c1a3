"""Graph's error bodies: a message, a type, a code and often a subcode, at a status that says little."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sandbox.kit import Refusal

BEARER = {"www-authenticate": 'OAuth "Facebook Platform" "invalid_token" "The access token is not valid."'}


class GraphProblem(Exception):
    """An error answer. `title` and `told` are the words meant for people; `more` are further members of `error`."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        subcode: int | None = None,
        status: int = 400,
        kind: str = "OAuthException",
        title: str | None = None,
        told: str | None = None,
        transient: bool | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        self.status = status
        self.headers = dict(headers or {})
        error: dict[str, Any] = {"message": message, "type": kind, "code": code}
        if subcode is not None:
            error["error_subcode"] = subcode
        if transient is not None:
            error["is_transient"] = transient
        if title is not None:
            error |= {"error_user_title": title, "error_user_msg": told or message}
        self.error = {**error, **(more or {})}
        super().__init__(message)

    @property
    def body(self) -> dict[str, Any]:
        return {"error": {**self.error, "fbtrace_id": f"A{secrets.token_urlsafe(16)}"}}

    def refusal(self) -> Refusal:
        return Refusal(self.status, self.body, self.headers)


def bad(message: str, *, subcode: int | None = None, title: str | None = None, told: str | None = None) -> GraphProblem:
    """#100: a parameter is wrong or missing."""
    return GraphProblem(100, f"(#100) {message}", subcode=subcode, title=title, told=told)


def no_such_object(id_: str, method: str) -> GraphProblem:
    """An id that is not there, belongs to others, or does not take the call: Graph does not say which."""
    verb = {"GET": "get", "POST": "post", "DELETE": "delete"}[method]
    message = (
        f"Unsupported {verb} request. Object with ID '{id_}' does not exist, cannot be loaded due to missing "
        "permissions, or does not support this operation"
    )
    return GraphProblem(100, message, subcode=33, kind="GraphMethodException")


def no_such_field(name: str, kind: str) -> GraphProblem:
    return bad(f"Tried accessing nonexisting field ({name}) on node type ({kind})")


def permission(needed: str) -> GraphProblem:
    """#200: the token lacks a permission."""
    return GraphProblem(200, f"(#200) This call needs the permission {needed}", status=403)


def token_unknown() -> GraphProblem:
    return GraphProblem(190, "Invalid OAuth access token - Cannot parse access token", headers=BEARER)


def token_expired() -> GraphProblem:
    message = "Error validating access token: Session has expired"
    return GraphProblem(190, message, subcode=463, headers=BEARER)


def token_revoked() -> GraphProblem:
    message = "Error validating access token: The user has not authorized the application"
    return GraphProblem(190, message, subcode=458, headers=BEARER)


def password_changed() -> GraphProblem:
    message = "Error validating access token: The session was invalidated because the user changed the password"
    return GraphProblem(190, message, subcode=460, headers=BEARER)


def blocked() -> GraphProblem:
    """#368: Meta's protection against abuse."""
    message = "The action attempted has been deemed abusive or is otherwise disallowed"
    return GraphProblem(
        368, message, subcode=1390008, title="You can't use this feature at the moment",
        told="How often people post or do other things is limited. Try again later.",
    )  # fmt: skip


def common_refusals() -> dict[str, GraphProblem]:
    """The error answers of every Graph API, by the desk's names."""
    return {
        "expired_token": token_expired(),
        "revoked_token": token_revoked(),
        "password_changed": password_changed(),
        "permission": permission("that was not granted"),
        "rate_limit_bare": GraphProblem(4, "(#4) Application request limit reached", status=403, transient=True),
        "validation": bad("Invalid parameter"),
        "spam": blocked(),
        "server_error": GraphProblem(1, "An unknown error occurred", status=500),
        "unavailable": GraphProblem(2, "Service temporarily unavailable", status=503, transient=True),
    }
