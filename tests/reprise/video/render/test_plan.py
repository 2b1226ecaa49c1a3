"""A film cut into units."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.errors import BadInput
from reprise.video.film import (
    ClipGround,
    Film,
    FilmScene,
    GivenFile,
    Motion,
    ScriptedGround,
    Sprite,
    StillGround,
    View,
)
from reprise.video.render.plan import units_of
from reprise.video.script import Transition

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


def entered(frames: list[int], how: Transition, transition: int = 12) -> Film:
    made = film(frames, transition)
    return replace(made, scenes=tuple(replace(scene, enter=how) for scene in made.scenes))


@given(
    lengths,
    st.integers(0, 13),
    st.lists(st.sampled_from(["cut", "crossfade", "slide", "wipe"]), min_size=9, max_size=9),
)
def test_whatever_the_transitions_the_film_keeps_its_length(
    frames: list[int], transition: int, kinds: list[Transition]
) -> None:
    made = film(frames, transition) if transition <= 12 else film([26 + length for length in frames], transition)
    scenes = tuple(replace(scene, enter=kind) for scene, kind in zip(made.scenes, kinds, strict=False))
    mixed = replace(made, scenes=scenes)
    units = units_of(mixed)
    assert sum(unit.frames for unit in units) == mixed.frames
    assert all(len(unit.parts) == 1 or unit.parts[1].scene.enter != "cut" for unit in units)


def test_a_cut_falls_into_the_middle_of_the_overlap_and_is_no_unit() -> None:
    units = units_of(entered([60, 60, 60], "cut", 13))
    assert [len(unit.parts) for unit in units] == [1, 1, 1]
    assert [(unit.parts[0].first, unit.frames) for unit in units] == [(0, 53), (6, 47), (6, 54)]


def test_another_transition_is_another_unit_of_the_transition_only() -> None:
    before, after = recipes(entered([60, 60], "slide")), recipes(entered([60, 60], "wipe"))
    assert [one != other for one, other in zip(before, after, strict=True)] == [False, True, False]


def test_a_clips_units_know_where_in_the_clip_they_begin() -> None:
    plain = film([150, 40])
    clip = ClipGround(Path("c.mp4"), "clip", start=7, x=0.3)
    made = recipes(replace(plain, scenes=(replace(plain.scenes[0], ground=clip), plain.scenes[1])))
    later = replace(clip, start=7 + 30, path=Path("/elsewhere.mp4"))
    moved = recipes(replace(plain, scenes=(replace(plain.scenes[0], ground=later), plain.scenes[1])))
    starts = [recipe["parts"][0].get("from") for recipe in made]  # type: ignore[index]
    assert starts[:3] == [7, 7 + 69, 7 + 138]
    assert made != moved and made[-1] == moved[-1]


def test_a_scripted_scene_is_named_by_its_file_what_it_is_told_and_moviepy() -> None:
    plain = film([60])
    ground = ScriptedGround(Path("a.py"), "script", '{"text": "a"}', (GivenFile("still", Path("s.png"), "still"),))

    def named(of: ScriptedGround) -> list[object]:
        return recipes(replace(plain, scenes=(replace(plain.scenes[0], ground=of),)))

    first = named(ground)
    assert version("moviepy") in str(first)
    assert named(replace(ground, path=Path("/b.py"), files=(replace(ground.files[0], path=Path("/x.png")),))) == first
    for other in (
        replace(ground, key="another"),
        replace(ground, facts='{"text": "b"}'),
        replace(ground, files=(replace(ground.files[0], key="another"),)),
    ):
        assert named(other) != first


def test_how_a_sprite_comes_matters_only_while_it_comes() -> None:
    sprite = Sprite(Path("x.png"), "x", 0, 0, 4, 190, fade_in=8)
    for change in ({"grow": 0.7}, {"slide": (0, 20)}, {"reveal": 9, "edge": "right"}, {"reveal": 9, "stops": (4, 8)}):
        plain = film([190])
        one = recipes(replace(plain, scenes=(replace(plain.scenes[0], sprites=(sprite,)),)))
        moved = replace(plain.scenes[0], sprites=(replace(sprite, **change),))  # type: ignore[arg-type]
        other = recipes(replace(plain, scenes=(moved,)))
        assert [a != b for a, b in zip(one, other, strict=True)] == [True, False]


def test_the_films_mark_does_not_lie_over_a_bare_scene() -> None:
    mark = Sprite(Path("m.png"), "mark", 8, 8, 0, 0)
    made = replace(film([60, 60, 60]), sprites=(mark,))
    made = replace(made, scenes=(replace(made.scenes[0], bare=True), *made.scenes[1:]))
    intro, entering, scene, crossing, last = units_of(made)
    assert intro.sprites == () and intro.parts[0].scene.sprites == ()
    assert entering.sprites == () and entering.parts[0].scene.sprites == ()
    assert [sprite.key for sprite in entering.parts[1].scene.sprites] == ["mark"]
    assert scene.sprites == crossing.sprites == last.sprites == (mark,)


def test_what_is_fixed_lies_over_transitions_as_the_coming_scene_has_it() -> None:
    row, later = Sprite(Path("r.png"), "row", 8, 8, 0, 60), Sprite(Path("l.png"), "later", 8, 8, 12, 60)
    made = film([60, 60])
    made = replace(made, scenes=tuple(replace(scene, enter="slide", fixed=(row, later)) for scene in made.scenes))
    _, crossing, alone = units_of(made)
    assert [sprite.key for sprite in crossing.sprites] == ["row"]
    assert all(part.scene.sprites == part.scene.fixed == () for part in crossing.parts)
    assert [sprite.key for sprite in alone.parts[0].scene.sprites] == ["row", "later"]
    bare = replace(made, scenes=(replace(made.scenes[0], bare=True, fixed=()), made.scenes[1]))
    entering = units_of(bare)[1]
    assert entering.sprites == ()
    assert [sprite.key for sprite in entering.parts[1].scene.sprites] == ["row"]
