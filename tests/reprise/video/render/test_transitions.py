"""How one scene takes over from another."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.video.render.compose import planes
from reprise.video.render.transitions import Planes, blend
from reprise.video.script import Transition

FRAMES = 12
KINDS: tuple[Transition, ...] = ("crossfade", "slide", "wipe")


def plain(luma: int, chroma: int = 128, size: tuple[int, int] = (120, 64)) -> Planes:
    y, uv = planes(*size)
    y[...], uv[...] = luma, chroma
    return y, uv


def mixed(kind: Transition, number: int, size: tuple[int, int] = (120, 64)) -> Planes:
    """A black scene with chroma 90 giving way to a white one with chroma 170."""
    first, second = plain(16, 90, size), plain(235, 170, size)
    blend(kind, first, second, number, FRAMES)
    return first


@pytest.mark.parametrize("kind", KINDS)
def test_the_new_scene_takes_over_steadily_in_luma_and_chroma(kind: Transition) -> None:
    seen = [(float(y.mean()), float(uv.mean())) for y, uv in (mixed(kind, number) for number in range(FRAMES))]
    lumas, chromas = [luma for luma, _ in seen], [chroma for _, chroma in seen]
    assert lumas == sorted(lumas) and chromas == sorted(chromas)
    assert lumas[0] < 16 + 0.2 * 219 and lumas[-1] > 235 - 0.2 * 219
    for luma, chroma in seen:  # both planes stand at the same place
        assert abs((luma - 16) / 219 - (chroma - 90) / 80) < 0.03


@pytest.mark.parametrize("kind", ["slide", "wipe"])
def test_a_moving_edge_starts_and_ends_softly(kind: Transition) -> None:
    shares = [0.0, *((float(mixed(kind, number)[1].mean()) - 90) / 80 for number in range(FRAMES)), 1.0]
    steps = [later - earlier for earlier, later in pairwise(shares)]
    assert steps[0] < 0.5 * max(steps) and steps[-1] < 0.5 * max(steps)


def test_a_sliding_scene_covers_the_old_one_from_the_right_and_stays_whole() -> None:
    first, second = plain(100), plain(0)
    second[0][...] = np.linspace(20, 220, 120, dtype=np.uint8)
    before = second[0].copy()
    blend("slide", first, second, 5, FRAMES)
    edge = int(np.flatnonzero((first[0] == before[0, 0]).all(axis=0))[0])
    assert 0 < edge < 120 and edge % 2 == 0
    assert (first[0][:, edge:] == before[:, : 120 - edge]).all()
    assert (first[0][:, : edge - 6] == 100).all()
    assert (np.diff(first[0][0, edge - 4 : edge].astype(int)) < 0).all()  # its shadow


def test_the_old_scene_gives_way_to_a_sliding_one() -> None:
    first, second = plain(0), plain(235)
    first[0][...] = np.linspace(20, 220, 120, dtype=np.uint8)
    before = first[0].copy()
    blend("slide", first, second, 5, FRAMES)
    gone = int(np.flatnonzero(before[0] == first[0][0, 0])[0])
    assert 0 < gone < 40
    assert (first[0][:, :40] == before[:, gone : gone + 40]).all()


def test_a_wipes_edge_is_soft_and_leaves_both_sides_as_they_are() -> None:
    y, _ = mixed("wipe", 5)
    row = y[0].astype(int)
    assert row[0] == 235 and row[-1] == 16
    assert (np.diff(row) <= 0).all()
    assert np.diff(row).min() > -30 and 10 < ((row > 20) & (row < 230)).sum() < 30


@given(st.sampled_from(KINDS), st.integers(8, 40), st.integers(8, 40), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_every_frame_lies_between_its_two_scenes(
    kind: Transition, across: int, down: int, frames: int, seed: int
) -> None:
    size = (2 * across, 2 * down)
    random = np.random.default_rng(seed)
    for number in range(frames):
        first, second = planes(*size), planes(*size)
        for scene in (first, second):
            scene[0][...] = random.integers(16, 236, scene[0].shape)
            scene[1][...] = random.integers(16, 241, scene[1].shape)
        low = min(int(first[0].min()), int(second[0].min()), 16)
        blend(kind, first, second, number, frames)
        assert first[0].min() >= low and first[0].max() <= 235
        assert first[1].min() >= 16 and first[1].max() <= 240
