"""One platform's trial: posts are published while something goes wrong at a stage drawn by chance, and then counted."""

from __future__ import annotations

import functools
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from reprise.clock import FileClock
from reprise.media import MediaStore
from reprise.store.records import Post
from reprise.store.store import Store
from reprise.windows.settling import STUCK_AFTER
from sandbox.process import SandboxProcess
from tests.chaos.accounts import PLAYED
from tests.chaos.material import Material, counted, marker
from tests.chaos.worker import TIMEOUT, Crew, Place, work

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
SPACING = timedelta(hours=3)
"""Between two posts of an account, so that no platform's daily limit is what is tried here."""
FAULTS = (
    "drop", "drop_after", "timeout", "timeout_after", "garbage_after", "slow", "server_error", "server_error_after",
    "unavailable",
)  # fmt: skip
MOST_EVENTS, PASSES = 3, 60
AGAIN = 0.3
"""How likely something goes wrong once more while a post is being mended."""


@dataclass
class Result:
    """What a trial has shown. `losses` are posts that are neither published nor held for a person, or that are called
    published and are not there; `held` those whose outcome nobody can know, with their reasons."""

    account: str
    seed: int
    posts: int = 0
    published: int = 0
    duplicates: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def wrongly_held(self) -> dict[str, str]:
        """Held although the platform offers a way to find out."""
        return self.held if PLAYED[self.account].answers_for_itself else {}

    @property
    def passed(self) -> bool:
        return not (self.duplicates or self.losses or self.wrongly_held)


class Trial:
    """A house with one account on a platform's sandbox.

    Args:
        account: its name in `PLAYED`.
        seed: decides everything that goes wrong, and where.
        store_url: another database than a file in the folder.
        careless: the publisher takes whatever is in doubt for absent.
    """

    def __init__(
        self, account: str, folder: Path, seed: int, crew: Crew, store_url: str | None = None, careless: bool = False
    ) -> None:
        self.account = account
        self.platform = PLAYED[account].platform
        self.folder = folder
        self.seed = seed
        self.crew = crew
        self.store_url = store_url or f"sqlite:///{folder / 'store.db'}"
        self._careless = careless
        self._chance = random.Random(f"{account}:{seed}")
        self._stages: dict[str, int] = {}
        self._requests: dict[str, int] = {}

    def run(self, posts: int) -> Result:
        """Publish so many posts and count what came of them."""
        began = time.monotonic()
        self.folder.mkdir(parents=True, exist_ok=True)
        clock = FileClock(self.folder / "clock")
        clock.set(START)
        media = MediaStore(self.folder / "media")
        data = self.folder / "sandbox"
        with (
            SandboxProcess(data, clock_file=clock.path, platforms=(self.platform,)) as sandbox,
            served(media.root) as media_url,
            httpx.Client(base_url=f"{sandbox.url}/_sandbox/{self.platform}", trust_env=False, timeout=60) as desk,
        ):
            place = Place(
                self.account, sandbox.url_of(self.platform), self.store_url, str(media.root), media_url,
                str(clock.path), self._careless,
            )  # fmt: skip
            store = place.open_store()
            store.migrate()
            material, result = Material(store, media, self.platform), Result(self.account, self.seed)
            for number in range(posts):
                kind = PLAYED[self.account].kinds[number % len(PLAYED[self.account].kinds)]
                clock.set(START + number * SPACING)
                post = material.schedule(number, kind, clock.now())
                self._publish(post, kind, place, store, clock, desk, result)
                result.posts += 1
            self._count(store, posts, desk, result)
            store.close()
        result.seconds = time.monotonic() - began
        return result

    def _publish(
        self,
        post: Post,
        kind: str,
        place: Place,
        store: Store,
        clock: FileClock,
        desk: httpx.Client,
        result: Result,
    ) -> None:
        """Let something go wrong, perhaps again, until the post is settled."""
        if kind not in self._stages:  # the first of its kind goes well, to see how many stages it has
            self._stages[kind] = self.crew.run(place)
            return self._mend(post, place, store, clock)
        for _ in range(MOST_EVENTS):
            self._attack(kind, place, desk, result)
            if store.posts.get(post.id).state in ("published", "held") or self._chance.random() > AGAIN:
                break
            clock.set(next_moment(store, post.id, clock.now()))
        return self._mend(post, place, store, clock)

    def _attack(self, kind: str, place: Place, desk: httpx.Client, result: Result) -> None:
        """One pass of the publisher with one event."""
        event = self._chance.choice(("kill", "fault", "fault", "twice", "twice and kill"))
        stage = self._chance.randint(1, self._stages[kind] + 2)
        if event == "fault":
            fault = self._chance.choice(FAULTS)
            seconds = {"slow": TIMEOUT / 4}.get(fault, TIMEOUT * 1.4)
            skip = self._chance.randint(0, max(0, self._stages[kind] // 4))
            order = {"route": ".*", "kind": fault, "skip": skip, "seconds": seconds}
            desk.post("/faults", json=order).raise_for_status()
            self.crew.run(place)
            desk.request("DELETE", "/faults").raise_for_status()
            result.events[fault] += 1
            return
        twice = event.startswith("twice")
        self.crew.run(place, die_at=stage if "kill" in event else None, workers=2 if twice else 1)
        result.events["double start"] += twice
        result.events["kill"] += "kill" in event

    def _mend(self, post: Post, place: Place, store: Store, clock: FileClock) -> None:
        """Let time pass and the publisher work as it does each minute, until the post is settled."""
        for _ in range(PASSES):
            if store.posts.get(post.id).state in ("published", "held", "failed"):
                return
            work(place, store)
            if store.posts.get(post.id).state not in ("published", "held", "failed"):
                clock.set(next_moment(store, post.id, clock.now()))

    def _count(self, store: Store, posts: int, desk: httpx.Client, result: Result) -> None:
        rows: list[dict[str, Any]] = desk.get("/posts").json()["posts"]
        by_article = {post.article: post for post in store.posts.find()}
        for number in range(posts):
            post = by_article[f"demo-{number}"]
            there = [counted(rows, number, part) for part in range(len(post.texts))]
            result.published += post.state == "published"
            for part, count in enumerate(there):
                if count > 1:
                    result.duplicates.append(f"{marker(number, part)} is there {count} times")
            if post.state == "held":
                result.held[marker(number, 0)] = post.problem or ""
            elif post.state != "published":
                result.losses.append(f"{marker(number, 0)} is {post.state}: {post.problem}")
            elif 0 in there:
                result.losses.append(f"{marker(number, there.index(0))} is not there")


def next_moment(store: Store, post_id: str, now: datetime) -> datetime:
    """When something about the post is due next."""
    post, attempts = store.posts.get(post_id), store.attempts.of(post_id)
    moments = [pause.until for pause in store.pauses.open() if pause.until is not None]
    if post.state == "scheduled" and post.scheduled_at is not None:
        moments.append(post.scheduled_at)
    if post.state == "publishing" and attempts:
        moments.append(attempts[-1].look_at or attempts[-1].noted_at + STUCK_AFTER)
    elif post.state == "publishing":
        moments.append(post.updated_at + STUCK_AFTER)
    later = [moment for moment in moments if moment > now]
    return min(later) if later else now + timedelta(minutes=1)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder's files, for platforms that fetch them."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
