"""Calls to providers: one open for each key, written down before they leave, booked with their answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from reprise.clock import ManualClock
from reprise.errors import NotFound
from reprise.media import Media
from reprise.models.used import Used
from reprise.store.calls import Allowance, Asked, Call, Calls, Charge
from reprise.store.exports import usage_rows
from reprise.store.store import Store
from tests.reprise.store.builders import START, race

ASKED = Asked(
    key="k1",
    site="demo",
    task="adapt",
    provider="openai",
    type="openai",
    model="gpt-6-luna",
    at_most=Used(input_tokens=2000, output_tokens=1000),
    at_most_usd=0.5,
    at_most_credits=2.0,
    expected_usd=0.1,
    article="demo-a",
    asset="x/posts",
    run="run-1",
)
CHARGE = Charge(0.2, Used(input_tokens=900, output_tokens=300), units=2, credits=2.0)


@pytest.fixture
def machine() -> ManualClock:
    """The machines' own time, which an installation's clock has no part in."""
    return ManualClock(START)


@pytest.fixture
def calls(store: Store, clock: ManualClock, machine: ManualClock) -> Calls:
    return Calls(store.sessions, store.readers, clock, machine)


def begin(calls: Calls, asked: Asked = ASKED, owner: str = "one") -> Call:
    claimed = calls.claim(asked, owner, 60)
    assert claimed.how == "yours"
    assert claimed.call is not None
    return claimed.call


def test_a_call_is_written_down_before_it_is_made(calls: Calls) -> None:
    call = begin(calls)
    assert calls.open("demo") == (call,)
    assert (call.attempt, call.state, call.asset, call.used) == (1, "started", "x/posts", ASKED.at_most)
    assert len(call.id) == 36


def test_what_another_is_asking_is_theirs_until_their_lease_ends(calls: Calls, machine: ManualClock) -> None:
    call = begin(calls)
    assert calls.claim(ASKED, "two", 60).how == "theirs"
    machine.advance(timedelta(seconds=59))
    assert calls.beat(call.id, "one", 60)
    machine.advance(timedelta(seconds=59))
    assert calls.claim(ASKED, "two", 60).how == "theirs"
    machine.advance(timedelta(seconds=2))
    left = calls.claim(ASKED, "two", 60)
    assert (left.how, left.call and left.call.id) == ("left", call.id)
    assert not calls.beat(call.id, "one", 60)
    assert calls.claim(ASKED, "three", 60).how == "theirs"


def test_the_installations_clock_ends_no_lease(calls: Calls, clock: ManualClock) -> None:
    begin(calls)
    clock.advance(timedelta(days=30))
    assert calls.claim(ASKED, "two", 60).how == "theirs"


def test_an_answer_and_its_price_are_one_commit(calls: Calls, store: Store) -> None:
    call = begin(calls)
    calls.note(call.id, {"id": "resp_1"})
    calls.note(call.id, {"url": "/x"})
    media = Media(key="answers/ab/abc.mp3", mime="audio/mpeg", bytes=3)
    kept = calls.answered(call.id, CHARGE, body={"text": "yes"}, media=media, remote="resp_1")
    assert (kept.state, kept.body, kept.media, kept.remote) == ("answered", {"text": "yes"}, media, "resp_1")
    assert kept.handle == {"id": "resp_1", "url": "/x"}
    (row,) = usage_rows(store)
    assert (row["operation"], row["units"], row["unit"], row["usd"], row["credits"]) == ("adapt", 2, "post", 0.2, 2.0)
    assert (row["task"], row["provider"], row["model"], row["asset"]) == ("adapt", "openai", "gpt-6-luna", "x/posts")
    assert (row["call_id"], row["is_certain"]) == (call.id, True)
    found = calls.claim(ASKED, "two", 60)
    assert (found.how, found.call) == ("answered", kept)
    assert calls.answer(ASKED.key) == kept
    assert calls.answer(ASKED.key, beyond=1) is None


def test_an_answer_is_entered_once_whoever_brings_it(calls: Calls, store: Store) -> None:
    call = begin(calls)
    calls.answered(call.id, CHARGE, body="first")
    assert calls.answered(call.id, replace(CHARGE, usd=9.0), body="second").body == "first"
    assert [row["usd"] for row in usage_rows(store)] == [0.2]


def test_a_failed_call_costs_nothing_unless_it_was_charged(calls: Calls, store: Store) -> None:
    first = begin(calls)
    calls.failed(first.id, "one", "overloaded", "Later.")
    second = begin(calls)
    assert second.attempt == 2
    calls.failed(second.id, "one", "malformed", "No JSON.", replace(CHARGE, units=0, credits=0))
    assert [(row["usd"], row["credits"], row["is_certain"]) for row in usage_rows(store)] == [(0.2, 0.0, True)]
    assert [(each.state, each.reason_kind) for each in calls.of("demo-a")] == [
        ("failed", "overloaded"),
        ("failed", "malformed"),
    ]


def test_a_lost_call_is_entered_at_the_most_it_can_have_cost_until_more_is_known(calls: Calls, store: Store) -> None:
    call = begin(calls)
    calls.lost(call.id, "one", "timeout", "No answer.")
    assert [(row["usd"], row["is_certain"]) for row in usage_rows(store)] == [(0.5, False)]
    assert store.usage.spent("demo", START).doubtful_usd == 0.5
    calls.answered(call.id, CHARGE, body="late")
    assert [(row["usd"], row["is_certain"]) for row in usage_rows(store)] == [(0.2, True)]
    assert calls.answer(ASKED.key) is not None


def test_only_its_owner_gives_a_call_up(calls: Calls, store: Store, machine: ManualClock) -> None:
    call = begin(calls)
    machine.advance(timedelta(seconds=61))
    calls.claim(ASKED, "two", 60)
    calls.failed(call.id, "one", "network", "Too late.")
    calls.lost(call.id, "one", "timeout", "Too late.")
    assert calls.get(call.id).state == "started"
    assert list(usage_rows(store)) == []


def test_a_released_call_is_taken_up_by_the_next(calls: Calls) -> None:
    call = begin(calls)
    calls.note(call.id, {"id": "resp_1"})
    calls.release(call.id, "one", "timeout", "Still working.")
    left = calls.claim(ASKED, "two", 60)
    assert left.how == "left"
    assert left.call is not None
    assert left.call.handle == {"id": "resp_1"}


def test_calls_that_nobody_takes_up_are_written_off(calls: Calls, store: Store, machine: ManualClock) -> None:
    call = begin(calls)
    machine.advance(timedelta(hours=23))
    assert calls.write_off() == 0
    machine.advance(timedelta(hours=2))
    assert calls.write_off() == 1
    assert (calls.get(call.id).state, calls.open()) == ("lost", ())
    assert [(row["usd"], row["is_certain"]) for row in usage_rows(store)] == [(0.5, False)]


def test_running_calls_are_held_back_from_what_may_be_spent(calls: Calls, store: Store) -> None:
    allowance = Allowance(usd=1.2, credits=None, since=START - timedelta(days=1))
    keys = [replace(ASKED, key=f"k{number}") for number in range(3)]
    first, second, third = (calls.claim(each, "one", 60, allowance=allowance) for each in keys)
    assert (first.how, second.how, third.how) == ("yours", "yours", "over")
    assert third.spent is not None
    assert third.spent.reserved_usd == 1.0
    assert first.call is not None
    calls.answered(first.call.id, CHARGE)  # 0.2 instead of 0.5
    assert calls.claim(keys[2], "one", 60, allowance=allowance).how == "yours"
    assert store.usage.spent("demo", START).usd == pytest.approx(1.2)


def test_credits_are_limited_too(calls: Calls, store: Store) -> None:
    store.usage.record("script", 1, site="demo")  # 5 credits of the built-in writer
    tight = Allowance(usd=None, credits=6.0, since=START)
    assert calls.claim(ASKED, "one", 60, allowance=tight).how == "over"
    assert calls.claim(replace(ASKED, at_most_credits=0.0), "one", 60, allowance=tight).how == "yours"


def test_what_was_spent_before_does_not_count(calls: Calls, clock: ManualClock) -> None:
    calls.answered(begin(calls).id, CHARGE)
    later = clock.advance(timedelta(days=40))
    month = Allowance(usd=0.5, credits=None, since=later - timedelta(days=20))
    assert calls.claim(replace(ASKED, key="k2"), "one", 60, allowance=month).how == "yours"


def test_an_unknown_call_is_not_found(calls: Calls) -> None:
    with pytest.raises(NotFound, match="call nothing"):
        calls.get("nothing")


def claim_together(barrier: object, url: str) -> str:
    store = Store(url, ManualClock(START))
    barrier.wait()  # type: ignore[attr-defined]
    claimed = store.calls.claim(ASKED, "somebody", 60)
    store.close()
    return claimed.how


def test_of_processes_that_ask_the_same_at_once_one_makes_the_call(store: Store, url: str) -> None:
    assert sorted(race(claim_together, url)) == ["theirs", "theirs", "yours"]
    assert len(store.calls.open()) == 1
