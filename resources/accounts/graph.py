"""What Facebook's and Instagram's APIs have in common: how they refuse, and how they list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reprise.windows.failures import FailureKind
from resources.accounts.asking import Asker, Fault
from resources.accounts.dialect import How

_KINDS: Mapping[int, FailureKind] = {
    **dict.fromkeys((4, 17, 32, 613), "rate_limit"),
    **dict.fromkeys((1, 2), "server"),
    **dict.fromkeys((10, *range(200, 300)), "permission"),
    368: "spam",
}
"""Codes of errors (developers.facebook.com, guides/error-handling, read 2026-11)."""
_INVALID_TOKEN, _EXPIRED = 190, 463
_MOST_PAGES = 20


def graph_fault(status: int, body: Mapping[str, Any]) -> Fault | None:
    """The refusal in an answer of the Graph API, or of the older shape that its token addresses use."""
    error = body.get("error")
    if not isinstance(error, Mapping):
        if 200 <= status < 300:
            return None
        words = str(body.get("error_message") or body.get("error_description") or error or f"HTTP {status}")
        return Fault(str(body.get("error_type") or body.get("code") or ""), words)
    code, words = error.get("code"), str(error.get("message") or "")
    how: How | None = None
    if code == _INVALID_TOKEN:
        how = "expired" if error.get("error_subcode") == _EXPIRED else "revoked"
    kind = _KINDS.get(code) if isinstance(code, int) else None
    if kind is None and (error.get("is_transient") or status >= 500):
        kind = "server"
    if kind is None and isinstance(code, int) and 80_000 <= code < 80_100:
        kind = "rate_limit"
    return Fault(str(code or ""), words, how, kind)


def every_page(ask: Asker, url: str, token: str, query: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """All the rows of a listing, page after page."""
    after: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        body = ask("GET", url, token=token, query={**query, **after})
        yield from body.get("data") or ()
        paging = body.get("paging") or {}
        cursor = (paging.get("cursors") or {}).get("after")
        if not paging.get("next") or not cursor:
            return
        after = {"after": cursor}
