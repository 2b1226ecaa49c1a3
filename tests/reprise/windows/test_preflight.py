"""A post on its way is looked at as its platform would."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprise.clock import ManualClock
from reprise.store.store import Store
from reprise.windows.preflight import draft_of, post_faults, text_faults
from tests.reprise.store.builders import START, add, draft, picture

LINK = "https://example.org/demo-a/"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path / 'store.db'}", ManualClock(START))
    store.migrate()
    return store


def test_words_and_media_are_both_looked_at(store: Store) -> None:
    (id_,) = add(store, draft(texts=("No link.",)))
    store.posts.attach_pictures(id_, (picture().model_copy(update={"alt": " "}),))
    found = post_faults(store.posts.get(id_))
    assert found == ["The link is not in the text.", "The picture has no alt text."]


def test_other_words_can_be_tried_before_they_are_kept(store: Store) -> None:
    (id_,) = add(store, draft(texts=("No link.",)))
    post = store.posts.get(id_)
    assert text_faults(post, (f"Read on: {LINK}",)) == []
    assert text_faults(post) != []


def test_a_carousel_without_its_slides_is_told(store: Store) -> None:
    (id_,) = add(store, draft("carousel", platform="linkedin", texts=(f"Swipe: {LINK}",)))
    assert post_faults(store.posts.get(id_)) == ["A carousel has at least 5 slides, this one 0."]
    slides = [picture(str(number)).model_copy(update={"role": "slide"}) for number in range(5)]
    store.posts.attach_pictures(id_, slides)
    assert post_faults(store.posts.get(id_)) == []


def test_a_post_is_the_draft_it_came_from(store: Store) -> None:
    one = draft(texts=(f"Read on: {LINK}",), hashtags=("Tag",), title="T", first_comment="First.")
    (id_,) = add(store, one)
    assert draft_of(store.posts.get(id_)) == one
    assert store.posts.get(id_).content_hash == one.content_hash


def test_a_first_comment_is_part_of_what_is_approved() -> None:
    assert draft(first_comment="First.").content_hash != draft().content_hash
