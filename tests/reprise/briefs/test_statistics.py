"""Which numbers are worth a picture, and what they are said to count."""

from __future__ import annotations

import pytest

from reprise.briefs.extractive import write_brief
from tests.builders import make_article


def found(text: str, language: str = "en") -> list[tuple[str, str]]:
    statistics = write_brief(make_article("Numbers", text, language=language)).statistics
    return [(statistic.value, statistic.label) for statistic in statistics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Nearly 30,000 federal websites share no common design.",
            ("30,000", "federal websites share no common design"),
        ),
        ("The city issued more than $90 million in tax refunds.", ("$90 million", "in tax refunds")),
        ("On average the counter sees 4,180 bicycles a day.", ("4,180", "bicycles a day")),
        ("About 3.3 million taxpayers tried the new service.", ("3.3 million", "taxpayers tried the new service")),
    ],
)
def test_quantities_are_found_with_what_they_count(text: str, expected: tuple[str, str]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The harbour opened on March 14 in the old town of Northport.",
        "The harbour has been open to all visitors since 2014 or so.",
        "Version 4.2 of the harbour software sorts boats by length.",
        "Call the harbour at 555-0142 before you bring your boat.",
        "Step 12 explains how the boats are tied to the dock.",
        "The meeting of the board begins at 11:29 in the old town.",
        "The 35-year-old system was replaced by the harbour board.",
        "Do we really need 64 types of boats in this harbour?",
        "The list is on page 12 of the report about the harbour.",
    ],
)
def test_dates_versions_telephones_and_list_numbers_are_none(text: str) -> None:
    assert found(text) == []


def test_other_languages_have_numbers_too() -> None:
    assert found("Паромы сократили расходы гавани на 62 процента в первый год.", "ru")[0][0] == "62 процента"
    assert found("Los barcos transportan 20 millones de pasajeros cada año.", "es")[0][0] == "20 millones"


@pytest.mark.parametrize(
    "text",
    [
        "Subtitles can increase the view time by 12%.",
        "When gusts pass the bank, traffic falls by 34 percent.",
        "In our log, 41 percent of the tubes that came back had a splinter that nobody had removed from the tyre.",
    ],
)
def test_where_no_label_can_be_cut_out_whole_the_sentence_is_the_label(text: str) -> None:
    assert [label for _, label in found(text)] == [text]


def test_a_bare_count_without_a_label_and_the_end_of_a_range_are_none() -> None:
    assert found("Tyres with 240 steel studs hold on frozen puddles in the old town.") == []
    assert found("The dough rests for 12 - 24 hours in a cool place.") == []
