"""Pictures as the web has them, good and bad: shown rightly, or refused with one clear error."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from reprise.articles.article import ArticleImage
from reprise.errors import BadInput
from reprise.graphics.crop import open_picture
from reprise.media import MediaStore
from reprise.video.pictures.drawing import draw_visuals
from reprise.video.script import Cue, Scene, Script
from resources.pictures.fetch import keep_picture
from tests.builders import make_article, make_site
from tests.reprise.graphics.looks import photograph

PHOTO = photograph(1200, 800)
MEAN = np.asarray(PHOTO).reshape(-1, 3).mean(axis=0)


def _turned(path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # stored lying on its left side
    PHOTO.transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)


def _animated(path: Path) -> None:
    blank = Image.new("RGB", (600, 400), "white")
    blank.save(path, save_all=True, append_images=[blank, PHOTO.resize((600, 400)), blank], duration=80)


def _transparent(path: Path) -> None:
    image = PHOTO.convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(PHOTO.size))
    image.save(path)


def _deep(path: Path) -> None:
    cv2.imwrite(str(path), np.asarray(PHOTO)[..., ::-1].astype(np.uint16) * 257)


def _see_through_palette(path: Path) -> None:
    PHOTO.convert("P", palette=Image.Palette.ADAPTIVE).save(path, transparency=255)


GOOD: dict[str, Callable[[Path], None]] = {
    "wide.jpg": lambda path: PHOTO.resize((20_000, 1_500)).save(path, quality=60),
    "tall.png": lambda path: Image.new("RGB", (300, 20_000), (166, 148, 132)).save(path),
    "animated.gif": _animated,
    "cmyk.jpg": lambda path: PHOTO.convert("CMYK").save(path),
    "turned.jpg": _turned,
    "transparent.png": _transparent,
    "deep.png": _deep,
    "palette.png": lambda path: PHOTO.convert("P", palette=Image.Palette.ADAPTIVE).save(path),
    "palette_with_hole.png": _see_through_palette,
    "grey_with_alpha.png": lambda path: PHOTO.convert("LA").save(path),
}


@pytest.mark.parametrize("name", GOOD)
def test_odd_pictures_keep_their_colours(tmp_path: Path, name: str) -> None:
    GOOD[name](tmp_path / name)
    kept = keep_picture((tmp_path / name).read_bytes(), MediaStore(tmp_path / "store"))
    grey = name.startswith("grey")
    for picture in (open_picture(tmp_path / name), open_picture(MediaStore(tmp_path / "store").path(kept))):
        assert picture.mode in ("RGB", "RGBA")
        mean = np.asarray(picture.convert("RGB")).reshape(-1, 3).mean(axis=0)
        wanted = np.full(3, np.dot(MEAN, (0.299, 0.587, 0.114))) if grey else MEAN
        assert np.abs(mean - wanted).max() < 8
    assert max(kept.width or 0, kept.height or 0) <= 2560


def test_a_turned_photograph_stands_upright(tmp_path: Path) -> None:
    _turned(tmp_path / "turned.jpg")
    upright = np.asarray(open_picture(tmp_path / "turned.jpg").convert("RGB").resize((60, 40))).astype(int)
    wanted = np.asarray(PHOTO.resize((60, 40))).astype(int)
    assert np.abs(upright - wanted).mean() < 12


def test_of_an_animation_the_first_frame_that_shows_something_is_taken(tmp_path: Path) -> None:
    _animated(tmp_path / "animated.gif")
    assert np.asarray(open_picture(tmp_path / "animated.gif")).std() > 20
    store = MediaStore(tmp_path / "store")
    kept = keep_picture((tmp_path / "animated.gif").read_bytes(), store)
    assert np.asarray(open_picture(store.path(kept))).std() > 20


def test_an_animation_broken_after_its_beginning_gives_its_beginning(tmp_path: Path) -> None:
    frames = [photograph(300, 200, seed=seed) for seed in (1, 2, 3)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    data = (tmp_path / "a.gif").read_bytes()
    (tmp_path / "half.gif").write_bytes(data[: len(data) * 2 // 3])
    assert open_picture(tmp_path / "half.gif").size == (300, 200)


def _png(width: int, height: int, data: bytes, extra: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    text = chunk(b"zTXt", extra) if extra else b""
    return b"\x89PNG\r\n\x1a\n" + head + text + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def _half(suffix: str, tmp_path: Path) -> bytes:
    PHOTO.save(tmp_path / f"whole{suffix}")
    data = (tmp_path / f"whole{suffix}").read_bytes()
    return data[: len(data) // 2]


BAD: dict[str, tuple[Callable[[Path], bytes], str, str]] = {
    "half.jpg": (lambda folder: _half(".jpg", folder), "not a picture that can be read", "cannot be decoded"),
    "half.png": (lambda folder: _half(".png", folder), "not a picture that can be read", "cannot be decoded"),
    "square.png": (lambda _: _png(20_000, 20_000, b"\0" * 99), "more than can be worked on", "million pixels"),
    "bomb.png": (lambda _: _png(60_000, 60_000, b"\0" * 99), "more than can be worked on", "million pixels"),
    "text_bomb.png": (
        lambda _: _png(300, 300, b"\0" * 901 * 300, b"c\0\0" + zlib.compress(b"x" * 80_000_000)),
        "not a picture that can be read", "cannot be decoded",
    ),
    "empty.png": (lambda _: b"", "not a picture that can be read", "cannot be decoded"),
    "page.jpg": (lambda _: b"<html>not found</html>", "not a picture that can be read", "cannot be decoded"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_pictures_are_one_clear_error(tmp_path: Path, name: str) -> None:
    make, opening, keeping = BAD[name]
    (tmp_path / name).write_bytes(make(tmp_path))
    with pytest.raises(BadInput, match=opening) as caught:
        open_picture(tmp_path / name)
    assert caught.value.where == name and caught.value.remedy
    with pytest.raises(BadInput, match=keeping):
        keep_picture((tmp_path / name).read_bytes(), MediaStore(tmp_path / "store"))


def test_a_dot_is_refused_when_fetched_and_shown_by_no_film(tmp_path: Path) -> None:
    Image.new("RGB", (1, 1), "red").save(tmp_path / "dot.png")
    with pytest.raises(BadInput, match=r"too small to be shown \(1 × 1 pixels\)"):
        keep_picture((tmp_path / "dot.png").read_bytes(), MediaStore(tmp_path / "other"))


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
def test_a_film_is_drawn_whatever_pictures_an_article_has(tmp_path: Path, size: tuple[int, int]) -> None:
    """Pictures that came into the store unexamined: those that can be shown are, a card stands for the others."""
    media = MediaStore(tmp_path / "store")
    images = []
    makers = {**GOOD, **{name: _writer(bad[0]) for name, bad in BAD.items()}}
    makers["dot.png"] = lambda path: Image.new("RGB", (1, 1), "red").save(path)
    for name, make in makers.items():
        make(tmp_path / name)
        images.append(ArticleImage(url=name, media=media.put_file(tmp_path / name, kind="picture")))
    article = make_article("Pictures", "A text.", images=tuple(images))
    scenes = tuple(
        Scene(
            id=f"s{n}",
            section="point",
            narration="Words.",
            on_screen="Words",
            cue=Cue(kind="image", image=image.url),
            seconds=3,
        )
        for n, image in enumerate(images)
    )
    script = Script(
        article=article.key, article_hash=article.content_hash, site="demo", format="short", title="Pictures",
        language="en", target_seconds=45, scenes=scenes, writer="test",
    )  # fmt: skip
    drawn = draw_visuals(script, article, make_site(), *size, media)
    grounds = {image.url: visual.ground for image, visual in zip(images, drawn.scenes, strict=True)}
    assert {name for name, ground in grounds.items() if ground == "card"} == {*BAD, "dot.png", "tall.png", "wide.jpg"}


def _writer(make: Callable[[Path], bytes]) -> Callable[[Path], None]:
    return lambda path: (path.write_bytes(make(path.parent)), None)[1]
