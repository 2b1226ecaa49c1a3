"""Whatever X answers is sorted: what can be tried again, what a person must mend, and what nobody knows."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from reprise.media import MediaStore
from reprise.windows.failures import PlatformError
from resources.platforms.access import Access
from resources.platforms.edge import Edge
from resources.platforms.x import XClient
from tests.resources.platforms.progress import Handles
from tests.sandbox_material import NOON, Person, make_film, make_picture, me, new_account, outgoing, sandbox

__all__ = ["me", "new_account", "sandbox"]
CREATE = "POST /2/tweets"


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def opened(token: str, port: int) -> XClient:
    return XClient(Access(token, base_urls={"": f"http://127.0.0.1:{port}"}), Edge())


def failure(client: XClient, media: MediaStore, *texts: str, **more: Any) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        client.publish(outgoing(*texts, **more), media, Handles())
    return caught.value


@pytest.mark.parametrize(
    ("fault", "kind", "retryable"),
    [
        ("expired_token", "auth", False),
        ("permission", "permission", False),
        ("spam", "spam", False),
        ("rate_limit", "rate_limit", True),
        ("quota", "quota", False),
        ("unavailable", "server", True),
        ("server_error", "unknown_outcome", False),
        ("partial", "validation", False),
    ],
)
def test_an_answer_is_sorted(fault: str, kind: str, retryable: bool, me: Person, media: MediaStore) -> None:
    me.fault(CREATE, fault)
    error = failure(me.client(), media)
    assert (error.kind, error.retryable) == (kind, retryable)
    assert error.where == CREATE
    assert error.remedy


@pytest.mark.parametrize("fault", ["drop_after", "timeout_after", "garbage_after", "drop", "timeout"])
def test_a_lost_answer_leaves_the_outcome_unknown(fault: str, me: Person, media: MediaStore) -> None:
    me.fault(CREATE, fault, seconds=1)
    assert failure(me.client(timeout=0.5), media, "Was it posted?").kind == "unknown_outcome"
    assert len(me.posts()) == (1 if fault.endswith("_after") else 0)


def test_a_platform_that_cannot_be_reached_got_nothing(media: MediaStore) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = failure(opened("t", taken.getsockname()[1]), media)
    assert (error.kind, error.retryable) == ("network", True)


def test_a_lost_upload_can_be_tried_again(me: Person, media: MediaStore) -> None:
    me.fault("POST /2/media/upload", "drop_after")
    assert failure(me.client(), media, pictures=(make_picture(media),)).kind == "network"
    assert me.posts() == []


def test_too_many_requests_say_when_to_come_back(me: Person, media: MediaStore) -> None:
    me.fault(CREATE, "rate_limit", seconds=300)
    assert failure(me.client(), media).retry_at == NOON + timedelta(seconds=300)


@pytest.mark.slow
def test_the_accounts_own_limit_is_reached_and_passes(me: Person, media: MediaStore) -> None:
    client = me.client()
    for number in range(100):
        client.publish(outgoing(f"Post {number}"), media, Handles())
    error = failure(me.client(), media, "One too many")
    assert (error.kind, error.retry_at) == ("rate_limit", NOON + timedelta(minutes=15))
    me.clock.set(NOON + timedelta(minutes=15))
    client.publish(outgoing("One too many"), media, Handles())
    assert len(me.posts()) == 101


@pytest.mark.slow
def test_a_thread_is_not_begun_when_the_limit_would_break_it_off(me: Person, media: MediaStore) -> None:
    client = me.client()
    for number in range(97):
        client.publish(outgoing(f"Post {number}"), media, Handles())
    error = failure(client, media, *[f"{number}/5" for number in range(1, 6)])
    assert (error.kind, error.retry_at) == ("rate_limit", NOON + timedelta(minutes=15))
    assert len(me.posts()) == 97


def test_the_same_words_again_are_a_duplicate(me: Person, media: MediaStore) -> None:
    me.client().publish(outgoing("Said once"), media, Handles())
    error = failure(me.client(), media, "Said once")
    assert (error.kind, error.retryable) == ("duplicate", False)
    assert "duplicate content" in error.what


def test_a_missing_scope_is_a_permission(new_account: Callable[..., Person], media: MediaStore) -> None:
    reader = new_account(scopes=["tweet.read", "users.read"])
    error = failure(reader.client(), media)
    assert error.kind == "permission"
    assert "tweet.write" in error.what


def test_a_file_that_is_no_picture_is_a_validation_failure(me: Person, media: MediaStore) -> None:
    broken = media.put(b"not a picture", ".png", kind="picture", width=1, height=1)
    picture = make_picture(media).model_copy(update={"media": broken})
    assert failure(me.client(), media, pictures=(picture,)).kind == "validation"


def test_a_film_x_cannot_process_is_said_to_be_so(me: Person, media: MediaStore) -> None:
    error = failure(me.client(), media, video=make_film(media, codec="mpeg4"))
    assert error.kind == "media_processing"
    assert me.posts() == []


def test_a_film_that_is_too_short_or_long_is_a_validation_failure(me: Person, media: MediaStore) -> None:
    error = failure(me.client(), media, video=make_film(media, seconds=0.25))
    assert error.kind == "validation"
    assert "duration" in error.what


def test_no_token_is_seen_anywhere(me: Person, media: MediaStore, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = "very-secret-token"
    client = me.client(token=token)
    error = failure(client, media)
    assert error.kind == "auth"
    assert token not in f"{error!r} {error} {error.__dict__} {client!r} {caplog.text}"


def test_a_token_that_a_server_repeats_is_blanked(media: MediaStore) -> None:
    class Echo(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            words = self.headers["Authorization"].removeprefix("Bearer ")
            body = json.dumps({"detail": f"I do not know {words}", "title": "Bad Request"}).encode()
            self.send_response(400)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        client = opened("very-secret-token", server.server_port)
        error = failure(client, media)
    assert "I do not know ***" in error.what
    assert "very-secret-token" not in f"{error!r}{error.__dict__}"
