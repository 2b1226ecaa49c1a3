from pathlib import Path

import pytest

from reprise.errors import BadSettings
from reprise.graphics.fonts import FontBook, MissingGlyphs
from tests.reprise.graphics.looks import BARE, BOOK


def test_latin_cyrillic_and_greek_are_drawn_in_the_sites_own_family() -> None:
    runs = BARE.runs("Bread Хлеб Ψωμί", "Manrope")
    assert [run.face.path.name for run in runs] == ["Manrope[wght].ttf"]


def test_each_run_gets_a_font_that_covers_every_one_of_its_characters() -> None:
    runs = BARE.runs("Việt नमस्ते مرحبا", "Manrope")
    assert "".join(run.text for run in runs) == "Việt नमस्ते مرحبا"
    assert all(run.face.covers(character) for run in runs for character in run.text)
    assert len({run.face.path for run in runs}) == 3


def test_a_text_no_font_can_draw_names_its_characters_script_and_remedy() -> None:
    with pytest.raises(MissingGlyphs, match=r"Han.*漢 \(U\+6F22\).*fonts-noto-cjk") as caught:
        BARE.runs("Kanji 漢字", "Inter")
    assert isinstance(caught.value.at("an-article"), MissingGlyphs)


def test_emoji_without_a_colour_font_are_left_out_without_a_trace() -> None:
    assert BARE.drawable("We shipped 🎉, at last 👩‍🍳!", "Inter") == "We shipped, at last!"
    assert BARE.drawable("🎉🎉", "Inter") == ""


def test_a_keycap_keeps_its_digit_when_its_emoji_cannot_be_drawn() -> None:
    assert BARE.drawable("1️⃣ Mix", "Manrope") == "1 Mix"


def test_styled_letters_become_plain_ones() -> None:
    assert BARE.drawable("𝗕𝗼𝗹𝗱 claim", "Manrope") == "Bold claim"


def test_shapeless_characters_do_not_reach_a_picture() -> None:
    assert BARE.drawable("a\u200bb\u00ad\ufeff c\u202e \x07\ue000d", "Inter") == "ab c d"


def test_letters_with_separate_accents_are_composed() -> None:
    assert BARE.drawable("Vie\u0323\u0302t", "Manrope") == "Việt"


def test_weight_and_size_change_the_width() -> None:
    face = BARE.face("Inter")
    thin, bold = BARE.font(face, 300, 40), BARE.font(face, 800, 40)
    assert thin.getlength("Reprise") < bold.getlength("Reprise")
    assert BARE.font(face, 300, 80).getlength("Reprise") == pytest.approx(2 * thin.getlength("Reprise"), rel=0.06)


def test_a_site_may_bring_its_own_font_file(tmp_path: Path) -> None:
    source = BARE.face("Source Serif 4").path
    (tmp_path / "house.ttf").write_bytes(source.read_bytes())
    book = FontBook(tmp_path, system_folders=())
    assert book.runs("Reprise", "house.ttf")[0].face.path == tmp_path / "house.ttf"
    assert book.signature("Reprise", ["house.ttf"]) == BARE.signature("Reprise", ["Source Serif 4"])


@pytest.mark.parametrize("family", ["Comic Nonsense", "absent.ttf"])
def test_an_unknown_family_is_a_mistake_in_the_settings(family: str) -> None:
    with pytest.raises(BadSettings, match=r"no font family|does not exist"):
        BARE.face(family)


def test_a_font_file_that_is_no_font_is_a_mistake_in_the_settings(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"not a font at all")
    with pytest.raises(BadSettings, match="not a font"):
        FontBook(tmp_path).face("broken.ttf")


def test_the_signature_changes_when_another_font_is_needed() -> None:
    assert BOOK.signature("abc", ["Inter"]) == BOOK.signature("cab", ["Inter"])
    assert BOOK.signature("abc", ["Inter"]) != BOOK.signature("abc مرحبا", ["Inter"])
