"""What the answers of Meta's Graph API mean: codes and subcodes, and the budgets that its headers tell of.

Codes: developers.facebook.com, docs/graph-api/guides/error-handling and docs/graph-api/overview/rate-limiting, read
2026-11. A platform brings the codes and subcodes that are its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from reprise.clock import Clock
from reprise.store.limits import Limit
from reprise.windows.failures import FailureKind, Reach
from resources.platforms.api import Answer, Refusal, server_refusal

APP_USAGE, OBJECT_USAGE = "x-app-usage", "x-business-use-case-usage"
_SPENT = 100
_SHARES = ("call_count", "total_cputime", "total_time")
_AN_HOUR = timedelta(hours=1)
"""An app's budget is counted over the last hour; its header names no end."""


@dataclass(frozen=True)
class Meaning:
    """What a code or subcode means. `minutes`: when a new try makes sense, where that is not what the kind's is."""

    kind: FailureKind
    remedy: str | None = None
    reach: Reach | None = None
    minutes: float | None = None


@dataclass(frozen=True)
class Table:
    """Meanings by code and by subcode; a subcode says more and counts first."""

    codes: Mapping[int, Meaning] = field(default_factory=dict)
    subcodes: Mapping[int, Meaning] = field(default_factory=dict)

    def meaning(self, code: int | None, subcode: int | None) -> Meaning | None:
        """The platform's own word on an error, else Graph's; None for an error that neither knows."""
        for known in (self, COMMON):
            if subcode is not None and subcode in known.subcodes:
                return known.subcodes[subcode]
        for known in (self, COMMON):
            if code is not None and code in known.codes:
                return known.codes[code]
        return Meaning("rate_limit") if code in _OBJECT_LIMITS else None


@dataclass(frozen=True)
class GraphFault:
    """An error body of Graph. `said` are its words for developers and for people; `data` is its `error_data`."""

    code: int | None = None
    subcode: int | None = None
    said: str = ""
    transient: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)


_OBJECT_LIMITS = range(80_000, 80_100)
_LOG_IN = "Log in to the account with a browser and follow the instructions there, then connect it again."
COMMON = Table(
    codes=MappingProxyType(
        {
            **dict.fromkeys((1, 2), Meaning("server")),
            **dict.fromkeys((4, 17, 32, 341, 613), Meaning("rate_limit")),
            **dict.fromkeys((3, 10, *range(200, 300)), Meaning("permission")),
            **dict.fromkeys((102, 104, 190), Meaning("auth")),
            100: Meaning("validation"),
            368: Meaning("spam"),
            506: Meaning("duplicate"),
        }
    ),
    subcodes=MappingProxyType(
        {
            458: Meaning("auth", "The app was removed from the account: connect it again."),
            459: Meaning("auth", _LOG_IN),
            460: Meaning("auth", "The password was changed: connect the account again."),
            463: Meaning("auth", "The access has expired: connect the account again."),
            464: Meaning("auth", _LOG_IN),
            467: Meaning("auth", "The access is no longer valid: connect the account again."),
            2069032: Meaning("auth", "This is a person's token: choose a page when you connect the account."),
        }
    ),
)


def understand(answer: Answer, creates: bool, clock: Clock, table: Table) -> Refusal | None:
    """See `resources.platforms.api.Understand`."""
    fault = fault_of(answer)
    if answer.ok and fault is None:
        if isinstance(answer.json, dict | bool):
            return None
        return Refusal("unknown_outcome" if creates else "server", "The answer is not JSON.")
    said = fault.said if fault else ""
    if answer.status >= 500:
        return server_refusal(answer, creates, said)
    meaning = _meaning(answer, fault, table)
    if creates and meaning.kind == "server":
        return Refusal("unknown_outcome", said)
    return Refusal(meaning.kind, said, meaning.remedy, _retry_at(answer, meaning, clock), meaning.reach)


def fault_of(answer: Answer) -> GraphFault | None:
    """The error in a body; None when there is none."""
    error = answer.object().get("error")
    if not isinstance(error, dict):
        return None
    told = str(error.get("error_user_msg") or "")
    message = str(error.get("message") or error.get("error_user_title") or "")
    said = f"{message} {told}".strip() if told and told not in message else message
    data = error.get("error_data")
    return GraphFault(
        _number(error.get("code")),
        _number(error.get("error_subcode")),
        said,
        bool(error.get("is_transient")),
        data if isinstance(data, dict) else {},
    )


def limits(answer: Answer, route: str, clock: Clock, shared: Sequence[str]) -> Iterable[Limit]:
    """A spent budget, as the headers tell it: of the request's own route and of those that share it, in the form
    "POST /name". Budgets that are not spent are told in percent only, and hold nothing up."""
    until = regained(answer, clock)
    if until is not None:
        for name in dict.fromkeys((route, *shared)):
            yield Limit(scope="", route=name, remaining=0, reset_at=until)


def regained(answer: Answer, clock: Clock) -> datetime | None:
    """When a spent budget is there again; None while there is some left."""
    now = clock.now()
    rows = [row for rows in _json(answer, OBJECT_USAGE).values() if isinstance(rows, list) for row in rows]
    minutes = [_share(row.get("estimated_time_to_regain_access")) for row in rows if isinstance(row, dict)]
    if minutes and max(minutes) > 0:
        return now + timedelta(minutes=max(minutes))
    app = _json(answer, APP_USAGE)
    return now + _AN_HOUR if any(_share(app.get(name)) >= _SPENT for name in _SHARES) else None


def _meaning(answer: Answer, fault: GraphFault | None, table: Table) -> Meaning:
    if fault is not None:
        known = table.meaning(fault.code, fault.subcode)
        if known is not None:
            return known
        if fault.transient:
            return Meaning("server")
    by_status: dict[int, FailureKind] = {401: "auth", 403: "permission", 429: "rate_limit"}
    return Meaning(by_status.get(answer.status, "validation"))


def _retry_at(answer: Answer, meaning: Meaning, clock: Clock) -> datetime | None:
    if meaning.kind == "rate_limit" and (until := regained(answer, clock)) is not None:
        return until
    return clock.now() + timedelta(minutes=meaning.minutes) if meaning.minutes is not None else None


def _json(answer: Answer, header: str) -> dict[str, Any]:
    try:
        value = json.loads(answer.headers.get(header, "{}"))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _share(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None
