"""Sprites over frames."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reprise.errors import BadInput
from reprise.video.film import Sprite
from reprise.video.render.colour import RGB_TO_YUV
from reprise.video.render.compose import planes
from reprise.video.render.overlays import Overlay
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
