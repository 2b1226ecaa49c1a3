"""Dialogues: who talks, what is asked, and that every question is answered by the article's own words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from reprise.articles.article import Article, Block
from reprise.briefs.extractive import write_brief
from reprise.errors import BadInput
from reprise.film_settings import Context
from reprise.video.dialogue import write_dialogue
from reprise.video.dialogue.answers import Answer, AnswerKind
from reprise.video.dialogue.phrases import Group, languages, phrases
from reprise.video.dialogue.questions import Questioner
from reprise.video.presets import FORMATS
from reprise.video.script import Scene, Script
from reprise.video.writing.notes import Wishes
from reprise.video.writing.sayable import speakable
from reprise.video.writing.units import Unit
from tests.builders import heading, make_article, make_site, picture
from tests.reprise.briefs.material import answers, bread, harbour
from tests.reprise.video.dialogue.material import CARGO, LANGUAGES, cargo

SHORT = FORMATS["short"]
CONTEXTS: tuple[Context, ...] = get_args(Context)
ARTICLES = (harbour(), bread(), answers(), cargo())


def dialogue(article: Article, *, rate: float = 150, wishes: Wishes | None = None, **films: Any) -> Script:
    site = make_site(films={"form": "dialogue", **films})
    return write_dialogue(article, write_brief(article), site, SHORT, words_per_minute=rate, wishes=wishes)


def talks(script: Script) -> list[Scene]:
    return [scene for scene in script.scenes if scene.speaker]


def words(text: str) -> set[str]:
    return set(regex.findall(r"[\p{L}\p{N}]+", text.casefold()))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.title)
def test_the_two_talk_by_turns_and_a_takeaway_ends_it(article: Article) -> None:
    script = dialogue(article)
    assert script.form == "dialogue"
    roles = [scene.speaker for scene in talks(script)]
    assert roles == ["questioner", "explainer"] * (len(roles) // 2)
    assert 3 <= len(roles) // 2 <= 8
    last = script.scenes[-1]
    assert (last.section, last.cue.kind, last.seconds, last.speaker) == ("takeaway", "takeaway", 3.0, None)
    assert script.scenes[0].section == "hook"
    assert len({scene.id for scene in script.scenes}) == len(script.scenes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("context", CONTEXTS)
def test_every_answer_is_the_articles_and_no_question_is_asked_twice(language: str, context: Context) -> None:
    article = cargo(language)
    script = dialogue(article, context=context)
    said = speakable(article.text.replace("\n", " "), language)
    asked = [scene.narration for scene in talks(script) if scene.speaker == "questioner"]
    assert len({question.casefold() for question in asked}) == len(asked)
    assert all(question.rstrip(" »”’“").endswith("?") for question in asked)
    for scene in talks(script):
        if scene.speaker == "explainer":
            assert words(scene.narration) <= words(said)
            assert scene.sources
            assert all(0 <= place.start < place.end for place in scene.sources)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_says_nothing_that_is_neither_the_articles_nor_a_phrase(language: str) -> None:
    article = cargo(language)
    table = phrases(language, "finance")
    assert table is not None
    known = words(" ".join(phrase for group in table.groups.values() for phrase in group))
    known |= words(article.title) | words(article.text)
    for scene in talks(dialogue(article, context="finance")):
        assert words(scene.narration) <= known


@pytest.mark.parametrize("seconds", [30.0, 38.0, 45.0, 55.0])
@pytest.mark.parametrize("rate", [130.0, 155.0, 175.0])
def test_its_length_is_within_ten_per_cent_of_the_target(seconds: float, rate: float) -> None:
    script = dialogue(cargo(), rate=rate, seconds=seconds)
    assert script.target_seconds == seconds
    assert abs(script.seconds - seconds) <= 0.1 * seconds


def test_nothing_is_said_twice() -> None:
    for article in ARTICLES:
        said = [scene.narration for scene in talks(dialogue(article)) if scene.speaker == "explainer"]
        assert not any(one in other for one in said for other in said if one is not other)


def test_the_articles_own_questions_are_asked_and_get_their_answers() -> None:
    script = dialogue(answers())
    scenes = talks(script)
    at = next(number for number, scene in enumerate(scenes) if scene.narration == "How long may I keep a book?")
    assert scenes[at + 1].narration.startswith("Books may be kept for four weeks.")
    assert scenes[at].sources == scenes[at + 1].sources


def test_what_is_defined_is_asked_for() -> None:
    first, second, *_ = talks(dialogue(cargo()))
    assert first.narration == "What is a cargo bike?"
    assert second.narration.startswith("A cargo bike is a bicycle")
    russian = talks(dialogue(cargo("ru")))
    assert russian[0].narration == "Что такое грузовой велосипед?"


def test_steps_are_asked_for_in_their_order() -> None:
    scenes = talks(dialogue(bread(), seconds=55))
    table = phrases("en", "educational")
    assert table is not None
    for question, answer in zip(scenes[2::2], scenes[3::2], strict=True):
        if question.narration in table.groups["first"]:
            assert answer.narration.startswith("Mix the flour")
        if question.narration in table.groups["last"]:
            assert answer.narration.startswith("Let the loaf cool")
    assert any(question.narration in table.groups["first"] for question in scenes[2::2])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("context", CONTEXTS)
def test_numbers_are_asked_for_only_where_the_answer_has_one(language: str, context: Context) -> None:
    table = phrases(language, context)
    assert table is not None
    scenes = talks(dialogue(cargo(language), context=context))
    for question, answer in zip(scenes[::2], scenes[1::2], strict=True):
        if question.narration in (*table.groups["number"], *table.groups["cost"]):
            assert any(map(str.isdigit, answer.narration))


def test_a_quote_is_asked_of_the_one_who_said_it() -> None:
    said = "We sold our second car and we have never missed it for a single day."
    block = Block(kind="quote", text=f"{said} — Ben Ode, father of three")
    scenes = talks(dialogue(make_article("Why families ride cargo bikes", *CARGO[:-3], block), seconds=60))
    at = next(number for number, scene in enumerate(scenes) if scene.narration == said)
    assert scenes[at - 1].narration in ("What does Ben Ode say?", "And how does Ben Ode put it?")


def test_poses_and_cards_follow_what_is_said() -> None:
    scenes = talks(dialogue(cargo()))
    assert all(scene.cue.kind == "character" and scene.cue.pose for scene in scenes)
    asking = {scene.cue.pose for scene in scenes if scene.speaker == "questioner"}
    assert asking <= {"asking", "thinking", "surprised"} and len(asking) > 1
    assert scenes[-1].cue.pose == "cheering"
    number = next(scene for scene in scenes if scene.cue.text == "200")
    assert number.cue.pose == "pointing" and number.cue.label.startswith("kilograms")
    listed = next(scene for scene in scenes if scene.cue.items)
    assert listed.cue.items[0] == "the weight of the loads"
    assert scenes[0].cue.text == "Why families ride cargo bikes"


def test_a_picture_is_shown_beside_the_sentence_it_stands_by() -> None:
    article = cargo(images=(picture("https://example.org/box.jpg", before=4, alt="A full box"),))
    shown = [scene for scene in talks(dialogue(article, seconds=60)) if scene.cue.image]
    assert [scene.cue.image for scene in shown] == ["https://example.org/box.jpg"]
    assert shown[0].cue.pose in ("pointing", "cheering")


def test_the_takeaway_is_short_and_signed() -> None:
    for article in ARTICLES:
        last = dialogue(article).scenes[-1]
        assert last.on_screen == "In short"
        assert "The Demo" in last.cue.label
        assert len(" ".join((last.cue.text, *last.cue.items)).split()) <= 18


def test_other_languages_take_the_articles_own_questions() -> None:
    blocks: list[Any] = ["Kaupungin kirjasto antaa kortin jokaiselle, joka asuu kaupungissa tai käy siellä töissä."]
    asked = ("Kuka voi saada kirjastokortin?", "Kuinka kauan kirjaa saa pitää?", "Mitä kadonnut kortti maksaa?",
             "Mistä uuden kortin saa?")  # fmt: skip
    told = (
        "Jokainen kaupungissa asuva voi saada kirjastokortin jo samana päivänä ilman mitään maksuja.",
        "Kirjan saa pitää neljä viikkoa, ja lainan voi uusia kaksi kertaa verkossa tai puhelimella.",
        "Kadonnut kortti maksaa viisi euroa, mutta varastetun kortin kirjasto korvaa aina ilmaiseksi.",
        "Uuden kortin saa jokaisesta kirjastosta, kun näyttää henkilökortin tai passin virkailijalle.",
    )
    for question, answer in zip(asked, told, strict=True):
        blocks += [heading(question), answer]
    script = dialogue(make_article("Kirjastokortti", *blocks, language="fi"), rate=110)
    assert [scene.narration for scene in talks(script)][::2] == list(asked)[: len(talks(script)) // 2]


def test_without_questions_such_a_language_gets_a_clear_error() -> None:
    article = make_article("Kirjasto", *["Kirjasto on auki joka päivä aamusta iltaan kaikille."] * 9, language="fi")
    with pytest.raises(BadInput, match="No dialogue can be written in 'fi'") as caught:
        dialogue(article)
    assert caught.value.where == article.key
    assert "films.form" in str(caught.value.remedy)


def test_a_stub_is_refused_with_the_words_that_are_missing() -> None:
    with pytest.raises(BadInput, match="seconds") as caught:
        dialogue(make_article("Soon", "The new ferries arrive in the harbour next week."))
    assert "words more" in str(caught.value.remedy)


def test_the_same_article_gives_the_same_dialogue_and_what_is_forbidden_is_not_said() -> None:
    assert dialogue(cargo()) == dialogue(cargo())
    script = dialogue(cargo(), wishes=Wishes(words=("battery",)))
    assert not any("battery" in scene.narration.casefold() for scene in talks(script))


def test_a_first_question_that_was_turned_down_does_not_come_again() -> None:
    hooks = frozenset({"What is a cargo bike?"})
    again = dialogue(cargo(), wishes=Wishes(hooks=hooks)).scenes[0].narration
    assert again == "What exactly is a cargo bike?"
    both = hooks | {again}
    third = dialogue(cargo(), wishes=Wishes(hooks=both)).scenes[0].narration
    assert third not in both and third.endswith("?")


def test_every_language_has_every_group_in_every_context() -> None:
    assert set(languages()) == set(LANGUAGES)
    for language in languages():
        for context in CONTEXTS:
            table = phrases(language, context)
            assert table is not None and table.takeaway
            for group in get_args(Group):
                found = table.groups[group]
                assert len(found) >= 2 and len(set(found)) == len(found)
                assert all(phrase.rstrip().endswith("?") for phrase in found)


UNIT = Unit("sentence", ("It is so.",), frozenset({"It is so."}), (), 1.0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(get_args(AnswerKind)), st.integers(1, 6), st.sampled_from(["", "The harbour", "Ada"])
        ),
        max_size=30,
    ),
    st.sampled_from(LANGUAGES),
    st.sampled_from(CONTEXTS),
    st.text(max_size=5),
)
def test_no_questioner_repeats_or_leaves_a_gap(
    kinds: list[tuple[AnswerKind, int, str]], language: str, context: Context, seed: str
) -> None:
    asker = Questioner(phrases(language, context), seed)
    said = []
    before: Answer | None = None
    for number, (kind, step, topic) in enumerate(kinds):
        unit = replace(UNIT, number=step, block=number)
        answer = Answer(kind, unit, ("It is so.",), 1.0, topic=topic or "Ada", asked=f"Who asks {number}?")
        question = asker.ask(answer, before)
        before = answer
        if question is not None:
            said.append(question.text)
            assert "{" not in question.text and question.text[0] == question.text[0].upper()
    assert len({text.casefold() for text in said}) == len(said)
