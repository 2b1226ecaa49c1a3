"""Connected accounts: kept without their secrets in sight, refreshed by one process at a time, lost once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from reprise.clock import ManualClock
from reprise.errors import Conflict, NotFound
from reprise.notices import events
from reprise.store.accounts import AccountKey, Connected, Refreshed
from reprise.store.store import Store

KEY = AccountKey("demo", "x", "main")
HOUR = timedelta(hours=1)


@pytest.fixture
def connected(store: Store, clock: ManualClock) -> Store:
    store.accounts.connect(
        Connected(
            KEY, "42", "person", "sealed-1", handle="demo", scopes=("tweet.read",),
            details={"client_id": "app"}, expires_at=clock.now() + 2 * HOUR,
        )
    )  # fmt: skip
    return store


def take(store: Store, lease: str, *, seconds: float = 60, instead_of: str | None = None) -> bool:
    version = store.accounts.get(KEY).version
    return store.accounts.take_lease(KEY, version, lease, seconds, instead_of=instead_of)


def test_an_account_is_kept_and_found(connected: Store, clock: ManualClock) -> None:
    account = connected.accounts.get(KEY)
    assert (account.remote_id, account.handle, account.state) == ("42", "demo", "connected")
    assert account.expires_at == clock.now() + 2 * HOUR
    assert connected.accounts.find(platform="x") == (account,)
    assert connected.accounts.find(site="other") == ()
    assert connected.accounts.find(states=("expired",)) == ()
    assert connected.accounts.sealed(KEY) == (account, "sealed-1")


def test_what_the_store_hands_out_shows_no_secret(connected: Store) -> None:
    assert "sealed-1" not in repr(connected.accounts.get(KEY))
    assert "sealed-1" not in repr(Connected(KEY, "42", "person", "sealed-1"))


def test_an_account_that_is_not_there_is_a_clear_error(store: Store) -> None:
    assert store.accounts.lookup(KEY) is None
    with pytest.raises(NotFound, match="reprise connect x --site demo --account main"):
        store.accounts.get(KEY)
    with pytest.raises(NotFound):
        store.accounts.disconnect(KEY)


def test_connecting_again_replaces_everything(connected: Store) -> None:
    version = connected.accounts.get(KEY).version
    connected.accounts.mark_lost(KEY, version, "revoked", "gone", _lost("revoked"))
    again = connected.accounts.connect(Connected(KEY, "43", "person", "sealed-2"))
    assert (again.remote_id, again.state, again.problem, again.expires_at) == ("43", "connected", None, None)
    assert connected.accounts.sealed(KEY)[1] == "sealed-2"
    assert len(connected.accounts.find()) == 1


def test_only_one_holds_the_lease(connected: Store) -> None:
    assert take(connected, "one")
    assert not take(connected, "two")
    assert connected.accounts.holder(KEY) == "one"
    connected.accounts.drop_lease(KEY, "one", problem="The platform did not answer.")
    assert connected.accounts.get(KEY).problem == "The platform did not answer."
    assert take(connected, "two")


def test_a_lease_ends_by_time_or_is_taken_over_by_name(connected: Store, clock: ManualClock) -> None:
    assert take(connected, "one", seconds=60)
    assert take(connected, "two", instead_of="one")
    clock.advance(timedelta(seconds=61))
    assert take(connected, "three")


def test_a_lease_is_not_given_on_old_news(connected: Store) -> None:
    version = connected.accounts.get(KEY).version
    connected.accounts.note_checked(KEY, problem="It is slow.")
    assert not connected.accounts.take_lease(KEY, version, "one", 60, instead_of=None)


def test_a_lease_does_not_show_among_the_details(connected: Store) -> None:
    assert take(connected, "one")
    assert connected.accounts.get(KEY).details == {"client_id": "app"}


def test_a_refresh_is_noted_and_gives_the_lease_back(connected: Store, clock: ManualClock) -> None:
    take(connected, "one")
    fresh = Refreshed("sealed-2", clock.now() + 2 * HOUR)
    account = connected.accounts.note_refreshed(KEY, "one", fresh)
    assert account.refreshed_at == clock.now()
    assert account.scopes == ("tweet.read",)
    assert connected.accounts.sealed(KEY)[1] == "sealed-2"
    assert connected.accounts.holder(KEY) is None


def test_who_lost_the_lease_overwrites_nothing(connected: Store, clock: ManualClock) -> None:
    take(connected, "slow", seconds=1)
    clock.advance(timedelta(seconds=2))
    take(connected, "quick")
    connected.accounts.note_refreshed(KEY, "quick", Refreshed("sealed-quick", None))
    with pytest.raises(Conflict):
        connected.accounts.note_refreshed(KEY, "slow", Refreshed("sealed-slow", None))
    assert connected.accounts.sealed(KEY)[1] == "sealed-quick"


def test_a_loss_is_noted_and_told_once(connected: Store) -> None:
    version = connected.accounts.get(KEY).version
    assert connected.accounts.mark_lost(KEY, version, "expired", "It ended.", _lost("expired"))
    assert not connected.accounts.mark_lost(KEY, version, "revoked", "It was taken back.", _lost("revoked"))
    account = connected.accounts.get(KEY)
    assert (account.state, account.problem) == ("expired", "It ended.")
    assert [item.notice.kind for item in connected.notices.list()] == ["account_lost"]


def test_a_lost_account_gives_no_lease(connected: Store) -> None:
    connected.accounts.mark_lost(KEY, connected.accounts.get(KEY).version, "expired", "It ended.", _lost("expired"))
    assert not take(connected, "one")


def test_disconnecting_forgets_the_secrets(connected: Store) -> None:
    account = connected.accounts.disconnect(KEY)
    assert (account.state, account.expires_at) == ("disconnected", None)
    assert connected.accounts.sealed(KEY)[1] == ""


def test_secrets_are_sealed_anew_only_if_nobody_changed_them(connected: Store) -> None:
    version = connected.accounts.get(KEY).version
    assert connected.accounts.reseal(KEY, version, "sealed-anew")
    assert not connected.accounts.reseal(KEY, version, "sealed-late")
    assert connected.accounts.sealed(KEY)[1] == "sealed-anew"


def test_of_many_that_want_the_lease_at_once_one_gets_it(connected: Store) -> None:
    version = connected.accounts.get(KEY).version
    start, won = threading.Barrier(6), []

    def want(lease: str) -> None:
        start.wait()
        if connected.accounts.take_lease(KEY, version, lease, 60, instead_of=None):
            won.append(lease)

    threads = [threading.Thread(target=want, args=(f"lease-{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [connected.accounts.holder(KEY)]


def test_two_that_connect_the_same_account_at_once_both_succeed(store: Store) -> None:
    start, failed = threading.Barrier(4), []

    def connect(number: int) -> None:
        start.wait()
        try:
            store.accounts.connect(Connected(KEY, str(number), "person", f"sealed-{number}"))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=connect, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    account, sealed = store.accounts.sealed(KEY)
    assert sealed == f"sealed-{account.remote_id}"


def _lost(how: str):  # type: ignore[no-untyped-def]
    return events.account_lost(*KEY, how, "It does not open any more.")  # type: ignore[arg-type]
