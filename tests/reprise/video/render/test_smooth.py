"""A Ken Burns move at full size is smooth: a feature follows its ideal path to a fraction of a pixel.

The camera's path in the still is straight and eased (`motion`); where a feature of the still is to be seen in a frame
follows from it. A soft dot is where its light has its centre.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from reprise.video.film import FilmScene, Motion, StillGround, View
from reprise.video.render.compose import planes
from reprise.video.render.encoding import UnitEncoder
from reprise.video.render.motion import Path as Camera
from reprise.video.render.plan import Part, Unit
from reprise.video.render.stills import Still

WIDTH, HEIGHT, FRAMES = 1080, 1920, 150
STILL = (2000, 1500)
LEAST, WIDEST = 0.1, 0.2  # pixels: root mean square, largest
REACH = 44  # pixels around the ideal place in which light counts

MOVES = {
    "slowly in": Motion(View(0.5, 0.5, 1.0), View(0.5, 0.5, 0.96)),
    "in and across": Motion(View(0.40, 0.5, 1.0), View(0.58, 0.48, 0.86)),
    "out": Motion(View(0.52, 0.5, 0.8), View(0.48, 0.5, 1.0)),
    "across at one size": Motion(View(0.46, 0.5, 0.9), View(0.54, 0.5, 0.9)),
    "up": Motion(View(0.5, 0.54, 0.88), View(0.5, 0.46, 0.88)),
    "hardly at all": Motion(View(0.5, 0.5, 0.95), View(0.502, 0.5, 0.948)),
}


@pytest.fixture(scope="module")
def dot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A soft white dot in the middle of a black photograph's size, not on a pixel's centre."""
    rows, columns = np.mgrid[0 : STILL[1], 0 : STILL[0]] + 0.5
    light = 255 * np.exp(-((columns - STILL[0] / 2 - 0.3) ** 2 + (rows - STILL[1] / 2 + 0.2) ** 2) / (2 * 7.0**2))
    path = tmp_path_factory.mktemp("dot") / "dot.png"
    Image.fromarray(np.repeat(np.rint(light).astype(np.uint8)[..., None], 3, axis=2)).save(path)
    return path


def ideal(motion: Motion, frame: int) -> tuple[float, float]:
    """Where the dot is to be seen."""
    window = Camera(motion, STILL, WIDTH / HEIGHT, FRAMES).at(frame)
    across = (STILL[0] / 2 + 0.3 - window.left) * WIDTH / window.width
    return across, (STILL[1] / 2 - 0.2 - window.top) * HEIGHT / window.height


def found(luma: NDArray[np.uint8], near: tuple[float, float]) -> tuple[float, float]:
    """Where the dot's light has its centre."""
    left, top = int(near[0]) - REACH, int(near[1]) - REACH
    part = np.maximum(luma[top : top + 2 * REACH, left : left + 2 * REACH].astype(float) - 18, 0)
    rows, columns = np.mgrid[0 : part.shape[0], 0 : part.shape[1]] + 0.5
    return left + float((part * columns).sum() / part.sum()), top + float((part * rows).sum() / part.sum())


def composed(still: Path, motion: Motion, frames: Iterable[int]) -> list[tuple[float, float]]:
    """How far the dot is from its ideal place in each of some frames, in pixels."""
    ground = Still(StillGround(still, "k", motion), FRAMES, WIDTH, HEIGHT)
    y, uv = planes(WIDTH, HEIGHT)
    away = []
    for frame in frames:
        ground.draw(frame, y, uv)
        place = ideal(motion, frame)
        seen = found(y, place)
        away.append((seen[0] - place[0], seen[1] - place[1]))
    return away


def is_smooth(away: list[tuple[float, float]]) -> None:
    distance = np.hypot(*np.transpose(away))
    assert distance.max() <= WIDEST
    assert np.sqrt(np.mean(distance**2)) <= LEAST


@pytest.mark.parametrize("name", MOVES)
def test_a_feature_follows_the_ideal_path(dot: Path, name: str) -> None:
    is_smooth(composed(dot, MOVES[name], range(0, FRAMES, 2)))


shares = st.floats(0.46, 0.54)
views = st.builds(View, shares, shares, st.floats(0.7, 1.0))


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=views, end=views)
def test_any_move_is_smooth(dot: Path, start: View, end: View) -> None:
    is_smooth(composed(dot, Motion(start, end), range(3, FRAMES, 7)))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["in and across", "up"])
def test_a_feature_of_the_encoded_film_follows_the_ideal_path(dot: Path, name: str, tmp_path: Path) -> None:
    scene = FilmScene("dot", StillGround(dot, "k", MOVES[name]), FRAMES)
    unit = Unit(WIDTH, HEIGHT, 30, 90, (Part(scene, 30),), ())
    UnitEncoder().encode(unit, tmp_path / "unit.mp4")
    away = []
    with av.open(str(tmp_path / "unit.mp4")) as container:
        for number, frame in enumerate(container.decode(video=0)):
            assert frame.time_base is not None and frame.pts * frame.time_base == Fraction(number, 30)
            plane = frame.planes[0]
            luma = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            place = ideal(MOVES[name], 30 + number)
            seen = found(luma, place)
            away.append((seen[0] - place[0], seen[1] - place[1]))
    assert len(away) == 90
    is_smooth(away)
