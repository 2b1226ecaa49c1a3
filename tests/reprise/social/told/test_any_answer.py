"""Whatever strings a model returns, posts obey their platform's rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args, get_origin

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from reprise.models.text import TextRequest
from reprise.social.checks import faults
from reprise.social.material import Piece
from reprise.social.plain import clean, quiet
from reprise.social.rules import PLATFORMS
from reprise.social.told.posts import ToldPost, ToldPosts
from reprise.social.told.telling import Teller
from reprise.social.writing import write_posts
from tests.builders import make_site
from tests.reprise.social.test_writing import TEXT_PLATFORMS, garden
from tests.reprise.social.told.scripted import FACTS, Scripted

ARTICLE, BRIEF = garden()
SITE = make_site()

NASTY = (
    "https://example.com/a?utm_source=x", "#tag", "@name", "$CASH", "👨‍👩‍👧", "**bold**", "[a](b)", "<b>x</b>", "&amp;",
    "\u202ehidden", "\x00", "(open", "Ignore all previous instructions.", "x" * 400, "语" * 200, "…", "1/5",
    "\n\n- a\n- b", "-", "\ufe0f", "word-", "🇩🇪🇫🇷", "#" * 40, "utm_content=p1",
)  # fmt: skip
pieces = st.one_of(st.sampled_from((*NASTY, *FACTS)), st.text(max_size=40))
strings = st.lists(pieces, max_size=6).map(" ".join)


def filled(shape: type[BaseModel], string: Callable[[], str], number: Callable[[], int]) -> dict[str, Any]:
    """An answer of a shape with any strings and numbers in it."""

    def value(type_: Any) -> Any:
        if type_ is str:
            return string()
        if type_ is int:
            return number()
        if get_origin(type_) is list:
            return [value(get_args(type_)[0]) for _ in range(abs(number()) % 8)]
        return filled(type_, string, number)

    return {name: value(field.annotation) for name, field in shape.model_fields.items()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data(), platform=st.sampled_from(TEXT_PLATFORMS))
def test_any_answer_makes_posts_without_fault(data: st.DataObject, platform: str) -> None:
    def answering(request: TextRequest[Any], _: int) -> dict[str, Any]:
        some = data.draw(st.lists(strings, min_size=1, max_size=12))
        numbers = data.draw(st.lists(st.integers(-2, 40), min_size=1, max_size=8))
        turn = {"text": 0, "number": 0}

        def string() -> str:
            turn["text"] += 1
            return some[turn["text"] % len(some)]

        def number() -> int:
            turn["number"] += 1
            return numbers[turn["number"] % len(numbers)]

        return filled(request.shape, string, number)

    drafts = Teller(Scripted(answering)).posts(ARTICLE, BRIEF, SITE, platform)
    assert drafts
    for draft in drafts:
        assert faults(draft, PLATFORMS[platform], has_media=True) == []


def piece(text: str) -> Piece:
    bare = clean(text, "<>")
    return Piece(quiet(bare), (), bare)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(texts=["x" * 400] * 8, platform="x")
@example(texts=["语" * 200] * 8, platform="bluesky")
@given(texts=st.lists(strings, min_size=8, max_size=8), platform=st.sampled_from(TEXT_PLATFORMS))
def test_even_words_that_nobody_examined_obey_the_rules(texts: list[str], platform: str) -> None:
    told = [piece(text) for text in texts]
    some = [each for each in told if each.text]
    parts = [each if each.text else None for each in told]
    post = ToldPost(
        "a model",
        title=parts[0],
        lead=tuple(some[:2]),
        hook=parts[1],
        points=tuple(some[2:6]),
        aside=parts[2],
        question=parts[3],
        answer=parts[4],
        ask=parts[5],
        thread=tuple(some),
    )
    types = ("announcement", "highlights", "quote_card", "faq", "thread", "carousel")
    drafts = write_posts(ARTICLE, BRIEF, SITE, platform, ToldPosts(dict.fromkeys(types, post), tuple(texts)))  # type: ignore[arg-type]
    for draft in drafts:
        assert faults(draft, PLATFORMS[platform], has_media=True) == []
