"""One platform of the sandbox in this process, spoken to with plain HTTP; and small real films and pictures."""

from __future__ import annotations

import io
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image
from starlette.testclient import TestClient

from reprise.clock import ManualClock
from sandbox.kit import Kit, Tokens
from sandbox.server import build

NOON = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)


class Played:
    """A platform with its desk, a clock that stands still, and the tokens of its accounts."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.clock = ManualClock(NOON)
        self.tokens = Tokens(folder, self.clock)
        self.kit = Kit(folder, self.clock, 7, self.tokens)
        self.http = TestClient(build(self.kit, (name,)), base_url="http://127.0.0.1:80", follow_redirects=False)

    def made(self) -> list[dict[str, Any]]:
        """What is on the accounts, newest first, as the operator sees it."""
        rows: list[dict[str, Any]] = self.http.get(f"/_sandbox/{self.name}/posts").json()["posts"]
        return rows

    def desk(self, what: str, body: dict[str, Any]) -> None:
        answer = self.http.post(f"/_sandbox/{self.name}/{what}", json=body)
        assert answer.status_code == 200, answer.text

    def close(self) -> None:
        self.http.close()
        self.tokens.close()


@contextmanager
def playing(folder: Path, name: str) -> Iterator[Played]:
    """Play one platform over a folder, until the block ends; the same folder again continues it."""
    played = Played(folder, name)
    with played.http:
        yield played
    played.close()


@cache
def film(
    *,
    width: int = 360,
    height: int = 640,
    fps: int = 24,
    seconds: float = 1.0,
    codec: str = "libx264",
    container: str = "mp4",
) -> bytes:
    """A real film."""
    data = io.BytesIO()
    with av.open(data, "w", format=container) as out:
        stream: Any = out.add_stream(codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(round(seconds * fps)):
            frame = av.VideoFrame.from_ndarray(np.full((height, width, 3), number % 250, np.uint8), format="rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return data.getvalue()


def padded(data: bytes, size: int) -> bytes:
    """An MP4 made `size` bytes long by a box that players skip."""
    gap = size - len(data)
    assert gap >= 8
    return data + struct.pack(">I4s", gap, b"free") + bytes(gap - 8)


@cache
def picture(kind: str = "JPEG", width: int = 1080, height: int = 1350) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(data, kind)
    return data.getvalue()


@contextmanager
def serving(files: dict[str, tuple[bytes, str]]) -> Iterator[str]:
    """A media server on loopback: its address, below which each path gives its bytes and content type.

    A path that starts with /moved/ redirects to what follows it.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/moved/"):
                self.send_response(302)
                self.send_header("Location", self.path.removeprefix("/moved"))
                self.end_headers()
                return
            data, kind = files.get(self.path, (b"", ""))
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            del args

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
