from __future__ import annotations

import gzip
import socket
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from reprise.errors import BadInput, BadSettings, Unavailable
from resources.http import Fetcher, shown
from tests.resources.web import LOCAL, Answer, Asked, Web, serve


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as running:
        yield running


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(allow_private=[LOCAL], timeout=2, max_bytes=100_000)


def test_a_page_is_read_with_its_type_and_charset(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = Answer("été".encode("latin-1"), type="text/html; charset=ISO-8859-1")
    answer = fetcher.get(f"{web.url}/a")
    assert (answer.content_type, answer.charset, answer.content) == ("text/html", "iso-8859-1", "été".encode("latin-1"))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "[::1]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "2130706433",
        "0x7f.1",
    ],
)
def test_private_addresses_are_not_connected_to(address: str) -> None:
    with pytest.raises(BadInput, match="private network"):
        Fetcher(timeout=1).get(f"http://{address}/")


def test_a_redirect_into_a_private_network_is_refused(web: Web) -> None:
    web.pages["/a"] = Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})
    with pytest.raises(BadInput, match="private network") as error:
        Fetcher(allow_private=[LOCAL]).get(f"{web.url}/a")
    assert "169.254.169.254" in str(error.value)


def test_the_connection_goes_to_the_very_address_that_was_checked(
    web: Web, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that resolves to another address the second time (DNS rebinding) gains nothing."""
    web.pages["/"] = Answer(b"here")
    port = int(web.url.rpartition(":")[2])
    real, asked = socket.getaddrinfo, []

    def resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "rebinding.test":
            return real(host, *args, **kwargs)
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert fetcher.get(f"http://rebinding.test:{port}/").content == b"here"
    assert asked == ["rebinding.test"]
    assert web.asked[0].headers["Host"] == f"rebinding.test:{port}"


def test_redirects_are_followed_and_the_last_address_is_told(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = Answer(status=301, headers={"Location": "b?x=1"})
    web.pages["/b"] = Answer(b"end")
    answer = fetcher.get(f"{web.url}/a")
    assert (answer.url, answer.content) == (f"{web.url}/b?x=1", b"end")


def test_a_circle_of_redirects_ends(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = Answer(status=302, headers={"Location": "/a"})
    with pytest.raises(BadInput, match="redirects more than 5 times"):
        fetcher.get(f"{web.url}/a")
    assert len(web.asked) == 6


def test_credentials_are_not_carried_to_another_origin(web: Web, fetcher: Fetcher) -> None:
    with serve() as other:
        web.pages["/a"] = Answer(status=302, headers={"Location": f"{other.url}/b"})
        other.pages["/b"] = Answer(b"ok")
        fetcher.get(f"{web.url}/a", auth=("me", "secret"), headers={"X-Key": "secret"})
        assert web.asked[0].headers["Authorization"].startswith("Basic ")
        assert not {"authorization", "x-key"} & {name.lower() for name in other.asked[0].headers}


def test_a_redirect_to_a_file_is_refused(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = Answer(status=302, headers={"Location": "file:///etc/passwd"})
    with pytest.raises(BadInput, match="not an http or https address"):
        fetcher.get(f"{web.url}/a")


def test_answers_are_bounded(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = Answer(b"x" * 100_001)
    with pytest.raises(BadInput, match=r"larger than 0\.1 MB"):
        fetcher.get(f"{web.url}/a")
    assert len(fetcher.get(f"{web.url}/a", max_bytes=100_001).content) == 100_001


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_packed_answers_are_unpacked(web: Web, fetcher: Fetcher, coding: str) -> None:
    body = gzip.compress(b"hello") if coding == "gzip" else zlib.compress(b"hello")
    web.pages["/a"] = Answer(body, headers={"Content-Encoding": coding})
    assert fetcher.get(f"{web.url}/a").content == b"hello"


def test_a_bomb_is_noticed_before_it_is_unpacked(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = Answer(gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"})
    with pytest.raises(BadInput, match="larger than"):
        fetcher.get(f"{web.url}/a")


def test_a_damaged_packed_answer_may_be_tried_again(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = Answer(b"no gzip", headers={"Content-Encoding": "gzip"})
    with pytest.raises(Unavailable, match="damaged"):
        fetcher.get(f"{web.url}/a")


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (404, BadInput, "nothing at this address"),
        (410, BadInput, "nothing at this address"),
        (401, BadInput, "not allowed"),
        (403, BadInput, "not allowed"),
        (418, BadInput, "answered 418"),
        (429, Unavailable, "wait 7 seconds"),
        (503, Unavailable, "answered 503"),
    ],
)
def test_refusals_say_what_to_do(web: Web, fetcher: Fetcher, status: int, kind: type[Exception], words: str) -> None:
    web.pages["/a"] = Answer(status=status, headers={"Retry-After": "7"})
    with pytest.raises(kind, match=words):
        fetcher.get(f"{web.url}/a")


def test_a_status_that_is_expected_is_an_answer(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = Answer(b"{}", status=400)
    assert fetcher.get(f"{web.url}/a", accept_status=(400,)).status == 400


def test_another_type_than_wanted_is_refused(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = Answer(b"%PDF", type="application/pdf")
    with pytest.raises(BadInput, match="application/pdf"):
        fetcher.get(f"{web.url}/a", types=("text/html",))


def test_a_slow_server_is_left(web: Web) -> None:
    import threading

    release = threading.Event()

    def slow(asked: Asked) -> Answer:
        release.wait(5)
        return Answer()

    web.pages["/a"] = slow
    try:
        with pytest.raises(Unavailable, match="did not answer within"):
            Fetcher(allow_private=[LOCAL], timeout=0.2).get(f"{web.url}/a")
    finally:
        release.set()


def test_an_answer_that_never_ends_meets_its_deadline(web: Web) -> None:
    web.pages["/a"] = Answer(b"x" * 1000)
    with pytest.raises(Unavailable, match="takes too long"):
        Fetcher(allow_private=[LOCAL], deadline=0).get(f"{web.url}/a")


def test_a_closed_port_may_be_tried_again() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unavailable, match="No connection"):
        Fetcher(allow_private=[LOCAL], timeout=1).get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "url", ["", "ftp://example.org/", "javascript:alert(1)", "http://", "//example.org", "http://[::1"]
)
def test_what_is_no_web_address_is_refused(url: str, fetcher: Fetcher) -> None:
    with pytest.raises(BadInput):
        fetcher.get(url)


def test_errors_show_no_secrets(web: Web, fetcher: Fetcher) -> None:
    address = web.url.replace("http://", "http://user:hunter2@")
    with pytest.raises(BadInput) as error:
        fetcher.get(f"{address}/private?token=hunter2", auth=("me", "hunter2"))
    assert "hunter2" not in str(error.value)
    assert "hunter2" not in repr(error.value)
    assert shown("https://a:b@example.org:8443/x?key=1#f") == "https://example.org:8443/x"


def test_a_setting_that_is_no_network_is_named() -> None:
    with pytest.raises(BadSettings, match="'home' is not a network"):
        Fetcher(allow_private=["home"])
