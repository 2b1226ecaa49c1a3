"""Requests to a platform's API and what its answers mean: whether something can have been made, what failed, when to
come back. A platform brings the words of its errors; everything else is the same for all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from reprise.store.limits import POSTS, Limit
from reprise.windows.failures import FailureKind, PlatformError, Reach, scrub
from resources.platforms.access import Access
from resources.platforms.edge import Edge, OwnLimits
from resources.quiet_logs import keep_quiet

keep_quiet()

NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
SAVED_WORDS = 500
_LONG = 12
"""Letters that a value in an address has at least which opens something: shorter ones are names and numbers."""
_ONE_IN = 20
"""An allowance is told to other processes when it gets low, and otherwise with one answer in so many."""


@dataclass(frozen=True)
class Answer:
    """A platform's answer: header names in lower case; `json` is None when the body is none."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    json: Any = field(repr=False, default=None)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def object(self) -> dict[str, Any]:
        """The JSON object of the body; an empty one when it is no object."""
        return self.json if isinstance(self.json, dict) else {}


@dataclass(frozen=True)
class Refusal:
    """What an answer that is no success means. `said` are the platform's own words."""

    kind: FailureKind
    said: str = ""
    remedy: str | None = None
    retry_at: datetime | None = None
    reach: Reach | None = None


Understand = Callable[[Answer, bool], Refusal | None]
"""From an answer, and whether its request was to make something public, to what it refuses; None: it is a success.
A refusal says that nothing was made; where that is not sure its kind is unknown_outcome."""

ReadLimits = Callable[[Answer, str], Iterable[Limit]]
"""From an answer and its route to the allowances it tells."""


class Api:
    """One account's connection to a platform. Nothing secret appears in its errors or its repr.

    Args:
        title: the platform's name in messages.
        access: whose account; its token is sent as `authorize` says.
        base_url: where requests without an address of their own go.
        authorize: the headers that carry a token.
        scope: whose allowance is counted, for instance "x/reprise".
        posts: the route whose allowance is that of posts, for the planner.
    """

    def __init__(
        self,
        title: str,
        access: Access,
        edge: Edge,
        *,
        base_url: str,
        understand: Understand,
        read_limits: ReadLimits | None = None,
        authorize: Callable[[str], Mapping[str, str]] = lambda token: {"Authorization": f"Bearer {token}"},
        headers: Mapping[str, str] | None = None,
        scope: str = "",
        posts: str | None = None,
    ) -> None:
        self.title = title
        self.base_url = base_url.rstrip("/")
        self._access = access
        self._edge = edge
        self._understand = understand
        self._read_limits = read_limits
        self._authorize = authorize
        self._headers = {"User-Agent": "Reprise", **(headers or {})}
        self._scope = scope
        self._posts = posts
        self._limits = edge.limits or OwnLimits(edge.clock)
        self._noted = 0
        self._opening: set[str] = set()
        self.token = access.token
        self._http = httpx.Client(
            timeout=edge.timeout,
            # A connection that sat idle may be closed by the far end just as a post leaves on it, and then nobody
            # knows whether it arrived.
            limits=httpx.Limits(keepalive_expiry=2),
            follow_redirects=False,
            trust_env=not _is_local(base_url),  # a proxy's settings are not for what runs on this machine
        )

    def __repr__(self) -> str:
        return f"Api({self.title}, {self.base_url})"

    def close(self) -> None:
        self._http.close()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown."""
        return (self.token, self._access.token, *self._access.secrets.values(), *self._opening)

    def get(self, path: str, params: Mapping[str, Any] | None = None, **rest: Any) -> Answer:
        return self.ask("GET", path, params=params, **rest)

    def post(self, path: str, body: Any = None, **rest: Any) -> Answer:
        return self.ask("POST", path, body=body, **rest)

    def ask(
        self,
        method: str,
        path: str,
        *,
        route: str | None = None,
        creates: bool = False,
        signed: bool = True,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        form: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | list[tuple[str, Any]] | None = None,
        content: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: tuple[int, ...] = (),
        timeout: httpx.Timeout | float | None = None,
    ) -> Answer:
        """Send one request and return its answer. Only when its token is refused it is sent again, with a new one.

        Args:
            path: below the base address, or a whole address (an upload's).
            route: the request's name in messages and limits, where the path holds ids or secrets.
            creates: it makes something public, so a lost answer leaves its outcome unknown.
            signed: whether the token goes with it.
            content: raw bytes, or pieces of them; give Content-Length with pieces.
            accept: statuses that are no failures though they are no successes.

        Raises:
            PlatformError: refused, failed, or not answered.
        """
        name = f"{method} {route or path}"
        self._respect(name)
        url = path if path.startswith(("http://", "https://")) else f"{self.base_url}{path}"
        if url is path:
            self._opening |= opening_parts(url)
        data: dict[str, Any] = {"params": params, "json": body, "data": form, "files": files, "content": content}
        if timeout is not None:
            data["timeout"] = timeout
        sent = {key: value for key, value in data.items() if value is not None}
        repeatable = not isinstance(content, Iterable) or isinstance(content, bytes)
        renewed = False
        while True:
            answer = self._send(method, url, name, creates, signed, headers or {}, sent)
            self._note_limits(answer, name)
            refusal = None if answer.status in accept else self._understand(answer, creates)
            if refusal is None:
                return answer
            if refusal.kind != "auth" or renewed or not (signed and repeatable and self._renew()):
                raise self._refused(refusal, answer, name)
            renewed = True

    def error(
        self,
        kind: FailureKind,
        message: str,
        *,
        where: str | None = None,
        remedy: str | None = None,
        retry_at: datetime | None = None,
        status: int | None = None,
        reach: Reach | None = None,
    ) -> PlatformError:
        """A `PlatformError` that shows nothing secret."""
        return PlatformError(
            kind, message, where=where, remedy=remedy, retry_at=retry_at, status=status, reach=reach,
            secrets=self.secrets,
        )  # fmt: skip

    def after(self, seconds: str | int | float | None) -> datetime | None:
        """The time so many seconds from now, as headers such as Retry-After give them; None for anything else."""
        try:
            pause = float(seconds)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return None
        return self._edge.clock.now() + timedelta(seconds=pause) if 0 <= pause < 1e7 else None

    def left(self, name: str) -> Limit | None:
        """What is known to be left for a route ("POST /2/tweets")."""
        return self._limits.left(self._scope, name)

    def require(self, name: str, requests: int) -> None:
        """Raise `PlatformError` (rate_limit) when a route's allowance is too small for what is about to begin."""
        limit = self.left(name)
        if limit is not None and limit.remaining < requests:
            raise self.error(
                "rate_limit",
                f"{self.title} allows {limit.remaining} more of {requests} requests before {limit.reset_at:%H:%M} UTC.",
                where=name,
                retry_at=limit.reset_at,
            )

    def _respect(self, name: str) -> None:
        self.require(name, 1)

    def _send(
        self,
        method: str,
        url: str,
        name: str,
        creates: bool,
        signed: bool,
        headers: Mapping[str, str],
        sent: Mapping[str, Any],
    ) -> Answer:
        signature = self._authorize(self.token) if signed else {}
        try:
            response = self._http.request(method, url, headers={**self._headers, **signature, **headers}, **sent)
        except NEVER_SENT as error:
            raise self.error("network", f"{self.title} could not be reached ({_words(error)}).", where=name) from None
        except httpx.HTTPError as error:
            kind: FailureKind = "unknown_outcome" if creates else "network"
            what = "did not answer" if creates else "did not answer, nothing was posted by this"
            raise self.error(kind, f"{self.title} {what} ({_words(error)}).", where=name) from None
        found = {key.lower(): value for key, value in response.headers.items()}
        return Answer(response.status_code, found, response.content, _json(response))

    def _renew(self) -> bool:
        """Get a new token after the old one was refused; whether there is one now."""
        if self._access.renew is None:
            return False
        token = self._access.renew()
        if not token or token == self.token:
            return False
        self.token = token
        return True

    def _refused(self, refusal: Refusal, answer: Answer, name: str) -> PlatformError:
        said = scrub(refusal.said, self.secrets).strip()[:SAVED_WORDS]  # first: a part of a token is none to be found
        message = f'{self.title} says: "{said}"' if said else f"{self.title} answered {answer.status} without a word."
        return self.error(
            refusal.kind,
            message,
            where=name,
            remedy=refusal.remedy,
            retry_at=refusal.retry_at,
            status=answer.status,
            reach=refusal.reach,
        )

    def note_posts_left(self, remaining: int, reset_at: datetime) -> None:
        """Tell the planner how many more posts the platform takes until then."""
        if self._edge.owner:
            self._limits.note([Limit(scope=self._edge.owner, route=POSTS, remaining=remaining, reset_at=reset_at)])

    def _note_limits(self, answer: Answer, name: str) -> None:
        if self._read_limits is None:
            return
        limits = [
            limit if limit.scope else limit.model_copy(update={"scope": self._scope})
            for limit in self._read_limits(answer, name)
        ]
        if limits and (self._noted % _ONE_IN == 0 or min(limit.remaining for limit in limits) <= _ONE_IN):
            self._limits.note(limits)
        for limit in limits:
            if limit.route == self._posts and limit.remaining <= _ONE_IN:
                self.note_posts_left(limit.remaining, limit.reset_at)
        self._noted += 1


def opening_parts(address: str) -> set[str]:
    """What may open an upload for whoever has its address: the whole of it, and what is long in its query."""
    query = urlsplit(address).query
    return {address, *(value for _, value in parse_qsl(query) if len(value) >= _LONG)}


def server_refusal(answer: Answer, creates: bool, said: str) -> Refusal:
    """What a 5xx means everywhere: 503 is a refusal to begin; after others a post may exist though no answer does."""
    return Refusal("unknown_outcome" if creates and answer.status != 503 else "server", said)


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def _json(response: httpx.Response) -> Any:
    try:
        return response.json() if response.content else None
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        return None


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
