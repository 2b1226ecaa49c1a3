"""The sandbox as a child process that surely ends: with the block that started it, and with its parent."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from reprise.errors import Unavailable

_PROJECT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0


class SandboxProcess:
    """`with SandboxProcess(folder) as sandbox:` serves on `sandbox.url` until the block ends.

    Args:
        data: the folder of its state; the same folder again continues it.
        platforms: which are played; each answers at `url_of(name)` and knows `token_of(name)` from the start.
        clock_file: the time it lives in (see `reprise.clock.FileClock`).
        zone: where the audience of a new sandbox's first accounts lives.
        media: the folder of a media store whose files platforms may fetch.
        port: 0 takes a free one.
    """

    def __init__(
        self,
        data: Path,
        *,
        platforms: Sequence[str] = ("x",),
        clock_file: Path | None = None,
        seed: int = 7,
        zone: str = "UTC",
        media: Path | None = None,
        port: int = 0,
    ) -> None:
        self.data = data
        self.url = ""
        self._platforms = tuple(platforms)
        self._media = media
        self._command = [sys.executable, "-m", "sandbox", "--port", str(port), "--data", str(data.resolve())]
        self._command += ["--seed", str(seed), "--zone", zone, "--until-stdin-closes"]
        self._command += ["--platforms", ",".join(platforms)]
        if media:
            self._command += ["--media", str(media.resolve())]
        if clock_file:
            self._command += ["--clock-file", str(clock_file.resolve())]
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._child.pid if self._child else None

    def url_of(self, platform: str) -> str:
        """The address that stands for the platform's own."""
        return f"{self.url}/{platform}"

    def addresses(self) -> dict[str, str]:
        """The environment in which Reprise finds the played platforms here, and they find its files."""
        found = {f"REPRISE_{name.upper()}_URL": self.url_of(name) for name in self._platforms}
        return {**found, "REPRISE_MEDIA_URL": f"{self.url}/_media"} if self._media else found

    @staticmethod
    def token_of(platform: str) -> str:
        """The token of the platform's first account; it opens nothing but a sandbox."""
        return f"sandbox-{platform}"

    def start(self) -> None:
        """Start the child and wait until it listens. Raises `Unavailable` with its complaint."""
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "sandbox.log").open("a", encoding="utf-8") as log:
            # Its standard input is a pipe from here: when this process ends, however it does, the pipe closes.
            self._child = subprocess.Popen(
                self._command, cwd=_PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        line = self._first_line(self._child)
        if "listening on " not in line:
            self.stop()
            raise Unavailable(
                "The sandbox did not start.", where=str(self.data / "sandbox.log"), remedy="Read its log."
            )
        self.url = line.rpartition("listening on ")[2].strip()

    def stop(self) -> None:
        """End the child; at once if it does not go by itself."""
        child, self._child = self._child, None
        if child is None:
            return
        if child.stdin:
            child.stdin.close()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(5)
        if child.stdout:
            child.stdout.close()

    @staticmethod
    def _first_line(child: subprocess.Popen[str]) -> str:
        lines: queue.Queue[str] = queue.Queue()
        assert child.stdout is not None
        threading.Thread(target=lambda out=child.stdout: lines.put(out.readline()), daemon=True).start()
        try:
            return lines.get(timeout=START_SECONDS)
        except queue.Empty:
            return ""
