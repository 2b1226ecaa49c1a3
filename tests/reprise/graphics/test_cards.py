from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from reprise.errors import BadInput, BadSettings
from reprise.graphics import cards
from reprise.graphics.canvas import Canvas, legible
from reprise.graphics.cards import Card, CardContent, CardKind, compose_card, draw_card
from reprise.graphics.colour import RGB, WHITE, contrast
from reprise.graphics.fonts import MissingGlyphs
from reprise.graphics.ground import Palette
from reprise.graphics.text import Box, TextLayout
from tests.reprise.graphics.looks import BARE, BRANDS, look

LONG = "A thorough account of everything that can go wrong between the flour bin and the oven, with remedies " * 2
CODE = "def read_all(folder):\n" + "\n".join(f"    line_{n} = load(folder, {n})  # step {n}" for n in range(60))
CONTENTS: dict[CardKind, CardContent] = {
    "title": CardContent("Why your bread does not rise", "Baking"),
    "quote": CardContent("A starter is a habit that happens to live in a jar.", "Marta Ruiz"),
    "statistic": CardContent("37 %", "of home bakers throw away their first loaves"),
    "list": CardContent("Signs that it is ready", items=("It has grown", "It jiggles", "Bubbles show")),
    "question": CardContent("Can I keep it in the fridge?", "Yes. Feed it once a week."),
    "step": CardContent("Fold the dough", "2", ("Wet your hands and lift one side.",)),
    "code": CardContent("print('hello')\n", "Greeting", code_language="python"),
    "cta": CardContent("Read the whole guide"),
}
LONG_CONTENTS: dict[CardKind, CardContent] = {
    "title": CardContent(LONG, LONG),
    "quote": CardContent(LONG * 3, LONG),
    "statistic": CardContent("1,234,567,890 kilogrammes", LONG),
    "list": CardContent(LONG, items=(LONG,) * 9),
    "question": CardContent(LONG, LONG * 3),
    "step": CardContent(LONG, "12/12", (LONG, LONG)),
    "code": CardContent(CODE, LONG, code_language="python"),
    "cta": CardContent(LONG, LONG),
}
SIZES = [(1200, 627), (1080, 1350), (600, 400)]


def _overlap(one: Box, other: Box) -> bool:
    return (
        min(one.right, other.right) - max(one.left, other.left) > 1
        and min(one.bottom, other.bottom) - max(one.top, other.top) > 1
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", list(CONTENTS))
@pytest.mark.parametrize("contents", [CONTENTS, LONG_CONTENTS], ids=["short", "long"])
def test_all_words_stay_inside_the_picture(
    kind: CardKind, size: tuple[int, int], contents: dict[CardKind, CardContent]
) -> None:
    card = compose_card(kind, contents[kind], look(), size, book=BARE)
    assert card.image.size == size
    assert card.image.mode == "RGB"
    edge = 0.03 * min(size)
    for box in card.inked:
        assert box.left >= edge
        assert box.top >= edge
        assert box.right <= size[0] - edge
        assert box.bottom <= size[1] - edge


@pytest.mark.parametrize("kind", list(LONG_CONTENTS))
def test_texts_do_not_run_into_one_another(kind: CardKind) -> None:
    for size in ((1200, 627), (1080, 1350)):
        boxes = compose_card(kind, LONG_CONTENTS[kind], look(), size, book=BARE).inked
        if kind == "code":  # its lines share the panel; their rows are one line's height apart
            boxes = boxes[:3]
        for index, box in enumerate(boxes):
            for other in boxes[index + 1 :]:
                assert not _overlap(box, other), (size, box, other)


@pytest.mark.parametrize("kind", list(CONTENTS))
def test_a_full_screen_card_leaves_the_apps_buttons_and_the_captions_their_room(kind: CardKind) -> None:
    for contents in (CONTENTS, LONG_CONTENTS):
        boxes = compose_card(kind, contents[kind], look(), (1080, 1920), book=BARE).inked
        assert min(box.top for box in boxes) >= 0.12 * 1920
        assert max(box.bottom for box in boxes) <= 0.66 * 1920


def test_without_captions_a_full_screen_card_uses_the_room_down_to_the_buttons() -> None:
    boxes = compose_card("list", LONG_CONTENTS["list"], look(), (1080, 1920), book=BARE, captions=False).inked
    assert 0.66 * 1920 < max(box.bottom for box in boxes) <= 0.8 * 1920


@pytest.mark.parametrize("brand", list(BRANDS))
@pytest.mark.parametrize("size", [(900, 470), (540, 960)])
def test_every_word_is_readable_whatever_the_brands_colours(
    monkeypatch: pytest.MonkeyPatch, brand: str, size: tuple[int, int]
) -> None:
    reached: dict[str, float] = {}
    put = Canvas.put

    def measured(self: Canvas, layout: TextLayout, x: float, y: float, fill: RGB, *, ink: Box | None = None) -> Box:
        reached[layout.text] = legible(self, layout, (x, y), fill)
        return put(self, layout, x, y, fill, ink=ink)

    monkeypatch.setattr(Canvas, "put", measured)
    for kind, content in CONTENTS.items():
        draw_card(kind, content, look(brand), size, book=BARE)
    assert len(reached) > 15
    assert {text: ratio for text, ratio in reached.items() if ratio < 4.4} == {}


@pytest.mark.parametrize("brand", list(BRANDS))
def test_palettes_keep_every_ink_readable_on_every_shade_of_the_ground(brand: str) -> None:
    site = look(brand)
    for ground in (site.primary, site.background, site.surface):
        palette = Palette.on(ground, site)
        for shade in (palette.ground, palette.deep, palette.shape):
            for ink in (palette.ink, palette.soft, palette.accent):
                assert contrast(ink, shade) >= 4.4
        assert contrast(palette.panel_ink, palette.panel) >= 4.5


@pytest.mark.parametrize("kind", list(CONTENTS))
def test_the_same_card_is_drawn_to_the_same_bytes(kind: CardKind) -> None:
    first = draw_card(kind, CONTENTS[kind], look(), (800, 500), book=BARE)
    again = draw_card(kind, CONTENTS[kind], look(), (800, 500), book=BARE)
    assert first.tobytes() == again.tobytes()


def test_another_tone_stands_on_another_brand_colour() -> None:
    dark = draw_card("quote", CONTENTS["quote"], look(), (600, 400), book=BARE, tone="dark")
    light = draw_card("quote", CONTENTS["quote"], look(), (600, 400), book=BARE, tone="light")
    assert np.asarray(dark).mean() + 60 < np.asarray(light).mean()


def test_an_arabic_card_is_mirrored() -> None:
    def first(card: Card) -> Box:
        return max(card.inked, key=lambda box: box.height)

    arabic = compose_card("title", CardContent("لماذا لا يرتفع الخبز"), look(), (1200, 627), book=BARE)
    latin = compose_card("title", CardContent("Why bread does not"), look(), (1200, 627), book=BARE)
    assert first(arabic).right > 1050
    assert first(latin).left < 150


def test_long_code_is_cut_at_a_line_and_says_so() -> None:
    short = compose_card("code", CardContent("a = 1\nb = 2", code_language="python"), look(), (1080, 1350), book=BARE)
    long = compose_card("code", CardContent(CODE, code_language="python"), look(), (1080, 1350), book=BARE)
    accent = np.array(Palette.on(look().background, look()).accent)

    def dots(card: Card) -> int:
        lowest = max(box.bottom for box in card.inked[2:])
        rows = np.asarray(card.image)[int(lowest) : int(lowest) + 50, :300].astype(int)
        return int((np.abs(rows - accent).max(axis=2) < 12).sum())

    assert dots(long) > 60
    assert dots(short) == 0
    assert 10 < len(long.inked) < 45


def test_code_in_an_unknown_language_is_drawn_plain() -> None:
    content = CardContent("to be or not", code_language="klingon++")
    assert draw_card("code", content, look(), (800, 600), book=BARE).size == (800, 600)


def test_common_indentation_of_code_is_removed() -> None:
    deep = compose_card("code", CardContent("        a = 1", code_language="python"), look(), (800, 600), book=BARE)
    flat = compose_card("code", CardContent("a = 1", code_language="python"), look(), (800, 600), book=BARE)
    assert deep.image.tobytes() == flat.image.tobytes()


@pytest.mark.parametrize("text", ["", "   ", "🎉"])
def test_a_card_without_words_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no words"):
        draw_card("title", CardContent(text), look(), (800, 600), book=BARE)


def test_a_card_that_cannot_be_lettered_is_refused_instead_of_showing_boxes() -> None:
    with pytest.raises(MissingGlyphs, match="Han"):
        draw_card("list", CardContent("Bread", items=("面包",)), look(), (800, 600), book=BARE)


def test_a_logo_signs_the_card_and_stands_out_from_the_ground(tmp_path: Path) -> None:
    site = look()
    logo = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(logo).ellipse((20, 20, 280, 280), fill=(*site.primary, 255))
    logo.save(tmp_path / "logo.png")
    card = draw_card("title", CONTENTS["title"], look(logo=str(tmp_path / "logo.png")), (1200, 627), book=BARE)
    corner = np.asarray(card.crop((60, 490, 180, 600))).astype(int)
    assert (np.abs(corner - np.array(site.surface)).max(axis=2) < 12).sum() > 200  # its plate


def test_a_broken_logo_is_a_mistake_in_the_settings(tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with pytest.raises(BadSettings, match="logo"):
        draw_card("title", CONTENTS["title"], look(logo=str(tmp_path / "broken.png")), (800, 600), book=BARE)


def test_the_handle_signs_where_a_site_has_one() -> None:
    plain = draw_card("title", CONTENTS["title"], look(), (1200, 627), book=BARE)
    signed = draw_card("title", CONTENTS["title"], look(handle="@fieldnotes"), (1200, 627), book=BARE)
    assert plain.tobytes() != signed.tobytes()
    assert look().surface != WHITE
    assert cards.DRAWING_VERSION >= 1
