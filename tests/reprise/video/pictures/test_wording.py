"""What cards say, and when."""

from __future__ import annotations

import pytest

from reprise.video.pictures.wording import wording
from reprise.video.script import Cue, Scene


def scene(narration: str, **cue: object) -> Scene:
    return Scene(id="point-1", section="point", narration=narration, cue=Cue.model_validate(cue), seconds=4)


def test_a_card_with_all_that_is_spoken_is_complete() -> None:
    card = wording(scene("First, pull the tube out.", kind="step", text="Pull the tube out", label="3"))
    assert (card.complete, card.text_from) == (True, 1)


def test_a_card_that_says_something_else_leaves_the_words_to_the_captions() -> None:
    card = wording(scene("Pump the tube until it is wide.", kind="step", text="Find a hole", label="4"))
    assert (card.complete, card.text_from) == (False, None)


def test_the_spoken_answer_stands_under_its_question() -> None:
    card = wording(scene("How much air? Half a bar less.", kind="question", text="How much air?"))
    assert card.content.label == "Half a bar less."
    assert (card.complete, card.text_from, card.label_from) == (True, 0, 3)


def test_an_answer_without_its_question_stands_whole() -> None:
    card = wording(scene("Black ice is the one.", kind="question", text="Is it dangerous?"))
    assert card.content.label == "Black ice is the one."
    assert card.complete


def test_a_question_alone_gets_no_answer() -> None:
    assert wording(scene("Is it dangerous?", kind="question", text="Is it dangerous?")).content.label == ""


def test_a_sentence_under_a_heading_is_no_quotation_of_the_heading() -> None:
    cue = {"kind": "quote", "text": "It costs 120 euros.", "label": "What it costs"}
    assert wording(scene("It costs 120 euros.", **cue), ["What it costs"]).kind == "title"
    assert wording(scene("It costs 120 euros.", **cue)).kind == "quote"


@pytest.mark.parametrize(
    ("value", "label", "share"),
    [
        ("71 percent", "of the June traffic", 0.71),
        ("37 %", "der Gärtner", 0.37),
        ("12.5%", "of all trips", 0.125),
        ("30 percent", "more than last year", None),
        ("130 percent", "of the plan", None),
        ("4,180", "bicycles on average", None),
        ("71", "of the riders", None),
    ],
)
def test_only_a_percentage_of_something_is_a_share(value: str, label: str, share: float | None) -> None:
    assert wording(scene(f"It was {value} {label}.", kind="statistic", text=value, label=label)).share == share


def test_only_somebodys_words_are_set_as_a_quotation() -> None:
    plain = "Most pots dry out within a week."
    assert wording(scene(plain, kind="quote", text=plain)).kind == "title"
    assert wording(scene(plain, kind="quote", text=plain, label="Jane Doe")).kind == "quote"
    assert wording(scene(f"“{plain}”", kind="quote", text=f"“{plain}”")).kind == "quote"


@pytest.mark.parametrize(
    ("value", "language", "drawn"),
    [
        ("61 percent", "en", "61%"),
        ("61 per cent", "en", "61%"),
        ("12.5 Prozent", "de", "12.5\u202f%"),
        ("80%", "ru", "80\u202f%"),
        ("3 percentage points", "en", "3 percentage points"),
        ("3 percent points", "en", "3 percent points"),
        ("2,300", "en", "2,300"),
    ],
)
def test_per_cents_are_drawn_with_their_sign_and_still_found_among_the_spoken_words(
    value: str, language: str, drawn: str
) -> None:
    card = wording(scene(f"So {value} came.", kind="statistic", text=value, label="came"), language=language)
    assert card.content.text == drawn
    assert card.text_from == 1
