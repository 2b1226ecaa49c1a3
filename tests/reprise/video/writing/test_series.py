"""Charts are made of numbers of one kind that the article puts side by side, and of nothing else."""

from __future__ import annotations

import pytest

from reprise.articles.article import Article, Block
from reprise.briefs.extractive import write_brief
from reprise.video.writing.cues import Shots
from reprise.video.writing.fit import Chosen
from reprise.video.writing.series import series_near, value_of
from reprise.video.writing.units import Material
from tests.builders import heading, item, make_article


def table(*rows: tuple[str, ...]) -> Block:
    return Block(kind="table", text="\n".join("\t".join(row) for row in rows))


def values(article: Article, block: int, said: str) -> list[tuple[str, float, str]] | None:
    series = series_near(article, block, [said])
    return [(datum.label, datum.value, datum.shown) for datum in series.data] if series else None


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("2,100", "en", 2100), ("2.100", "de", 2100), ("2.100", "en", 2.1), ("46,5", "de", 46.5), ("46.5", "de", 46.5),
        ("1.234.567,8", "de", 1_234_567.8), ("1,234,567.8", "en", 1_234_567.8), ("2 860", "ru", 2860), ("−8", "en", -8),
        ("+12", "en", 12), ("3'400", "de", 3400), ("7", "fr", 7), ("", "en", None), ("x", "en", None),
        ("1.2.3", "en", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_their_language_writes_them(text: str, language: str, value: float | None) -> None:
    found = value_of(text, language)
    assert found == (pytest.approx(value) if value is not None else None)


@pytest.mark.parametrize(
    ("said", "language", "found"),
    [
        ("It grew from 2,100 bicycles in 2021 to 4,180 in 2024.", "en",
         [("2021", 2100, "2,100"), ("2024", 4180, "4,180")]),
        ("Von 41 % im Jahr 2019 auf 29,5 % im Jahr 2023 ging es zurück.", "de",
         [("2019", 41, "41 %"), ("2023", 29.5, "29,5 %")]),
        ("About 41 % come by bicycle, 29 % by bus and 17 % on foot.", "en",
         [("come by bicycle", 41, "41 %"), ("by bus", 29, "29 %"), ("on foot", 17, "17 %")]),
        ("44 Prozent gehen zu Fuß und 30 Prozent fahren Rad.", "de",
         [("gehen zu Fuß", 44, "44 Prozent"), ("fahren Rad", 30, "30 Prozent")]),
        ("It was 12 % more than last year and 8 % less than before.", "en", None),
        ("Prices rose by 12 % in the city and 8 % in the country.", "en", None),
        ("We held 3 releases in 2019 and 2 conferences in 2021.", "en", None),
        ("In 2021 there were 2,100 bicycles.", "en", None),
        ("Between 10–20 % in 2020 and 30 % in 2022.", "en", None),
        ("80 % like tea and 70 % like coffee.", "en", None),
        ("It grew from 4 km in 2024 to 2 km in 2021.", "en", None),
    ],
)  # fmt: skip
def test_sentences_give_a_series_only_where_their_numbers_belong_together(
    said: str, language: str, found: list[tuple[str, float, str]] | None
) -> None:
    assert values(make_article("Traffic", said, language=language), 0, said) == found


def test_a_unit_that_values_leave_out_is_told_below() -> None:
    said = "It grew from 2,100 bicycles in 2021 to 4,180 in 2024."
    series = series_near(make_article("T", heading("Traffic"), said), 1, [said])
    assert series is not None
    assert (series.cue.text, series.cue.label) == ("Traffic", "bicycles")


def test_a_list_of_values_is_a_series() -> None:
    article = make_article(
        "T", "So people go.", item("By bicycle: 41 %"), item("By bus – 29 %"), item("On foot (17 %)")
    )
    assert values(article, 0, "So people go.") == [
        ("By bicycle", 41, "41 %"),
        ("By bus", 29, "29 %"),
        ("On foot", 17, "17 %"),
    ]
    mixed = make_article("T", "So people go.", item("By bicycle: 41 %"), item("By bus: 29 km"), item("On foot: 17 %"))
    assert values(mixed, 0, "So people go.") is None


MONTHS = table(
    ("Month", "Bicycles a day", "Rain"),
    ("May", "2,100", "41 mm"),
    ("June", "4,180", "12 mm"),
    ("Total", "6,280", "53 mm"),
)


def test_a_tables_column_is_taken_that_is_spoken_of_and_its_total_left() -> None:
    article = make_article("T", "In June it was 4,180.", MONTHS)
    assert values(article, 0, "In June it was 4,180.") == [("May", 2100, "2,100"), ("June", 4180, "4,180")]
    assert values(article, 0, "It rained 12 mm.") == [("May", 41, "41 mm"), ("June", 12, "12 mm")]
    assert values(article, 0, "Nobody knows which.") is None


def test_a_table_behind_a_heading_or_with_words_in_it_is_none() -> None:
    assert values(make_article("T", "It was 4,180.", heading("Else"), MONTHS), 0, "It was 4,180.") is None
    words = table(("Month", "Count"), ("May", "2,100"), ("June", "many"))
    assert values(make_article("T", "It was 2,100.", words), 0, "It was 2,100.") is None
    long = table(("Month", "Count"), *((f"Month {n}", str(n + 5)) for n in range(13)))
    assert values(make_article("T", "It was 5.", long), 0, "It was 5.") is None


def test_every_value_of_a_chart_stands_in_the_article() -> None:
    article = make_article("T", "In June it was 4,180.", MONTHS)
    series = series_near(article, 0, ["In June it was 4,180."])
    assert series is not None
    for datum in series.data:
        assert datum.shown in article.text and datum.label in article.text


def test_a_chart_is_shown_once_and_then_the_words_again() -> None:
    said = "About 41 % come by bicycle, 29 % by bus and 17 % on foot every single day."
    article = make_article("Ways to work", said, "The rest of them stays at home and works from there all day.")
    material = Material.of(article, write_brief(article))
    place = material.sentences[0].place
    unit = material.unit("sentence", place, [said], [said], 1.0)
    shots = Shots(material)
    assert shots.point(Chosen(unit, False)).kind == "chart"
    assert shots.point(Chosen(unit, False)).kind == "quote"
