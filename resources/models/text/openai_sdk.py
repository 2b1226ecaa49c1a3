"""What OpenAI's models and compatible servers share: the SDK's client, and its errors sorted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from resources.models.endpoints import Endpoint
from resources.models.text.base import missing
from resources.models.text.sorting import malformed, status_error, unanswered, unreached

if TYPE_CHECKING:
    from openai import OpenAI

_CONNECT = 10.0
"""Seconds for making a connection, however long an answer may take."""


def open_client(endpoint: Endpoint, url: str | None = None) -> OpenAI:
    """The SDK's client; it never tries again by itself. Raises `BadSettings` when the SDK is not installed, and
    `ModelError` when something is not set."""
    endpoint.require()
    try:
        import httpx2
        from openai import OpenAI
    except ImportError as error:
        raise missing("openai", endpoint.name) from error
    patience = httpx2.Timeout(endpoint.settings.timeout, connect=min(_CONNECT, endpoint.settings.timeout))
    # A server without a key gets a word in its place, because the SDK wants one.
    return OpenAI(api_key=endpoint.key or "none", base_url=url or endpoint.url, timeout=patience, max_retries=0)


@contextmanager
def failures(endpoint: Endpoint) -> Iterator[None]:
    """Raises what goes wrong inside as `ModelError`; `BadSettings` when the SDK is not installed."""
    try:
        import httpx2
        import openai
    except ImportError as error:
        raise missing("openai", endpoint.name) from error
    try:
        yield
    except openai.APITimeoutError as error:
        if isinstance(error.__cause__, (httpx2.ConnectTimeout, httpx2.PoolTimeout)):
            raise unreached(endpoint, error.__cause__) from None
        raise unanswered(endpoint, f"No answer within {endpoint.settings.timeout:g} seconds.") from None
    except openai.APIConnectionError as error:
        if isinstance(error.__cause__, (httpx2.ConnectError, httpx2.UnsupportedProtocol)):
            raise unreached(endpoint, error.__cause__) from None
        raise unanswered(endpoint, "The connection broke before the answer was there.") from None
    except openai.APIStatusError as error:
        code = " ".join(filter(None, (error.code, error.type)))
        raise status_error(
            endpoint, error.status_code, code=code, said=_said(error), headers=error.response.headers
        ) from None
    except httpx2.HTTPError as error:
        raise unanswered(endpoint, f"The connection broke within the answer ({type(error).__name__}).") from None
    except (openai.APIResponseValidationError, ValueError):  # no JSON, or another one than was agreed
        raise malformed(endpoint, "The answer is not the JSON that was agreed.") from None


def _said(error: object) -> str:
    """The provider's own message, without the SDK's words around it."""
    body = getattr(error, "body", None)
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        return str(body["message"])
    return str(getattr(error, "message", ""))
