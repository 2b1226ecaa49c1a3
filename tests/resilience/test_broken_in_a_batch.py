"""One script of a batch cannot become a film: it alone fails, is named, and is made when it has been mended."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from reprise.store.records import SceneEdit
from reprise.video.presets import FPS
from reprise.video.products import Render
from reprise.video.script import Cue
from reprise.video.voice.voiceover import Voiceover
from tests.installation import KETTLES, LAMPS, Installation
from tests.reprise.video.finished import moving
from tests.reprise.video.render.clips import clip_of
from tests.resilience.house import House

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

SITE = "films: {presets: [feed_square], seconds: 30, music: none}\nautomation: {approve_scripts: true}\n"
LONGEST = 96  # frames of a unit
CHAIRS = """---
title: How to glue a chair that wobbles
date: 2026-05-29T08:00:00Z
url: https://example.org/chairs/
tags: [chairs, repair]
---

A chair wobbles because the glue in its joints has turned to dust. New glue holds only where the old glue is gone.

## Take the joint apart

Knock the leg out of the seat with a rubber hammer. Mark every leg with a pencil, because no two legs are the same.

## Scrape the old glue off

Scrape the tenon with a knife until you see bare wood. Warm water and 15 minutes of patience soften what is left.

## Press it for a whole night

Put wood glue into the hole and onto the tenon. A strap around all four legs presses the joints for 12 hours.
"""


def test_one_broken_article_fails_alone_and_a_later_run_makes_only_what_is_missing(tmp_path: Path) -> None:
    house = furnished(tmp_path)
    assert house.reprise("ingest").code == 0
    first = house.reprise("run")
    assert first.code == 0, first.text
    keys = sorted(known.key for known in house.store.articles.list())
    broken = next(key for key in keys if "kettle" in key)
    others = [key for key in keys if key != broken]
    ask_for_a_clip(house, broken)

    run = house.reprise("run", "demo", "--through", "films")
    assert run.code == 1, run.text
    said = " ".join(run.text.split())
    wanted = f"{broken}, scene point-1: There is no clip 'gone.mp4'. Put the file beside the site's file."
    assert said.count(f"feed_square__visuals: {wanted}") == 1, run.text
    assert said.count("✗") == 1, "other steps failed too"
    assert "wait for review" not in said
    assert "2 of 3 scripts produced" in said and f"{broken} short" in said and "failed: " in said
    assert rendered(house) == set(others)
    assert {post.article for post in house.store.posts.find(platform="linkedin") if post.video} == set(others)
    assert tuple(version.article for version in house.store.scripts.approved_not_produced()) == (broken,)
    house.ensure_whole()
    assert left_over(house) == []

    before, pieces = house.stamps("documents"), media_stamps(house)
    second = house.reprise("run", "demo", "--through", "films")
    assert second.code == 1 and "The films of 2 scripts are as they would be made now." in second.text
    assert wanted in " ".join(second.text.split())
    assert media_stamps(house) == pieces

    clip_of(house.settings.sites / "gone.mp4", list(moving(3, size=(640, 480))), 30)
    third = house.reprise("run", "demo", "--through", "films")
    assert third.code == 0, third.text
    assert rendered(house) == set(keys)
    made = {path for path in house.pieces() if path not in pieces}
    render = house.document(Render, "feed_square", "render", broken)
    assert len([path for path in made if path.parts[1] == "unit"]) == render.units_made > 0
    assert len([path for path in made if path.parts[1] == "film"]) == 1
    assert pieces.items() <= media_stamps(house).items()
    for key in others:
        document = Path("documents", "feed_square", "render", f"{key}.json")
        assert house.stamps("documents")[document] == before[document]
    house.ensure_whole()
    edit_one_scene(house, others[0])
    house.close()


def edit_one_scene(house: House, article: str) -> None:
    """In a square film too, only the scene that was edited and its two transitions are encoded again."""
    whole = house.document(Render, "feed_square", "render", article)
    version = house.store.scripts.approved(article, "short")
    assert version is not None
    scene = next(scene for scene in version.script.scenes if scene.id == "point-1")
    words = " ".join([*scene.narration.split()[:-2], "quite", "soon."])
    before = house.pieces()
    assert house.reprise("edit", "scene", article, scene.id, "--narration", words, "--by", "kim").code == 0
    assert house.reprise("approve", "script", article, "--by", "kim").code == 0
    again = house.reprise("run", article, "--through", "films")
    assert again.code == 0, again.text
    made = house.pieces() - before
    assert len([path for path in made if path.parts[1] == "speech"]) == 1
    assert len([path for path in made if path.parts[1] == "film"]) == 1
    longest = max(line.seconds for line in house.document(Voiceover, "short", "voiceover", article).lines) + 2
    fresh = len([path for path in made if path.parts[1] == "unit"])
    assert 0 < fresh <= 2 + math.ceil(longest * FPS / LONGEST)
    assert fresh == house.document(Render, "feed_square", "render", article).units_made
    assert fresh < (whole.units_made + whole.units_reused) / 2
    house.ensure_whole()


def furnished(root: Path) -> House:
    """A site of three small articles that approves its scripts by itself."""
    place = Installation(root, SITE)
    for name, text in (("kettles", KETTLES), ("lamps", LAMPS), ("chairs", CHAIRS)):
        place.write(name, text)
    place.close()
    return House(root)


def ask_for_a_clip(house: House, article: str) -> None:
    """A person wants a moving picture that nobody has put there."""
    edit = SceneEdit(cue=Cue(kind="clip", text="Vinegar", clip="gone.mp4"))
    house.store.scripts.edit(article, "short", {"point-1": edit}, "kim")
    house.store.scripts.approve(article, "short", "kim")


def rendered(house: House) -> set[str]:
    return set(house.session.documents.partitions(["feed_square", "render"]))


def media_stamps(house: House) -> dict[Path, int]:
    """When each piece was written; beside it stands when it was last used, which may change."""
    return {path: stamp for path, stamp in house.stamps("media").items() if path.suffix != ".json"}


def left_over(house: House) -> list[Path]:
    return list((house.settings.media / "tmp").glob("*"))
