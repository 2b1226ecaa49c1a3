"""What films begin and end with: its length, its sound, its scene, and its place in the timeline."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from reprise.errors import BadInput, BadSettings
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.video.captions import write_captions
from reprise.video.film import ClipGround, StillGround
from reprise.video.look.brandcard import bumper_scene
from reprise.video.look.bumpers import bumper_frames, bumper_sound
from reprise.video.look.stage import Stage
from reprise.video.timeline import HOLD, TRANSITION, film_timeline, plan_timeline
from tests.builders import make_site
from tests.reprise.video.look.test_subtitles import SHAPES, ink
from tests.reprise.video.spoken import make_script, make_voiceover

LENGTHS = [9.0, 9.0, 9.0, 9.0]


def write_clip(path: Path, *, frames: int = 30, sound: bool = False) -> Path:
    """A small film of `frames` frames at 30 a second."""
    with av.open(str(path), "w") as container:
        picture = container.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        picture.width, picture.height, picture.pix_fmt = 64, 36, "yuv420p"
        heard = container.add_stream("aac", rate=48_000, layout="mono") if sound else None
        for number in range(frames):
            image = np.full((36, 64, 3), 3 * number % 255, np.uint8)
            container.mux(picture.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
        container.mux(picture.encode())
        if heard is not None:
            samples = np.zeros((1, 1024), np.float32)
            for number in range(frames * 1600 // 1024):
                frame = av.AudioFrame.from_ndarray(samples, "fltp", layout="mono")
                frame.sample_rate, frame.pts, frame.time_base = 48_000, number * 1024, Fraction(1, 48_000)
                container.mux(heard.encode(frame))
            container.mux(heard.encode())
    return path


def site_with(folder: Path, **films: Any) -> Site:
    return make_site(folder=folder, films=films)


def test_a_film_without_either_has_none(tmp_path: Path) -> None:
    site = site_with(tmp_path)
    timeline = film_timeline(make_script(LENGTHS), make_voiceover(LENGTHS), site)
    assert timeline == plan_timeline(make_script(LENGTHS), make_voiceover(LENGTHS))
    assert (timeline.intro, timeline.outro, timeline.scenes[0].first) == (0, 0, 0)
    assert bumper_sound(site, "intro") is None


def test_scenes_begin_after_the_intro_and_the_outro_after_them(tmp_path: Path) -> None:
    site = site_with(tmp_path, intro={"seconds": 2}, outro={"seconds": 3})
    timeline = film_timeline(make_script(LENGTHS), make_voiceover(LENGTHS), site)
    assert (timeline.intro, timeline.outro) == (60, 90)
    assert timeline.scenes[0].first == 60 - TRANSITION
    last = timeline.scenes[-1]
    assert timeline.outro_first == last.first + last.frames - TRANSITION == timeline.frames - 90
    overlaps = TRANSITION * (len(timeline.scenes) + 1)
    assert timeline.frames == 150 + sum(scene.frames for scene in timeline.scenes) - overlaps
    assert timeline.hidden(len(LENGTHS) - 1) == last.frames - TRANSITION
    captions = write_captions(make_voiceover(LENGTHS), timeline)
    assert captions.cues[0].start == pytest.approx(timeline.scenes[0].speech / 30, abs=0.001)
    assert captions.cues[-1].end <= timeline.outro_first / 30


def test_an_outro_takes_the_place_of_the_long_hold_at_the_end(tmp_path: Path) -> None:
    script, voiceover = make_script(LENGTHS), make_voiceover(LENGTHS)
    plain = film_timeline(script, voiceover, site_with(tmp_path))
    ended = film_timeline(script, voiceover, site_with(tmp_path, outro={"seconds": 2}))
    assert ended.scenes[-1].frames < plain.scenes[-1].frames
    assert plain.scenes[-1].frames - ended.scenes[-1].frames >= (HOLD - 1) * 30


def test_limits_of_the_format_include_both_ends(tmp_path: Path) -> None:
    lengths = [14.0, 14.0, 14.0, 14.0]  # fits into 60 seconds by itself
    script, voiceover = make_script(lengths), make_voiceover(lengths)
    assert film_timeline(script, voiceover, site_with(tmp_path)).seconds <= 60
    with pytest.raises(BadInput, match="may last 60 s"):
        film_timeline(script, voiceover, site_with(tmp_path, intro={"seconds": 5}, outro={"seconds": 5}))
    short = [7.0, 7.0, 7.0]
    with_ends = film_timeline(
        make_script(short), make_voiceover(short), site_with(tmp_path, intro={"seconds": 4}, outro={"seconds": 4})
    )
    without = film_timeline(make_script(short), make_voiceover(short), site_with(tmp_path))
    assert with_ends.seconds >= 30 <= without.seconds
    assert sum(scene.frames for scene in with_ends.scenes) < sum(scene.frames for scene in without.scenes)


def test_a_clip_lasts_as_long_as_it_is_and_no_longer_than_asked(tmp_path: Path) -> None:
    write_clip(tmp_path / "open.mp4", frames=45)
    assert bumper_frames(site_with(tmp_path, intro={"file": "open.mp4", "seconds": 4}), "intro", 30) == 45
    assert bumper_frames(site_with(tmp_path, intro={"file": "open.mp4", "seconds": 1}), "intro", 30) == 30


def test_a_clips_own_sound_is_given_to_the_mix(tmp_path: Path) -> None:
    write_clip(tmp_path / "loud.mp4", sound=True)
    write_clip(tmp_path / "mute.mp4")
    site = site_with(tmp_path, intro={"file": "loud.mp4"}, outro={"file": "mute.mp4"})
    assert bumper_sound(site, "intro") == tmp_path / "loud.mp4"
    assert bumper_sound(site, "outro") is None


@pytest.mark.parametrize(
    ("name", "said"), [("gone.mp4", "gone.mp4"), ("../other.mp4", "outside"), ("notes.txt", "notes.txt")]
)
def test_a_file_that_cannot_be_used_is_named_with_its_setting(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "notes.txt").write_text("no film", encoding="utf-8")
    with pytest.raises(BadSettings, match=rf"demo: films.outro.file.*{said}"):
        bumper_frames(site_with(tmp_path, outro={"file": name}), "outro", 30)


def test_a_broken_clip_is_named_with_its_setting(tmp_path: Path) -> None:
    (tmp_path / "open.mp4").write_bytes(b"not a film at all" * 50)
    with pytest.raises(BadSettings, match=r"films.intro.file, open.mp4: .*can be read"):
        bumper_frames(site_with(tmp_path, intro={"file": "open.mp4"}), "intro", 30)


def test_a_clip_becomes_a_moving_ground_and_a_picture_a_still(tmp_path: Path) -> None:
    write_clip(tmp_path / "open.mp4")
    Image.effect_noise((900, 700), 80).convert("RGB").save(tmp_path / "end.png")
    site = site_with(tmp_path, intro={"file": "open.mp4"}, outro={"file": "end.png"})
    stage = Stage.of(site, 1080, 1920, MediaStore(tmp_path / "store"))
    intro, outro = bumper_scene(stage, site, "intro", 30), bumper_scene(stage, site, "outro", 60)
    assert isinstance(intro.ground, ClipGround) and intro.ground.path == tmp_path / "open.mp4"
    assert isinstance(outro.ground, StillGround)
    with Image.open(outro.ground.path) as still:
        assert still.width / still.height == pytest.approx(1080 / 1920, rel=0.01)
    assert intro.bare and outro.bare and not intro.sprites and not outro.sprites


@pytest.mark.parametrize("size", SHAPES)
@pytest.mark.parametrize("animation", ["auto", "none", "fade", "pop", "slide", "typewriter", "highlight"])
def test_a_drawn_card_moves_in_and_stands_complete_inside_the_safe_area(
    tmp_path: Path, animation: str, size: tuple[int, int]
) -> None:
    Image.new("RGBA", (300, 300), (240, 120, 20, 255)).save(tmp_path / "logo.png")
    site = make_site(
        folder=tmp_path, brand={"logo": "logo.png", "handle": "@demo"},
        films={"outro": {"text": "More of what grows in small gardens"}, "text_animation": animation},
    )  # fmt: skip
    stage = Stage.of(site, *size, MediaStore(tmp_path / "store"))
    scene = bumper_scene(stage, site, "outro", 60)
    logo = scene.sprites[0]
    assert 0 < logo.first < TRANSITION and logo.grow < 1  # after the last scene's words
    assert any(sprite.reveal for sprite in scene.sprites[1:])  # the line is drawn
    for sprite in scene.sprites:
        left, top, right, bottom = ink(sprite)
        assert stage.safe.left <= left < right <= stage.safe.right
        assert stage.safe.top <= top < bottom <= stage.safe.bottom
        assert sprite.last == 60
        assert sprite.first + max(sprite.fade_in, sprite.reveal) <= 52


@pytest.mark.parametrize("logo", [True, False])
@pytest.mark.parametrize("animation", ["auto", "pop", "slide", "typewriter"])
def test_the_first_frame_of_an_intro_shows_whose_film_it_is(tmp_path: Path, animation: str, logo: bool) -> None:
    Image.new("RGBA", (300, 300), (240, 120, 20, 255)).save(tmp_path / "logo.png")
    brand = {"logo": "logo.png"} if logo else {}
    site = make_site(folder=tmp_path, brand=brand, films={"intro": {}, "text_animation": animation})
    first = bumper_scene(Stage.of(site, *SHAPES[0], MediaStore(tmp_path / "store")), site, "intro", 60).sprites[0]
    assert (first.first, first.fade_in, first.reveal, first.grow) == (0, 0, 0, 1.0)
