"""Platforms without a sign-in page: an app password opens sessions, a bot's token opens a channel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from reprise.errors import BadSettings
from reprise.store.accounts import AccountKey
from reprise.windows.failures import PlatformError
from resources.accounts.dialect import AccountLost
from sandbox.process import SandboxProcess
from tests.resources.accounts.conftest import NOON, Place

BLUESKY, TELEGRAM = AccountKey("demo", "bluesky", "main"), AccountKey("demo", "telegram", "main")


@pytest.fixture
def bluesky(place: Place) -> Place:
    (account,) = place.desk("bluesky", "accounts")["accounts"][:1]
    place.person.answers = {"identifier": f"@{account['handle']}", "secret": place.sandbox.token_of("bluesky")}
    return place


def test_an_app_password_opens_an_account(bluesky: Place) -> None:
    account = bluesky.connect("bluesky")
    assert account.remote_id.startswith("did:plc:")
    assert account.handle
    assert account.expires_at == NOON + timedelta(hours=2)
    assert account.refresh_expires_at == NOON + timedelta(days=90)
    access = bluesky.accounts.access(*BLUESKY)
    assert access is not None
    assert access.base_urls[""] == bluesky.sandbox.url_of("bluesky")
    assert bluesky.accounts.keeping.check(BLUESKY) is None


def test_a_session_is_renewed_and_the_refresh_token_with_it(bluesky: Place) -> None:
    bluesky.connect("bluesky")
    before = bluesky.secrets("bluesky")
    access = bluesky.accounts.access(*BLUESKY)
    assert access is not None
    assert access.renew is not None
    bluesky.clock.set(NOON + timedelta(hours=3))
    assert access.renew() != before["token"]
    after = bluesky.secrets("bluesky")
    assert after["refresh"] != before["refresh"]
    assert after["password"] == before["password"]
    assert bluesky.accounts.keeping.check(BLUESKY) is None


def test_a_session_that_has_ended_is_opened_anew_with_the_password(bluesky: Place) -> None:
    bluesky.connect("bluesky")
    bluesky.clock.set(NOON + timedelta(days=120))
    access = bluesky.accounts.access(*BLUESKY)
    assert access is not None
    assert bluesky.accounts.keeping.check(BLUESKY) is None


def test_a_password_that_was_deleted_is_a_permission_taken_back(bluesky: Place) -> None:
    account = bluesky.connect("bluesky")
    bluesky.desk("bluesky", "tokens", {"do": "revoke", "account": account.remote_id})
    bluesky.clock.set(NOON + timedelta(days=120))
    try:
        with pytest.raises(AccountLost):
            bluesky.accounts.access(*BLUESKY)
        assert bluesky.store.accounts.get(BLUESKY).state in ("revoked", "expired")
    finally:
        token = {"do": "issue", "account": account.remote_id, "kind": "app_password", "scopes": ["com.atproto.appPass"]}
        bluesky.desk("bluesky", "tokens", {**token, "token": bluesky.sandbox.token_of("bluesky")})


def test_a_wrong_password_is_a_clear_error_that_does_not_show_it(bluesky: Place) -> None:
    bluesky.person.answers["secret"] = "wrong-pass-word-here"
    with pytest.raises(PlatformError) as failed:
        bluesky.connect("bluesky")
    assert "wrong-pass-word-here" not in str(failed.value)
    assert bluesky.store.accounts.find() == ()


def test_disconnecting_ends_the_session_and_says_what_is_left_to_do(bluesky: Place) -> None:
    bluesky.connect("bluesky")
    left = bluesky.accounts.keeping.disconnect(BLUESKY)
    assert left is not None
    assert "app password" in left


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess(tmp_path_factory.mktemp("telegram"), platforms=("telegram",)) as sandbox:
        yield sandbox


@pytest.fixture
def channel(place: Place, telegram: SandboxProcess) -> Place:
    from sandbox.telegram import FIRST_TOKEN

    found = Place(telegram, place.store, place.clock, place.env, place.vault, place.home, place.person)
    found.env["REPRISE_TELEGRAM_URL"] = telegram.url_of("telegram")
    (first,) = found.desk("telegram", "accounts")["accounts"][:1]
    found.person.answers = {"secret": FIRST_TOKEN, "channel": f"https://t.me/{first['handle']}"}
    return found


def test_a_bots_token_opens_the_channel_it_may_post_to(channel: Place) -> None:
    account = channel.connect("telegram")
    assert account.remote_id.startswith("-100")
    assert (account.kind, account.expires_at) == ("channel", None)
    assert channel.accounts.keeping.check(TELEGRAM) is None
    assert channel.person.answers["secret"] not in repr(channel.accounts.access(*TELEGRAM))


def test_what_is_no_bots_token_is_not_sent_anywhere(channel: Place) -> None:
    channel.person.answers["secret"] = "hunter2"
    with pytest.raises(BadSettings, match="not a bot's token") as failed:
        channel.connect("telegram")
    assert "hunter2" not in str(failed.value)


def test_a_bots_token_that_is_not_known_shows_in_no_error(channel: Place) -> None:
    token = "987654:" + "A" * 35
    channel.person.answers["secret"] = token
    with pytest.raises(PlatformError) as failed:
        channel.connect("telegram")
    assert token not in str(failed.value)


def test_a_channel_that_is_not_there_is_told(channel: Place) -> None:
    channel.person.answers["channel"] = "@nobody_has_this_channel"
    with pytest.raises(PlatformError, match="chat not found"):
        channel.connect("telegram")
