"""The camera's path."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reprise.video.film import Motion, View
from reprise.video.render.motion import Path, eased, window_of

fractions = st.floats(0, 1, allow_nan=False)
views = st.builds(View, fractions, fractions, st.floats(0.3, 1))
stills = st.tuples(st.integers(64, 4000), st.integers(64, 4000))


def test_easing_starts_and_stops_at_rest_and_never_turns_back() -> None:
    steps = [later - earlier for earlier, later in pairwise(eased(n / 200) for n in range(201))]
    assert eased(0) == 0
    assert abs(eased(1) - 1) < 1e-12
    assert min(steps) >= 0
    assert steps[0] < 0.1 * max(steps)
    assert steps[-1] < 0.1 * max(steps)


def test_no_frame_is_jumped_to() -> None:
    steps = [eased((n + 1) / 150) - eased(n / 150) for n in range(150)]
    assert max(abs(later - earlier) for earlier, later in pairwise(steps)) < 0.0006


@given(views, views, stills, st.floats(0.4, 2.5), st.integers(1, 300))
def test_every_window_lies_inside_the_still_in_the_films_shape(
    start: View, end: View, still: tuple[int, int], aspect: float, frames: int
) -> None:
    path = Path(Motion(start, end), still, aspect, frames)
    for frame in {0, frames // 3, frames - 1}:
        window = path.at(frame)
        assert window.left >= -1e-6 and window.left + window.width <= still[0] + 1e-6
        assert window.top >= -1e-6 and window.top + window.height <= still[1] + 1e-6
        assert abs(window.width / window.height - aspect) < 1e-6 * aspect + 1e-9


def test_scale_one_is_the_largest_part_of_the_films_shape() -> None:
    window = window_of(View(), (2000, 1500), 9 / 16)
    assert (window.top, window.height) == (0, 1500)
    assert abs(window.width - 843.75) < 1e-9
    assert abs(window.left + window.width / 2 - 1000) < 1e-9
