"""Posts that are held, and edits that break a platform's rules, on the command line."""

from __future__ import annotations

from tests.cli.reprise_command import Reprise
from tests.reprise.store.builders import add_scheduled


def held(reprise: Reprise) -> str:
    store = reprise.place.store
    (post,) = add_scheduled(store, at=reprise.place.clock.now())
    assert store.posts.claim(post) is not None
    store.posts.hold(post, "Nobody knows whether it is there.")
    return str(post)


def test_a_held_post_that_is_there_becomes_published(reprise: Reprise) -> None:
    post = held(reprise)
    said = reprise("settle", post, "--published", "https://x.example.org/1", "--id", "1990", "--by", "kim")
    assert said.out == f"{post}: published\n"
    found = reprise.place.store.posts.get(post)
    assert (found.url, found.remote_ids) == ("https://x.example.org/1", ("1990",))
    assert reprise.place.store.posts.events(post)[-1].actor == "kim"


def test_a_held_post_that_is_not_there_goes_out_again(reprise: Reprise) -> None:
    post = held(reprise)
    assert reprise("settle", post, "--again", "--by", "kim").out == f"{post}: scheduled\n"


def test_settling_wants_one_answer(reprise: Reprise) -> None:
    post = held(reprise)
    assert reprise("settle", post).code == 2
    assert reprise("settle", post, "--published", "https://x.example.org/1").code == 2
    assert reprise.place.store.posts.get(post).state == "held"


def test_an_edit_that_the_platform_would_refuse_is_told_and_not_kept(reprise: Reprise) -> None:
    (post,) = add_scheduled(reprise.place.store)
    before = reprise.place.store.posts.get(post).texts
    said = reprise("edit", "post", post, "--text", "word " * 100)
    assert said.code == 1
    assert post in said.err and "--anyway" in said.err
    assert reprise.place.store.posts.get(post).texts == before
