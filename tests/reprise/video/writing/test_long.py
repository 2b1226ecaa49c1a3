"""The long film that the built-in writer makes of an article."""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter

import pytest

from reprise.articles.article import Article
from reprise.briefs.extractive import write_brief
from reprise.briefs.sentences import split
from reprise.errors import BadInput
from reprise.video.presets import FORMATS
from reprise.video.script import Script
from reprise.video.writing.sayable import speakable
from reprise.video.writing.writer import write_script
from tests.builders import heading, make_article, make_site, paragraph
from tests.reprise.briefs.material import harbour
from tests.reprise.video.long_material import allotments, bicycles, island, unbroken

LONG, SHORT = FORMATS["long"], FORMATS["short"]
ARTICLES = {"en": allotments, "de": bicycles, "el": island}


def script(article: Article, *, rate: float = 105, fmt: str = "long", **films: object) -> Script:
    site = make_site(films={"long_seconds": 200, **films})
    return write_script(article, write_brief(article), site, FORMATS[fmt], words_per_minute=rate)


def chapters(found: Script) -> list[tuple[str, float]]:
    """Titles with the seconds until the next."""
    starts = [number for number, scene in enumerate(found.scenes) if scene.chapter]
    lengths = [sum(scene.seconds for scene in found.scenes[a:b]) for a, b in pairwise([*starts, len(found.scenes)])]
    return [(found.scenes[start].chapter, length) for start, length in zip(starts, lengths, strict=True)]


@pytest.mark.parametrize("language", ARTICLES)
def test_it_has_an_opening_chapters_a_takeaway_and_a_call_to_action(language: str) -> None:
    found = script(ARTICLES[language]())
    sections = [scene.section for scene in found.scenes]
    assert sections[:2] == ["hook", "intro"]
    assert sections[-2:] == ["takeaway", "cta"]
    assert set(sections[2:-2]) == {"point"}
    assert len({scene.id for scene in found.scenes}) == len(found.scenes)


@pytest.mark.parametrize("language", ARTICLES)
def test_chapters_are_the_articles_headings_in_order_and_long_enough(language: str) -> None:
    article = ARTICLES[language]()
    found = chapters(script(article))
    assert len(found) >= 3
    assert all(seconds >= 10 for _, seconds in found)
    assert found[0][0] == article.title
    headings = [block.text for block in article.blocks if block.kind == "heading"]
    places = [headings.index(title) for title, _ in found[1:]]
    assert places == sorted(places)


def test_its_length_follows_the_site_and_the_article() -> None:
    assert script(allotments(), rate=150, long_seconds=190).seconds == pytest.approx(190, rel=0.1)
    longest = script(allotments(), long_seconds=900)
    assert longest.target_seconds == pytest.approx(longest.seconds, abs=0.1)
    assert longest.seconds < 300


def test_an_article_with_too_few_words_is_refused_with_how_many_are_missing() -> None:
    with pytest.raises(BadInput, match="a long film needs 180") as caught:
        script(harbour(), rate=300)
    assert "words more" in str(caught.value.remedy)


@pytest.mark.parametrize("language", ARTICLES)
def test_nothing_is_said_twice_and_everything_is_the_articles(language: str) -> None:
    article = ARTICLES[language]()
    found = script(article)
    written = {speakable(article.title, language)}
    for block in article.blocks:
        written |= {speakable(block.text[start:end], language) for start, end in split(block.text, language)}
    told = [
        scene.narration[start:end] for scene in found.scenes[:-1] for start, end in split(scene.narration, language)
    ]
    assert len(told) == len(set(told))
    for sentence in told:
        lead, _, rest = sentence.partition(": ")
        assert sentence in written or rest in written, lead


@pytest.mark.parametrize("language", ARTICLES)
def test_what_the_short_film_tells_too_is_told_in_the_same_words(language: str) -> None:
    short = [scene.narration for scene in script(ARTICLES[language](), fmt="short").scenes]
    long = {scene.narration for scene in script(ARTICLES[language]()).scenes}
    assert [said for said in short if said not in long] == []


def test_a_sentence_that_leans_on_another_is_told_right_after_it() -> None:
    article = allotments()
    text = " ".join(scene.narration for scene in script(article, rate=150).scenes)
    for before, leaning in (
        ("put one cheap thermometer into each of five beds.", "She read them every morning"),
        ("began to measure the soil instead of the air.", "Her notebook changed"),
        ("planted on different days.", "Their harvest grew"),
    ):
        assert leaning not in text or f"{before} {leaning}" in text


def test_a_surname_is_not_told_before_whose_it_is() -> None:
    text = " ".join(scene.narration for scene in script(allotments(), rate=150).scenes)
    assert "Haddad" in text
    assert text.index("Amal Haddad") + len("Amal ") == text.index("Haddad")


def test_four_scenes_in_a_row_never_show_the_same_kind_of_card() -> None:
    for build in (allotments, bicycles, unbroken):
        kinds = [scene.cue.kind for scene in script(build()).scenes]
        assert all(len(set(kinds[start : start + 4])) > 1 for start in range(len(kinds) - 3))


def test_scenes_are_a_breath_or_two() -> None:
    for scene in script(allotments()).scenes:
        assert len(scene.narration.split()) <= 50


def test_an_article_without_headings_is_parted_evenly_under_its_own_words() -> None:
    article = unbroken()
    found = chapters(script(article))
    assert len(found) >= 3
    for title, seconds in found[1:]:
        assert title.rstrip("…").casefold() in article.text.casefold()
        assert seconds >= 10


def test_a_list_of_references_is_no_chapter() -> None:
    blocks = [
        *allotments().blocks,
        heading("References"),
        *(paragraph(f"A book about gardens and frost, volume {n}, was printed in spring.") for n in range(9)),
    ]
    found = script(make_article("Measure the soil, not the air", *blocks))
    assert "References" not in [title for title, _ in chapters(found)]
    assert not any("was printed" in scene.narration for scene in found.scenes)


def test_headings_of_a_list_are_said_before_what_they_name() -> None:
    tips = {
        "Oil the chain": "A dry chain eats the teeth of every wheel it touches, and new wheels are dear. One drop of "
        "oil for each link keeps rust away for a month.",
        "Pump the tyres": "Soft rubber rolls badly and cracks along its sides within a year. The right pressure is "
        "printed in small letters on the flank.",
        "Check the brakes": "Pads have a groove that disappears when they are worn. Metal on metal ruins a rim in a "
        "single wet afternoon.",
        "Tighten the bolts": "Loose carriers cause more falls than ice does in our town. A small key of five "
        "millimetres fits nearly all of them.",
        "Mind the lights": "A broken lamp is seen by everybody except the rider. Walk around your own bicycle once "
        "each Monday evening.",
    }
    blocks = [block for tip, text in tips.items() for block in (heading(tip), paragraph(text))]
    found = script(make_article("5 ways to keep a bicycle alive", *blocks), rate=40)
    text = " ".join(scene.narration for scene in found.scenes)
    assert sum(f"{tip}. " in text for tip in tips) >= 4


def test_ten_thousand_words_take_less_than_two_seconds() -> None:
    blocks = list(allotments().blocks)
    many = [
        block.model_copy(update={"text": block.text.replace("the", f"the {number}th", 1)})
        for number in range(17)
        for block in blocks
    ]
    article = make_article("Measure the soil, not the air", *many)
    assert len(article.text.split()) > 9_500
    brief = write_brief(article)
    started = perf_counter()
    write_script(article, brief, make_site(films={"long_seconds": 900}), LONG, words_per_minute=150)
    assert perf_counter() - started < 6  # a second on an idle machine; others may share this one
