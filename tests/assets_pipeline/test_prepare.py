"""From a published article to posts with pictures: what is made, what is made anew, and what is left to people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import ExecuteInProcessResult

from reprise.social.post import PictureSet, PostSet
from reprise.social.rules import PLATFORMS
from tests.installation import KETTLES, LAMPS, Installation, checks, data_versions, failures, materialized

SOME = (("article",), ("brief",), ("linkedin", "posts"))
"""Enough of the job where the rest is not asked about."""

POSTING = [name for name, rules in PLATFORMS.items() if rules.types]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("prepared"))
    made.write("kettles", KETTLES)
    made.write("lamps", LAMPS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def kettles(place: Installation) -> str:
    return place.take_in()["kettles"]


@pytest.fixture(scope="module")
def first(place: Installation, kettles: str) -> ExecuteInProcessResult:
    """The first run for the article; the tests that follow look at what it has made."""
    result = place.run("prepare", kettles)
    assert failures(result) == {}
    return result


def test_every_platform_has_its_posts_in_the_store(
    place: Installation, kettles: str, first: ExecuteInProcessResult
) -> None:
    for platform in POSTING:
        drafts = place.documents.read(PostSet, [platform, "posts"], kettles).posts
        kept = place.store.posts.find(article=kettles, platform=platform)
        assert drafts
        assert {post.id for post in kept} == {draft.id for draft in drafts}
        assert {post.state for post in kept} == {"draft"}
        assert all(post.texts == draft.texts for draft in drafts for post in kept if post.id == draft.id)


def test_every_picture_is_there_and_stands_in_the_store(
    place: Installation, kettles: str, first: ExecuteInProcessResult
) -> None:
    for platform in POSTING:
        drawn = place.documents.read(PictureSet, [platform, "images"], kettles).pictures
        assert drawn
        for post, pictures in drawn.items():
            assert place.store.posts.get(post).pictures == tuple(pictures)
            assert all(place.media.path(picture.media).stat().st_size == picture.media.bytes for picture in pictures)
            assert all(picture.alt for picture in pictures)


def test_every_check_was_made_and_passes(first: ExecuteInProcessResult) -> None:
    made = checks(first)
    assert {f"{each.asset_key.path[0]} {each.check_name}" for each in made} == {
        f"{platform} {check}"
        for platform in POSTING
        for check in ("within_platform_rules", "within_platform_sizes", "grounded")
    } | {"short grounded", "long grounded"}
    assert [each for each in made if not each.passed] == []


def test_the_script_waits_for_its_review(place: Installation, kettles: str, first: ExecuteInProcessResult) -> None:
    version = place.store.scripts.current(kettles, "short")
    assert version is not None
    assert (version.number, version.state) == (1, "waiting")
    assert place.store.scripts.approved(kettles, "short") is None


def test_the_ui_shows_people_what_was_made(first: ExecuteInProcessResult) -> None:
    made = materialized(first)
    shown = {key: str(each.metadata["preview"].value) for key, each in made.items()}
    assert "whistle" in shown["article"]
    assert all(shown[key].strip() for key in made)
    for platform in POSTING:
        assert "example.org/kettles" in shown[f"{platform}/posts"] or "kettle" in shown[f"{platform}/posts"].lower()
        assert "data:image/jpeg;base64," in shown[f"{platform}/images"]
    assert made["article"].metadata["pictures"].value == 1


def test_the_work_is_in_the_ledger(place: Installation, kettles: str, first: ExecuteInProcessResult) -> None:
    from reprise.store.exports import usage_rows

    rows = [row for row in usage_rows(place.store) if row["article_key"] == kettles]
    posts = place.store.posts.find(article=kettles)
    written = sum(row["units"] for row in rows if row["operation"] in ("adapt", "thread", "carousel"))
    assert written == len(posts)
    assert {row["operation"] for row in rows} >= {"adapt", "picture", "script"}


def written(place: Installation) -> dict[Path, int]:
    """When each piece was written; beside it stands when it was last used, which may change."""
    return {path: path.stat().st_mtime_ns for path in files(place.settings.media) if path.suffix != ".json"}


def test_a_second_run_makes_nothing_anew(place: Installation, kettles: str, first: ExecuteInProcessResult) -> None:
    before = written(place)
    events = sum(len(place.store.posts.events(post.id)) for post in place.store.posts.find(article=kettles))
    again = place.run("prepare", kettles)
    assert failures(again) == {}
    made = materialized(again)
    assert written(place) == before
    assert [made[f"{platform}/images"].metadata["made now"].value for platform in POSTING] == [0] * len(POSTING)
    for platform in POSTING:
        facts = made[f"{platform}/posts"].metadata
        assert (facts["new"].value, facts["renewed"].value, facts["kept"].value) == (0, 0, facts["posts"].value)
    assert data_versions(again) == data_versions(first)
    assert sum(len(place.store.posts.events(post.id)) for post in place.store.posts.find(article=kettles)) == events
    version = place.store.scripts.current(kettles, "short")
    assert version is not None and version.number == 1


def test_one_platform_can_be_made_again_alone(place: Installation, kettles: str, first: ExecuteInProcessResult) -> None:
    again = place.run("prepare", kettles, ("x", "posts"))
    assert set(materialized(again)) == {"x/posts"}
    assert data_versions(again)["x/posts"] == data_versions(first)["x/posts"]


# --- what happens when articles, people or sources change; each in an installation of its own


def test_an_edited_article_gets_a_new_revision_and_new_versions_below(installation: Installation) -> None:
    installation.write("lamps", LAMPS)
    key = installation.take_in()["lamps"]
    before = data_versions(installation.run("prepare", key, *SOME))
    installation.write("lamps", LAMPS.replace("3 euros", "4 euros").replace("fifteen minutes", "twenty minutes"))
    assert installation.take_in()["lamps"] == key
    result = installation.run("prepare", key, *SOME)
    after = data_versions(result)
    assert materialized(result)["article"].metadata["revision"].value == 2
    assert after["article"] != before["article"]
    assert after["brief"] != before["brief"]
    words = " ".join(text for post in installation.store.posts.find(article=key) for text in post.texts)
    assert "3 euros" not in words
    assert "fifteen minutes" not in words


def test_a_broken_article_fails_alone_and_says_why(installation: Installation) -> None:
    installation.write("lamps", LAMPS)
    installation.write("empty", "---\ntitle: Nothing to say\ndate: 2026-05-01\n---\n\n")
    keys = installation.take_in()
    broken, whole = installation.run("prepare", keys["empty"], *SOME), installation.run("prepare", keys["lamps"], *SOME)
    assert not broken.success
    ((step, said),) = failures(broken).items()
    assert step == "article"
    assert keys["empty"] in said
    assert "\n" not in said
    assert materialized(broken) == {}
    assert installation.store.articles.get(keys["empty"]).problem == said
    assert failures(whole) == {}
    assert installation.store.articles.get(keys["lamps"]).problem is None


def test_a_mended_article_goes_through_and_its_problem_is_forgotten(installation: Installation) -> None:
    installation.write("lamps", "---\ntitle: Three ways to make an old lamp safe\n---\n")
    key = installation.take_in()["lamps"]
    assert not installation.run("prepare", key, *SOME).success
    installation.write("lamps", LAMPS)
    key = installation.take_in()["lamps"]
    assert installation.run("prepare", key, *SOME).success
    assert installation.store.articles.get(key).problem is None


def test_an_article_that_vanished_from_its_source_is_one_clear_error(installation: Installation) -> None:
    installation.write("lamps", LAMPS)
    key = installation.take_in()["lamps"]
    (installation.sources / "lamps.md").unlink()
    ((step, said),) = failures(installation.run("prepare", key, *SOME)).items()
    assert (step, key in said) == ("article", True)


def test_an_edited_post_survives_every_later_run(installation: Installation) -> None:
    installation.write("lamps", LAMPS)
    key = installation.take_in()["lamps"]
    installation.run("prepare", key, *SOME)
    post = installation.store.posts.find(article=key, platform="linkedin")[0]
    installation.store.posts.edit(post.id, "kim", texts=("My own words.",))
    installation.write("lamps", LAMPS.replace("3 euros", "4 euros"))
    installation.take_in()
    result = installation.run("prepare", key, *SOME)
    assert failures(result) == {}
    kept = installation.store.posts.get(post.id)
    assert (kept.texts, kept.touched_by) == (("My own words.",), "kim")
    assert materialized(result)["linkedin/posts"].metadata["kept"].value >= 1


def test_a_site_that_is_switched_off_gets_no_posts(installation: Installation) -> None:
    installation.configure("automation: {mode: off}\n")
    installation.write("lamps", LAMPS)
    key = installation.take_in()["lamps"]
    result = installation.run("prepare", key)
    assert failures(result) == {}
    assert installation.store.posts.find(article=key) == ()
    assert "No posts" in str(materialized(result)["x/posts"].metadata["preview"].value)


def test_an_article_too_short_for_a_film_gets_posts_but_no_script(installation: Installation) -> None:
    text = "---\ntitle: The repair café is closed on Friday\n---\n\nThe repair café is closed on Friday. "
    installation.write("short", text + "We are back on Monday at nine, with fresh coffee and new soldering tips.\n")
    key = installation.take_in()["short"]
    result = installation.run("prepare", key)
    assert failures(result) == {}
    assert "short/script" not in materialized(result)
    assert installation.store.scripts.current(key, "short") is None
    assert installation.store.posts.find(article=key, platform="x")


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]
