"""Pages of a listing: cursors that survive new entries, and the address of the next page, token and all, as Meta's."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from sandbox.graph.problems import bad
from sandbox.graph.requests import Asked

T = TypeVar("T")


def paged(
    asked: Asked, rows: Sequence[T], id_of: Callable[[T], str], show: Callable[[T], Any], *, limit: int = 25
) -> dict[str, Any]:
    """One page of rows, newest first, by `limit` (at most 100), `after` and `before`."""
    size = min(asked.number("limit", limit), 100)
    if size == 0:
        raise bad("Param limit must be at least 1")
    ids = [id_of(row) for row in rows]
    start = 0
    if "after" in asked.params:
        start = _place(asked.params["after"], ids) + 1
    elif "before" in asked.params:
        start = max(0, _place(asked.params["before"], ids) - size)
    page = rows[start : start + size]
    answer: dict[str, Any] = {"data": [show(row) for row in page]}
    if page:
        first, last = _cursor(ids[start]), _cursor(ids[start + len(page) - 1])
        answer["paging"] = {"cursors": {"before": first, "after": last}}
        if start + size < len(rows):
            answer["paging"]["next"] = _address(asked, after=last)
        if start > 0:
            answer["paging"]["previous"] = _address(asked, before=first)
    return answer


def _address(asked: Asked, **cursor: str) -> str:
    kept = {name: value for name, value in asked.params.items() if name not in ("after", "before")}
    query = urlencode({**kept, "access_token": asked.token, **cursor})
    return f"{asked.base}/{asked.version}/{'/'.join(asked.path)}?{query}"


def _cursor(id_: str) -> str:
    return base64.urlsafe_b64encode(id_.encode()).decode().rstrip("=")


def _place(cursor: str, ids: Sequence[str]) -> int:
    try:
        return ids.index(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
    except (ValueError, binascii.Error):
        raise bad("Invalid cursors values provided") from None
