"""How long a text is, platform by platform."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.social.addresses import find_addresses
from reprise.social.counting import length
from reprise.social.rules import PLATFORMS, Counting


def addresses(text: str) -> list[str]:
    return [text[found.start : found.end] for found in find_addresses(text)]


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("Hello", 5),
        ("Привет", 6),
        ("こんにちは", 10),
        ("e\u0301", 1),  # composed before it is counted
        ("“quoted” – and…", 16),  # the ellipsis weighs 2, quotation marks and dash 1
        ("😀", 2),
        ("👩‍👩‍👧", 2),
        ("👍🏽", 2),
        ("🇩🇪", 2),
        ("1️⃣", 2),
        ("©", 1),
        ("©️", 2),
        ("https://example.org/a/very/long/path?with=a&query=too#and-more", 23),
        ("https://example.org", 23),
        ("see example.com now", 31),
        ("日本語example.com日本語", 35),
    ],
)
def test_x_weighs_as_its_configuration_says(text: str, weight: int) -> None:
    assert length(text, "x_weighted") == weight


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Go to https://en.wikipedia.org/wiki/A_(b).", ["https://en.wikipedia.org/wiki/A_(b)"]),
        ("(https://a.org/b)", ["https://a.org/b"]),
        ("www.foo.de, docs.python.org/3!", ["www.foo.de", "docs.python.org/3"]),
        ("https://例え.jp/x", ["https://例え.jp/x"]),
        ("https://example.com日本語", ["https://example.com"]),
        ("x.example.com.notatld", ["x.example.com"]),
        ("node.js, e.g. 3.5 million, U.S. firms, a@b.com", []),
        ("http://localhost:3000/x http://127.0.0.1/y", []),
    ],
)
def test_addresses_are_found_where_x_links_them(text: str, found: list[str]) -> None:
    assert addresses(text) == found


def test_a_short_country_domain_is_counted_at_whichever_length_is_longer() -> None:
    assert length("README.md", "x_weighted") == 23
    assert length("a-domain-longer-than-any-address.md", "x_weighted") == 35


def test_other_platforms_count_units_bytes_and_graphemes() -> None:
    text = "a😀é👩‍👩‍👧"
    assert length(text, "characters") == 8
    assert length(text, "utf16") == 12
    assert length(text, "bytes") == 25
    assert length(text, "graphemes") == 4


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Read https://example.org/a-very-long-path/that-goes-on-and-on?utm_source=mastodon&x=1 now", 5 + 23 + 4),
        ("See http://a.io", 4 + 23),
        ("example.org/without-a-scheme", 28),
        ("@ana@social.example.org says hi", 12),
        ("mail ana@example.org", 20),
        ("https://social.example.org/@ana@else.example.org", 23),
        ("@ana@social.example.org https://example.org/a @bo", 4 + 1 + 23 + 1 + 3),
        ("👩‍👩‍👧 é", 3),
    ],
)
def test_short_addresses_count_23_and_people_elsewhere_by_their_name(text: str, count: int) -> None:
    assert length(text, "short_addresses") == count


def test_graphemes_and_bytes_hold_at_once() -> None:
    assert length("a" * 300, "graphemes_and_bytes") == 300
    family = "👩‍👩‍👧"  # one grapheme of 18 bytes
    assert length(family * 100, "graphemes_and_bytes") == 180
    assert length("é", "graphemes_and_bytes") == 1


@given(st.text())
def test_what_bluesky_takes_is_within_both_its_limits(text: str) -> None:
    rules = PLATFORMS["bluesky"].text
    if length(text, rules) <= rules.limit:
        assert length(text, "graphemes") <= 300
        assert length(text, "bytes") <= 3000


def test_rules_bring_their_own_counting() -> None:
    assert length("😀", PLATFORMS["x"].text) == 2
    assert length("😀", PLATFORMS["linkedin"].text) == 1


@given(st.text(), st.text())
def test_every_counting_is_defined_for_every_text(one: str, other: str) -> None:
    for counting in get_args(Counting):
        assert 0 <= length(one, counting) <= length(one + " " + other, counting)
