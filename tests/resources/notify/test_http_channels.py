"""Slack and webhooks against servers that check what they get; their addresses are secrets and appear nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from reprise.clock import ManualClock
from reprise.errors import BadSettings
from reprise.notices.delivering import Channel, NotDelivered
from resources.http import Fetcher
from resources.notify import CHANNELS, open_channel
from resources.notify.base import retry_after
from tests.reprise.notices.builders import HOOK, SLACK, WHEN, message, notice, site
from tests.resources.notify.sinks import SECRET, HttpSink, http_sink

LOCAL = ("127.0.0.0/8",)


@pytest.fixture
def slack() -> Iterator[HttpSink]:
    with http_sink("slack") as sink:
        yield sink


@pytest.fixture
def hook() -> Iterator[HttpSink]:
    with http_sink("hook") as sink:
        yield sink


def channel(settings: dict[str, Any], url: str, secret: str = SECRET, private: tuple[str, ...] = LOCAL) -> Channel:
    variables = {"DESK_SLACK": url, "DESK_HOOK": url, "DESK_HOOK_SECRET": secret}
    fetcher = Fetcher(allow_private=private, timeout=2)
    return open_channel(site(desk=settings), "desk", fetcher, ManualClock(WHEN), variables)


def refused(settings: dict[str, Any], sink: HttpSink, status: int, **headers: str) -> NotDelivered:
    sink.answers.append((status, {name.replace("_", "-"): value for name, value in headers.items()}))
    with pytest.raises(NotDelivered) as caught:
        channel(settings, sink.url).send(message())
    return caught.value


def test_there_is_a_channel_for_every_kind_of_settings() -> None:
    from reprise.notices.channels import CHANNEL_TYPES

    assert set(CHANNELS) == set(CHANNEL_TYPES)


def test_slack_takes_one_notice_and_a_digest_of_many(slack: HttpSink) -> None:
    desk = channel(SLACK, slack.url)
    desk.send(message())
    desk.send(message(*(notice(title=f"Post {n} & <more>", text="é" * 4000) for n in range(45))))
    assert slack.refused == []
    assert [posted.json["text"] for posted in slack.taken] == [
        "[The demo] A post failed",
        "[The demo] 45 notices, 45 for your attention",
    ]


def test_a_webhook_is_signed_over_id_time_and_body(hook: HttpSink) -> None:
    channel(HOOK, hook.url).send(message(notice(title="Grüße ✓")))
    assert hook.refused == []
    (posted,) = hook.taken
    assert posted.headers["webhook-id"] == posted.json["id"] == "n1"
    assert posted.headers["webhook-timestamp"] == str(int(WHEN.timestamp()))
    assert posted.json["notices"][0]["title"] == "Grüße ✓"


def test_a_wrong_secret_is_tried_again_slowly_and_says_what_to_check(hook: HttpSink) -> None:
    other = "whsec_" + "b" * 32
    with pytest.raises(NotDelivered, match=r"answered 401.*address and secret") as caught:
        channel(HOOK, hook.url, secret=other).send(message())
    assert (caught.value.retry, caught.value.after) == (True, 3600)
    assert hook.refused == ["bad signature"]


@pytest.mark.parametrize(("kind", "settings"), [("slack", SLACK), ("hook", HOOK)])
def test_a_server_that_is_busy_is_asked_again_when_it_says(kind: str, settings: dict[str, Any]) -> None:
    with http_sink(kind) as sink:
        error = refused(settings, sink, 503, Retry_After="120")
        assert (error.retry, error.after) == (True, 120)
        error = refused(settings, sink, 429)
        assert (error.retry, error.after) == (True, None)


@pytest.mark.parametrize("status", [400, 404, 410])
def test_what_cannot_succeed_is_not_tried_again(slack: HttpSink, status: int) -> None:
    assert refused(SLACK, slack, status).retry is False


def test_a_redirect_is_not_followed(slack: HttpSink) -> None:
    error = refused(SLACK, slack, 302, Location="/elsewhere")
    assert (error.retry, slack.refused) == (False, [])


def test_the_address_is_in_no_error(slack: HttpSink) -> None:
    dead = slack.url.replace("127.0.0.1", "127.0.0.2")  # nobody listens there
    errors = [refused(SLACK, slack, status) for status in (400, 401, 404, 429, 500)]
    for url, private in ((dead, LOCAL), (slack.url, ("10.0.0.0/8",)), ("https://no.invalid/very-secret-part", LOCAL)):
        with pytest.raises(NotDelivered) as caught:
            channel(SLACK, url, private=private).send(message())
        errors.append(caught.value)
    for error in errors:
        assert error.__cause__ is None
        shown = f"{error} {error!r} {error.__dict__}"
        assert "very-secret-part" not in shown
        assert "demo: notifications.desk" in shown


def test_a_private_address_needs_to_be_allowed(slack: HttpSink) -> None:
    with pytest.raises(NotDelivered, match="private network"):
        channel(SLACK, slack.url, private=("10.0.0.0/8",)).send(message())
    assert slack.taken == []


@pytest.mark.parametrize("url", ["", "not an address", "ftp://example.org/x", "http://example.org/very-secret-part"])
def test_a_wrong_address_is_told_by_its_variable(url: str) -> None:
    with pytest.raises(BadSettings, match="DESK_SLACK") as caught:
        channel(SLACK, url, private=())
    assert "very-secret-part" not in str(caught.value)


@pytest.mark.parametrize("secret", ["", "fifteen-letters", "whsec_!!!", "whsec_c2hvcnQ="])
def test_a_weak_secret_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(BadSettings, match="DESK_HOOK_SECRET") as caught:
        channel(HOOK, "https://example.org/", secret=secret)
    assert not secret or secret not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30", 30.0), (" 0 ", 0.0), ("", None), ("soon", None), ("-5", None), ("٣", None)],
)
def test_retry_after_is_seconds(text: str, seconds: float | None) -> None:
    assert retry_after(text, WHEN) == seconds


def test_retry_after_may_be_a_date() -> None:
    assert retry_after(format_datetime(WHEN + timedelta(minutes=2), usegmt=True), WHEN) == 120.0
    assert retry_after(format_datetime(WHEN - timedelta(minutes=2), usegmt=True), WHEN) == 0.0
