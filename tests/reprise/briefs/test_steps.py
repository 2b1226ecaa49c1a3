"""Procedures told in one list, in several, and in prose between them."""

from __future__ import annotations

import pytest

from reprise.briefs.steps import is_deed, step_title, steps
from tests.builders import heading, item, make_article

REPAIR = (
    "A slow puncture is a hole smaller than a grain of sand.",
    heading("Take the tube out"),
    item("Let the remaining air out of the tyre.", 1),
    item("Hook one lever under the edge of the tyre.", 2),
    item("Pull the tube out, starting opposite the valve.", 3),
    heading("Find the hole"),
    "Pump the tube until it is twice its normal width. The bubbles show the hole.",
    heading("Patch it"),
    item("Roughen an area larger than the patch.", 1),
    item("Spread a thin layer of glue on it.", 2),
    item("Press the patch on firmly, from the middle outwards.", 3),
    heading("Why tubes fail"),
    "Heat and salt age the rubber.",
)


def test_a_how_to_runs_through_all_its_lists_and_the_deeds_between_them() -> None:
    found = steps(make_article("How to fix a puncture", *REPAIR))
    assert [step.text.split()[0] for step in found] == ["Let", "Hook", "Pull", "Pump", "Roughen", "Spread", "Press"]
    assert [step.section for step in found[2:5]] == ["Take the tube out", "Find the hole", "Patch it"]
    assert found[3].title == "Find the hole"


def test_lists_of_an_article_that_shows_no_procedure_are_not_joined() -> None:
    assert len(steps(make_article("Punctures of the year", *REPAIR))) == 3


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Press the patch on firmly, from the middle outwards.", "Press the patch on firmly, from the middle outwards"),
        ("Let it prove on the counter for 4 - 5 hours.", "Let it prove on the counter for 4 - 5 hours"),
        ("Shape the dough with wet hands, then lay it into a tin.", "Shape the dough with wet hands"),
        (
            "Spread a thin layer of glue and wait five minutes until it no longer feels wet.",
            "Spread a thin layer of glue and wait five minutes until it no longer feels wet",
        ),
    ],
)
def test_a_title_is_a_whole_deed(text: str, title: str) -> None:
    assert step_title(text, "en") == title


def test_deeds_are_told_from_statements() -> None:
    assert is_deed("Run a cloth along the inside.", "en")
    assert is_deed("Setzen Sie einen Filter ein.", "de")
    assert not is_deed("With the new lane came more riders.", "en")
    assert not is_deed("Levers pinch the tube.", "en")
