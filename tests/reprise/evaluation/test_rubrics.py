"""Every rubric moves the right way: what a careful editor would prefer has the higher score, and the reason is said."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.evaluation import RUBRICS
from reprise.evaluation.rubrics import CAP, RubricName, falling, total
from reprise.evaluation.rubrics import rating as made
from reprise.social.post import PostDraft
from tests.builders import make_article
from tests.reprise.evaluation.material import ARTICLE, SITE, brief_of, post, rated, rating

FACT = "A barrel of 200 litres is full after one good shower on a small roof."
HEADLINE = "Catching rain in a small garden"
LID = "A lid keeps leaves, light and mosquitoes out of the water."
FROST = "Empty the barrel before the first frost, or the ice will split it."

BETTER_FIRST: dict[str, tuple[RubricName, dict[str, Any], dict[str, Any]]] = {
    "a fact before the headline": ("hook", {"lines": (FACT, HEADLINE)}, {"lines": (HEADLINE, FACT)}),
    "a question before a bare statement": (
        "hook",
        {"lines": ("How long does a barrel last?",)},
        {"lines": ("A barrel lasts for some time.",)},
    ),
    "straight to the matter": (
        "hook",
        {"lines": (FACT,)},
        {"lines": ("In this article we look at barrels of 200 litres and at small roofs.",)},
    ),
    "a short first line": (
        "hook",
        {"lines": (FACT,)},
        {"lines": (FACT[:-1] + ", " + 4 * "and so it goes on " + "for ever.",)},
    ),
    "numbers and names": (
        "specificity",
        {"lines": ("Mara Lind lost four rain barrels in 2021.",)},
        {"lines": ("Some people have lost quite a lot of things over the years.",)},
    ),
    "short sentences": (
        "readability",
        {"lines": ("The barrel is full. Close the lid. Wait.",)},
        {
            "lines": (
                "When the barrel, which stands below the downpipe that leads the water of the roof into it whenever it "
                "happens to rain for long enough, is full, the lid, which keeps leaves out, has to be closed again.",
            )
        },
    ),
    "whole sentences": ("wholeness", {"lines": (FACT, LID)}, {"lines": (FACT, "A lid keeps leaves, light and…")}),
    "nothing that points back": ("wholeness", {"lines": (FACT, LID)}, {"lines": (FACT, "This keeps them out of it.")}),
    "hashtags of the article": ("hashtags", {"lines": (FACT,)}, {"lines": (FACT,), "tags": ("Love", "Instagood")}),
    "hashtags once": ("hashtags", {"lines": (FACT,)}, {"lines": (FACT,), "tags": ("Garden", "Gardens")}),
    "hashtags at all": ("hashtags", {"lines": (FACT,)}, {"lines": (FACT,), "tags": ()}),
    "enough to read": (
        "length",
        {"lines": (FACT, LID, FROST, "Mara Lind of the garden school lost four barrels in the winter of 2021.")},
        {"lines": ("Rain.",)},
    ),
    "not more than people read": ("length", {"lines": (FACT, LID, FROST, LID)}, {"lines": (FACT,) * 60}),
    "a call": ("call", {"lines": (FACT,)}, {"lines": (FACT,), "call": ""}),
    "one call": ("call", {"lines": (FACT,)}, {"lines": (FACT, "Full article: https://example.org/a-title/")}),
    "the call with its link": ("call", {"lines": (FACT,)}, {"lines": (FACT,), "call": "Read on:"}),
    "what the article says": (
        "grounding",
        {"lines": (FACT,)},
        {"lines": ("A barrel of 900 litres is full after one good shower on a small roof.",)},
    ),
    "words of its own": (
        "originality",
        {"lines": ("One good shower, and 200 litres stand under your little roof.",)},
        {"lines": (FACT, LID, FROST)},
    ),
    "what the platform takes": ("faults", {"lines": (FACT,)}, {"lines": ("**Rain** for the garden",)}),
}


@pytest.mark.parametrize("name", BETTER_FIRST)
def test_the_better_post_has_the_higher_score_and_the_other_is_told_why(name: str) -> None:
    rubric, good, bad = BETTER_FIRST[name]
    better, worse = (rating(rubric, post(*given.pop("lines"), **given)) for given in (dict(good), dict(bad)))
    assert better.score > worse.score
    assert worse.why


def test_every_rubric_is_tried_above_or_below() -> None:
    assert {rubric for rubric, _, _ in BETTER_FIRST.values()} | {"variety"} == set(RUBRICS)


def test_the_weights_are_parts_of_one_and_the_weightiest_comes_first() -> None:
    weights = [rubric.weight for rubric in RUBRICS.values()]
    assert sum(weights) == pytest.approx(1)
    assert weights[0] == max(weights)


def test_what_stands_in_other_posts_costs_variety_here_and_elsewhere() -> None:
    other = post(LID, FROST, type_="highlights")
    alone = rating("variety", post(FACT), other).score
    within = rating("variety", post(FACT), post(FACT, LID, type_="highlights")).score
    across = rating("variety", post(FACT), post(FACT, LID, platform="linkedin")).score
    assert alone == 1
    assert within == pytest.approx(0.5)
    assert across == pytest.approx(0.5)
    assert rating("variety", post(FACT), post(FACT, type_="highlights"), post(FACT, platform="x")).score == 0


def test_the_headline_may_stand_in_every_post() -> None:
    assert rating("variety", post(HEADLINE, FACT), post(HEADLINE, LID, platform="linkedin")).score == 1


def test_a_post_that_says_the_same_twice_repeats_itself() -> None:
    assert rating("variety", post(FACT, LID)).score > rating("variety", post(FACT, FACT)).score


def test_what_we_ask_and_announce_ourselves_is_no_broken_sentence() -> None:
    for own in ("Swipe through it step by step.", "Which part surprises you?"):
        assert rating("wholeness", post(FACT, own, type_="carousel")).score == 1


def test_an_answer_may_lean_on_its_question() -> None:
    asked = post("How large should the barrel be?", "It should hold 200 litres.", type_="faq")
    assert rating("wholeness", asked).score == 1


def test_a_call_that_the_platform_does_not_show_does_not_count() -> None:
    (found,) = rated(post(FACT, platform="tiktok", call="", title=FACT))
    assert found.score("call") is None


def test_a_profile_link_is_a_call() -> None:
    assert rating("call", post(FACT, platform="instagram", call="👉 Full article: link in bio.")).score == 1


def test_nobody_reads_an_invention_however_well_it_is_written() -> None:
    (good,) = rated(post(FACT, LID, FROST))
    (bad,) = rated(post(FACT.replace("200", "900"), LID, FROST))
    assert good.total > CAP >= bad.total


def test_a_thread_is_rated_post_by_post() -> None:
    full = post(platform="x", type_="thread", texts=(f"1/3 {FACT} {LID}", f"2/3 {FROST} {FACT}", "3/3 Read on: " + "x"))
    thin = post(platform="x", type_="thread", texts=("1/3 Rain.", "2/3 Water.", "3/3 Read on: x"))
    assert rating("length", full).score > rating("length", thin).score


@pytest.mark.parametrize(
    ("language", "good", "bad"),
    [
        ("de", "Eine Tonne mit 200 Litern ist nach einem Schauer voll.", "Wir freuen uns, euch heute etwas zu zeigen."),
        ("es", "Un barril de 200 litros se llena con un chubasco.", "En este artículo hablamos de los barriles."),
        ("ja", "200リットルの樽は一度の夕立でいっぱいになります。", "雨の話をします。"),
    ],
)
def test_first_lines_are_judged_in_other_languages_too(language: str, good: str, bad: str) -> None:
    article = make_article("Regen", f"{good} {good}", language=language, tags=("Regen",))
    assert (
        rating("hook", post(good, article=article), article=article).score
        > rating("hook", post(bad, article=article), article=article).score
    )


LINES = st.lists(
    st.one_of(
        st.sampled_from([FACT, LID, FROST, HEADLINE, "Is it?", "", "#tag", "…", "“", "→ 1.", "🔹 a"]),
        st.text(max_size=80),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(
    LINES,
    st.sampled_from(["linkedin", "x", "instagram", "tiktok", "bluesky"]),
    st.lists(st.text(max_size=12), max_size=3),
)
def test_any_text_gets_scores_between_nothing_and_one_and_always_the_same(
    lines: list[str], platform: str, tags: list[str]
) -> None:
    draft = post(*lines, platform=platform, tags=tuple(tags))
    (found,) = rated(draft)
    assert 0 <= found.total <= 1
    assert all(0 <= each.score <= 1 for each in found.ratings)
    assert rated(draft) == (found,)


@given(st.floats(0, 100), st.floats(0, 100))
def test_more_of_what_costs_never_scores_higher(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert falling(less, 10, 50) >= falling(more, 10, 50)


@given(
    st.lists(
        st.tuples(st.sampled_from(list(RUBRICS)), st.floats(0, 1)), min_size=1, max_size=11, unique_by=lambda p: p[0]
    )
)
def test_a_total_lies_between_its_ratings_unless_it_is_capped(pairs: list[tuple[RubricName, float]]) -> None:
    found = total(made(name, score) for name, score in pairs)
    scores = [score for _, score in pairs]
    assert found <= max(scores) + 1e-3
    assert found >= min(*scores, CAP) - 1e-3


def test_a_better_rating_never_lowers_the_total() -> None:
    for rubric in RUBRICS:
        totals = [
            total([made(rubric, score), made("length", 0.5) if rubric != "length" else made("call", 0.5)])
            for score in (0, 0.4, 0.8, 1)
        ]
        assert all(before <= after for before, after in pairwise(totals))


def test_the_built_in_writer_invents_nothing() -> None:
    from reprise.social.rules import PLATFORMS
    from reprise.social.writing import write_posts

    drafts: list[PostDraft] = [
        draft for platform in PLATFORMS for draft in write_posts(ARTICLE, brief_of(ARTICLE), SITE, platform)
    ]
    assert drafts
    assert all(each.score("grounding") == 1 for each in rated(*drafts))
