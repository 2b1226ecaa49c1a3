"""Films put together: what lies where and when."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from reprise.errors import BadInput
from reprise.media import MediaStore
from reprise.video.assembly import assemble
from reprise.video.captions import Caption, write_captions
from reprise.video.film import ClipGround, Film, ScriptedGround, Sprite
from reprise.video.look.headlines import headline_sprites
from reprise.video.look.stage import Stage, safe_area
from reprise.video.look.subtitles import caption_sprites
from reprise.video.pictures.drawing import draw_visuals
from reprise.video.pictures.visuals import Animation
from reprise.video.presets import PRESETS
from reprise.video.script import Cue
from reprise.video.timeline import plan_timeline
from reprise.video.voice.voiceover import Word
from tests.builders import make_site
from tests.reprise.video.scenes import Parts, make_parts

CUES = (
    Cue(kind="image", image="https://example.org/one.jpg"),
    Cue(kind="statistic", text="240", label="loaves a day"),
    Cue(kind="image", image="https://example.org/two.jpg"),
    Cue(kind="cta", text="Read the whole story"),
)
TIKTOK = PRESETS["tiktok"]


def film_of(parts: Parts) -> Film:
    visuals = draw_visuals(parts.script, parts.article, parts.site, TIKTOK.width, TIKTOK.height, parts.media)
    return assemble(
        parts.script, visuals, parts.voiceover, parts.timeline, parts.captions, parts.site, TIKTOK, parts.media,
        parts.sound,
    )  # fmt: skip


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return make_parts(tmp_path_factory.mktemp("parts"), *CUES, films={"text_animation": "fade"})


@pytest.fixture(scope="module")
def film(parts: Parts) -> Film:
    return film_of(parts)


def inked(sprite: Sprite) -> tuple[int, int, int, int]:
    """The box of what is more than a shadow, film pixels, from where the sprite slides in to its place."""
    with Image.open(sprite.path) as image:
        left, top, right, bottom = Image.fromarray(
            (np.asarray(image.getchannel("A")) > 95).astype(np.uint8) * 255
        ).getbbox() or (0, 0, 0, 0)
    x, y = sprite.slide
    return (
        sprite.x + left + min(0, x), sprite.y + top + min(0, y),
        sprite.x + right + max(0, x), sprite.y + bottom + max(0, y),
    )  # fmt: skip


def test_the_film_is_as_long_as_the_timeline(film: Film, parts: Parts) -> None:
    assert film.frames == parts.timeline.frames
    assert [scene.frames for scene in film.scenes] == [timing.frames for timing in parts.timeline.scenes]
    assert (film.width, film.height, film.fps) == (1080, 1920, 30)


def test_every_word_over_the_picture_lies_in_the_safe_area(film: Film) -> None:
    safe = safe_area(1080, 1920)
    for scene in film.scenes:
        for sprite in (*scene.sprites, *scene.fixed):
            left, top, right, bottom = inked(sprite)
            assert safe.left - 1 <= left < right <= safe.right + 1
            assert safe.top <= top < bottom <= safe.bottom


def test_captions_end_before_the_transition_that_hides_them(film: Film) -> None:
    for number, scene in enumerate(film.scenes):
        hidden = scene.frames - (film.transition if number + 1 < len(film.scenes) else 0)
        shown = [sprite for sprite in scene.sprites if sprite.y > 1200]
        assert shown
        assert all(0 <= sprite.first < sprite.last <= hidden for sprite in shown)


def test_photographs_carry_a_headline_and_cards_their_words_in_pieces(film: Film, parts: Parts) -> None:
    words = [[sprite for sprite in scene.sprites if 320 < sprite.y < 1200] for scene in film.scenes]
    assert len(words[0]) == len(words[2]) == 1
    assert len(words[1]) >= 2 and len(words[3]) >= 2


def test_pieces_come_one_after_another_and_are_gone_with_the_transition(film: Film) -> None:
    for number, scene in enumerate(film.scenes):
        pieces = [sprite for sprite in scene.sprites if 320 < sprite.y < 1200]
        firsts = [piece.first for piece in pieces]
        assert firsts == sorted(set(firsts))
        assert number == 0 or firsts[0] > 0
        gone = scene.frames - (film.transition // 2 if number + 1 < len(film.scenes) else 0)
        assert {piece.last for piece in pieces} <= {gone, scene.frames - film.transition}


def test_a_line_fills_for_every_scene_and_the_signature_stays(film: Film) -> None:
    assert len(film.sprites) == 1
    for number, scene in enumerate(film.scenes):
        row, filling = scene.fixed
        assert row.last == filling.last == scene.frames
        end = scene.frames - (film.transition if number + 1 < len(film.scenes) else 0)
        assert filling.first + filling.reveal == end
    places = [scene.fixed[1].x for scene in film.scenes]
    assert places == sorted(set(places))


def test_every_spoken_word_is_lit_while_it_is_spoken(parts: Parts, film: Film) -> None:
    for scene, timing, line in zip(film.scenes, parts.timeline.scenes, parts.voiceover.lines, strict=True):
        lit = sorted((s.first, s.last) for s in scene.sprites if s.y > 1200 and not is_page(s, scene.sprites))
        assert len(lit) == len(line.words)
        for word, (first, last) in zip(line.words, lit, strict=True):
            spoken = timing.speech - timing.first + (word.start + word.end) / 2 * 30
            assert first - 1 <= spoken <= last + 1
        assert all(one[1] <= other[0] for one, other in pairwise(lit))


def is_page(sprite: Sprite, sprites: tuple[Sprite, ...]) -> bool:
    """Pages are wider than anything that lies on them."""
    with Image.open(sprite.path) as image:
        box = (sprite.x, sprite.y, sprite.x + image.width, sprite.y + image.height)
    inside = [s for s in sprites if s is not sprite and box[0] <= s.x < box[2] and box[1] <= s.y < box[3]]
    return any(s.first >= sprite.first and s.last <= sprite.last for s in inside)


def test_a_site_may_switch_burned_captions_off(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, *CUES[1:2], texts=("Only one scene is here for once.",), films={"captions": False})
    assert all(sprite.y < 1200 for sprite in film_of(parts).scenes[0].sprites)


def test_assembling_again_draws_nothing_new(parts: Parts, film: Film) -> None:
    again = MediaStore(parts.media.root)
    visuals = draw_visuals(parts.script, parts.article, parts.site, 1080, 1920, again)
    assert (
        assemble(
            parts.script, visuals, parts.voiceover, parts.timeline, parts.captions, parts.site, TIKTOK, again,
            parts.sound,
        )
        == film
    )  # fmt: skip
    assert again.made == 0


def test_parts_that_do_not_belong_together_are_refused(parts: Parts) -> None:
    visuals = draw_visuals(parts.script, parts.article, parts.site, 1080, 1920, parts.media)
    fewer = visuals.model_copy(update={"scenes": visuals.scenes[1:]})
    rest = (parts.captions, parts.site, TIKTOK, parts.media, parts.sound)
    with pytest.raises(BadInput, match="visuals were made for other scenes"):
        assemble(parts.script, fewer, parts.voiceover, parts.timeline, *rest)
    wide = visuals.model_copy(update={"width": 1920, "height": 1080})
    with pytest.raises(BadInput, match="1920×1080"):
        assemble(parts.script, wide, parts.voiceover, parts.timeline, *rest)


def test_words_that_no_font_can_draw_are_reported_with_their_scene(parts: Parts) -> None:
    visuals = draw_visuals(parts.script, parts.article, parts.site, 1080, 1920, parts.media)
    cue = parts.captions.cues[0]
    strange = "\U00012000\U00012001"  # cuneiform
    worded = cue.model_copy(update={"lines": (strange,), "words": (cue.words[0].model_copy(update={"text": strange}),)})
    captions = parts.captions.model_copy(update={"cues": (worded,)})
    with pytest.raises(BadInput, match=r"tiktok, scene scene-0.*font"):
        assemble(
            parts.script, visuals, parts.voiceover, parts.timeline, captions, parts.site, TIKTOK, parts.media,
            parts.sound,
        )  # fmt: skip


LETTERS = st.text("abcdefghijklmnopqrstuvwxyzÄéß'-", min_size=1, max_size=14)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LETTERS, min_size=1, max_size=14), st.sampled_from([(1080, 1920), (1920, 1080), (1080, 1080)]))
def test_any_words_stay_inside_the_safe_area_on_pages_of_two_lines(
    tmp_path: Path, texts: list[str], size: tuple[int, int]
) -> None:
    words = tuple(Word(text=text, start=n * 0.4, end=n * 0.4 + 0.4) for n, text in enumerate(texts))
    half = len(texts) // 2 or 1
    lines = tuple(line for line in (" ".join(texts[:half]), " ".join(texts[half:])) if line)
    cue = Caption(scene="s", start=0, end=len(texts) * 0.4, lines=lines, words=words)
    stage = Stage.of(make_site(), *size, MediaStore(tmp_path / "store"))
    sprites = caption_sprites(stage, [cue], fps=30, first=0, hidden=round(len(texts) * 12))
    safe = stage.safe
    assert len(sprites) >= len(texts) + 1
    for sprite in sprites:
        left, top, right, bottom = inked(sprite)
        assert safe.left - 1 <= left < right <= safe.right + 1
        assert safe.top <= top < bottom <= safe.bottom
        assert bottom - top <= stage.px(2 * 60 * 1.3 + 60)


@pytest.mark.parametrize(
    "text", ["x", "A headline of quite a few words that goes on for more than it should", "Ünïcode ÅÇ", "عنوان قصير"]
)
@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
def test_any_headline_stays_inside_the_safe_area(tmp_path: Path, text: str, size: tuple[int, int]) -> None:
    stage = Stage.of(make_site(), *size, MediaStore(tmp_path))
    (sprite,) = headline_sprites(stage, text, 4, 100)
    left, top, right, bottom = inked(sprite)
    assert stage.safe.left <= left < right <= stage.safe.right
    assert stage.safe.top <= top < bottom <= stage.height * 0.45


def test_no_headline_without_words(tmp_path: Path) -> None:
    assert headline_sprites(Stage.of(make_site(), 1080, 1920, MediaStore(tmp_path)), "  ", 0, 10) == ()


def test_intro_and_outro_stand_around_the_scenes_in_the_timelines_frames(tmp_path: Path) -> None:
    parts = make_parts(
        tmp_path, *CUES[:2], texts=("The first scene says this.", "And the second says more."),
        films={"intro": {}, "outro": {"text": "More of it", "seconds": 3}, "transition": "slide"},
    )  # fmt: skip
    timeline = plan_timeline(parts.script, parts.voiceover, fit=(1, 60), intro=60, outro=90)
    film = film_of(replace(parts, timeline=timeline, captions=write_captions(parts.voiceover, timeline)))
    assert [scene.id for scene in film.scenes] == ["intro", "scene-0", "scene-1", "outro"]
    assert film.frames == timeline.frames
    assert [scene.enter for scene in film.scenes[1:]] == ["crossfade", "slide", "crossfade"]
    assert [scene.bare for scene in film.scenes] == [True, False, False, True]
    assert all(sprite.first > 0 for sprite in film.scenes[1].sprites)  # what previews show is the intro
    assert all(sprite.fade_out or sprite.last <= timeline.hidden(1) for sprite in film.scenes[2].sprites)


def test_a_clip_and_an_animation_become_grounds_of_their_own(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "opening.py").write_text("def scene(facts): ...", encoding="utf-8")
    visuals = draw_visuals(parts.script, parts.article, parts.site, 1080, 1920, parts.media)
    clip = parts.media.put(b"moving", ".mp4", kind="clip")
    drawn = Animation(file="opening.py", content="c0ffee", facts='{"text": "Hello"}')
    changed = (
        visuals.scenes[0].model_copy(update={"clip": clip, "focus": (0.2, 0.7)}),
        visuals.scenes[1].model_copy(update={"animation": drawn}),
        *visuals.scenes[2:],
    )
    film = assemble(
        parts.script, visuals.model_copy(update={"scenes": changed}), parts.voiceover, parts.timeline, parts.captions,
        parts.site.model_copy(update={"folder": tmp_path}), TIKTOK, parts.media, parts.sound,
    )  # fmt: skip
    moving, scripted = film.scenes[0].ground, film.scenes[1].ground
    assert moving == ClipGround(parts.media.path(clip), clip.key, x=0.2, y=0.7)
    assert isinstance(scripted, ScriptedGround) and (scripted.path, scripted.key) == (tmp_path / "opening.py", "c0ffee")
    told = json.loads(scripted.facts)
    assert told["text"] == "Hello" and len(told["words"]) == len(parts.voiceover.lines[1].words)
    begin = (parts.timeline.scenes[1].speech - parts.timeline.scenes[1].first) / 30
    assert told["words"][0]["start"] == pytest.approx(begin, abs=0.001)
    assert {file.name for file in scripted.files} == {"still", "heading", "body"}
    assert all(file.path.is_file() for file in scripted.files)
