"""Every card in every shape: inside the safe area, readable, whole, whatever its words are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reprise.errors import BadInput
from reprise.graphics.colour import contrast_under
from reprise.video.script import Cue
from tests.builders import make_site
from tests.reprise.video.carded import LOOKS, SIZES, Drawn, every_cue, is_letters, make_brand

WORDS = {
    "latin": ("Fix a slow puncture", "Roughen the rubber"),
    "german": ("Regenwassersammelanlagenverordnung verstehen", "Geschwindigkeitsbegrenzungsventil"),
    "cyrillic": ("Как мы считали велосипеды", "Планетарная втулка"),
    "greek": ("Πέντε πράγματα πριν τον χειμώνα", "Πίεση ελαστικών"),
    "arabic": ("إصلاح ثقب في الإطار", "ضع الرقعة"),
    "one long word": ("x" * 300, "y" * 300),
    "a whole paragraph": ("All that can go wrong between the flour bin and the oven. " * 6, "With every remedy. " * 9),
}
NASTY = {
    "quotes": 'He said "it\'s 100 %" and `left`',
    "filters": "a:b,c;d[e]{f}=g\\h%d %{n} $(rm) <b>&amp;",
    "emoji": "Ride 🚲 home 👩‍👩‍👧‍👦 soon 🏳️‍🌈",
    "joiners": "a\u200db\u200cc \ufeffzero\u00adwidth",
    "directions": "\u202eabc\u202c \u200fdef\u200e ghi",
    "breaks": "one\ntwo\tthree\r\nfour\u2028five",
    "mixed": "Ёлка Ω ŵ ǆ لا إله 12,5 %",
    "dots": " . … ",
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("words", WORDS)
def test_no_piece_of_a_card_leaves_the_safe_area(tmp_path: Path, size: tuple[int, int], words: str) -> None:
    for cue in every_cue(*WORDS[words]):
        drawn = Drawn(tmp_path, cue, size, site=make_site(brand=make_brand("violet")))
        assert drawn.layers, cue.kind
        assert not drawn.outside(), (cue.kind, drawn.outside())


@pytest.mark.parametrize("words", NASTY)
def test_no_text_breaks_a_card(tmp_path: Path, words: str) -> None:
    for cue in every_cue(NASTY[words], NASTY[words]):
        drawn = Drawn(tmp_path, cue, (1080, 1080), narration=NASTY[words])
        assert drawn.layers and not drawn.outside(), cue.kind


@pytest.mark.parametrize("brand", LOOKS)
def test_all_letters_stand_out_from_what_lies_under_them(tmp_path: Path, brand: str) -> None:
    site = make_site(brand=make_brand(brand))
    looked_at = 0
    for cue in every_cue():
        if len(cue.data) == 1:
            continue  # its ring is a shape
        for layer, picture, under in Drawn(tmp_path, cue, (1080, 1920), site=site).built():
            if not is_letters(picture):
                continue
            looked_at += 1
            box = (layer.x, layer.y, layer.x + picture.width, layer.y + picture.height)
            ink, pixels = picture.getchannel("A"), np.asarray(picture)
            red, green, blue = (int(value) for value in pixels[pixels[..., 3] > 250][0][:3])
            colour = (red, green, blue)
            assert contrast_under(under.crop(box).convert("RGB"), ink, colour, 2) >= 4.4, (cue.kind, layer)
    assert looked_at > 25


def test_a_card_that_is_only_an_emoji_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"scene scene: A title card has no words"):
        Drawn(tmp_path, Cue(kind="title", text="\u200d\u200f\ufe0f"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="latin-1", exclude_categories=("Cc", "Cn", "Co")), min_size=1, max_size=120))
def test_any_latin_text_is_drawn_inside_or_refused(tmp_path: Path, text: str) -> None:
    cue = Cue(kind="list", text=text, items=(text, "Bus", text))
    try:
        drawn = Drawn(tmp_path, cue, (1080, 1080))
    except BadInput as error:
        assert "no words" in error.what
        return
    assert not drawn.outside()
