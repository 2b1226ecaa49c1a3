"""Slides: page marks, and photographs above an idea."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageChops

from reprise.graphics.cards import CardContent, compose_card, draw_card
from reprise.graphics.overlay import draw_headline
from reprise.graphics.pictured import draw_pictured, suits_slide
from tests.reprise.graphics.looks import BOOK, BRANDS, diagram, look, photograph

SQUARE, TALL = (1080, 1080), (1080, 1920)
WORDS = "Pump the tube until it is twice its normal width"
DETAIL = "A stretched tube opens the smallest hole."


def changed(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int]:
    """The box in which two pictures differ."""
    box = ImageChops.difference(one, other).convert("L").point(lambda level: 255 * (level > 8)).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("size", [SQUARE, TALL])
def test_a_page_mark_stands_at_the_end_of_the_signatures_row(size: tuple[int, int]) -> None:
    cards = [
        draw_card("title", CardContent("A title"), look(), size, book=BOOK, captions=False, page=page)
        for page in ((2, 7), (3, 7))
    ]
    left, top, right, bottom = changed(*cards)
    assert left > size[0] * 0.7
    assert bottom - top < 60
    assert right < size[0] - 60


def test_in_a_script_from_right_to_left_it_stands_on_the_left() -> None:
    content = CardContent("عنوان طويل للمقال")
    cards = [draw_card("title", content, look(), SQUARE, book=BOOK, page=page) for page in ((2, 7), (3, 7))]
    assert changed(*cards)[2] < SQUARE[0] * 0.3


def test_the_last_page_points_no_further() -> None:
    def accent(page: tuple[int, int]) -> int:
        card = compose_card("title", CardContent("A title"), look(), SQUARE, book=BOOK, page=page)
        row = np.asarray(card.image)[960:1040, 930:1010].astype(int)
        return int((row.max(axis=2) - row.min(axis=2) > 90).sum())

    assert accent((2, 7)) > 200
    assert accent((7, 7)) < 60


def test_a_headline_over_a_photograph_has_its_page_too() -> None:
    slides = [
        draw_headline(photograph(), "A headline", look(), SQUARE, book=BOOK, captions=False, page=page)
        for page in ((1, 5), (1, 6))
    ]
    left, top, *_ = changed(*slides)
    assert left > 700
    assert top > 900


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize("size", [SQUARE, TALL])
def test_a_pictured_slide_shows_the_photograph_and_words_below(brand: str, size: tuple[int, int]) -> None:
    shot = photograph()
    slide = draw_pictured(shot, WORDS, DETAIL, look(brand), size, book=BOOK, number="3", page=(4, 9))
    assert (slide.size, slide.mode) == (size, "RGB")
    plain = draw_pictured(shot, "X", "", look(brand), size, book=BOOK, page=(4, 9))
    left, top, *_ = changed(slide, plain)
    assert top > size[1] * 0.35  # the photograph is the same, the words are below it
    assert left < size[0] * 0.2


def test_it_is_drawn_the_same_every_time() -> None:
    slides = [draw_pictured(photograph(), WORDS, DETAIL, look(), SQUARE, book=BOOK) for _ in range(2)]
    assert slides[0].tobytes() == slides[1].tobytes()


def test_only_photographs_that_stay_sharp_suit_a_slide() -> None:
    assert suits_slide(photograph(), SQUARE)
    assert not suits_slide(diagram(), SQUARE)
    assert not suits_slide(photograph(400, 300), SQUARE)
    assert not suits_slide(photograph().convert("RGBA"), SQUARE)
