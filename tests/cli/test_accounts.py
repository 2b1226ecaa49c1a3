"""Connecting, listing, resuming and disconnecting accounts on the command line, with a browser that is a script."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from reprise.store.accounts import AccountKey
from sandbox.process import SandboxProcess
from sandbox.telegram import FIRST_TOKEN
from tests.cli.reprise_command import Reprise

ROOT = Path(__file__).resolve().parents[2]
BROWSER = "import sys, httpx; httpx.get(sys.argv[1], follow_redirects=True)"
COLUMNS = {"site", "platform", "account", "handle", "state", "access_days", "refresh_days", "health", "paused"}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess(tmp_path_factory.mktemp("sandbox"), platforms=("x", "linkedin", "telegram")) as playing:
        yield playing


@pytest.fixture
def connecting(reprise: Reprise, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Reprise:
    """The command line in an environment whose platforms are the sandbox's."""
    for platform in ("x", "linkedin", "telegram"):
        monkeypatch.setenv(f"REPRISE_{platform.upper()}_URL", sandbox.url_of(platform))
        monkeypatch.setenv(f"REPRISE_{platform.upper()}_CLIENT_ID", "sandbox-client")
        monkeypatch.setenv(f"REPRISE_{platform.upper()}_CLIENT_SECRET", "sandbox-secret")
    script = tmp_path / "browser.py"
    script.write_text(BROWSER, encoding="utf-8")
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script} %s &")
    return reprise


def started(*arguments: str) -> subprocess.Popen[str]:
    """A process of its own without a terminal, so that it reads what is pasted from its input."""
    command = [sys.executable, "-m", "cli.main", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=ROOT, env=dict(os.environ), stdin=pipe, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )


def telegram(reprise: Reprise, tmp_path: Path) -> None:
    secret = tmp_path / "bot-token"
    secret.write_text(f"{FIRST_TOKEN}\n", encoding="utf-8")
    (channel,) = reprise_desk("telegram")[:1]
    said = reprise("connect", "telegram", "--site", "demo", "--channel", channel, "--secret-file", str(secret))
    assert said.code == 0, said.err


def reprise_desk(platform: str) -> list[str]:
    """The handles of the sandbox's accounts."""
    url = os.environ[f"REPRISE_{platform.upper()}_URL"].removesuffix(f"/{platform}")
    rows = httpx.get(f"{url}/_sandbox/{platform}/accounts").json()["accounts"]
    return [f"@{row['handle']}" for row in rows]


@pytest.mark.slow
def test_an_account_is_connected_by_the_browser_that_opens(connecting: Reprise, tmp_path: Path) -> None:
    connecting.place.configure("platforms: {x: {target: live}}\n")
    os.environ["REPRISE_REDIRECT_URL"] = "http://127.0.0.1:8795/callback"
    try:
        child = started("connect", "x", "--site", "demo", "--wait", "60")
        out, err = child.communicate(timeout=120)
    finally:
        del os.environ["REPRISE_REDIRECT_URL"]
    assert child.returncode == 0, err
    assert out.startswith("Connected demo/x/main: person ")
    assert "outbox" not in out
    (row,) = connecting("accounts", "--json").json
    assert set(row) >= COLUMNS
    assert (row["site"], row["platform"], row["account"], row["state"]) == ("demo", "x", "main", "connected")
    assert (row["renews"], row["days left"]) == (True, "renewed")  # its two hours are nothing to worry about
    token = connecting.place.session.accounts.renewals.opened(AccountKey("demo", "x", "main")).token
    assert token not in out + err + str(row)


@pytest.mark.slow
def test_the_address_may_be_pasted(connecting: Reprise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPRISE_REDIRECT_URL", "https://reprise.example/callback")
    child = started("connect", "linkedin", "--site", "demo", "--paste")
    assert child.stderr is not None
    lines = iter(child.stderr.readline, "")
    address = next(line.strip() for line in lines if line.startswith("http"))
    location = httpx.get(address).headers["location"]
    out, err = child.communicate(f"{location}\n", timeout=120)
    assert child.returncode == 0, err
    assert "Connected demo/linkedin/main: person" in out
    assert "Its posts still go to the outbox: set platforms.linkedin.target to live in demo.yaml." in out
    (row,) = connecting("accounts", "--json").json
    assert (row["renews"], row["days left"]) == (False, "60")  # only a person can make it last longer
    code = location.partition("code=")[2].partition("&")[0]
    assert code not in out + err


def test_a_bots_token_is_read_from_a_file(connecting: Reprise, tmp_path: Path) -> None:
    telegram(connecting, tmp_path)
    said = connecting("accounts", "--check")
    assert "telegram" in said.out
    assert "well on" in said.out
    assert "no end" in said.out
    assert FIRST_TOKEN not in said.out + said.err


def test_a_pause_is_shown_and_ended(connecting: Reprise, tmp_path: Path) -> None:
    telegram(connecting, tmp_path)
    store = connecting.place.store
    from sqlalchemy.orm import Session

    from reprise.store.tables import PauseRow

    with Session(store.engine) as session:
        now = connecting.place.clock.now()
        paused = {"site": "demo", "platform": "telegram", "account": "main", "cause": "spam", "reason": "It said so."}
        session.add(PauseRow(**paused, since=now, until=None))
        session.commit()
    (row,) = connecting("accounts", "--json").json
    assert row["paused"] == "spam"
    assert "These rest: demo/telegram/main." in connecting.fails("accounts", "--resume")
    said = connecting("accounts", "--resume", "demo/telegram/main", "--by", "kim")
    assert said.out == "demo/telegram/main goes on.\n"
    (row,) = connecting("accounts", "--json").json
    assert row["paused"] is None
    assert connecting("accounts", "--resume", "demo/telegram/main").out == "demo/telegram/main did not rest.\n"
    assert "Write it like my-magazine/linkedin/main" in connecting.fails("accounts", "--resume", "telegram")


def test_the_key_is_changed(connecting: Reprise, tmp_path: Path) -> None:
    telegram(connecting, tmp_path)
    file = connecting.place.settings.home / "secret.key"
    before = file.read_text()
    said = connecting("accounts", "--rotate-key")
    assert said.out == "The secrets of 1 accounts are encrypted with the new key.\n"
    assert file.read_text() != before
    assert "well on" in connecting("accounts", "--check").out


def test_a_key_that_does_not_open_them_still_lists_the_accounts(connecting: Reprise, tmp_path: Path) -> None:
    telegram(connecting, tmp_path)
    (connecting.place.settings.home / "secret.key").unlink()
    (row,) = connecting("accounts", "--json").json
    assert row["state"] == "connected"
    assert connecting("accounts", "--check").code == 0
    assert "key" in connecting.fails("accounts", "--rotate-key")


def test_an_account_is_disconnected(connecting: Reprise, tmp_path: Path) -> None:
    telegram(connecting, tmp_path)
    said = connecting("disconnect", "telegram", "--site", "demo")
    assert said.out.startswith("Disconnected demo/telegram/main.\n")
    assert "@BotFather" in said.out
    (row,) = connecting("accounts", "--json").json
    assert row["state"] == "disconnected"
    assert "There is no account 'other'" in connecting.fails(
        "disconnect", "telegram", "--site", "demo", "--account", "other"
    )


def test_an_account_of_the_environment_is_listed(connecting: Reprise, monkeypatch: pytest.MonkeyPatch) -> None:
    connecting.place.configure("platforms: {x: {target: live}}\n")
    monkeypatch.setenv("REPRISE_X_TOKEN", "token-of-the-environment")
    said = connecting("accounts", "--json")
    (row,) = said.json
    assert (row["platform"], row["state"]) == ("x", "environment")
    assert "token-of-the-environment" not in said.out


def test_without_accounts_it_says_how_to_connect_one(reprise: Reprise) -> None:
    assert "reprise connect PLATFORM --site SITE" in reprise("accounts").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("myspace", "--site", "demo"), "Accounts of 'myspace' cannot be connected. Known: linkedin, x"),
        (("x", "--site", "nowhere"), "There is no site 'nowhere'."),
        (("x", "--site", "demo"), "REPRISE_X_CLIENT_ID"),
        (("facebook", "--site", "demo", "--page", "--organization", "7"), "Only one of --page and --organization"),
        (("mastodon", "--site", "demo"), "--instance https://mastodon.social"),
    ],
)
def test_what_cannot_be_connected_is_one_clear_line(reprise: Reprise, arguments: tuple[str, ...], said: str) -> None:
    assert said in reprise.fails("connect", *arguments)
