"""A check that fails stops what follows in the run and says which post is wrong with what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dagster import AssetCheckSeverity, AssetKey

from assets_pipeline import social
from assets_pipeline.checks import (
    check_film_posts,
    check_pictures,
    check_posts,
    film_posts_spec,
    pictures_spec,
    posts_spec,
)
from reprise.media import MediaStore
from reprise.social.post import Picture, PostDraft
from reprise.social.rules import PLATFORMS
from tests.installation import LAMPS, Installation, checks, failures, materialized
from tests.reprise.store.builders import draft
from tests.sandbox_material import make_film

X = PLATFORMS["x"]


def fine(type_: str = "announcement", **changes: Any) -> PostDraft:
    """A post that X would take."""
    return draft(type_, **{"texts": ("A kettle lost its whistle. https://example.org/demo-a/",), **changes})


def test_a_text_the_platform_would_refuse_is_named() -> None:
    result = check_posts([fine(), fine("faq", texts=("word " * 100,))], X, has_media=True)
    assert (result.passed, result.severity) == (False, AssetCheckSeverity.ERROR)
    assert fine("faq").id in (result.description or "")
    assert fine().id not in str(result.metadata["faults"].value)


def test_texts_that_fit_pass() -> None:
    result = check_posts([fine()], X, has_media=True)
    assert result.passed, result.description
    assert result.metadata["posts"].value == 1


@pytest.mark.parametrize(
    ("mime", "alt", "copies", "said"),
    [
        ("image/jpeg", "  ", 1, "The picture has no alt text."),
        ("image/gif", "A kettle", 1, "The picture is GIF; X takes JPEG, PNG, WEBP."),
        ("image/jpeg", "A kettle", X.pictures.per_post + 1, f"X takes {X.pictures.per_post} in a post."),
        ("image/jpeg", "a" * 5000, 1, "alt text of 5000 characters"),
    ],
)
def test_a_picture_the_platform_would_refuse_is_named(
    tmp_path: Path, mime: str, alt: str, copies: int, said: str
) -> None:
    store = MediaStore(tmp_path)
    media = store.put(b"picture", ".jpg", kind="card", width=4, height=3).model_copy(update={"mime": mime})
    result = check_pictures({"post-1": (Picture(media=media, alt=alt),) * copies}, X, store)
    assert not result.passed
    assert said in str(result.metadata["faults"].value)
    assert str(result.metadata["faults"].value).startswith("post-1: ")


def test_a_picture_that_is_not_the_one_that_was_drawn_is_named(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    media = store.put(b"picture", ".jpg", kind="card", width=4, height=3)
    store.path(media).write_bytes(b"half")
    result = check_pictures({"post-1": (Picture(media=media, alt="A kettle"),)}, X, store)
    assert "has 4 bytes, not 7" in str(result.metadata["faults"].value)


def test_a_film_the_platform_would_refuse_is_named(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    film = make_film(store)
    assert check_film_posts({"post-1": film}, X, store).passed
    result = check_film_posts({"post-1": film}, PLATFORMS["tiktok"], store)
    assert not result.passed
    assert (
        "post-1: The film has 128×128 pixels; TikTok takes widths from 360 to 4096." in result.metadata["faults"].value
    )
    slow = X.video and replace(X, video=replace(X.video, fps=(30, 60)))
    assert "24 frames a second" in str(check_film_posts({"post-1": film}, slow or X, store).description)


def test_checks_block_what_follows() -> None:
    assert posts_spec(X, "posts").blocking
    assert pictures_spec(X).blocking
    assert film_posts_spec(X, AssetKey(["x", "video_posts"])).blocking


def test_a_failed_check_keeps_pictures_from_being_drawn_on_its_platform_only(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(article: object, brief: object, site: object, platform: str) -> tuple[object, ...]:
        made = written(article, brief, site, platform)  # type: ignore[arg-type]
        if platform != "x":
            return made
        return tuple(each.model_copy(update={"texts": ("word " * 100,)}) for each in made)

    written = social.write_posts
    monkeypatch.setattr(social, "write_posts", too_long)
    installation.write("lamps", LAMPS)
    key = installation.take_in()["lamps"]
    chosen = [("article",), ("brief",), *((name, part) for name in ("x", "telegram") for part in ("posts", "images"))]
    result = installation.run("prepare", key, *chosen)
    assert not result.success
    assert {each.asset_key.path[0] for each in checks(result) if not each.passed} == {"x"}
    made = set(materialized(result))
    assert "telegram/images" in made
    assert "x/images" not in made
    assert all("x" in step for step in failures(result))
