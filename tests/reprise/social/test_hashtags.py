"""Hashtags: real topics, well formed, not too many."""

from __future__ import annotations

from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from reprise.briefs.brief import Brief, Excerpt, Keyword
from reprise.social.hashtags import hashtags, replaced, tag
from reprise.social.rules import PLATFORMS
from reprise.social.topics import is_topic
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


def test_what_the_editor_filed_comes_first_with_the_sites_own_behind_it() -> None:
    found = tags_for(
        "linkedin", (), {"hashtags": ["#RainClub"]}, tags=("bike repair", "inner tube", "how we work", "news")
    )
    assert found == ("BikeRepair", "RainClub", "InnerTube")
    assert tags_for("x", (), {"hashtags": ["#RainClub"]}, tags=("bike repair",)) == ("BikeRepair", "RainClub")


BRIDGE = make_article(
    "What a year at the harbour bridge taught us about the processing time",
    "The counter at the harbour bridge sees riders. The harbour bridge has a counter. The counter works on Friday.",
    "The counter of the case management system told Ana Lund of a processing time. The case management system is old.",
    "In the old town Ana Lund measured the processing time with GitHub, and GitHub was quick. It was GitHub again.",
)


def topics_of(*words: str, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    keywords = [Keyword(text=word, score=0.7, is_name=False) for word in words]
    keywords += [Keyword(text=name, score=0.6, is_name=True) for name in names]
    _, brief = garden(keywords=tuple(keywords))
    return hashtags(BRIDGE, brief, make_site(), "instagram")


def test_names_and_topics_of_several_words_are_tags() -> None:
    assert topics_of("processing time", names=("Ana Lund", "GitHub")) == ("AnaLund", "GitHub", "ProcessingTime")


@pytest.mark.parametrize("word", ["counter", "bridge taught", "case management", "management system", "Friday"])
def test_weak_words_accidents_and_halves_of_topics_are_none(word: str) -> None:
    assert topics_of(word, names=(word,) if word.istitle() else ()) == ()


def test_there_are_never_more_than_usual_and_no_padding() -> None:
    many = tuple(
        Keyword(text=f"topic{letter} name", score=0.9) for letter in "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"
    )
    for platform, rules in PLATFORMS.items():
        assert len(tags_for(platform, many)) <= rules.text.hashtags[1]
    assert tags_for("instagram", (Keyword(text="barrel", score=0.9),)) == ("Barrel",)


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
