"""After everything that an account can live through, no token is to be found where it does not belong."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from reprise.errors import RepriseError
from reprise.store.accounts import AccountKey
from resources.accounts.asking import Asker
from resources.accounts.registry import CONNECTORS
from tests.resources.accounts.conftest import BROWSED, NOON, Place, Somebody

SECRET_OF_THE_APP = "sandbox-secret"


class OwnBrowser(Somebody):
    """A browser's log is its own, not ours; the code passes through it."""

    def open(self, address: str) -> None:
        logging.disable(logging.CRITICAL)
        try:
            super().open(address)
        finally:
            logging.disable(logging.NOTSET)


class Everything(logging.Handler):
    """All that anybody logs, whatever the level, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def logged() -> Iterator[Everything]:
    handler, root = Everything(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.parametrize("platform", [*BROWSED, "bluesky"])
def test_a_life_with_failures_leaves_no_secret_behind(place: Place, logged: Everything, platform: str) -> None:
    key, said, secrets = AccountKey("demo", platform, "main"), [], set()

    def live(step: Callable[[], object]) -> None:
        """One step, with whatever it raises or shows written down; the secrets of the moment are remembered."""
        try:
            said.append(repr(step()))
        except RepriseError as error:
            said.append("".join(traceback.format_exception(error)) + repr(error))
        with suppress(RepriseError):
            secrets.update(place.secrets(platform).values())

    if platform == "bluesky":
        (first,) = place.desk("bluesky", "accounts")["accounts"][:1]
        place.person.answers = {"identifier": first["handle"], "secret": place.sandbox.token_of("bluesky")}
    place.person.__class__ = OwnBrowser
    live(lambda: place.sign_in(platform))
    live(lambda: place.connect(platform))
    codes = {place.person.ended_at.partition("code=")[2].partition("&")[0]} - {""}
    access = place.accounts.access(*key)
    assert access is not None
    said.append(repr(access))

    def renew() -> str:
        """What it gives back is the token, for the one who asked for it."""
        assert access is not None
        assert access.renew is not None
        return "renewed" if access.renew() else "not renewed"

    place.clock.set(NOON + timedelta(hours=25))
    live(renew)
    live(lambda: place.accounts.keeping.check(key))
    live(lambda: place.accounts.renewals.opened(key))
    live(lambda: place.store.accounts.get(key))
    live(place.accounts.upkeep.tick)
    place.order_fault(platform, ".*", "drop", times=2)
    live(renew)
    live(lambda: place.accounts.keeping.check(key))
    place.order_fault(platform, ".*", "server_error", times=2)
    live(renew)
    place.desk(platform, "faults", {"route": "/never", "kind": "drop"})
    httpx.delete(f"{place.sandbox.url}/_sandbox/{platform}/faults")
    live(lambda: place.accounts.keeping.check(key))
    account = place.store.accounts.get(key)
    place.desk(platform, "tokens", {"do": "expire", "account": account.remote_id})
    live(renew)
    live(place.accounts.keeping.rotate_key)
    live(lambda: place.accounts.keeping.disconnect(key))

    secrets |= codes | ({SECRET_OF_THE_APP} if CONNECTORS[platform].needs_app else set())
    secrets = {secret for secret in secrets if len(secret) >= 8 and secret != "sandbox-client"}
    assert len(secrets) >= 2
    everything = "\n".join([*said, *logged.lines, *(str(item) for item in place.store.notices.list())])
    assert [secret for secret in secrets if secret in everything] == []
    place.store.close()
    files = [path for path in place.home.rglob("*") if path.is_file()]
    assert {"store.db", "secret.key"} <= {path.name for path in files}
    assert [f"{path}: {secret}" for path in files for secret in secrets if secret.encode() in path.read_bytes()] == []


def test_an_address_with_a_token_in_it_is_logged_without(logged: Everything, place: Place) -> None:
    token = "123456:" + "A" * 35
    url = f"{place.sandbox.url}/_sandbox"
    Asker("telegram", (token,))("GET", f"{url}?access_token={token}&client_secret=very-secret-indeed")
    with suppress(RepriseError):
        Asker("telegram", (token,))("GET", f"{place.sandbox.url}/bot{token}/getMe")
    asked = [line for line in logged.lines if "HTTP Request" in line]
    assert len(asked) == 2
    assert token not in "\n".join(logged.lines)
    assert "very-secret-indeed" not in "\n".join(asked)


def test_the_key_is_nowhere_in_the_store(place: Place) -> None:
    place.connect("x")
    key = place.vault.key_file.read_text().strip()
    place.store.close()
    assert all(key.encode() not in path.read_bytes() for path in Path(place.home).glob("store.db*"))
