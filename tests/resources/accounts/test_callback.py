"""The one request that brings a sign-in's answer: believed only with its state, met with a page for people."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.errors import BadSettings, Unavailable
from resources.accounts.callback import Answer, Callback, ForeignAnswer, SignInRefused, read_answer

STATE = "s" * 32


def arriving(callback: Callback, *paths: str) -> Callable[[], list[httpx.Response]]:
    """Requests one after the other, as a browser makes them while the callback waits."""
    answers: list[httpx.Response] = []

    def go() -> None:
        for path in paths:
            answers.append(httpx.get(f"http://127.0.0.1:{callback.port}{path}"))

    thread = threading.Thread(target=go)
    thread.start()

    def finished() -> list[httpx.Response]:
        thread.join(20)
        return answers

    return finished


def test_the_answer_is_received_and_the_person_told() -> None:
    with Callback(0, "/callback", STATE) as callback:
        finished = arriving(callback, f"/callback?code=the-code&state={STATE}")
        assert callback.wait().code == "the-code"
    (page,) = finished()
    assert page.status_code == 200
    assert "You can close this page" in page.text
    assert "the-code" not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_whatever_else_arrives_ends_nothing() -> None:
    wrong = "/favicon.ico", "/callback?code=a&state=forged", "/callback?error=access_denied", "/callback"
    with Callback(0, "/callback", STATE) as callback:
        finished = arriving(callback, *wrong, f"/callback/?code=mine&state={STATE}")
        assert callback.wait().code == "mine"
    assert [page.status_code for page in finished()] == [404, 400, 400, 400, 200]


def test_a_refusal_is_told_on_the_page_and_in_the_terminal() -> None:
    with Callback(0, "/callback", STATE) as callback:
        finished = arriving(callback, f"/callback?error=access_denied&state={STATE}")
        with pytest.raises(SignInRefused, match="The permission was not given"):
            callback.wait()
    (page,) = finished()
    assert "The permission was not given" in page.text


def test_words_from_outside_are_no_html_on_the_page() -> None:
    with Callback(0, "/callback", STATE) as callback:
        finished = arriving(callback, f"/callback?error=bad&error_description=<script>x</script>&state={STATE}")
        with pytest.raises(SignInRefused):
            callback.wait()
    (page,) = finished()
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


def test_it_waits_no_longer_than_it_is_told_and_names_the_way_out() -> None:
    with Callback(0, "/callback", STATE, wait_seconds=0.05) as callback, pytest.raises(Unavailable, match="--paste"):
        callback.wait()


def test_a_connection_that_sends_nothing_does_not_hold_the_others_up() -> None:
    with (
        Callback(0, "/callback", STATE) as callback,
        socket.create_connection(("127.0.0.1", callback.port)) as silent,
    ):
        silent.shutdown(socket.SHUT_WR)
        finished = arriving(callback, f"/callback?code=mine&state={STATE}")
        assert callback.wait().code == "mine"
    assert finished()[0].status_code == 200


def test_a_port_that_is_taken_is_a_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadSettings, match=f"Port {port}.*--paste"):
            Callback(port, "/callback", STATE)


def test_it_listens_on_this_machine_only() -> None:
    with Callback(0, "/callback", STATE) as callback:
        assert callback._server.server_address[0] == "127.0.0.1"


def test_instagrams_and_facebooks_ornaments_are_no_part_of_the_code() -> None:
    assert read_answer(f"https://a.example/cb?code=AQ&state={STATE}#_", STATE).code == "AQ"
    assert read_answer(f"https://a.example/cb?code=AQ%23_&state={STATE}", STATE).code == "AQ"
    assert read_answer(f"https://a.example/cb?code=AQ&state={STATE}#_=_", STATE).code == "AQ"


def test_a_code_that_is_escaped_is_read_as_it_was_meant() -> None:
    assert read_answer(f"https://a.example/cb?code=a%2A%21b%2Bc&state={STATE}", STATE).code == "a*!b+c"


def test_an_answer_shows_no_code() -> None:
    assert "the-code" not in repr(Answer("the-code"))


def test_secrets_in_a_platforms_words_are_blanked() -> None:
    with pytest.raises(SignInRefused) as failed:
        read_answer(f"https://a.example/cb?state={STATE}&error=bad&error_description=access_token%3DABCDEFG", STATE)
    assert "ABCDEFG" not in str(failed.value)


@given(st.text(max_size=60).filter(lambda text: text != STATE))
def test_only_the_very_state_is_believed(state: str) -> None:
    address = str(httpx.URL("https://a.example/cb", params={"code": "c", "state": state}))
    with pytest.raises(ForeignAnswer):
        read_answer(address, STATE)


@given(st.text(max_size=200))
def test_whatever_is_pasted_is_an_answer_or_a_clear_refusal(text: str) -> None:
    with pytest.raises(SignInRefused):
        read_answer(text, STATE)
