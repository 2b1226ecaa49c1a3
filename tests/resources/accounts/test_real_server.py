"""The same code against an authorization server that others wrote (npm's oidc-provider). Nobody has a browser: the test
fills in its login and consent forms."""

from __future__ import annotations

import os
import queue
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from reprise.clock import FileClock
from reprise.errors import Unavailable
from reprise.store.accounts import AccountKey
from reprise.store.store import Store
from reprise.windows.failures import PlatformError
from resources.accounts import Accounts, Vault
from resources.accounts.callback import SignInRefused
from resources.accounts.connecting import Chosen, Connecting, Wish, asked_scopes
from resources.accounts.dialect import Browser, Candidate, Question
from resources.accounts.oauth import new_verifier
from resources.accounts.registry import CONNECTORS
from resources.accounts.settings import app_settings
from tests.resources.accounts.conftest import NOON, changed

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = Path(__file__).with_name("authorization_server.mjs")
PACKAGES = Path(os.environ.get("REPRISE_NODE") or ROOT / ".venv" / "node")
KEY = AccountKey("demo", "x", "main")
CALLBACK = "http://127.0.0.1:8797/callback"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed; the real authorization server needs it")
    if not (PACKAGES / "node_modules" / "oidc-provider").is_dir():
        pytest.skip(f"npm's oidc-provider is not in {PACKAGES}; set REPRISE_NODE or install it there")
    child = subprocess.Popen(
        [node, str(SCRIPT), str(PACKAGES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield _address(child)
    finally:
        assert child.stdin is not None
        child.stdin.close()
        child.wait(10)


def _address(child: subprocess.Popen[str]) -> str:
    lines: queue.Queue[str] = queue.Queue()
    out = child.stdout
    assert out is not None
    threading.Thread(target=lambda: lines.put(out.readline()), daemon=True).start()
    try:
        return lines.get(timeout=30).rpartition("listening on ")[2].strip()
    except queue.Empty:
        raise Unavailable("The authorization server did not start.") from None


class WithBrowser:
    """Somebody with a browser: fills in the login, agrees or not, and is sent back."""

    def __init__(self, *, agree: bool = True) -> None:
        self._agree = agree
        self.ended_at = ""
        self.page: httpx.Response | None = None
        self._spoil: dict[str, str] = {}

    def spoiling(self, **parameters: str) -> WithBrowser:
        self._spoil = parameters
        return self

    def open(self, address: str) -> None:
        with httpx.Client() as http:
            self.ended_at = changed(self._through(http, address), **self._spoil)
        threading.Thread(target=self._arrive, daemon=True).start()

    def _through(self, http: httpx.Client, address: str) -> str:
        answer = http.get(address)
        for _ in range(20):
            while answer.is_redirect:
                target = str(answer.headers["location"])
                if target.startswith(CALLBACK):
                    return target
                answer = http.get(httpx.URL(str(answer.url)).join(target))
            assert answer.status_code == 200, answer.text
            answer = self._fill_in(http, answer)
        raise AssertionError("the pages lead nowhere")

    def _fill_in(self, http: httpx.Client, page: httpx.Response) -> httpx.Response:
        prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
        action = re.search(r'action="([^"]+)"', page.text)
        assert prompt is not None
        assert action is not None
        if prompt[1] == "consent" and not self._agree:
            abort = re.search(r'href="([^"]+/abort)"', page.text)
            assert abort is not None
            return http.get(page.url.join(abort[1]))
        form = {"prompt": prompt[1], "login": "real_person", "password": "whatever"}
        return http.post(page.url.join(action[1]), data=form)

    def _arrive(self) -> None:
        """Where nobody listens, because the address is pasted, the browser shows an error and keeps the address."""
        with suppress(httpx.ConnectError):
            self.page = httpx.get(self.ended_at)

    def paste(self) -> str:
        return self.ended_at

    def answer(self, question: Question) -> str:
        raise AssertionError(f"nothing is asked, {question.name} neither")

    def choose(self, candidates: object) -> Candidate:
        raise AssertionError("there is one account only")


class Real:
    """An installation whose X is the real server."""

    def __init__(self, server: str, folder: Path) -> None:
        self.server = server
        self.clock = FileClock(folder / "clock")
        self.clock.set(NOON)
        self.env = {
            "REPRISE_X_URL": server,
            "REPRISE_X_CLIENT_ID": "real-client",
            "REPRISE_X_CLIENT_SECRET": "real-secret-of-the-app",
            "REPRISE_REDIRECT_URL": CALLBACK,
        }
        self.store = Store(f"sqlite:///{folder}/store.db", self.clock)
        self.store.migrate()
        self.vault = Vault(folder / "secret.key", self.env)

    def accounts(self) -> Accounts:
        return Accounts(self.store, self.vault, clock=self.clock, env=self.env)

    def sign_in(self, browser: WithBrowser) -> Chosen:
        return Connecting(CONNECTORS["x"], self.env, browser, wait_seconds=20).sign_in(Wish(KEY))

    def connect(self) -> None:
        self.accounts().keeping.keep(KEY, self.sign_in(WithBrowser()))

    def refreshes(self) -> int:
        return int(httpx.get(f"{self.server}/asked").json()["asked"])


@pytest.fixture
def real(server: str, tmp_path: Path) -> Iterator[Real]:
    made = Real(server, tmp_path)
    yield made
    made.store.close()


def test_an_account_is_connected(real: Real) -> None:
    browser = WithBrowser()
    real.accounts().keeping.keep(KEY, real.sign_in(browser))
    account = real.store.accounts.get(KEY)
    assert (account.remote_id, account.handle, account.state) == ("42", "real_person", "connected")
    assert set(account.scopes) == {scope.name for scope in CONNECTORS["x"].scopes}
    assert account.expires_at == NOON + timedelta(hours=2)
    assert real.accounts().keeping.check(KEY) is None
    assert browser.page is not None
    assert "You can close this page" in browser.page.text


def test_a_permission_that_is_not_given_is_told(real: Real) -> None:
    browser = WithBrowser(agree=False)
    with pytest.raises(SignInRefused, match="The permission was not given"):
        real.sign_in(browser)


def test_an_answer_with_another_state_ends_nothing_and_connects_nothing(real: Real) -> None:
    browser = WithBrowser().spoiling(state="forged")
    connecting = Connecting(CONNECTORS["x"], real.env, browser, wait_seconds=2)
    with pytest.raises(Unavailable, match="No answer came"):
        connecting.sign_in(Wish(KEY))
    assert browser.page is not None
    assert browser.page.status_code == 400
    with pytest.raises(SignInRefused, match="its state is another one"):
        connecting.sign_in(Wish(KEY, paste=True))


def test_a_wrong_verifier_and_a_replayed_code_are_refused(real: Real) -> None:
    connector = CONNECTORS["x"]
    assert isinstance(connector, Browser)
    app = app_settings("x", real.env, connector.hosts, None)
    scopes = asked_scopes(connector, app, None)

    def code_for(verifier: str) -> str:
        browser = WithBrowser()
        with httpx.Client() as http:
            address = browser._through(http, connector.authorization(app, scopes, "state", verifier))
        return parse_qs(urlsplit(address).query)["code"][0]

    verifier = new_verifier()
    with pytest.raises(PlatformError, match="invalid_grant"):
        connector.exchange(app, code_for(verifier), new_verifier())
    code = code_for(verifier)
    tokens = connector.exchange(app, code, verifier)
    assert connector.candidates(app, tokens)[0].remote_id == "42"
    with pytest.raises(PlatformError, match="invalid_grant") as failed:
        connector.exchange(app, code, verifier)
    assert code not in str(failed.value)
    with pytest.raises(PlatformError):
        connector.candidates(app, tokens)


def test_without_a_challenge_the_server_refuses_to_begin(real: Real) -> None:
    """What proves that the challenge is ours and needed, not decoration."""
    connector = CONNECTORS["x"]
    assert isinstance(connector, Browser)
    app = app_settings("x", real.env, connector.hosts, None)
    address = connector.authorization(app, ("tweet.read",), "state", new_verifier())
    answer = httpx.get(changed(address, code_challenge="", code_challenge_method=""))
    assert "error=invalid_request" in answer.headers["location"]


def test_a_renewed_token_is_kept_and_using_the_old_one_again_ends_everything(real: Real) -> None:
    real.connect()
    first = real.vault.open(real.store.accounts.sealed(KEY)[1], str(KEY))
    access = real.accounts().access(*KEY)
    assert access is not None
    assert access.renew is not None
    fresh = access.renew()
    assert fresh != access.token
    assert real.accounts().keeping.check(KEY) is None
    # somebody brings the old backup of the store back: the very accident that a lock cannot prevent
    account = real.store.accounts.get(KEY)
    real.store.accounts.reseal(KEY, account.version, real.vault.seal(first, str(KEY)))
    with pytest.raises(PlatformError, match="Connect it again"):
        real.accounts().renewals.renewed(KEY, first["token"])
    assert real.store.accounts.get(KEY).state == "revoked"


def test_workers_that_were_refused_at_once_make_one_call(real: Real) -> None:
    real.connect()
    before = real.refreshes()
    start, got = threading.Barrier(4), []

    def worker() -> None:
        access = real.accounts().access(*KEY)
        assert access is not None
        assert access.renew is not None
        start.wait()
        got.append(access.renew())

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(got) == 4
    assert len(set(got)) == 1
    assert real.refreshes() == before + 1
    assert real.accounts().keeping.check(KEY) is None


def test_disconnecting_takes_the_permission_back_at_the_server(real: Real) -> None:
    real.connect()
    token = real.vault.open(real.store.accounts.sealed(KEY)[1], str(KEY))["token"]
    mine = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{real.server}/2/users/me", headers=mine).status_code == 200
    assert real.accounts().keeping.disconnect(KEY) is None
    assert httpx.get(f"{real.server}/2/users/me", headers=mine).status_code == 401
    assert real.store.accounts.sealed(KEY)[1] == ""
