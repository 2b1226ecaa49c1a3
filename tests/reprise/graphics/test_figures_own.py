"""A character's own pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from reprise.errors import BadSettings
from reprise.graphics.figures_own import fitted, own_figure

SETTING = "demo: films.characters.explainer.poses.pointing"


def picture(
    path: Path, size: tuple[int, int] = (900, 1400), box: tuple[int, int, int, int] = (200, 300, 700, 1200)
) -> Path:
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse(box, fill=(200, 60, 60, 255))
    image.save(path)
    return path


@pytest.mark.parametrize("name", ["own.png", "own.webp"])
def test_the_margin_around_a_figure_is_cut_off(tmp_path: Path, name: str) -> None:
    figure = own_figure(picture(tmp_path / name), SETTING)
    assert figure.mode == "RGBA"
    assert abs(figure.width - 501) <= 2 and abs(figure.height - 901) <= 2


def opaque(path: Path) -> None:
    Image.new("RGB", (300, 300), "red").save(path)


def filled(path: Path) -> None:
    Image.new("RGBA", (300, 300), (255, 0, 0, 255)).save(path)


def empty(path: Path) -> None:
    Image.new("RGBA", (300, 300), (255, 0, 0, 0)).save(path)


def tiny(path: Path) -> None:
    picture(path, (80, 80), (10, 10, 30, 30))


def broken(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")


@pytest.mark.parametrize(
    ("make", "told"),
    [(opaque, "no transparency"), (filled, "no transparency"), (empty, "empty"), (tiny, "smaller"),
     (broken, "cannot be read"), (None, "is not there")],
)  # fmt: skip
def test_what_cannot_be_used_is_told_with_file_and_setting(tmp_path: Path, make: object, told: str) -> None:
    path = tmp_path / "robin.png"
    if callable(make):
        make(path)
    with pytest.raises(BadSettings, match=told) as caught:
        own_figure(path, SETTING)
    assert "robin.png" in caught.value.what
    assert caught.value.where == SETTING
    assert "transparent" in str(caught.value.remedy)


@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(80, 900), st.integers(80, 900))
def test_any_figure_fits_its_box_and_stands_on_its_edge(width: int, height: int, across: int, tall: int) -> None:
    figure = Image.new("RGBA", (width, height), (10, 200, 10, 255))
    box = fitted(figure, (across, tall))
    assert box.size == (across, tall)
    bounds = box.getchannel("A").getbbox()
    assert bounds is not None
    assert bounds[3] == tall
    assert bounds[1] >= round(tall * 0.06) - 1
    assert abs((bounds[0] + bounds[2]) / 2 - across / 2) <= 1
