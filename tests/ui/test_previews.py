"""What the UI's Markdown makes of our texts and pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from PIL import Image

from assets_pipeline.previews import (
    INLINE,
    Linked,
    film_preview,
    pictures_preview,
    plain,
    posts_preview,
    table,
    thumbnails,
)
from reprise.media import Media, MediaStore
from reprise.social.post import PostDraft
from reprise.social.rules import PLATFORMS

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
lines = st.lists(st.text("*_`~#>+-=|[]()<>&!.:\\1ab é😀", min_size=1).filter(str.strip), min_size=1, max_size=4)


@given(lines)
def test_a_text_is_read_as_it_was_written(written: list[str]) -> None:
    said = BeautifulSoup(MARKDOWN.render(plain("\n".join(line.strip() for line in written))), "html.parser")
    assert said.get_text().split() == " ".join(written).split()
    assert {tag.name for tag in said.find_all()} <= {"p", "br"}


@given(lines)
def test_what_a_cell_says_stays_in_its_cell(written: list[str]) -> None:
    said = BeautifulSoup(MARKDOWN.render(table(("one", "two"), [("\n".join(written), "end")])), "html.parser")
    first, second = (cell.get_text() for cell in said.find_all("td"))
    assert first.split() == " ".join(written).split()
    assert second == "end"


def test_a_linked_cell_shows_its_text_and_leads_to_its_address() -> None:
    address = "https://www.linkedin.com/feed/update/urn:li:share:75/"
    said = BeautifulSoup(MARKDOWN.render(table(("post",), [(Linked("a|b *c*", address),)])), "html.parser")
    assert said.a is not None
    assert (said.a["href"], said.a.get_text(), len(said.find_all("td"))) == (address, "a|b *c*", 1)


def test_a_tracked_link_leads_where_it_leads_and_shows_where() -> None:
    address = "https://example.org/a_b/?utm_source=x&utm_content=p_1"
    link = BeautifulSoup(MARKDOWN.render(plain(f"Read *on*: {address} now")), "html.parser").a
    assert link is not None
    assert (link["href"], link.get_text()) == (address, "https://example.org/a_b/?…")


def test_every_post_has_its_entry_with_its_length() -> None:
    posts = [_post("announcement", "One"), _post("quote_card", "Two"), _post("quote_card", "Three")]
    entries = posts_preview(posts, PLATFORMS["x"])
    assert list(entries) == ["announcement", "quote card", "quote card 2", "preview"]
    assert "5 of 280" in str(entries["quote card 2"].value)
    assert all(text in str(entries["preview"].value) for text in ("One", "Two", "Three"))


def test_a_first_comment_is_shown_below_its_post() -> None:
    post = _post("announcement", "One").model_copy(update={"first_comment": "Read it: https://example.org/a"})
    shown = BeautifulSoup(
        MARKDOWN.render(str(posts_preview([post], PLATFORMS["linkedin"])["preview"].value)), "html.parser"
    )
    assert shown.get_text().strip().endswith("First comment: Read it: https://example.org/a")


@pytest.mark.parametrize("size", [(1080, 1920), (1600, 900), (40, 30), (3000, 10)])
def test_a_thumbnail_is_small_enough_to_be_shown_in_place(tmp_path: Path, size: tuple[int, int]) -> None:
    store = MediaStore(tmp_path)
    noise = Image.effect_noise(size, 90).convert("RGB")  # nothing compresses worse
    media = _stored(store, tmp_path, noise)
    entries = thumbnails([("slide", media), ("slide", media)], store)
    assert list(entries) == ["slide", "slide 2"]
    assert all("data:image/webp" in str(entry.value) and len(str(entry.value)) <= INLINE for entry in entries.values())


def test_large_pictures_bring_their_alt_texts(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    media = _stored(store, tmp_path, Image.new("RGB", (600, 400), "#37556b"))
    preview = str(pictures_preview([("cover", media, "A *blue* field")], store)["preview"].value)
    assert "data:image/jpeg;base64," in preview
    assert r"A \*blue\* field" in preview
    assert str(pictures_preview([], store)["preview"].value) == "*No pictures.*"


def test_a_film_shows_its_opening_and_a_strip(tmp_path: Path) -> None:
    import av
    import numpy as np

    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 90, 160, "yuv420p"
        for shade in range(0, 200, 10):
            picture = np.full((160, 90, 3), shade, dtype=np.uint8)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        film.mux(stream.encode())
    store = MediaStore(tmp_path / "media")
    shown = film_preview(store.put_file(path, kind="film"), 2.0, store)
    assert store.made == 1  # what is drawn for people is no piece
    assert len(str(shown["opening"].value)) <= INLINE
    assert "data:image/jpeg" in str(shown["preview"].value)


def _post(type_: str, text: str) -> PostDraft:
    return PostDraft(id="p1", site="s", article="a", platform="x", type=type_, language="en", texts=(text,))


def _stored(store: MediaStore, folder: Path, image: Image.Image) -> Media:
    image.save(folder / "given.png")
    return store.put((folder / "given.png").read_bytes(), ".png", kind="picture")
