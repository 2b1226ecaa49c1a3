from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from reprise.model_settings import Provider
from resources.models.endpoints import Endpoint
from resources.models.text.sorting import clean, retry_after, status_error

KEY = "sk-live-0123456789abcdef"
ENDPOINT = Endpoint("openai", "openai", "http://x", KEY, "gpt-6-luna", Provider(), "REPRISE_OPENAI_KEY", "U")


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (400, "context_length_exceeded", "too_long"),
        (400, "This model's maximum context length is 4096 tokens", "too_long"),
        (413, "", "too_long"),
        (400, "Unknown parameter", "validation"),
        (422, "", "validation"),
        (400, "content_filter", "refused"),
        (400, "Your credit balance is too low", "quota"),
        (401, "", "auth"),
        (402, "", "quota"),
        (403, "", "auth"),
        (403, "billing hard limit", "quota"),
        (404, "The model does not exist", "unavailable"),
        (408, "", "overloaded"),
        (409, "", "server"),
        (429, "slow down", "rate_limit"),
        (429, "insufficient_quota", "quota"),
        (500, "", "server"),
        (502, "", "server"),
        (503, "", "overloaded"),
        (504, "", "timeout"),
        (529, "", "overloaded"),
    ],
)
def test_a_status_is_sorted_with_what_was_said(status: int, words: str, kind: str) -> None:
    error = status_error(ENDPOINT, status, said=words)
    assert error.kind == kind
    assert error.charged is (None if kind == "timeout" else False)


def test_retry_after_is_seconds_or_milliseconds_or_a_date() -> None:
    assert retry_after({"Retry-After": "2.5"}) == 2.5
    assert retry_after({"retry-after-ms": "1500", "retry-after": "9"}) == 1.5
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    waiting = retry_after({"retry-after": soon})
    assert waiting is not None and 50 < waiting <= 60
    assert retry_after({"retry-after": "soon"}) is None and retry_after({}) is None
    assert retry_after({"retry-after": "-5"}) == 0 and retry_after({"retry-after": "1e9"}) == 3600


@pytest.mark.parametrize("said", [f"Incorrect API key provided: {KEY}.", "key sk-proj-abc***xyz is wrong", "x" * 900])
def test_what_a_provider_says_is_short_and_without_keys(said: str) -> None:
    shown = clean(said, KEY)
    assert KEY not in shown and "sk-proj" not in shown and len(shown) <= 200
