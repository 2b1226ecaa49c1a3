"""Mail through a real server: TLS, login, greylisting, refused recipients, letters of every script."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from ssl import SSLContext
from typing import Any

import pytest

from reprise.clock import ManualClock
from reprise.errors import BadSettings
from reprise.notices.delivering import Channel, NotDelivered
from resources.http import Fetcher
from resources.notify import open_channel
from tests.reprise.notices.builders import WHEN, message, notice, site
from tests.resources.notify.sinks import MailSink, certificate, mail_sink

LOGIN = {"user_env": "DESK_USER", "password_env": "DESK_PASSWORD"}
TITLE = "Beitrag „Grüße“ 日本語 ✅ ist fehlgeschlagen"


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SSLContext]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(tls: tuple[Path, SSLContext], monkeypatch: pytest.MonkeyPatch) -> SSLContext:
    """The server's context; this process trusts its certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[0]))
    return tls[1]


@pytest.fixture
def plain() -> Iterator[MailSink]:
    with mail_sink() as sink:
        yield sink


def channel(sink: MailSink, password: str = "correct-horse", **changes: Any) -> Channel:
    facts = {"type": "mail", "host": "127.0.0.1", "port": sink.port, "security": "none"}
    settings = {**facts, "sender": "reprise@example.org", "to": ["desk@example.org"], **changes}
    variables = {"DESK_USER": "desk", "DESK_PASSWORD": password}
    return open_channel(site(desk=settings), "desk", Fetcher(), ManualClock(WHEN), variables)


def test_a_mail_has_text_and_html_and_a_subject_in_any_script(plain: MailSink) -> None:
    channel(plain).send(message(notice(title=TITLE)))
    (mail,) = plain.mails
    assert mail["Subject"] == f"[The demo] {TITLE}"
    assert (mail["From"], mail["To"]) == ("reprise@example.org", "desk@example.org")
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None and TITLE in text.get_content()
    assert html is not None and TITLE in html.get_content()


def test_the_subject_travels_encoded(plain: MailSink) -> None:
    channel(plain).send(message(notice(title=TITLE)))
    raw = plain.mails[0].as_bytes().partition(b"\n\n")[0]
    assert b"=?utf-8?" in raw.lower()
    assert raw.isascii()


def test_the_same_message_has_the_same_id_and_asks_for_no_answer(plain: MailSink) -> None:
    for _ in range(2):
        channel(plain).send(message())
    assert [mail["Message-ID"] for mail in plain.mails] == ["<n1@example.org>"] * 2
    assert plain.mails[0]["Auto-Submitted"] == "auto-generated"


def test_a_title_cannot_add_headers(plain: MailSink) -> None:
    channel(plain).send(message(notice(title="Hi\r\nBcc: all@example.org")))
    assert plain.mails[0]["Bcc"] is None


def test_starttls_and_login(trusted: SSLContext) -> None:
    with mail_sink(trusted, auth=True) as sink:
        channel(sink, security="starttls", **LOGIN).send(message())
        assert (len(sink.mails), sink.logins, sink.over_tls) == (1, ["good"], [True])


def test_a_refused_login_is_tried_again_slowly_and_shows_no_password(trusted: SSLContext) -> None:
    with mail_sink(trusted, auth=True) as sink:
        with pytest.raises(NotDelivered, match=r"refuses the login \(535.*user and password") as caught:
            channel(sink, "battery-staple", security="starttls", **LOGIN).send(message())
        assert set(sink.logins) == {"bad"}
        assert sink.mails == []
    assert (caught.value.retry, caught.value.after) == (True, 3600)
    assert "battery-staple" not in f"{caught.value!r}{caught.value.__dict__}"


def test_an_untrusted_certificate_is_not_talked_to(tls: tuple[Path, SSLContext]) -> None:
    with mail_sink(tls[1], auth=True) as sink:
        with pytest.raises(NotDelivered, match="SSL_CERT_FILE"):
            channel(sink, security="starttls", **LOGIN).send(message())
        assert sink.logins == []


def test_a_server_without_starttls_gets_no_password(plain: MailSink) -> None:
    with pytest.raises(NotDelivered, match="cannot do this"):
        channel(plain, security="starttls", **LOGIN).send(message())
    assert plain.mails == []


def test_greylisting_is_waited_out() -> None:
    with mail_sink(greylist=1) as sink:
        with pytest.raises(NotDelivered, match="451") as caught:
            channel(sink).send(message())
        assert caught.value.retry
        channel(sink).send(message())
        assert len(sink.mails) == 1


def test_an_unknown_recipient_is_not_tried_again() -> None:
    with mail_sink(refuse=("desk@example.org",)) as sink, pytest.raises(NotDelivered, match=r"550.*`to`") as caught:
        channel(sink).send(message())
    assert not caught.value.retry


def test_one_unknown_recipient_of_two_is_told_but_the_other_gets_it_once() -> None:
    with mail_sink(refuse=("gone@example.org",)) as sink:
        note = channel(sink, to=["gone@example.org", "desk@example.org"]).send(message())
        assert note is not None and "gone@example.org: 550" in note
        assert len(sink.mails) == 1


def test_a_server_that_is_away_is_tried_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: the port refuses
        with pytest.raises(NotDelivered, match="cannot be reached") as caught:
            channel(MailSink(port=taken.getsockname()[1])).send(message())
    assert caught.value.retry


def test_a_password_that_is_not_set_is_told_by_its_variable() -> None:
    with pytest.raises(BadSettings, match="DESK_PASSWORD is not set"):
        channel(MailSink(port=25), password="", security="tls", **LOGIN)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"user_env": "DESK_USER"}, "belong together"),
        ({"security": "none", **LOGIN}, "a password needs security"),
        ({"to": []}, "at least 1"),
        ({"to": ["Desk <desk@example.org>"]}, "not a mail address"),
        ({"sender": "desk@example.org\nBcc: all@example.org"}, "not a mail address"),
        ({"host": "mail.example.org/x"}, "host"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        channel(MailSink(port=25), **changes)
