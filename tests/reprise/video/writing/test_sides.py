"""Comparisons come from what the article sets against each other."""

from __future__ import annotations

import pytest

from reprise.articles.article import Block
from reprise.video.writing.sides import sides_near
from tests.builders import heading, item, make_article

HUB = (heading("Hub gear"), item("Needs little care"), item("Heavier"))
CHAIN = (heading("Derailleur"), item("Light"), item("Cheap;"))


@pytest.mark.parametrize(
    ("title", "compares"),
    [
        ("Hub gear or derailleur?", True), ("Hub gear vs. derailleur", True), ("All about gears", False),
        ("Bread or wine", False),
    ],
)  # fmt: skip
def test_two_things_that_the_title_names_are_compared(title: str, compares: bool) -> None:
    cue = sides_near(make_article(title, "Both are good.", *HUB, *CHAIN), 2)
    assert (cue is not None) == compares
    if cue is not None:
        assert [(side.title, side.items) for side in cue.sides] == [
            ("Hub gear", ("Needs little care", "Heavier")), ("Derailleur", ("Light", "Cheap")),
        ]  # fmt: skip
        assert cue.text == title


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pros", "Cons"),
        ("Vorteile", "Nachteile"),
        ("Плюсы", "Минусы"),
        ("Advantages of a hub", "Drawbacks"),
        ("Cons", "Pros"),
    ],
)
def test_for_and_against_are_compared_in_any_language(one: str, other: str) -> None:
    article = make_article(
        "A title", "Words.", heading(one), item("A"), item("B"), heading(other), item("C"), item("D")
    )
    cue = sides_near(article, 0)
    assert cue is not None and [side.title for side in cue.sides] == [one, other]


def test_sections_far_from_the_words_or_without_lists_are_none() -> None:
    article = make_article(
        "A title", "Words.", "More words.", heading("Pros"), item("A"), item("B"), heading("Cons"), item("C"), item("D")
    )
    assert sides_near(article, 0) is None
    assert sides_near(make_article("T", heading("Pros"), "A text.", heading("Cons"), "Another."), 0) is None


def test_a_table_of_three_columns_compares_the_second_with_the_third() -> None:
    rows = "Gear\tHub\tChain\nWeight\theavy\tlight\nCare\tlittle\tmuch"
    cue = sides_near(make_article("Two gears", "See.", Block(kind="table", text=rows)), 0)
    assert cue is not None
    assert cue.sides[0].items == ("Weight: heavy", "Care: little")
    numbered = rows.replace("Weight", "1").replace("Care", "2")
    assert sides_near(make_article("Two gears", "See.", Block(kind="table", text=numbered)), 0) is None
