from pathlib import Path

import pytest
from PIL import Image

from reprise.errors import BadInput
from reprise.graphics.encode import save_within
from tests.reprise.graphics.looks import photograph


@pytest.mark.parametrize(("form", "suffix"), [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp")])
def test_a_picture_is_written_in_the_format_of_its_suffix(tmp_path: Path, form: str, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    assert save_within(photograph(400, 300), path, ("PNG", "WEBP", "JPEG"), 5_000_000) == {"width": 400, "height": 300}
    with Image.open(path) as image:
        assert image.format == form


def test_quality_goes_down_until_the_limit_is_met(tmp_path: Path) -> None:
    image = photograph(1200, 800)
    save_within(image, tmp_path / "free.jpg", ("JPEG",), 10_000_000)
    limit = (tmp_path / "free.jpg").stat().st_size // 3
    assert save_within(image, tmp_path / "tight.jpg", ("JPEG",), limit) == {"width": 1200, "height": 800}
    assert (tmp_path / "tight.jpg").stat().st_size <= limit


def test_a_png_that_is_too_large_loses_pixels(tmp_path: Path) -> None:
    facts = save_within(photograph(600, 400), tmp_path / "x.png", ("PNG",), 250_000)
    assert facts["width"] < 600
    assert (tmp_path / "x.png").stat().st_size <= 250_000


def test_an_impossible_limit_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="smaller than 100 bytes"):
        save_within(photograph(400, 300), tmp_path / "x.jpg", ("JPEG",), 100)
    assert not (tmp_path / "x.jpg").exists()


def test_nothing_but_pixels_gets_into_the_file(tmp_path: Path) -> None:
    image = photograph(300, 200)
    image.info.update({"exif": b"Exif\x00\x00secret", "comment": b"secret", "icc_profile": b"secret"})
    save_within(image, tmp_path / "x.jpg", ("JPEG",), 1_000_000)
    assert b"secret" not in (tmp_path / "x.jpg").read_bytes()
    with Image.open(tmp_path / "x.jpg") as read:
        assert read.info.get("progressive")
        assert not read.getexif()
        assert "icc_profile" not in read.info
