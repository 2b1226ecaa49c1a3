"""What an edit is: a slip, something else, or the end of the article."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from reprise.articles.article import Article
from reprise.articles.change import LATE, arrives_late, classify, retraction
from reprise.digest import digest
from tests.builders import WHEN, make_article

TEXT = (
    "A kettle that stops whistling has nearly always lost its steam, not its voice. We opened 40 kettles in our café "
    "to see why, and 31 of them only needed a cleaner lid. Put the lid into warm vinegar for twenty minutes, then "
    "brush the rim with an old toothbrush. Now it whistles again, says Mara Lind."
)


def article(text: str = TEXT, title: str = "How a kettle lost its whistle") -> Article:
    made = make_article(title, *text.split("\n"))
    return made.model_copy(update={"content_hash": digest(title, text)})


def kind(after: str, before: str = TEXT) -> str:
    return classify(article(before), article(after)).kind


def test_the_same_content_is_no_edit() -> None:
    assert kind(TEXT) == "none"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nearly always", "nearly allways"),
        ("toothbrush", "tooth brush"),
        ("Mara Lind", "Mara Lindt"),
        ("café", "cafe"),
        ("steam, not", "steam; not"),
        ("A kettle", "a kettle"),
        ("whistles", "whistels"),
    ],
)
def test_a_slip_is_a_typo_in_both_directions(old: str, new: str) -> None:
    assert kind(TEXT.replace(old, new)) == "typo"
    assert kind(TEXT, TEXT.replace(old, new)) == "typo"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("40 kettles", "400 kettles"),
        ("31 of them", "13 of them"),
        ("has nearly", "has not nearly"),
        ("Now it", "Not it"),
        ("warm vinegar", "warm bleach"),
        ("an old toothbrush", "a knife"),
        ("Mara Lind", "somebody else entirely"),
    ],
)
def test_a_number_a_negation_or_another_word_is_something_else(old: str, new: str) -> None:
    assert kind(TEXT.replace(old, new)) == "substantive"
    assert kind(TEXT, TEXT.replace(old, new)) == "substantive"


def test_a_new_paragraph_is_something_else() -> None:
    assert kind(f"{TEXT}\nA whole new paragraph about spouts.") == "substantive"


def test_a_long_article_may_have_a_few_more_slips() -> None:
    long = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}" for n in range(600))
    slips = long.replace("wordaa ", "wordaaa ", 5)
    assert classify(article(long), article(slips)).kind == "typo"


def test_a_rewritten_book_is_compared_in_no_time() -> None:
    one = " ".join(f"alpha{chr(97 + n % 26)}" for n in range(30_000))
    other = " ".join(f"omega{chr(97 + n % 25)}" for n in range(30_000))
    assert classify(article(one), article(other)).kind == "substantive"


@pytest.mark.parametrize(
    "title", ["RETRACTED: How a kettle lost its whistle", "[Withdrawn] A kettle", "Zurückgezogen – Ein Kessel"]
)
def test_a_title_can_take_an_article_back(title: str) -> None:
    assert classify(article(), article(title=title)).kind == "retraction"


@pytest.mark.parametrize(
    "first",
    [
        "This article has been retracted because its figures were wrong.",
        "Editor's note: This story was withdrawn on Monday.",
        "Dieser Beitrag wurde zurückgezogen.",
        "Cet article a été retiré.",
    ],
)
def test_a_first_paragraph_can_too(first: str) -> None:
    assert retraction(article(f"{first}\n{TEXT}"))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Why papers are retracted", "Journals retract papers for many reasons."),
        ("Withdrawn from circulation, a coin becomes dear", TEXT),
        ("A retraction and its history", f"{TEXT}\nThis article has been retracted, they wrote."),
    ],
)
def test_an_article_about_retractions_is_none(title: str, text: str) -> None:
    assert retraction(article(text, title)) is None


def post(created: Any, published: Any = None, **changes: Any) -> Any:
    from reprise.store.records import Post

    facts: dict[str, Any] = {
        "id": "p1",
        "site": "demo",
        "article": "demo-a",
        "platform": "x",
        "account": "main",
        "type": "faq",
        "language": "en",
        "texts": ("t",),
        "state": "published" if published else "draft",
        "generated_hash": "0",
        "published_at": published,
        "created_at": created,
        "updated_at": created,
        "version": 1,
    }
    return Post(**{**facts, **changes})


def test_a_post_that_an_old_article_brings_by_an_edit_is_late() -> None:
    first = post(WHEN, WHEN + timedelta(hours=1), type="announcement")
    assert not arrives_late(post(WHEN + LATE), [first])
    assert arrives_late(post(WHEN + LATE + timedelta(hours=2)), [first])


def test_a_post_is_not_late_where_nothing_was_said_yet() -> None:
    late = post(WHEN + timedelta(days=300))
    assert not arrives_late(late, [])
    assert not arrives_late(late, [post(WHEN, WHEN, platform="linkedin")])
    assert not arrives_late(late, [post(WHEN)])


def test_a_film_takes_its_time() -> None:
    assert not arrives_late(post(WHEN + timedelta(days=300), type="video"), [post(WHEN, WHEN)])
