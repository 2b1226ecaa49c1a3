"""The sandbox counts a text as X documents it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.social.counting import x_weighted
from sandbox.x.counting import LINK, links, weighted_length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("plain", 5),
        ("naïve", 5),
        ("naïve", 5),  # decomposed: composed first
        ("“quoted” – dashed…", 19),  # the ellipsis weighs 2
        ("漢字", 4),
        ("日本語 text", 11),
        ("🙂", 2),
        ("👍🏽", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("🇩🇪", 2),
        ("1️⃣", 2),
        ("https://example.org/", LINK),
        ("http://example.org/" + "a" * 300, LINK),
        ("(https://example.org/a).", LINK + 3),
        ("https://en.wikipedia.org/wiki/Tea_(drink)", LINK),
        ("example.com", LINK),
        ("see blog.example.org/path?x=1, please", 4 + LINK + 8),
        ("file.py", 7),
        ("e.g. this", 9),
        ("me@example.com", 14),
        ("@user #tag", 10),
    ],
)
def test_a_text_weighs(text: str, length: int) -> None:
    assert weighted_length(text) == length


@given(st.text())
def test_a_character_weighs_one_or_two(text: str) -> None:
    if not links(text):
        assert weighted_length(text) <= 2 * len(text)


@given(st.text(alphabet="abc äé", max_size=50), st.text(alphabet="abcdefg/", max_size=50))
def test_a_link_weighs_the_same_however_long_it_is(text: str, path: str) -> None:
    address = f"https://example.org/{path}x"
    assert weighted_length(f"{text} {address}") == weighted_length(f"{text} ") + LINK


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, 1 & 2 – “quoted”…",
        "漢字かな交じり文 and Latin",
        "🙂👍🏽👩‍👩‍👧‍👦🇩🇪 1️⃣",
        "https://example.org/a?b=c&utm_content=p0123456789ab and (https://example.org/x).",
        "naïve café Ünïcode #tag @you $TAG",
        "Привет, мир! مرحبا بالعالم",
    ],
)
def test_two_independent_counts_agree(text: str) -> None:
    assert weighted_length(text) == x_weighted(text)
