"""A long film out of a model's answer: chapters, a takeaway, the article's order."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from reprise.briefs.extractive import write_brief
from reprise.video.presets import FORMATS
from reprise.video.script import Script, ensure_distinct
from reprise.video.writing.lengths import is_within
from reprise.video.writing.long import CHAPTER_SECONDS
from reprise.video.writing.told.desk import Desk
from reprise.video.writing.told.long import long_film
from tests.builders import make_site
from tests.reprise.video.long_material import allotments
from tests.reprise.video.writing.told.answers import Minded

LONG = FORMATS["long"]


@cache
def told() -> tuple[Desk, Script]:
    article = allotments()
    at = Desk(article, write_brief(article), make_site(), LONG, 140)
    film = long_film(at)
    return at, film.script(Minded().ask(film.request), "mind one long.v1")


def test_it_is_as_long_as_the_article_has_words_for() -> None:
    at, script = told()
    assert at.target < 300  # the site's wish; there is not that much to tell
    assert is_within(script.seconds, at.target, LONG)
    assert is_within(script.seconds, script.target_seconds, LONG)


def test_it_has_chapters_a_takeaway_and_a_call() -> None:
    _, script = told()
    ensure_distinct(script)
    assert [scene.section for scene in script.scenes[-2:]] == ["takeaway", "cta"]
    assert script.scenes[0].chapter == "Measure the soil, not the air"
    starts = [number for number, scene in enumerate(script.scenes) if scene.chapter] + [len(script.scenes)]
    assert len(starts) >= 4
    for start, end in pairwise(starts):
        assert sum(scene.seconds for scene in script.scenes[start:end]) >= CHAPTER_SECONDS


def test_cards_are_not_all_of_one_kind() -> None:
    _, script = told()
    kinds = [scene.cue.kind for scene in script.scenes]
    for number in range(len(kinds) - 3):
        assert len(set(kinds[number : number + 4])) > 1


@pytest.mark.parametrize("rate", [110, 140, 180])
def test_the_voice_decides_how_many_words_are_asked_for(rate: float) -> None:
    article = allotments()
    film = long_film(Desk(article, write_brief(article), make_site(), LONG, rate))
    words = int(film.prompt.system.split(" spoken words in all")[0].split()[-1])
    assert words < 700  # the article itself has 620


def test_an_article_of_a_few_sentences_is_no_long_film() -> None:
    article = allotments(blocks=allotments().blocks[:6])
    assert not Desk(article, write_brief(article), make_site(), LONG, 140).is_enough
