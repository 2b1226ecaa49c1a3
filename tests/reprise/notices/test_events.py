"""The keys under which events are told once, and the words they are told in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reprise.notices import events
from reprise.notices.notice import EVENTS, Notice
from reprise.store.store import Store
from tests.reprise.notices.builders import WHEN
from tests.reprise.store.builders import LATER, add_scheduled, draft


@pytest.fixture
def store(tmp_path: object) -> Store:
    from reprise.clock import ManualClock

    opened = Store(f"sqlite:///{tmp_path}/store.db", ManualClock(WHEN))
    opened.migrate()
    return opened


def test_every_kind_belongs_to_an_event_but_the_test() -> None:
    kinds = {kind for group in EVENTS.values() for kind in group}
    told = set(Notice.model_fields["kind"].annotation.__args__)  # type: ignore[union-attr]
    assert told - kinds == {"test"}


def test_a_post_scheduled_anew_fails_anew(store: Store) -> None:
    (post,) = add_scheduled(store, draft())
    first = events.post_failed(store.posts.get(post), "no")
    store.posts.reschedule(post, LATER + timedelta(days=1), "UTC", "later", "kim")
    assert first.key != events.post_failed(store.posts.get(post), "no").key
    assert first.key == events.post_failed(store.posts.get(post).model_copy(update={"scheduled_at": LATER}), "x").key


def test_a_post_is_told_with_its_account_words_and_ids(store: Store) -> None:
    (post,) = add_scheduled(store, draft(texts=("A text\nof two lines",)))
    told = events.post_published(store.posts.get(post).model_copy(update={"url": "https://x.example/1"}))
    assert (told.title, told.text, told.url) == ("Published on x", "A text of two lines", "https://x.example/1")
    assert told.facts == {"post": post, "article": "demo-a", "type": "announcement"}


@pytest.mark.parametrize(
    ("days", "stage"), [(20, 14), (14, 14), (8, 14), (7, 7), (3, 3), (2, 3), (1, 1), (0, 1), (-1, 1)]
)
def test_an_account_that_ends_is_told_of_at_stages(days: int, stage: int) -> None:
    assert events.account_expiring("demo", "x", "main", days).key == f"account:demo:x:main:{stage}"


def test_a_pause_is_one_notice_whatever_the_platform_says() -> None:
    first = events.paused("x", "main", "quota", "Out of credit (request 1).", "Buy more.", site="demo")
    second = events.paused("x", "main", "quota", "Out of credit (request 2).", "Buy more.", site="demo")
    assert first.key == second.key == events.paused_key("x", "main", "quota", "demo")
    assert first.key != events.paused("x", "main", "auth", "Refused.", "Log in.", site="demo").key


def test_very_long_words_make_no_notice_impossible() -> None:
    told = events.run_failed("prepare" * 60, "run", "reason " * 2000, article="a" * 63)
    assert len(told.key) <= 200
    assert len(told.text) <= 4000
