"""Requests to X's v2 API and what its answers mean: rate limits, problems, and whether a post can have been made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from reprise.clock import Clock
from reprise.windows.failures import FailureKind, PlatformError

API = "https://api.x.com"
TIMEOUT = httpx.Timeout(60, connect=10)

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)

# What a 403 means stands in its text alone (collected 2026-11; only the first is no official page's wording).
_FORBIDDEN: tuple[tuple[str, FailureKind, str | None], ...] = (
    ("duplicate content", "duplicate", None),
    ("video duration", "validation", "Cut the film to the account's limit (140 s without a subscription)."),
    ("reply to this conversation", "permission", "X lets apps answer only their own posts or whoever mentioned them."),
    ("spam", "spam", None),
    ("automated", "spam", None),
    ("locked", "spam", "Log in to X with a browser and follow its instructions."),
    ("suspended", "permission", "Log in to X with a browser: the account is suspended."),
)


@dataclass(frozen=True)
class Limit:
    """What is left of a route's requests until `reset`."""

    remaining: int
    reset: datetime


class XApi:
    """One account's connection to the API.

    `limits` holds the last limit heard for each "METHOD /route". The token appears in no error and no repr.
    """

    def __init__(
        self,
        token: str,
        clock: Clock,
        *,
        base_url: str | None = None,
        timeout: httpx.Timeout | float = TIMEOUT,
    ) -> None:
        self._secrets = (token,)
        self._clock = clock
        self.limits: dict[str, Limit] = {}
        self._http = httpx.Client(
            base_url=base_url or API,
            timeout=timeout,
            headers={"Authorization": f"Bearer {token}", "User-Agent": "reprise"},
            # A connection that sat idle may be closed by the far end just as a post leaves on it, and then nobody
            # knows whether it arrived.
            limits=httpx.Limits(keepalive_expiry=2),
            follow_redirects=False,
            trust_env=base_url is None,
        )

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, params: Mapping[str, str], *, route: str | None = None) -> dict[str, Any]:
        return self._request("GET", path, route=route, params=params)

    def post(
        self,
        path: str,
        *,
        route: str | None = None,
        body: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        creates: bool = False,
    ) -> dict[str, Any]:
        """Send one POST and return its JSON.

        `creates`: the request makes a post, so a lost answer leaves its outcome unknown.
        Raises `PlatformError`.
        """
        return self._request("POST", path, route=route, json=body, data=form, files=files, creates=creates)

    def _request(
        self, method: str, path: str, *, route: str | None = None, creates: bool = False, **rest: Any
    ) -> dict[str, Any]:
        name = f"{method} {route or path}"
        rest = {key: value for key, value in rest.items() if value is not None}
        try:
            response = self._http.request(method, path, **rest)
        except _NEVER_SENT as error:
            raise self._error("network", f"X could not be reached ({_words(error)}).", name) from None
        except httpx.HTTPError as error:
            if creates:
                raise self._error("unknown_outcome", f"X did not answer ({_words(error)}).", name) from None
            raise self._error("network", f"The connection to X was lost ({_words(error)}).", name) from None
        self._note_limit(name, response)
        return self._understand(response, name, creates)

    def _understand(self, response: httpx.Response, name: str, creates: bool) -> dict[str, Any]:
        try:
            answer = response.json() if response.content else {}
        except (json.JSONDecodeError, UnicodeDecodeError):
            answer = None
        if not response.is_success:
            raise self._refusal(response, answer, name, creates)
        if not isinstance(answer, dict):
            kind: FailureKind = "unknown_outcome" if creates else "server"
            raise self._error(kind, "X's answer is not JSON.", name, status=response.status_code)
        if "data" not in answer and answer.get("errors") and method_makes(name):
            raise self._refusal(response, answer["errors"][0], name, creates)
        return answer

    def _refusal(self, response: httpx.Response, answer: Any, name: str, creates: bool) -> PlatformError:
        status = response.status_code
        said = _said(answer)
        quoted = f'X says: "{said}"' if said else f"X answered {status} without a word."
        retry_at: datetime | None = None
        remedy: str | None = None
        kind: FailureKind
        if status == 429:
            kind, retry_at = self._why_429(response, answer)
            if kind == "quota" and retry_at is None:
                remedy = "Add credits or raise the spending limit in X's developer console."
        elif status >= 500:
            # 503 is a refusal to begin; after the others the post may exist though the answer does not.
            kind = "unknown_outcome" if creates and status != 503 else "server"
        elif status == 403:
            kind, remedy = _why_403(said)
        else:
            kind = {401: "auth", 402: "quota"}.get(status, "validation")  # type: ignore[assignment]
            if status == 200:
                kind = _kind_of_problem(answer)
        return self._error(kind, quoted, name, remedy=remedy, retry_at=retry_at, status=status)

    def _why_429(self, response: httpx.Response, answer: Any) -> tuple[FailureKind, datetime | None]:
        """Too fast, or out of credits: the latter comes with requests left and must not be tried again soon."""
        headers = response.headers
        for scope in ("user", "app"):
            if headers.get(f"x-{scope}-limit-24hour-remaining") == "0":
                return "quota", self._moment(headers.get(f"x-{scope}-limit-24hour-reset"))
        words = f"{_said(answer)} {answer.get('type', '') if isinstance(answer, dict) else ''}".lower()
        remaining = headers.get("x-rate-limit-remaining")
        if remaining not in (None, "0") or any(word in words for word in ("credit", "usage-cap", "spend", "monthly")):
            return "quota", None
        return "rate_limit", self._moment(headers.get("x-rate-limit-reset")) or self._after(headers.get("retry-after"))

    def _note_limit(self, name: str, response: httpx.Response) -> None:
        remaining = response.headers.get("x-rate-limit-remaining", "")
        reset = self._moment(response.headers.get("x-rate-limit-reset"))
        if remaining.isdigit() and reset:
            self.limits[name] = Limit(int(remaining), reset)

    def _after(self, seconds: str | None) -> datetime | None:
        return self._clock.now() + timedelta(seconds=int(seconds)) if seconds and seconds.isdigit() else None

    @staticmethod
    def _moment(epoch: str | None) -> datetime | None:
        return datetime.fromtimestamp(int(epoch), UTC) if epoch and epoch.isdigit() and len(epoch) < 12 else None

    def _error(
        self,
        kind: FailureKind,
        message: str,
        name: str,
        *,
        remedy: str | None = None,
        retry_at: datetime | None = None,
        status: int | None = None,
    ) -> PlatformError:
        return PlatformError(
            kind, message, where=name, remedy=remedy, retry_at=retry_at, status=status, secrets=self._secrets
        )


def method_makes(name: str) -> bool:
    """Whether a request changes something; a read may answer with problems alone (a deleted post)."""
    return not name.startswith("GET ")


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _said(answer: Any) -> str:
    """The platform's own words in whichever of its error shapes they came."""
    if not isinstance(answer, dict):
        return ""
    inner = answer.get("errors")
    first = inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], dict) else {}
    detail = answer.get("detail") or answer.get("message") or first.get("message") or first.get("detail")
    more = first.get("message")
    if more and detail and more != detail:
        detail = f"{detail} {more}"
    return str(detail or answer.get("title") or "")[:500]


def _why_403(said: str) -> tuple[FailureKind, str | None]:
    lowered = said.lower()
    for words, kind, remedy in _FORBIDDEN:
        if words in lowered:
            return kind, remedy
    return "permission", None


def _kind_of_problem(problem: Any) -> FailureKind:
    type_ = str(problem.get("type", "")) if isinstance(problem, dict) else ""
    if "not-authorized" in type_ or "unauthorized" in type_ or "disallowed" in type_:
        return "permission"
    return "server" if "internal-error" in type_ else "validation"
