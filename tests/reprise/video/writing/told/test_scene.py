"""One scene told anew, between the others, about as long, in words that no version has."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from reprise.briefs.extractive import write_brief
from reprise.errors import NotFound
from reprise.video.presets import FORMATS
from reprise.video.script import Scene, Script
from reprise.video.writing.attempts import Attempt
from reprise.video.writing.told.desk import Desk
from reprise.video.writing.told.dialogue import dialogue_film
from reprise.video.writing.told.scene import old_scene, scene_request, told_scene
from reprise.video.writing.told.short import short_film
from tests.builders import make_site
from tests.reprise.video.long_material import allotments
from tests.reprise.video.writing.told.answers import dialogue, point, short

NEW = "Beds beside each other disagree: brick stores the sun's warmth, and roots of a tree take the water."


@cache
def at() -> Desk:
    article = allotments()
    return Desk(article, write_brief(article), make_site(), FORMATS["short"], 150)


@cache
def script() -> Script:
    film = short_film(at())
    return film.script(film.shape.model_validate(short()), "demo")


def answer(narration: str = NEW, *sources: int, **changes: Any) -> dict[str, Any]:
    made = point(narration, *(sources or (17, 18)), **changes)
    return {name: value for name, value in made.items() if name != "importance"}


def faults(said: dict[str, Any], scene: str = "point-3", desk: Desk | None = None) -> list[str]:
    desk = desk or at()
    request = scene_request(desk, script(), old_scene(script(), scene))
    return list(request.check(request.shape.model_validate(said)))


def told(said: dict[str, Any], scene: str = "point-3") -> Scene:
    old = old_scene(script(), scene)
    request = scene_request(at(), script(), old)
    return told_scene(request.shape.model_validate(said), at(), script(), old)


def test_it_keeps_its_name_and_place() -> None:
    assert faults(answer()) == []
    made = told(answer())
    assert (made.id, made.section, made.narration) == ("point-3", "point", NEW)
    assert abs(made.seconds - old_scene(script(), "point-3").seconds) < 4


def test_what_was_said_before_is_sent_back() -> None:
    old = old_scene(script(), "point-3").narration
    assert any("said before" in fault for fault in faults(answer(old)))
    other = old_scene(script(), "point-4").narration
    assert any("said before" in fault for fault in faults(answer(other)))


def test_what_an_earlier_version_said_is_sent_back() -> None:
    scenes = [told(answer()) if scene.id == "point-3" else scene for scene in script().scenes]
    version = script().model_copy(update={"scenes": tuple(scenes)})
    before = Attempt(number=1, script=version, state="superseded")
    desk = Desk(at().article, at().brief, at().site, at().fmt, 150, (before,))
    assert any("said before" in fault for fault in faults(answer(), desk=desk))


def test_it_stays_about_as_long() -> None:
    assert any("words too many" in fault for fault in faults(answer(f"{NEW} {NEW} {NEW}")))


def test_an_invention_is_sent_back() -> None:
    invented = "Erik Brandvold counted 87,654 beds in 2031, and none of them agreed with another one."
    assert any("87,654" in fault for fault in faults(answer(invented)))


def test_a_question_stays_a_question() -> None:
    article = allotments()
    desk = Desk(article, at().brief, make_site(films={"form": "dialogue"}), FORMATS["short"], 150)
    film = dialogue_film(desk)
    talk = film.script(film.shape.model_validate(dialogue()), "demo")
    old = old_scene(talk, "question-1")
    request = scene_request(desk, talk, old)
    asks, tells = (request.shape.model_validate(answer(said)) for said in ("How far are they apart?", "They differ."))
    assert list(request.check(asks)) == []
    assert any("question" in fault for fault in request.check(tells))
    made = told_scene(asks, desk, talk, old)
    assert (made.speaker, made.cue.kind, made.cue.text) == ("questioner", "character", "How far are they apart?")


def test_an_unknown_scene_is_named_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="point-1"):
        old_scene(script(), "point-99")
