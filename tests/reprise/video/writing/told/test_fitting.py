"""Which scenes are dropped when a film came out too long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reprise.video.presets import FORMATS
from reprise.video.writing.lengths import is_within
from reprise.video.writing.told.fitting import Part, kept

SHORT, LONG = FORMATS["short"], FORMATS["long"]
PARTS = st.builds(Part, st.floats(2, 14), st.sampled_from(["essential", "useful", "extra"]))


def test_nothing_is_dropped_from_a_film_that_fits() -> None:
    assert kept([Part(8, "extra")] * 4, 10, 45, SHORT, 3) == [0, 1, 2, 3]


def test_the_least_important_goes_first() -> None:
    parts = [Part(9, "essential"), Part(9, "extra"), Part(9, "useful"), Part(9, "essential")]
    assert kept(parts, 18, 45, SHORT, 3) == [0, 2, 3]


@given(st.lists(PARTS, min_size=1, max_size=9), st.floats(8, 25))
def test_a_choice_that_fits_is_found_where_there_is_one(parts: list[Part], fixed: float) -> None:
    chosen = kept(parts, fixed, 45, SHORT, 3)
    assert chosen == sorted(set(chosen))
    total = fixed + sum(part.seconds for part in parts)
    if len(chosen) < len(parts):
        assert is_within(fixed + sum(parts[number].seconds for number in chosen), 45, SHORT)
    else:
        assert total > 0


@given(st.lists(PARTS, min_size=11, max_size=60), st.floats(20, 40))
def test_a_long_film_is_never_cut_below_its_length_and_loses_nothing_essential(parts: list[Part], fixed: float) -> None:
    chosen = kept(parts, fixed, 200, LONG, 5)
    assert {number for number, part in enumerate(parts) if part.importance == "essential"} <= set(chosen)
    if len(chosen) < len(parts):
        assert fixed + sum(parts[number].seconds for number in chosen) >= LONG.seconds[0]
