"""Posts go out once, when their time has come, and because their row says so; never because an asset was made again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from dagster import AssetKey

from reprise.store.records import Post
from reprise.store.tables import PostRow
from reprise.windows.report import Publications
from tests.installation import LAMPS, MONDAY, Installation, failures, materialized

LATER = MONDAY + timedelta(hours=2)
DRAFTED = (("article",), ("brief",), ("x", "posts"), ("linkedin", "posts"))
LIVE_X = "platforms: {x: {target: live}}\n"


def drafted(place: Installation) -> str:
    """An article whose posts for X and LinkedIn are drafts; its key."""
    place.write("lamps", LAMPS)
    key = place.take_in()["lamps"]
    assert failures(place.run("prepare", key, *DRAFTED)) == {}
    return key


def schedule(place: Installation, key: str, platform: str) -> Post:
    """Approve one post as a person does and give it a time."""
    post = place.store.posts.find(article=key, platform=platform)[0]
    place.store.posts.approve(post.id, "kim")
    return place.store.posts.schedule(post.id, LATER, "Europe/Berlin", "a test", "kim")


def outbox(place: Installation) -> list[Path]:
    return sorted(place.settings.outbox.rglob("post.json"))


def attempts(place: Installation, post: Post) -> int:
    return len(place.store.attempts.of(post.id))


def publish(place: Installation) -> dict[str, int]:
    """How many posts a run of `publish` has sent, by platform; its failed steps must be none."""
    result = place.run("publish")
    assert failures(result) == {}
    return {name.split("/")[0]: made.metadata["published now"].value for name, made in materialized(result).items()}


def test_a_due_post_goes_to_the_outbox_exactly_once(installation: Installation) -> None:
    key = drafted(installation)
    post = schedule(installation, key, "linkedin")
    installation.clock.set(LATER)
    assert publish(installation) == {"linkedin": 1}
    published = installation.store.posts.get(post.id)
    assert (published.state, published.published_at) == ("published", LATER)
    (page,) = outbox(installation)
    assert post.id in page.parent.name
    before = {path: path.stat().st_mtime_ns for path in installation.settings.outbox.rglob("*") if path.is_file()}
    assert publish(installation) == {}
    assert attempts(installation, post) == 1
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert outbox(installation) == [page]
    listed = installation.documents.read(Publications, ["linkedin", "publications"], key).posts
    assert [each.post for each in listed if each.state == "published"] == [post.id]


def test_nothing_goes_out_before_its_time(installation: Installation) -> None:
    key = drafted(installation)
    post = schedule(installation, key, "linkedin")
    installation.clock.set(LATER - timedelta(seconds=1))
    assert publish(installation) == {}
    assert installation.store.posts.get(post.id).state == "scheduled"
    assert outbox(installation) == []


def test_drafts_and_approved_posts_without_a_time_never_go_out(installation: Installation) -> None:
    key = drafted(installation)
    installation.store.posts.approve(installation.store.posts.find(article=key, platform="x")[0].id, "kim")
    installation.clock.set(LATER + timedelta(days=365))
    assert publish(installation) == {}
    assert outbox(installation) == []


def test_what_a_person_changed_last_is_what_goes_out(installation: Installation) -> None:
    key = drafted(installation)
    post = schedule(installation, key, "linkedin")
    installation.store.posts.edit(post.id, "kim", texts=("Changed at the last minute.",))
    installation.clock.set(LATER)
    assert publish(installation) == {"linkedin": 1}
    (page,) = outbox(installation)
    assert "Changed at the last minute." in page.read_text(encoding="utf-8")


def test_words_that_nobody_approved_never_go_out(installation: Installation) -> None:
    """Whatever changed them: only the wording that the approval names may leave."""
    key = drafted(installation)
    post = schedule(installation, key, "linkedin")
    with installation.store.sessions.begin() as session:
        row = session.get(PostRow, post.id)
        assert row is not None
        row.texts = ["Nobody has read this."]
    installation.clock.set(LATER)
    assert publish(installation) == {"linkedin": 0}  # held, which its page says
    assert outbox(installation) == []
    assert attempts(installation, post) == 0


def test_an_account_that_is_not_connected_stops_its_own_posts_only(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REPRISE_X_TOKEN", raising=False)
    installation.configure(LIVE_X)
    key = drafted(installation)
    for_x, for_linkedin = schedule(installation, key, "x"), schedule(installation, key, "linkedin")
    installation.clock.set(LATER)
    assert publish(installation) == {"linkedin": 1, "x": 0}
    assert installation.store.posts.get(for_linkedin.id).state == "published"
    assert installation.store.posts.get(for_x.id).state == "scheduled"  # it still can go out once it is connected
    assert attempts(installation, for_x) == 0
    (pause,) = installation.store.pauses.open()
    assert (pause.platform, pause.cause) == ("x", "auth")
    assert "reprise connect x" in pause.reason
    assert publish(installation) == {}  # told once, not every minute


def test_an_article_without_due_posts_needs_no_account(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REPRISE_X_TOKEN", raising=False)
    installation.configure(LIVE_X)
    drafted(installation)
    assert publish(installation) == {}


def test_materialized_by_hand_it_sends_what_is_due_of_its_own_article_only(installation: Installation) -> None:
    key = drafted(installation)
    mine, others = schedule(installation, key, "linkedin"), schedule(installation, key, "x")
    installation.clock.set(LATER)
    job = installation.definitions().resolve_implicit_global_asset_job_def()
    asset = [AssetKey(["linkedin", "publications"])]
    result = job.execute_in_process(instance=installation.instance, partition_key=key, asset_selection=asset)
    assert result.success
    assert installation.store.posts.get(mine.id).state == "published"
    assert installation.store.posts.get(others.id).state == "scheduled"


def test_making_the_posts_again_does_not_take_back_what_was_published(installation: Installation) -> None:
    key = drafted(installation)
    post = schedule(installation, key, "linkedin")
    installation.clock.set(LATER)
    publish(installation)
    installation.write("lamps", LAMPS.replace("3 euros", "4 euros"))
    installation.take_in()
    assert failures(installation.run("prepare", key, *DRAFTED)) == {}
    after = installation.store.posts.get(post.id)
    assert (after.state, after.texts) == ("published", post.texts)
    assert publish(installation) == {}


def test_a_run_shows_what_became_of_each_post(installation: Installation) -> None:
    key = drafted(installation)
    post = schedule(installation, key, "linkedin")
    installation.clock.set(LATER)
    shown = [
        {name: value.value for name, value in event.step_output_data.metadata.items()}
        for event in installation.run("publish").all_events
        if event.is_successful_output
    ]
    assert shown[0]["posts"] == 1
    assert "linkedin/main" in shown[0]["preview"]
    assert f"| {post.id} | {key} | published |" in shown[0]["preview"]
