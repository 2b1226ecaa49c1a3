"""Figures in time: entrances, gestures, mouths and lids."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reprise.media import Media, MediaStore
from reprise.video.dialogue.motion import figure_sprites
from reprise.video.film import Sprite
from reprise.video.pictures.visuals import Layer, Part
from reprise.video.timeline import SceneTiming
from reprise.video.voice.voiceover import NarrationLine, Word

NAMES: tuple[tuple[Part, float | None], ...] = (
    ("scenery", None), ("blink", None), ("figure", None), ("mouth", None), ("mouth", None), ("blink", None),
    ("gesture", 0.5), ("mouth", None), ("mouth", None), ("blink", None), ("title", None),
)  # fmt: skip
TIMING = SceneTiming(scene="a", first=100, frames=170, speech=112)


def layers(folder: Path) -> tuple[MediaStore, list[Layer]]:
    store, found = MediaStore(folder), list[Layer]()
    folder.mkdir(parents=True, exist_ok=True)
    for number, (part, at) in enumerate(NAMES):
        path = folder / f"{number}.png"
        Image.new("RGBA", (4, 4), (number, 0, 0, 255)).save(path)
        found.append(Layer(picture=store.put_file(path, kind="sprite"), x=0, y=0, slide=(9, 0), at=at, part=part))
    return store, found


def line(*words: tuple[float, float]) -> NarrationLine:
    spoken = tuple(Word(text="word", start=start, end=end) for start, end in words)
    media = Media(key="a.wav", mime="audio/wav", bytes=1)
    return NarrationLine(scene="a", text="words", media=media, seconds=words[-1][1] + 0.1, words=spoken)


SPOKEN = line((0.1, 0.4), (0.5, 0.9), (1.0, 1.6), (2.0, 2.4), (2.5, 3.1), (3.2, 4.0))


def sprites(folder: Path, spoken: NarrationLine | None = SPOKEN, *, opening: bool = False) -> dict[str, list[Sprite]]:
    store, found = layers(folder)
    made = figure_sprites(store, found, TIMING, spoken, fps=30, opening=opening, hidden=158)
    by_part: dict[str, list[Sprite]] = {part: [] for part, _ in NAMES}
    keys = {layer.picture.key: layer.part for layer in found}
    for sprite in made:
        by_part[keys[sprite.key]].append(sprite)
    return by_part


def test_figures_stay_through_both_transitions(tmp_path: Path) -> None:
    found = sprites(tmp_path)
    assert [(one.first, one.last) for one in found["scenery"]] == [(0, 170)]
    assert found["figure"][0].first == 0
    assert found["gesture"][0].last == 170
    assert found["gesture"][0].first < found["figure"][0].last  # no frame without a figure


def test_a_speaker_comes_in_except_in_the_films_first_frames(tmp_path: Path) -> None:
    (comes,) = sprites(tmp_path / "a")["figure"]
    (stands,) = sprites(tmp_path / "b", opening=True)["figure"]
    assert comes.fade_in and comes.slide == (9, 0)
    assert not stands.fade_in and stands.slide == (0, 0)


def test_the_title_fades_in_within_half_a_second_and_stands_where_it_opens_the_film(tmp_path: Path) -> None:
    (title,) = sprites(tmp_path, opening=False)["title"]
    assert (title.first, title.fade_in) == (0, 15)
    (opening,) = sprites(tmp_path, opening=True)["title"]
    assert (opening.first, opening.fade_in) == (0, 0)


def test_a_mouth_is_open_only_while_a_word_is_spoken(tmp_path: Path) -> None:
    open_ = sprites(tmp_path)["mouth"]
    spans = [(12 + round(word.start * 30) - 1, 12 + round(word.end * 30) + 2) for word in SPOKEN.words]
    assert len(open_) >= len(SPOKEN.words)
    for sprite in open_:
        assert any(first <= sprite.first and sprite.last <= last for first, last in spans)
    assert len({sprite.key for sprite in open_}) >= 2


def test_nobody_talks_or_gestures_late_where_nothing_is_said(tmp_path: Path) -> None:
    found = sprites(tmp_path, None)
    assert not found["mouth"]
    assert found["gesture"][0].first < 85 + 1


@given(st.lists(st.tuples(st.floats(0.02, 1.5), st.floats(0.0, 0.6)), min_size=1, max_size=12))
def test_sprites_are_in_their_scene_and_mouths_never_overlap(
    tmp_path_factory: pytest.TempPathFactory, times: list[tuple[float, float]]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "motion"
    now, words = 0.0, []
    for length, pause in times:
        words.append((now, now + length))
        now += length + pause
    found = sprites(folder, line(*words))
    for made in found.values():
        for sprite in made:
            assert 0 <= sprite.first < sprite.last <= TIMING.frames
    mouths = sorted((sprite.first, sprite.last) for sprite in found["mouth"])
    assert all(one[1] <= other[0] for one, other in pairwise(mouths))
