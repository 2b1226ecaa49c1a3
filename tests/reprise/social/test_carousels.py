"""Carousels: which articles have one, what stands on the slides, and that nothing on them is cut or invented."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief, Question, Quote, Statistic, Step
from reprise.briefs.extractive import write_brief
from reprise.graphics.cards import CardContent, compose_card
from reprise.social.carousels import FEWEST, MOST, Slide, announced, slides
from reprise.social.phrases import PHRASES
from reprise.social.rules import PLATFORMS
from reprise.social.writing import slides_of, write_post
from tests.builders import heading, make_article, make_site
from tests.reprise.briefs.material import answers, bread, harbour
from tests.reprise.graphics.looks import BOOK, look
from tests.reprise.social.test_writing import SENTENCES, excerpt, garden, wild_briefs

WORDS = PHRASES["en"]
WITH_SLIDES = [name for name, rules in PLATFORMS.items() if "carousel" in rules.types]
PLACE = Place(block=0, start=0, end=5)


def shown(article: Article, brief: Brief, most: int = MOST) -> tuple[Slide, ...]:
    return slides(article, brief, "Read the full article", WORDS, most)


def procedure(count: int, text: str = "Turn the {n}th screw by hand.", section: str = "", **facts: Any) -> Brief:
    told = [text.format(n=number) for number in range(1, count + 1)]
    steps = tuple(
        Step(title=each.rstrip("."), text=each, place=Place(block=number, start=0, end=9), section=section)
        for number, each in enumerate(told)
    )
    _, brief = garden(kind="how-to", steps=steps, **facts)
    return brief


def test_it_opens_with_the_headline_and_ends_with_the_call() -> None:
    article, brief = garden()
    first, *ideas, last = shown(article, brief)
    assert (first.kind, first.text, first.label) == ("title", article.title, "rain water")
    assert (last.kind, last.text) == ("cta", "Read the full article")
    assert FEWEST - 2 <= len(ideas) <= 6
    assert all(idea.text in article.text for idea in ideas)


def test_ideas_stand_in_the_articles_order_and_say_nothing_twice() -> None:
    ideas = shown(*garden())[1:-1]
    positions = [idea.places[0].block for idea in ideas]
    assert positions == sorted(set(positions))


def test_a_number_is_large_with_its_sentence_and_somebodys_words_are_a_quotation() -> None:
    number = Statistic(value="ten", label="dry days", sentence=SENTENCES[7], place=excerpt(7).place)
    said = Quote(text=SENTENCES[8], place=excerpt(8).place, speaker="Ana Lund", spoken=True)
    ideas = shown(*garden(statistics=(number,), quotes=(said,)))
    assert Slide("statistic", "ten", SENTENCES[7], places=(excerpt(7).place,)) in ideas
    assert Slide("quote", SENTENCES[8], "Ana Lund", places=(excerpt(8).place,)) in ideas


def test_questions_carry_whole_sentences_of_their_answers() -> None:
    article = answers()
    ideas = shown(article, write_brief(article))[1:-1]
    assert [idea.kind for idea in ideas] == ["question"] * 3
    assert ideas[2].text == "What does a lost library card cost?"
    assert ideas[2].label == "A lost library card costs five dollars. The library replaces stolen cards for nothing."


def test_a_recipe_is_told_step_by_step_with_its_numbers() -> None:
    article = bread()
    ideas = shown(article, write_brief(article))[1:-1]
    assert [(idea.kind, idea.label) for idea in ideas] == [("step", str(number)) for number in range(1, 6)]
    assert ideas[0].text == "Mix the flour, the salt and the warm water in a large bowl"


def test_too_many_steps_share_slides_and_none_is_lost() -> None:
    ideas = shown(garden()[0], procedure(20))[1:-1]
    assert len(ideas) <= MOST - 2
    assert [idea.first for idea in ideas] == [int(idea.text.split("–")[0]) for idea in ideas]
    assert [item for idea in ideas for item in idea.items] == [f"Turn the {n}th screw by hand" for n in range(1, 21)]


def test_steps_in_sections_are_told_by_section() -> None:
    brief = procedure(12)
    steps = tuple(
        step.model_copy(update={"section": f"Part {number // 3 + 1}"}) for number, step in enumerate(brief.steps)
    )
    ideas = shown(garden()[0], brief.model_copy(update={"steps": steps}))[1:-1]
    assert [(idea.text, idea.label, len(idea.items)) for idea in ideas] == [
        (f"Part {number}", str(number), 3) for number in range(1, 5)
    ]


def test_steps_that_are_left_out_are_counted_on_the_first_slide_and_in_the_caption() -> None:
    brief = procedure(9)
    endless = brief.steps[4].model_copy(update={"title": "word " * 60, "text": "word " * 60})
    brief = brief.model_copy(update={"steps": (*brief.steps[:4], endless, *brief.steps[5:])})
    first, *ideas, _ = shown(garden()[0], brief)
    assert first.label == "8 of 9 steps"
    assert [idea.label for idea in ideas] == ["1", "2", "3", "4", "6", "7", "8", "9"]
    assert announced(brief, WORDS) == f"8 of 9 steps. {WORDS.swipe_steps}"


def test_a_procedure_of_which_little_fits_is_not_told() -> None:
    brief = procedure(30, "Read step 2 of the manual before you turn the {n}th screw.")
    assert all(slide.kind != "step" for slide in shown(garden()[0], brief))


def test_the_sections_of_a_list_are_numbered_unless_they_count_themselves() -> None:
    def listed(prefix: str) -> tuple[Slide, ...]:
        names = [f"{prefix.format(n=n)}{name} the barrel" for n, name in enumerate(("Clean", "Cover", "Empty"), 1)]
        parts = [part for name, text in zip(names, SENTENCES, strict=False) for part in (heading(name), text)]
        article = make_article("Three ways to keep a barrel", *parts)
        _, brief = garden(kind="listicle", headings=tuple(names), key_points=(), questions=())
        return shown(article, brief)[1:-1]

    assert [(idea.kind, idea.label) for idea in listed("")] == [("step", "1"), ("step", "2"), ("step", "3")]
    assert [idea.label for idea in listed("Tip {n}: ")] == ["", "", ""]
    assert listed("")[1].items == (SENTENCES[1],)


@pytest.mark.parametrize("changes", [{"key_points": (), "quotes": ()}, {"key_points": (excerpt(2),), "summary": ()}])
def test_too_little_material_gives_none(changes: dict[str, Any]) -> None:
    article, brief = garden(**changes)
    assert shown(article, brief) == ()
    assert write_post(article, brief, make_site(), "instagram", "carousel") is None


@pytest.mark.parametrize("most", range(1, 12))
def test_a_platforms_number_of_pictures_is_never_exceeded(most: int) -> None:
    for brief in (garden()[1], procedure(20), procedure(7), write_brief(answers())):
        found = shown(garden()[0], brief, most)
        assert not found or FEWEST <= len(found) <= min(most, MOST)


@pytest.mark.parametrize("platform", WITH_SLIDES)
def test_the_caption_says_what_the_slides_show_in_the_platforms_manner(platform: str) -> None:
    article = harbour()
    draft = write_post(article, write_brief(article), make_site(), platform, "carousel")
    assert draft is not None
    assert (draft.title or draft.texts[0]).split("\n")[0].endswith(article.title)
    assert WORDS.swipe_points in draft.texts[0]
    assert (draft.link in draft.texts[0]) is (PLATFORMS[platform].text.link != "none")  # type: ignore[operator]
    places = {
        place for slide in slides_of(article, write_brief(article), make_site(), platform) for place in slide.places
    }
    assert places <= set(draft.sources)


def test_platforms_without_slides_have_none() -> None:
    article, brief = garden()
    assert slides_of(article, brief, make_site(), "x") == ()
    assert write_post(article, brief, make_site(), "x", "carousel") is None


def test_the_sites_own_call_stands_on_the_last_slide() -> None:
    site = make_site(wording={"calls_to_action": {"default": ["Alles auf der Seite:"]}})
    assert slides_of(*garden(), site, "linkedin")[-1].text == "Alles auf der Seite"
    article, brief = garden(language="sw")
    foreign = article.model_copy(update={"language": "sw"})
    assert slides_of(foreign, brief, make_site(), "linkedin")[-1].text == "The Demo"


def test_a_full_list_slide_loses_no_point() -> None:
    items = tuple("Press the patch on firmly, from the middle outwards, and hold it for one minute" for _ in range(4))
    heading_ = "Patch the tube so that it holds for years and never again leaves you in the rain, far from home"
    content = CardContent(heading_, "3", items)
    for size in {PLATFORMS[name].pictures.slide for name in WITH_SLIDES}:
        assert size is not None
        drawn = compose_card("list", content, look(), size, book=BOOK, captions=False, page=(4, 9))
        # signature, page mark, number, heading, four discs' signs and four points
        assert len(drawn.inked) == 4 + 2 * len(items)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(wild_briefs())
def test_whatever_the_article_says_slides_are_few_and_have_words(material: tuple[Article, Brief]) -> None:
    article, brief = material
    for platform in WITH_SLIDES:
        found = slides_of(article, brief, make_site(), platform)
        assert not found or FEWEST <= len(found) <= PLATFORMS[platform].pictures.per_post
        assert all(slide.text.strip() for slide in found)


def test_two_runs_give_the_same() -> None:
    assert shown(*garden()) == shown(*garden())


def test_a_question_that_nobody_could_read_at_a_glance_is_left_out() -> None:
    asked = [Question(question=f"Why {'very ' * 40}{n}?", answer="So.", place=PLACE) for n in range(4)]
    assert all(slide.kind != "question" for slide in shown(*garden(kind="faq", questions=tuple(asked))))
