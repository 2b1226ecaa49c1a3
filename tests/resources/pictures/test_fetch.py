from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from reprise.articles.article import ArticleImage
from reprise.errors import BadInput
from reprise.media import MediaStore
from resources.http import Fetcher
from resources.pictures.fetch import MAX_SIDE, fetch_images, keep_picture
from tests.builders import make_article
from tests.resources.web import LOCAL, Answer, Web, serve


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as running:
        yield running


def photo(width: int = 120, height: int = 80, mode: str = "RGB", kind: str = "JPEG", **options: Any) -> bytes:
    """A picture with more colours than a drawing has."""
    picture = Image.effect_noise((width, height), 90).convert("RGB")
    picture = Image.merge(
        "RGB", [picture.getchannel(0), picture.getchannel(1).rotate(180), Image.new("L", picture.size, 90)]
    )
    return saved(picture.convert(mode), kind, **options)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    data = io.BytesIO()
    picture.save(data, kind, **options)
    return data.getvalue()


def opened(media: MediaStore, data: bytes) -> Image.Image:
    kept = keep_picture(data, media)
    picture = Image.open(media.path(kept))
    assert picture.size == (kept.width, kept.height)
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("data", "format", "mode"),
    [
        (photo(), "JPEG", "RGB"),
        (photo(mode="CMYK"), "JPEG", "RGB"),
        (photo(mode="L"), "PNG", "RGB"),
        (photo(kind="WEBP"), "JPEG", "RGB"),
        (saved(Image.new("RGBA", (90, 90), (255, 0, 0, 100)), "PNG"), "PNG", "RGBA"),
        (saved(Image.new("RGBA", (90, 90), (255, 0, 0, 255)), "PNG"), "PNG", "RGB"),
        (saved(Image.new("1", (90, 90), 1), "PNG"), "PNG", "RGB"),
        (saved(Image.new("I;16", (90, 90), 30_000), "PNG"), "PNG", "RGB"),
        (saved(Image.new("P", (90, 90), 3), "GIF"), "PNG", "RGB"),
    ],
)
def test_every_usual_kind_becomes_a_plain_jpeg_or_png(media: MediaStore, data: bytes, format: str, mode: str) -> None:
    picture = opened(media, data)
    assert (picture.format, picture.mode) == (format, mode)


def test_deep_grey_keeps_its_brightness(media: MediaStore) -> None:
    picture = opened(media, saved(Image.new("I;16", (90, 90), 32_768), "PNG"))
    assert abs(picture.getpixel((9, 9))[0] - 128) <= 1  # type: ignore[index, operator]


def test_an_animation_becomes_its_first_frame(media: MediaStore) -> None:
    frames = [Image.new("RGB", (90, 60), color) for color in ("red", "blue", "green")]
    data = io.BytesIO()
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:], duration=50)
    picture = opened(media, data.getvalue())
    assert getattr(picture, "n_frames", 1) == 1
    assert picture.getpixel((5, 5)) == (255, 0, 0)


def test_a_photo_is_turned_upright_and_its_metadata_left_behind(media: MediaStore) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Ada"
    picture = opened(media, photo(120, 80, exif=exif))
    assert picture.size == (80, 120)
    assert not picture.getexif()


def test_a_huge_photo_is_made_smaller(media: MediaStore) -> None:
    assert max(opened(media, photo(4_000, 400)).size) <= MAX_SIDE


def _claims(width: int, height: int) -> bytes:
    """A tiny PNG whose header claims a giant picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (_claims(50_000, 50_000), "more than 60 million pixels"),
        (_claims(9_000, 9_000), "more than 60 million pixels"),
        (saved(Image.new("RGB", (1, 1)), "GIF"), "too small"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"<html>not a picture</html>", "cannot be decoded"),
        (b"", "cannot be decoded"),
        (photo()[:400], "cannot be decoded"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 90 90\n", "cannot be decoded"),
    ],
)
def test_what_is_no_usable_picture_says_why(media: MediaStore, data: bytes, problem: str) -> None:
    with pytest.raises(BadInput, match=problem):
        keep_picture(data, media)
    assert not [path for path in media.root.rglob("*") if path.is_file()]


def test_pictures_are_fetched_and_the_failing_ones_explain_themselves(media: MediaStore, web: Web) -> None:
    web.pages["/a.jpg"] = Answer(photo(), type="text/plain")
    web.pages["/b.jpg"] = Answer(photo(), type="image/png")  # the content decides, not the name
    images = [
        ArticleImage(url=url, before=0)
        for url in (f"{web.url}/b.jpg", f"{web.url}/a.jpg", f"{web.url}/gone.png", "http://10.0.0.1/x.png", "data:,x")
    ]
    found = fetch_images(make_article("A", "text", images=tuple(images)), media, Fetcher(allow_private=[LOCAL])).images
    assert [image.media is not None for image in found] == [True, False, False, False, False]
    problems = [image.problem or "" for image in found]
    assert problems[0] == ""
    for problem, words in zip(problems[1:], ("text/plain", "404", "private network", "not an http"), strict=True):
        assert words in problem


def test_one_address_is_fetched_once(media: MediaStore, web: Web) -> None:
    web.pages["/a.jpg"] = Answer(photo(), type="image/jpeg")
    images = tuple(ArticleImage(url=f"{web.url}/a.jpg", before=place) for place in (0, 1))
    found = fetch_images(make_article("A", "text", images=images), media, Fetcher(allow_private=[LOCAL])).images
    assert len(web.asked) == 1
    assert found[0].media == found[1].media is not None


def test_local_pictures_are_looked_up_as_generators_do(media: MediaStore, tmp_path: Path) -> None:
    posts, assets = tmp_path / "posts", tmp_path / "static"
    for place in (posts / "a" / "one.jpg", assets / "img" / "two%.jpg"):
        place.parent.mkdir(parents=True)
        place.write_bytes(photo())
    urls = ("file:///a/one.jpg", "file:///img/two%25.jpg", "file:///deep/img/two%25.jpg", "file:///none.jpg")
    article = make_article("A", "text", images=tuple(ArticleImage(url=url) for url in urls))
    found = fetch_images(article, media, Fetcher(), (posts, assets)).images
    assert [image.problem for image in found] == [None, None, None, "The picture's file does not exist."]


@pytest.mark.parametrize(
    "url", ["file:///../secret.jpg", "file:///%2e%2e/secret.jpg", "file:///link.jpg", "file:///a%00.jpg"]
)
def test_no_local_file_outside_of_the_folders_is_read(media: MediaStore, tmp_path: Path, url: str) -> None:
    (tmp_path / "secret.jpg").write_bytes(photo())
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    article = make_article("A", "text", images=(ArticleImage(url=url),))
    found = fetch_images(article, media, Fetcher(), (tmp_path / "posts",)).images[0]
    assert found.media is None
    assert found.problem


def test_a_web_article_reads_no_local_file(media: MediaStore, tmp_path: Path) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(photo())
    article = make_article("A", "text", images=(ArticleImage(url=f"file://{secret}"),))
    assert fetch_images(article, media, Fetcher()).images[0].media is None
