"""A long film through the graph: chapters, cover, words and post, and what an edit of one scene costs."""

from __future__ import annotations

import math
import re

import av
import pytest
from dagster import ExecuteInProcessResult

from reprise.articles.article import Article
from reprise.store.records import SceneEdit
from reprise.video.captions import Captions
from reprise.video.metadata import FilmMetadata
from reprise.video.presets import FPS, PRESETS
from reprise.video.products import Cover, Render
from reprise.video.script import Script
from reprise.video.timeline import film_timeline
from reprise.video.voice.voiceover import Voiceover
from tests.installation import Installation, checks, failures, materialized
from tests.reprise.video.long_material import allotments

LONG = "films: {presets: [youtube_long], long_seconds: 180, music: none, motion: none, transition: cut}\n"
UNIT = 96  # frames of the longest unit


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_long_article_becomes_a_film_with_chapters_and_an_edit_makes_one_scene_anew(
    installation: Installation,
) -> None:
    installation.configure(LONG)
    installation.write("soil", markdown(allotments()))
    key = installation.take_in()["soil"]
    assert failures(installation.run("prepare", key, ("article",), ("brief",), ("long", "script"))) == {}
    script = installation.store.scripts.approve(key, "long", "kim").script
    chapters = [scene.chapter for scene in script.scenes if scene.chapter]
    assert len(chapters) >= 3

    first = installation.run("produce", key)
    assert [(each.check_name, each.description) for each in checks(first) if not each.passed] == []
    assert failures(first) == {}
    render = installation.documents.read(Render, ["youtube_long", "render"], key)
    least, most = PRESETS["youtube_long"].seconds
    assert least <= (render.media.seconds or 0) <= most
    ensure_plays(installation, render)
    ensure_chapters(installation, key, script)
    assert installation.documents.read(Captions, ["long", "captions"], key).cues[-1].end <= (render.media.seconds or 0)
    cover = installation.documents.read(Cover, ["youtube_long", "cover"], key)
    assert (cover.media.width, cover.media.height) == (1920, 1080)
    assert "youtube/long_video_posts" in materialized(first)
    (post,) = installation.store.posts.find(article=key, platform="youtube")
    assert post.state == "draft" and post.video is not None and post.video.media.key == render.media.key

    scene = script.scenes[len(script.scenes) // 2]
    words = " ".join([*scene.narration.split()[:-2], "quite", "soon."])
    installation.store.scripts.edit(key, "long", {scene.id: SceneEdit(narration=words)}, "kim")
    installation.store.scripts.approve(key, "long", "kim")
    second = installation.run("produce", key)
    assert failures(second) == {}
    made = materialized(second)
    assert made["long/voiceover"].metadata["spoken now"].value == 1
    again = installation.documents.read(Render, ["youtube_long", "render"], key)
    line = max(installation.documents.read(Voiceover, ["long", "voiceover"], key).lines, key=lambda each: each.seconds)
    assert 0 < again.units_made <= 2 + math.ceil((line.seconds + 2) * FPS / UNIT)
    assert again.units_made + again.units_reused > 5 * again.units_made
    film = "youtube_long/render"
    total = render.units_made + render.units_reused
    print(f"{again.units_made} of {total} units; {took(first, film):.1f} s, then {took(second, film):.1f} s")  # noqa: T201


def markdown(article: Article) -> str:
    """The article as a file of its source."""
    parts = [f"## {block.text}" if block.kind == "heading" else block.text for block in article.blocks]
    head = f"title: {article.title}\ndate: 2026-05-30T08:00:00Z\nurl: https://example.org/soil/"
    return f"---\n{head}\n---\n\n" + "\n\n".join(parts)


def ensure_plays(place: Installation, render: Render) -> None:
    with av.open(str(place.media.path(render.media))) as container:
        picture = container.streams.video[0]
        assert (picture.codec_context.width, picture.codec_context.height) == (1920, 1080)
        assert picture.frames == round((render.media.seconds or 0) * FPS)
        sound = container.streams.audio[0]
        assert abs(float(sound.duration * sound.time_base) - (render.media.seconds or 0)) < 1 / FPS


def ensure_chapters(place: Installation, key: str, script: Script) -> None:
    """The description's chapters begin at 0:00, are ten seconds apart or more, and are where the film's are."""
    said = place.documents.read(FilmMetadata, ["youtube_long", "metadata"], key).description
    found = re.findall(r"^(\d+):(\d\d) (.+)$", said, re.MULTILINE)
    starts = [int(minutes) * 60 + int(seconds) for minutes, seconds, _ in found]
    assert len(found) >= 3 and starts[0] == 0
    timeline = film_timeline(script, place.documents.read(Voiceover, ["long", "voiceover"], key), place.site)
    assert all(b - a >= 10 for a, b in zip(starts, [*starts[1:], timeline.seconds], strict=True))
    begins = {timing.scene: timing.first / timeline.fps for timing in timeline.scenes}
    titles = {scene.chapter: begins[scene.id] for scene in script.scenes if scene.chapter}
    for start, (_, _, title) in zip(starts[1:], found[1:], strict=True):
        assert abs(titles[title] - start) <= 1, title


def took(result: ExecuteInProcessResult, asset: str) -> float:
    """Seconds of work that the asset says it took."""
    worked = materialized(result)[asset].metadata.get("work seconds")
    return float(str(worked.value)) if worked else 0.0
