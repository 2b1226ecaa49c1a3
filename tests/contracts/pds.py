"""A real Bluesky server (a PDS and the PLC directory it needs) on loopback, to judge the client and the sandbox.

It is npm's `@atproto/dev-env`, in the folder that `REPRISE_NODE` names, else in `.venv/node`. Install it with
`npm install --prefix .venv/node --no-audit --no-fund @atproto/dev-env@0.3.215` (needs gcc and make: SQLite is compiled;
0.3.215 is the last line that runs on Node 18 and 20).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import httpx

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "sandbox-password"

# dev-env offers no host to listen on, so `listen` itself is told: loopback only. Its data is thrown away with TMPDIR.
_LAUNCH = """
const net = require('node:net');
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (first, ...rest) {
  const options = typeof first === 'object' && first !== null ? first : { port: Number(first ?? 0) };
  const done = rest.find((value) => typeof value === 'function');
  return listen.call(this, { ...options, host: '127.0.0.1' }, done);
};
const { TestNetworkNoAppView } = require(process.argv[1]);
(async () => {
  const network = await TestNetworkNoAppView.create({ plc: {}, pds: { hostname: 'localhost' } });
  console.log(JSON.stringify({ url: network.pds.url }));
  process.stdin.on('end', () => process.exit(0)).resume();
})();
"""


def folder() -> Path:
    """Where the npm packages are looked for."""
    return Path(os.environ.get("REPRISE_NODE") or ROOT / ".venv" / "node")


def missing() -> str | None:
    """Why the server cannot be started here; None if it can."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not (_package() / "package.json").is_file():
        return f"@atproto/dev-env is not in {folder()}: see the head of tests/contracts/pds.py"
    return None


@dataclass(frozen=True)
class Account:
    """A fresh account of the server."""

    did: str
    handle: str
    password: str
    access: str
    refresh: str


class Pds:
    """The running server; ends with the `with` block, or with this process if that dies first."""

    def __init__(self) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="pds-")
        with Path(self._scratch.name, "log").open("wb") as log:
            self._process = subprocess.Popen(
                ["node", "-e", _LAUNCH, str(_package())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, "TMPDIR": self._scratch.name, "LOG_ENABLED": "false"},
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            said = Path(self._scratch.name, "log").read_text(errors="replace")[-2000:]
            self.close()
            raise RuntimeError(f"The PDS did not start:\n{said}")
        self.url: str = json.loads(line)["url"].replace("localhost", "127.0.0.1")
        """Of the PDS, without a slash at its end; XRPC is below `/xrpc/`."""

    @property
    def pid(self) -> int:
        return self._process.pid

    def new_account(self) -> Account:
        """Make an account of its own for a test."""
        name = f"a{uuid.uuid4().hex[:12]}"
        body = {"handle": f"{name}.test", "email": f"{name}@example.com", "password": PASSWORD}
        answer = httpx.post(f"{self.url}/xrpc/com.atproto.server.createAccount", json=body, trust_env=False, timeout=30)
        answer.raise_for_status()
        made = answer.json()
        return Account(made["did"], made["handle"], PASSWORD, made["accessJwt"], made["refreshJwt"])

    def close(self) -> None:
        """End the server by its pid."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._scratch.cleanup()

    def __enter__(self) -> Pds:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _package() -> Path:
    return folder() / "node_modules" / "@atproto" / "dev-env"


if __name__ == "__main__":  # for looking at it by hand
    with Pds() as server:
        sys.stdout.write(f"{server.url} (pid {server.pid}); end with Ctrl-D\n")
        sys.stdout.flush()
        sys.stdin.read()
