"""Recording what a client and a server say to each other, on the server's side, so that a specification can judge both.

with playing(folder, "mastodon") as played, served(recorder := Recorder(played.http.app)) as url:
    ... a client of f"{url}/mastodon" ...
assert OpenApi(spec("mastodon-openapi.json"), prefix="/mastodon").problems(*recorder.exchanges) == []
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True)
class Part:
    """One part of a multipart form."""

    name: str
    filename: str | None
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Exchange:
    """One request with its answer. Header names are in small letters; `path` is as it was requested, decoded."""

    method: str
    path: str
    query: list[tuple[str, str]]
    request_headers: dict[str, str]
    request_body: bytes
    status: int
    response_headers: dict[str, str] = field(default_factory=dict)
    response_body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"

    @property
    def request_type(self) -> str:
        """The bare content type of the request's body; empty without one."""
        return self.request_headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def response_type(self) -> str:
        return self.response_headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """The answer's body."""
        return json.loads(self.response_body)

    def form(self) -> list[tuple[str, str]]:
        """The fields of a URL-encoded body, in order."""
        return parse_qsl(self.request_body.decode(), keep_blank_values=True)

    def parts(self) -> list[Part]:
        """The parts of a multipart body, in order."""
        head = f"Content-Type: {self.request_headers['content-type']}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + self.request_body)
        parts = []
        for part in message.iter_parts():
            name = part.get_param("name", header="content-disposition")
            data = part.get_payload(decode=True)
            assert isinstance(data, bytes)
            parts.append(Part(str(name), part.get_filename(), part.get_content_type(), data))
        return parts


class Recorder:
    """ASGI middleware that keeps every finished exchange, in the order in which they began.

    Args:
        app: what is recorded.
        limit: bytes of one body that are kept; what is longer is kept cut off.
    """

    def __init__(self, app: ASGIApp, *, limit: int = 4 << 20) -> None:
        self._app = app
        self._limit = limit
        self.exchanges: list[Exchange] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent, answered = bytearray(), bytearray()
        head: dict[str, Any] = {}

        async def listen() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                sent.extend(message.get("body", b"")[: self._limit - len(sent)])
            return message

        async def speak(message: Message) -> None:
            if message["type"] == "http.response.start":
                head.update(message)
            elif message["type"] == "http.response.body":
                answered.extend(message.get("body", b"")[: self._limit - len(answered)])
            await send(message)

        try:
            await self._app(scope, listen, speak)
        finally:
            if head:
                self.exchanges.append(_exchange(scope, bytes(sent), head, bytes(answered)))

    def clear(self) -> None:
        self.exchanges.clear()


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve an application on loopback until the block ends: its address."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def _exchange(scope: Scope, sent: bytes, head: dict[str, Any], answered: bytes) -> Exchange:
    return Exchange(
        method=scope["method"],
        path=scope["path"],
        query=parse_qsl(scope["query_string"].decode(), keep_blank_values=True),
        request_headers=_headers(scope["headers"]),
        request_body=sent,
        status=head["status"],
        response_headers=_headers(head["headers"]),
        response_body=answered,
    )


def _headers(pairs: Any) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}
