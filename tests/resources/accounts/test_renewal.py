"""Tokens that end: renewed once for everybody, kept in order, and given up only when the platform says so."""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from reprise.errors import BadSettings
from reprise.store.accounts import AccountKey
from reprise.store.store import Store
from reprise.windows.failures import PlatformError
from resources.accounts import Accounts
from resources.accounts.dialect import AccountLost, Tokens
from resources.accounts.renewal import LEASE_SECONDS, merged
from resources.platforms.access import Access
from tests.postgres import database
from tests.resources.accounts.conftest import NOON, Place
from tests.resources.accounts.renewing_process import renew_when_all_are_there

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REFRESHING = {
    "x": ("POST /2/oauth2/token", "refresh_token", 2 * HOUR),
    "tiktok": ("POST /v2/oauth/token/", "refresh_token", DAY),
    "youtube": ("POST /token", "refresh_token", HOUR),
    "instagram": ("GET /refresh_access_token", "ig_refresh_token", 60 * DAY),
}


def key(platform: str) -> AccountKey:
    return AccountKey("demo", platform, "main")


def opened(place: Place, platform: str) -> Access:
    access = place.accounts.access("demo", platform, "main")
    assert access is not None
    return access


def renew(access: Access) -> str:
    assert access.renew is not None
    return access.renew()


@pytest.mark.parametrize("platform", REFRESHING)
def test_a_refused_token_is_renewed_and_kept(place: Place, platform: str) -> None:
    _, _, life = REFRESHING[platform]
    place.connect(platform)
    access = opened(place, platform)
    place.clock.set(NOON + 25 * HOUR if platform == "instagram" else NOON + HOUR / 2)
    before = place.secrets(platform)
    place.desk(platform, "tokens", {"do": "expire", "token": access.token}) if platform != "instagram" else None
    fresh = renew(access)
    assert fresh != access.token
    assert place.secrets(platform)["token"] == fresh == opened(place, platform).token
    account = place.store.accounts.get(key(platform))
    assert account.expires_at == place.clock.now() + life
    assert account.refreshed_at == place.clock.now()
    assert bool(place.secrets(platform).get("refresh")) == bool(before.get("refresh"))
    assert place.accounts.keeping.check(key(platform)) is None


def test_a_platform_that_sends_no_new_refresh_token_takes_none_away(place: Place) -> None:
    place.connect("youtube")
    before = place.secrets("youtube")["refresh"]
    renew(opened(place, "youtube"))
    assert place.secrets("youtube")["refresh"] == before


@pytest.mark.parametrize("sent", [None, ""])
def test_an_empty_refresh_token_never_overwrites_one(sent: str | None) -> None:
    kept = merged({"token": "old", "refresh": "kept", "password": "word"}, Tokens("new", refresh=sent))
    assert kept == {"token": "new", "refresh": "kept", "password": "word"}


@pytest.mark.parametrize("platform", ["x", "tiktok"])
def test_a_refresh_token_for_one_use_is_replaced_by_the_next(place: Place, platform: str) -> None:
    place.connect(platform)
    access = opened(place, platform)
    used = [place.secrets(platform)["refresh"]]
    for _ in range(3):
        renew(access)
        used.append(place.secrets(platform)["refresh"])
    assert len(set(used)) == 4


def test_a_token_that_ends_in_a_moment_is_renewed_before_it_is_handed_out(place: Place) -> None:
    place.connect("x")
    first = opened(place, "x").token
    place.clock.set(NOON + 2 * HOUR - timedelta(seconds=90))
    assert opened(place, "x").token != first


def test_a_token_that_still_lives_is_used_when_renewing_is_not_possible_just_now(place: Place) -> None:
    place.connect("x")
    first = opened(place, "x").token
    place.clock.set(NOON + 2 * HOUR - timedelta(seconds=90))
    place.order_fault("x", "POST /2/oauth2/token", "unavailable")
    assert opened(place, "x").token == first
    assert "answered" in (place.store.accounts.get(key("x")).problem or "")
    place.clock.set(NOON + 2 * HOUR + timedelta(seconds=1))
    place.order_fault("x", "POST /2/oauth2/token", "unavailable")
    with pytest.raises(PlatformError) as failed:
        opened(place, "x")
    assert failed.value.retryable
    assert place.store.accounts.get(key("x")).state == "connected"
    assert opened(place, "x").token != first, "a passing failure leaves nothing behind"


def test_a_connection_that_breaks_off_loses_no_account(place: Place) -> None:
    place.connect("youtube")
    access = opened(place, "youtube")
    place.order_fault("youtube", "POST /token", "drop")
    with pytest.raises(PlatformError) as failed:
        renew(access)
    assert failed.value.kind == "network"
    assert place.store.accounts.get(key("youtube")).state == "connected"
    assert renew(access) != access.token


@pytest.mark.parametrize("platform", ["x", "tiktok", "youtube", "instagram"])
def test_a_permission_that_was_taken_back_is_noted_and_told_once(place: Place, platform: str) -> None:
    account = place.connect(platform)
    access = opened(place, platform)
    place.clock.set(NOON + 25 * HOUR if platform == "instagram" else NOON)
    place.desk(platform, "tokens", {"do": "revoke", "account": account.remote_id})
    for _ in range(3):
        with pytest.raises(PlatformError) as failed:
            renew(access)
        assert failed.value.kind == "auth"
        assert f"reprise connect {platform} --site demo --account main" in str(failed.value)
    lost = place.store.accounts.get(key(platform))
    assert lost.state == "revoked"
    (told,) = place.store.notices.list()
    assert (told.notice.kind, told.repeats) == ("account_lost", 0)
    assert "was taken back" in told.notice.title
    with pytest.raises(AccountLost):
        opened(place, platform)


def test_an_end_by_time_is_told_apart_from_a_permission_taken_back(place: Place) -> None:
    place.connect("tiktok")
    access = opened(place, "tiktok")
    place.clock.set(NOON + 366 * DAY)
    with pytest.raises(AccountLost):
        renew(access)
    assert place.store.accounts.get(key("tiktok")).state == "expired"
    (told,) = place.store.notices.list()
    assert "has expired" in told.notice.title


def test_an_account_without_renewal_ends_by_time(place: Place) -> None:
    place.connect("linkedin")
    place.clock.set(NOON + 61 * DAY)
    with pytest.raises(AccountLost, match="cannot be renewed"):
        opened(place, "linkedin")
    assert place.store.accounts.get(key("linkedin")).state == "expired"


@pytest.mark.parametrize("platform", ["linkedin", "facebook", "mastodon"])
def test_where_nothing_can_be_renewed_the_platform_is_asked_before_an_account_is_given_up(
    place: Place, platform: str
) -> None:
    place.connect(platform)
    access = opened(place, platform)
    assert renew(access) == access.token, "the token was good after all"
    assert place.store.accounts.get(key(platform)).state == "connected"
    place.desk(platform, "tokens", {"do": "revoke", "token": access.token})
    with pytest.raises(AccountLost):
        renew(access)
    assert place.store.accounts.get(key(platform)).state == "revoked"


def test_another_app_in_the_environment_is_no_loss_of_the_account(place: Place) -> None:
    place.connect("x")
    access = opened(place, "x")
    place.env["REPRISE_X_CLIENT_ID"] = "another-app"
    with pytest.raises(PlatformError, match="not the one that is set now"):
        renew(access)
    assert place.store.accounts.get(key("x")).state == "connected"


def test_another_key_is_a_clear_error_and_no_loss_of_the_account(place: Place) -> None:
    place.connect("x")
    place.vault.key_file.unlink()
    place.vault.seal({}, "demo/x/other")
    with pytest.raises(BadSettings, match="secrets of demo/x/main cannot be read"):
        opened(place, "x")
    assert place.store.accounts.get(key("x")).state == "connected"
    assert place.accounts.access("demo", "telegram", "main") is None, "other accounts are not concerned"


def test_many_threads_that_were_refused_at_once_make_one_call(place: Place) -> None:
    place.connect("x")
    access = opened(place, "x")
    before = place.calls("x", "refresh_token")
    place.order_fault("x", "POST /2/oauth2/token", "slow", seconds=0.4)
    start, got = threading.Barrier(5), []

    def worker() -> None:
        accounts = Accounts(place.store, place.vault, clock=place.clock, env=place.env)
        own = accounts.access("demo", "x", "main")
        start.wait()
        assert own is not None
        got.append(renew(own))

    threads = [threading.Thread(target=worker) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(got) == 5
    assert len(set(got)) == 1
    assert got[0] != access.token
    assert place.calls("x", "refresh_token") == before + 1


def test_a_lease_of_a_process_that_died_is_taken_over_though_the_clock_stands_still(place: Place) -> None:
    place.connect("x")
    access = opened(place, "x")
    version = place.store.accounts.get(key("x")).version
    assert place.store.accounts.take_lease(key("x"), version, "dead", LEASE_SECONDS, instead_of=None)
    waited: list[float] = []
    accounts = Accounts(place.store, place.vault, clock=place.clock, env=place.env, wait=waited.append)
    own = accounts.access("demo", "x", "main")
    assert own is not None
    assert renew(own) != access.token
    assert LEASE_SECONDS <= sum(waited) <= LEASE_SECONDS + 1


def test_a_worker_that_overran_its_lease_takes_what_the_other_got(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.connect("youtube")
    access = opened(place, "youtube")
    from resources.accounts.youtube import YouTube

    plain: Callable[..., Tokens] = YouTube.refresh

    def slow(self: YouTube, *given: Any) -> Tokens:
        """While this one waits for its answer, its lease is taken over by somebody who is quicker."""
        monkeypatch.setattr(YouTube, "refresh", plain)
        tokens = plain(self, *given)
        version, holder = place.store.accounts.get(key("youtube")).version, place.store.accounts.holder(key("youtube"))
        assert place.store.accounts.take_lease(key("youtube"), version, "gone", 0, instead_of=holder)
        renew(opened(place, "youtube"))
        return tokens

    monkeypatch.setattr(YouTube, "refresh", slow)
    assert renew(access) == place.secrets("youtube")["token"] == opened(place, "youtube").token


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def shared_store(request: pytest.FixtureRequest, place: Place) -> Iterator[str]:
    """A store that other processes can open too."""
    if request.param == "sqlite":
        yield f"sqlite:///{place.home}/store.db"
        return
    with database(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.mark.slow
def test_processes_that_were_refused_at_once_make_one_call(place: Place, shared_store: str) -> None:
    """The real thing: four processes with their own connections, of which one asks X."""
    store = Store(shared_store, place.clock)
    shared = Place(place.sandbox, store, place.clock, place.env, place.vault, place.home, place.person)
    shared.connect("x")
    before = shared.calls("x", "refresh_token")
    shared.order_fault("x", "POST /2/oauth2/token", "slow", seconds=0.5)
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(4), context.Queue()
    given = (shared_store, str(place.clock.path), str(place.vault.key_file), json.dumps(place.env), start, results)
    processes = [context.Process(target=renew_when_all_are_there, args=given) for _ in range(4)]
    for process in processes:
        process.start()
    got = [results.get(timeout=240) for _ in processes]
    for process in processes:
        process.join(30)
    store.close()
    assert all(text.startswith("token ") for text in got), got
    assert len(set(got)) == 1
    assert shared.calls("x", "refresh_token") == before + 1
