"""Threads."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reprise.social.counting import length
from reprise.social.rules import PLATFORMS
from reprise.social.threads import split

RULES = PLATFORMS["x"].text
CLOSING = "Read on: https://example.org/a"


def test_each_paragraph_is_a_post_and_the_closing_is_the_last() -> None:
    assert split(["One.", "Two."], CLOSING, RULES, "en") == ("1/3 One.", "2/3 Two.", f"3/3 {CLOSING}")


def test_a_long_paragraph_goes_on_in_the_next_post_between_sentences() -> None:
    sentence = "This sentence has about sixty characters, which is not so many. "
    posts = split([(sentence * 6).strip()], CLOSING, RULES, "en")
    assert len(posts) == 3
    assert all(post.endswith("many.") for post in posts[:-1])


def test_what_is_too_much_is_left_out_before_the_closing() -> None:
    posts = split([f"Point {number}." for number in range(20)], CLOSING, RULES, "en")
    assert len(posts) == 10
    assert posts[-1] == f"10/10 {CLOSING}"
    assert posts[-2] == "9/10 Point 8."


def test_nothing_makes_no_thread() -> None:
    assert split([], CLOSING, RULES, "en") == ()


@settings(deadline=None)
@given(st.lists(st.text(max_size=600), max_size=12))
def test_every_post_is_within_the_limit(paragraphs: list[str]) -> None:
    posts = split(paragraphs, CLOSING, RULES, "en")
    assert len(posts) <= 10
    assert all(length(post, RULES) <= 280 for post in posts)
