from __future__ import annotations

from datetime import timedelta
from threading import Barrier

import pytest

from reprise.clock import ManualClock
from reprise.errors import Conflict, NotFound
from reprise.store.store import Store
from tests.reprise.store.builders import LATER, START, add_scheduled, claim_now, race


@pytest.fixture
def claimed(store: Store) -> str:
    (post,) = add_scheduled(store)
    claim_now(store, post)
    return post


def test_an_attempt_is_on_record_before_anything_is_known(store: Store, url: str, claimed: str) -> None:
    attempt = store.attempts.start(claimed, "f" * 32, "run-1")
    assert (attempt.fingerprint, attempt.run, attempt.handles, attempt.started_at) == ("f" * 32, "run-1", {}, START)
    elsewhere = Store(url, ManualClock(START))
    assert elsewhere.attempts.open() == (attempt,)
    elsewhere.close()


def test_a_handle_is_there_for_others_as_soon_as_it_is_noted(store: Store, claimed: str, clock: ManualClock) -> None:
    attempt = store.attempts.start(claimed, "f" * 32)
    store.attempts.note_handle(attempt.id, "media", ["m1"])
    clock.advance(timedelta(seconds=9))
    store.attempts.note_handle(attempt.id, "posts", ["1", "2"])
    found = store.attempts.get(attempt.id)
    assert found.handles == {"media": ["m1"], "posts": ["1", "2"]}
    assert found.noted_at == START + timedelta(seconds=9)


def test_only_a_claimed_post_can_be_attempted(store: Store) -> None:
    (post,) = add_scheduled(store)
    with pytest.raises(Conflict, match="It is scheduled, not being published"):
        store.attempts.start(post, "f" * 32)
    with pytest.raises(Conflict, match="unknown"):
        store.attempts.start("p0", "f" * 32)


def test_a_second_attempt_waits_for_the_end_of_the_first(store: Store, claimed: str) -> None:
    first = store.attempts.start(claimed, "f" * 32)
    with pytest.raises(Conflict, match="Another attempt is open"):
        store.attempts.start(claimed, "f" * 32)
    store.attempts.finish(first.id, "failed", "network", "No route.")
    second = store.attempts.start(claimed, "f" * 32)
    assert [(each.outcome, each.error_kind) for each in store.attempts.of(claimed)] == [
        ("failed", "network"), (None, None),
    ]  # fmt: skip
    assert [each.id for each in store.attempts.open()] == [second.id]


def start_together(barrier: Barrier, url: str, post: str) -> bool:
    store = Store(url, ManualClock(LATER))
    barrier.wait()
    try:
        store.attempts.start(post, "f" * 32)
    except Conflict:
        return False
    return True


@pytest.mark.slow
def test_of_many_processes_one_starts_an_attempt(store: Store, url: str, claimed: str) -> None:
    assert sorted(race(start_together, url, claimed)) == [False, False, True]


def test_an_ended_attempt_takes_no_more_handles(store: Store, claimed: str) -> None:
    attempt = store.attempts.start(claimed, "f" * 32)
    store.attempts.finish(attempt.id, "unknown")
    with pytest.raises(Conflict, match="ended already"):
        store.attempts.note_handle(attempt.id, "posts", ["1"])
    with pytest.raises(Conflict, match="ended already"):
        store.attempts.finish(attempt.id, "failed")
    with pytest.raises(NotFound):
        store.attempts.note_handle(99, "posts", [])


def test_the_end_of_a_post_ends_its_attempt_with_it(store: Store, claimed: str) -> None:
    attempt = store.attempts.start(claimed, "f" * 32)
    store.posts.publish_succeeded(claimed, ["1"], None, attempt=attempt.id)
    assert store.attempts.get(attempt.id).outcome == "published"


def test_the_news_that_a_post_is_there_corrects_an_attempt_that_was_given_up(store: Store, claimed: str) -> None:
    attempt = store.attempts.start(claimed, "f" * 32)
    store.posts.hold(claimed, "No sign of life.", attempt=attempt.id)
    assert store.posts.publish_succeeded(claimed, ["1"], None, attempt=attempt.id).state == "published"
    assert store.attempts.get(attempt.id).outcome == "published"


@pytest.mark.parametrize(
    ("handles", "certain"),
    [({}, False), ({"sent": False}, True), ({"sent": True}, False), ({"sent": False, "sending": 0}, False)],
)
def test_only_a_promise_makes_it_certain_that_nothing_was_sent(
    store: Store, claimed: str, handles: dict[str, object], certain: bool
) -> None:
    assert store.attempts.start(claimed, "f" * 32, None, handles).never_sent is certain
