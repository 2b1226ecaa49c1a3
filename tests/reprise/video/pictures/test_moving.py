"""Clips and Python scenes beside the site's file."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from reprise.errors import BadInput, BadSettings
from reprise.graphics.colour import WHITE, contrast
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.video.look.stage import Stage
from reprise.video.pictures.grounds import night
from reprise.video.pictures.moving import clip_frame, scrim, site_file
from reprise.video.script import Cue
from tests.builders import make_site
from tests.reprise.video.carded import SIZES, Drawn


def film(path: Path, *, seconds: float = 2.0, size: tuple[int, int] = (320, 180), dark: int = 0) -> Path:
    """A film of a bright square that moves; its first `dark` frames are black."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(round(seconds * 25)):
            pixels = np.zeros((size[1], size[0], 3), np.uint8)
            if number >= dark:
                pixels[20:120, 20 + number : 120 + number] = (250, 210, 40)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def site_at(folder: Path, **films: object) -> Site:
    return make_site(folder=folder, films=films)


def test_a_clip_fills_the_scene_with_a_frame_of_it_as_still(tmp_path: Path) -> None:
    film(tmp_path / "ride.mp4")
    visual = Drawn(tmp_path / "store", Cue(kind="clip", clip="ride.mp4"), site=site_at(tmp_path)).visual
    assert visual.clip is not None and visual.clip.mime == "video/mp4"
    assert (visual.clip.width, visual.clip.height) == (320, 180)
    assert visual.clip.seconds == pytest.approx(2, abs=0.1)
    assert 0 < visual.focus[0] < 0.7  # where the bright square is
    assert (visual.ground, visual.kind) == ("photo", "clip")


@pytest.mark.parametrize("size", SIZES)
def test_words_over_a_clip_lie_on_a_shade_that_comes_first(tmp_path: Path, size: tuple[int, int]) -> None:
    film(tmp_path / "ride.mp4")
    drawn = Drawn(
        tmp_path / "store", Cue(kind="clip", clip="ride.mp4", text="Down to the bridge"), size, site=site_at(tmp_path)
    )
    shade, *words = drawn.layers
    assert (shade.x, shade.y, shade.picture.width, shade.picture.height) == (0, 0, *size)
    assert not shade.fade and words and drawn.visual.ground == "card"


def test_the_shade_makes_words_readable_on_white(tmp_path: Path) -> None:
    stage = Stage.of(make_site(), 1080, 1920, MediaStore(tmp_path))
    palette = night(stage)
    white = Image.new("RGBA", (1080, 1920), (*WHITE, 255))
    white.alpha_composite(scrim(stage, palette.ink, palette.accent, words=True))
    for y in (300, 700, 1200):
        pixel = white.convert("RGB").getpixel((500, y))
        assert isinstance(pixel, tuple)
        assert contrast(palette.ink, (int(pixel[0]), int(pixel[1]), int(pixel[2]))) >= 4.5


def test_a_black_beginning_is_no_still(tmp_path: Path) -> None:
    frame, _ = clip_frame(film(tmp_path / "dark.mp4", dark=30))
    assert np.asarray(frame).max() > 150


@pytest.mark.parametrize(
    "name", ["../secret.mp4", "/etc/passwd", "a/../../secret.mp4", "", "a\x00.mp4", "..\\secret.mp4"]
)
def test_nothing_outside_of_the_sites_folder_is_shown(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "secret.mp4").write_bytes(b"secret")
    with pytest.raises(BadSettings):
        site_file(site_at(folder), name, what="clip", suffixes=(".mp4",))


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "secret.mp4").write_bytes(b"secret")
    (folder / "link.mp4").symlink_to(tmp_path / "secret.mp4")
    with pytest.raises(BadSettings, match="outside"):
        site_file(site_at(folder), "link.mp4", what="clip", suffixes=(".mp4",))


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [("gone.mp4", None, BadSettings), ("notes.txt", b"x", BadSettings), ("broken.mp4", b"no film", BadInput)],
)
def test_a_clip_that_cannot_be_shown_names_scene_and_remedy(
    tmp_path: Path, name: str, data: bytes | None, error: type[Exception]
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(error, match=r"scene scene") as caught:
        Drawn(tmp_path / "store", Cue(kind="clip", clip=name), site=site_at(tmp_path))
    assert caught.value.remedy  # type: ignore[attr-defined]


def test_an_animation_of_the_site_gets_its_cues_facts_and_the_brands_colours(tmp_path: Path) -> None:
    (tmp_path / "scenes").mkdir()
    (tmp_path / "scenes" / "wheel.py").write_text("def scene(facts): ...\n")
    site = site_at(tmp_path, animations={"wheel": "scenes/wheel.py"})
    cue = Cue(kind="animation", animation="wheel", text="Round and round", items=("One", "Two"), label="Twice")
    drawn = Drawn(tmp_path / "store", cue, site=site).visual.animation
    assert drawn is not None and drawn.file == "scenes/wheel.py"
    facts = json.loads(drawn.facts)
    assert (facts["text"], facts["items"], facts["data"]["label"]) == ("Round and round", ["One", "Two"], "Twice")
    assert facts["colours"]["primary"] == site.brand.colors.primary.lower()
    (tmp_path / "scenes" / "wheel.py").write_text("def scene(facts): return None\n")
    changed = Drawn(tmp_path / "store", cue, site=site).visual.animation
    assert changed is not None and changed.content != drawn.content


def test_an_animation_that_the_site_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"no animation 'wheel' \(it has none\)"):
        Drawn(tmp_path, Cue(kind="animation", animation="wheel"))
