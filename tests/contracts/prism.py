"""Prism as a judge between a client and a server: a proxy that refuses whatever an OpenAPI document does not allow.

It is npm's `@stoplight/prism-cli`, in the folder that `REPRISE_NODE` names, else in `.venv/node`. Install it with
`npm install --prefix .venv/node --no-audit --no-fund @stoplight/prism-cli@5.14.2` (runs on Node 20).
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

from tests.contracts.pds import folder

START_SECONDS = 60


def missing() -> str | None:
    """Why Prism cannot be started here; None if it can."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not _program().is_file():
        return f"@stoplight/prism-cli is not in {folder()}: see the head of tests/contracts/prism.py"
    return None


class Prism:
    """The running proxy; ends with the `with` block.

    A request that is against the document is answered 422 and goes no further, an answer that is against it becomes a
    500; either tells what is wrong.

    Args:
        document: the OpenAPI document's file.
        upstream: where requests are sent on to.
    """

    def __init__(self, document: Path, upstream: str) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="prism-")
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = ["node", str(_program()), "proxy", "-h", "127.0.0.1", "-p", str(port), "--errors"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, str(document), upstream], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        self._await(port)

    @property
    def _log(self) -> Path:
        return Path(self._scratch.name, "log")

    def _await(self, port: int) -> None:
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        said = self._log.read_text(errors="replace")[-2000:]
        self.close()
        raise RuntimeError(f"Prism did not start:\n{said}")

    def close(self) -> None:
        """End it by its pid."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                os.kill(self._process.pid, signal.SIGKILL)
                self._process.wait()
        self._scratch.cleanup()

    def __enter__(self) -> Prism:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _program() -> Path:
    return folder() / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
