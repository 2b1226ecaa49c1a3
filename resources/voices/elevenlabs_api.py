"""The edge to ElevenLabs: its SDK opened for one account, and its failures sorted once.

The SDK's own retries are off, because the line retries and keeps the books; so are redirects, which would carry the key
elsewhere. Error statuses were read at elevenlabs-docs and in the SDK (2.78), 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import httpx

from reprise.models.failures import FailureKind, ModelError
from resources.models.endpoints import Endpoint
from resources.models.text.base import missing
from resources.models.text.sorting import clean, retry_after, unanswered, unreached

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs

_CONNECT = 15.0
_KINDS: Mapping[str, FailureKind] = MappingProxyType(
    {
        "invalid_api_key": "auth",
        "missing_api_key": "auth",
        "needs_authorization": "auth",
        "missing_permissions": "auth",
        "detected_unusual_activity": "auth",
        "quota_exceeded": "quota",
        "insufficient_credits": "quota",
        "payment_required": "quota",
        "voice_limit_reached": "quota",
        "max_character_limit_exceeded": "too_long",
        "text_too_long": "too_long",
        "voice_not_found": "unavailable",
        "voice_does_not_exist": "unavailable",
        "model_not_found": "unavailable",
        "too_many_concurrent_requests": "rate_limit",
        "concurrent_limit_exceeded": "rate_limit",
        "rate_limit_exceeded": "rate_limit",
        "system_busy": "overloaded",
        "content_against_policy": "refused",
        "detected_harmful_content": "refused",
    }
)
"""What ElevenLabs calls its errors (`detail.status`, in newer answers `detail.code`)."""
_STATUSES: Mapping[int, FailureKind] = MappingProxyType(
    {
        401: "auth",
        402: "quota",
        403: "auth",
        404: "unavailable",
        408: "timeout",
        425: "overloaded",
        429: "rate_limit",
        503: "overloaded",
        504: "timeout",
    }
)
_REMEDIES: Mapping[FailureKind, str] = MappingProxyType(
    {
        "auth": "Check the key and what it may do, on ElevenLabs' page of API keys.",
        "quota": "Wait for the new month, buy more, or let the next voice speak.",
        "unavailable": "List your voices with `reprise voices list --provider elevenlabs`.",
        "rate_limit": "Lower `at_once` of this provider to what your plan allows at a time.",
    }
)


class Api:
    """One account of ElevenLabs. Opening it reaches nothing. Raises `BadSettings` when the SDK is not installed."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._client: ElevenLabs | None = None

    @property
    def client(self) -> ElevenLabs:
        if self._client is None:
            self._client = self._opened()
        return self._client

    @property
    def options(self) -> Any:
        """The request options of every call: one attempt."""
        return {"max_retries": 0}

    @contextmanager
    def sorted(self) -> Iterator[None]:
        """Turns what goes wrong inside into `ModelError`."""
        from elevenlabs.core.api_error import ApiError
        from elevenlabs.core.parse_error import ParsingError

        try:
            yield
        except ApiError as error:
            raise self._refused(error.status_code or 0, error.body, dict(error.headers or {})) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise unreached(self._endpoint, error) from None
        except httpx.TimeoutException:
            seconds = self._endpoint.settings.timeout
            raise unanswered(self._endpoint, f"No answer within {seconds:g} seconds.") from None
        except httpx.HTTPError:
            raise unanswered(self._endpoint, "The connection broke before the answer was there.") from None
        except (ParsingError, ValueError, TypeError, AttributeError) as error:
            what = f"The answer is not what was agreed ({type(error).__name__})."
            raise unanswered(self._endpoint, what) from None

    def _opened(self) -> ElevenLabs:
        self._endpoint.require()
        try:
            from elevenlabs.client import ElevenLabs
        except ImportError:
            raise missing("elevenlabs", self._endpoint.name) from None
        timeout = self._endpoint.settings.timeout
        patience = httpx.Timeout(timeout, connect=min(timeout, _CONNECT))
        http = httpx.Client(timeout=patience, follow_redirects=False)
        return ElevenLabs(
            base_url=self._endpoint.url, api_key=self._endpoint.key, httpx_client=http, timeout=patience  # type: ignore[arg-type]
        )  # fmt: skip

    def _refused(self, status: int, body: Any, headers: Mapping[str, str]) -> ModelError:
        code, message = told(body)
        if 200 <= status < 300:  # it may have been done, whatever stands here in its place
            what = f"The answer is not JSON; it begins with {message[:60]!r}."
            return unanswered(self._endpoint, clean(what, self._endpoint.key))
        if 300 <= status < 400:
            return self._error(f"The address redirects ({status}).", "unavailable")
        kind = _KINDS.get(code) or _STATUSES.get(status)
        if kind is None:
            kind = "server" if status >= 500 else "validation"
        said = f" {code}" if code else ""
        charged = None if kind == "timeout" else False
        what = f"It answered {status}{said}: {message or 'nothing'}"
        return self._error(what, kind, charged=charged, after=retry_after(headers))

    def _error(
        self, what: str, kind: FailureKind, *, charged: bool | None = False, after: float | None = None
    ) -> ModelError:
        return ModelError(
            clean(what, self._endpoint.key),
            kind=kind,
            where=self._endpoint.name,
            remedy=_REMEDIES.get(kind),
            charged=charged,
            retry_after=after,
        )


def told(body: Any) -> tuple[str, str]:
    """The error's name and message in an answer's body, which may be an object, a list of findings, or plain text."""
    detail = body.get("detail", body) if isinstance(body, Mapping) else body
    if isinstance(detail, Mapping):
        names = [str(detail.get(name) or "") for name in ("status", "code")]
        code = next((name for name in names if name in _KINDS), names[0] or names[1])
        return code, _short(detail.get("message") or detail)
    if isinstance(detail, list):
        return "", _short("; ".join(_finding(each) for each in detail))
    return "", _short(detail)


def _finding(each: Any) -> str:
    if not isinstance(each, Mapping):
        return str(each)
    place = ".".join(map(str, each.get("loc", ())))
    return f"{place}: {each.get('msg', '')}"


def _short(text: Any) -> str:
    return " ".join(str(text or "").split())
