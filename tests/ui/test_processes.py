"""`reprise ui` starts without frightening anybody, listens on this machine only, and ends with all it started."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from resources.settings import CHECKOUT
from tests.installation import KETTLES, Installation
from tests.ui.opened import LOOPBACK, OpenedUi, alive, command, environment, free_port, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/net/tcp").is_file(), reason="processes are looked up in Linux's /proc"),
]


@pytest.fixture
def place(installation: Installation) -> Installation:
    installation.write("kettles", KETTLES)
    return installation


def test_it_listens_on_this_machine_only_and_ends_with_everything_it_started(place: Installation) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):  # a second start finds the first one's traces
        with OpenedUi(place.settings) as ui:
            assert re.findall(r"warn|error|exception|traceback", ui.said, re.IGNORECASE) == []
            assert f"Open {ui.url} in a browser" in ui.said
            started = ui.processes()
            assert len(started) >= 4  # dg, the web server, the daemon, the code server
            assert ui.listening() == {LOOPBACK}
            assert ui.end(number) == 0
            wait_until(lambda started=started: not alive(started), 5)


def test_a_second_ui_on_the_same_installation_is_refused(place: Installation) -> None:
    with OpenedUi(place.settings) as ui:
        taken = _refused(place, "--port", str(ui.port))
        assert f"Port {ui.port} is taken" in taken
        assert "is running already" in _refused(place, "--port", str(free_port()))
        assert ui.process.poll() is None


def test_what_ends_by_itself_is_said(place: Installation, tmp_path: Path) -> None:
    from cli.commands.ui import Services
    from reprise.errors import Unavailable

    failing = [sys.executable, "-c", "raise SystemExit(3)"]
    with (
        pytest.raises(Unavailable, match=r"ended by itself \(code 3\)"),
        Services(failing, cwd=tmp_path, environment=environment(place.settings)) as services,
    ):
        services.wait_for(lambda: False, every=0.05)


def test_what_does_not_listen_is_ended_all_the_same(
    place: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli.commands.ui import Services

    monkeypatch.setattr(Services, "GRACE_SECONDS", 0.2)
    stubborn = (
        "import os, pathlib, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN); signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "pathlib.Path('ready.tmp').write_text(f'{os.getpid()} {child.pid}')\n"
        "os.rename('ready.tmp', 'ready')\n"
        "time.sleep(600)\n"
    )
    ready = tmp_path / "ready"
    with Services([sys.executable, "-c", stubborn], cwd=tmp_path, environment=environment(place.settings)) as services:
        services.wait_for(ready.is_file, every=0.05)
        pids = [int(pid) for pid in ready.read_text().split()]
        assert alive(pids) == pids
    wait_until(lambda: not alive(pids), 5)


def _refused(place: Installation, *arguments: str) -> str:
    done = subprocess.run(
        command("ui", *arguments),
        cwd=CHECKOUT,
        env=environment(place.settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    return " ".join(done.stderr.split())
