"""A publisher in a process of its own, which may be killed at a stage of its choice: around every request it makes and
every transaction it commits."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from typing import Any

import httpx
from sqlalchemy import event

from reprise.clock import FileClock
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.store.records import Post
from reprise.store.store import Store
from reprise.windows.dispatch import Dispatcher
from reprise.windows.outgoing import Look, Publisher
from reprise.windows.publishing import Outcome
from reprise.windows.queue import Queue
from resources.platforms import LIVE, Edge
from tests.builders import make_site
from tests.chaos.accounts import PLAYED

TIMEOUT = 0.75
"""Seconds a client waits for an answer: shorter than the pauses that are ordered."""


@dataclass(frozen=True)
class Place:
    """Where a publisher works: everything it needs to be started anywhere.

    `careless`: it takes whatever is in doubt for absent, which a trial must notice.
    """

    account: str
    url: str
    store: str
    media: str
    media_url: str
    clock: str
    careless: bool = False

    def open_store(self) -> Store:
        return Store(self.store, FileClock(Path(self.clock)))


def site(account: str) -> Site:
    return make_site(platforms={PLAYED[account].platform: {"target": "live"}}, publishing={"missed_minutes": 10_000})


def work(place: Place, store: Store) -> tuple[Outcome, ...]:
    """What the job `publish` does, once: notice lost publishers, look for what is in doubt, send what is due."""
    clock = FileClock(Path(place.clock))
    edge = Edge(
        clock=clock,
        limits=store.limits,
        wait=lambda seconds: None,
        patience=timedelta(minutes=5),
        timeout=TIMEOUT,
        media_url=place.media_url,
    )

    def open_client(post: Post) -> Publisher:
        client = LIVE[post.platform](PLAYED[place.account].access(place.url), edge)
        if place.careless:
            client.look = lambda post, known, since: Look(verdict="continue")  # type: ignore[method-assign]
            client.settle_after = timedelta(0)
        return client

    queue = Queue(store, {"demo": site(place.account)}, clock)
    tick = queue.tick()
    return Dispatcher(store, MediaStore(Path(place.media)), clock, open_client).send(tick.due, tick.in_doubt)


def publisher(place: Place, die_at: int | None, stages: Any, barrier: Any) -> None:
    """A process's whole life. `stages` gets the number of stages it went through; at stage `die_at` it is killed."""
    count, lock = [0], Lock()

    def stage() -> None:
        with lock:
            count[0] += 1
            stages.value = count[0]
            if count[0] == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

    store = place.open_store()
    _watch(store, stage)
    if barrier is not None:
        barrier.wait(20)
    work(place, store)
    store.close()


def _watch(store: Store, stage: Callable[[], None]) -> None:
    """Call `stage` around every transaction that writes and every request."""
    event.listen(store.sessions, "before_commit", lambda session: stage())
    event.listen(store.sessions, "after_commit", lambda session: stage())
    send = httpx.Client.send

    def watched(client: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
        stage()
        response = send(client, request, **more)
        stage()
        return response

    httpx.Client.send = watched  # type: ignore[method-assign]


class Crew:
    """Starts publishers fast: a server process has everything imported already."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.chaos.worker", *(f"resources.platforms.{name}" for name in LIVE)])

    def run(self, place: Place, *, die_at: int | None = None, workers: int = 1, patience: float = 60) -> int:
        """Let publishers work side by side until they are done or dead, the first of them killed at `die_at`.

        Returns the stages that the first went through.
        """
        stages = self._context.Value("i", 0)
        others = self._context.Value("i", 0)
        barrier = self._context.Barrier(workers) if workers > 1 else None
        crew: list[BaseProcess] = []
        for number in range(workers):
            arguments = (place, die_at if number == 0 else None, stages if number == 0 else others, barrier)
            process = self._context.Process(target=publisher, args=arguments)
            process.start()
            crew.append(process)
        for process in crew:
            process.join(patience)
            if process.is_alive():
                process.kill()
                process.join()
                raise AssertionError("a publisher did not come to an end")
        return int(stages.value)
