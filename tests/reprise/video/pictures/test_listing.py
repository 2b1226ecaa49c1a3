"""Lists, comparisons and maps."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprise.video.script import Cue, Side
from tests.reprise.video.carded import SIZES, Drawn

STEPS = (
    "Find the hole",
    "Take out the tube",
    "Roughen the rubber",
    "Glue and wait",
    "Press on the patch",
    "Pump",
    "Ride",
)


def test_points_come_with_the_words_that_name_them(tmp_path: Path) -> None:
    cue = Cue(kind="list", text="Check", items=("Brake pads", "Tyre pressure", "The lights"))
    drawn = Drawn(tmp_path, cue, narration="Check brake pads first, then tyre pressure, and the lights at last.")
    assert sorted({layer.word for layer in drawn.layers if layer.word is not None}) == [1, 5, 8]


def test_points_that_are_not_spoken_come_evenly(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, Cue(kind="list", text="Check", items=("Brake pads", "Tyre pressure", "The lights")))
    assert sorted({layer.at for layer in drawn.layers if layer.at is not None}) == [0, 0.3333, 0.6667]


def test_a_list_that_counts_has_numbers_and_others_have_ticks(tmp_path: Path) -> None:
    def mark(text: str) -> bytes:
        drawn = Drawn(tmp_path, Cue(kind="list", text=text, items=("Brakes", "Tyres")))
        return drawn.picture(next(layer for layer in drawn.layers if layer.at is not None)).tobytes()

    assert mark("2 things") != mark("The things")


def test_a_list_without_a_heading_is_drawn(tmp_path: Path) -> None:
    assert Drawn(tmp_path, Cue(kind="list", items=("Brakes", "Tyres"))).layers


@pytest.mark.parametrize("size", SIZES)
def test_sides_show_all_their_points_by_turns(tmp_path: Path, size: tuple[int, int]) -> None:
    sides = (
        Side(title="Hub gear", items=("Needs little care", "Heavier", "Dear")),
        Side(title="Derailleur", items=("Light and cheap", "Wide range", "Wants cleaning")),
    )
    drawn = Drawn(tmp_path, Cue(kind="comparison", text="Which one?", sides=sides), size)
    turns = [layer.at for layer in drawn.layers if layer.at is not None]
    assert turns == sorted(turns) and len(turns) == 5  # the first point is there at once
    assert len(drawn.layers) == 1 + 2 + 2 + 6  # title, panels, names, points


def test_sides_with_long_words_stand_over_each_other_without_a_cut(tmp_path: Path) -> None:
    sides = (
        Side(title="Regenwassersammelanlage", items=("Geschwindigkeitsbegrenzungsventil",)),
        Side(title="Zisterne", items=("Genehmigungsverfahren",)),
    )
    drawn = Drawn(tmp_path, Cue(kind="comparison", sides=sides))
    one, other = drawn.layers[:2]  # the panels
    assert one.x == other.x and one.y + (one.picture.height or 0) <= other.y


@pytest.mark.parametrize("active", [0, 3, 6])
def test_a_map_shows_where_one_is(tmp_path: Path, active: int) -> None:
    drawn = Drawn(tmp_path, Cue(kind="map", text="The puncture", items=STEPS, active=active))
    gone = [layer for layer in drawn.layers if layer.edge == "top" and layer.reveal]
    assert len(gone) == (active > 0)  # the way behind is drawn from above
    other = Drawn(tmp_path, Cue(kind="map", text="The puncture", items=STEPS, active=active - 1 if active else 1))
    assert drawn.visual.layers != other.visual.layers


def test_a_map_without_a_station_told_of_begins_at_the_first(tmp_path: Path) -> None:
    def places(active: int | None) -> list[tuple[int, int]]:
        drawn = Drawn(tmp_path, Cue(kind="map", items=STEPS, active=active))
        return [(layer.x, layer.y) for layer in drawn.layers]

    assert places(None) == places(0)
    assert places(99) == places(len(STEPS) - 1)
