"""What is asked for fits: a post whose parts have the asked length holds them all."""

from __future__ import annotations

from typing import Any

import pytest

from reprise.social.checks import faults
from reprise.social.material import Piece
from reprise.social.rules import PLATFORMS
from reprise.social.told.needs import Need, Wanted, call_need, wanted
from reprise.social.told.posts import ToldPost, ToldPosts
from reprise.social.told.requests import ADAPTED
from reprise.social.writing import write_post
from tests.builders import make_site
from tests.reprise.social.test_writing import TEXT_PLATFORMS, garden

ARTICLE, BRIEF = garden()
TYPES = (*ADAPTED, "thread", "carousel")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def needed(platform: str, **changes: Any) -> tuple[Wanted, ...]:
    return wanted(*garden(**changes), make_site(), platform, TYPES)


def words(need: Need, number: int) -> Piece:
    """Words of exactly the asked length that no other part has."""
    letter = LETTERS[(number * 7 + len(need.part)) % 26]
    text = (f"{letter.upper()}{letter * 4} " * 200)[: need.asked - 1].rstrip()
    text = text + letter * (need.asked - 1 - len(text)) + ("?" if need.part in ("ask", "question") else ".")
    return Piece(text, (), text)


@pytest.mark.parametrize("platform", TEXT_PLATFORMS)
def test_a_post_whose_parts_are_as_long_as_asked_holds_all_of_them(platform: str) -> None:
    names = {"opening": "title", "posts": "thread"}
    for post in needed(platform):
        parts: dict[str, Any] = {}
        for place, need in enumerate(post.needs):
            if need.part != "quote":
                made = tuple(words(need, place * 5 + number) for number in range(need.most))
                parts[names.get(need.part, need.part)] = made if need.listed else made[0]
        told = ToldPosts({post.type: ToldPost("a model", **parts)})
        draft = write_post(ARTICLE, BRIEF, make_site(), platform, post.type, told)
        assert draft is not None
        assert faults(draft, PLATFORMS[platform], has_media=True) == []
        shown = "\n".join([draft.title or "", *draft.texts])
        missing = [
            name
            for name, made in parts.items()
            for piece in (made if isinstance(made, tuple) else (made,))
            if piece.text not in shown
        ]
        assert missing == [], (post.type, shown)


@pytest.mark.parametrize("platform", TEXT_PLATFORMS)
def test_every_type_of_the_platform_is_asked_for_with_its_own_parts(platform: str) -> None:
    found = {post.type: {need.part for need in post.needs} for post in needed(platform)}
    assert tuple(found) == PLATFORMS[platform].types
    assert "opening" in found["announcement"]
    assert found["quote_card"] >= {"quote"}
    if "thread" in found:
        assert found["thread"] == {"posts"}


def test_wide_letters_halve_what_is_asked_where_they_weigh_double() -> None:
    article, brief = garden()
    japanese = article.model_copy(update={"language": "ja"})
    (latin,) = wanted(article, brief, make_site(), "x", ("thread",))
    (wide,) = wanted(japanese, brief, make_site(), "x", ("thread",))
    assert wide.needs[0].asked == pytest.approx(latin.needs[0].asked / 2, abs=5)
    assert wide.needs[0].limit == latin.needs[0].limit


def test_words_before_the_link_are_asked_for_where_there_is_room_and_the_site_has_none() -> None:
    def need(platform: str, **wording: Any) -> Need | None:
        (post,) = wanted(ARTICLE, BRIEF, make_site(wording=wording), platform, ("announcement",))
        return call_need(post.desk)

    assert need("linkedin") is not None
    assert need("instagram") is None, "nothing can be clicked"
    assert need("x") is None, "there is no room"
    assert need("linkedin", calls_to_action={"default": ["At our place:"]}) is None
    assert need("linkedin", calls_to_action={"linkedin": ["At our place:"]}) is None
