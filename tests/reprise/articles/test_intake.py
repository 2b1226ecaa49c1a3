from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from reprise.articles.intake import Intake, intake, seed
from reprise.articles.raw import Changes, Listed, RawArticle
from reprise.clock import ManualClock
from reprise.errors import BadInput, Unavailable
from reprise.sites import Site
from reprise.store.articles import Articles
from reprise.store.tables import Base

SITE = Site.model_validate(
    {"id": "demo", "name": "Demo", "url": "https://e.org/", "source": {"type": "folder", "path": "x"}}
)


class Shelf:
    """A source in memory: `marks` by name, listed `portion` at a time; it remembers how often it was asked."""

    def __init__(self, *names: str, portion: int = 100) -> None:
        self.marks = dict.fromkeys(names, "m1")
        self.portion = portion
        self.broken = False

    def changes(self, cursor: dict[str, Any] | None) -> Changes:
        if self.broken:
            raise Unavailable("The source is down.", where="shelf")
        start = (cursor or {}).get("at", 0)
        names = list(self.marks)[start : start + self.portion]
        more = start + self.portion < len(self.marks)
        items = [Listed({"id": n}, (f"guid:{n}",), f"https://e.org/{n}", n, self.marks[n]) for n in names]
        return Changes(items, {"at": start + self.portion if more else 0}, more)

    def read(self, reference: Mapping[str, Any]) -> RawArticle:
        raise NotImplementedError


def new_registry() -> Articles:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    return Articles(sessionmaker(engine, expire_on_commit=False), ManualClock(datetime(2026, 3, 2, tzinfo=UTC)))


@pytest.fixture
def articles() -> Iterator[Articles]:
    yield new_registry()


def titles(found: Intake) -> list[str]:
    return [request.title for request in found.requests]


def test_new_articles_are_requested_once(articles: Articles) -> None:
    shelf = Shelf("a", "b")
    first = intake(SITE, shelf, articles, None)
    assert sorted(titles(first)) == ["a", "b"]
    assert all(request.run_key == f"{request.key}:1.m1" for request in first.requests)
    second = intake(SITE, shelf, articles, first.cursor)
    assert (titles(second), second.left) == ([], False)


def test_more_than_the_cap_are_taken_at_the_next_looks(articles: Articles) -> None:
    shelf, cursor, seen = Shelf(*"abcdefg"), None, []
    for expected in (True, True, False):
        found = intake(SITE, shelf, articles, cursor, cap=3)
        assert found.left is expected
        seen += titles(found)
        cursor = found.cursor
    assert sorted(seen) == list("abcdefg")


def test_a_look_that_was_never_committed_is_made_again_under_the_same_run_keys(articles: Articles) -> None:
    shelf = Shelf("a", "b")
    lost = intake(SITE, shelf, articles, None)
    again = intake(SITE, shelf, articles, None)
    assert again.requests == lost.requests
    assert titles(intake(SITE, shelf, articles, again.cursor)) == []


def test_an_edit_is_requested_and_a_revert_too(articles: Articles) -> None:
    shelf, cursor, keys = Shelf("a"), None, []
    for mark in ("m1", "m2", "m1"):
        shelf.marks["a"] = mark
        found = intake(SITE, shelf, articles, cursor)
        keys += [request.run_key.partition(":")[2] for request in found.requests]
        cursor = found.cursor
    assert keys == ["1.m1", "2.m2", "3.m1"]
    assert len(articles.list()) == 1


def test_a_source_that_reorders_or_shrinks_changes_nothing(articles: Articles) -> None:
    shelf = Shelf("a", "b", "c")
    cursor = intake(SITE, shelf, articles, None).cursor
    shelf.marks = {"c": "m1", "a": "m1"}
    found = intake(SITE, shelf, articles, cursor)
    shelf.marks = {}
    empty = intake(SITE, shelf, articles, found.cursor)
    assert titles(found) == titles(empty) == []
    assert len(articles.list()) == 3


def test_a_source_that_fails_changes_nothing(articles: Articles) -> None:
    shelf = Shelf("a")
    shelf.broken = True
    with pytest.raises(Unavailable):
        intake(SITE, shelf, articles, None)
    assert articles.list() == []
    shelf.broken = False
    assert titles(intake(SITE, shelf, articles, None)) == ["a"]


def test_seeding_remembers_everything_and_requests_nothing(articles: Articles) -> None:
    shelf = Shelf(*"abcdefg", portion=2)
    assert seed(SITE, shelf, articles) == 7
    shelf.marks["a"] = "edited"
    assert titles(intake(SITE, shelf, articles, None)) == []
    shelf.marks = {"new": "m1"}
    assert titles(intake(SITE, shelf, articles, None)) == ["new"]


def test_a_cursor_that_was_reset_repeats_no_run(articles: Articles) -> None:
    shelf = Shelf("a", "b")
    first = intake(SITE, shelf, articles, None)
    intake(SITE, shelf, articles, first.cursor)
    assert titles(intake(SITE, shelf, articles, "")) == []


@pytest.mark.parametrize("cursor", ["{", "[]", "12", '{"version": 99}', json.dumps({"version": 1, "emitted": [1]})])
def test_a_cursor_of_another_kind_is_one_clear_error(articles: Articles, cursor: str) -> None:
    with pytest.raises(BadInput, match="Reset the sensor's cursor"):
        intake(SITE, Shelf("a"), articles, cursor)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcde"), st.sampled_from(["m1", "m2", "m3"]), st.booleans()), min_size=1, max_size=25
    ),
    st.integers(1, 3),
    st.integers(1, 3),
)
def test_whatever_happens_every_article_s_last_content_is_requested_and_no_run_key_twice(
    steps: list[tuple[str, str, bool]], cap: int, portion: int
) -> None:
    """Articles appear and change at random, looks die before their commit at random; then it calms down."""
    registry, shelf, cursor = new_registry(), Shelf(portion=portion), None
    committed: list[str] = []

    def look(*, dies: bool) -> None:
        nonlocal cursor
        found = intake(SITE, shelf, registry, cursor, cap=cap)
        if not dies:
            cursor = found.cursor
            committed.extend(request.run_key for request in found.requests)

    for name, mark, dies in steps:
        shelf.marks[name] = mark
        look(dies=dies)
    for _ in range(20):
        look(dies=False)
    assert len(committed) == len(set(committed))
    for known in registry.list():
        last = [key for key in committed if key.startswith(f"{known.key}:")][-1]
        assert last.endswith(f".{shelf.marks[known.title]}")
    assert len(registry.list()) == len(shelf.marks)
