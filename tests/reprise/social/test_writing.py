"""Posts: one for each type, in each platform's manner, without a fault whatever the article says."""

from __future__ import annotations

from typing import Any

import pytest
import regex
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reprise.articles.article import Article, Place
from reprise.briefs.brief import Brief, Excerpt, Keyword, Question, Quote, Statistic, Step
from reprise.social.checks import faults
from reprise.social.counting import length
from reprise.social.material import alike
from reprise.social.phrases import EMOJI, PHRASES, form_of_address
from reprise.social.post import PostDraft, post_id
from reprise.social.rules import PLATFORMS
from reprise.social.writing import with_hashtags, write_post, write_posts, write_video_post
from tests.builders import heading, make_article, make_site

SENTENCES = (
    "Rain barrels save a third of the water a small garden needs in summer.",
    "A barrel of 200 litres is full after one good shower on a small roof.",
    "A lid keeps leaves, light and mosquitoes out of the water.",
    "Most downpipes can be tapped with a filter that costs less than a shrub.",
    "Empty the barrel before the first frost, or the ice will split it.",
    "Water from a copper roof does not belong on vegetables.",
    "Plants take rain better than tap water because it is soft.",
    "Two linked barrels carry a vegetable bed through ten dry days.",
    "The pump needs a sieve, since moss blocks it within a week.",
)
QUESTION = "How large should the barrel be?"
ANSWER = "Count fifty litres for each square metre of bed. A family garden is well served with three hundred."
TEXT_PLATFORMS = tuple(name for name, rules in PLATFORMS.items() if rules.types)


def excerpt(index: int) -> Excerpt:
    return Excerpt(text=SENTENCES[index], place=Place(block=index, start=0, end=len(SENTENCES[index])), score=0.5)


def garden(**changes: Any) -> tuple[Article, Brief]:
    article = make_article(
        "Catching rain in a small garden", *SENTENCES, heading(QUESTION), ANSWER, tags=("rain water",)
    )
    facts: dict[str, Any] = {
        "article": article.key,
        "content_hash": article.content_hash,
        "language": "en",
        "title": article.title,
        "kind": "article",
        "summary": (excerpt(0), excerpt(1)),
        "key_points": tuple(excerpt(index) for index in range(2, 8)),
        "quotes": (excerpt(8),),
        "questions": (Question(question=QUESTION, answer=ANSWER, place=Place(block=9, start=0, end=31)),),
        "keywords": (Keyword(text="rain barrel", score=0.9), Keyword(text="garden", score=0.8)),
        "writer": "test",
    }
    return article, Brief(**{**facts, **changes})


def drafts(platform: str, **changes: Any) -> dict[str, PostDraft]:
    return {draft.type: draft for draft in write_posts(*garden(**changes), make_site(), platform)}


@pytest.mark.parametrize("platform", TEXT_PLATFORMS)
def test_every_type_of_the_platform_is_written_in_its_order_and_without_fault(platform: str) -> None:
    found = write_posts(*garden(), make_site(), platform)
    assert tuple(draft.type for draft in found) == PLATFORMS[platform].types
    for draft in found:
        assert faults(draft, PLATFORMS[platform], has_media=True) == []
        assert draft.id == post_id(draft.article, platform, draft.type)
        assert draft.featured
        assert draft.sources


@pytest.mark.parametrize("platform", TEXT_PLATFORMS)
def test_posts_about_one_article_do_not_repeat_each_other(platform: str) -> None:
    found = write_posts(*garden(), make_site(), platform)
    for sentence in SENTENCES[1:]:
        if PLATFORMS[platform].text.thread is None:
            assert sum(sentence in text for draft in found for text in draft.texts) <= 1
    used = [sentence for draft in found for sentence in SENTENCES if any(sentence in text for text in draft.texts)]
    assert len(used) == len(set(used))


def test_the_link_is_tracked_and_stands_where_the_platform_wants_it() -> None:
    for platform in ("linkedin", "x", "facebook", "telegram"):
        for draft in drafts(platform).values():
            assert draft.link
            assert f"utm_source={platform}" in draft.link
            assert draft.link.endswith(f"utm_content={draft.id}")
            assert draft.link in draft.texts[-1]
    assert all("http" not in text for draft in drafts("instagram").values() for text in draft.texts)
    assert "link in bio" in drafts("instagram")["announcement"].texts[0]


def test_an_announcement_leads_with_what_tells_more_than_the_headline_and_names_it_below() -> None:
    first, _, second, _, third, *_ = drafts("linkedin")["announcement"].texts[0].split("\n")
    assert (first, second, third) == (SENTENCES[1], "Catching rain in a small garden", SENTENCES[0])


def test_the_headline_leads_where_the_article_has_nothing_more_telling() -> None:
    flat = tuple(item.model_copy(update={"score": 0.0}) for item in (excerpt(0), excerpt(2), excerpt(6)))
    for platform in TEXT_PLATFORMS:
        announcement = drafts(platform, summary=flat[:1], key_points=flat[1:], quotes=())["announcement"]
        assert alike((announcement.title or announcement.texts[0].split("\n")[0]), "Catching rain in a small garden")


def test_platforms_begin_with_different_sentences_where_several_are_as_telling() -> None:
    numbers = tuple(
        Statistic(value=value, label="of it", sentence=SENTENCES[at], place=excerpt(at).place)
        for at, value in ((1, "200 litres"), (7, "ten"), (8, "a week"))
    )
    points = tuple(excerpt(index) for index in range(2, 9))
    firsts = {
        (post.title or post.texts[0]).split("\n")[0]
        for platform in TEXT_PLATFORMS
        for post in (drafts(platform, statistics=numbers, key_points=points, quotes=())["announcement"],)
    }
    assert len(firsts) >= 3


def test_a_question_that_nobody_answers_is_not_asked() -> None:
    place = Place(block=9, start=0, end=31)
    idle = Question(question="Can a barrel really be worth it?", answer="We think so.", place=place)
    assert "faq" not in drafts("linkedin", questions=(idle,))
    assert QUESTION in drafts("linkedin", questions=(idle, garden()[1].questions[0]))["faq"].texts[0]


def test_no_platform_shows_half_a_sentence_where_a_whole_one_fits() -> None:
    long = " ".join(["The barrel under the downpipe of the shed"] * 6) + " is never empty in spring."
    wordy = Excerpt(text=long, place=excerpt(0).place, score=0.5)
    for platform in TEXT_PLATFORMS:
        for draft in drafts(platform, summary=(wordy, excerpt(1))).values():
            assert "…" not in "".join(draft.texts)


def test_facebook_ends_in_a_question_to_the_reader_before_the_link() -> None:
    for draft in drafts("facebook").values():
        assert regex.search(r"[^\n]+\?\n\n👉 [^\n]+: https://", draft.texts[0])


def asked(platform: str, type_: str, **changes: Any) -> str:
    paragraphs = drafts(platform, **changes)[type_].texts[0].split("\n\n")
    return next(text for text in reversed(paragraphs) if text.endswith("?"))


def test_the_question_is_about_what_the_post_shows() -> None:
    asks = PHRASES["en"].asks
    claim = Quote(text="Nothing is more important than a lid.", place=excerpt(8).place)
    said = Quote(text="Never close the lid.", place=excerpt(8).place, speaker="Ana Lund", spoken=True)
    fact = Quote(text=SENTENCES[8], place=excerpt(8).place, speaker="Ana Lund", spoken=True)
    number = Statistic(value="ten", label="dry days", sentence=SENTENCES[7], place=excerpt(7).place)
    assert asked("facebook", "announcement", kind="recipe") in asks["recipe"]
    assert asked("facebook", "quote_card") in asks["article"]
    assert asked("facebook", "quote_card", quotes=(claim,)) in asks["statement"]
    assert asked("facebook", "quote_card", quotes=(said,)) in asks["spoken"]
    assert asked("facebook", "quote_card", quotes=(fact,)) in asks["article"]  # nobody agrees with a fact
    assert asked("facebook", "highlights", statistics=(number,)) in asks["number"]
    assert asked("facebook", "highlights", steps=things(4), kind="how-to") in asks["steps"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Setzen Sie einen Filter ein. Dann haben Sie Ruhe.", "sie"),
        ("Setz einen Filter ein, dann hast du deine Ruhe.", "du"),
        ("Setzt einen Filter ein, dann habt ihr Ruhe bei euch.", "ihr"),
        ("Ein Filter hält das Laub zurück. Sie ist voll.", ""),
    ],
)
def test_german_questions_address_the_reader_as_the_article_does(text: str, form: str) -> None:
    assert form_of_address(make_article("Filter", text, language="de")) == form
    assert PHRASES["de"].forms.keys() == {"sie", "du"}
    assert "Sie" in PHRASES["de"].ask("steps", 0, "sie")
    assert "ihr" in PHRASES["de"].ask("steps", 0, "ihr")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ru"])
def test_there_are_several_questions_for_every_kind_of_article(language: str) -> None:
    situations = {*EMOJI, "steps", "number", "spoken", "statement"}
    for table in (PHRASES[language].asks, *PHRASES[language].forms.values()):
        assert situations <= {*table, "article"}
        assert all(len(set(questions)) >= 2 for questions in table.values())


def test_emoji_stay_away_when_the_site_does_not_want_them() -> None:
    site = make_site(wording={"emoji": False})
    for platform in TEXT_PLATFORMS:
        for draft in write_posts(*garden(), site, platform):
            assert not any(ord(character) > 0x2FFF for text in draft.texts for character in text)


def test_tiktok_has_a_title_of_ninety_and_little_text() -> None:
    for draft in drafts("tiktok").values():
        assert draft.title
        assert length(draft.title, "utf16") <= 90
        assert length(draft.texts[0], "utf16") <= 300


def test_an_x_thread_is_numbered_and_ends_with_the_link() -> None:
    thread = drafts("x")["thread"]
    total = len(thread.texts)
    assert 2 <= total <= 10
    for number, text in enumerate(thread.texts, start=1):
        assert text.startswith(f"{number}/{total} ")
        assert length(text, "x_weighted") <= 280
    assert [thread.link in text for text in thread.texts] == [False] * (total - 1) + [True]


def test_types_without_material_are_left_out() -> None:
    assert set(drafts("x", quotes=(), questions=(), key_points=())) == {"announcement"}
    assert set(drafts("tiktok", quotes=(), key_points=())) == {"announcement"}


def test_a_type_reads_the_same_whatever_other_types_are_wanted() -> None:
    article, brief = garden()
    alone = make_site(platforms={"linkedin": {"types": ["quote_card"]}})
    (quote,) = write_posts(article, brief, alone, "linkedin")
    assert quote == drafts("linkedin")["quote_card"]


def test_a_platform_that_is_off_gets_nothing() -> None:
    site = make_site(platforms={"x": {"enabled": False}})
    assert write_posts(*garden(), site, "x") == ()
    assert write_posts(*garden(), make_site(), "youtube") == ()
    assert write_post(*garden(), make_site(), "instagram", "faq") is None


def things(count: int, *sections: str) -> tuple[Step, ...]:
    place = Place(block=0, start=0, end=5)
    found = []
    for number in range(1, count + 1):
        section = sections[(number - 1) * len(sections) // count] if sections else ""
        found.append(
            Step(title=f"Do thing {number}", text=f"Do thing {number} with care.", place=place, section=section)
        )
    return tuple(found)


def test_steps_become_a_numbered_list_that_says_when_it_is_not_whole() -> None:
    whole = drafts("linkedin", steps=things(4), kind="how-to")["highlights"].texts[0]
    assert "Step by step:\n1. Do thing 1 with care.\n2." in whole
    assert "4. Do thing 4 with care.\n\nAll the steps:" in whole
    some = drafts("linkedin", steps=things(7), kind="how-to")["highlights"].texts[0]
    assert "4 of 7 steps:\n1. Do thing 1 with care.\n3. " in some
    assert "7. Do thing 7 with care.\n\nAll the steps:" in some


def test_a_long_procedure_is_told_by_its_sections() -> None:
    post = drafts("linkedin", steps=things(9, "Take it out", "Patch it", "Put it back"), kind="how-to")["highlights"]
    assert "Step by step:\n1. Take it out\n2. Patch it\n3. Put it back\n\n" in post.texts[0]


def test_a_thread_tells_every_step_or_says_how_many() -> None:
    texts = drafts("x", steps=things(5), kind="how-to")["thread"].texts
    assert texts[0].endswith("Step by step:")
    assert texts[1:6] == tuple(f"{number + 1}/7 Do thing {number} with care." for number in range(1, 6))
    texts = drafts("x", steps=things(12), kind="how-to")["thread"].texts
    assert texts[0].endswith("8 of 12 steps:")
    assert texts[1] == "2/10 1. Do thing 1 with care."
    assert texts[8] == "9/10 12. Do thing 12 with care."


def test_only_somebodys_words_stand_in_quotation_marks() -> None:
    said = Quote(text="The pump needs a sieve", place=excerpt(8).place, speaker="Ana Lund", spoken=True)
    for platform in TEXT_PLATFORMS:
        post = drafts(platform, quotes=(said,))["quote_card"]
        assert "“The pump needs a sieve.”" in (post.title or "") + post.texts[0]
        assert "— Ana Lund" in post.texts[0]
        post = drafts(platform)["quote_card"]
        assert f"“{SENTENCES[8]}" not in (post.title or "") + post.texts[0]
        assert "From “Catching rain in a small garden”" in post.texts[0]


def test_only_announcement_thread_and_carousel_carry_the_headline_at_their_beginning() -> None:
    for platform in TEXT_PLATFORMS:
        for type_, post in drafts(platform).items():
            shown = "\n".join(filter(None, (post.title, post.texts[0]))).split("\n")[:3]
            told = any("Catching rain" in line and "From" not in line for line in shown)
            assert told == (type_ in ("announcement", "thread", "carousel")), (platform, type_)


def test_a_telling_number_opens_the_highlights_and_is_featured() -> None:
    number = Statistic(value="ten", label="dry days", sentence=SENTENCES[7], place=excerpt(7).place)
    highlights = drafts("linkedin", statistics=(number,))["highlights"]
    assert highlights.texts[0].startswith(SENTENCES[7])
    assert highlights.featured == "ten"


def test_the_sites_call_to_action_replaces_ours() -> None:
    site = make_site(wording={"calls_to_action": {"x": ["All of it here:"], "default": ["On our site:"]}})
    for platform, words in (("x", "All of it here: https"), ("linkedin", "On our site: https")):
        announcement = write_posts(*garden(), site, platform)[0]
        assert words in announcement.texts[0]


@pytest.mark.parametrize("language", [*PHRASES, "sw"])
def test_every_language_has_posts_without_fault(language: str) -> None:
    article, brief = garden(language=language)
    article = article.model_copy(update={"language": language})
    for platform in TEXT_PLATFORMS:
        for draft in write_posts(article, brief, make_site(), platform):
            assert faults(draft, PLATFORMS[platform], has_media=True) == []
            if language == "sw":
                assert "Read" not in draft.texts[-1]


def test_hashtags_are_exchanged_without_touching_the_wording() -> None:
    announcement = drafts("linkedin")["announcement"]
    changed = with_hashtags(announcement, ("Garden", "RainWater"))
    assert changed.texts[0].endswith("\n\n#Garden #RainWater")
    assert changed.hashtags == ("Garden", "RainWater")
    assert changed.texts[0].split("#")[0] == announcement.texts[0].split("#")[0]
    assert with_hashtags(changed, announcement.hashtags) == announcement


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_film_gets_a_post_on_every_platform(platform: str) -> None:
    description = "How to catch rain <safely>.\n\n0:00 Hook\n0:12 The barrel"
    draft = write_video_post(*garden(), "Rain for the garden", description, ("Rain", "#Garden"), make_site(), platform)
    rules = PLATFORMS[platform]
    assert draft.type == "video"
    assert faults(draft, rules, has_media=True) == []
    assert ("0:12 The barrel" in draft.texts[0].split("\n")) is (rules.text.link == "first_line")
    assert (draft.title is not None) is (rules.text.title_limit is not None)


WILD = st.one_of(
    st.text(max_size=120),
    st.lists(
        st.sampled_from(
            ["word", "Word.", "example.com", "https://a.org/b_(c)", "👩‍👩‍👧", "🇩🇪", "e\u0301", "مرحبا",
             "日本語です。", "你好，", "ไทย",
             "(", ")", "[", "“", "**", "`", "<b>", "</b>", "&lt;", "@someone", "#tag", "$CASH", "\n", "\u202e",
             "-", "x" * 400,
             "Is it?", "1)", ":)", "<", ">", "\ufffd", "\u200d", "utm_source=x"]
        ),
        max_size=60,
    ).map(" ".join),
    st.lists(
        st.sampled_from(["(", ")", "a.", "com", "日", "*", "`", "@a", "$A", "#b", "\u0301"]), max_size=40
    ).map("".join),
)  # fmt: skip


@st.composite
def wild_briefs(draw: st.DrawFn) -> tuple[Article, Brief]:
    place = Place(block=0, start=0, end=1)
    excerpts = st.lists(WILD.map(lambda text: Excerpt(text=text, place=place)), max_size=4).map(tuple)
    distinct = st.lists(WILD, max_size=5).map(
        lambda texts: tuple(Excerpt(text=t, place=Place(block=i, start=0, end=1)) for i, t in enumerate(texts))
    )
    article = make_article(draw(WILD), draw(WILD), description=draw(WILD), tags=tuple(draw(st.lists(WILD, max_size=3))))
    article = article.model_copy(update={"language": draw(st.sampled_from(["en", "ja", "ar", "de", "sw"]))})
    steps = st.lists(st.builds(Step, title=WILD, text=WILD, place=st.just(place)), max_size=5).map(tuple)
    questions = st.lists(st.builds(Question, question=WILD, answer=WILD, place=st.just(place)), max_size=2).map(tuple)
    keywords = st.lists(st.builds(Keyword, text=WILD, score=st.floats(0, 1)), max_size=4).map(tuple)
    _, brief = garden(
        summary=draw(excerpts),
        key_points=draw(distinct),
        quotes=draw(excerpts),
        questions=draw(questions),
        steps=draw(steps),
        headings=tuple(draw(st.lists(WILD, max_size=5))),
        keywords=draw(keywords),
        kind=draw(st.sampled_from(["article", "how-to", "listicle", "recipe", "faq"])),
    )
    return article, brief


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(wild_briefs())
def test_no_article_leads_to_a_faulty_post(material: tuple[Article, Brief]) -> None:
    article, brief = material
    for platform in TEXT_PLATFORMS:
        for draft in write_posts(article, brief, make_site(), platform):
            assert faults(draft, PLATFORMS[platform], has_media=True) == [], draft


@settings(max_examples=25, deadline=None)
@given(WILD, WILD, st.lists(WILD, max_size=3).map(tuple))
@example("", "", ())
def test_no_film_leads_to_a_faulty_post(title: str, description: str, tags: tuple[str, ...]) -> None:
    for platform, rules in PLATFORMS.items():
        draft = write_video_post(*garden(), title, description, tags, make_site(), platform)
        assert faults(draft, rules, has_media=True) == [], draft


def test_two_wordings_of_one_sentence_are_recognised() -> None:
    assert alike("Rain barrels save water in summer.", "Rain barrels save water in summer!")
    assert alike("Rain barrels save water.", "We find: rain barrels save water.")
    assert not alike(SENTENCES[0], SENTENCES[1])
