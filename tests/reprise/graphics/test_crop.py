import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from reprise.errors import BadInput
from reprise.graphics.crop import (
    cover,
    crop_box,
    focal_point,
    is_graphic,
    open_picture,
    present,
    suits_cover,
    worth_showing,
)  # fmt: skip
from tests.reprise.graphics.looks import diagram, photograph

SIDES = st.integers(1, 4000)
SHARES = st.floats(0, 1)


@given(SIDES, SIDES, SIDES, SIDES, SHARES, SHARES)
def test_a_crop_always_lies_inside_the_picture(w: int, h: int, sw: int, sh: int, x: float, y: float) -> None:
    left, top, right, bottom = crop_box((w, h), (sw, sh), (x, y))
    assert 0 <= left < right <= w
    assert 0 <= top < bottom <= h
    assert right - left == w or bottom - top == h


def test_the_eye_is_led_to_the_one_thing_that_stands_out() -> None:
    x, y = focal_point(photograph())
    assert x == pytest.approx(0.74, abs=0.1)
    assert y == pytest.approx(0.4, abs=0.12)


def test_an_even_picture_is_cut_about_its_centre() -> None:
    assert focal_point(Image.new("RGB", (300, 200), "teal")) == (0.5, 0.5)


def test_a_tall_crop_of_a_wide_photograph_keeps_its_subject() -> None:
    tall = np.asarray(cover(photograph(), (540, 960))).astype(int)
    red = (tall[..., 0] > 150) & (tall[..., 1] < 110) & (tall[..., 2] < 90)
    columns = np.argwhere(red)[:, 1]
    assert 0.2 * 540 < columns.mean() < 0.8 * 540


def test_a_photograph_fills_the_frame() -> None:
    assert suits_cover(photograph(), (1200, 627))
    assert present(photograph(), (1200, 627), (10, 20, 30)).size == (1200, 627)


@pytest.mark.parametrize(
    "image", [photograph(400, 300), photograph(3000, 700), diagram()], ids=["small", "panorama", "diagram"]
)
def test_what_a_crop_would_ruin_is_shown_whole(image: Image.Image) -> None:
    assert not suits_cover(image, (1080, 1350))
    shown = present(image, (1080, 1350), (200, 30, 30))
    assert shown.size == (1080, 1350)


def test_a_small_picture_is_never_enlarged_to_mush() -> None:
    image = Image.new("RGB", (240, 240), (0, 0, 255))
    shown = np.asarray(present(image, (1200, 1200), (250, 250, 250))).astype(int)
    blue = (shown[..., 2] > 230) & (shown[..., 0] < 20)
    assert blue.any(axis=0).sum() <= 240 * 1.8 + 2


def test_a_one_pixel_picture_is_presented_without_failing() -> None:
    assert present(Image.new("RGB", (1, 1), "red"), (1080, 1080), (0, 0, 0)).size == (1080, 1080)
    assert present(Image.new("RGBA", (1, 900), (0, 0, 0, 0)), (400, 300), (9, 9, 9)).mode == "RGB"


def test_icons_spacers_and_even_surfaces_are_not_worth_showing() -> None:
    assert worth_showing(photograph())
    assert not worth_showing(photograph(120, 120))
    assert not worth_showing(photograph(3000, 210))
    assert not worth_showing(Image.new("RGB", (800, 600), "teal"))


def test_diagrams_are_told_from_photographs() -> None:
    assert is_graphic(diagram())
    assert not is_graphic(photograph())


def test_a_dark_drawing_without_ground_stands_on_white() -> None:
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    image.paste((10, 10, 10, 255), (150, 150, 250, 250))
    assert present(image, (500, 500), (20, 20, 20)).getpixel((120, 250)) == (255, 255, 255)


def test_a_turned_photograph_is_set_upright(tmp_path: Path) -> None:
    image = photograph(300, 200)
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / "turned.jpg", exif=exif)
    assert open_picture(tmp_path / "turned.jpg").size == (200, 300)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16", "F", "RGBA"])
def test_every_kind_of_pixels_opens_as_rgb_or_rgba(tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        image = Image.fromarray((np.arange(90_000) % 65_536).astype(np.uint16).reshape(300, 300))
    else:
        image = photograph(300, 300).convert("L" if mode == "LA" else "RGB").convert(mode)
    path = tmp_path / ("x.tif" if mode in ("CMYK", "F") else "x.png")
    image.save(path)
    opened = open_picture(path)
    assert opened.mode in ("RGB", "RGBA")
    assert np.asarray(opened).std() > 20


def test_the_first_frame_of_an_animation_is_taken(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    pixel = open_picture(tmp_path / "a.gif").convert("RGB").getpixel((30, 30))
    assert pixel == (255, 0, 0)


def test_an_embedded_profile_is_converted(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    photograph(50, 50).save(tmp_path / "odd.png", icc_profile=profile)
    assert open_picture(tmp_path / "odd.png").mode == "RGB"
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photograph(50, 50).save(tmp_path / "fine.png", icc_profile=srgb)
    assert (
        np.abs(np.asarray(open_picture(tmp_path / "fine.png")).astype(int) - np.asarray(photograph(50, 50))).max() <= 1
    )


def _bomb() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (60_000).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"\xff\xd8\xff\xe0 nothing", b"GIF89a", _bomb()])
def test_a_broken_or_monstrous_file_is_one_clear_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bad.png").write_bytes(data)
    with pytest.raises(BadInput, match=r"bad\.png: This"):
        open_picture(tmp_path / "bad.png")


def test_a_cut_off_file_is_one_clear_error(tmp_path: Path) -> None:
    photograph(500, 400).save(tmp_path / "whole.jpg")
    (tmp_path / "half.jpg").write_bytes((tmp_path / "whole.jpg").read_bytes()[:4000])
    with pytest.raises(BadInput, match=r"half\.jpg"):
        open_picture(tmp_path / "half.jpg")


def test_a_huge_picture_is_reduced_while_it_is_read(tmp_path: Path) -> None:
    Image.new("RGB", (7000, 6000), "teal").save(tmp_path / "huge.jpg")
    opened = open_picture(tmp_path / "huge.jpg")
    assert 2400 <= min(opened.size) < 4000
