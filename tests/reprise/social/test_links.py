"""Tracked links."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.errors import BadInput
from reprise.social.links import tracked

PARTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


def test_the_four_parameters_come_behind_the_query_and_before_the_fragment() -> None:
    assert tracked("https://example.org/a?b=1&flag#top", "x", "stories", "p1") == (
        "https://example.org/a?b=1&flag&utm_source=x&utm_medium=social&utm_campaign=stories&utm_content=p1#top"
    )


def test_older_parameters_are_replaced() -> None:
    link = tracked("https://example.org/?utm_source=feed&UTM_Medium=rss&utm_term=t", "x", "c", "p1")
    assert link == "https://example.org/?utm_term=t&utm_source=x&utm_medium=social&utm_campaign=c&utm_content=p1"


def test_other_scripts_are_encoded() -> None:
    assert tracked("https://example.org/日本", "x", "c", "p1").startswith("https://example.org/%E6%97%A5%E6%9C%AC?")


@pytest.mark.parametrize("url", ["", "a/b", "mailto:a@b.org", "javascript:alert(1)", "https://", "https://[bad/"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="not a web address"):
        tracked(url, "x", "c", "p1")


@given(PARTS, PARTS, PARTS)
def test_tracking_twice_is_tracking_once(path: str, query: str, fragment: str) -> None:
    url = f"https://example.org/{path}?{query}#{fragment}"
    once = tracked(url, "x", "c", "p1")
    assert tracked(once, "x", "c", "p1") == once
    names = [name.lower() for name, _ in parse_qsl(urlsplit(once).query, keep_blank_values=True)]
    assert all(names.count(name) == 1 for name in ("utm_source", "utm_medium", "utm_campaign", "utm_content"))
    assert not any(character.isspace() for character in once)
