"""Captions in the picture: every word on its page at its time, in every style, script and shape."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from reprise.errors import BadInput
from reprise.graphics.glyphs import TextStyle
from reprise.graphics.text import measure
from reprise.media import MediaStore
from reprise.video.captions import Caption
from reprise.video.film import Sprite
from reprise.video.look.pages import Turn, pages_of, turns
from reprise.video.look.stage import Stage
from reprise.video.look.subtitles import caption_sprites, captions_top
from reprise.video.look.watermark import watermark_sprite
from reprise.video.voice.voiceover import Word
from tests.builders import make_site
from tests.reprise.video.test_captions import SCRIPTS, parts_of

SHAPES = [(1080, 1920), (1920, 1080), (1080, 1080)]
STYLES = ["line", "highlight", "karaoke"]
HOSTILE = (
    "It's \"quoted\" \\back\\slash 100%: {a} %n 'x' $HOME `ls`",
    "an emoji 👩‍👩‍👧 with a joiner and a\u200dzero-width one",
    "W" * 300,
    "x",
    " ".join(f"word{n}" for n in range(200)),
)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> MediaStore:
    return MediaStore(tmp_path_factory.mktemp("store"))


def stage_of(media: MediaStore, size: tuple[int, int] = (1080, 1920), **films: object) -> Stage:
    return Stage.of(make_site(films=films), *size, media)


def drawable(stage: Stage, text: str) -> bool:
    try:
        stage.book.drawable(text, stage.look.heading, weight=700)
    except BadInput:
        return False
    return True


def ink(sprite: Sprite) -> tuple[int, int, int, int]:
    with Image.open(sprite.path) as image:
        found = Image.fromarray((np.asarray(image.getchannel("A")) > 20).astype(np.uint8) * 255).getbbox()
    left, top, right, bottom = found or (0, 0, 0, 0)
    return sprite.x + left, sprite.y + top, sprite.x + right, sprite.y + bottom


def spoken(stage: Stage, text: str, language: str, seconds: float) -> tuple[Sprite, ...]:
    captions, _, timeline = parts_of([text], [seconds], language)
    return caption_sprites(stage, captions.cues, fps=30, first=0, hidden=timeline.hidden(0))


@pytest.mark.parametrize(("style", "size"), list(zip(STYLES, SHAPES, strict=True)))
@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_any_script_stays_in_the_safe_area_on_two_lines(
    media: MediaStore, language: str, style: str, size: tuple[int, int]
) -> None:
    stage = stage_of(media, size, captions=style)
    text = SCRIPTS[language]
    if not drawable(stage, text):
        pytest.skip("no font on this machine has this script")
    sprites = spoken(stage, text, language, max(3.0, len(text) / 12))
    assert sprites
    for sprite in sprites:
        left, top, right, bottom = ink(sprite)
        assert stage.safe.left - 1 <= left < right <= stage.safe.right + 1
        assert captions_top(stage) - 1 <= top < bottom <= stage.safe.bottom


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("text", HOSTILE, ids=["signs", "emoji", "long word", "one letter", "200 words"])
def test_text_that_tries_to_break_captions_is_drawn_inside_the_safe_area(
    media: MediaStore, text: str, style: str
) -> None:
    stage = stage_of(media, captions=style)
    sprites = spoken(stage, text, "en", max(1.0, len(text) / 14))
    assert sprites
    for sprite in sprites:
        left, top, right, bottom = ink(sprite)
        assert stage.safe.left - 1 <= left < right <= stage.safe.right + 1
        assert stage.safe.top <= top < bottom <= stage.safe.bottom


def test_a_word_wider_than_a_line_keeps_its_size_in_pieces(media: MediaStore) -> None:
    stage = stage_of(media)
    style = TextStyle(stage.look.heading, stage.px(60), 700, 1.24)
    word = "Donaudampfschifffahrtsgesellschaftskapitän"
    cue = Caption(scene="s", start=0, end=3, lines=(word,), words=(Word(text=word, start=0, end=3),))
    (page,) = pages_of(stage, cue, style, 800)
    assert "".join(piece.text for piece in page.words) == word
    assert len(page.lines) == 2
    assert all(measure(line, style, stage.book)[0] <= 800 for line in page.lines)
    assert page.words[0].start == 0 and page.words[-1].end == 3


WORDS = st.lists(st.text("abcdefghijklmnop", min_size=1, max_size=13), min_size=1, max_size=40)


def turns_of(stage: Stage, texts: list[str], step: float, hidden: int = 10_000) -> list[Turn]:
    captions, _, _ = parts_of([" ".join(texts)], [step * len(texts)], "en")
    return turns(stage, captions.cues, TextStyle("Manrope", 60, 700), 800, fps=30, first=0, hidden=hidden)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS, st.floats(0.12, 0.6))
def test_pages_hold_every_word_once_and_never_flicker(media: MediaStore, texts: list[str], step: float) -> None:
    found = turns_of(stage_of(media), texts, step)
    read = [word.text for turn in found for word in turn.page.words]
    assert "".join(read) == "".join(texts)
    assert all(turn.page.words and 1 <= len(turn.page.lines) <= 2 for turn in found)
    for one, other in pairwise(found):
        assert one.end <= other.begin
        assert one.joins == (one.end == other.begin) == other.follows
        assert one.joins or other.begin - one.end > 8  # no gap of a moment
    many = [turn for turn in found if len(found) > 1]
    cues = {turn.page.end for turn in found}
    assert len(cues) == len(found)
    assert all(turn.end - turn.begin >= 8 for turn in many[:-1])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS, st.floats(0.15, 0.5))
def test_karaoke_shows_every_word_of_a_page_in_every_frame(media: MediaStore, texts: list[str], step: float) -> None:
    stage = stage_of(media, captions="karaoke")
    captions, _, _ = parts_of([" ".join(texts)], [step * len(texts)], "en")
    sprites = caption_sprites(stage, captions.cues, fps=30, first=0, hidden=10_000)
    pages = turns_of_cues(stage, captions.cues)
    for turn in pages:
        words = len(turn.page.words)
        for frame in {turn.begin, (turn.begin + turn.end) // 2, turn.end - 1}:
            shown = [s for s in sprites if s.first <= frame < s.last]
            letters = len(shown) - 1  # one is the panel
            growing = sum(s.grow != 1 and frame < s.first + s.fade_in for s in shown)
            assert letters - growing == words or letters == words


def turns_of_cues(stage: Stage, cues: tuple[Caption, ...]) -> list[Turn]:
    style = TextStyle(stage.look.heading, stage.px(60), 800, 1.24)
    room = stage.px(1000) if stage.safe.width > stage.px(1000) else stage.safe.width
    return turns(stage, cues, style, room - 2 * stage.px(34), fps=30, first=0, hidden=10_000)


def test_arabic_and_hebrew_words_light_up_from_right_to_left(media: MediaStore) -> None:
    stage = stage_of(media, captions="highlight")
    for text in ("القط جلس هنا", "רוב המאמרים נקראים"):
        if not drawable(stage, text):
            continue
        sprites = spoken(stage, text, "ar", 3.0)
        lit = sorted(sprites[1:], key=lambda sprite: sprite.first)
        assert len(lit) == 3
        assert [sprite.x for sprite in lit] == sorted((sprite.x for sprite in lit), reverse=True)


def test_the_styles_look_different_and_none_draws_nothing(media: MediaStore) -> None:
    text = "Three styles of the same words."
    by_style = {style: spoken(stage_of(media, captions=style), text, "en", 3.0) for style in [*STYLES, "none"]}
    assert by_style["none"] == ()
    assert len({sprite.key for sprites in by_style.values() for sprite in sprites}) == sum(
        len({sprite.key for sprite in sprites}) for sprites in by_style.values()
    )
    assert len(by_style["line"]) == 1
    assert len(by_style["highlight"]) == 1 + len(text.split())


@pytest.mark.parametrize("size", SHAPES)
def test_captions_leave_the_lower_corners_to_the_mark(media: MediaStore, tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGBA", (400, 500), (200, 30, 30, 255)).save(tmp_path / "mark.png")
    site = make_site(
        folder=tmp_path, films={"watermark": {"position": "bottom-right", "image": "mark.png", "opacity": 0.5}}
    )
    stage = Stage.of(site, *size, media)
    mark = watermark_sprite(stage)
    assert mark is not None
    top = ink(mark)[1]
    for sprite in spoken(stage, SCRIPTS["en"], "en", 6.0):
        assert ink(sprite)[3] < top
