"""Repeating costs next to nothing, and an edit costs what it changed."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from reprise.video.pictures.visuals import Visuals
from reprise.video.presets import FPS
from reprise.video.products import Render
from reprise.video.voice.voiceover import Voiceover
from tests.resilience.account import opened
from tests.resilience.conftest import PRESETS, Undisturbed
from tests.resilience.house import House

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

LONGEST = 96  # frames of a unit


@pytest.fixture
def house(filmed: Undisturbed, tmp_path: Path) -> House:
    return filmed.after.copy(tmp_path / "house")


def test_running_again_makes_no_file_and_costs_a_fraction(filmed: Undisturbed, house: House) -> None:
    before = house.stamps("media")
    documents = house.documents()
    posts = house.posts()
    again = house.reprise("run", filmed.article, "--through", "films", "--again")
    assert again.code == 0, again.text
    assert house.stamps("media") == before
    assert house.posts() == posts
    assert without_counts(house.documents()) == without_counts(documents)
    steps = house.step_seconds("produce")
    renders = [f"{name}__render" for name in PRESETS]
    first, second = (sum(run[name] for name in renders) for run in (steps[0], steps[-1]))
    assert second < 0.1 * first
    # The rest is Dagster's bookkeeping: some twenty steps that cost the same whether they make anything or not.
    produce = house.job_seconds("produce")
    print(f"rendering {first:.1f} s, then {second:.1f} s; the whole job {produce[0]:.1f} s, then {produce[-1]:.1f} s")  # noqa: T201
    assert produce[-1] < 0.3 * produce[0]
    house.close()


def test_films_that_are_current_are_left_alone_until_something_changes(filmed: Undisturbed, house: House) -> None:
    assert house.reprise("run", filmed.article, "--through", "films").code == 0  # whoever made them kept no mark
    jobs = len(house.job_seconds("produce"))
    said = house.reprise("run", filmed.article, "--through", "films")
    assert "as they would be made now" in said.text
    assert len(house.job_seconds("produce")) == jobs
    render = house.document(Render, "tiktok", "render", filmed.article)
    (house.settings.media / render.media.key).unlink()
    assert "as they would be made now" not in house.reprise("run", filmed.article, "--through", "films").text
    assert len(house.job_seconds("produce")) == jobs + 1
    house.ensure_whole()
    house.close()


def test_an_edited_scene_is_spoken_drawn_and_rendered_alone(filmed: Undisturbed, house: House) -> None:
    article = filmed.article
    version = house.store.scripts.approved(article, "short")
    assert version is not None
    scene = next(scene for scene in version.script.scenes if scene.id == "point-2")
    before = house.pieces()
    spoken = {line.scene: line.media.key for line in house.document(Voiceover, "short", "voiceover", article).lines}
    seen = {each.scene: each.still.key for each in house.document(Visuals, "short", "visuals", article).scenes}
    units = units_of(house, article)

    words = " ".join([*scene.narration.split()[:-2], "quite", "soon."])
    assert house.reprise("edit", "scene", article, scene.id, "--narration", words, "--by", "kim").code == 0
    assert house.reprise("approve", "script", article, "--by", "kim").code == 0
    again = house.reprise("run", article, "--through", "films")
    assert again.code == 0, again.text

    lines = {line.scene: line.media.key for line in house.document(Voiceover, "short", "voiceover", article).lines}
    assert {name for name, key in lines.items() if key != spoken[name]} == {scene.id}
    stills = {each.scene: each.still.key for each in house.document(Visuals, "short", "visuals", article).scenes}
    assert {name for name, key in stills.items() if key != seen[name]} <= {scene.id}
    made = house.pieces() - before
    assert len([path for path in made if path.parts[1] == "speech"]) == 1
    assert len([path for path in made if path.parts[1] == "still"]) <= 1
    assert len([path for path in made if path.parts[1] == "film"]) == 1
    fresh = len([path for path in made if path.parts[1] == "unit"])
    renders = [house.document(Render, name, "render", article) for name in PRESETS]
    assert sum(render.units_made for render in renders) == fresh
    assert min(render.units_made for render in renders) == 0, "the second film of the same size was encoded too"
    longest = max(line.seconds for line in house.document(Voiceover, "short", "voiceover", article).lines) + 2
    assert 0 < fresh <= 2 + math.ceil(longest * FPS / LONGEST), "more was encoded than a scene and its two transitions"
    assert fresh < units / 2
    produce = house.job_seconds("produce")
    print(f"first film {produce[0]:.1f} s, after an edited scene {produce[-1]:.1f} s, {fresh} of {units} units")  # noqa: T201
    assert produce[-1] < 0.8 * produce[0]
    house.ensure_whole()
    house.close()


def test_an_edited_article_leaves_what_is_published_and_what_does_not_depend_on_it(
    prepared: Undisturbed, tmp_path: Path
) -> None:
    house = prepared.after.copy(tmp_path / "house")
    with opened(house, prepared.article, tmp_path / "sandbox") as account:
        (published,) = account.due("announcement")
        assert account.publish().code == 0
        before = {post.id: post for post in house.store.posts.find()}
        assert before[published.id].state == "published"
        pieces = house.stamps("media")
        source = house.settings.sites / "articles" / "kettles.md"
        text = source.read_text(encoding="utf-8")
        source.write_text(text.replace("twenty minutes", "thirty minutes"), encoding="utf-8")
        assert "1 new or edited" in house.reprise("ingest").text
        again = house.reprise("run", "--waiting")
        assert again.code == 0, again.text

        after = {post.id: post for post in house.store.posts.find()}
        assert after[published.id] == before[published.id]
        assert account.texts() == list(published.texts)
        changed = {id_ for id_ in before if after[id_].texts != before[id_].texts}
        assert changed
        assert {after[id_].article for id_ in changed} == {prepared.article}
        assert all("twenty minutes" not in text for id_ in after if id_ != published.id for text in after[id_].texts)
        assert {path: stamp for path, stamp in house.stamps("media").items() if path in pieces} == pieces
        untouched = [post for post in after.values() if post.article != prepared.article]
        assert untouched == [before[post.id] for post in untouched]
        house.ensure_whole()
    house.close()


def units_of(house: House, article: str) -> int:
    """How many units the article's film has."""
    render = house.document(Render, "youtube_short", "render", article)
    return int(render.units_made + render.units_reused)


def without_counts(documents: dict[Path, object]) -> dict[Path, object]:
    """Documents without how much of a film was encoded for them."""
    return {
        path: document.model_copy(update={"units_made": 0, "units_reused": 0})
        if isinstance(document, Render)
        else document
        for path, document in documents.items()
    }
