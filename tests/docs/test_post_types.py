"""The editors' tables of post types and of what platforms take are the rules."""

from __future__ import annotations

from typing import get_args

import pytest

from reprise.social.post import PostType
from reprise.social.rules import PLATFORMS, PlatformRules
from tests.docs.pages import ROOT, coded, rows

PAGE = ROOT / "docs" / "sites.md"


def shows(rules: PlatformRules, type_: str) -> bool:
    return bool(rules.presets) if type_ == "video" else type_ in rules.types


def film(rules: PlatformRules) -> str:
    """A film's limits as the table says them."""
    video = rules.video
    seconds = f"{video.seconds[0]:g}–{video.seconds[1]:g} s" if video and video.seconds else ""
    size = f"{video.max_bytes // 1_000_000} MB" if video and video.max_bytes else ""
    return ", ".join(filter(None, (seconds, size))) or "any"


def test_every_type_is_listed_with_the_platforms_that_show_it() -> None:
    listed = {row[0].strip("`"): coded(row[2]) for row in rows(PAGE, "Type")}
    assert list(listed) == list(get_args(PostType))
    for type_, platforms in listed.items():
        assert platforms == [name for name, rules in PLATFORMS.items() if shows(rules, type_)]


@pytest.mark.parametrize("name", PLATFORMS)
def test_what_a_platform_takes_is_what_the_rules_say(name: str) -> None:
    rules = PLATFORMS[name]
    (row,) = (row for row in rows(PAGE, "Platform") if row[0] == f"`{name}`")
    pictures = rules.pictures
    assert str(rules.text.limit) in row[1]
    assert str(rules.text.media_limit or "") in row[1]
    assert row[2:] == [
        str(pictures.per_post),
        ", ".join(pictures.formats),
        f"{pictures.max_bytes // 1_000_000} MB",
        film(rules),
    ]
