import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reprise.graphics.colour import (
    BLACK,
    READABLE,
    WHITE,
    contrast,
    contrast_under,
    luminance,
    mix,
    readable_on,
    rgb,
    scrim_strength,
    tint,
    with_contrast,
)  # fmt: skip

COLOURS = st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))


def test_contrast_has_the_values_of_the_standard() -> None:
    assert contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast(rgb("#767676"), WHITE) == pytest.approx(4.54, abs=0.01)
    assert luminance(rgb("#ff0000")) == pytest.approx(0.2126, abs=1e-4)


@given(COLOURS, COLOURS)
def test_the_chosen_ink_is_readable_on_every_background(
    background: tuple[int, int, int], wish: tuple[int, int, int]
) -> None:
    assert contrast(readable_on(background, (wish,)), background) >= READABLE
    assert contrast(with_contrast(wish, background), background) >= READABLE


@given(COLOURS)
def test_shapes_behind_text_leave_it_readable(ground: tuple[int, int, int]) -> None:
    ink = readable_on(ground)
    assert contrast(tint(ground, ink, 0.2), ink) >= READABLE


def test_a_colour_that_is_readable_already_stays_as_it_is() -> None:
    assert with_contrast(rgb("#1f4e5f"), WHITE) == rgb("#1f4e5f")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.floats(0, 255))
def test_the_scrim_found_makes_white_text_readable_on_any_picture(seed: int, level: float) -> None:
    noise = np.random.default_rng(seed).normal(level, 60, (80, 80, 3))
    image = Image.fromarray(np.clip(noise, 0, 255).astype(np.uint8))
    ink = Image.new("L", image.size, 0)
    ink.paste(255, (20, 30, 60, 45))
    strength = scrim_strength(image, ink, WHITE, BLACK)
    covered = Image.blend(image, Image.new("RGB", image.size), strength)
    assert contrast_under(covered, ink, WHITE) >= READABLE - 0.05


def test_no_stronger_scrim_is_laid_than_needed() -> None:
    ink = Image.new("L", (60, 60), 255)
    assert scrim_strength(Image.new("RGB", (60, 60), (20, 20, 20)), ink, WHITE, BLACK) < 0.02
    assert 0.4 < scrim_strength(Image.new("RGB", (60, 60), WHITE), ink, WHITE, BLACK) < 0.6


def test_contrast_is_measured_only_where_the_letters_are() -> None:
    image = Image.new("RGB", (100, 100), BLACK)
    image.paste(WHITE, (50, 0, 100, 100))
    ink = Image.new("L", image.size, 0)
    ink.paste(255, (10, 10, 30, 30))
    assert contrast_under(image, ink, WHITE) == pytest.approx(21, abs=0.1)
    assert mix(BLACK, WHITE, 0.5) == (128, 128, 128)
