"""The pieces of a card in time: when they come, how, and when they are gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reprise.media import MediaStore
from reprise.video.film import Sprite
from reprise.video.look.sprites import ENTRANCE, Exit, layer_sprites
from reprise.video.look.stage import FADE, Stage
from reprise.video.pictures.visuals import Layer
from reprise.video.script import Transition
from reprise.video.timeline import SceneTiming
from tests.builders import make_site
from tests.reprise.video.spoken import make_line

TIMING = SceneTiming(scene="s0", first=100, frames=200, speech=112)
HIDDEN = 188


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage.of(make_site(), 1080, 1920, MediaStore(tmp_path))


def sprites(stage: Stage, *layers: dict[str, Any], leave: Transition | None = "crossfade", **more: Any) -> list[Sprite]:
    picture = stage.media.put(b"x", ".png", kind="sprite")
    made = [Layer(picture=picture, x=0, y=0, **layer) for layer in layers]
    line = make_line("s0", "one two three four five six", 5.0)
    exits = Exit.of(TIMING, HIDDEN, leave)
    facts = {"fps": 30, "hidden": HIDDEN, "leave": exits, "opening": False, **more}
    return list(layer_sprites(stage, made, TIMING, line, **facts))


def test_pieces_come_in_order_each_with_its_own_wait(stage: Stage) -> None:
    first, second, third = sprites(stage, {}, {}, {"wait": 20})
    assert (first.first, second.first - first.first, third.first - second.first) == (ENTRANCE, 3, 20)


def test_a_piece_that_goes_before_its_scene_fades_when_its_share_of_the_speech_is_over(stage: Stage) -> None:
    (early,) = sprites(stage, {"until": 0.5})
    assert (early.last, early.fade_out) == (12 + 75, FADE)
    (at_once,) = sprites(stage, {"until": 0.0})
    assert at_once.last >= at_once.first + 2 * FADE  # long enough to have been seen


def test_a_layers_way_of_coming_reaches_the_film(stage: Stage) -> None:
    come = {"slide": (0, 40), "grow": 0.8, "reveal": 9, "edge": "bottom", "stops": (3, 6, 9), "fade": False}
    (sprite,) = sprites(stage, come)
    assert (sprite.slide, sprite.grow, sprite.reveal, sprite.edge, sprite.stops) == (
        (0, 40),
        0.8,
        9,
        "bottom",
        (3, 6, 9),
    )
    assert sprite.fade_in == 0
    (still,) = sprites(stage, come, opening=True)
    assert (still.first, still.slide, still.grow, still.reveal) == (0, (0, 0), 1.0, 0)


@pytest.mark.parametrize(
    ("leave", "last", "fade"),
    [("crossfade", 194, FADE), ("slide", 200, 0), ("wipe", 200, 0), ("cut", 200, 0), (None, 200, 0)],
)
def test_words_fade_before_a_crossfade_and_go_along_with_everything_else(
    stage: Stage, leave: Transition | None, last: int, fade: int
) -> None:
    (sprite,) = sprites(stage, {}, leave=leave)
    assert (sprite.last, sprite.fade_out) == (last, fade)


def test_the_first_frame_of_a_film_has_all_its_words_and_marks_come_later(stage: Stage) -> None:
    line, typed, later = {"slide": (0, 40)}, {"word": 3, "reveal": 9, "stops": (3, 6, 9)}, {"word": 4}
    rule, mark = {"reveal": 12}, {"word": 3, "reveal": 9}
    first, *words, marked = sprites(stage, rule, line, typed, later, mark, opening=True)
    assert [sprite.first for sprite in (first, *words)] == [0, 0, 0, 0]
    assert all((sprite.fade_in, sprite.slide, sprite.reveal) == (0, (0, 0), 0) for sprite in words)
    assert marked.first > 0 and marked.reveal == 9
