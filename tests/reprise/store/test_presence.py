"""Which articles are asked for, and what two processes that look at once make of it, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reprise.articles.presence import CONFIRM_AFTER, THERE, gone
from reprise.articles.raw import Listed
from reprise.clock import ManualClock
from reprise.store.presence import WITHDRAWER
from reprise.store.store import Store
from tests.reprise.store.builders import START, add, draft, race

MISSING = gone("Its page answers 404.")


def registered(store: Store, name: str) -> str:
    item = Listed({"name": name}, (f"url:{name}", f"guid:{name}"), f"https://example.org/{name}", name, "m1")
    key = store.articles.register("demo", item).key
    add(store, draft(article=key))
    return key


def due(store: Store, limit: int = 10) -> list[str]:
    return [each.article.key for each in store.presences.due(["demo"], limit, CONFIRM_AFTER)]


def test_suspects_come_first_and_then_who_was_never_asked_for(store: Store, clock: ManualClock) -> None:
    first, second, third = (registered(store, name) for name in "abc")
    store.presences.note(first, THERE, CONFIRM_AFTER)
    store.presences.note(second, MISSING, CONFIRM_AFTER)
    assert due(store) == [third]
    clock.advance(CONFIRM_AFTER)
    assert due(store) == [second, third]
    clock.advance(CONFIRM_AFTER)
    assert due(store) == [second, third, first]


def test_a_candidate_carries_all_its_names(store: Store) -> None:
    registered(store, "a")
    (candidate,) = store.presences.due(["demo"], 1, CONFIRM_AFTER)
    assert set(candidate.sought.identities) == {"url:a", "guid:a"}
    assert candidate.sought.reference["name"] == "a"


def test_other_sites_are_left_alone(store: Store) -> None:
    registered(store, "a")
    assert store.presences.due(["other"], 10, CONFIRM_AFTER) == ()


def test_only_what_the_withdrawal_cancelled_last_can_be_restored(store: Store) -> None:
    key = registered(store, "a")
    (post,) = (each.id for each in store.posts.find(article=key))
    store.posts.cancel(post, WITHDRAWER, "gone")
    assert store.presences.restorable(key) == (post,)
    store.posts.restore(post, WITHDRAWER)
    store.posts.cancel(post, "automation", "for another reason")
    assert store.presences.restorable(key) == ()


def _confirm(barrier: Any, url: str, key: str) -> str:
    store = Store(url, ManualClock(START + CONFIRM_AFTER + timedelta(seconds=1)))
    barrier.wait()
    verdict, _ = store.presences.note(key, MISSING, CONFIRM_AFTER)
    store.close()
    return verdict


def test_processes_that_confirm_at_once_withdraw_once(store: Store, url: str) -> None:
    key = registered(store, "a")
    store.presences.note(key, MISSING, CONFIRM_AFTER)
    verdicts = race(_confirm, url, key)
    assert sorted(verdicts) == ["still gone"] * (len(verdicts) - 1) + ["withdrawn"]
    assert [item.repeats for item in store.notices.list()] == [0]


def test_a_post_whose_article_is_gone_is_never_claimed(store: Store, clock: ManualClock) -> None:
    """Whatever the order in which a withdrawal and a publisher come."""
    key = registered(store, "a")
    (post,) = (each.id for each in store.posts.find(article=key))
    store.posts.approve(post, "kim")
    store.posts.schedule(post, START, "UTC", "now", "kim")
    store.presences.note(key, MISSING, CONFIRM_AFTER)
    clock.advance(CONFIRM_AFTER)
    store.presences.note(key, MISSING, CONFIRM_AFTER)
    assert store.posts.claim(post) is None
    assert store.posts.get(post).state == "cancelled"
    last = store.posts.events(post)[-1]
    assert (last.actor, "404" in last.cause) == (WITHDRAWER, True)
