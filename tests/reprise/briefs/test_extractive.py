"""The brief that the built-in writer distils from an article."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reprise.articles.article import Article, Block
from reprise.briefs.brief import Brief
from reprise.briefs.extractive import write_brief
from reprise.errors import BadInput
from tests.builders import heading, item, make_article
from tests.reprise.briefs.material import answers, bread, harbour


def placed(brief: Brief) -> list[tuple[str, object]]:
    excerpts = [*brief.summary, *brief.key_points, *brief.quotes, *brief.definitions]
    found: list[tuple[str, object]] = [(item.text, item.place) for item in excerpts]
    found += [(item.sentence, item.place) for item in brief.statistics]
    found += [(item.answer, item.place) for item in brief.questions]
    found += [(item.text, item.place) for item in brief.steps]
    return found


def test_the_summary_is_one_to_three_sentences_in_reading_order() -> None:
    brief = write_brief(harbour())
    assert 1 <= len(brief.summary) <= 3
    places = [(item.place.block, item.place.start) for item in brief.summary]
    assert places == sorted(places)
    assert "ferries" in brief.summary[0].text


def test_key_points_repeat_nothing_of_the_summary() -> None:
    brief = write_brief(harbour())
    assert brief.key_points
    assert not {item.text for item in brief.summary} & {item.text for item in brief.key_points}


def test_nothing_that_leans_on_its_neighbours_is_excerpted() -> None:
    brief = write_brief(harbour())
    texts = " | ".join(text for text, _ in placed(brief))
    for leaning in ("However", "They have asked", "click here", "https"):
        assert leaning not in texts


def test_speech_is_quoted() -> None:
    assert any("Every harbour town" in quote.text for quote in write_brief(harbour()).quotes)


def test_names_are_kept_whole_and_no_keyword_ends_in_a_stop_word() -> None:
    keywords = write_brief(harbour()).keywords
    texts = [keyword.text for keyword in keywords]
    assert any(keyword.text.startswith("Northport") and keyword.is_name for keyword in keywords)
    assert any("ferries" in text.casefold() for text in texts)
    assert not [text for text in texts if text.casefold().split()[-1] in {"the", "of", "its", "and", "for"}]


def test_a_myth_is_never_told_as_a_fact() -> None:
    article = make_article(
        "Three myths about ferries",
        "Electric ferries have been in service in northern harbours for many years now.",
        "Myth #1. Electric ferries cannot sail in winter because their batteries freeze.",
        "Batteries are warmed by the engine room in every electric ferry of the fleet.",
    )
    brief = write_brief(article)
    assert not [text for text, _ in placed(brief) if "cannot sail" in text]


def test_a_recipe_gives_its_steps() -> None:
    brief = write_brief(bread())
    assert brief.kind == "recipe"
    assert [step.text.split()[0] for step in brief.steps] == ["Mix", "Cover", "Shape", "Bake", "Let"]
    assert brief.steps[2].title == "Shape the dough with wet hands"


def test_questions_bring_their_answers() -> None:
    brief = write_brief(answers())
    assert brief.kind == "faq"
    assert brief.questions[0].question == "Who can get a library card?"
    assert brief.questions[1].answer == "Books may be kept for four weeks. Readers renew them twice online."


def test_an_interview_is_told_from_its_speakers() -> None:
    article = make_article(
        "An interview with Ana Lund",
        "Ana Lund has led the harbour board of Northport for nine years.",
        "Reporter: Why did you choose electric boats?",
        "Ana Lund: I wanted cleaner air in the old town. My children live there.",
        "Reporter: What would you do differently?",
        "Ana Lund: I would measure the air first.",
    )
    brief = write_brief(article)
    assert brief.kind == "interview"
    assert brief.questions[0].question == "Why did you choose electric boats?"
    assert brief.questions[0].answer.startswith("I wanted cleaner air")


@pytest.mark.parametrize(
    ("title", "blocks", "kind"),
    [
        ("How to plan a dock", ["Plan the dock with the board before you order boats."], "how-to"),
        ("Harbour 4.2 released", ["The new release sorts boats by their length."], "release"),
        (
            "Five reasons to sail",
            [heading("Air"), heading("Sun"), heading("Sea"), "Sail with us now."],
            "listicle",
        ),
        ("Ana Lund joins the board", ["Ana Lund joined the harbour board on Monday."], "news"),
    ],
)
def test_the_kind_follows_title_and_shape(title: str, blocks: list[Block | str], kind: str) -> None:
    assert write_brief(make_article(title, *blocks)).kind == kind


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "ja",
            "電気フェリーは港の燃料費を半分に減らしました。しかし、運賃は変わりません。港の空気はきれいになりました。",
        ),
        ("zh", "电动渡轮把港口的燃料费用减少了一半。但是票价没有变化。港口的空气变得更干净了。"),
        (
            "ar",
            "خفضت العبارات الكهربائية فاتورة الوقود في الميناء إلى النصف. لكن الأسعار ثابتة. صار هواء المدينة أنظف.",
        ),
        (
            "ru",
            "Электрические паромы сократили расходы гавани вдвое. Однако цены прежние. Воздух в городе стал чище.",
        ),
        ("xx", "Lorem ipsum dolor sit amet consectetur. Sed do eiusmod tempor incididunt ut labore."),
    ],
)
def test_every_language_gives_a_summary(language: str, text: str) -> None:
    brief = write_brief(make_article("電気 电动 Паромы", text, language=language))
    assert brief.summary
    assert not [item for item in brief.summary if item.text.startswith(("しかし", "但是", "لكن", "Однако"))]


def test_a_stub_still_has_a_summary() -> None:
    brief = write_brief(make_article("Soon", "We will be back real soon."))
    assert [item.text for item in brief.summary] == ["We will be back real soon."]


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        [heading("Only a heading")],
        [Block(kind="code", text="print(1)")],
        ["https://example.org/a"],
        [item("[x][]")],
    ],
)
def test_an_article_without_a_sentence_is_one_clear_error(blocks: list[Block | str]) -> None:
    with pytest.raises(BadInput) as caught:
        write_brief(make_article("Empty", *blocks))
    assert caught.value.where == "demo-a-title-0000000000"
    assert caught.value.remedy


_LINE = "The harbour board 62 % $4 million however «boats» (fast). why? • a.b https://x.org 第二 船。 e.g. !"
_WORDS = st.sampled_from(_LINE.split())
_TEXT = st.lists(_WORDS, min_size=1, max_size=25).map(" ".join)
_BLOCK = st.builds(
    Block,
    kind=st.sampled_from(["heading", "paragraph", "list_item", "quote", "code", "table"]),
    text=st.one_of(_TEXT, st.text(min_size=1, max_size=60)),
    level=st.integers(1, 3),
    number=st.one_of(st.none(), st.integers(1, 9)),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blocks=st.lists(_BLOCK, max_size=12), language=st.sampled_from(["en", "de", "ru", "ja", "zh", "ar", "xx"]))
def test_every_place_slices_to_its_text_or_the_article_is_refused(blocks: list[Block], language: str) -> None:
    article = make_article("The harbour board", *blocks, language=language)
    try:
        brief = write_brief(article)
    except BadInput:
        return
    assert brief.summary
    for text, place in placed(brief):
        assert article.at(place) == text  # type: ignore[arg-type]


def test_the_same_article_gives_the_same_brief() -> None:
    assert write_brief(harbour()) == write_brief(harbour())


def long_article() -> Article:
    blocks: list[Block | str] = []
    for number in range(60):
        blocks.append(heading(f"Harbour number {number} and its boats"))
        for part in range(8):
            blocks.append(
                f"Boat {number * part} of harbour {number} carries goods and people over the northern sea every day."
            )
    return make_article("The harbours of the north", *blocks)
