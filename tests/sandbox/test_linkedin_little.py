"""The sandbox reads LinkedIn's "little" text strictly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.linkedin.little import RESERVED, NotLittle, read


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Hello", "Hello"),
        (r"a \(b\) \* c", "a (b) * c"),
        ("Tags: #one #zwei_".replace("_", r"\_"), "Tags: #one #zwei_"),
        (r"{hashtag|\#|tag}", "#tag"),
        ("{hashtag|#|tag}", "#tag"),
        (r"Thanks @[Acme \(EU\)](urn:li:organization:12)!", "Thanks Acme (EU)!"),
        (r"C\\D", r"C\D"),
    ],
)
def test_what_people_see_is_found(text: str, plain: str) -> None:
    assert read(text).plain == plain


def test_mentions_and_hashtags_are_found() -> None:
    found = read(r"@[Kim](urn:li:person:Ab-1) on #news and {hashtag|\#|more}")
    assert (found.mentions, found.hashtags) == (("urn:li:person:Ab-1",), ("news", "more"))


@pytest.mark.parametrize("text", [*sorted(RESERVED - {"\\"}), "# one", "a_b", "@[x]", "{hashtag|x}", "\\", r"a\b"])
def test_a_reserved_character_that_stands_alone_is_refused(text: str) -> None:
    with pytest.raises(NotLittle):
        read(text)


@given(st.text(max_size=60))
def test_what_is_escaped_comes_back(text: str) -> None:
    escaped = "".join(f"\\{character}" if character in RESERVED else character for character in text)
    assert read(escaped).plain == text
