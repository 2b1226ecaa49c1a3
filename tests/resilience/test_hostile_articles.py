"""Articles that nobody should publish, through the jobs: a film and its post all the same."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from reprise.articles.article import Article
from reprise.store.records import SceneEdit
from reprise.video.captions import Captions
from reprise.video.pictures.visuals import Visuals
from reprise.video.products import Render
from reprise.video.script import Cue
from tests.installation import KETTLES, Installation, checks, failures, materialized
from tests.reprise.graphics.looks import photograph
from tests.resilience.chain import ensure_whole

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

SCRIPTED = (("article",), ("brief",), ("short", "script"))
SHORT = "films: {presets: [youtube_short, feed_square], seconds: 30, music: none}\n"
ARTICLE = r"""---
title: 'It''s "10:30" \ 100 % of <b>kettles</b> {whistle} %{pts} 🫖'
date: 2026-05-30T08:00:00Z
url: https://example.org/kettles/
tags: ['a:b', '100 %', '{x}', 'it''s', '🫖']
---

A kettle that says "it's 10:30" has lost nothing: 100 % of its steam, drawtext=text='%{pts}\:x', is still inside. We
opened 40 kettles {in our repair café} to see why, and 31 of them 👩‍👩‍👧‍👦 only needed a cleaner lid.

PICTURES

## Look: it's the lid's "rim" \ first

Steam escapes where the lid's rim no longer closes; 5 % is enough & 10 % is a lot. A thin line of limescale on the
rim is enough to keep the pressure low. Put the lid into warm vinegar for twenty minutes, then brush the rim.

## Then `look -v` at [the whistle](https://example.org/?a=1&b=%20)

The whistle is a small disc with a hole of 3 millimetres. If the hole is blocked, the steam has to go elsewhere. The
hole of Dampfkesselpfeifenventil""" + "x" * 300 + r""" is smaller. Clear it with a toothpick, never with a needle.

## When\nothing helps

A kettle with a bent spout cannot be mended at home. In our test 4 kettles were beyond repair, and all of them had been
dropped. "Most people throw away a kettle that needs 10 minutes of care," says Mara O'Lind, who runs the repair café.
"""  # fmt: skip


def _turned(path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    photograph(1200, 800, seed=3).transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)


def _see_through(path: Path) -> None:
    image = photograph(900, 700, seed=5).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    image.save(path)


def _animated(path: Path) -> None:
    frames = [photograph(600, 400, seed=seed) for seed in (6, 7)]
    Image.new("RGB", (600, 400)).save(path, save_all=True, append_images=frames, duration=80)


PICTURES: dict[str, Callable[[Path], None]] = {
    "dot.png": lambda path: Image.new("RGB", (1, 1), "red").save(path),
    "wide.jpg": lambda path: photograph(1000, 75).resize((20_000, 1_500)).save(path, quality=60),
    "broken.jpg": lambda path: path.write_bytes(b"<html>not found</html>") and None,  # type: ignore[func-returns-value]
    "animated.gif": _animated,
    "cmyk.jpg": lambda path: photograph(1100, 800, seed=2).convert("CMYK").save(path),
    "turned.jpg": _turned,
    "see through.png": _see_through,
}


def test_an_article_of_odd_signs_and_odd_pictures_becomes_its_films_and_posts(installation: Installation) -> None:
    installation.configure(SHORT)
    for name, make in PICTURES.items():
        make(installation.sources / name)
    shown = "\n\n".join(f"![The {name} of a kettle's lid]({name.replace(' ', '%20')})" for name in PICTURES)
    installation.write("kettles", ARTICLE.replace("PICTURES", shown))
    key = installation.take_in()["kettles"]
    prepared = installation.run("prepare", key)
    assert failures(prepared) == {}
    article = installation.documents.read(Article, ["article"], key)
    kept = {Path(image.url).name for image in article.images if image.media is not None}
    assert len(kept) == len(PICTURES) - 2, "all but the dot and the page"

    script = installation.store.scripts.current(key, "short")
    assert script is not None
    named = [image.url for image in article.images]
    places = [scene.id for scene in script.script.scenes]
    edits = {
        place: SceneEdit(cue=Cue(kind="image", image=url), on_screen=f"It's {number}: 100 % \\ {{x}}")
        for number, (place, url) in enumerate(zip(places, named, strict=False))
    }
    installation.store.scripts.edit(key, "short", edits, "kim")
    installation.store.scripts.approve(key, "short", "kim")
    produced = installation.run("produce", key)
    assert [(each.check_name, each.metadata) for each in checks(produced) if not each.passed] == []
    assert failures(produced) == {}
    for preset, size in (("youtube_short", (1080, 1920)), ("feed_square", (1080, 1080))):
        render = installation.documents.read(Render, [preset, "render"], key)
        assert (render.media.width, render.media.height) == size
        ensure_alive(installation.media.path(render.media))
    visuals = installation.documents.read(Visuals, ["short", "visuals"], key)
    assert sum(each.ground == "photo" for each in visuals.scenes) >= 3
    captions = installation.documents.read(Captions, ["short", "captions"], key)
    assert captions.cues
    assert {post.article for post in installation.store.posts.find(platform="youtube") if post.video} == {key}
    ensure_whole(installation.media)


def ensure_alive(path: Path) -> None:
    """The film decodes to its end and shows different things."""
    seen = []
    with av.open(str(path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number % 90 == 45:
                seen.append(np.asarray(frame.reformat(width=36, height=64, format="rgb24").to_ndarray(), np.int16))
    changes = [float(np.abs(one - two).mean()) for one, two in pairwise(seen)]
    assert len(seen) >= 9 and max(changes) > 10
    assert all(float(picture.std()) > 3 for picture in seen)


def test_a_file_that_a_site_lacks_stops_its_film_alone_and_says_so_once(installation: Installation) -> None:
    installation.write("kettles", KETTLES)
    key = installation.take_in()["kettles"]
    assert failures(installation.run("prepare", key, *SCRIPTED)) == {}
    installation.store.scripts.approve(key, "short", "kim")
    beside = "Put the file beside the site's file."
    for settings, said in (
        ("watermark: {image: gone.png}", f"films.watermark.image: There is no watermark 'gone.png'. {beside}"),
        (
            "music: {file: ../gone.mp3, licence: own}",
            f"demo: films.music.file: '../gone.mp3' lies outside of the site's folder. {beside}",
        ),
    ):
        installation.configure(f"films: {{presets: [youtube_short], seconds: 30, {settings}}}\n")
        result = installation.run("produce", key)
        assert set(failures(result)) <= {"youtube_short__render", "youtube_short__metadata"}
        assert set(failures(result).values()) == {f"{key}: {said}"}
        assert {"short/voiceover", "short/captions", "short/visuals", "youtube_short/cover"} <= set(
            materialized(result)
        )
        ensure_whole(installation.media)
    assert materialized(result)["short/voiceover"].metadata["spoken now"].value == 0
    assert not list(installation.settings.media.glob("unit/*/*"))
