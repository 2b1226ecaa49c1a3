"""Receives the answer of a sign-in page: one request to this machine, or the address that a person pastes."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import monotonic
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from reprise.errors import BadSettings, RepriseError, Unavailable
from reprise.windows.failures import scrub

WAIT_SECONDS = 300.0
_LONGEST_REQUEST_SECONDS = 5.0

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Reprise</title>
<style>body{{font:18px/1.5 system-ui,sans-serif;max-width:34em;margin:18vh auto;padding:0 1.5em}}</style>
<h1>{title}</h1><p>{text}</p></html>"""


class SignInRefused(RepriseError):
    """The sign-in did not end with a permission."""


class ForeignAnswer(SignInRefused):
    """An answer to some other sign-in. It must not be able to end this one."""


@dataclass(frozen=True)
class Answer:
    """What the page answered. The code is good for one use."""

    code: str = field(repr=False)


def read_answer(address: str, state: str) -> Answer:
    """The answer in an address that the page sent somebody to. Raises `SignInRefused`.

    The state is compared first: without it nothing in the address is worth believing, an error neither.
    """
    given = {name: values[-1] for name, values in parse_qs(urlsplit(address.strip()).query).items()}
    if not hmac.compare_digest(given.get("state", "").encode(), state.encode()):
        raise ForeignAnswer(
            "The answer does not belong to this sign-in (its state is another one).",
            remedy="Start again with `reprise connect`, and use the page that it opens.",
        )
    if "error" in given or "error_code" in given:
        raise _refused(given)
    code = given.get("code", "").removesuffix("#_")
    if not code:
        raise SignInRefused("The answer has no code.", remedy="Start again with `reprise connect`.")
    return Answer(code)


_DENIED = ("access_denied", "user_cancelled_login", "user_cancelled_authorize", "user_denied")


def _refused(given: dict[str, str]) -> SignInRefused:
    error = given.get("error") or given["error_code"]
    words = given.get("error_description") or given.get("error_message") or given.get("error_reason") or ""
    if error in _DENIED or given.get("error_reason") in _DENIED:
        return SignInRefused("The permission was not given.", remedy="Start again, and agree to the permissions.")
    return SignInRefused(
        scrub(f"The platform answered: {words or error} ({error})."[:500]),
        remedy="Check the app's settings at the platform: its redirect address, and the permissions it may ask for.",
    )


class Callback:
    """Listens on loopback for the one request that brings the answer.

    Args:
        port: the redirect address's port, or the one that a forwarder sends to.
        path: only this path is listened to.
    """

    def __init__(self, port: int, path: str, state: str, wait_seconds: float = WAIT_SECONDS) -> None:
        self._path = path or "/"
        self._state = state
        self._wait_seconds = wait_seconds
        self._outcome: Answer | SignInRefused | None = None
        callback = self

        class Handler(BaseHTTPRequestHandler):
            timeout = _LONGEST_REQUEST_SECONDS

            def do_GET(self) -> None:
                callback._serve(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing: the address holds the code."""

        try:
            self._server = HTTPServer(("127.0.0.1", port), Handler)
        except OSError as error:
            raise BadSettings(
                f"Port {port} of this machine cannot be listened on ({error.strerror}).",
                remedy="End what uses it (perhaps another `reprise connect`), or use --paste.",
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def wait(self) -> Answer:
        """The answer. Raises `SignInRefused`, or `Unavailable` when none comes in time."""
        ends = monotonic() + self._wait_seconds
        while self._outcome is None:
            left = ends - monotonic()
            if left <= 0:
                raise Unavailable(
                    f"No answer came from the sign-in page within {self._wait_seconds / 60:g} minutes.",
                    remedy="Start again; if the page cannot reach this machine, use --paste.",
                )
            self._server.timeout = min(left, 1.0)
            self._server.handle_request()
        if isinstance(self._outcome, SignInRefused):
            raise self._outcome
        return self._outcome

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        if urlsplit(request.path).path.rstrip("/") != self._path.rstrip("/"):
            self._say(request, 404, "Nothing is here", "This address only receives the answer of a sign-in.")
            return
        try:
            self._outcome = read_answer(request.path, self._state)
        except SignInRefused as refused:
            self._say(request, 400, "The account is not connected", f"{refused.what} {refused.remedy}")
            if not isinstance(refused, ForeignAnswer):
                self._outcome = refused
            return
        self._say(request, 200, "You can close this page", "Reprise has the permission and goes on in the terminal.")

    def _say(self, request: BaseHTTPRequestHandler, status: int, title: str, text: str) -> None:
        body = _PAGE.format(title=escape(title), text=escape(text)).encode()
        request.send_response(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
            ("Connection", "close"),
        ):
            request.send_header(name, value)
        request.end_headers()
        try:
            request.wfile.write(body)
        except OSError:
            return  # the browser has gone; the answer is here
