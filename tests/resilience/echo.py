"""A proxy before the sandbox that knows tokens of its own and, when told to, answers with all that it was sent: header,
address and body, in every field that a platform's error may have. Services in front of real platforms do that."""

from __future__ import annotations

import base64
import json
import re
import secrets
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import quote

import httpx

Trouble = int | Literal["drop", "drop_after"]
Renewing = Literal["renew", "refuse", "fail"]

_UPLOAD = re.compile(rb"https?://[^\"\s\\]*upload[^\"\s\\]*")
_LONG = re.compile(r"[A-Za-z0-9_-]{20,}")
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "date", "server", "content-encoding"}
_RENEWS = re.compile(rb"grant_type=(refresh_token|fb_exchange_token|ig_refresh_token)|ig_refresh|refreshSession")


class Echo:
    """`with Echo(sandbox_url) as echo:` stands at `echo.url` until the block ends.

    `means` says which of the sandbox's tokens a token of ours stands for; `issued` are the ones given out here.
    """

    def __init__(self, sandbox: str) -> None:
        self.sandbox = sandbox
        self.means: dict[str, str] = {}
        self.issued: list[str] = []
        self.upload_keys: set[str] = set()
        self.echoed: Counter[str] = Counter()
        self.received: list[bytes] = []
        self.renewing: Renewing = "renew"
        self._troubles: dict[str, tuple[int, Trouble]] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Echo:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._http = httpx.Client(trust_env=False, timeout=60, follow_redirects=False)
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._http.close()

    def trouble(self, platform: str, kind: Trouble | None, after: int = 0) -> None:
        """From now on, after so many requests of a platform that go well, all others go wrong; None: all go well."""
        with self._lock:
            self._troubles.pop(platform, None)
            if kind is not None:
                self._troubles[platform] = (after, kind)

    def take(self, platform: str) -> Trouble | None:
        with self._lock:
            left, kind = self._troubles.get(platform, (1, 500))
            if platform not in self._troubles:
                return None
            if left > 0:
                self._troubles[platform] = (left - 1, kind)
                return None
            return kind

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> httpx.Response:
        """The sandbox's answer, its own address in it replaced by ours."""
        own = {name: self._translated(value) for name, value in headers.items()}
        return self._http.request(
            method, f"{self.sandbox}{self._translated(path)}", headers=own, content=self._translated_bytes(body)
        )

    def answer(self, found: httpx.Response) -> tuple[int, dict[str, str], bytes]:
        self._learn(found)
        ours, theirs = self.url, self.sandbox
        headers = {
            name: value.replace(theirs, ours) for name, value in found.headers.items() if name.lower() not in _HOP
        }
        return found.status_code, headers, found.content.replace(theirs.encode(), ours.encode())

    def renewal(self, platform: str, old: bytes) -> bytes:
        """New tokens of ours, which stand for what the old ones stood for."""
        known = next((self.means[token] for token in self.means if token.encode() in old), "")
        known = known or next(value for token, value in self.means.items() if f"-{platform}-" in token)
        access, refresh = distinctive(f"access-{platform}-"), distinctive(f"refresh-{platform}-")
        self.means[access] = known
        self.means[refresh] = known
        self.issued += [access, refresh]
        given = {
            "access_token": access, "refresh_token": refresh, "token_type": "bearer", "expires_in": 90_000,
            "accessJwt": access, "refreshJwt": refresh, "did": "did:plc:sandboxreprisetest222222",
            "handle": "reprise.test", "active": True,
        }  # fmt: skip
        return json.dumps(given).encode()

    def _translated(self, text: str) -> str:
        for ours, theirs in self.means.items():
            text = text.replace(ours, theirs).replace(quote(ours, safe=""), quote(theirs, safe=""))
        return text

    def _translated_bytes(self, body: bytes) -> bytes:
        for ours, theirs in self.means.items():
            body = body.replace(ours.encode(), theirs.encode())
            body = body.replace(quote(ours, safe="").encode(), quote(theirs, safe="").encode())
        return body

    def _learn(self, found: httpx.Response) -> None:
        """Remember what opens uploads by itself: long random parts of the addresses that an answer gives, unless they
        are the upload's name, which stands elsewhere in it too."""
        addresses = [found.headers.get("location", "").encode(), *_UPLOAD.findall(found.content)]
        elsewhere = _UPLOAD.sub(b"", found.content)
        for address in addresses:
            tail = address.decode().replace(self.sandbox, "")
            parts = {part for part in _LONG.findall(tail) if any(mark.isdigit() for mark in part)}
            self.upload_keys |= {part for part in parts if part.encode() not in elsewhere}


def distinctive(name: str = "") -> str:
    """A secret like no other, with signs that addresses and JSON write in another way."""
    return f"Zq{secrets.token_hex(8)}-{name}/+=&{secrets.token_hex(8)}Qz"


def echo_of(method: str, path: str, headers: dict[str, str], body: bytes, padding: int) -> bytes:
    """An error that tells everything it was asked with, also encoded, in all the fields that platforms use. `padding`
    moves it, so that whatever shortens messages cuts through it."""
    sent = " ".join(f"{name}: {value}" for name, value in headers.items())
    told = f"{method} {path} {sent} {body[:4000].decode('latin-1')}"
    coded = f"{quote(told, safe='')} {base64.b64encode(told.encode()).decode()} {quote(path)}"
    credentials = " ".join([headers.get("authorization", path)] * 12)
    words = f"{'.' * padding} {credentials} {told} {coded}"
    fields: dict[str, Any] = dict.fromkeys(
        ("message", "detail", "title", "description", "error_description", "error_message", "error_user_msg", "reason"),
        words,
    )
    fields |= {"errors": [{"message": words, "detail": words, "title": words}], "error_code": 400, "ok": False}
    fields["error"] = {"code": 400, "message": words, "status": words, "error_user_msg": words, "log_id": words}
    fields["data"] = {"error_code": 1, "description": words}
    return json.dumps(fields).encode()


def _handler(echo: Echo) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

        def _serve(self) -> None:
            body, headers = self._body(), {name.lower(): value for name, value in self.headers.items()}
            told = f"{self.path} {headers}".encode() + body[:100_000]
            echo.received.append(told)
            platform = self.path.split("/")[1]
            if platform == "hooks":
                self._told(500, headers, body)
            elif _RENEWS.search(self.path.encode() + b" " + body):
                if echo.renewing == "renew":
                    self._send(200, {}, echo.renewal(platform, told))
                else:
                    self._told(401 if echo.renewing == "refuse" else 500, headers, body)
            else:
                self._pass_on(echo.take(platform), headers, body)

        def _pass_on(self, kind: Trouble | None, headers: dict[str, str], body: bytes) -> None:
            if isinstance(kind, int):
                return self._told(kind, headers, body)
            if kind == "drop":
                return self._drop()
            kept = {name: value for name, value in headers.items() if name not in _HOP}
            found = echo.forward(self.command, self.path, kept, body)
            if kind == "drop_after":
                return self._drop()
            return self._send(*echo.answer(found))

        def _told(self, status: int, headers: dict[str, str], body: bytes) -> None:
            platform = self.path.split("/")[1]
            echo.echoed[platform] += 1
            padding = (0, 380, 440, 470)[echo.echoed[platform] % 4]
            more = {"WWW-Authenticate": f'Bearer error_description="{headers.get("authorization", "")}"'}
            self._send(status, more, echo_of(self.command, self.path, headers, body, padding))

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **_titled(headers)}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def _drop(self) -> None:
            self.close_connection = True
            self.connection.close()

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
                return b"".join(self._chunks())
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def _chunks(self) -> Iterator[bytes]:
            while size := int(self.rfile.readline().split(b";")[0], 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()

        def __getattr__(self, name: str) -> Any:
            if name.startswith("do_"):
                return self._serve
            raise AttributeError(name)

    return Handler


def _titled(headers: dict[str, str]) -> dict[str, str]:
    return {name.title(): value for name, value in headers.items()}
