"""A film of a gigabyte is published by a process that stays small, is killed in the middle, and is gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from reprise.clock import FileClock
from reprise.media import MediaStore
from reprise.posting_settings import AccountSettings
from reprise.social.post import PostDraft, post_id
from reprise.store.store import Store
from reprise.windows.settling import STUCK_AFTER
from sandbox.process import SandboxProcess
from tests.chaos.accounts import PLAYED
from tests.resilience.send_film import peak_memory
from tests.sandbox_material import make_film

GIGABYTE = 1 << 30
MEMORY = 150_000_000
GROWTH = 60_000_000
"""What a gigabyte may add to a process that has imported everything."""
AGAIN = {"youtube": 9 << 20, "x": 10 << 20}
"""Bytes that may be sent twice: the piece that was broken off, and those that were not noted yet. (What was still on
its way when the process was killed may have arrived after it was counted.)"""
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PROJECT = Path(__file__).resolve().parents[2]


@dataclass
class House:
    """A store with one post that is due, its film, and a platform's sandbox."""

    account: str
    folder: Path
    sandbox: SandboxProcess
    clock: FileClock
    store: Store
    post: str
    size: int

    def publisher(self) -> subprocess.Popen[str]:
        """A process that publishes what is due."""
        command = [sys.executable, "-m", "tests.resilience.send_film", self.store_url, str(self.folder / "media")]
        command += [str(self.clock.path), self.account, self.sandbox.url_of(PLAYED[self.account].platform)]
        return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)

    @property
    def store_url(self) -> str:
        return f"sqlite:///{self.folder / 'store.db'}"

    def arrived(self) -> int:
        """Bytes that the sandbox has on disk."""
        files = (path for path in self.sandbox.data.rglob("*") if "media" in path.parts)
        return sum(_size(path) for path in files)

    def public(self) -> list[dict[str, Any]]:
        platform = PLAYED[self.account].platform
        answer = httpx.get(f"{self.sandbox.url}/_sandbox/{platform}/posts", trust_env=False, timeout=60)
        rows: list[dict[str, Any]] = answer.json()["posts"]
        return rows


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # put together with others just now
        return 0


@pytest.fixture(params=["youtube", "x"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    account = request.param
    platform = PLAYED[account].platform
    clock = FileClock(tmp_path / "clock")
    clock.set(NOON)
    film = make_film(MediaStore(tmp_path / "media"), seconds=2, size=(360, 640), padding=GIGABYTE)
    store = Store(f"sqlite:///{tmp_path / 'store.db'}", clock)
    store.migrate()
    id_ = post_id("demo-film", platform, "video")
    draft = PostDraft(
        id=id_, site="demo", article="demo-film", platform=platform, type="video", language="en",
        texts=(f"A large film https://example.org/?utm_content={id_}",), title="A large film",
    )  # fmt: skip
    store.posts.upsert([draft], lambda name: (AccountSettings(name, "main"),), "run:test")
    store.posts.attach_video(id_, film)
    store.posts.approve(id_, "kim")
    store.posts.schedule(id_, NOON, "UTC", "a test", "kim")
    with SandboxProcess(tmp_path / "sandbox", platforms=(platform,), clock_file=clock.path) as sandbox:
        yield House(account, tmp_path, sandbox, clock, store, id_, film.media.bytes)
    store.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux's /proc")
def test_a_gigabyte_takes_little_memory_survives_a_kill_and_is_not_sent_twice(
    house: House, record_property: Callable[[str, object], None]
) -> None:
    first = house.publisher()
    while house.arrived() < house.size // 2:
        assert first.poll() is None, "it ended before it could be killed"
        time.sleep(0.01)
    killed_at = peak_memory(first.pid)
    os.kill(first.pid, signal.SIGKILL)
    assert first.wait(10) == -signal.SIGKILL
    assert house.public() == []
    arrived = house.arrived()
    assert arrived < house.size

    house.clock.set(NOON + STUCK_AFTER + timedelta(minutes=1))
    second = house.publisher()
    told = json.loads(second.communicate(timeout=240)[0])
    assert told["results"] == ["published"]
    (row,) = house.public()
    assert house.store.posts.get(house.post).remote_ids == (row["id"],) and row["media"] == ["video"]
    assert row["more"].get("bytes", house.size) == house.size
    assert abs(told["sent"] - (house.size - arrived)) <= AGAIN[house.account], "more was sent than was missing"
    assert max(killed_at, told["peak"]) < MEMORY
    assert told["peak"] - told["before"] < GROWTH
    figures = {"arrived": arrived, "killed_at": killed_at, **told}
    for name in ("arrived", "sent", "before", "peak", "killed_at"):
        record_property(f"{house.account} {name}", figures[name])
