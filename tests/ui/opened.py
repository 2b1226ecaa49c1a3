"""`reprise ui` as a newcomer starts it, on an installation of its own, and what belongs to it on this machine."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from resources.settings import CHECKOUT, Settings

START_SECONDS = 120.0
END_SECONDS = 45.0
LOOPBACK, _LISTENING = "0100007F", "0A"


class OpenedUi:
    """`with OpenedUi(settings) as ui:` serves at `ui.url` until the block ends."""

    def __init__(self, settings: Settings) -> None:
        self.log = settings.home / "ui.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = environment(settings)

    def __enter__(self) -> Self:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command("ui", "--port", str(self.port)),
                cwd=CHECKOUT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until(lambda: "Open http" in self.said or self.process.poll() is not None, START_SECONDS)
            assert self.process.poll() is None, self.said
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, wait for the end and return the exit code; nothing outlives a test whatever happens."""
        belonging = self.processes()
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(END_SECONDS)
        finally:
            for pid in (*belonging, self.process.pid):
                if pid in alive(belonging):
                    os.kill(pid, signal.SIGKILL)
            self.process.poll()

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def ask(self, query: str, **variables: Any) -> Any:
        """The answer to a GraphQL query."""
        answer = httpx.post(f"{self.url}/graphql", json={"query": query, "variables": variables}, timeout=30)
        found = answer.raise_for_status().json()
        assert "errors" not in found, json.dumps(found["errors"])[:2000]
        return found["data"]

    def processes(self) -> list[int]:
        """Everything that this UI started, further down too."""
        parents = {pid: int(fields[1]) for pid, fields in _stats().items()}
        found, rows = [], [self.process.pid]
        while rows:
            rows = [pid for pid, parent in parents.items() if parent in rows]
            found += rows
        return found

    def listening(self) -> set[str]:
        """Addresses (hexadecimal, as the kernel writes them) on which its processes accept connections."""
        inodes = {inode for pid in (self.process.pid, *self.processes()) for inode in _sockets(pid)}
        found = set()
        for table in ("tcp", "tcp6"):
            for line in Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
                fields = line.split()
                if fields[3] == _LISTENING and fields[9] in inodes:
                    found.add(fields[1].partition(":")[0])
        return found


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "cli.main", *arguments]


def environment(settings: Settings) -> dict[str, str]:
    own = {"REPRISE_HOME": str(settings.home), "REPRISE_SITES": str(settings.sites)}
    return {**os.environ, **own, "PYTHONPATH": str(CHECKOUT), "NO_COLOR": "1"}


def reprise(settings: Settings, *arguments: str) -> str:
    """Run a command to its end; what it said."""
    done = subprocess.run(
        command(*arguments), cwd=CHECKOUT, env=environment(settings), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def wait_until(done: Callable[[], bool], seconds: float, every: float = 0.3) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, f"Not within {seconds:.0f} s."
        time.sleep(every)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(pids: list[int]) -> list[int]:
    stats = _stats()
    return [pid for pid in pids if pid in stats and stats[pid][0] != "Z"]


def _stats() -> dict[int, list[str]]:
    """State, parent and so on of every process, by its id."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue  # it has just ended
            found[int(folder.name)] = text.rpartition(")")[2].split()
    return found


def _sockets(pid: int) -> list[str]:
    try:
        links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
    except OSError:
        return []
    return [link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:[")]
