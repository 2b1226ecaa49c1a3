"""Drawn characters: their looks, poses, mouths and lids."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.graphics.figures import FIGURE_SHAPE, appearance_of, draw_figure, face_box
from reprise.graphics.figures_look import HAIRS
from reprise.video.script import Pose

POSES: tuple[Pose, ...] = get_args(Pose)
BLUE, ORANGE = (47, 111, 222), (226, 112, 58)
HEIGHT = 135


@cache
def pixels(pose: Pose, name: str = "Kim", **changes: object) -> np.ndarray:
    return np.asarray(draw_figure(appearance_of(name, BLUE), pose, HEIGHT, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("pose", POSES)
def test_a_figure_is_whole_inside_its_box_and_stands_on_its_lower_edge(pose: Pose) -> None:
    alpha = pixels(pose)[..., 3]
    assert alpha.shape == (HEIGHT, round(HEIGHT * FIGURE_SHAPE[0] / FIGURE_SHAPE[1]))
    assert alpha[:2].max() == 0 and alpha[:, :2].max() == 0 and alpha[:, -2:].max() == 0
    assert alpha[-1].max() == 255


@pytest.mark.parametrize(("one", "other"), [*combinations(POSES, 2)])
def test_poses_are_clearly_different(one: Pose, other: Pose) -> None:
    first, second = pixels(one).astype(int), pixels(other).astype(int)
    differing = np.abs(first - second).max(axis=2) > 40
    assert differing.mean() > 0.04


def test_the_same_name_always_looks_the_same() -> None:
    assert appearance_of("Ana Lund", BLUE) == appearance_of(" ana lund ", BLUE)
    assert np.array_equal(pixels("asking", "Ana"), pixels("asking", "Ana"))


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
@settings(max_examples=200)
def test_two_who_are_seen_together_differ_in_hair_clothes_and_skin(one: str, other: str) -> None:
    first = appearance_of(one, BLUE)
    second = appearance_of(other, ORANGE, unlike=first)
    assert first.style != second.style
    assert first.outfit != second.outfit
    assert first.skin != second.skin
    assert not (first.glasses and second.glasses)


def test_all_hair_styles_occur() -> None:
    assert {appearance_of(f"name {number}", BLUE).style for number in range(80)} == set(HAIRS)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("pose", POSES)
def test_talking_and_blinking_change_their_part_of_the_face_only(pose: Pose, mirrored: bool) -> None:
    calm = pixels(pose, mouth="smile", mirrored=mirrored).astype(int)
    for part, changes in (("mouth", {"mouth": "laugh"}), ("mouth", {"mouth": "small"}), ("eyes", {"eyes": "shut"})):
        now = pixels(pose, **({"mouth": "smile"} | changes), mirrored=mirrored).astype(int)
        differing = np.abs(now - calm).max(axis=2) > 8
        left, top, right, bottom = face_box(pose, part, HEIGHT, mirrored=mirrored)  # type: ignore[arg-type]
        outside = differing.copy()
        outside[top:bottom, left:right] = False
        assert not outside.any()
        assert differing[top:bottom, left:right].any() or pose == "cheering"


def test_a_mirrored_figure_looks_the_other_way() -> None:
    assert np.array_equal(pixels("pointing", mirrored=True), pixels("pointing")[:, ::-1])


def test_edges_have_no_fringe_of_another_colour() -> None:
    image = pixels("standing")
    edge = (image[..., 3] > 20) & (image[..., 3] < 235)
    assert edge.any()
    assert image[edge][:, :3].max(axis=1).min() > 0  # not mixed with black
