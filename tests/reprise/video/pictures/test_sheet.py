"""How words come: by the film's text animation, or the scene's own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reprise.video.pictures.visuals import Layer
from reprise.video.script import Cue
from tests.builders import make_site
from tests.reprise.video.carded import Drawn, every_cue

TITLE = Cue(kind="title", text="A year of counting bicycles at the harbour bridge")


def coming(folder: Path, animation: str, cue: Cue = TITLE, **scene: Any) -> tuple[Layer, ...]:
    return Drawn(folder, cue, site=make_site(films={"text_animation": animation}), **scene).layers


def test_without_animation_everything_is_there_at_once(tmp_path: Path) -> None:
    for cue in every_cue():
        for layer in coming(tmp_path, "none", cue):
            assert (layer.fade, layer.slide, layer.grow, layer.reveal) == (False, (0, 0), 1.0, 0)


@pytest.mark.parametrize(
    ("animation", "slides", "grows"),
    [("auto", True, False), ("fade", False, False), ("pop", False, True), ("slide", True, False)],
)
def test_lines_come_as_the_site_says(tmp_path: Path, animation: str, slides: bool, grows: bool) -> None:
    line = coming(tmp_path, animation)[-1]
    assert (line.slide != (0, 0), line.grow < 1, line.fade) == (slides, grows, True)


def test_lines_slide_in_from_the_side_where_they_begin(tmp_path: Path) -> None:
    arabic = Cue(kind="title", text="إصلاح ثقب في الإطار")
    assert coming(tmp_path, "slide")[-1].slide[0] < 0 < coming(tmp_path, "slide", arabic)[-1].slide[0]


def test_a_scenes_own_animation_wins(tmp_path: Path) -> None:
    assert coming(tmp_path, "slide", text_animation="pop")[-1].grow < 1


@pytest.mark.parametrize(
    ("text", "edge"), [(TITLE.text, "left"), ("إصلاح ثقب في الإطار قبل الشتاء", "right"), ("Как мы считали", "left")]
)
def test_a_line_is_typed_letter_by_letter(tmp_path: Path, text: str, edge: str) -> None:
    drawn = Drawn(tmp_path, Cue(kind="title", text=text), site=make_site(films={"text_animation": "typewriter"}))
    lines = [layer for layer in drawn.layers if layer.stops]
    assert lines
    for line in lines:
        assert line.edge == edge and not line.fade
        assert list(line.stops) == sorted(set(line.stops))
        assert line.stops[-1] == line.picture.width
        assert 0.8 <= line.reveal / len(line.stops) <= 1.5
    for one, other in pairwise(lines):
        assert other.wait == one.reveal  # a line begins when the one above is done
    assert sum(len(line.stops) for line in lines) <= len(text.replace(" ", ""))


def test_stops_fall_between_letters(tmp_path: Path) -> None:
    """Up to a stop whole letters are seen: the column there is nearly empty."""
    drawn = Drawn(tmp_path, Cue(kind="title", text="H I L I H"), site=make_site(films={"text_animation": "typewriter"}))
    line = next(layer for layer in drawn.layers if layer.stops)
    alpha = np.asarray(drawn.picture(line).getchannel("A")).astype(int)
    for stop in line.stops[:-1]:
        assert alpha[:, min(stop, alpha.shape[1] - 1)].max() < 40


def test_the_keyword_is_marked_when_it_is_spoken(tmp_path: Path) -> None:
    said = "For a whole year they counted bicycles at the bridge."
    plain = Drawn(tmp_path, TITLE, narration=said).layers
    drawn = Drawn(tmp_path, TITLE, narration=said, site=make_site(films={"text_animation": "highlight"}))
    marker = [layer for layer in drawn.layers if layer.word is not None]
    assert len(drawn.layers) == len(plain) + 1
    assert [layer.word for layer in marker] == [6]  # "bicycles"
    assert marker[0].reveal and marker[0].edge == "left"


def test_a_number_is_the_keyword_before_any_word(tmp_path: Path) -> None:
    cue = Cue(kind="title", text="Mudguards for 240 riders")
    site = make_site(films={"text_animation": "highlight"})
    drawn = Drawn(tmp_path, cue, narration="They gave mudguards to 240 happy riders.", site=site)
    assert [layer.word for layer in drawn.layers if layer.word is not None] == [4]


def test_nothing_is_marked_that_is_not_spoken(tmp_path: Path) -> None:
    site = make_site(films={"text_animation": "highlight"})
    drawn = Drawn(tmp_path, TITLE, narration="Everybody was surprised.", site=site)
    assert all(layer.word is None for layer in drawn.layers)


def test_the_marked_word_lies_exactly_over_itself(tmp_path: Path) -> None:
    said = "For a whole year they counted bicycles at the bridge."
    drawn = Drawn(tmp_path, TITLE, narration=said, site=make_site(films={"text_animation": "highlight"}))
    lines = [layer for layer in drawn.layers if layer.word is None]
    marker = next(layer for layer in drawn.layers if layer.word is not None)
    middle = marker.y + (marker.picture.height or 0) / 2
    under = [line for line in lines if line.y - 20 <= middle <= line.y + (line.picture.height or 0) + 20]
    line = under[-1]
    letters = np.asarray(drawn.picture(line).getchannel("A")) > 128
    image = np.asarray(drawn.picture(marker)).astype(int)
    plate = image[image.shape[0] // 2, 3, :3]
    written = (np.abs(image[..., :3] - plate).max(axis=2) > 60) & (image[..., 3] > 200)
    top, left = marker.y - line.y, marker.x - line.x
    same = total = 0
    for y, x in np.argwhere(written)[::7]:
        row, column = y + top, x + left
        total += 1
        if 0 <= row < letters.shape[0] and 0 <= column < letters.shape[1]:
            same += letters[row, column]
    assert same / total > 0.9
