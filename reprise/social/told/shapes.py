"""The shapes that models answer in: exactly the parts that the platforms' posts need, each with its length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from pydantic import Field, create_model

from reprise.digest import digest
from reprise.prompts.answers import Answer
from reprise.social.told.needs import Need, PartName, Wanted

_TEXTS: Mapping[PartName, str] = MappingProxyType(
    {
        "opening": "the first line", "lead": "the next sentences", "hook": "the most telling fact",
        "points": "the points of the list", "aside": "one more fact beside the quotation",
        "question": "a question that the article answers", "answer": "its answer, from the article",
        "ask": "a question to the reader", "call": "words before the link", "posts": "the posts in order",
    }
)  # fmt: skip
_SOURCES = "1 to 6 numbers of their sentences"


def field_name(part: PartName) -> str:
    """What a part is called in an answer: a quotation is the number of its sentence."""
    return "sentence" if part == "quote" else part


def platforms_shape(name: str, wanted: Sequence[Wanted], calls: Mapping[str, Need]) -> type[Answer]:
    """An answer with a field for each platform that holds its posts by type, and `call` where there is a need."""
    platforms: dict[str, Any] = {}
    for platform in dict.fromkeys(each.platform for each in wanted):
        posts = tuple((each.type, each.needs) for each in wanted if each.platform == platform)
        platforms[platform] = (_platform_shape(posts, calls.get(platform)), Field())
    return create_model(name, __base__=Answer, **platforms)


def posts_shape(name: str, wanted: Sequence[Wanted], **more: Any) -> type[Answer]:
    """An answer with a field for each platform that holds one post, after the fields of `more`."""
    platforms: dict[str, Any] = {each.platform: (_post_shape(each.type, each.needs), Field()) for each in wanted}
    return create_model(name, __base__=Answer, **more, **platforms)


@lru_cache(maxsize=256)
def _platform_shape(posts: tuple[tuple[str, tuple[Need, ...]], ...], call: Need | None) -> type[Answer]:
    fields: dict[str, Any] = {type_: (_post_shape(type_, needs), Field()) for type_, needs in posts}
    if call is not None:
        fields["call"] = _text(call)
    return create_model(_name("posts", *posts, call), __base__=Answer, **fields)


@lru_cache(maxsize=256)
def _post_shape(type_: str, needs: tuple[Need, ...]) -> type[Answer]:
    """One post. Platforms with the same needs share it, which keeps schemas short."""
    fields: dict[str, Any] = {}
    for need in needs:
        if need.part == "quote":
            told = f"the number of the sentence that is quoted, which has at most {need.limit} letters; 0 for none"
            fields["sentence"] = (int, Field(description=told))
        else:
            fields[field_name(need.part)] = _texts(need) if need.listed else _text(need)
    if set(fields) - {"sentence", "ask"}:
        fields["sources"] = (list[int], Field(description=_SOURCES))
    return create_model(_name(type_, *needs), __base__=Answer, **fields)


def _name(stem: str, *parts: object) -> str:
    """A short name that is the same for the same needs in every process: it is sent with every question."""
    return f"{stem}_{digest(*map(repr, parts))[:4]}"


def _text(need: Need) -> Any:
    return (str, Field(description=f"{_TEXTS[need.part]}, at most {need.asked} characters"))


def _texts(need: Need) -> Any:
    number = f"{need.fewest} to {need.most}" if need.fewest < need.most else f"{need.most}"
    return (list[str], Field(description=f"{_TEXTS[need.part]}: {number}, each at most {need.asked} characters"))
