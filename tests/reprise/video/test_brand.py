"""The site's mark, names in the lower part, transitions and progress; and the two sample brands."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from reprise.errors import BadSettings
from reprise.media import MediaStore
from reprise.sites import load_sites
from reprise.video.look.headlines import headline_bottom
from reprise.video.look.lowerthirds import Name, credit, lower_third
from reprise.video.look.names import name_sprites
from reprise.video.look.progress import MOST, lines_of, progress_sprites
from reprise.video.look.stage import Stage
from reprise.video.look.subtitles import captions_top
from reprise.video.look.transitions import transition_into
from reprise.video.look.watermark import signature_bottom, signature_top, watermark_sprite
from reprise.video.pictures.visuals import Media, SceneVisual
from reprise.video.script import Cue, Scene, Script
from tests.builders import make_site
from tests.reprise.video.look.test_subtitles import SHAPES, ink

CORNERS = ("top-left", "top-right", "bottom-left", "bottom-right")
SITES = Path(__file__).parents[3] / "sites"


def stage_of(folder: Path, size: tuple[int, int] = (1080, 1920), **films: Any) -> Stage:
    return Stage.of(make_site(folder=folder, films=films, brand={"handle": "@demo"}), *size, MediaStore(folder / "s"))


@pytest.mark.parametrize("size", SHAPES)
@pytest.mark.parametrize("corner", CORNERS)
def test_the_mark_stands_in_its_corner_of_the_safe_area(tmp_path: Path, corner: str, size: tuple[int, int]) -> None:
    stage = stage_of(tmp_path, size, watermark={"position": corner})
    mark = watermark_sprite(stage)
    assert mark is not None
    left, top, right, bottom = ink(mark)
    safe = stage.safe
    assert safe.left <= left + 1 and right <= safe.right + 1 and safe.top <= top and bottom <= safe.bottom
    assert (left - safe.left < 3) == corner.endswith("left")
    assert (top - safe.top < 80) == corner.startswith("top")


def test_the_mark_is_as_strong_as_the_site_says_and_may_be_left_out(tmp_path: Path) -> None:
    Image.new("RGBA", (200, 100), (200, 30, 30, 255)).save(tmp_path / "mark.png")
    mark = watermark_sprite(stage_of(tmp_path, watermark={"image": "mark.png", "opacity": 0.4}))
    assert mark is not None
    with Image.open(mark.path) as image:
        assert int(np.asarray(image.getchannel("A")).max()) == pytest.approx(102, abs=1)
        assert image.width == 2 * image.height
    assert watermark_sprite(stage_of(tmp_path, watermark={"show": False})) is None


def test_a_mark_that_is_no_picture_is_named_with_its_setting(tmp_path: Path) -> None:
    (tmp_path / "mark.png").write_bytes(b"nothing")
    for name in ("mark.png", "gone.png"):
        with pytest.raises(BadSettings, match=rf"films.watermark.image.*{name}"):
            watermark_sprite(stage_of(tmp_path, watermark={"image": name}))


@pytest.mark.parametrize(
    ("corner", "size"),
    [("top-left", SHAPES[0]), ("bottom-right", SHAPES[0]), ("top-right", SHAPES[1]), ("bottom-left", SHAPES[2])],
)
@pytest.mark.parametrize("title", ["Robin", "A chapter with a rather long name that goes on", "فصل قصير", "W" * 60])
def test_names_stand_clear_of_captions_headline_and_mark(
    tmp_path: Path, title: str, corner: str, size: tuple[int, int]
) -> None:
    stage = stage_of(tmp_path, size, watermark={"position": corner})
    mark = watermark_sprite(stage)
    assert mark is not None
    row = ink(mark)
    for right in (False, True):
        name = Name(title, "12", right)
        for over_card in (False, True):
            sprites = lower_third(stage, name, fps=30, first=10, hidden=200, animation="slide", over_card=over_card)
            for sprite in sprites:
                left, top, end, bottom = ink(sprite)
                assert stage.safe.left - 1 <= left < end <= stage.safe.right + 1
                assert sprite.last <= 130 + 10
                if over_card:
                    assert signature_top(stage) - 1 <= top < bottom <= signature_bottom(stage) + 1
                    assert bottom <= row[1] or row[3] <= top or end < row[0] or row[2] < left
                else:
                    assert headline_bottom(stage, "") < top < bottom < captions_top(stage)
            assert over_card or len(sprites) == 2
    for sprite in credit(stage, f"Photo: {title}", fps=30, first=0, hidden=200):
        left, top, end, bottom = ink(sprite)
        assert signature_top(stage) <= top < bottom <= signature_bottom(stage)
        assert bottom <= row[1] or row[3] <= top or end < row[0] or row[2] < left


def test_a_name_needs_time_to_be_read(tmp_path: Path) -> None:
    stage = stage_of(tmp_path)
    rest = {"fps": 30, "animation": "fade", "over_card": False}
    assert lower_third(stage, Name("Kim"), first=0, hidden=30, **rest) == ()  # type: ignore[arg-type]
    assert lower_third(stage, Name("\u200d"), first=0, hidden=300, **rest) == ()  # type: ignore[arg-type]


def scene(number: int, **changes: Any) -> Scene:
    facts: dict[str, Any] = {
        "id": f"s{number}",
        "section": "point",
        "narration": "x",
        "cue": Cue(kind="image"),
        "seconds": 4,
    }
    return Scene(**{**facts, **changes})


def script_of(*scenes: Scene, form: str = "narration", fmt: str = "short") -> Script:
    return Script(
        article="a", article_hash="0", site="demo", format=fmt, title="T", language="en", target_seconds=40,
        scenes=scenes, writer="test", form=form,  # type: ignore[arg-type]
    )  # fmt: skip


def names(folder: Path, script: Script, number: int, **visual: Any) -> int:
    site = make_site(films={"lower_thirds": visual.pop("shown", True)})
    stage = Stage.of(site, 1080, 1920, MediaStore(folder / "s"))
    still = Media(key="still/x.jpg", mime="image/jpeg", bytes=1)
    seen = SceneVisual(**{"scene": "s", "kind": "image", "ground": "photo", "still": still, **visual})
    return len(name_sprites(stage, script, number, seen, site, fps=30, first=0, hidden=200, animation="fade"))


def test_a_speaker_is_named_at_his_first_line_only(tmp_path: Path) -> None:
    talk = script_of(
        scene(0, speaker="questioner"), scene(1, speaker="explainer"), scene(2, speaker="questioner"), form="dialogue"
    )
    assert [names(tmp_path, talk, number) for number in range(3)] == [2, 2, 0]
    assert names(tmp_path, talk, 0, shown=False) == 0
    figure = {"kind": "character", "ground": "card", "alt": "Kim. What is it?"}
    assert names(tmp_path, talk, 0, **figure) == 0  # the figure has its name before it


def test_chapters_are_named_in_long_films_and_quotes_where_the_card_does_not(tmp_path: Path) -> None:
    scenes = (scene(0), scene(1, chapter="Water"), scene(2, cue=Cue(kind="quote", text="Yes", label="Ana")))
    assert [names(tmp_path, script_of(*scenes, fmt="long"), number) for number in range(3)] == [0, 2, 2]
    assert names(tmp_path, script_of(*scenes), 1) == 0
    assert names(tmp_path, script_of(*scenes), 2, kind="quote", ground="card", alt="Yes. Ana") == 0


def test_whose_picture_it_is_stands_with_it(tmp_path: Path) -> None:
    assert names(tmp_path, script_of(scene(0)), 0, credit="Photo: Ana, CC BY 4.0") == 1
    assert names(tmp_path, script_of(scene(0)), 0, credit="Photo: Ana", shown=False) == 0


def test_a_scenes_transition_goes_before_the_sites() -> None:
    scenes = (scene(0), scene(1, transition="cut"), scene(2))
    site = make_site(films={"transition": "wipe"})
    assert [transition_into(scenes, number, site) for number in range(3)] == ["crossfade", "cut", "wipe"]


def test_automatic_transitions_follow_what_changes() -> None:
    site = make_site(films={"transition": "auto"})
    told = (scene(0, section="hook"), scene(1, section="intro"), scene(2), scene(3), scene(4, section="cta"))
    assert [transition_into(told, n, site) for n in range(1, 5)] == ["crossfade", "slide", "slide", "crossfade"]
    long = (scene(0, chapter="One"), scene(1), scene(2, chapter="Two"), scene(3))
    assert [transition_into(long, n, site) for n in range(1, 4)] == ["crossfade", "wipe", "crossfade"]
    talk = tuple(scene(n, speaker=role) for n, role in enumerate(("questioner", "explainer", "explainer")))
    assert [transition_into(talk, n, site) for n in (1, 2)] == ["cut", "crossfade"]


def test_lines_stand_for_scenes_then_for_chapters_then_for_the_film() -> None:
    assert lines_of([scene(n) for n in range(8)]) == (1,) * 8
    chapters = [scene(n, chapter="C" if n % 10 == 0 else "") for n in range(40)]
    assert lines_of(chapters) == (10, 10, 10, 10)
    assert lines_of([scene(n) for n in range(MOST + 1)]) == (MOST + 1,)


@pytest.mark.parametrize("lines", [(1,) * 7, (5, 20, 7), (60,)])
def test_progress_fills_from_left_to_right_without_a_gap(tmp_path: Path, lines: tuple[int, ...]) -> None:
    stage = stage_of(tmp_path)
    ends = []
    for number in range(sum(lines)):
        row, filling = progress_sprites(stage, number, lines, 12, 90, 102)
        assert row.last == filling.last == 102 and filling.first + filling.reveal == 90
        with Image.open(filling.path) as image:
            ends.append((filling.x, filling.x + image.width))
    assert ends[0][0] == round(stage.safe.left) and abs(ends[-1][1] - stage.safe.right) <= 1
    assert all(0 <= other[0] - one[1] <= stage.px(10) for one, other in pairwise(ends))


def test_the_two_sample_brands_look_clearly_different() -> None:
    one, other = (load_sites(SITES)[name] for name in ("harbour-wheels", "gartenpost"))
    for site in (one, other):
        assert site.brand.logo and (site.folder / site.brand.logo).is_file()
    assert one.brand.fonts.heading != other.brand.fonts.heading
    for setting in ("captions", "text_animation", "transition", "motion", "music", "watermark", "outro"):
        assert getattr(one.films, setting) != getattr(other.films, setting), setting
    assert one.films.watermark.position != other.films.watermark.position
