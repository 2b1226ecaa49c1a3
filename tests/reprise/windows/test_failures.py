"""Failures are sorted once, say what to do, survive a process border and show no secret."""

from __future__ import annotations

import base64
import json
import pickle
from datetime import UTC, datetime
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.windows.failures import FAILURES, PlatformError, scrub


def test_every_kind_says_what_to_do() -> None:
    for kind, failure in FAILURES.items():
        assert failure.kind == kind
        assert failure.meaning.endswith(".") and failure.remedy.endswith(".")


def test_only_what_can_succeed_is_tried_again() -> None:
    retryable = {kind for kind, failure in FAILURES.items() if failure.retryable}
    assert retryable == {"rate_limit", "network", "server", "media_processing"}


def test_a_named_time_makes_a_failure_retryable() -> None:
    assert not PlatformError("quota", "Used up.").retryable
    assert PlatformError("quota", "Used up.", retry_at=datetime(2026, 3, 1, tzinfo=UTC)).retryable


def test_the_error_is_the_same_in_another_process() -> None:
    when = datetime(2026, 3, 1, tzinfo=UTC)
    error = PlatformError("rate_limit", "Too fast.", where="x", retry_at=when, status=429)
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.kind, copy.retry_at, copy.status) == (str(error), "rate_limit", when, 429)


def test_an_outer_place_is_put_before_its_own() -> None:
    error = PlatformError("auth", "No.", where="POST /2/tweets").at("post p1")
    assert (error.where, error.kind) == ("post p1: POST /2/tweets", "auth")


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer s3cret",
        "https://example.org/?access_token=s3cret&x=1",
        '{"refresh_token": "s3cret"}',
        "https://user:s3cret@example.org/",
        "https://api.example.org/bot123:s3cret/send",
    ],
)
def test_what_looks_like_a_credential_is_blanked(text: str) -> None:
    assert "s3cret" not in scrub(text)
    assert "***" in scrub(text)


@given(st.text(), st.text(alphabet="abcdef0123456789", min_size=8), st.text())
def test_a_known_secret_never_shows(before: str, secret: str, after: str) -> None:
    error = PlatformError("server", before + secret + after, secrets=[secret])
    assert secret not in str(error).replace("***", "")


@given(st.text(max_size=5), st.text(min_size=12), st.text(max_size=5))
def test_a_known_secret_does_not_show_in_another_notation_either(before: str, secret: str, after: str) -> None:
    whole = f"{before}{secret}{after}"
    for coded in (quote(whole, safe=""), quote_plus(whole), json.dumps(whole), json.dumps(whole, ensure_ascii=False)):
        assert len(scrub(coded, [secret])) <= len(coded)
        for told in (quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]):
            if len(told) > 3 and told in coded:
                assert told not in scrub(coded, [secret])
    basic = base64.b64encode(whole.encode()).decode()
    shown = base64.b64decode(scrub(basic, [secret]).partition("***")[0] + "==", validate=False)
    assert secret.encode() not in shown


def test_ordinary_words_stay() -> None:
    assert scrub("Could not find post with ids: [12].") == "Could not find post with ids: [12]."
    assert scrub("The token was not accepted.") == "The token was not accepted."
