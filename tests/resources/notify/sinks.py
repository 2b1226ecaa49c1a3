"""Real receivers on this machine: an HTTP server that checks signatures or blocks, and a mail server."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import ssl
import threading
from asyncio import Server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.resources.notify.slack_rules import NotABlock, ensure_valid

SECRET = "whsec_" + base64.b64encode(b"a key of twenty-four byt").decode()
SLACK_PATH = "/services/T000/B000/very-secret-part"


@dataclass
class Posted:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class HttpSink:
    """Answers are taken from `answers` first, then 200; what was refused is in `refused`."""

    url: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    taken: list[Posted] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@contextmanager
def http_sink(kind: str, secret: str = SECRET) -> Iterator[HttpSink]:
    """A receiver of signed webhooks ("hook") or of Slack's messages ("slack")."""
    sink = HttpSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            posted = Posted(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            problem = _slack_problem(posted) if kind == "slack" else _hook_problem(posted, secret)
            status, headers = (sink.answers.pop(0)) if sink.answers else (200, {})
            if problem:
                sink.refused.append(problem)
                status, headers = (400 if kind == "slack" else 401), {}
            elif status == 200:
                sink.taken.append(posted)
            answer = problem.encode() if problem else b"ok"
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def do_GET(self) -> None:  # a redirect that is followed would arrive here
            sink.refused.append("GET")
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    sink.url = f"http://127.0.0.1:{server.server_port}" + (SLACK_PATH if kind == "slack" else "/hook?key=in-the-query")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()


def _slack_problem(posted: Posted) -> str | None:
    if posted.path != SLACK_PATH:
        return "no_service"
    if not posted.headers.get("content-type", "").startswith("application/json"):
        return "invalid_payload"
    try:
        ensure_valid(posted.json)
    except (NotABlock, ValueError) as error:
        return f"invalid_blocks: {error}"
    return None


def _hook_problem(posted: Posted, secret: str) -> str | None:
    """The receiver's side of the Standard Webhooks specification."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    name, stamp = posted.headers.get("webhook-id", ""), posted.headers.get("webhook-timestamp", "")
    expected = hmac.new(key, f"{name}.{stamp}.".encode() + posted.body, hashlib.sha256).digest()
    for signature in posted.headers.get("webhook-signature", "").split(" "):
        version, _, value = signature.partition(",")
        if version == "v1" and hmac.compare_digest(base64.b64encode(expected).decode(), value):
            return None
    return "bad signature"


@dataclass
class MailSink:
    """A mail server. `greylist` counts how many times recipients are put off before they are taken."""

    port: int = 0
    user: str = "desk"
    password: str = "correct-horse"
    greylist: int = 0
    refuse: tuple[str, ...] = ()
    mails: list[EmailMessage] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    over_tls: list[bool] = field(default_factory=list)

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and data == LoginPassword(self.user.encode(), self.password.encode())
        self.logins.append("good" if good else "bad")
        return AuthResult(success=good, handled=good)

    async def handle_RCPT(  # noqa: N802 - the server's own name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return "550 5.1.1 No such person here"
        if self.greylist > 0:
            self.greylist -= 1
            return "451 4.7.1 Greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.over_tls.append(session.ssl is not None)
        return "250 OK"


class _AnyPort(Controller):
    """Knows the port that the system chose before it greets itself there."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_sink(tls: ssl.SSLContext | None = None, *, auth: bool = False, **facts: Any) -> Iterator[MailSink]:
    """A mail server on a free port; with `tls` it offers STARTTLS and asks for it, with `auth` for a login too."""
    sink = MailSink(**facts)
    settings: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
    if auth:
        settings |= {"authenticator": sink.authenticate, "auth_required": True, "auth_require_tls": True}
    controller = _AnyPort(sink, hostname="127.0.0.1", port=0, **settings)
    controller.start()
    sink.port = controller.port
    try:
        yield sink
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this machine that signed itself, and a server's context with it."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(signed.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, secret)
    return cert, context
