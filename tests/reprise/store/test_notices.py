"""The outbox of notices: told once, claimed by one, sent at least once, nothing secret kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from reprise.clock import ManualClock
from reprise.notices.notice import Item
from reprise.notices.routing import Route
from reprise.store.notices import LOST_AFTER, Claim, raise_in
from reprise.store.store import Store
from tests.reprise.notices.builders import notice
from tests.reprise.store.builders import START, race


def one_route(channel: str = "desk", **changes: Any) -> Any:
    facts: dict[str, Any] = {"site": "demo", "channel": channel, "due_at": START, "digest": False, **changes}
    return lambda _item: (Route(**facts),)


def routed(store: Store, count: int = 1, **changes: Any) -> None:
    for number in range(count):
        store.notices.raise_notice(notice(key=f"failed:p{number}"))
    store.notices.route(one_route(**changes))


def ids(claim: Claim | None) -> list[int]:
    return [each.id for each in claim.deliveries] if claim else []


def test_the_same_key_is_told_once_and_counted(store: Store) -> None:
    assert [store.notices.raise_notice(notice()) for _ in range(32)] == [True, *[False] * 31]
    (item,) = store.notices.list()
    assert item.repeats == 31


def test_after_its_window_it_is_told_again(store: Store, clock: ManualClock) -> None:
    told = notice(window_hours=6)
    assert store.notices.raise_notice(told)
    clock.advance(timedelta(hours=5, minutes=59))
    assert not store.notices.raise_notice(told)
    clock.advance(timedelta(minutes=1))
    assert store.notices.raise_notice(told)


def test_without_a_window_it_is_never_told_again(store: Store, clock: ManualClock) -> None:
    assert store.notices.raise_notice(notice())
    clock.advance(timedelta(days=80))
    assert not store.notices.raise_notice(notice())


def test_a_cause_that_is_over_is_told_again_when_it_returns(store: Store) -> None:
    store.notices.raise_notice(notice(key="account:demo:x:main:7"))
    store.notices.raise_notice(notice(key="account:demo:x:main2:7"))
    assert store.notices.settle("account:demo:x:main")
    assert not store.notices.settle("account:demo:x:main")
    assert store.notices.raise_notice(notice(key="account:demo:x:main:7"))
    assert not store.notices.raise_notice(notice(key="account:demo:x:main2:7"))


def test_a_notice_shares_the_fate_of_the_change_it_is_about(store: Store) -> None:
    class Broken(Exception): ...

    try:
        with store.sessions.begin() as session:
            assert raise_in(session, notice(), START)
            raise Broken
    except Broken:
        pass
    assert store.notices.list() == ()
    with store.sessions.begin() as session:
        raise_in(session, notice(), START)
    assert len(store.notices.list()) == 1


def test_credentials_in_a_platforms_words_are_not_kept(store: Store) -> None:
    said = "Refused: access_token=abc123secret for https://desk:hunter2@example.org/x"
    store.notices.raise_notice(notice(text=said, title=said, facts={"answer": said}, url="https://a:hunter2@e.org/"))
    with store.readers.begin() as session:
        rows = str(session.execute(text("SELECT * FROM notices")).all())
    assert "abc123secret" not in rows
    assert "hunter2" not in rows


def test_a_notice_is_routed_once(store: Store) -> None:
    store.notices.raise_notice(notice())
    assert store.notices.route(one_route()) == 1
    assert store.notices.route(one_route()) == 0
    assert store.notices.counts() == {"pending": 1}


def test_nobody_who_wants_it_is_an_end_too(store: Store) -> None:
    store.notices.raise_notice(notice())
    assert store.notices.has_work()
    assert store.notices.route(lambda _item: ()) == 0
    assert not store.notices.has_work()


def test_a_claim_takes_one_channels_deliveries_and_nobody_else_gets_them(store: Store) -> None:
    store.notices.raise_notice(notice())
    store.notices.route(lambda _item: (Route("demo", "a", START, False), Route("demo", "b", START, False)))
    first, second, third = (store.notices.claim() for _ in range(3))
    assert first is not None and second is not None
    assert {first.channel, second.channel} == {"a", "b"}
    assert third is None


def test_what_is_not_due_waits(store: Store, clock: ManualClock) -> None:
    routed(store, due_at=START + timedelta(hours=1), digest=True)
    assert store.notices.claim() is None
    assert not store.notices.has_work()
    clock.advance(timedelta(hours=1))
    claim = store.notices.claim()
    assert claim is not None and claim.deliveries[0].digest


def test_a_sender_that_dies_leaves_its_delivery_to_another(store: Store, clock: ManualClock) -> None:
    routed(store)
    lost = store.notices.claim()
    clock.advance(LOST_AFTER + timedelta(seconds=1))
    taken = store.notices.claim()
    assert lost is not None and taken is not None
    assert ids(lost) == ids(taken)
    assert taken.deliveries[0].attempts == 2
    store.notices.failed(lost, ids(lost), "came back from the dead", None)
    assert store.notices.counts() == {"sending": 1}
    store.notices.sent(taken, ids(taken))
    assert store.notices.counts() == {"sent": 1}


def test_a_failure_waits_for_its_next_try_and_keeps_why(store: Store, clock: ManualClock) -> None:
    routed(store)
    claim = store.notices.claim()
    assert claim is not None
    store.notices.failed(claim, ids(claim), "It answered 503.", START + timedelta(minutes=5))
    assert store.notices.claim() is None
    clock.advance(timedelta(minutes=5))
    again = store.notices.claim()
    assert again is not None and again.deliveries[0].attempts == 2


def test_what_is_given_up_is_listed_with_its_reason(store: Store) -> None:
    routed(store)
    claim = store.notices.claim()
    assert claim is not None
    store.notices.failed(claim, ids(claim), "It answered 404: token=abcdef123", None)
    (lost,) = store.notices.given_up(START)
    assert (lost.site, lost.channel, lost.title) == ("demo", "desk", "A post failed")
    assert lost.error == "It answered 404: token=***"


def test_what_was_only_claimed_is_no_try(store: Store) -> None:
    routed(store, 2)
    claim = store.notices.claim()
    assert claim is not None
    store.notices.put_back(claim, ids(claim), START)
    again = store.notices.claim()
    assert again is not None and [each.attempts for each in again.deliveries] == [1, 1]


def test_old_notices_are_forgotten_once_they_have_ended(store: Store, clock: ManualClock) -> None:
    routed(store, 2)
    claim = store.notices.claim()
    assert claim is not None
    store.notices.sent(claim, ids(claim)[:1])
    clock.advance(timedelta(days=100))
    store.notices.raise_notice(notice(key="new"))
    assert store.notices.prune(clock.now() - timedelta(days=90)) == 1
    assert [item.notice.key for item in store.notices.list()] == ["new", "failed:p1"]


def test_the_newest_are_listed_first_with_those_for_everybody(store: Store) -> None:
    for key, where in (("a", "demo"), ("b", "other"), ("c", None)):
        store.notices.raise_notice(notice(key=key, site=where))
    assert [item.notice.key for item in store.notices.list("demo")] == ["c", "a"]


def _raise_and_claim(barrier: Any, url: str) -> tuple[list[bool], list[int]]:
    store = Store(url, ManualClock(START))
    barrier.wait()
    new = [store.notices.raise_notice(notice(key=f"failed:p{number}")) for number in range(20)]
    store.notices.route(_everybody)
    taken: list[int] = []
    while (claim := store.notices.claim()) is not None:
        taken += ids(claim)
        store.notices.sent(claim, ids(claim))
    store.close()
    return new, taken


def _everybody(_item: Item) -> tuple[Route, ...]:
    return (Route("demo", "desk", START, False),)


def test_processes_that_race_tell_each_event_once(store: Store, url: str) -> None:
    results = race(_raise_and_claim, url)
    news = [new for each, _ in results for new in each]
    taken = [number for _, each in results for number in each]
    assert sum(news) == 20
    assert len(taken) == len(set(taken)) == 20
    assert store.notices.counts() == {"sent": 20}
