"""The sandbox's speech servers on this machine, for as long as a test lasts; and sites that use them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette

from reprise.sites import Site
from tests.builders import make_site


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """The address at which the application answers."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.005)  # until it listens; the test itself waits for nothing
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(5)
        listener.close()


def nobody() -> str:
    """An address of this machine at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def site_with(voice: object, servers: dict[str, Any], **films: Any) -> Site:
    return make_site(films={"voice": voice, "voice_servers": servers, **films})
