"""Charts: true lengths from zero, the article's own numbers, drawn before one's eyes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reprise.video.pictures.visuals import Layer
from reprise.video.script import Cue, Datum
from tests.reprise.video.carded import SIZES, Drawn, datum

LONG = ("By bicycle, all year", "By bus or by tram", "Alone in a car", "On foot or on a scooter")


def bars(drawn: Drawn) -> list[Layer]:
    """The layers that are drawn over many frames; the axis takes fewer."""
    return [layer for layer in drawn.layers if layer.reveal > 20]


def lengths(drawn: Drawn) -> list[int]:
    sideways = bars(drawn)[0].edge in ("left", "right")
    return [(layer.picture.width if sideways else layer.picture.height) or 0 for layer in bars(drawn)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("labels", [LONG, ("2021", "2022", "2023", "2024")])
def test_lengths_are_in_proportion_to_the_numbers(
    tmp_path: Path, size: tuple[int, int], labels: tuple[str, ...]
) -> None:
    values = (12.5, 40, 29, 18.5)
    data = tuple(datum(label, value) for label, value in zip(labels, values, strict=True))
    drawn = lengths(Drawn(tmp_path, Cue(kind="chart", text="Ways to work", data=data), size))
    assert len(drawn) == 4
    for length, value in zip(drawn, values, strict=True):
        assert length == pytest.approx(max(drawn) * value / 40, abs=2)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(0, 5000, allow_subnormal=False).map(lambda value: round(value, 1)), min_size=2, max_size=8))
def test_no_scale_is_ever_distorted(tmp_path: Path, values: list[float]) -> None:
    if max(values) == 0:
        return
    data = tuple(datum(f"Number {n} of them all", value) for n, value in enumerate(values))
    drawn = Drawn(tmp_path, Cue(kind="chart", data=data))
    seen = [value for value in values if value / max(values) > 0.003]  # less than a pixel is not drawn
    for length, value in zip(lengths(drawn), seen, strict=False):
        assert length == pytest.approx(max(lengths(drawn)) * value / max(values), abs=2.5)


def test_long_labels_become_bars_and_years_columns(tmp_path: Path) -> None:
    years = tuple(datum(str(year), year - 2010) for year in (2021, 2022, 2023))
    ways = tuple(datum(label, 10 + len(label)) for label in LONG)
    assert {layer.edge for layer in bars(Drawn(tmp_path, Cue(kind="chart", data=years)))} == {"bottom"}
    assert {layer.edge for layer in bars(Drawn(tmp_path, Cue(kind="chart", data=ways)))} == {"left"}


def test_numbers_below_zero_run_the_other_way(tmp_path: Path) -> None:
    data = (datum("Tomatoes", 12), datum("Courgettes", -8))
    up, down = bars(Drawn(tmp_path, Cue(kind="chart", data=data)))
    assert (up.edge, down.edge) == ("left", "right")
    assert up.x == pytest.approx(down.x + (down.picture.width or 0), abs=1)


def test_arabic_bars_begin_at_the_right(tmp_path: Path) -> None:
    labels = ("مشيا على الأقدام كل يوم", "الحافلة أو الترام كل يوم", "سيارة واحدة لكل شخص")
    data = tuple(Datum(label=label, value=v, shown=f"{v} %") for label, v in zip(labels, (17, 29, 5), strict=True))
    drawn = bars(Drawn(tmp_path, Cue(kind="chart", text="كيف يصل الناس", data=data)))
    assert {bar.edge for bar in drawn} == {"right"}
    assert len({bar.x + (bar.picture.width or 0) for bar in drawn}) == 1


def test_one_share_is_a_ring_that_goes_round_as_far_as_it_is(tmp_path: Path) -> None:
    def quarters(value: float) -> list[str]:
        drawn = Drawn(tmp_path, Cue(kind="chart", data=(datum("of the June traffic", value),)))
        return [layer.edge for layer in drawn.layers if layer.reveal]

    assert quarters(20) == ["left"]
    assert quarters(71) == ["left", "top", "right"]
    assert quarters(100) == ["left", "top", "right", "bottom"]


def test_bars_come_with_the_numbers_that_are_spoken(tmp_path: Path) -> None:
    data = tuple(datum(label, value) for label, value in zip(LONG, (41, 29, 17, 13), strict=True))
    spoken = Drawn(
        tmp_path, Cue(kind="chart", data=data), narration="So 41 % ride, 29 % sit, 17 % drive and 13 % walk."
    )
    assert [layer.word for layer in spoken.layers if layer.word is not None] == [1, 4, 7, 11]
    silent = Drawn(tmp_path, Cue(kind="chart", data=data))
    assert [layer.at for layer in silent.layers if layer.at is not None] == [0, 0.25, 0.5, 0.75]


def test_people_who_do_not_see_the_chart_are_told_its_numbers(tmp_path: Path) -> None:
    cue = Cue(kind="chart", text="Ways to work", data=(datum("By bus", 29), datum("On foot", 17)))
    assert Drawn(tmp_path, cue).visual.alt == "Ways to work. By bus: 29 %. On foot: 17 %"


@pytest.mark.parametrize("size", SIZES)
def test_a_years_months_are_all_drawn(tmp_path: Path, size: tuple[int, int]) -> None:
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December")  # fmt: skip
    data = tuple(datum(month, 40 + 3 * number) for number, month in enumerate(months))
    assert len(lengths(Drawn(tmp_path, Cue(kind="chart", text="Consumption in MWh", data=data), size))) == 12
