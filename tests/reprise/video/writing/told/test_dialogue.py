"""A dialogue out of a model's answer: two who talk, poses, cards, a last card."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from reprise.briefs.extractive import write_brief
from reprise.video.presets import FORMATS
from reprise.video.script import Script
from reprise.video.writing.lengths import is_within
from reprise.video.writing.told.desk import Desk
from reprise.video.writing.told.dialogue import dialogue_film
from tests.builders import make_site
from tests.reprise.video.long_material import allotments
from tests.reprise.video.writing.told.answers import dialogue, exchange


@cache
def desk() -> Desk:
    article = allotments()
    site = make_site(films={"form": "dialogue", "characters": {"explainer": {"name": "Amal"}}})
    return Desk(article, write_brief(article), site, FORMATS["short"], 150)


def script_of(answer: dict[str, Any]) -> Script:
    film = dialogue_film(desk())
    return film.script(film.shape.model_validate(answer), "demo one dialogue.v1")


def faults(answer: dict[str, Any]) -> list[str]:
    request = dialogue_film(desk()).request
    return list(request.check(request.shape.model_validate(answer)))


def test_a_good_answer_is_a_dialogue_of_the_wanted_length() -> None:
    assert faults(dialogue()) == []
    script = script_of(dialogue())
    assert script.form == "dialogue"
    assert is_within(script.seconds, 45, FORMATS["short"])
    assert [scene.speaker for scene in script.scenes[:4]] == ["questioner", "explainer"] * 2
    assert [scene.id for scene in script.scenes[:4]] == ["hook", "intro", "question-1", "answer-1"]


def test_the_last_card_sums_up_and_says_whose_film_it_is() -> None:
    card = script_of(dialogue()).scenes[-1]
    assert (card.section, card.narration) == ("takeaway", "")
    assert card.cue.text == "Measure the soil before you plant."
    assert "The Demo" in card.cue.label


def test_who_explains_points_only_at_what_is_there() -> None:
    scenes = {scene.id: scene for scene in script_of(dialogue()).scenes}
    assert scenes["answer-1"].cue.text == "6 degrees"
    assert scenes["answer-1"].cue.pose == "pointing"
    poses = [scene.cue.pose for scene in scenes.values() if scene.speaker == "explainer"]
    assert poses[-1] == "cheering"
    for scene in scenes.values():
        if scene.cue.pose == "pointing":
            assert scene.cue.text != scene.narration


def test_characters_and_context_reach_the_model() -> None:
    asked = dialogue_film(desk()).prompt
    assert "Amal explains" in asked.system
    assert "newcomer" in asked.system


def test_what_asks_nothing_and_what_asks_twice_is_sent_back() -> None:
    answer = dialogue()
    answer["exchanges"][1]["question"] = "Tell me more"
    answer["exchanges"][3]["question"] = answer["exchanges"][2]["question"]
    found = faults(answer)
    assert any("does not ask" in fault for fault in found)
    assert any("asks twice" in fault for fault in found)


@pytest.mark.parametrize("text", ["In 2031 Erik Brandvold saved 87,654 gardens.", ""])
def test_a_last_card_that_says_nothing_true_shows_the_title(text: str) -> None:
    answer = dialogue(takeaway={"text": text, "items": [], "sources": []})
    assert script_of(answer).scenes[-1].cue.text == "Measure the soil, not the air"


def test_an_answer_that_invents_is_left_out_with_its_question() -> None:
    answer = dialogue()
    invented = exchange("Who counted them?", "Erik Brandvold counted 87,654 gardens.", 30, importance="essential")
    answer["exchanges"].insert(2, invented)
    film = dialogue_film(desk())
    told, request = film.shape.model_validate(answer), film.request
    assert any("87,654" in fault for fault in request.check(told))
    assert list(request.check(told)) == []
    assert "Who counted them" not in film.script(told, "demo").model_dump_json()


def test_too_few_exchanges_are_sent_back() -> None:
    assert any("exchanges" in fault for fault in faults(dialogue(exchanges=dialogue()["exchanges"][:2])))
