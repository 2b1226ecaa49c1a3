"""`ui` opens the Dagster UI with its daemon on this machine, and ends whatever it started."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import click
import httpx

from cli.output import console
from cli.session import Session, prepare_dagster_home
from reprise.errors import BadSettings, Conflict, Unavailable
from resources.settings import CHECKOUT, Settings

HOST = "127.0.0.1"
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command()
@click.option("--port", default=3000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--log-level",
    default="warning",
    show_default=True,
    type=click.Choice(["debug", "info", "warning", "error"]),
    help="What Dagster's processes say on this terminal.",
)
@click.pass_obj
def ui(session: Session, port: int, log_level: str) -> None:
    """Open the Dagster UI on this machine, with the daemon that runs what is started there; end both with Ctrl-C.

    Sensors and schedules are switched off until you switch them on there. After `make demo` its sandbox runs too.
    """
    _require_free(port)
    settings = session.settings
    with ExitStack() as stack:
        stack.enter_context(_only_one(settings.home))
        prepare_dagster_home(settings)
        session.store.close()  # its schema is current before several processes open it
        if (settings.home / "sandbox").is_dir():
            _open_sandbox(settings, stack)
        console.print("Dagster is starting; this takes about twenty seconds.")
        services = stack.enter_context(
            Services(_command(port, log_level), cwd=settings.dagster_home, environment=_environment())
        )
        try:
            services.wait_for(lambda: _answers(port))
            console.print(f"Open http://{HOST}:{port} in a browser. Ctrl-C ends it.")
            services.wait_for(lambda: False)
        except KeyboardInterrupt:
            console.print("Ending Dagster and its daemon.")


class Services:
    """A command that starts further processes, in a session of its own; leaving the block ends all of them.

    While it runs, an interrupt, a termination and a closed terminal are a `KeyboardInterrupt` here.
    """

    GRACE_SECONDS = 20.0

    def __init__(self, command: list[str], *, cwd: Path, environment: Mapping[str, str]) -> None:
        self._command, self._cwd, self._environment = command, cwd, environment
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        # A handler of ours is the default again in the child, also where a shell had told us to ignore interrupts.
        self._before = {number: signal.signal(number, signal.default_int_handler) for number in _ENDINGS}
        self._child = subprocess.Popen(self._command, cwd=self._cwd, env=self._environment, start_new_session=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number in _ENDINGS:
            signal.signal(number, signal.SIG_IGN)  # it ends already, and in bounded time
        try:
            self._end()
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler)  # type: ignore[arg-type]

    def wait_for(self, ready: Callable[[], bool], every: float = 0.5) -> None:
        """Return when `ready`. Raises `Unavailable` when the command has ended instead."""
        while not ready():
            if self._child.poll() is not None:
                raise Unavailable(
                    f"Dagster has ended by itself (code {self._child.returncode}).",
                    remedy="Its reason stands above; `reprise ui --log-level info` says more.",
                )
            time.sleep(every)

    def _end(self) -> None:
        """Ask the command to end; then whatever is left of its session, at last without asking."""
        group = self._child.pid
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(self.GRACE_SECONDS)
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not self._remains(group, 0):
                break
            self._remains(group, number)
            _wait(lambda: not self._remains(group, 0), 5.0)
        self._child.wait()

    def _remains(self, group: int, number: int) -> bool:
        """Send a signal to every process of the session's group; whether there was any."""
        self._child.poll()  # an ended child counts as a member until it is waited for
        try:
            os.killpg(group, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True


def _command(port: int, log_level: str) -> list[str]:
    dg = Path(sys.executable).with_name("dg")
    if not dg.is_file():
        raise BadSettings(
            "Dagster's `dg` command is not installed.", where=str(dg.parent), remedy="Run `pip install -e '.[dev]'`."
        )
    workspace = str(CHECKOUT / "workspace.yaml")
    return [str(dg), "dev", "-w", workspace, "--host", HOST, "--port", str(port), "--log-level", log_level]


def _environment() -> dict[str, str]:
    """Ours, with the checkout first among what can be imported, wherever a run's process finds itself."""
    paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "VIRTUAL_ENV": sys.prefix}


def _open_sandbox(settings: Settings, stack: ExitStack) -> None:
    """The platforms that were played in this home, unless the environment names others' addresses."""
    from sandbox.platforms import there
    from sandbox.process import SandboxProcess

    folder = settings.home / "sandbox"
    played = [name for name in there() if (folder / name).is_dir()]
    sandbox = stack.enter_context(
        SandboxProcess(folder, clock_file=settings.clock_file, platforms=played, media=settings.media)
    )
    for name, address in sandbox.addresses().items():
        os.environ.setdefault(name, address)
    console.print(f"The demo's platforms answer at {sandbox.url}.")


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Two daemons on the same records would start everything twice. Raises `Conflict`."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "ui.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Conflict(
                "The UI of this installation is running already.", where=str(home), remedy="Use that one, or end it."
            ) from error
        yield


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            raise Conflict(
                f"Port {port} is taken." if taken else f"Port {port} cannot be used: {error.strerror}.",
                remedy=f"End what uses it or choose another one: reprise ui --port {port % 65535 + 1}",
            ) from error


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://{HOST}:{port}/server_info", timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _wait(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.1)
