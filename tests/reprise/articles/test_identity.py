from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.articles.identity import (
    IDENTITY_LENGTH,
    article_key,
    identities,
    normalise_url,
    slugify,
    tell_apart,
    url_identity,
)
from reprise.articles.raw import Listed


@pytest.mark.parametrize(
    "other",
    [
        "https://Example.org/a/b/",
        "HTTPS://example.org:443/a/b",
        "https://example.org/a/b#comments",
        "https://example.org/a/b?utm_source=x&fbclid=1",
        "https://me:pw@example.org/a/b",
        "https://example.org/a/./c/../b/index.html",
        "https://example.org./a/%62",
        " https://example.org/a/b\n",
    ],
)
def test_spellings_of_one_address_are_one(other: str) -> None:
    assert normalise_url(other) == "https://example.org/a/b"


@pytest.mark.parametrize(
    "other",
    ["https://www.example.org/a", "https://example.org/A", "https://example.org/a?p=1", "https://example.org:8080/a"],
)
def test_other_addresses_stay_apart(other: str) -> None:
    assert normalise_url(other) != normalise_url("https://example.org/a")


def test_letters_of_all_scripts_are_spelled_one_way() -> None:
    assert normalise_url("https://bücher.example/привет") == normalise_url(
        "https://xn--bcher-kva.example/%d0%bf%D1%80%d0%b8%d0%b2%d0%b5%d1%82/"
    )


def test_parameters_that_choose_the_page_are_kept_in_one_order() -> None:
    assert normalise_url("https://example.org/?b=2&a=1") == normalise_url("https://example.org?a=1&b=2")


@given(st.text(max_size=80))
def test_no_text_breaks_an_address(text: str) -> None:
    once = normalise_url(f"https://example.org/{text}")
    assert normalise_url(once) == once
    normalise_url(text)


def test_http_and_https_are_one_identity() -> None:
    assert url_identity("http://example.org/a/") == url_identity("https://example.org/a") == "url:example.org/a"


def test_an_identity_fits_its_column_and_stays_unique() -> None:
    long = [identities(guid="g" * 2_000 + ending)[0] for ending in ("a", "b")]
    assert all(len(name) <= IDENTITY_LENGTH for name in long)
    assert long[0] != long[1]


def test_the_source_s_own_name_comes_first_and_nothing_twice() -> None:
    names = identities(own="wp:posts:1", guid="https://example.org/a", url="http://example.org/a/")
    assert names == ("wp:posts:1", "url:example.org/a")


def _item(title: str, *names: str) -> Listed:
    return Listed({}, names, f"https://example.org/{title}", title, "m")


def test_an_item_listed_twice_is_one() -> None:
    assert len(tell_apart([_item("a", "guid:1", "url:a"), _item("a", "guid:1", "url:a")])) == 1


def test_a_guid_that_several_items_share_names_none_of_them() -> None:
    told = tell_apart([_item("a", "guid:1", "url:a"), _item("b", "guid:1", "url:b")])
    assert [item.identities for item in told] == [("url:a",), ("url:b",)]


def test_items_that_all_link_to_the_front_page_are_told_apart_by_title() -> None:
    told = tell_apart([_item("a", "url:home", "guid:x"), _item("b", "url:home", "guid:x2"), _item("c", "url:home")])
    names = [item.identities for item in told]
    assert names[:2] == [("guid:x",), ("guid:x2",)]
    assert names[2][0].startswith("title:")


@given(
    site=st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,7}){0,2}", fullmatch=True),
    title=st.text(max_size=200),
    identity=st.text(max_size=50),
)
def test_every_title_gives_a_legal_key(site: str, title: str, identity: str) -> None:
    key = article_key(site, title, identity)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
    assert len(key) <= 63
    assert key.startswith(f"{site}-")
    assert key == article_key(site, title, identity)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Don't Panic: 7 Tips!", "dont-panic-7-tips"),
        ("Über Straßen & Ærø", "uber-strassen-aero"),
        ("Привет, мир", "privet-mir"),
        ("Καλημέρα", "kalimera"),
        ("日本語", ""),
        ("Łódź – İstanbul", "lodz-istanbul"),
    ],
)
def test_titles_are_transliterated_lightly(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_a_long_title_is_cut_after_a_word() -> None:
    assert slugify("one two three four", 12) == "one-two"


def test_a_key_without_a_slug_is_still_the_article_s_own() -> None:
    assert article_key("s", "日本語", "a") != article_key("s", "中文", "b")
