"""What an edit does to posts that are there: words that wait follow it, nothing that is out is posted again."""

from __future__ import annotations

from datetime import timedelta

from reprise.store.records import Post
from tests.installation import LAMPS, Installation, failures, materialized

SOME = (("article",), ("brief",), ("linkedin", "posts"))


def prepare(place: Installation, text: str) -> str:
    """Write the article and run the job for it; its key."""
    place.write("lamps", text)
    key = place.take_in()["lamps"]
    assert failures(place.run("prepare", key, *SOME)) == {}
    return key


def publish(place: Installation, key: str) -> Post:
    first = place.store.posts.find(article=key, type_="announcement")[0]
    place.store.posts.approve(first.id, "kim")
    place.store.posts.schedule(first.id, place.clock.now(), "UTC", "now", "kim")
    assert place.store.posts.claim(first.id) is not None
    return place.store.posts.publish_succeeded(first.id, ["1"], "https://example.org/posts/1")


def told(place: Installation) -> list[str]:
    kinds = [item.notice.kind for item in place.store.notices.list()]
    return [kind for kind in kinds if kind != "published"]


def test_a_slip_that_is_mended_posts_nothing_again_and_tells_nobody(installation: Installation) -> None:
    key = prepare(installation, LAMPS)
    before = publish(installation, key)
    count = len(installation.store.posts.find(article=key))
    installation.clock.set(installation.clock.now() + timedelta(days=60))
    installation.write("lamps", LAMPS.replace("brittle", "britttle"))
    assert installation.take_in()["lamps"] == key
    result = installation.run("prepare", key, *SOME)
    assert failures(result) == {}
    assert str(materialized(result)["article"].metadata["edit"].value).startswith("typo")
    after = installation.store.posts.get(before.id)
    assert (after.state, after.texts, after.published_at) == ("published", before.texts, before.published_at)
    assert len(installation.store.posts.find(article=key)) == count
    assert installation.store.posts.claim(before.id) is None
    assert told(installation) == []


def test_a_correction_tells_of_posts_that_are_out_and_re_words_those_that_wait(installation: Installation) -> None:
    key = prepare(installation, LAMPS)
    publish(installation, key)
    prepare(installation, LAMPS.replace("10 euros", "12 euros").replace("fifteen minutes", "twenty minutes"))
    assert told(installation) == ["corrected"]
    waiting = installation.store.posts.find(article=key, states=("draft",))
    assert not [post.id for post in waiting for text in post.texts if "fifteen minutes" in text]


def test_a_retracted_article_ends_its_run_and_its_queue(installation: Installation) -> None:
    key = prepare(installation, LAMPS)
    live = publish(installation, key)
    installation.write(
        "lamps", LAMPS.replace("title: Three", "title: 'RETRACTED: Three").replace("safe\n", "safe'\n", 1)
    )
    assert installation.take_in()["lamps"] == key
    ((step, said),) = failures(installation.run("prepare", key, *SOME)).items()
    assert (step, "was retracted" in said) == ("article", True)
    states = {post.id: post.state for post in installation.store.posts.find(article=key)}
    assert states.pop(live.id) == "published"
    assert set(states.values()) == {"cancelled"}
    assert told(installation) == ["withdrawn"]


def test_a_retraction_that_is_taken_back_brings_drafts(installation: Installation) -> None:
    key = prepare(installation, LAMPS)
    installation.write("lamps", "---\ntitle: 'Withdrawn: lamps'\nurl: https://example.org/lamps/\n---\nGone.")
    installation.take_in()
    assert not installation.run("prepare", key, *SOME).success
    assert {post.state for post in installation.store.posts.find(article=key)} == {"cancelled"}
    assert prepare(installation, LAMPS) == key
    assert {post.state for post in installation.store.posts.find(article=key)} == {"draft"}
