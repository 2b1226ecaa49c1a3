"""How far the camera travels: not at all, calmly, or as far as the still is sharp."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.video.look.moves import CLOSEST_LIVELY, Liveliness, card_move, photo_move
from reprise.video.pictures.visuals import Camera

FOCAL = st.tuples(st.floats(0, 1), st.floats(0, 1))
SIZES = st.tuples(st.integers(800, 4000), st.integers(800, 4000))
ASPECTS = st.sampled_from([9 / 16, 1.0, 16 / 9])


def window(view: Camera, size: tuple[int, int], aspect: float) -> tuple[float, float, float, float]:
    width = min(size[0], size[1] * aspect) * view.scale
    across, down = width / size[0], width / aspect / size[1]
    return view.x - across / 2, view.y - down / 2, view.x + across / 2, view.y + down / 2


@given(st.integers(0, 8), FOCAL, SIZES, ASPECTS, st.sampled_from(["none", "calm", "lively"]))
def test_the_camera_never_leaves_the_picture_nor_comes_too_close(
    number: int, focal: tuple[float, float], size: tuple[int, int], aspect: float, motion: Liveliness
) -> None:
    for view in photo_move(number, focal, size, aspect, motion):
        left, top, right, bottom = window(view, size, aspect)
        assert left >= -1e-4 and top >= -1e-4 and right <= 1 + 1e-4 and bottom <= 1 + 1e-4
        assert CLOSEST_LIVELY <= view.scale <= 1


@given(st.integers(0, 8), FOCAL, SIZES, ASPECTS)
def test_without_motion_the_camera_stands_still(
    number: int, focal: tuple[float, float], size: tuple[int, int], aspect: float
) -> None:
    start, end = photo_move(number, focal, size, aspect, "none")
    assert start == end and start.scale == 1
    assert card_move(number, 0.96, "none") == (Camera(), Camera())


@pytest.mark.parametrize("number", range(4))
def test_lively_goes_further_than_calm_in_the_same_direction(number: int) -> None:
    focal, size, aspect = (0.3, 0.5), (2400, 1600), 9 / 16

    def way(motion: Liveliness) -> tuple[float, float]:
        start, end = photo_move(number, focal, size, aspect, motion)
        return end.x - start.x, end.scale - start.scale

    calm, lively = way("calm"), way("lively")
    assert all(one * other >= 0 for one, other in zip(calm, lively, strict=True))
    assert abs(lively[0]) > abs(calm[0]) and abs(lively[1]) >= abs(calm[1])
