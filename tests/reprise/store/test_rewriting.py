"""One post is rewritten by itself: only while no person touched it and nothing has left."""

from __future__ import annotations

import pytest

from reprise.errors import Conflict, NotFound
from reprise.social.post import PostDraft
from reprise.store.records import Upserted
from reprise.store.store import Store
from tests.reprise.store.builders import add, add_scheduled, claim_now, draft, main_account

NEW = draft(texts=("Another wording.",))


def test_new_wording_replaces_the_old_and_leaves_the_other_posts_alone(store: Store) -> None:
    first, second = add(store, draft(), draft("highlights"))
    assert store.posts.rewrite(first, NEW, "run:remake")
    assert store.posts.get(first).texts == NEW.texts
    assert store.posts.get(first).touched_by is None
    assert store.posts.get(second).state == "draft"


def test_the_same_wording_changes_nothing(store: Store) -> None:
    (id_,) = add(store)
    before = store.posts.get(id_)
    assert not store.posts.rewrite(id_, draft(), "run:remake")
    assert store.posts.get(id_) == before


def test_an_approval_by_automation_is_for_the_new_wording(store: Store) -> None:
    (id_,) = add_scheduled(store)
    store.posts.rewrite(id_, NEW, "run:remake")
    assert store.posts.get(id_).state == "scheduled"
    assert store.posts.get(id_).is_approved


def test_what_a_person_touched_is_refused(store: Store) -> None:
    (id_,) = add(store)
    store.posts.approve(id_, "kim")
    with pytest.raises(Conflict, match="kim has changed it or decided on it"):
        store.posts.rewrite(id_, NEW, "run:remake")
    assert store.posts.get(id_).texts == draft().texts


def test_what_is_on_its_way_or_unknown_is_refused(store: Store) -> None:
    (id_,) = add_scheduled(store)
    claim_now(store, id_)
    with pytest.raises(Conflict, match="It is publishing"):
        store.posts.rewrite(id_, NEW, "run:remake")
    with pytest.raises(NotFound):
        store.posts.rewrite("p000000000000", NEW, "run:remake")


def test_a_post_of_a_further_account_keeps_its_own_id_and_link(store: Store) -> None:
    (id_,) = add(store, draft(id="p0000000000aa"))
    link = "https://example.org/?utm_content=p0000000000bb"
    other = draft(id="p0000000000bb", texts=(f"New: {link}",), link=link)
    store.posts.rewrite(id_, other, "run:remake")
    assert store.posts.get(id_).link == "https://example.org/?utm_content=p0000000000aa"
    assert "p0000000000bb" not in store.posts.get(id_).texts[0]


def test_what_was_made_anew_stays_when_a_run_brings_the_earlier_wording_again(store: Store) -> None:
    def bring(text: PostDraft) -> Upserted:
        return store.posts.upsert([text], main_account, "run:2")

    (id_,) = add(store)
    store.posts.rewrite(id_, NEW, "run:remake")
    assert bring(draft()).kept == (id_,)
    store.posts.rewrite(id_, draft(texts=("A third wording.",)), "run:remake")
    assert bring(draft()).kept == (id_,)
    assert store.posts.get(id_).texts == ("A third wording.",)
    assert bring(draft(texts=("The article has changed.",))).updated == (id_,)
    assert bring(draft()).updated == (id_,)
