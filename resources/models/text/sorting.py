"""Sorts what goes wrong at a provider's API into the kinds of `ModelError`, by status, code and words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from reprise.models.failures import FailureKind, ModelError
from resources.models.endpoints import Endpoint

_QUOTA = re.compile(r"insufficient_quota|billing|credit balance|exceeded your current quota|payment", re.IGNORECASE)
_LONG = re.compile(
    r"context_length_exceeded|maximum context|context window|too long|too_large|max_model_len|request_too_large",
    re.IGNORECASE,
)
_FILTERED = re.compile(
    r"content_filter|content_policy|invalid_prompt|_policy|flagged|safety|content management", re.IGNORECASE
)
_NO_MODEL = re.compile(r"model_not_found|does not exist|no such model|unknown model", re.IGNORECASE)
_LONGEST_WAIT = 3_600.0
_SAID = 200


def status_error(
    endpoint: Endpoint, status: int, *, code: str = "", said: str = "", headers: Mapping[str, str] | None = None
) -> ModelError:
    """The failure behind an answer's status. `code` is the provider's own word for it, `said` its message."""
    kind = _kind(status, f"{code} {said}")
    return ModelError(
        _what(kind, status, clean(said, endpoint.key), endpoint),
        kind=kind,
        where=endpoint.name,
        remedy=_remedy(kind, endpoint),
        retry_after=retry_after(headers or {}),
        # A gateway that gave up waiting knows nothing of what the model behind it did.
        charged=None if kind == "timeout" else False,
    )


def _kind(status: int, words: str) -> FailureKind:
    simple: dict[int, FailureKind] = {
        401: "auth",
        402: "quota",
        408: "overloaded",
        413: "too_long",
        503: "overloaded",
        504: "timeout",
        529: "overloaded",
    }
    if status in simple:
        return simple[status]
    if status == 403:
        return "quota" if _QUOTA.search(words) else "auth"
    if status == 429:
        return "quota" if _QUOTA.search(words) else "rate_limit"
    if status >= 500 or status in (409, 425):
        return "server"
    return _refusal(status, words)


def _refusal(status: int, words: str) -> FailureKind:
    """What is behind a 4xx that is about this request."""
    if _QUOTA.search(words):
        return "quota"
    if _LONG.search(words):
        return "too_long"
    if status == 404 or _NO_MODEL.search(words):
        return "unavailable"
    return "refused" if _FILTERED.search(words) else "validation"


def unreached(endpoint: Endpoint, error: Exception) -> ModelError:
    """Nothing was sent."""
    return ModelError(
        f"No connection can be made ({type(error).__name__}).",
        kind="network",
        where=endpoint.name,
        remedy="Check the address and the network." if endpoint.facts.self_hosted else "Try again later.",
    )


def unanswered(endpoint: Endpoint, why: str) -> ModelError:
    """It was sent, and its answer did not come whole: it may have been done, and charged."""
    return ModelError(why, kind="timeout", where=endpoint.name, remedy="Try again later.", charged=None)


def malformed(endpoint: Endpoint, what: str) -> ModelError:
    """The answer came, and is not one."""
    return ModelError(
        what, kind="malformed", where=endpoint.name, remedy="Check that its address is that of the API.", charged=None
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from `retry-after-ms` or `retry-after` as seconds or a date; None where none makes sense."""
    found = {name.lower(): value for name, value in headers.items()}
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return min(max(0.0, float(found[name]) * unit), _LONGEST_WAIT)
        except (KeyError, ValueError):
            continue
    try:
        moment = parsedate_to_datetime(found.get("retry-after", ""))
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (aware - datetime.now(UTC)).total_seconds()), _LONGEST_WAIT)


def clean(text: str, key: str) -> str:
    """A provider's message as people may read it: one line, short, without the key or what looks like one."""
    flat = " ".join(text.split())
    if key:
        flat = flat.replace(key, "…")
    flat = re.sub(r"\b(sk|pk|key|Bearer)[-_ ][A-Za-z0-9*_\-]{6,}", "…", flat)
    return flat if len(flat) <= _SAID else f"{flat[: _SAID - 1]}…"


def _what(kind: FailureKind, status: int, said: str, endpoint: Endpoint) -> str:
    title = endpoint.facts.title
    words: dict[FailureKind, str] = {
        "auth": f"{title} does not accept the key ({status}).",
        "quota": f"The account at {title} has no money or allowance left ({status}).",
        "rate_limit": f"{title} is asked too often ({status}).",
        "overloaded": f"{title} has too much to do ({status}).",
        "timeout": f"{title} did not answer in time ({status}).",
        "too_long": f"The text is longer than {endpoint.model or 'the model'} takes ({status}).",
        "unavailable": f"{title} has no {endpoint.model or 'such model'} ({status}).",
        "refused": f"{title} declined the request ({status}): {said}",
        "server": f"{title} failed ({status}): {said}",
        "validation": f"{title} refused the request ({status}): {said}",
    }
    return words[kind]


def _remedy(kind: FailureKind, endpoint: Endpoint) -> str | None:
    remedies: dict[FailureKind, str] = {
        "auth": f"Correct {endpoint.key_variable}.",
        "quota": "Add credit or raise the limit of that account.",
        "unavailable": f"Correct models.providers.{endpoint.name}.model.",
        "too_long": "Choose a model with a longer context.",
    }
    return remedies.get(kind)
