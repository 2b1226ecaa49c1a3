"""The page about animations: its example is a film, and its tables name what there is."""

from __future__ import annotations

import json
from dataclasses import fields
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from reprise.digest import file_digest
from reprise.media import MediaStore
from reprise.video.film import Film, FilmScene, GivenFile, ScriptedGround
from reprise.video.render.renderer import render
from reprise.video.render.scripted import SceneFacts
from tests.docs.pages import ROOT, coded, fences, rows

PAGE = ROOT / "docs" / "animations.md"
WIDTH, HEIGHT = 216, 384


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's example as a file."""
    (fence,) = [fence for fence in fences(PAGE) if fence.language == "python"]
    path = tmp_path_factory.mktemp("animations") / fence.about
    path.write_text(fence.text, encoding="utf-8")
    return path


def luma_of(film: Film, folder: Path) -> list[np.ndarray]:
    media = MediaStore(folder)
    made = render(film, media)
    with av.open(str(media.path(made.media))) as container:
        return [frame.to_ndarray()[:HEIGHT] for frame in container.decode(video=0)]


def test_the_example_is_a_film_whose_columns_rise(example: Path, tmp_path: Path) -> None:
    font = Path(str(files("fontpkg_inter"))) / "files" / "Inter[opsz,wght].ttf"
    told = {"text": "Three things grew", "values": [2, 5, 9], "colours": {"ground": "#000000", "accent": "#ffffff"}}
    given = (GivenFile("heading", font, file_digest(font)),)
    ground = ScriptedGround(example, file_digest(example), json.dumps(told), given)
    film = Film(WIDTH, HEIGHT, 30, (FilmScene("rising", ground, 75),))
    frames = luma_of(film, tmp_path)
    assert len(frames) == 75
    lit = [(frame[HEIGHT // 3 :] > 200).mean() for frame in frames]
    assert lit[0] < 0.01 and lit[-1] > 0.15
    assert all(later >= earlier - 0.01 for earlier, later in pairwise(lit))
    columns = (frames[-1][HEIGHT // 3 : HEIGHT * 5 // 6] > 200).sum(axis=0)
    heights = [columns[n * WIDTH // 4 + WIDTH // 4] for n in range(3)]
    assert heights[0] < heights[1] < heights[2]
    assert (frames[40][: HEIGHT // 3] > 200).sum() > 100  # the words


def test_the_example_needs_nothing_that_a_scene_may_lack(example: Path, tmp_path: Path) -> None:
    film = Film(WIDTH, HEIGHT, 30, (FilmScene("rising", ScriptedGround(example, "k"), 40),))
    assert np.ptp(luma_of(film, tmp_path)[-1]) > 50


def test_the_table_names_all_that_a_file_is_told() -> None:
    named = {name for row in rows(PAGE, "`facts.`") for name in coded(row[0])}
    assert named == {field.name for field in fields(SceneFacts)} | {"seconds"}
