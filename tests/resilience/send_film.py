"""Publishes what is due, as the job does, and says how much memory it took: a whole process for `test_large_films`.

Usage: python -m tests.resilience.send_film STORE MEDIA CLOCK ACCOUNT URL
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import httpx

from reprise.clock import FileClock
from reprise.media import MediaStore
from reprise.store.store import Store
from reprise.windows.dispatch import Dispatcher
from reprise.windows.queue import Queue
from resources.platforms import LIVE, Edge
from tests.chaos.accounts import PLAYED
from tests.chaos.worker import site


def peak_memory(pid: int | str = "self") -> int:
    """The most that a process has held so far, in bytes. Unlike `getrusage` it knows nothing of who started it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    assert found
    return int(found[1]) * 1024


def main(store_url: str, media: str, clock_file: str, account: str, url: str) -> None:
    clock, played = FileClock(Path(clock_file)), PLAYED[account]
    edge = Edge(clock=clock, wait=lambda seconds: None)
    client = LIVE[played.platform](played.access(url), edge)
    sent = _count_bodies()
    store = Store(store_url, clock)
    before = peak_memory()
    tick = Queue(store, {"demo": site(account)}, clock).tick()
    dispatcher = Dispatcher(store, MediaStore(Path(media)), clock, lambda post: client)
    results = [outcome.result for outcome in dispatcher.send(tick.due, tick.in_doubt)]
    store.close()
    json.dump({"results": results, "sent": sum(sent), "before": before, "peak": peak_memory()}, sys.stdout)


def _count_bodies() -> list[int]:
    """The bytes of every request's body from now on."""
    sizes: list[int] = []
    send = httpx.Client.send

    def watched(self: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
        sizes.append(int(request.headers.get("content-length", "0")))
        return send(self, request, **more)

    httpx.Client.send = watched  # type: ignore[method-assign]
    return sizes


if __name__ == "__main__":
    main(*sys.argv[1:])
