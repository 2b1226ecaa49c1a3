"""A check that fails stops what follows in the run and says which post is wrong with what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dagster import AssetCheckSeverity, AssetKey

from assets_pipeline.checks import (
    FILM_FILE,
    FILM_PICTURE,
    FILM_SOUND,
    check_film,
    check_film_posts,
    check_pictures,
    check_posts,
    film_posts_spec,
    film_specs,
    pictures_spec,
    posts_spec,
)
from reprise.media import MediaStore
from reprise.social.post import Picture, PostDraft
from reprise.social.rules import PLATFORMS
from reprise.social.told.telling import Teller
from reprise.video.presets import PRESETS
from reprise.video.products import Render
from reprise.video.sound.files import RATE, as_sound, wav_bytes
from reprise.video.sound.loudness import to_loudness
from tests.installation import LAMPS, Installation, checks, failures, materialized
from tests.reprise.store.builders import draft
from tests.reprise.video.finished import SMALL, moving, plan_of, standing, write_film
from tests.reprise.video.heard import spoken_like
from tests.sandbox_material import make_film

X = PLATFORMS["x"]


def fine(type_: str = "announcement", **changes: Any) -> PostDraft:
    """A post that X would take."""
    return draft(type_, **{"texts": ("A kettle lost its whistle. https://example.org/demo-a/",), **changes})


def test_a_text_the_platform_would_refuse_is_named() -> None:
    result = check_posts([fine(), fine("faq", texts=("word " * 100,))], X, has_media=True)
    assert (result.passed, result.severity) == (False, AssetCheckSeverity.ERROR)
    assert fine("faq").id in (result.description or "")
    assert fine().id not in str(result.metadata["faults"].value)


def test_texts_that_fit_pass() -> None:
    result = check_posts([fine()], X, has_media=True)
    assert result.passed, result.description
    assert result.metadata["posts"].value == 1


@pytest.mark.parametrize(
    ("mime", "alt", "copies", "said"),
    [
        ("image/jpeg", "  ", 1, "The picture has no alt text."),
        ("image/gif", "A kettle", 1, "The picture is GIF; X takes JPEG, PNG, WEBP."),
        ("image/jpeg", "A kettle", X.pictures.per_post + 1, f"X takes {X.pictures.per_post} in a post."),
        ("image/jpeg", "a" * 5000, 1, "alt text of 5000 characters"),
    ],
)
def test_a_picture_the_platform_would_refuse_is_named(
    tmp_path: Path, mime: str, alt: str, copies: int, said: str
) -> None:
    store = MediaStore(tmp_path)
    media = store.put(b"picture", ".jpg", kind="card", width=4, height=3).model_copy(update={"mime": mime})
    result = check_pictures({"post-1": (Picture(media=media, alt=alt),) * copies}, X, store)
    assert not result.passed
    assert said in str(result.metadata["faults"].value)
    assert str(result.metadata["faults"].value).startswith("post-1: ")


def test_a_picture_that_is_not_the_one_that_was_drawn_is_named(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    media = store.put(b"picture", ".jpg", kind="card", width=4, height=3)
    store.path(media).write_bytes(b"half")
    result = check_pictures({"post-1": (Picture(media=media, alt="A kettle"),)}, X, store)
    assert "has 4 bytes, not 7" in str(result.metadata["faults"].value)


def test_a_film_the_platform_would_refuse_is_named(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    film = make_film(store)
    assert check_film_posts({"post-1": film}, X, store).passed
    result = check_film_posts({"post-1": film}, PLATFORMS["tiktok"], store)
    assert not result.passed
    assert (
        "post-1: The film has 128×128 pixels; TikTok takes widths from 360 to 4096." in result.metadata["faults"].value
    )
    slow = X.video and replace(X, video=replace(X.video, fps=(30, 60)))
    assert "24 frames a second" in str(check_film_posts({"post-1": film}, slow or X, store).description)


SECONDS = 4.0


def finished(folder: Path, *, faulty: bool) -> list[Any]:
    """The checks of a film of four seconds; the faulty one is too short, stands still, is soft and out of step."""
    store = MediaStore(folder / "store")
    breath = np.random.default_rng(1).standard_normal(round(SECONDS * RATE)) * 0.04
    voice = as_sound(spoken_like(SECONDS, 3) + breath)
    sound = to_loudness(np.stack([voice, voice], axis=1), -14.0, -1.5)
    mix = folder / "mix.wav"
    mix.write_bytes(wav_bytes(sound))
    if faulty:
        path = write_film(folder / "film.mp4", standing(3.0), np.roll(0.3 * sound[: 3 * RATE], 4800, axis=0))
    else:
        path = write_film(folder / "film.mp4", moving(SECONDS), sound)
    film = store.put_file(path, kind="film")
    render = Render(
        article="demo-a", preset="small", script_hash="0" * 32, media=film, language="en", units_made=1, units_reused=0
    )
    cues = ((0.5, 3.0), (3.0, 5.0 if faulty else 3.9))
    plan = plan_of(SECONDS, folder / "none.png", sound=mix, lines=((0.2, 3.0),), cues=cues)
    return check_film(render, SMALL, plan, store)


def test_a_good_film_passes_its_three_checks_and_they_tell_its_facts(tmp_path: Path) -> None:
    results = finished(tmp_path, faulty=False)
    assert [result.check_name for result in results] == [FILM_FILE, FILM_PICTURE, FILM_SOUND]
    assert [result.description for result in results] == [None] * 3
    assert all(result.passed for result in results)
    file, picture, heard = (result.metadata for result in results)
    assert file["picture"].value.startswith("h264 High ")
    assert picture["captions"].value == 2
    assert heard["loudness (LUFS)"].value == pytest.approx(-14, abs=0.5)
    assert heard["largest drift (ms)"].value < 2


def test_a_faulty_film_fails_with_what_where_and_what_to_do(tmp_path: Path) -> None:
    results = finished(tmp_path, faulty=True)
    assert not any(result.passed for result in results)
    assert {result.severity for result in results} == {AssetCheckSeverity.ERROR}
    file, picture, heard = (str(result.metadata["faults"].value) for result in results)
    assert "The film has 90 frames instead of 120. Render the film again." in file
    assert "at 0.0 s: The picture stands still from 0.0 to" in picture
    assert "at 3.0 s: The caption 'Cue 1' ends at 5.00 s" in picture
    assert "LUFS loud instead of" in heard
    assert "100 ms late" in heard


def test_every_film_has_its_checks_declared() -> None:
    for preset in PRESETS.values():
        specs = film_specs(preset)
        assert [spec.name for spec in specs] == [FILM_FILE, FILM_PICTURE, FILM_SOUND]
        assert all(spec.blocking and spec.asset_key.path == [preset.name, "render"] for spec in specs)


def test_checks_block_what_follows() -> None:
    assert posts_spec(X, "posts").blocking
    assert pictures_spec(X).blocking
    assert film_posts_spec(X, AssetKey(["x", "video_posts"])).blocking


def test_a_failed_check_keeps_pictures_from_being_drawn_on_its_platform_only(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(self: Teller, article: Any, brief: Any, site: Any, platform: str) -> tuple[PostDraft, ...]:
        made = written(self, article, brief, site, platform)
        if platform != "x":
            return made
        return tuple(each.model_copy(update={"texts": ("word " * 100,)}) for each in made)

    written = Teller.posts
    monkeypatch.setattr(Teller, "posts", too_long)
    installation.write("lamps", LAMPS)
    key = installation.take_in()["lamps"]
    chosen = [("article",), ("brief",), *((name, part) for name in ("x", "telegram") for part in ("posts", "images"))]
    result = installation.run("prepare", key, *chosen)
    assert not result.success
    assert {each.asset_key.path[0] for each in checks(result) if not each.passed} == {"x"}
    made = set(materialized(result))
    assert "telegram/images" in made
    assert "x/images" not in made
    assert all("x" in step for step in failures(result))
