"""Requests to providers of pictures over plain HTTP, and files fetched from where they say."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from reprise.errors import BadInput, Unavailable
from reprise.models.failures import ModelError
from reprise.models.used import Used
from resources.http import MEGABYTE, Fetcher
from resources.models.endpoints import Endpoint
from resources.models.text.sorting import malformed, status_error, unanswered, unreached
from resources.platforms.api import NEVER_SENT, Answer
from resources.quiet_logs import keep_quiet

keep_quiet()

_CONNECT = 10.0
_LARGEST_ANSWER = 60 * MEGABYTE
"""Bytes of an answer that may hold a picture in base64."""

Sort = Callable[[Answer], ModelError | None]
"""From an answer to what it refuses, in the provider's own words; None leaves it to its status."""


class Wire:
    """One provider's API. The key stands in a header or the query, and in no error.

    Args:
        headers, params: what goes with every request.
        sort: reads the provider's own errors.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        sort: Sort = lambda answer: None,
    ) -> None:
        self.endpoint = endpoint
        self._headers = {"User-Agent": "Reprise", **(headers or {})}
        self._params = dict(params or {})
        self._sort = sort
        local = _local_networks(endpoint.url)
        patience = httpx.Timeout(endpoint.settings.timeout, connect=min(_CONNECT, endpoint.settings.timeout))
        self._http = httpx.Client(
            timeout=patience, follow_redirects=False, trust_env=not local, limits=httpx.Limits(keepalive_expiry=2)
        )
        self._fetcher = Fetcher(
            timeout=min(60.0, endpoint.settings.timeout), deadline=endpoint.settings.timeout, allow_private=local
        )

    def __repr__(self) -> str:
        return f"Wire({self.endpoint.name})"

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        accepted: bool = False,
        accept: tuple[int, ...] = (),
        file: bool = False,
        most: int = _LARGEST_ANSWER,
    ) -> Answer:
        """The answer to one request.

        Args:
            path: below the provider's address, or a whole address below it that the provider gave.
            accepted: it looks at a job that the provider has: what fails says nothing of the job.
            accept: statuses that are no failures though they are no successes.
            file: the answer is a file, not JSON.

        Raises `ModelError`.
        """
        self.endpoint.require()
        url = path if path.startswith(("http://", "https://")) else f"{self.endpoint.url}{path}"
        answer = self._sent(method, url, {**self._params, **(params or {})}, body, most)
        if answer.ok or answer.status in accept:
            if accepted and not file and answer.json is None:
                raise unanswered(self.endpoint, "Its answer did not come whole.")
            return answer
        error = self._sort(answer) or status_error(
            self.endpoint, answer.status, said=_words(answer), headers=answer.headers
        )
        if accepted and error.kind in ("rate_limit", "overloaded", "server", "timeout", "unavailable"):
            error.charged = None
        raise error

    def fetch(self, url: str, types: tuple[str, ...], *, most: int, paid: Used | None = None) -> bytes:
        """The file at an address that the provider gave; never from a private network, unless the provider is in it.

        Raises `ModelError`: where it was `paid` for, a failure that may pass leaves the call open to be fetched again.
        """
        name = self.endpoint.name
        try:
            return self._fetcher.get(url, types=types, max_bytes=most).content
        except Unavailable as error:
            raise ModelError(
                f"Its file did not come: {error.what}", kind="network", where=name, charged=None if paid else False
            ) from None
        except BadInput as error:
            gone = "nothing at this address" in error.what
            raise ModelError(
                f"Its file cannot be used: {error.what}",
                kind="unavailable" if gone else "malformed",
                where=name,
                charged=paid is not None,
                used=paid,
            ) from None

    def _sent(self, method: str, url: str, params: Mapping[str, Any], body: Any, most: int) -> Answer:
        endpoint, ends = self.endpoint, time.monotonic() + self.endpoint.settings.timeout
        sent = {"params": params or None, "json": body}
        given = {key: value for key, value in sent.items() if value is not None}
        try:
            with self._http.stream(method, url, headers=self._headers, **given) as response:
                content = bytearray()
                for piece in response.iter_bytes():
                    content += piece
                    if len(content) > most:
                        raise malformed(endpoint, f"The answer is larger than {most / MEGABYTE:g} MB.")
                    if time.monotonic() > ends:
                        raise unanswered(endpoint, f"No whole answer within {endpoint.settings.timeout:g} seconds.")
                headers = {key.lower(): value for key, value in response.headers.items()}
                return Answer(response.status_code, headers, bytes(content), _json(bytes(content)))
        except NEVER_SENT as error:
            raise unreached(endpoint, error) from None
        except httpx.InvalidURL as error:
            raise unreached(endpoint, error) from None
        except httpx.TimeoutException:
            raise unanswered(endpoint, f"No answer within {endpoint.settings.timeout:g} seconds.") from None
        except httpx.HTTPError as error:
            raise unanswered(endpoint, f"The connection broke ({type(error).__name__}).") from None


def poll(
    look: Callable[[], bool], *, seconds: float, wait: Callable[[float], None], endpoint: Endpoint, first: float = 0.5
) -> None:
    """Look until it is done, with growing pauses of at most ten seconds.

    Raises `ModelError` ("timeout", the job's outcome open) when it takes longer than `seconds`.
    """
    waited, pause = 0.0, first
    while not look():
        if waited >= seconds:
            raise ModelError(
                f"The picture is not ready after {seconds:g} seconds.",
                kind="timeout",
                where=endpoint.name,
                remedy=f"It is looked at again later; raise models.providers.{endpoint.name}.timeout if that is usual.",
                charged=None,
            )
        wait(pause)
        waited += pause
        pause = min(10.0, pause * 1.5)


def _local_networks(url: str) -> list[str]:
    """The addresses of a provider's own host, where it stands in a private network."""
    host = urlsplit(url).hostname
    if not host:
        return []
    try:
        found = {str(entry[4][0]).partition("%")[0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return []
    return sorted(address for address in found if not ipaddress.ip_address(address).is_global)


def _json(content: bytes) -> Any:
    import json

    try:
        return json.loads(content) if content else None
    except (ValueError, RecursionError):
        return None


def _words(answer: Answer) -> str:
    """The provider's message, wherever it keeps it."""
    found: Any = answer.json
    for _ in range(4):
        if isinstance(found, list) and found:
            found = found[0]
        elif isinstance(found, dict):
            names = ("error", "errors", "detail", "message", "msg", "code")
            found = next((found[name] for name in names if found.get(name)), None)
        else:
            break
    if isinstance(found, str):
        return found
    return answer.content[:200].decode("utf-8", "replace") if not isinstance(answer.json, (dict, list)) else ""
