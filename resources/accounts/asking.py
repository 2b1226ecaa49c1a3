"""Asking a platform about accounts and tokens: JSON over HTTP, with its refusals sorted, and no secret in any log."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from reprise.windows.failures import FailureKind, PlatformError, scrub
from resources.accounts.dialect import AccountLost, How
from resources.quiet_logs import keep_quiet

TIMEOUT = httpx.Timeout(20.0, connect=10.0)
_KINDS: Mapping[int, FailureKind] = {403: "permission", 408: "network", 425: "server", 429: "rate_limit"}
_EXPIRED = re.compile(r"(?i)(?<!invalid, )(?<!invalid or )\bexpired(?:token)?\b(?! or\b)")
"""Said of what has ended by itself. Many say "invalid or expired" of whatever they do not know: that tells nothing."""


keep_quiet()


@contextmanager
def reaching(platform: str, secrets: Iterable[str]) -> Iterator[None]:
    """Turns failures of the connection into `PlatformError`; what was sent may or may not have arrived."""
    try:
        yield
    except httpx.HTTPError as error:
        name = type(error).__name__
        raise PlatformError("network", f"{platform} did not answer ({name}).", secrets=secrets) from None
    except httpx.InvalidURL:
        raise PlatformError("validation", f"The address set for {platform} cannot be used.") from None


@dataclass(frozen=True)
class Fault:
    """A refusal: a short code, the platform's own words, whether it says that the access has ended, and what sort it is
    where the HTTP status does not tell."""

    code: str
    words: str
    how: How | None = None
    kind: FailureKind | None = None

    def error(self, platform: str, status: int, secrets: Iterable[str]) -> PlatformError:
        told = scrub(str(self.words or self.code or status), secrets)  # before it is cut: a part of a token is none
        said = f"{platform} answered: {told}"[:500].rstrip(".") + "."
        if self.how is not None:
            return AccountLost(self.how, said)
        if self.code in _APP_REFUSED:
            remedy = "The app itself is refused: check its client id and secret in the environment."
            return PlatformError("auth", said, status=status, remedy=remedy)
        return PlatformError(self.kind or _kind(status), said, status=status)


_APP_REFUSED = ("invalid_client", "unauthorized_client")
Sort = Callable[[int, Mapping[str, Any]], "Fault | None"]
"""Finds the refusal in an answer: from its status and its JSON."""


def _kind(status: int) -> FailureKind:
    return _KINDS.get(status) or ("server" if status >= 500 else "auth" if status == 401 else "validation")


class Asker:
    """Requests to one platform on behalf of one sign-in or account.

    Args:
        platform: its name, for errors.
        secrets: what must not appear in an error, beside what looks like a credential anyway.
        sort: finds its refusals, where they have a shape of their own.
    """

    def __init__(self, platform: str, secrets: Iterable[str] = (), sort: Sort | None = None) -> None:
        self._platform = platform
        self._secrets = tuple(secrets)
        self._sort = sort or fault_of

    def __call__(
        self,
        method: str,
        url: str,
        *,
        token: str | None = None,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The JSON object of the answer, empty for an answer without a body. Raises `PlatformError`."""
        sent = {"Accept": "application/json", **(headers or {})}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        with reaching(self._platform, self._secrets), client() as http:
            answer = http.request(method, url, params=query, data=form, json=json, headers=sent)
            return self.read(answer)

    def read(self, answer: httpx.Response) -> dict[str, Any]:
        """The answer's JSON object, or its refusal as an error."""
        body = _object(answer)
        fault = self._sort(answer.status_code, body or {})
        if fault is not None:
            raise fault.error(self._platform, answer.status_code, self._secrets)
        if body is None:
            raise PlatformError("server", f"{self._platform} did not answer with JSON.", status=answer.status_code)
        return body


def fault_of(status: int, body: Mapping[str, Any]) -> Fault | None:
    """What an answer refuses, in the shapes of OAuth, XRPC, problem+json and their like; None for one that is well."""
    error = body.get("error")
    if isinstance(error, Mapping):
        words = str(error.get("message") or error.get("status") or "")
        return Fault(str(error.get("code") or ""), words, _lost(words) if status == 401 else None)
    if isinstance(error, str) and error:
        return _flat(status, error, str(body.get("error_description") or body.get("message") or ""))
    if 200 <= status < 300:
        return None
    told = (
        str(body[name]) for name in ("message", "detail", "description", "title", "error_message") if body.get(name)
    )
    words = next(told, f"HTTP {status}")
    return Fault(str(body.get("code") or ""), words, _lost(words) if status == 401 else None)


_LOST_CODES = ("invalid_grant", "invalid_token", "InvalidToken", "ExpiredToken", "access_token_invalid")
_LOST_WORDS = re.compile(r"(?i)\btoken (?:was|is) (?:invalid|revoked|expired)|refresh token is invalid")


def _flat(status: int, code: str, words: str) -> Fault:
    """OAuth's own shape, and XRPC's. Some say invalid_request of a token that is no longer good."""
    text = f"{words} ({code})" if words else code
    lost = code in _LOST_CODES or bool(_LOST_WORDS.search(words)) or status == 401
    return Fault(code, text, _lost(text) if lost and code not in _APP_REFUSED else None)


def _lost(words: str) -> How:
    return "expired" if _EXPIRED.search(words) else "revoked"


def _object(answer: httpx.Response) -> dict[str, Any] | None:
    if not answer.content:
        return {}
    try:
        body = answer.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else {"data": body}


def client() -> httpx.Client:
    """No redirects are followed: a token belongs to the address it was asked for."""
    return httpx.Client(timeout=TIMEOUT, follow_redirects=False, verify=_certificates())


@cache
def _certificates() -> ssl.SSLContext:
    """Reading the authorities' certificates takes longer than most questions: they are read once."""
    return httpx.create_ssl_context()
