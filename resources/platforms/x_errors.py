"""What X's answers mean: problems, rate limits, and whether a post can have been made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from reprise.clock import Clock
from reprise.store.limits import Limit
from reprise.windows.failures import FailureKind, Reach
from resources.platforms.api import Answer, Refusal, server_refusal
from resources.platforms.edge import moment

# What a 403 means stands in its text alone (collected 2026-11; only the first is no official page's wording).
_FORBIDDEN: tuple[tuple[str, FailureKind, str | None, Reach], ...] = (
    ("duplicate content", "duplicate", None, "post"),
    ("video duration", "validation", "Cut the film to the account's limit (20 min without a subscription).", "post"),
    ("reply to this conversation", "permission", "X lets apps answer only their own posts.", "post"),
    ("spam", "spam", None, "account"),
    ("automated", "spam", None, "account"),
    ("locked", "spam", "Log in to X with a browser and follow its instructions.", "account"),
    ("suspended", "permission", "Log in to X with a browser: the account is suspended.", "account"),
)
_NO_CREDIT = ("credit", "usage-cap", "spend", "monthly")


def understand(answer: Answer, creates: bool, clock: Clock) -> Refusal | None:
    """See `resources.platforms.api.Understand`."""
    said = said_by(answer.json)
    if answer.ok:
        return _inside_success(answer, creates)
    if answer.status == 429:
        return _too_many(answer, said, clock)
    if answer.status >= 500:
        return server_refusal(answer, creates, said)
    if answer.status == 403:
        return _forbidden(said)
    if answer.status in (401, 402):
        return Refusal("auth" if answer.status == 401 else "quota", said)
    return Refusal("validation", said)


def limits(answer: Answer, route: str) -> Iterable[Limit]:
    """What the answer's headers say is left of its route."""
    remaining = answer.headers.get("x-rate-limit-remaining", "")
    reset = moment(answer.headers.get("x-rate-limit-reset"))
    if remaining.isdigit() and reset:
        yield Limit(scope="", route=route, remaining=int(remaining), reset_at=reset)


def said_by(answer: Any) -> str:
    """The platform's own words in whichever of its error shapes they came."""
    if not isinstance(answer, dict):
        return ""
    inner = answer.get("errors")
    first = inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], dict) else {}
    detail = answer.get("detail") or answer.get("message") or first.get("message") or first.get("detail")
    more = first.get("message")
    if more and detail and more != detail:
        detail = f"{detail} {more}"
    return str(detail or answer.get("title") or "")


def _inside_success(answer: Answer, creates: bool) -> Refusal | None:
    """A success may carry problems alone; one that is no JSON says nothing about what was made."""
    if not answer.content:
        return None
    if not isinstance(answer.json, dict):
        return Refusal("unknown_outcome" if creates else "server", "The answer is not JSON.")
    if "data" not in answer.json and answer.json.get("errors") and "meta" not in answer.json:
        problem = answer.json["errors"][0]
        return Refusal(_kind_of(problem), said_by(problem)) if creates or _kind_of(problem) != "validation" else None
    return None


def _kind_of(problem: Any) -> FailureKind:
    type_ = str(problem.get("type", "")) if isinstance(problem, dict) else ""
    if "not-authorized" in type_ or "unauthorized" in type_ or "disallowed" in type_:
        return "permission"
    return "server" if "internal-error" in type_ else "validation"


def _too_many(answer: Answer, said: str, clock: Clock) -> Refusal:
    """Too fast, or out of credits: the latter comes with requests left and must not be tried again soon."""
    headers = answer.headers
    for scope in ("user", "app"):
        if headers.get(f"x-{scope}-limit-24hour-remaining") == "0":
            return Refusal("quota", said, retry_at=moment(headers.get(f"x-{scope}-limit-24hour-reset")))
    words = f"{said} {answer.object().get('type', '')}".lower()
    remaining = headers.get("x-rate-limit-remaining")
    if remaining not in (None, "0") or any(word in words for word in _NO_CREDIT):
        remedy = "Add credits or raise the spending limit in X's developer console, then: reprise accounts --resume."
        return Refusal("quota", said, remedy)
    after = headers.get("retry-after", "")
    back = clock.now() + timedelta(seconds=int(after)) if after.isdigit() else None
    return Refusal("rate_limit", said, retry_at=moment(headers.get("x-rate-limit-reset")) or back)


def _forbidden(said: str) -> Refusal:
    lowered = said.lower()
    for words, kind, remedy, reach in _FORBIDDEN:
        if words in lowered:
            return Refusal(kind, said, remedy, reach=reach)
    return Refusal("permission", said)
