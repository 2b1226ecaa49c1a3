"""Several covers are drawn; the one whose words can be read small, on a picture with life, comes first."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from reprise.graphics.glyphs import Box
from reprise.video.cover import draw_covers
from reprise.video.cover_scores import score
from reprise.video.script import Cue
from tests.reprise.video.pictures.test_drawing import ONE, drawn
from tests.reprise.video.scenes import make_parts


def plate(
    size: int, ground: tuple[int, int, int] = (12, 20, 40), ink: tuple[int, int, int] = (255, 255, 255)
) -> tuple[Image.Image, Box]:
    """White words of `size` pixels on a ground of 1280×720, and the box around them."""
    image = Image.new("RGB", (1280, 720), ground)
    font = ImageFont.load_default(size)
    draw = ImageDraw.Draw(image)
    draw.text((80, 200), "Five kettles\ncompared", font=font, fill=ink)
    left, top, right, bottom = draw.textbbox((80, 200), "Five kettles\ncompared", font=font)
    return image, Box(left, top, right, bottom)


def legible(size: int, **colours: tuple[int, int, int]) -> float:
    image, box = plate(size, **colours)
    return score(image, [box], 3).legibility


def test_letters_that_vanish_when_small_score_less() -> None:
    assert legible(120) > 0.95 > legible(40) > legible(24) > legible(12)


def test_letters_that_hardly_differ_from_their_ground_score_less() -> None:
    assert legible(120, ground=(180, 180, 180)) < 0.3 < legible(120)


def test_many_words_score_less_than_few() -> None:
    image, box = plate(90)
    scores = [score(image, [box], words).brevity for words in (4, 6, 9, 14, 20)]
    assert scores == sorted(scores, reverse=True)
    assert (scores[0], scores[1], scores[-1]) == (1.0, 1.0, 0.0)


def test_a_picture_with_life_scores_more_than_a_grey_one() -> None:
    _, box = plate(90)
    lively = Image.effect_noise((1280, 720), 90).convert("RGB").filter(ImageFilter.GaussianBlur(20))
    lively.paste((200, 60, 20), (640, 0, 1280, 720))
    grey, colourful = (score(each, [box], 3) for each in (Image.new("RGB", (1280, 720), (90, 90, 90)), lively))
    assert colourful.colour > grey.colour
    assert colourful.contrast > grey.contrast


def test_every_part_is_a_share() -> None:
    for image, box in (plate(200), plate(10, (255, 255, 255))):
        found = score(image, [box], 5)
        assert all(0 <= part <= 1 for part in (found.legibility, found.contrast, found.colour, found.brevity))
        assert 0 <= found.total <= 1


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1080, 1080)])
def test_the_best_cover_comes_first_and_the_others_are_kept(tmp_path: Path, size: tuple[int, int]) -> None:
    number = Cue(kind="statistic", text="41 %", label="of all kettles leak")
    parts = make_parts(tmp_path, ONE, number)
    covers = draw_covers(parts.article, parts.script, drawn(parts), parts.site, size, parts.media)
    totals = [each.score.total for each in covers]
    assert totals == sorted(totals, reverse=True)
    assert len({each.media.key for each in covers}) == len(covers) >= 3
    assert {parts.script.title, "41 %"} <= {each.text for each in covers}
    made = parts.media.made
    assert draw_covers(parts.article, parts.script, drawn(parts), parts.site, size, parts.media) == covers
    assert parts.media.made == made, "nothing is drawn twice"
