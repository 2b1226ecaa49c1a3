"""The few words over a photograph: where they stand and how they come."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from reprise.graphics.glyphs import TextStyle
from reprise.graphics.text import lay_out
from reprise.media import MediaStore
from reprise.video.film import Sprite
from reprise.video.look.animation import key_words, text_animation
from reprise.video.look.headlines import headline_bottom, headline_sprites
from reprise.video.look.stage import Stage
from reprise.video.script import Cue, Scene, TextAnimation
from tests.builders import make_site
from tests.reprise.video.look.test_subtitles import HOSTILE, SHAPES, ink

ANIMATIONS: tuple[TextAnimation, ...] = ("none", "fade", "pop", "slide", "typewriter", "highlight")
TEXT = "Forty-one percent in 2019"


def stage_of(folder: Path, size: tuple[int, int] = (1080, 1920), **films: object) -> Stage:
    return Stage.of(make_site(films=films), *size, MediaStore(folder / "store"))


@pytest.mark.parametrize(
    ("size", "animation"),
    [(SHAPES[0], "pop"), (SHAPES[0], "highlight"), (SHAPES[1], "typewriter"), (SHAPES[2], "slide")],
)
@pytest.mark.parametrize("text", [TEXT, "عنوان قصير جدا", *HOSTILE])
def test_a_headline_stays_inside_the_safe_area_with_every_animation(
    tmp_path: Path, text: str, size: tuple[int, int], animation: TextAnimation
) -> None:
    stage = stage_of(tmp_path, size)
    sprites = headline_sprites(stage, text, 4, 160, animation)
    assert sprites
    for sprite in sprites:
        left, top, right, bottom = ink(sprite)
        assert stage.safe.left - 29 <= left < right <= stage.safe.right + 29  # a panel's shadow may reach out
        assert stage.safe.top <= top < bottom <= headline_bottom(stage, text) + 40
        assert 4 <= sprite.first < sprite.last <= 160


def of_kind(tmp_path: Path, animation: TextAnimation, text: str = TEXT) -> tuple[Sprite, ...]:
    return headline_sprites(stage_of(tmp_path), text, 10, 160, animation)


def test_each_animation_moves_as_its_name_says(tmp_path: Path) -> None:
    (still,) = of_kind(tmp_path, "none")
    assert (still.fade_in, still.slide, still.grow) == (0, (0, 0), 1.0)
    (fading,) = of_kind(tmp_path, "fade")
    assert fading.fade_in > 5
    (popping,) = of_kind(tmp_path, "pop")
    assert popping.grow < 1 < popping.fade_in
    (sliding,) = of_kind(tmp_path, "slide")
    assert sliding.slide[0] < 0


def test_typed_lines_follow_each_other_letter_by_letter_and_end_whole(tmp_path: Path) -> None:
    panel, *lines = of_kind(tmp_path, "typewriter")
    assert panel.reveal == 0 and len(lines) >= 2
    for line in lines:
        right = ink(line)[2]
        assert line.stops == tuple(sorted(line.stops))
        assert line.x + line.stops[-1] >= right
        assert line.first >= panel.first
    assert all(one.first + one.reveal <= other.first for one, other in pairwise(lines))
    assert len(lines[0].stops) + len(lines[1].stops) == len(TEXT.replace(" ", ""))


def test_words_from_right_to_left_are_typed_and_slide_from_the_right(tmp_path: Path) -> None:
    _, *lines = of_kind(tmp_path, "typewriter", "تُقرأ معظم المقالات")
    assert {line.edge for line in lines} == {"right"}
    (sliding,) = of_kind(tmp_path, "slide", "تُقرأ معظم المقالات")
    assert sliding.slide[0] > 0


def test_a_keyword_is_lit_after_its_headline_stands_and_lies_within_it(tmp_path: Path) -> None:
    panel, lit = of_kind(tmp_path, "highlight")
    assert lit.first >= panel.first + panel.fade_in and lit.reveal > 0
    whole, part = ink(panel), ink(lit)
    assert whole[0] < part[0] < part[2] < whole[2] and whole[1] < part[1] < part[3] < whole[3]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Forty-one percent in 2019", ["2019"]),
        ("Only 41 % remain", ["41", "%"]),
        ("Watering before breakfast", ["breakfast"]),
        ("One", []),
        ("to be or not", []),
    ],
)
def test_keywords_are_numbers_with_their_unit_else_the_longest_word(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    stage = stage_of(tmp_path)
    layout = lay_out(text, TextStyle("Manrope", 60), 2000, stage.book)
    assert [layout.words[n].text for n in key_words(layout)] == words


def test_the_opening_stands_from_the_first_frame_on(tmp_path: Path) -> None:
    for animation in ANIMATIONS:
        first = headline_sprites(stage_of(tmp_path), TEXT, 0, 160, animation, opening=True)[0]
        assert (first.first, first.fade_in, first.slide, first.grow, first.reveal) == (0, 0, (0, 0), 1.0, 0)


def test_a_scenes_own_animation_goes_before_the_sites_and_auto_is_a_mix(tmp_path: Path) -> None:
    scene = Scene(id="point-1", section="point", narration="", cue=Cue(kind="image"), seconds=4)
    stage = stage_of(tmp_path, text_animation="pop")
    assert text_animation(stage, scene, 1) == "pop"
    assert text_animation(stage, scene.model_copy(update={"text_animation": "fade"}), 1) == "fade"
    auto = stage_of(tmp_path, text_animation="auto")
    assert len({text_animation(auto, scene, number) for number in range(6)}) >= 3
