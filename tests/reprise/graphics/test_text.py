import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reprise.graphics.bidi import embedding_levels, visual_order
from reprise.graphics.breaking import tokens
from reprise.graphics.text import TextStyle, draw, fit, lay_out, measure, set_lines, tight_ink, wrap
from tests.reprise.graphics.looks import BARE, BOOK

STYLE = TextStyle("Manrope", 48, 700)
WORDS = st.lists(st.text("abcdefgijlmpty", min_size=1, max_size=12), min_size=1, max_size=25).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(text=WORDS, width=st.integers(420, 900))
def test_wrapping_loses_no_word_and_keeps_every_line_inside_the_width(text: str, width: int) -> None:
    laid = lay_out(text, STYLE, width, BARE)
    assert " ".join(line.text for line in laid.lines) == text
    assert all(line.box.width <= width + 0.5 for line in laid.lines)


@settings(max_examples=40, deadline=None)
@given(text=WORDS)
def test_balancing_never_costs_a_line(text: str) -> None:
    space, used, lines = measure(" a", STYLE, BARE)[0] - measure("a", STYLE, BARE)[0], 0.0, 1
    assert space == 0  # a line's own leading space is not set
    gap = measure("a a", STYLE, BARE)[0] - 2 * measure("a", STYLE, BARE)[0]
    for word in text.split():
        size = measure(word, STYLE, BARE)[0]
        if used and used + gap + size > 600:
            lines, used = lines + 1, size
        else:
            used += size + (gap if used else 0)
    assert len(wrap(text, STYLE, 600, BARE)) == lines


def test_no_lone_word_is_left_on_the_last_line() -> None:
    lines = wrap("Why your bread does not rise and what to do now", STYLE, 640, BARE)
    assert len(lines[-1].split()) > 1


def test_lines_of_an_article_without_spaces_do_not_start_with_punctuation() -> None:
    parts = [token.text for token in tokens("今日はとても良い天気ですね。明日は雨が降るでしょう、たぶん。")]
    assert len(parts) > 4
    assert not any(part[0] in "。、" for part in parts)


def test_a_word_wider_than_the_line_is_cut_rather_than_lost() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitän"
    lines = wrap(word, STYLE, 300, BARE)
    assert len(lines) > 1
    assert "".join(lines) == word


def test_fitting_takes_the_largest_size_at_which_no_word_is_cut() -> None:
    laid = fit("Donaudampfschifffahrt", TextStyle("Manrope", 200, 800), (600, 400), BARE, minimum=20)
    assert len(laid.lines) == 1
    assert laid.width <= 600.5
    assert measure("Donaudampfschifffahrt", TextStyle("Manrope", laid.style.size + 2, 800), BARE)[0] > 600


def test_what_does_not_fit_at_the_smallest_size_ends_with_an_ellipsis() -> None:
    laid = fit("many words " * 80, TextStyle("Inter", 60), (500, 200), BARE, minimum=30)
    assert laid.shortened
    assert laid.lines[-1].text.endswith("…")
    assert laid.height <= 200


@pytest.mark.parametrize("text", ["Ảnh Ế Ỗ gjpqy", "ÅÉÎ Ŧ ǾǼ", "Ёжик щука", "مرحبًا لِلجَميع", "fjord Çağ ţ"])
@pytest.mark.parametrize("stroke", [0, 6])
def test_no_accent_descender_or_stroke_leaves_the_ink_box(text: str, stroke: int) -> None:
    image = Image.new("L", (900, 300), 0)
    laid = set_lines([text], TextStyle("Manrope", 64, 800), BARE)
    box = draw(image, laid, (100, 100), 255, BARE, stroke=stroke)
    left, top, right, bottom = image.getbbox() or (0, 0, 0, 0)
    assert right > left
    assert (box.left <= left, box.top <= top, box.right >= right, box.bottom >= bottom) == (True,) * 4


def test_lines_with_stacked_accents_do_not_touch() -> None:
    laid = lay_out("Ẩn Ỗ Ấ gypq\nẨn Ỗ Ấ gypq", TextStyle("Inter", 60, 700, leading=0.8), 900, BARE)
    image = Image.new("L", (900, 400), 0)
    draw(image, laid, (20, 60), 255, BARE)
    rows = np.asarray(image).max(axis=1) > 0
    blocks = int((np.diff(rows.astype(int)) == 1).sum())
    assert blocks >= 2


def test_every_word_has_the_box_it_is_drawn_in() -> None:
    laid = set_lines(["Fold the dough", "every hour"], STYLE, BARE)
    assert [word.text for word in laid.words] == ["Fold", "the", "dough", "every", "hour"]
    assert [word.line for word in laid.words] == [0, 0, 0, 1, 1]
    image = Image.new("RGB", (700, 260), "black")
    draw(image, laid, (40, 40), (255, 255, 255), BARE, word_fills={2: (255, 0, 0)})
    pixels = np.asarray(image).astype(int)
    red = np.argwhere((pixels[..., 0] > 150) & (pixels[..., 1] < 60))
    box = laid.words[2].ink.moved(40, 40)
    assert red[:, 1].min() >= box.left - 1
    assert red[:, 1].max() <= box.right + 1
    assert red[:, 0].min() >= box.top - 1


def test_words_of_a_script_without_spaces_get_boxes_too() -> None:
    laid = set_lines(["foobarbaz"], STYLE, BARE, words=["foo", "bar", "baz"])
    assert [word.text for word in laid.words] == ["foo", "bar", "baz"]
    assert laid.lines[0].text == "foobarbaz"
    edges = [word.box.left for word in laid.words]
    assert edges == sorted(edges)
    assert laid.words[1].box.left == pytest.approx(laid.words[0].box.right)


def test_arabic_lines_begin_at_the_right_and_numbers_in_them_stay_in_order() -> None:
    laid = lay_out("خبز 2026 طازج", STYLE, 800, BARE)
    assert laid.rtl
    lefts = [word.box.left for word in laid.words]
    assert lefts == sorted(lefts, reverse=True)
    assert laid.words[0].box.right == pytest.approx(800, abs=1)


def test_latin_words_inside_arabic_keep_their_own_order() -> None:
    levels = embedding_levels(["مع", "GitHub", "Actions", "خبز"], rtl=True)
    assert visual_order(levels) == [3, 1, 2, 0]


def test_arabic_inside_a_latin_line_is_reversed_as_one_run() -> None:
    levels = embedding_levels(["say", "خبز", "طازج", "now"], rtl=False)
    assert visual_order(levels) == [0, 2, 1, 3]


def test_arabic_letters_are_joined() -> None:
    joined = measure("بيت", TextStyle("Noto Sans Arabic", 60), BARE)[0]
    apart = sum(measure(letter, TextStyle("Noto Sans Arabic", 60), BARE)[0] for letter in "بيت")
    assert joined < apart * 0.9


def test_the_tight_box_holds_exactly_the_pixels() -> None:
    laid = set_lines(["“"], TextStyle("Source Serif 4", 200, 700), BARE)
    assert tight_ink(laid, BARE).height < laid.ink.height * 0.7


def test_text_without_anything_to_draw_takes_no_ink() -> None:
    laid = lay_out("🎉", STYLE, 500, BARE)
    assert laid.words == ()
    assert BOOK.drawable("", "Inter") == ""


def test_emoji_are_drawn_in_colour_where_a_colour_font_is_installed() -> None:
    if not BOOK.drawable("🎉", "Inter"):
        pytest.skip("this machine has no colour font")
    image = Image.new("RGB", (300, 160), "white")
    laid = set_lines(["A 🎉"], TextStyle("Inter", 80), BOOK)
    box = draw(image, laid, (20, 20), (0, 0, 0), BOOK)
    pixels = np.asarray(image).astype(int)
    colourful = np.argwhere(pixels.max(axis=2) - pixels.min(axis=2) > 80)
    assert len(colourful) > 300
    assert box.left <= colourful[:, 1].min()
    assert colourful[:, 1].max() <= box.right
    assert box.top <= colourful[:, 0].min()
    assert colourful[:, 0].max() <= box.bottom


def test_a_number_stays_with_what_it_counts() -> None:
    style = TextStyle("Manrope", 40, 700)
    for text in (
        "Dimming after midnight cut the bill by 38 percent, and almost nobody noticed.",
        "It weighs 12 kg now.",
    ):
        for width in range(180, 700, 20):
            lines = [line.text for line in lay_out(text, style, width, BOOK).lines]
            if len(lines) < len(text.split()) // 2:  # where there is a choice
                assert not any(line.endswith(("38", "12")) for line in lines), lines


def test_a_dash_begins_no_line_where_there_is_a_choice() -> None:
    text = "Вам предстоит много писать, — это одна из главных ваших задач."
    for width in range(420, 700, 20):
        lines = [line.text for line in lay_out(text, TextStyle("Manrope", 40, 700), width, BOOK).lines]
        if len(lines) > 1:
            assert not any(line.startswith("—") for line in lines), lines
