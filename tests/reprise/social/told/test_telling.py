"""Posts in a model's words: asked once for all platforms, laid out by our own rules, part by part where it fails."""

from __future__ import annotations

from typing import Any

import pytest
import regex

from reprise.models.failures import ModelError
from reprise.models.text import TextRequest
from reprise.social.checks import faults
from reprise.social.material import alike
from reprise.social.post import PostDraft, cycle_id
from reprise.social.rules import PLATFORMS
from reprise.social.told.telling import Teller
from reprise.social.writing import EXTRACTIVE, write_posts
from tests.builders import make_site
from tests.reprise.social.test_writing import SENTENCES, TEXT_PLATFORMS, garden
from tests.reprise.social.told.scripted import FACTS, HASHTAGS, QUOTED, Scripted, worded

ARTICLE, BRIEF = garden()
SITE = make_site()


def drafts(platform: str, asks: Scripted | None = None, **site: Any) -> dict[str, PostDraft]:
    found = Teller(asks or Scripted()).posts(ARTICLE, BRIEF, make_site(**site), platform)
    return {draft.type: draft for draft in found}


def content(request: TextRequest[Any]) -> tuple[Any, ...]:
    """Everything that decides an answer."""
    return request.prompt, request.shape.__name__, request.shape.model_json_schema(), request.words


@pytest.mark.parametrize("platform", TEXT_PLATFORMS)
def test_every_post_is_worded_and_without_fault(platform: str) -> None:
    found = drafts(platform)
    assert tuple(found) == PLATFORMS[platform].types
    for draft in found.values():
        assert faults(draft, PLATFORMS[platform], has_media=True) == []
        assert draft.writer.startswith("demo one ")
        assert draft.writer.endswith(".v1")


@pytest.mark.parametrize("platform", TEXT_PLATFORMS)
def test_nothing_of_the_article_is_told_in_its_own_words_but_the_quotation(platform: str) -> None:
    said = "\n".join("\n".join(draft.texts) for type_, draft in drafts(platform).items() if type_ != "quote_card")
    assert not any(sentence in said for sentence in SENTENCES)


def test_the_quotation_is_the_numbered_sentence_word_for_word() -> None:
    quote = drafts("linkedin")["quote_card"]
    assert quote.texts[0].startswith(SENTENCES[QUOTED - 1])
    assert quote.featured == SENTENCES[QUOTED - 1]
    assert quote.sources[0].block == QUOTED - 1


def test_links_calls_hashtags_and_emoji_stay_with_our_own_layout() -> None:
    telegram = drafts("telegram")["announcement"]
    opening, *_, call, tags = telegram.texts[0].split("\n\n")
    assert opening.startswith("📖 ")
    assert call == f"👉 All about barrels: {telegram.link}"
    assert tags == " ".join(f"#{name}" for name in HASHTAGS[:3])
    own = drafts("telegram", wording={"emoji": False, "calls_to_action": {"default": ["At our place:"]}})
    assert "At our place: https" in own["announcement"].texts[0]
    assert "👉" not in own["announcement"].texts[0]
    assert "link in bio" in drafts("instagram")["announcement"].texts[0]


def test_a_sites_own_hashtags_stand_among_the_chosen_ones() -> None:
    found = drafts("linkedin", wording={"hashtags": ["TheDemo"]})["announcement"]
    assert found.hashtags[:2] == (HASHTAGS[0], "TheDemo")


def test_the_question_is_the_same_whichever_platform_asks() -> None:
    first, second = Scripted(), Scripted()
    drafts("x", first)
    drafts("mastodon", second)
    assert first.tasks == second.tasks == ["adapt", "thread", "hashtags"]
    assert [content(one) for one in first.requests] == [content(other) for other in second.requests]
    assert first.requests[0].units == len(TEXT_PLATFORMS)


def test_a_site_may_want_a_question_for_each_platform() -> None:
    asks = Scripted()
    found = drafts("facebook", asks, models={"together": False})
    assert asks.tasks == ["adapt", "carousel", "hashtags"]
    assert list(asks.requests[0].shape.model_fields) == ["facebook"]
    assert "linkedin" not in asks.requests[0].prompt.system
    assert all(draft.writer.startswith("demo") for draft in found.values())


def test_only_what_the_site_posts_is_asked_for() -> None:
    asks = Scripted()
    platforms = {name: {"enabled": name == "x", "types": ["highlights"]} for name in TEXT_PLATFORMS}
    found = drafts("x", asks, platforms=platforms)
    assert list(found) == ["highlights"]
    (x,) = asks.requests[0].shape.model_fields.values()
    assert list(x.annotation.model_fields) == ["highlights"]
    assert asks.tasks == ["adapt", "hashtags"]
    assert drafts("linkedin", Scripted(), platforms=platforms) == {}


@pytest.mark.parametrize("platform", TEXT_PLATFORMS)
def test_without_an_answer_the_article_speaks_for_itself(platform: str) -> None:
    plain = write_posts(ARTICLE, BRIEF, SITE, platform)
    assert Teller(Scripted(lambda *_: None)).posts(ARTICLE, BRIEF, SITE, platform) == plain
    nobody = Scripted(tasks=())
    assert Teller(nobody).posts(ARTICLE, BRIEF, SITE, platform) == plain
    assert nobody.requests == []
    assert {draft.writer for draft in plain} == {EXTRACTIVE}


def test_what_is_wrong_is_sent_back_once_and_then_good() -> None:
    def answering(request: TextRequest[Any], turn: int) -> dict[str, Any]:
        answer = worded(request.shape)
        if request.task == "adapt" and turn == 1:
            answer["x"]["highlights"]["hook"] = "Save water! https://spam.example/now #Deal"
        return answer

    asks = Scripted(answering)
    found = drafts("x", asks)
    assert len(asks.sent_back) == 1
    told = "; ".join(asks.sent_back[0])
    assert "x.highlights.hook: it has a link" in told
    assert "x.highlights.hook: it has a hashtag" in told
    assert any(fact in found["highlights"].texts[0] for fact in FACTS)


def test_one_platforms_bad_wording_costs_nothing_but_itself() -> None:
    def answering(request: TextRequest[Any], _: int) -> dict[str, Any]:
        answer = worded(request.shape)
        if request.task == "adapt":
            answer["linkedin"]["announcement"]["opening"] = "🔥 Unbelievable garden trick"
            answer["linkedin"]["highlights"]["points"] = ["- one", "* two", "3. three"]
        return answer

    plain = {draft.type: draft for draft in write_posts(ARTICLE, BRIEF, SITE, "linkedin")}
    found = drafts("linkedin", Scripted(answering))
    assert "🔥" not in found["announcement"].texts[0]
    assert any(fact in found["announcement"].texts[0] for fact in FACTS), "the lead is still the model's"
    first = found["highlights"].texts[0].split("\n\n")[0]
    assert first in FACTS, "the hook is still the model's"
    own_points = [line for line in plain["highlights"].texts[0].splitlines() if line.startswith("→")]
    assert all(line in found["highlights"].texts[0] for line in own_points)
    assert all(
        draft.writer == "demo one adapt.v1"
        for draft in drafts("mastodon", Scripted(answering)).values()
        if draft.type != "thread"
    )


def test_an_answer_that_stays_bad_goes_to_the_next_in_the_chain_and_its_good_parts_are_kept() -> None:
    def answering(request: TextRequest[Any], _: int) -> dict[str, Any]:
        answer = worded(request.shape)
        if request.task == "adapt":
            for platform in list(answer):
                for post in answer[platform].values():
                    if isinstance(post, dict):
                        post.update({name: "#buy" for name, value in post.items() if isinstance(value, str)})
                        post.update(
                            {
                                name: ["#buy"]
                                for name, value in post.items()
                                if isinstance(value, list) and name != "sources"
                            }
                        )
        return answer

    asks = Scripted(answering)
    found = drafts("telegram", asks)
    assert len(asks.sent_back) == 2, "the repaired answer was not taken either"
    assert found["quote_card"].texts[0].startswith(SENTENCES[QUOTED - 1])
    assert found["announcement"].writer == EXTRACTIVE
    assert found["quote_card"].writer == "demo one adapt.v1"
    assert "#buy" not in "".join(text for draft in found.values() for text in draft.texts)


def test_words_of_another_language_are_left_out_whole() -> None:
    german = "Die Tonne fasst nach einem kräftigen Schauer genug Wasser für das ganze Beet im Sommer."

    def answering(request: TextRequest[Any], _: int) -> dict[str, Any]:
        answer = worded(request.shape)
        if request.task == "adapt":
            for post in answer["mastodon"].values():
                if isinstance(post, dict) and "opening" in post:
                    post.update(opening="Regen spart im Garten viel Wasser.", lead=[german])
                elif isinstance(post, dict) and "hook" in post:
                    post.update(
                        hook="Frost sprengt jede Tonne, die nicht leer ist.",
                        points=[
                            "Ein Deckel hilft gegen Mücken.",
                            "Kupferdächer schaden dem Gemüse.",
                            "Zwei Tonnen reichen für zehn Tage.",
                        ],
                    )
        return answer

    asks = Scripted(answering)
    found = drafts("mastodon", asks)
    assert "mastodon: it is not in the article's language (en)." in asks.sent_back[0]
    assert found["announcement"].writer == EXTRACTIVE
    assert drafts("x", Scripted(answering))["announcement"].writer != EXTRACTIVE


def test_posts_of_a_platform_that_say_the_same_are_told_so() -> None:
    def answering(request: TextRequest[Any], _: int) -> dict[str, Any]:
        answer = worded(request.shape)
        if request.task == "adapt":
            answer["x"]["highlights"]["hook"] = answer["x"]["announcement"]["opening"]
        return answer

    asks = Scripted(answering)
    found = drafts("x", asks)
    assert "x.highlights.hook: it says the same as x.announcement.opening; tell something else." in asks.sent_back[0]
    opening = found["announcement"].texts[0].split("\n\n")[0].removeprefix("📖 ")
    assert opening not in found["highlights"].texts[0]


def test_a_thread_numbers_the_models_posts_and_ends_with_the_link() -> None:
    thread = drafts("x")["thread"]
    count = len(thread.texts)
    assert count >= 4
    for number, text in enumerate(thread.texts[:-1], start=1):
        assert text.startswith(f"{number}/{count} ")
        assert text.split(" ", maxsplit=1)[1] in FACTS
    assert thread.link is not None
    assert thread.link in thread.texts[-1]


def test_a_budget_that_is_spent_is_told_and_not_worked_around() -> None:
    def spent(request: TextRequest[Any], _: int) -> dict[str, Any]:
        raise ModelError("The budget is spent.", kind="budget")

    with pytest.raises(ModelError, match="budget is spent"):
        drafts("x", Scripted(spent))


@pytest.mark.parametrize(("part", "platform"), [("thread", "mastodon"), ("carousel", "instagram")])
def test_a_thread_or_carousel_made_anew_says_other_things_than_before(part: str, platform: str) -> None:
    before = drafts(platform)[part]
    asks = Scripted(lambda request, _: worded(request.shape, start=6))
    made = Teller(asks).remade(part, before, ARTICLE, BRIEF, SITE)  # type: ignore[arg-type]
    assert asks.tasks == [part]
    assert "posted about it already" in asks.requests[0].prompt.user
    assert before.texts[0].split("\n")[0][:40] in asks.requests[0].prompt.user
    assert made.texts != before.texts
    assert made.hashtags == before.hashtags
    assert faults(made, PLATFORMS[platform], has_media=True) == []
    old = [line for text in before.texts for line in text.splitlines() if line in FACTS]
    new = [line for text in made.texts for line in text.splitlines() if line in FACTS]
    assert not any(alike(one, other) for one in new for other in old)


def test_hashtags_are_made_anew_by_themselves() -> None:
    before = drafts("linkedin")["announcement"]
    asks = Scripted(lambda *_: {"hashtags": ["Mosquitoes", "CopperRoof", "Frost"]})
    made = Teller(asks).remade("hashtags", before, ARTICLE, BRIEF, SITE)
    assert asks.tasks == ["hashtags"]
    assert "#RainWater" in asks.requests[0].prompt.user
    assert made.hashtags[:3] == ("Mosquitoes", "CopperRoof", "Frost")
    assert made.texts[0].split("#")[0] == before.texts[0].split("#")[0]


def test_a_post_that_recurs_is_worded_afresh() -> None:
    earlier = [text for draft in write_posts(ARTICLE, BRIEF, SITE, "linkedin") for text in draft.texts]
    id_ = cycle_id(ARTICLE.key, "linkedin", "main", 1)
    asks = Scripted(lambda request, _: worded(request.shape, start=2))
    made = Teller(asks).anew(ARTICLE, BRIEF, SITE, "linkedin", ("announcement",), earlier, id_)
    assert made is not None
    assert made.id == id_
    assert made.link is not None
    assert id_ in made.link
    assert made.writer == "demo one adapt.v1"
    assert list(asks.requests[0].shape.model_fields) == ["linkedin"]
    assert regex.search(r"<earlier>\n- .*Rain barrels", asks.requests[0].prompt.user, regex.DOTALL)
    again = Teller(asks).anew(ARTICLE, BRIEF, SITE, "linkedin", ("announcement",), [*earlier, *made.texts], id_)
    assert again is None or not set(again.texts[0].splitlines()) & set(FACTS), "nothing is said twice"


def test_a_recurring_post_nobody_words_is_the_articles_own_sentences() -> None:
    id_ = cycle_id(ARTICLE.key, "x", "main", 1)
    made = Teller(Scripted(lambda *_: None)).anew(ARTICLE, BRIEF, SITE, "x", ("announcement",), [], id_)
    assert made is not None
    assert made.writer == EXTRACTIVE


def test_an_article_stands_only_in_the_users_part_of_a_prompt() -> None:
    asks = Scripted()
    drafts("linkedin", asks)
    drafts("x", asks)
    assert {request.task for request in asks.requests} == {"adapt", "thread", "carousel", "hashtags"}
    for request in asks.requests:
        assert SENTENCES[0] in request.prompt.user
        assert not any(sentence in request.prompt.system for sentence in (*SENTENCES, ARTICLE.title))


def test_bad_words_before_a_link_are_ours_again_without_asking_twice() -> None:
    def answering(request: TextRequest[Any], _: int) -> dict[str, Any]:
        answer = worded(request.shape)
        if request.task == "adapt":
            answer["linkedin"]["call"] = "Buy now 🔥"
        return answer

    asks = Scripted(answering)
    found = drafts("linkedin", asks)
    assert not any("call" in told for findings in asks.sent_back for told in findings)
    assert f"Read the full article: {found['announcement'].link}" in found["announcement"].texts[0]
