"""One authorised request to YouTube, and the reading of its parameters and bodies."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.requests import Request

from sandbox.youtube.problems import Problem, bad, no_quota
from sandbox.youtube.state import Channel, State

LARGEST_JSON = 1 << 20


@dataclass(frozen=True)
class Call:
    """Who, when, and what was sent. `base` is the address of this platform's root; `request` is for streams."""

    request: Request
    state: State
    seed: int
    channel: Channel
    now: datetime
    base: str
    query: Mapping[str, str]
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def headers(self) -> Mapping[str, str]:
        return self.request.headers

    @property
    def parts(self) -> tuple[str, ...]:
        """The values of `part`, which must be there."""
        return self.values("part")

    def values(self, name: str) -> tuple[str, ...]:
        """A comma-separated parameter that must be there."""
        values = tuple(value.strip() for value in self.query.get(name, "").split(",") if value.strip())
        if not values:
            raise bad(f"Missing required parameter: {name}", "missingRequiredParameter", domain="youtube.parameter")
        return values

    def known_parts(self, known: Collection[str]) -> tuple[str, ...]:
        for part in self.parts:
            if part not in known:
                raise bad(f"'{part}'", "unknownPart", domain="youtube.part")
        return self.parts

    def number(self, name: str, low: int, high: int, default: int) -> int:
        value = whole_number(self.query.get(name), name)
        value = default if value is None else value
        if not low <= value <= high:
            raise bad(f"Invalid value '{value}'. Values must be within the range: [{low}, {high}]", "invalidParameter")
        return value

    def spend(self, bucket: str, cost: int) -> None:
        if not self.state.spend(bucket, cost, self.now):
            raise no_quota()


def whole_number(text: str | None, name: str) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise bad(f"{name}: {text!r} is no number.", "invalidParameter")
    return int(text)


async def read(request: Request, limit: int) -> bytes:
    """A body of at most `limit` bytes, in memory."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > limit:
            raise Problem(413, "uploadTooLarge", f"The body is larger than {limit} bytes.")
    return bytes(data)


def parsed(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data) if data.strip() else {}
    except (ValueError, RecursionError):
        raise bad("Invalid JSON payload received.", "parseError", domain="global") from None
    if not isinstance(body, dict):
        raise bad("Invalid JSON payload received. An object is required.", "parseError", domain="global")
    return body


def content_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()
