"""Contact sheets: the right frames with the right times, well laid out, and files as they are named."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reprise.errors import BadInput
from reprise.video.tools.facts import facts_of
from reprise.video.tools.opening import examine
from reprise.video.tools.sheet import clock, draw_sheet, layout, sheet, still
from tests.reprise.video.tools.material import FRAMES, frames, likeness, recorded


def test_a_still_is_the_frame_it_says(own: Path) -> None:
    film = examine(own)
    given = frames(own)
    for number in (0, 37, FRAMES - 1):
        shown = np.asarray(still(film, number, (film.width, film.height)))
        unlike = [likeness(shown, frame) for frame in given]
        assert unlike.index(min(unlike)) == number
        assert unlike[number] < 6


def test_pictures_stand_at_even_times(tmp_path: Path) -> None:
    grey = "color=black:s=320x180:r=30:d=4,geq=lum='16+219*N/120':cb=128:cr=128"
    film = recorded(tmp_path / "grey.mp4", "-qp", "4", source=grey, sound=None)
    picture = np.asarray(draw_sheet(examine(film), 12, "grey").convert("L")).astype(float)
    columns, tile = layout(12, 320 / 180)
    head = picture.shape[0] - 28 - (12 // columns) * (tile[1] + 14) + 14
    for number in range(12):
        row, column = divmod(number, columns)
        top, left = head + row * (tile[1] + 14), 28 + column * (tile[0] + 14)
        shown = picture[top + 10 : top + tile[1] // 2, left + 10 : left + tile[0] - 10].mean()
        assert abs(shown - 255 * (number + 0.5) / 12) < 4, number


@pytest.mark.parametrize("aspect", [9 / 16, 1.0, 16 / 9, 4 / 5, 3.5, 0.3])
@pytest.mark.parametrize("count", [1, 2, 5, 7, 12, 30, 60])
def test_sheets_have_a_shape_that_can_be_looked_at(aspect: float, count: int) -> None:
    columns, (width, height) = layout(count, aspect)
    rows = -(-count // columns)
    assert columns * rows - count < columns
    assert width % 2 == height % 2 == 0
    assert abs(width / height / aspect - 1) < 0.05
    assert columns * (width + 14) <= 1700
    assert rows * (height + 14) <= 3600


def test_upright_films_stand_in_more_columns_than_wide_ones() -> None:
    assert layout(12, 9 / 16)[0] == 6
    assert layout(12, 16 / 9)[0] == 3


@pytest.mark.parametrize(("ending", "form"), [("png", "PNG"), ("jpg", "JPEG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
def test_a_sheet_is_the_kind_of_file_it_is_called(own: Path, tmp_path: Path, ending: str, form: str) -> None:
    size = sheet(own, tmp_path / f"sheet.{ending}")
    with Image.open(tmp_path / f"sheet.{ending}") as picture:
        assert (picture.format, picture.size) == (form, size)


@pytest.mark.parametrize(("name", "count"), [("sheet.bmp", 12), ("sheet", 12), ("sheet.png", 0), ("sheet.png", 61)])
def test_what_cannot_be_a_sheet_is_refused(own: Path, tmp_path: Path, name: str, count: int) -> None:
    with pytest.raises(BadInput, match="1 to 60 frames"):
        sheet(own, tmp_path / name, frames=count)


def test_titles_that_no_font_can_draw_do_not_stop_a_sheet(own: Path, tmp_path: Path) -> None:
    for title in ("فيلم عن الغلايات", "映画 \U000107ff\u200d", "x" * 400, "\x00\ud800", " "):
        assert sheet(own, tmp_path / "sheet.png", frames=3, title=title)[0] > 100


def test_times_read_as_on_a_player() -> None:
    assert [clock(Fraction(tenths, 10)) for tenths in (0, 75, 612, 36_599)] == [
        "0:00.0",
        "0:07.5",
        "1:01.2",
        "1:00:59.9",
    ]


def test_the_facts_of_a_film_are_what_was_made(own: Path, foreign: Path) -> None:
    facts = facts_of(own)
    assert (facts["width"], facts["height"], facts["frames"], facts["fps"]) == (144, 256, FRAMES, 30.0)
    assert facts["our_settings"]
    assert facts["cut_without_encoding"] >= 3
    other = facts_of(foreign)
    assert (other["audio_rate"], other["audio_channels"], other["our_settings"]) == (44_100, 1, False)
