"""Daemons and workers in processes of their own that publish from one store, as on several machines, in one simulated
time. Some are killed on the way."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any, Literal

from reprise.clock import FileClock
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.store.records import Post
from reprise.store.store import Store
from reprise.windows.dispatch import Dispatcher
from reprise.windows.outgoing import Publisher
from reprise.windows.queue import Queue
from resources.platforms import LIVE, Access, Edge
from tests.resilience.house import lives

Role = Literal["daemon", "worker"]
PATIENCE = 120.0
"""Seconds that a simulated minute may last."""


@dataclass(frozen=True)
class Place:
    """Where everybody works. `accesses` opens each account by platform and name."""

    store: str
    site: Site
    media: Path
    clock: Path
    accesses: Mapping[tuple[str, str], Access]

    def open_store(self) -> Store:
        return Store(self.store, FileClock(self.clock))


@dataclass
class Member:
    """A process and the last minute that it has dealt with, in seconds since the epoch."""

    role: Role
    process: BaseProcess
    done: Any


@dataclass
class Crowd:
    """Two daemons and four workers, or as many as are wanted; leaving the block ends all of them."""

    place: Place
    daemons: int = 2
    workers: int = 4
    seed: int = 7
    kills: int = 0
    members: list[Member] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = FileClock(self.place.clock)
        self._chance = Random(self.seed)
        self._context = multiprocessing.get_context("forkserver")
        played = {platform for platform, _ in self.place.accesses}
        self._context.set_forkserver_preload([__name__, *(f"resources.platforms.{name}" for name in sorted(played))])

    def __enter__(self) -> Crowd:
        for role, number in (("daemon", self.daemons), ("worker", self.workers)):
            self.members += [self._start(role) for _ in range(number)]  # type: ignore[arg-type]
        return self

    def __exit__(self, *error: object) -> None:
        for member in self.members:
            member.process.kill()
            member.process.join()

    def live_through(self, minute: datetime, store: Store, kill: bool = False) -> None:
        """Let the time be `minute` until everybody has dealt with it; with `kill` a worker is killed on the way, in the
        middle of a publication if there is one, and another takes its place."""
        self.clock.set(minute)
        give_up = time.monotonic() + PATIENCE
        while any(member.done.value < minute.timestamp() for member in self.members):
            assert time.monotonic() < give_up, "somebody has not dealt with this minute"
            if kill and self._kill_one(store):
                kill = False
            time.sleep(0.005)
            for member in self.members:
                assert member.process.is_alive(), f"a {member.role} has ended by itself"

    def _kill_one(self, store: Store) -> bool:
        """Kill a worker in the middle of an attempt; False when none is to be found."""
        workers = {str(member.process.pid): member for member in self.members if member.role == "worker"}
        at_work = [workers[run] for each in store.attempts.open() if (run := each.run or "") in workers]
        if not at_work:
            return False
        victim = self._chance.choice(at_work)
        time.sleep(self._chance.random() * 0.02)
        victim.process.kill()
        victim.process.join()
        self.kills += 1
        self.members[self.members.index(victim)] = self._start("worker")
        return True

    def _start(self, role: Role) -> Member:
        done = self._context.Value("d", 0.0)
        process = self._context.Process(target=_LIVES[role], args=(self.place, done), daemon=True)
        process.start()
        return Member(role, process, done)


def daemon(place: Place, done: Any) -> None:
    """What the daemon does each minute: look for lost publishers, plan, and see what is due."""
    store = place.open_store()
    store.migrate()
    queue = Queue(store, {place.site.id: place.site}, FileClock(place.clock))
    for minute in _minutes(place, done):
        queue.tick(lambda run: lives(int(run)))
        done.value = minute.timestamp()


def worker(place: Place, done: Any) -> None:
    """What the job `publish` does each minute."""
    store, clock = place.open_store(), FileClock(place.clock)
    store.migrate()
    edge = Edge(clock=clock, limits=store.limits, wait=lambda seconds: None, timeout=20)

    def open_client(post: Post) -> Publisher:
        return LIVE[post.platform](place.accesses[post.platform, post.account], edge)

    queue = Queue(store, {place.site.id: place.site}, clock)
    dispatcher = Dispatcher(store, MediaStore(place.media), clock, open_client)
    for minute in _minutes(place, done):
        dispatcher.send(queue.due(), queue.in_doubt(), run_id=str(os.getpid()))
        done.value = minute.timestamp()


def next_event(store: Store, now: datetime) -> datetime | None:
    """When something is due next, at least a minute from now; None when everything is settled."""
    posts = store.posts.find(states=("approved", "scheduled", "publishing"))
    if not posts:
        return None
    times = [post.scheduled_at for post in posts if post.state == "scheduled" and post.scheduled_at]
    if any(post.state != "scheduled" for post in posts) or min(times) <= now:
        return now + timedelta(minutes=1)
    return max(min(times), now + timedelta(minutes=1))


def _minutes(place: Place, done: Any) -> Any:
    """Each new time of the clock, until the process is killed."""
    clock = FileClock(place.clock)
    while True:
        now = clock.now()
        if now.timestamp() > done.value:
            yield now
        else:
            time.sleep(0.005)


_LIVES = {"daemon": daemon, "worker": worker}
