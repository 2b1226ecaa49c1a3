"""One request to Graph, however its parameters came, and the reading of their values."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from sandbox.graph.problems import bad
from sandbox.kit import Grant

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

GENERAL = frozenset({"access_token", "appsecret_proof", "fields", "format", "locale"})
PAGING = frozenset({"limit", "after", "before", "since", "until", "summary"})


@dataclass(frozen=True)
class Asked:
    """An authorised request. `path` has no version; `base` is where this platform is served; `files` by parameter."""

    method: str
    path: tuple[str, ...]
    version: str
    params: Mapping[str, str]
    token: str
    grant: Grant
    now: datetime
    base: str
    files: Mapping[str, UploadFile] = field(default_factory=dict)

    def only(self, *allowed: str, files: Collection[str] = (), paging: bool = False) -> None:
        """Refuse parameters that this call does not have."""
        known = {*GENERAL, *allowed, *(PAGING if paging else ())}
        for name in self.params:
            if name not in known and re.sub(r"\[\d*\]$", "", name) not in known:
                raise bad(f"The parameter {name} is not known to this call")
        for name in self.files:
            if name not in files:
                raise bad(f"The parameter {name} does not take a file")

    def text(self, name: str, default: str | None = None) -> str:
        value = self.params.get(name, default)
        if value is None:
            raise bad(f"The parameter {name} is required")
        return value

    def truth(self, name: str, default: bool) -> bool:
        value = self.params.get(name)
        if value is None:
            return default
        if value.lower() not in ("true", "false", "1", "0"):
            raise bad(f"Param {name} must be a boolean")
        return value.lower() in ("true", "1")

    def number(self, name: str, default: int | None = None) -> int:
        value = self.params.get(name)
        if value is None and default is not None:
            return default
        if value is None or not re.fullmatch(r"\d{1,15}", value):
            raise bad(f"Param {name} must be an integer that is not negative")
        return int(value)

    def listed(self, name: str) -> list[Any]:
        """A list written as JSON, with commas, or as `name[0]`, `name[1]`, …"""
        rows = sorted(
            (int(found.group(1)), value)
            for key, value in self.params.items()
            if (found := re.fullmatch(rf"{re.escape(name)}\[(\d+)\]", key))
        )
        if rows:
            return [_loaded(value) for _, value in rows]
        text = self.params.get(name, "").strip()
        if not text:
            return []
        if not text.startswith("["):
            return [part.strip() for part in text.split(",")]
        value = _loaded(text)
        if not isinstance(value, list):
            raise bad(f"Param {name} must be an array")
        return value

    def moment(self, name: str) -> datetime | None:
        """A time as epoch seconds or in ISO form."""
        value = self.params.get(name)
        if value is None:
            return None
        try:
            if value.isdigit():
                return datetime.fromtimestamp(int(value), UTC)
            parsed = datetime.fromisoformat(value)
        except (ValueError, OverflowError, OSError):
            raise bad(f"Param {name} must be a valid time") from None
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)

    def due(self) -> datetime | None:
        """When it is to be published, if later: 10 minutes to 30 days from now."""
        moment = self.moment("scheduled_publish_time")
        if moment is None:
            return None
        if not timedelta(minutes=10) <= moment - self.now <= timedelta(days=30):
            raise bad(
                "The specified scheduled publish time is invalid.", subcode=1363106,
                title="Bad time", told="A post is scheduled 10 minutes to 30 days ahead.",
            )  # fmt: skip
        return moment


@asynccontextmanager
async def parameters(request: Request) -> AsyncIterator[tuple[dict[str, str], dict[str, UploadFile]]]:
    """A request's parameters, from its query and its body, and its files, which are closed at the end."""
    params = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "GET" or kind not in _FORMS:
        yield params | (await _json(request) if kind == "application/json" else {}), {}
        return
    async with request.form() as form:
        files = {name: value for name, value in form.items() if isinstance(value, UploadFile)}
        yield params | {name: value for name, value in form.items() if isinstance(value, str)}, files


_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def _json(request: Request) -> dict[str, str]:
    try:
        body = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        raise bad("The body is not JSON") from None
    if not isinstance(body, dict):
        raise bad("The body is not an object")
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def bearer(request: Request, params: Mapping[str, str]) -> str | None:
    """The token of a request: in its header, as Bearer or OAuth, or among its parameters."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in ("bearer", "oauth") and token.strip():
        return token.strip()
    return params.get("access_token")
