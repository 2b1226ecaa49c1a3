"""Stills in motion: how closely the resampled picture follows the ideal path."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from reprise.errors import BadInput
from reprise.video.film import Motion, StillGround, View
from reprise.video.render.compose import planes
from reprise.video.render.motion import Path as Camera
from reprise.video.render.stills import Still

WIDTH, HEIGHT = 270, 480
MOVES = [
    Motion(View(0.40, 0.5, 1.0), View(0.56, 0.48, 0.86)),
    Motion(View(0.55, 0.5, 0.9), View(0.45, 0.5, 0.9)),
    Motion(View(0.5, 0.5, 1.0), View(0.5, 0.5, 0.96)),
    Motion(View(0.5, 0.4, 0.8), View(0.5, 0.6, 1.0)),
]


def spot_still(path: Path, size: tuple[int, int], spots: list[tuple[float, float]], colour: float = 255) -> Path:
    """Soft bright spots on black; pixel centres lie at halves."""
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]] + 0.5
    light = sum(np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * 7.0**2)) for x, y in spots)
    Image.fromarray(np.repeat((light * colour).clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)).save(path)
    return path


def centre(plane: NDArray[np.float64], near: tuple[float, float], reach: int = 26) -> tuple[float, float]:
    """The centre of light around a place, in continuous coordinates."""
    left, top = max(0, int(near[0]) - reach), max(0, int(near[1]) - reach)
    part = plane[top : top + 2 * reach, left : left + 2 * reach]
    rows, columns = np.mgrid[0 : part.shape[0], 0 : part.shape[1]] + 0.5
    return left + float((part * columns).sum() / part.sum()), top + float((part * rows).sum() / part.sum())


@pytest.mark.parametrize("motion", MOVES)
@pytest.mark.parametrize("size", [(500, 375), (1000, 750), (300, 640)])
def test_a_feature_follows_the_ideal_path_to_a_fifth_of_a_pixel(
    tmp_path: Path, motion: Motion, size: tuple[int, int]
) -> None:
    frames = 90
    middle = (size[0] * 0.5 + 0.3, size[1] * 0.5 - 0.2)
    path = spot_still(tmp_path / "spot.png", size, [middle])
    still = Still(StillGround(path, "k", motion), frames, WIDTH, HEIGHT)
    camera = Camera(motion, size, WIDTH / HEIGHT, frames)
    y, uv = planes(WIDTH, HEIGHT)
    errors = []
    for frame in range(frames):
        still.draw(frame, y, uv)
        window = camera.at(frame)
        ideal = ((middle[0] - window.left) * WIDTH / window.width, (middle[1] - window.top) * HEIGHT / window.height)
        found = centre(np.maximum(y.astype(float) - 17, 0), ideal)
        errors.append((found[0] - ideal[0], found[1] - ideal[1]))
    assert np.abs(errors).max() <= 0.2
    assert np.sqrt(np.mean(np.square(errors))) <= 0.1


def test_colour_lies_where_the_light_is(tmp_path: Path) -> None:
    size = (500, 375)
    path = spot_still(tmp_path / "spot.png", size, [(250.0, 187.0)])
    image = np.asarray(Image.open(path)).copy()
    image[..., 1:] = 0  # a red spot
    Image.fromarray(image).save(path)
    still = Still(StillGround(path, "k", MOVES[0]), 60, WIDTH, HEIGHT)
    y, uv = planes(WIDTH, HEIGHT)
    for frame in (0, 17, 41, 59):
        still.draw(frame, y, uv)
        light = centre(np.maximum(y.astype(float) - 17, 0), (0, 0), 600)
        red = centre(np.maximum(uv[..., 1].astype(float) - 129, 0), (0, 0), 600)
        # chroma sample j lies on luma pixel 2j, so its centre 2j + 1/2; in rows between two
        assert abs(2 * (red[0] - 0.5) + 0.5 - light[0]) < 0.3
        assert abs(2 * red[1] - light[1]) < 0.3


def test_a_still_keeps_its_colours(tmp_path: Path) -> None:
    path = tmp_path / "plain.png"
    Image.new("RGB", (400, 400), (200, 30, 60)).save(path)
    y, uv = planes(WIDTH, HEIGHT)
    Still(StillGround(path, "k", MOVES[0]), 10, WIDTH, HEIGHT).draw(5, y, uv)
    # BT.709, limited range, computed by hand
    assert np.abs(y.astype(int) - 75).max() <= 1
    assert np.abs(uv.astype(int) - (124, 201)).max() <= 1


def test_edges_of_the_still_are_continued_not_blackened(tmp_path: Path) -> None:
    path = tmp_path / "white.png"
    Image.new("RGB", (333, 777), (255, 255, 255)).save(path)
    y, uv = planes(WIDTH, HEIGHT)
    still = Still(StillGround(path, "k", Motion(View(0, 0, 1), View(1, 1, 0.9))), 20, WIDTH, HEIGHT)
    for frame in (0, 10, 19):
        still.draw(frame, y, uv)
        assert y.min() >= 234


def test_a_small_picture_is_enlarged_smoothly(tmp_path: Path) -> None:
    path = tmp_path / "small.png"
    small = np.tile(np.linspace(0, 255, 60).astype(np.uint8), (90, 1))
    Image.fromarray(cv2.merge([small] * 3)).save(path)
    y, uv = planes(WIDTH, HEIGHT)
    Still(StillGround(path, "k", Motion()), 2, WIDTH, HEIGHT).draw(0, y, uv)
    assert np.abs(np.diff(y[200].astype(int))).max() <= 3


def test_what_is_no_picture_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"no picture")
    with pytest.raises(BadInput, match=r"broken\.jpg.*cannot be read"):
        Still(StillGround(path, "k"), 2, WIDTH, HEIGHT)


def test_a_card_that_does_not_move_keeps_every_pixel(tmp_path: Path) -> None:
    path = tmp_path / "card.png"
    grey = np.random.default_rng(2).integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8)
    Image.fromarray(cv2.merge([grey] * 3)).save(path)
    y, uv = planes(WIDTH, HEIGHT)
    still = Still(StillGround(path, "k"), 5, WIDTH, HEIGHT)
    for frame in (0, 4):
        still.draw(frame, y, uv)
        assert np.abs(y - (16 + grey * (219 / 255))).max() <= 0.6
        assert np.abs(uv.astype(int) - 128).max() <= 1


@pytest.mark.parametrize("view", [View(), View(0.484375, 0.5, 0.788)])
def test_a_resting_camera_sees_the_same_in_every_frame_in_the_right_place(tmp_path: Path, view: View) -> None:
    size = (500, 375)
    middle = (size[0] * 0.5 + 0.3, size[1] * 0.5 - 0.2)
    path = spot_still(tmp_path / "spot.png", size, [middle])
    still = Still(StillGround(path, "k", Motion(view, view)), 9, WIDTH, HEIGHT)
    window = Camera(Motion(view, view), size, WIDTH / HEIGHT, 9).at(0)
    ideal = ((middle[0] - window.left) * WIDTH / window.width, (middle[1] - window.top) * HEIGHT / window.height)
    y, uv = planes(WIDTH, HEIGHT)
    still.draw(0, y, uv)
    first = y.copy()
    still.draw(7, y, uv)
    assert (y == first).all()
    found = centre(np.maximum(y.astype(float) - 17, 0), ideal, 60)
    assert np.hypot(*np.subtract(found, ideal)) < 0.2
