"""A short film out of a model's answer: timed, shown, checked, and cut to its length."""

from __future__ import annotations

from typing import Any

import pytest

from reprise.briefs.extractive import write_brief
from reprise.video.presets import FORMATS
from reprise.video.script import Script
from reprise.video.writing.attempts import Attempt
from reprise.video.writing.lengths import is_within, scene_seconds
from reprise.video.writing.told.desk import Desk
from reprise.video.writing.told.short import short_film
from tests.builders import make_site
from tests.reprise.video.long_material import allotments
from tests.reprise.video.writing.told.answers import point, short

SHORT = FORMATS["short"]


def desk(*earlier: Attempt, rate: float = 150, **site: Any) -> Desk:
    article = allotments()
    return Desk(article, write_brief(article), make_site(**site), SHORT, rate, earlier)


def script_of(answer: dict[str, Any], at: Desk | None = None) -> Script:
    film = short_film(at or desk())
    return film.script(film.shape.model_validate(answer), "demo one script.v1")


def faults(answer: dict[str, Any], at: Desk | None = None) -> list[str]:
    request = short_film(at or desk()).request
    return list(request.check(request.shape.model_validate(answer)))


def test_a_good_answer_is_a_script_of_the_wanted_length() -> None:
    assert faults(short()) == []
    script = script_of(short())
    assert is_within(script.seconds, 45, SHORT)
    assert script.target_seconds == 45
    assert [scene.section for scene in script.scenes] == ["hook", "intro", *["point"] * 5, "cta"]
    assert script.writer == "demo one script.v1"
    for scene in script.scenes:
        assert scene.seconds == round(scene_seconds(scene.narration, "en", 150), 2)


def test_scenes_show_what_the_article_has() -> None:
    script = script_of(short())
    shown = {scene.id: scene.cue for scene in script.scenes}
    assert (shown["point-2"].kind, shown["point-2"].items) == (
        "list",
        ("Beans need 10 degrees", "Pumpkins not below 14"),
    )
    assert (shown["point-4"].kind, shown["point-4"].text) == ("statistic", "15 percent")
    assert shown["cta"].kind == "cta"
    assert shown["intro"].text == "Measure the soil, not the air"


def test_every_point_says_where_it_is_from() -> None:
    at = desk()
    found = next(scene for scene in script_of(short(), at).scenes if scene.id == "point-2").sources
    assert [at.article.at(place) for place in found] == [at.text.said(11), at.text.said(12)]


def test_what_is_too_much_is_dropped_least_important_first() -> None:
    extra = [point("The rules of thumb stopped working, because the gap has grown.", 25, importance="extra")] * 2
    answer = short()
    answer["points"] = [answer["points"][0], *extra, *answer["points"][1:]]
    script = script_of(answer)
    assert is_within(script.seconds, 45, SHORT)
    said = " ".join(scene.narration for scene in script.scenes)
    assert "15 percent" in said
    assert said.count("rules of thumb") < 2


def test_a_film_that_cannot_be_cut_to_length_says_how_many_words_are_too_many() -> None:
    answer = short()
    for each in answer["points"]:
        each["narration"] = f"{each['narration']} " * 7
    assert any("words too many" in fault for fault in faults(answer))


def test_a_film_that_is_too_short_says_how_many_words_are_missing() -> None:
    answer = short(points=short()["points"][:1])
    assert any("words too few" in fault for fault in faults(answer))


def test_a_slow_voice_is_given_fewer_words() -> None:
    slow, quick = (int(short_film(desk(rate=rate)).prompt.system.split(" spoken words in all")[0].split()[-1])
                   for rate in (110, 180))  # fmt: skip
    assert slow < 0.7 * quick


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"narration": "Read more at https://evil.example/now about beans and 10 degrees."}, "address"),
        ({"sources": []}, "sentences"),
        ({"sources": [900]}, "sentences"),
        ({"narration": "Beans and pumpkins " * 20}, "make two of it"),
        ({"narration": ""}, "says nothing"),
    ],
)
def test_a_bad_point_is_sent_back_with_its_name(changes: dict[str, Any], hint: str) -> None:
    answer = short()
    answer["points"][1] |= changes
    found = faults(answer)
    assert any("point-" in fault and hint in fault for fault in found), found


def test_a_picture_or_code_that_is_not_there_becomes_a_card() -> None:
    answer = short()
    answer["points"][1] |= {"shows": "picture", "picture": 7}
    answer["points"][2] |= {"shows": "code", "code": 3}
    kinds = {scene.id: scene.cue.kind for scene in script_of(answer).scenes}
    assert kinds["point-2"] in ("quote", "title")
    assert kinds["point-3"] in ("quote", "title")


def test_a_number_that_the_article_does_not_have_is_not_shown() -> None:
    answer = short()
    answer["points"][3] |= {"text": "99 percent"}
    cue = next(scene.cue for scene in script_of(answer).scenes if scene.id == "point-4")
    assert cue.kind != "statistic"
    assert "99" not in cue.text


def test_words_that_nobody_said_are_no_quotation() -> None:
    answer = short()
    answer["points"][2] |= {"shows": "quote", "text": "Trust nobody, ever again", "label": "Amal Haddad"}
    answer["points"][3] |= {"shows": "quote", "text": "Now I trust the number on the shed door", "label": "Haddad"}
    cues = {scene.id: scene.cue for scene in script_of(answer).scenes}
    assert "nobody, ever" not in cues["point-3"].text
    assert cues["point-3"].label == ""
    assert cues["point-4"].text == "Now I trust the number on the shed door"


def test_the_sites_own_call_to_action_wins() -> None:
    at = desk(wording={"calls_to_action": {"default": ["Come and dig with us."]}})
    assert script_of(short(), at).scenes[-1].narration == "Come and dig with us."


def test_a_call_that_does_not_name_the_site_is_replaced() -> None:
    assert "The Demo" in script_of(short(call_to_action="Buy it now while it lasts.")).scenes[-1].narration


def attempt(script: Script, notes: str) -> Attempt:
    return Attempt(number=1, script=script, state="rejected", notes=notes)


def test_what_was_turned_down_does_not_come_again_and_notes_reach_the_model() -> None:
    at = desk(attempt(script_of(short()), "Please another hook, and do not say 'Cold mud'."))
    found = faults(short(), at)
    assert any("turned this opening down" in fault for fault in found)
    assert any("very script" in fault for fault in found)
    asked = short_film(at).prompt
    assert "another hook" in asked.user
    assert "another hook" not in asked.system


def test_a_word_that_an_editor_forbade_is_sent_back() -> None:
    before = script_of(short(call_to_action="Other words are on The Demo."))
    at = desk(attempt(before, 'never say "mud"'))
    assert any("editor does not want" in fault for fault in faults(short(), at))


def test_shorter_asks_for_fewer_words() -> None:
    assert desk(attempt(script_of(short()), "shorter please")).target < 45


def test_the_same_question_is_put_the_same_way() -> None:
    one, other = short_film(desk()), short_film(desk())
    assert one.prompt == other.prompt
    assert one.shape is other.shape


INVENTED = "Erik Brandvold counted 87,654 gardens in 2031."


def test_an_invention_is_sent_back_and_its_scene_left_out_when_it_comes_again() -> None:
    answer = short()
    answer["points"].insert(1, point(INVENTED, 30, importance="essential"))
    film = short_film(desk())
    told = film.shape.model_validate(answer)
    request = film.request
    assert any("87,654" in fault for fault in request.check(told))
    assert list(request.check(told)) == []
    script = film.script(told, "demo")
    assert "87,654" not in script.model_dump_json()
    assert "Brandvold" not in script.model_dump_json()
    assert is_within(script.seconds, 45, SHORT)


def test_an_invented_opening_gives_way_to_the_articles_own() -> None:
    answer = short(
        hook={**short()["hook"], "narration": INVENTED},
        introduction={
            **short()["introduction"],
            "narration": "Since 1987 Sigrid Olafsen has sold 87,654 lamps in Reykjavik.",
        },
        call_to_action="The Demo helped 87,654 gardeners, read on.",
    )
    film = short_film(desk())
    told, request = film.shape.model_validate(answer), film.request
    assert {fault.partition(":")[0] for fault in request.check(told)} >= {"hook", "intro"}
    assert list(request.check(told)) == []
    script = film.script(told, "demo")
    assert "87,654" not in script.model_dump_json()
    whole = f"{allotments().title}. {allotments().text}"
    assert script.scenes[0].narration.rstrip(".") in whole
    assert script.scenes[1].narration in whole


def test_a_point_that_says_again_what_was_said_is_left_out() -> None:
    answer = short()
    again = "From 48 percent the losses in her club went down to 15 percent."
    answer["points"].insert(4, point(again, 29, 30, importance="essential"))
    assert faults(answer) == []
    assert sum("48 percent" in scene.narration for scene in script_of(answer).scenes) == 1


def test_inventions_on_cards_are_not_shown() -> None:
    answer = short()
    answer["points"][1] |= {"items": ["Erik Brandvold", "87,654 gardens"], "label": "In 2031"}
    answer["points"][2] |= {"text": "87,654 gardens in 2031", "on_screen": "Erik Brandvold"}
    shown = script_of(answer).model_dump_json()
    assert "87,654" not in shown
    assert "Brandvold" not in shown
