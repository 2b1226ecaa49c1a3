"""One request: who asks, what was sent, and how it was limited."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from sandbox.kit import Grant, Kit
from sandbox.mastodon.problems import ApiProblem
from sandbox.mastodon.state import Account, State

TRUE, FALSE = ("1", "true", "t", "on", "yes"), ("", "0", "false", "f", "off", "no")


@dataclass(frozen=True)
class Call:
    """An admitted request. `values` are the fields of its body and its address; lists keep their name without []."""

    kit: Kit
    state: State
    now: datetime
    base: str
    path: Mapping[str, str]
    values: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    me: Account | None = None

    @property
    def account(self) -> Account:
        """Who asks, where that must be known."""
        if self.me is None:
            raise ApiProblem(401, "The access token is invalid")
        return self.me

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return None if value is None else str(value)

    def list(self, name: str) -> list[str]:
        value = self.values.get(name)
        return [str(one) for one in value] if isinstance(value, list) else []

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        return value if isinstance(value, bool) else str(value or "").lower() in TRUE


def admit(kit: Kit, authorization: str | None, scopes: frozenset[str]) -> Grant | None:
    """What the token of a request opens; None without one. A scope such as "write" holds all that begin with it.

    Raises:
        ApiProblem: 401 for a token that opens nothing (any more), 403 where none of the scopes is held.
    """
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    grant = kit.tokens.find("mastodon", token.strip()) if scheme.lower() == "bearer" else None
    if grant is None or grant.kind != "user":
        raise ApiProblem(401, "The access token is invalid")
    if grant.state != "valid":
        raise ApiProblem(401, f"The access token {'expired' if grant.state == 'expired' else 'was revoked'}")
    held = {scope for wanted in scopes for scope in (wanted, wanted.partition(":")[0])}
    if scopes and not held & grant.scopes:
        raise ApiProblem(403, "This action is outside the authorized scopes")
    return grant


async def values_of(request: Request) -> dict[str, Any]:
    """The fields of the address and of the body, which may be a form of either kind or JSON."""
    read: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        _add(read, name, value)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        form = await request.form(max_part_size=8 << 20)
        for name, part in form.multi_items():
            _add(read, name, part)
    elif kind == "application/json" and (data := await request.body()):
        try:
            body = json.loads(data)
        except (ValueError, RecursionError):
            raise ApiProblem(400, "Error parsing JSON") from None
        read |= body if isinstance(body, dict) else {}
    return read


def _add(read: dict[str, Any], name: str, value: UploadFile | str) -> None:
    if name.endswith("[]"):
        read.setdefault(name.removesuffix("[]"), []).append(value)
    else:
        read[name] = value
