"""Copied words are found in their article, whatever became of spaces, quotation marks and case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.articles.article import Place
from reprise.briefs.finding_words import found_words
from tests.builders import make_article
from tests.reprise.briefs.material import harbour

ARTICLE = harbour()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("62 percent", "62 percent"),
        ("ELECTRIC   ferries", "Electric ferries"),
        ("the harbour's fuel bill", "the harbour's fuel bill"),
        ("the harbour’s fuel bill", "the harbour's fuel bill"),
        ('"Every harbour town', "“Every harbour town"),
        ("Ana Lund", "Ana Lund"),
        ("$48 million", "$48 million"),
    ],
)
def test_what_is_there_is_given_as_the_article_writes_it(words: str, found: str) -> None:
    place = found_words(ARTICLE, words)
    assert place is not None
    assert ARTICLE.at(place) == found


@pytest.mark.parametrize("words", ["63 percent", "6", "erry", "Ana Lun", "", "  ", "“”", "Erik Brandvold"])
def test_what_is_not_there_as_whole_words_is_not_found(words: str) -> None:
    assert found_words(ARTICLE, words) is None


def test_it_is_looked_for_where_it_is_to_be() -> None:
    article = make_article("Twice", "One boat. Two boats.", "One boat again.")
    assert found_words(article, "boat", block=1) == Place(block=1, start=4, end=8)
    assert found_words(article, "boats", within=Place(block=0, start=0, end=9)) is None


@given(st.text(max_size=40))
def test_any_text_is_looked_for_without_error_and_found_only_where_it_is(words: str) -> None:
    place = found_words(ARTICLE, words)
    if place is not None:
        said = "".join(ARTICLE.at(place).casefold().split())
        assert len(said) == len("".join(words.casefold().split())) or not words.isascii()
