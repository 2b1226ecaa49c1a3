"""A running sandbox, accounts of their own for every test, and small pictures and films to post."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np
import pytest
from PIL import Image

from reprise.clock import FileClock
from reprise.media import MediaStore
from reprise.social.post import Picture, Video
from resources.platforms.access import Access
from resources.platforms.base import Outgoing
from resources.platforms.edge import Edge
from resources.platforms.x import XClient
from sandbox.process import SandboxProcess

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass
class Person:
    """An account of the sandbox, with its client and a plain connection to its API for looking behind it."""

    sandbox: SandboxProcess
    id: str
    token: str
    handle: str
    clock: FileClock
    http: httpx.Client
    waits: list[float]

    def client(self, *, timeout: float = 20, token: str | None = None) -> XClient:
        access = Access(token or self.token, base_urls={"": self.sandbox.url_of("x")})
        return XClient(access, Edge(clock=self.clock, wait=self.waits.append, timeout=timeout))

    def posts(self) -> list[dict[str, Any]]:
        """What is on the account, oldest first, as the sandbox's operator sees it."""
        rows = self.http.get(f"{self.sandbox.url}/_sandbox/x/posts").json()["posts"]
        return [row for row in reversed(rows) if row["account"] == self.id]

    def upload(self, media_id: str) -> dict[str, Any]:
        rows = self.http.get("/_desk/media").json()["media"]
        return next(row for row in rows if row["id"] == media_id)

    def fault(self, route: str, kind: str, **more: float) -> None:
        answer = self.http.post(f"{self.sandbox.url}/_sandbox/x/faults", json={"route": route, "kind": kind, **more})
        assert answer.status_code == 200, answer.text


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    folder = tmp_path_factory.mktemp("sandbox")
    clock = FileClock(folder / "clock")
    clock.set(NOON)
    with SandboxProcess(folder / "data", clock_file=clock.path) as process:
        yield process


@pytest.fixture
def new_account(sandbox: SandboxProcess) -> Iterator[Callable[..., Person]]:
    """Makes accounts; the sandbox's clock stands at NOON and no failure is ordered."""
    clock = FileClock(sandbox.data.parent / "clock")
    clock.set(NOON)
    with httpx.Client(base_url=sandbox.url_of("x"), trust_env=False, timeout=20) as http:
        http.delete(f"{sandbox.url}/_sandbox/x/faults")

        def make(**more: Any) -> Person:
            number = str(uuid.uuid4().int)[:15]
            facts = {"id": number, "handle": f"user{number}", "token": f"token-{number}", **more}
            http.post(f"{sandbox.url}/_sandbox/x/accounts", json=facts).raise_for_status()
            return Person(sandbox, number, facts["token"], facts["handle"], clock, http, [])

        yield make


@pytest.fixture
def me(new_account: Callable[..., Person]) -> Person:
    return new_account()


def outgoing(*texts: str, **more: Any) -> Outgoing:
    """A post to X with these texts."""
    facts: dict[str, Any] = {
        "id": "p0123456789ab",
        "site": "demo",
        "article": "demo-a-title-0000000000",
        "platform": "x",
        "account": "main",
        "type": "thread" if len(texts) > 1 else "announcement",
        "language": "en",
        "texts": texts or ("Hello from the demo.",),
    }
    return Outgoing(**{**facts, **more})


def make_picture(
    media: MediaStore, alt: str = "A blue field", size: tuple[int, int] = (160, 90), suffix: str = ".png"
) -> Picture:
    def draw(path: Path) -> dict[str, Any]:
        Image.new("RGB", size, (20, 60, 160)).save(path)
        return {"width": size[0], "height": size[1]}

    return Picture(media=media.make({"picture": [size, suffix]}, suffix, draw), alt=alt)


def make_film(
    media: MediaStore,
    *,
    seconds: float = 1.0,
    codec: str = "libx264",
    noise: bool = False,
    size: tuple[int, int] = (128, 128),
    rate: int = 24,
    sound: bool = False,
    padding: int = 0,
) -> Video:
    """A real film, its index first; `noise` makes it larger than one piece, `sound` gives it a silent track, `padding`
    so many bytes in a box that players skip."""
    width, height = size

    def record(path: Path) -> dict[str, Any]:
        rng = np.random.default_rng(1)
        with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
            stream: Any = container.add_stream(codec, rate=rate)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            track: Any = container.add_stream("aac", rate=48000, layout="stereo") if sound else None
            if noise:
                stream.options = {"crf": "4"}
            for number in range(round(seconds * rate)):
                shade = np.full((height, width, 3), number % 200, np.uint8)
                pixels = rng.integers(0, 255, (height, width, 3), np.uint8) if noise else shade
                container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
            container.mux(stream.encode())
            if track is not None:
                _silence(container, track, seconds)
        if padding:
            with path.open("ab") as file:
                file.write((padding + 8).to_bytes(4, "big") + b"free")
                file.truncate(file.tell() + padding)
        return {"width": width, "height": height, "seconds": seconds}

    recipe = {"film": [seconds, codec, noise, size, rate, sound, padding]}
    return Video(media=media.make(recipe, ".mp4", record), preset="youtube_short")


def _silence(container: Any, track: Any, seconds: float) -> None:
    for number in range(round(seconds * 48000 / 1024)):
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = 48000, number * 1024
        container.mux(track.encode(frame))
    container.mux(track.encode())
