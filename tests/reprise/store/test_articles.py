from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from reprise.articles.raw import Listed
from reprise.clock import ManualClock
from reprise.errors import NotFound
from reprise.store.articles import Articles
from reprise.store.tables import Base
from tests.builders import make_article

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def articles(clock: ManualClock) -> Iterator[Articles]:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    yield Articles(sessionmaker(engine, expire_on_commit=False), clock)
    engine.dispose()


def item(title: str = "One", mark: str = "m1", names: tuple[str, ...] = ("guid:1", "url:e.org/1")) -> Listed:
    return Listed({"id": title}, names, f"https://e.org/{title}", title, mark)


def test_a_new_article_gets_a_key_that_outlives_every_edit(articles: Articles) -> None:
    key = articles.register("demo", item()).key
    edits = [
        item("Another title", "m2"),
        item("One", "m3", ("guid:changed", "url:e.org/1")),
        item("One", "m4", ("guid:changed", "url:e.org/moved")),
    ]
    assert {articles.register("demo", edit).key for edit in edits} == {key}
    assert len(articles.list("demo")) == 1
    assert articles.get(key).mark == "m4"


def test_the_same_names_on_another_site_are_another_article(articles: Articles) -> None:
    assert articles.register("demo", item()).key != articles.register("other", item()).key
    assert articles.find("other", ("guid:none", "guid:1")) == articles.list("other")[0]
    assert articles.find("third", ("guid:1",)) is None


def test_a_name_never_moves_to_another_article(articles: Articles) -> None:
    first = articles.register("demo", item("A", names=("guid:a", "url:a")))
    second = articles.register("demo", item("B", names=("guid:b",)))
    articles.register("demo", item("B", "m2", names=("guid:b", "url:a")))
    found = articles.find("demo", ("url:a",))
    assert found is not None and found.key == first.key != second.key


def test_the_surest_name_decides(articles: Articles) -> None:
    articles.register("demo", item("A", names=("wp:1", "url:a")))
    second = articles.register("demo", item("B", names=("wp:2", "url:b")))
    found = articles.find("demo", ("wp:2", "url:a"))
    assert found is not None and found.key == second.key


def test_new_and_edited_articles_wait_and_unchanged_ones_do_not(articles: Articles) -> None:
    known = articles.register("demo", item())
    assert (known.state, known.next_revision) == ("waiting", "1.m1")
    articles.confirm_requested([(known.key, "1.m1")])
    assert articles.register("demo", item()).state == "requested"
    assert articles.waiting("demo", 9) == []
    assert articles.register("demo", item(mark="m2")).next_revision == "2.m2"


def test_an_edit_that_is_taken_back_is_a_new_request(articles: Articles) -> None:
    key = articles.register("demo", item(mark="a")).key
    revisions = []
    for mark in ("a", "b", "a"):
        known = articles.register("demo", item(mark=mark))
        assert known.next_revision
        revisions.append(known.next_revision)
        articles.confirm_requested([(key, known.next_revision)])
    assert revisions == ["1.a", "2.b", "3.a"]


def test_confirming_twice_or_late_changes_nothing(articles: Articles) -> None:
    key = articles.register("demo", item()).key
    for _ in range(2):
        articles.confirm_requested([(key, "1.m1"), ("gone", "1.x")])
    assert articles.get(key).requested_revision == "1.m1"
    articles.register("demo", item(mark="m2"))
    articles.confirm_requested([(key, "1.m1")])
    assert articles.get(key).state == "waiting"


def test_an_edit_between_request_and_confirmation_still_waits(articles: Articles) -> None:
    key = articles.register("demo", item()).key
    articles.register("demo", item(mark="m2"))
    articles.confirm_requested([(key, "1.m1")])
    known = articles.get(key)
    assert (known.state, known.next_revision) == ("waiting", "2.m2")


def test_what_was_seen_before_starts_nothing_even_when_edited(articles: Articles) -> None:
    key = articles.mark_seen("demo", item()).key
    articles.register("demo", item(mark="m2"))
    assert articles.waiting("demo", 9) == []
    assert articles.request_again(key).next_revision == "1.m2"


def test_seeding_leaves_alone_what_was_requested(articles: Articles) -> None:
    key = articles.register("demo", item()).key
    articles.confirm_requested([(key, "1.m1")])
    assert articles.mark_seen("demo", item(mark="m2")).requested_revision == "1.m1"


def test_the_longest_known_wait_first(articles: Articles, clock: ManualClock) -> None:
    for number in (3, 1, 2):
        articles.register("demo", item(str(number), names=(f"guid:{number}",)))
        clock.advance(timedelta(seconds=1))
    assert [known.title for known in articles.waiting("demo", 2)] == ["3", "1"]


def test_the_revision_grows_with_the_content_only(articles: Articles) -> None:
    key = articles.register("demo", item()).key
    first = make_article("A", "text", key=key, content_hash="h1")
    assert [articles.record(first).revision for _ in range(2)] == [1, 1]
    assert articles.record(first.model_copy(update={"content_hash": "h2"})).revision == 2
    assert articles.record(first).revision == 3


def test_a_problem_is_kept_until_the_article_is_read(articles: Articles) -> None:
    key = articles.register("demo", item()).key
    articles.note_problem(key, "It has no text.")
    assert articles.get(key).problem == "It has no text."
    articles.record(make_article("A", "text", key=key))
    assert articles.get(key).problem is None


def test_an_unknown_key_is_named(articles: Articles) -> None:
    with pytest.raises(NotFound, match="demo-x"):
        articles.get("demo-x")
    with pytest.raises(NotFound):
        articles.note_problem("demo-x", "p")


def test_two_articles_never_share_a_key(articles: Articles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when the short hashes of their names collide."""
    monkeypatch.setattr("reprise.articles.identity._HASH_LENGTH", 1)
    keys = {articles.register("demo", item("Same", names=(f"guid:{number}",))).key for number in range(12)}
    assert len(keys) == 12
