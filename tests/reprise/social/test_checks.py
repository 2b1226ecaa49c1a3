"""Faults of a post, named in plain words."""

from __future__ import annotations

from typing import Any

import pytest

from reprise.social.checks import faults
from reprise.social.post import PostDraft
from reprise.social.rules import PLATFORMS

LINK = "https://example.org/a?utm_source=x&utm_medium=social&utm_campaign=c&utm_content=p1"


def draft(platform: str, *texts: str, **changes: Any) -> PostDraft:
    facts: dict[str, Any] = {
        "id": "p1", "site": "demo", "article": "a", "platform": platform, "type": "announcement", "language": "en",
        "texts": texts, "link": LINK,
    }  # fmt: skip
    return PostDraft(**{**facts, **changes})


def found(platform: str, *texts: str, has_media: bool = False, **changes: Any) -> str:
    return " ".join(faults(draft(platform, *texts, **changes), PLATFORMS[platform], has_media=has_media))


def test_a_good_post_has_none() -> None:
    assert found("x", f"Hello (there).\n\n{LINK}") == ""


@pytest.mark.parametrize(
    ("platform", "text", "fault"),
    [
        ("x", f"{'word ' * 60}{LINK}", "it takes 280"),
        ("x", f"$AB and $CD {LINK}", "2 cashtags"),
        ("x", f"#a #b #c {LINK}", "3 hashtags"),
        ("x", "Hello", "link is not in the text"),
        ("x", f"**bold** {LINK}", "Markdown emphasis"),
        ("x", f"Use &amp; now {LINK}", "HTML entity"),
        ("x", f"One (two {LINK}", "no partner"),
        ("x", f"One\ufffdtwo {LINK}", "cannot be sent"),
        ("x", f"A cut wo-…\n{LINK}", "word is cut"),
        ("x", f"Hi {LINK}&utm_source=y", "utm_source 2 times"),
        ("instagram", f"Hi {LINK}", "cannot be clicked"),
        ("instagram", " ".join(f"@user{n}" for n in range(21)), "21 mentions"),
        ("linkedin", " ", "no text"),
        ("tiktok", "Hi", "title is missing"),
        ("youtube", f"{LINK}\na < b", "character < is refused"),
        ("youtube", f"Hi\n{LINK}", "not in the first line"),
    ],
)
def test_each_fault_is_named(platform: str, text: str, fault: str) -> None:
    assert fault in found(platform, text)


def test_a_caption_is_shorter_than_a_text() -> None:
    text = "word " * 300 + LINK
    assert found("telegram", text) == ""
    assert "it takes 1024" in found("telegram", text, has_media=True)


def test_a_thread_has_its_own_size_and_others_one_text() -> None:
    assert "one text" in found("x", "a", f"b {LINK}")
    assert "2 to 10 posts" in found("x", LINK, type="thread")
    assert "last text" in found("x", f"a {LINK}", "b", type="thread")
    assert found("x", "a", f"b {LINK}", type="thread") == ""
