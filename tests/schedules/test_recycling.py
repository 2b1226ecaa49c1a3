"""Once a day: what may be posted again is asked for, and the run drafts it with pictures, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dagster import AssetKey, RunRequest, SkipReason, build_schedule_context

from reprise.store.records import Post
from schedules.recycling import recycling
from tests.installation import MONDAY, Installation, failures
from tests.reprise.social.test_anew import ARTICLE

KETTLE = "\n\n".join(
    (
        f"---\ntitle: {ARTICLE.title}\ndate: 2026-05-30T08:00:00Z\nurl: https://example.org/kettle/\n---",
        *(f"## {block.text}" if block.kind == "heading" else block.text for block in ARTICLE.blocks),
    )
)
RECYCLE = "recycle: {enabled: true, kinds: [how-to, listicle, faq, article]}\n"


def tick(place: Installation) -> list[Any]:
    """What the schedule asks for at the clock's time, or why nothing."""
    resources = place.definitions().resources or {}
    needed = {name: resources[name] for name in ("store", "sites", "clock")}
    with build_schedule_context(scheduled_execution_time=place.clock.now(), resources=needed) as context:
        return list(recycling(context))


def published_first(place: Installation, platform: str) -> tuple[Post, ...]:
    """An article whose posts on one platform are all out."""
    place.configure(RECYCLE)
    place.write("kettle", KETTLE)
    key = place.take_in()["kettle"]
    assert failures(place.run("prepare", key)) == {}
    posts = place.store.posts
    for post in posts.find(platform=platform, states=("draft",)):
        posts.approve(post.id, "kim")
        posts.schedule(post.id, place.clock.now(), "UTC", "a test", "kim")
        assert posts.claim(post.id) is not None
        posts.publish_succeeded(post.id, [post.id], None)
    return posts.find(platform=platform, states=("published",))


def test_an_article_is_asked_for_and_drafted_again_with_a_picture(installation: Installation) -> None:
    installation.clock.set(MONDAY)
    first = published_first(installation, "telegram")
    (nothing,) = tick(installation)
    assert isinstance(nothing, SkipReason)
    installation.clock.set(MONDAY + timedelta(days=45))
    (request,) = tick(installation)
    assert isinstance(request, RunRequest)
    assert request.partition_key == first[0].article
    assert list(request.asset_selection or ()) == [AssetKey(["telegram", "recycled"])]

    result = installation.run("recycle", first[0].article, ("telegram", "recycled"))
    assert failures(result) == {}
    (again,) = installation.store.posts.find(platform="telegram", states=("draft",))
    assert (again.cycle, again.account) == (1, "main")
    assert again.recycled_from in {post.id for post in first}
    assert again.texts not in {post.texts for post in first}
    assert again.pictures
    assert again.id in (again.link or "")

    assert [type(each) for each in tick(installation)] == [SkipReason]
    assert failures(installation.run("recycle", first[0].article, ("telegram", "recycled"))) == {}
    assert len(installation.store.posts.find(platform="telegram", states=("draft",))) == 1
