"""Hashtags: real topics, well formed, not too many."""

from __future__ import annotations

from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from reprise.briefs.brief import Brief, Excerpt, Keyword
from reprise.social.hashtags import hashtags, is_topic, replaced, tag
from reprise.social.rules import PLATFORMS
from tests.builders import make_article, make_site
from tests.reprise.social.test_writing import garden

TEXT = "The barrel fills the garden with water. You can bring the hose to the barrel and bring a lid. Jest is fine."


def tags_for(
    platform: str, keywords: tuple[Keyword, ...], wording: dict[str, Any] | None = None, **article: Any
) -> tuple[str, ...]:
    _, brief = garden(keywords=keywords)
    return hashtags(make_article("Rain", TEXT, **article), brief, make_site(wording=wording or {}), platform)


@pytest.mark.parametrize(
    ("topic", "name"),
    [
        ("open source", "OpenSource"),
        ("GitHub", "GitHub"),
        ("rain", "Rain"),
        ("user's guide", "UsersGuide"),
        ("c#", "CSharp"),
        ("C++", "Cpp"),
        ("código abierto", "CódigoAbierto"),
        ("مفتوح المصدر", "مفتوح_المصدر"),
        ("比特币", "比特币"),
        ("2016", ""),
        ("!!", ""),
        ("Uncategorized", ""),
        ("a topic of very many words", ""),
        ("x" * 60, ""),
    ],
)
def test_a_topic_becomes_a_tag_or_none(topic: str, name: str) -> None:
    assert tag(topic) == name


@given(st.text(max_size=60))
def test_a_tag_is_one_word_with_a_letter(topic: str) -> None:
    name = tag(topic)
    assert name == "" or (regex.fullmatch(r"[\p{L}\p{M}\p{N}_]+", name) and regex.search(r"\p{L}", name))


def test_verbs_are_no_topics() -> None:
    article = make_article("Rain", TEXT)
    assert is_topic("barrel", article)
    assert not is_topic("bring", article)


def test_the_same_word_in_another_number_or_case_is_not_repeated() -> None:
    found = tags_for(
        "linkedin", (Keyword(text="barrel", score=0.9), Keyword(text="barrels", score=0.8)), tags=("Barrel",)
    )
    assert sum(name.casefold().startswith("barrel") for name in found) == 1


def test_the_sites_own_come_first() -> None:
    found = tags_for("linkedin", (Keyword(text="barrel", score=0.9),), {"hashtags": ["#RainClub"]})
    assert found[0] == "RainClub"
    assert "Barrel" in found


def test_there_are_never_more_than_usual_and_no_padding() -> None:
    many = tuple(
        Keyword(text=f"topic{letter} name", score=0.9) for letter in "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"
    )
    for platform, rules in PLATFORMS.items():
        assert len(tags_for(platform, many)) <= rules.text.hashtags[1]
    assert len(tags_for("instagram", (Keyword(text="barrel", score=0.9),))) == 2  # barrel and the title


def test_tags_at_the_end_are_exchanged_within_the_limit() -> None:
    assert replaced("Text.\n\n#Old #Tags", ("New", "One"), 100, "characters") == "Text.\n\n#New #One"
    assert replaced("Text.\n\n#Old #Tags", ("New", "One"), 12, "characters") == "Text.\n\n#New"
    assert replaced("C#sharp text.", (), 100, "characters") == "C#sharp text."


def test_a_brief_without_topics_gives_none() -> None:
    article = make_article("A longer title of several words", "No topics.")
    brief = Brief(
        article=article.key, content_hash=article.content_hash, language="en", title=article.title, kind="article",
        summary=(Excerpt(text="No topics.", place={"block": 0, "start": 0, "end": 10}),), key_points=(), writer="t",
    )  # fmt: skip
    assert hashtags(article, brief, make_site(), "instagram") == ()
