"""What kind of article it is, as far as a rule can tell."""

from __future__ import annotations

import pytest

from reprise.briefs.brief import ArticleKind
from reprise.briefs.extractive import write_brief
from reprise.briefs.kinds import kind_of
from reprise.social.phrases import EMOJI, PHRASES
from tests.builders import make_article
from tests.reprise.briefs.material import HARBOUR


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Batteries vs. diesel on the water", "comparison"),
        ("Batterie gegen Diesel auf dem Wasser", "comparison"),
        ("Electric ferries compared", "comparison"),
        ("Our review of Northport's new ferries", "review"),
        ("A hands-on with the new ferry app", "review"),
        ("Die neuen Fähren im Test", "review"),
        ("How we do code reviews at the harbour", "article"),
        ("The harbour's year in review", "article"),
        ("Peer review in harbours", "article"),
        ("Northport's electric ferries", "article"),
    ],
)
def test_titles_tell_reviews_and_comparisons(title: str, kind: ArticleKind) -> None:
    long = make_article(title, *HARBOUR, *HARBOUR)
    assert kind_of(long, (), ()) == kind


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ru"])
def test_every_kind_has_its_emoji_and_questions(language: str) -> None:
    kinds: tuple[ArticleKind, ...] = ("review", "comparison", "product", "service")
    for kind in kinds:
        assert EMOJI[kind]
        assert PHRASES[language].asks[kind] != PHRASES[language].asks["article"]


def test_a_comparison_has_its_brief() -> None:
    assert write_brief(make_article("Batteries vs. diesel", *HARBOUR, *HARBOUR)).kind == "comparison"
