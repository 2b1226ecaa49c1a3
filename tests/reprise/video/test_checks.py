"""Finished films under examination."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reprise.digest import file_digest
from reprise.errors import BadInput
from reprise.media import MediaStore
from reprise.video.checks import FilmFacts, FilmQuality, faults, inspect, measure, measured, quality_faults
from reprise.video.film import Film, FilmScene, Motion, StillGround, View
from reprise.video.presets import PRESETS
from reprise.video.render.renderer import render
from reprise.video.timeline import SceneTiming, Timeline
from tests.reprise.video.render.films import HEIGHT, WIDTH, picture, tone

MOVE = Motion(View(), View(scale=0.96))
GOOD = FilmFacts(
    container="mov,mp4", bytes=9_000_000, video_codec="h264", profile="High", pixel_format="yuv420p", width=1080,
    height=1920, fps=30.0, constant_rate=True, frames=1350, seconds=45.0, color=("BT709", "BT709", "ITU709", "MPEG"),
    audio_codec="aac", audio_rate=48_000, audio_channels=2, audio_seconds=45.01, fast_start=True,
)  # fmt: skip
TIMELINE = Timeline(
    fps=30, transition=12, frames=1350, scenes=(SceneTiming(scene="hook", first=0, frames=1350, speech=6),)
)


def made(folder: Path, still: Path, motion: Motion, *, seconds: float = 3.0, sound: Path | None = None) -> Path:
    scene = FilmScene("hook", StillGround(still, file_digest(still), motion), round(seconds * 30))
    film = Film(WIDTH, HEIGHT, 30, (scene,), sound=sound, sound_key=file_digest(sound) if sound else "")
    media = MediaStore(folder / "store")
    return media.path(render(film, media, workers=1).media)


def plain(path: Path, colour: tuple[int, int, int]) -> Path:
    Image.new("RGB", (200, 300), colour).save(path)
    return path


def test_a_good_film_has_no_faults() -> None:
    assert faults(GOOD, PRESETS["tiktok"], TIMELINE) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"width": 1920, "height": 1080}, "1920×1080 pixels instead of 1080×1920"),
        ({"video_codec": "hevc"}, "hevc, not H.264"),
        ({"profile": "Baseline"}, "Baseline"),
        ({"pixel_format": "yuvj420p"}, "yuvj420p"),
        ({"color": ("UNSPECIFIED",) * 4}, "not BT.709"),
        ({"fps": 29.97}, "29.97 frames a second"),
        ({"constant_rate": False}, "evenly spaced"),
        ({"frames": 1349}, "1349 frames instead of 1350"),
        ({"audio_codec": None, "audio_seconds": None}, "missing"),
        ({"audio_rate": 44_100}, "44100 Hz"),
        ({"audio_seconds": 44.5}, "differ by -0.50 s"),
        ({"fast_start": False}, "index is at the end"),
        ({"seconds": 200.0, "audio_seconds": 200.0}, "lasts 200.0 s"),
        ({"bytes": 80_000_000}, "80.0 MB; TikTok video takes 72 MB"),
    ],
)
def test_each_fault_is_said_in_one_sentence(changes: dict[str, object], said: str) -> None:
    found = faults(replace(GOOD, **changes), PRESETS["tiktok"], TIMELINE)  # type: ignore[arg-type]
    assert len(found) == 1
    assert said in found[0]


def test_a_moving_picture_with_sound_passes(tmp_path: Path) -> None:
    path = made(tmp_path, picture(tmp_path / "p.png", 3), MOVE, sound=tone(tmp_path / "t.wav", 3.0, 0.22))
    quality = measure(path)
    assert quality.black == quality.frozen == ()
    assert quality.loudness is not None and -16 < quality.loudness < -12
    assert quality.true_peak is not None and abs(quality.true_peak - 20 * np.log10(0.22)) < 0.5
    assert quality_faults(quality) == []


def test_a_picture_that_stands_still_is_found(tmp_path: Path) -> None:
    quality = measure(made(tmp_path, picture(tmp_path / "p.png", 3), Motion()))
    assert len(quality.frozen) == 1
    start, end = quality.frozen[0]
    assert start < 0.5 and end > 2.5
    assert "stands still" in quality_faults(quality)[0]


def test_a_black_picture_is_found(tmp_path: Path) -> None:
    quality = measure(made(tmp_path, plain(tmp_path / "b.png", (2, 2, 2)), MOVE))
    assert quality.black and quality.black[0][0] == 0
    assert any("black" in sentence for sentence in quality_faults(quality))


def test_a_film_without_sound_is_measured_all_the_same(tmp_path: Path) -> None:
    path = made(tmp_path, picture(tmp_path / "p.png", 3), MOVE, seconds=1.0)
    assert measure(path).loudness is None
    assert inspect(path).audio_codec is None


@pytest.mark.parametrize(
    ("quality", "said"),
    [
        (FilmQuality(-19.2, -3.0, (), ()), "-19.2 LUFS"),
        (FilmQuality(float("-inf"), -90.0, (), ()), "LUFS"),
        (FilmQuality(-14.0, 0.4, (), ()), "0.4 dBTP"),
        (FilmQuality(-14.0, -1.5, ((3.0, 4.5),), ()), "black from 3.0 to 4.5"),
    ],
)
def test_what_a_viewer_would_notice_is_said(quality: FilmQuality, said: str) -> None:
    assert [said in sentence for sentence in quality_faults(quality)] == [True]


def _garbage(path: Path) -> None:
    path.write_bytes(b"\x00" * 4000)


def _wav(path: Path) -> None:
    tone(path, 0.2)


@pytest.mark.parametrize("write", [_garbage, _wav])
def test_what_is_no_film_is_refused_by_name(tmp_path: Path, write: Callable[[Path], None]) -> None:
    path = tmp_path / "film.mp4"
    write(path)
    with pytest.raises(BadInput, match=r"film\.mp4"):
        inspect(path)


def test_a_film_of_the_store_is_decoded_for_its_check_once(tmp_path: Path) -> None:
    still, store = picture(tmp_path / "still.png", 1), MediaStore(tmp_path / "store")
    scene = FilmScene("hook", StillGround(still, file_digest(still), MOVE), 45)
    film = render(Film(WIDTH, HEIGHT, 30, (scene,)), store, workers=1).media
    first = measured(film, store)
    assert first == measure(store.path(film))
    store.path(film).write_bytes(b"no film any more")
    assert measured(film, store) == first
