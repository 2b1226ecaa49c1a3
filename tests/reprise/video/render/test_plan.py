"""A film cut into units."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.errors import BadInput
from reprise.video.film import Film, FilmScene, Motion, Sprite, StillGround, View
from reprise.video.render.plan import units_of

MOVE = Motion(View(), View(scale=0.9))
lengths = st.lists(st.integers(24, 400), min_size=1, max_size=9)


def film(frames: list[int], transition: int = 12) -> Film:
    grounds = [StillGround(Path(f"{n}.jpg"), f"still-{n}", MOVE) for n in range(len(frames))]
    scenes = tuple(FilmScene(f"s{n}", ground, frames[n]) for n, ground in enumerate(grounds))
    return Film(1080, 1920, 30, scenes, transition)


def recipes(of: Film) -> list[object]:
    return [unit.recipe for unit in units_of(of)]


@given(lengths, st.integers(0, 12))
def test_units_cover_every_frame_of_every_scene_once(frames: list[int], transition: int) -> None:
    made = film(frames, transition)
    units = units_of(made)
    assert sum(unit.frames for unit in units) == made.frames
    for scene in made.scenes:
        covered = [
            part.first + number
            for unit in units
            for part in unit.parts
            if part.scene.id == scene.id
            for number in range(unit.frames)
        ]
        assert covered == list(range(scene.frames))


@given(lengths)
def test_units_are_short_and_never_empty(frames: list[int]) -> None:
    assert all(1 <= unit.frames <= 96 for unit in units_of(film(frames)))


def test_changing_a_scene_changes_its_body_and_the_two_transitions_beside_it() -> None:
    before = film([90] * 5)
    changed = replace(before.scenes[2], ground=replace(before.scenes[2].ground, key="another still"))
    after = replace(before, scenes=(*before.scenes[:2], changed, *before.scenes[3:]))
    different = [one != other for one, other in zip(recipes(before), recipes(after), strict=True)]
    assert different == [False] * 3 + [True] * 3 + [False] * 3


def test_a_longer_scene_leaves_the_scenes_after_it_as_they_are() -> None:
    before, after = recipes(film([90, 90, 90, 90])), recipes(film([90, 95, 90, 90]))
    kept = [recipe for recipe in after if recipe in before]
    assert len(kept) == len(after) - 3


def test_a_sprite_matters_only_where_it_is_seen() -> None:
    plain = film([190, 90])
    late = Sprite(Path("x.png"), "x", 0, 0, 150, 170)
    worded = replace(plain, scenes=(replace(plain.scenes[0], sprites=(late,)), plain.scenes[1]))
    different = [one != other for one, other in zip(recipes(plain), recipes(worded), strict=True)]
    assert different == [False, True, False, False]


def test_files_may_move_without_a_unit_becoming_another() -> None:
    before = film([60, 60])
    moved = replace(
        before,
        scenes=tuple(
            replace(s, ground=replace(s.ground, path=Path("/elsewhere.jpg")), id="x" + s.id) for s in before.scenes
        ),
    )
    assert recipes(before) == recipes(moved)


def test_a_film_without_transitions_has_no_transition_units() -> None:
    made = film([40, 40], transition=0)
    assert [unit.frames for unit in units_of(made)] == [40, 40]
    assert made.frames == 80


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (film([]), "at least one scene"),
        (replace(film([60]), width=1081), "1081×1920"),
        (film([60, 20, 60]), "s1: 20 frames are too few"),
    ],
)
def test_an_impossible_film_is_refused_with_its_reason(broken: Film, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        units_of(broken)
