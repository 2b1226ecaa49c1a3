"""The sandbox as a process: it keeps its state over a restart, and never outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from reprise.errors import Unavailable
from sandbox.process import SandboxProcess

PROJECT = Path(__file__).resolve().parents[2]


def post(url: str, text: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {SandboxProcess.token_of('x')}"}
    return httpx.post(f"{url}/x/2/tweets", json={"text": text}, headers=headers, trust_env=False)


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/_sandbox", trust_env=False, timeout=2).is_success
    except httpx.TransportError:
        return False


@pytest.mark.slow
def test_a_restart_keeps_posts_ids_and_the_audience(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path, seed=3, zone="Asia/Tokyo") as first:
        made = post(first.url, "Before the restart").json()["data"]["id"]
        truth = httpx.get(f"{first.url_of('x')}/_desk/truth", trust_env=False).json()
        assert truth["zone"] == "Asia/Tokyo"
        old = first.url
    assert not answers(old)
    with SandboxProcess(tmp_path, seed=3) as second:
        posts = httpx.get(f"{second.url}/_sandbox/x/posts", trust_env=False).json()["posts"]
        assert [(row["id"], row["text"]) for row in posts] == [(made, "Before the restart")]
        assert post(second.url, "Before the restart").status_code == 403
        assert int(post(second.url, "After it").json()["data"]["id"]) > int(made)
        assert httpx.get(f"{second.url_of('x')}/_desk/truth", trust_env=False).json() == truth


@pytest.mark.slow
def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from sandbox.process import SandboxProcess\n"
        "s = SandboxProcess(Path(sys.argv[1])); s.start(); print(s.url, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout
    url = parent.stdout.readline().strip()
    assert answers(url)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    give_up = time.monotonic() + 20
    while answers(url):
        assert time.monotonic() < give_up, "the sandbox outlived its parent"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_port_that_is_taken_is_said_to_be_so(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "one") as first:
        port = int(first.url.rpartition(":")[2])
        with pytest.raises(Unavailable, match=r"sandbox\.log"):
            SandboxProcess(tmp_path / "two", port=port).start()
