"""Sprites over frames."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image

from reprise.errors import BadInput
from reprise.video.film import Sprite
from reprise.video.render.colour import RGB_TO_YUV
from reprise.video.render.compose import planes
from reprise.video.render.overlays import Overlay, Overlays
from reprise.video.render.poses import FULL, Pose, pose_at, strength_at

SIZE = (64, 96)


def sprite(path: Path, pixels: np.ndarray, x: int, y: int) -> Sprite:
    Image.fromarray(pixels).save(path)
    return Sprite(path, "key", x, y, 0, 10)


@pytest.mark.parametrize(("x", "y"), [(10, 20), (11, 21), (-5, -3), (50, 80), (200, 300)])
@pytest.mark.parametrize("strength", [1.0, 0.4])
def test_luma_is_mixed_by_opacity_inside_the_sprite_and_untouched_outside(
    tmp_path: Path, x: int, y: int, strength: float
) -> None:
    random = np.random.default_rng(1)
    pixels = random.integers(0, 256, (31, 27, 4), dtype=np.uint8)
    luma, chroma = planes(*SIZE)
    luma[...] = random.integers(16, 236, luma.shape, dtype=np.uint8)
    chroma[...] = 128
    before = luma.astype(float)
    Overlay(sprite(tmp_path / "s.png", pixels, x, y), *SIZE).blend(luma, chroma, Pose(strength))
    wanted = before.copy()
    for row in range(31):
        for column in range(27):
            place = (y + row, x + column)
            if 0 <= place[0] < SIZE[1] and 0 <= place[1] < SIZE[0]:
                opacity = strength * pixels[row, column, 3] / 255
                own = pixels[row, column, :3] @ RGB_TO_YUV[0, :3] + 16
                wanted[place] = before[place] * (1 - opacity) + own * opacity
    assert np.abs(luma - wanted).max() <= 1.6
    untouched = wanted == before
    assert np.abs(luma[untouched] - before[untouched]).max() <= 1


def test_grey_sprites_leave_the_ground_grey(tmp_path: Path) -> None:
    pixels = np.full((20, 20, 4), 255, np.uint8)
    pixels[..., 3] = np.arange(20, dtype=np.uint8) * 12
    luma, chroma = planes(*SIZE)
    luma[...], chroma[...] = 80, 128
    for strength in (0.2, 0.5, 1.0):
        Overlay(sprite(tmp_path / "s.png", pixels, 9, 9), *SIZE).blend(luma, chroma, Pose(strength))
    assert np.abs(chroma.astype(int) - 128).max() <= 2


def test_opaque_colour_arrives_in_chroma(tmp_path: Path) -> None:
    pixels = np.zeros((20, 20, 4), np.uint8)
    pixels[...] = (200, 30, 60, 255)
    luma, chroma = planes(*SIZE)
    luma[...], chroma[...] = 16, 128
    Overlay(sprite(tmp_path / "s.png", pixels, 10, 10), *SIZE).blend(luma, chroma, FULL)
    assert np.abs(chroma[6:14, 6:14].astype(int) - (124, 201)).max() <= 1
    assert (chroma[:4] == 128).all()


def test_a_fade_rises_stays_and_falls() -> None:
    sprite = Sprite(Path("s.png"), "k", 0, 0, 10, 30, 4, 5)
    strengths = [strength_at(sprite, frame) for frame in range(40)]
    assert strengths[9] == strengths[30] == 0
    assert strengths[10] == pytest.approx(0.2)
    assert strengths[14:25] == [1.0] * 11
    assert strengths[10:15] == sorted(strengths[10:15])
    assert strengths[24:31] == sorted(strengths[24:31], reverse=True)


def test_a_slide_ends_at_the_sprites_place_slowing_down() -> None:
    sprite = Sprite(Path("s.png"), "k", 0, 0, 10, 60, 8, 0, slide=(0, 40))
    ways = [pose_at(sprite, frame).y for frame in range(10, 30)]
    steps = [one - other for one, other in pairwise(ways[:9])]
    assert ways[0] > 20 and ways[8:] == [0] * 12
    assert all(way % 2 == 0 for way in ways)
    assert steps == sorted(steps, reverse=True)


def test_a_sprite_is_uncovered_from_left_to_right(tmp_path: Path) -> None:
    pixels = np.full((20, 40, 4), 255, np.uint8)
    shown = Sprite(sprite(tmp_path / "s.png", pixels, 10, 10).path, "k", 10, 10, 5, 30, reveal=10)
    overlay, columns = Overlay(shown, *SIZE), []
    for frame in range(5, 20):
        luma, chroma = planes(*SIZE)
        luma[...], chroma[...] = 16, 128
        overlay.blend(luma, chroma, pose_at(shown, frame))
        columns.append(int((luma[20] > 200).sum()))
        assert (luma[:10] == 16).all() and (luma[30:] == 16).all() and (luma[:, :10] == 16).all()
    assert columns == sorted(columns)
    assert 2 <= columns[0] <= 6 and columns[10:] == [40] * 5


@pytest.mark.parametrize(("x", "y"), [(-30, 0), (0, -200), (60, 0), (0, 300), (-6, 4)])
def test_a_sprite_may_slide_in_from_outside_the_frame(tmp_path: Path, x: int, y: int) -> None:
    pixels = np.full((20, 20, 4), 255, np.uint8)
    luma, chroma = planes(*SIZE)
    luma[...], chroma[...] = 16, 128
    Overlay(sprite(tmp_path / "s.png", pixels, 10, 10), *SIZE).blend(luma, chroma, Pose(1.0, x, y))
    left, right, top, bottom = (max(0, 10 + x), max(0, 30 + x), max(0, 10 + y), max(0, 30 + y))
    wanted = np.full_like(luma, 16)
    wanted[top:bottom, left:right] = 235
    assert np.abs(luma.astype(int) - wanted).max() <= 1


def test_a_picture_without_transparency_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "opaque.png"
    Image.new("RGB", (10, 10)).save(path)
    with pytest.raises(BadInput, match=r"opaque\.png"):
        Overlay(Sprite(path, "k", 0, 0, 0, 1), *SIZE)


@pytest.mark.parametrize(
    ("edge", "seen"),
    [("left", (0, 20, 0, 20)), ("right", (20, 40, 0, 20)), ("top", (0, 40, 0, 10)), ("bottom", (0, 40, 10, 20))],
)
def test_a_sprite_is_uncovered_from_any_of_its_edges(
    tmp_path: Path, edge: Literal["left", "right", "top", "bottom"], seen: tuple[int, int, int, int]
) -> None:
    path = sprite(tmp_path / "s.png", np.full((20, 40, 4), 255, np.uint8), 0, 0).path
    shown = Sprite(path, "k", 10, 10, 0, 30, reveal=9, edge=edge)
    luma, chroma = plain()
    Overlay(shown, *SIZE).blend(luma, chroma, pose_at(shown, 4))  # half of it
    left, right, top, bottom = seen
    wanted = np.full_like(luma, 16)
    wanted[10 + top : 10 + bottom, 10 + left : 10 + right] = 235
    assert (luma == wanted).all()


@pytest.mark.parametrize("edge", ["left", "right"])
def test_letters_appear_one_at_a_time(tmp_path: Path, edge: Literal["left", "right"]) -> None:
    path = sprite(tmp_path / "s.png", np.full((20, 40, 4), 255, np.uint8), 0, 0).path
    shown = Sprite(path, "k", 10, 10, 5, 60, reveal=20, edge=edge, stops=(8, 18, 26, 40))
    overlay, widths = Overlay(shown, *SIZE), []
    for frame in range(5, 40):
        luma, chroma = plain()
        overlay.blend(luma, chroma, pose_at(shown, frame))
        columns = np.flatnonzero(luma[15] > 200)
        widths.append(len(columns))
        assert columns[0] == 10 if edge == "left" else columns[-1] == 49
    assert sorted(set(widths)) == [8, 18, 26, 40]
    assert widths == sorted(widths) and widths[19] == 40
    assert max(widths[:20].count(width) for width in (8, 18, 26, 40)) <= 6  # in even steps


def test_a_growing_sprite_swings_a_little_beyond_its_size_and_stays_there() -> None:
    sprite = Sprite(Path("s.png"), "k", 0, 0, 10, 60, 12, 0, grow=0.5)
    sizes = [pose_at(sprite, frame).size for frame in range(10, 40)]
    assert 0.5 < sizes[0] < 0.8
    assert 1.01 < max(sizes) < 1.08
    assert sizes[12:] == [1.0] * 18
    top = sizes.index(max(sizes))
    assert sizes[: top + 1] == sorted(sizes[: top + 1])
    assert sizes[top:] == sorted(sizes[top:], reverse=True)


@pytest.mark.parametrize("size", [0.5, 0.8, 0.93, 1.06])
@pytest.mark.parametrize(("x", "y"), [(12, 30), (13, 31)])
def test_a_resized_sprite_keeps_its_middle_its_colour_and_its_share_of_light(
    tmp_path: Path, size: float, x: int, y: int
) -> None:
    pixels = np.zeros((32, 40, 4), np.uint8)
    pixels[6:26, 4:36] = (200, 30, 60, 255)
    luma, chroma = plain(75)
    chroma[...] = 128
    Overlay(sprite(tmp_path / "s.png", pixels, x, y), *SIZE).blend(luma, chroma, Pose(size=size))
    red = chroma[..., 1].astype(float) - 128
    rows, columns = np.mgrid[0 : red.shape[0], 0 : red.shape[1]]
    # sample j of chroma stands on column 2j + 1/2, on row 2j + 1
    middle = (2 * (columns * red).sum() / red.sum() + 0.5, 2 * (rows * red).sum() / red.sum() + 1)
    box = (x - x % 2, y - y % 2, x + 40 + (x % 2), y + 32 + (y % 2))  # the even box that it is resized in
    wanted = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    own = (x + 20, y + 16)
    wanted = tuple(centre + (place - centre) * size for centre, place in zip(wanted, own, strict=True))
    assert np.abs(np.subtract(middle, wanted)).max() < 0.35
    assert abs(red.sum() / 73 / (20 * 32 * size**2 / 4) - 1) < 0.04
    assert red.max() == 73


def test_a_resized_sprite_has_soft_edges_and_touches_nothing_else(tmp_path: Path) -> None:
    pixels = np.full((20, 20, 4), 255, np.uint8)
    luma, chroma = plain(80)
    Overlay(sprite(tmp_path / "s.png", pixels, 20, 40), *SIZE).blend(luma, chroma, Pose(size=0.55))
    assert (luma[:44] == 80).all() and (luma[56:] == 80).all() and (luma[:, :24] == 80).all()
    assert (luma[46:54, 26:34] == 235).all()
    assert ((luma > 85) & (luma < 230)).any()


def test_growing_beyond_the_frame_is_cut_off_there(tmp_path: Path) -> None:
    pixels = np.full((96, 64, 4), 255, np.uint8)
    luma, chroma = plain()
    Overlay(sprite(tmp_path / "s.png", pixels, 0, 0), *SIZE).blend(luma, chroma, Pose(size=1.06))
    assert (luma == 235).all()


@pytest.mark.parametrize("size", [(30, 20), (31, 21)])
def test_a_sprite_without_ink_changes_nothing(tmp_path: Path, size: tuple[int, int]) -> None:
    luma, chroma = plain(90)
    empty = sprite(tmp_path / "s.png", np.zeros((*size, 4), np.uint8), 5, 5)
    for pose in (FULL, Pose(0.5), Pose(size=0.7), Pose(uncovered=0.3)):
        Overlay(empty, *SIZE).blend(luma, chroma, pose)
    assert (luma == 90).all() and (chroma == 128).all()


def test_sprites_are_read_once_while_there_is_room(tmp_path: Path) -> None:
    pixels = np.full((20, 20, 4), 255, np.uint8)
    kept = Overlays()
    first = sprite(tmp_path / "1.png", pixels, 0, 0)
    overlay = kept.of(first, *SIZE)
    assert kept.of(first, *SIZE) is overlay
    large = np.full((2000, 2000, 4), 255, np.uint8)
    for number in range(5):
        kept.of(sprite(tmp_path / f"large-{number}.png", large, 0, 0), 2000, 2000)
    assert kept.of(first, *SIZE) is not overlay


def plain(luma: int = 16) -> tuple[np.ndarray, np.ndarray]:
    y, uv = planes(*SIZE)
    y[...], uv[...] = luma, 128
    return y, uv
