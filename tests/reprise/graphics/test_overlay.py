import numpy as np
import pytest
from PIL import Image

from reprise.graphics.fonts import MissingGlyphs
from reprise.graphics.overlay import compose_headline, draw_headline
from tests.reprise.graphics.looks import BARE, BRANDS, diagram, look, photograph

HEADLINE = "Why your bread does not rise, and what to do about it"
SIZES = [(900, 470), (540, 675), (540, 960)]


def _checkerboard() -> Image.Image:
    board = (np.indices((700, 800)).sum(axis=0) // 9 % 2 * 255).astype(np.uint8)
    noise = np.random.default_rng(3).integers(0, 2, board.shape).astype(np.uint8)
    return Image.fromarray(np.dstack([board - (board > 0) * noise, board, board]))


PICTURES = {
    "dark": photograph(),
    "bright": photograph(bright=True),
    "white": Image.fromarray(np.random.default_rng(1).integers(246, 256, (600, 800, 3)).astype(np.uint8)),
    "checkerboard": _checkerboard(),
    "diagram": diagram(),
    "tiny": photograph(30, 20),
    "pixel": Image.new("RGB", (1, 1), "white"),
    "transparent": Image.new("RGBA", (600, 400), (255, 255, 255, 0)),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", list(PICTURES))
def test_the_headline_is_readable_on_any_picture(name: str, size: tuple[int, int]) -> None:
    result = compose_headline(PICTURES[name], HEADLINE, look(), size, book=BARE)
    assert result.image.size == size
    assert result.contrast >= 4.5


@pytest.mark.parametrize("brand", list(BRANDS))
def test_the_headline_is_readable_in_any_brand(brand: str) -> None:
    for picture in ("bright", "diagram"):
        assert compose_headline(PICTURES[picture], HEADLINE, look(brand), (1200, 627), book=BARE).contrast >= 4.4


def test_the_photograph_is_still_seen_above_the_words() -> None:
    shown = np.asarray(draw_headline(photograph(bright=True), HEADLINE, look(), (1080, 1350), book=BARE)).astype(int)
    assert shown[:300].mean() > 120
    assert shown[1000:].mean() < 150


@pytest.mark.parametrize("size", SIZES)
def test_words_stay_inside_and_clear_of_the_apps_buttons(size: tuple[int, int]) -> None:
    for photo in (PICTURES["dark"], PICTURES["diagram"]):
        boxes = compose_headline(photo, HEADLINE * 3, look(), size, book=BARE).inked
        assert min(box.left for box in boxes) > 0
        assert max(box.right for box in boxes) < size[0]
        tall = size[1] / size[0] > 1.6
        assert min(box.top for box in boxes) >= (0.12 * size[1] if tall else 0)
        assert max(box.bottom for box in boxes) <= (0.66 if tall else 1) * size[1]


def test_a_diagram_is_shown_whole_beside_the_words() -> None:
    shown = np.asarray(draw_headline(diagram(), HEADLINE, look(), (1200, 627), book=BARE)).astype(int)
    white = (shown > 250).all(axis=2)[100:450]
    assert white[:, 650:].mean() > 0.2
    assert white[:, :560].mean() < 0.05


def test_a_headline_no_font_can_draw_is_refused() -> None:
    with pytest.raises(MissingGlyphs):
        draw_headline(photograph(), "面包", look(), (1200, 627), book=BARE)
