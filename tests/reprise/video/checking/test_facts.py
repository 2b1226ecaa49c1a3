"""Finished films under examination: a good one passes, and every fault that is put into one is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from reprise.errors import BadInput
from reprise.media import MediaStore
from reprise.video.checking.facts import Fault, FilmFacts, faults, inspect
from reprise.video.checking.listening import decoded
from reprise.video.checking.planned import Plan, caption_faults, cut_off, stills
from reprise.video.checking.quality import FilmQuality, measure, measured, picture_faults, sound_faults
from reprise.video.film import ClipGround, Film, FilmScene, Motion, Sprite, StillGround, View
from reprise.video.presets import PRESETS
from reprise.video.sound.files import RATE, Samples, as_sound, wav_bytes
from reprise.video.sound.loudness import to_loudness
from reprise.video.timeline import SceneTiming, Timeline
from tests.reprise.video.finished import SMALL, Frame, moving, plan_of, standing, write_film
from tests.reprise.video.heard import spoken_like, tone_of
from tests.reprise.video.render.films import picture, tone

GOOD = FilmFacts(
    container="mov,mp4", bytes=9_000_000, video_codec="h264", profile="High", level=40, pixel_format="yuv420p",
    width=1080, height=1920, fps=30.0, constant_rate=True, frames=1350, seconds=45.0,
    color=("BT709", "BT709", "ITU709", "MPEG"), audio_codec="aac", audio_profile="LC", audio_rate=48_000,
    audio_channels=2, audio_seconds=45.01, sound_start=0.0, fast_start=True,
)  # fmt: skip
TIMELINE = Timeline(
    fps=30, transition=12, frames=1350, scenes=(SceneTiming(scene="hook", first=0, frames=1350, speech=6),)
)
SECONDS = 6.0


@pytest.fixture(scope="module")
def loud() -> Samples:
    """Six seconds of speech and music, as loud as films are."""
    breath = np.random.default_rng(1).standard_normal(round(SECONDS * RATE)) * 0.04
    sound = as_sound(spoken_like(SECONDS, 3) + breath)
    return to_loudness(np.stack([sound, sound], axis=1), -14.0, -1.5)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory, loud: Samples) -> Plan:
    folder = tmp_path_factory.mktemp("plan")
    (folder / "mix.wav").write_bytes(wav_bytes(loud))
    cues = ((0.2, 2.0), (2.0, 4.0))
    lines = ((0.2, 2.0), (3.0, 2.5))
    return plan_of(SECONDS, folder / "none.png", sound=folder / "mix.wav", lines=lines, cues=cues)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, loud: Samples) -> Path:
    return write_film(tmp_path_factory.mktemp("good") / "good.mp4", moving(SECONDS), loud)


def everything(path: Path, plan: Plan) -> list[Fault]:
    """All that the checks say about a film."""
    quality = measure(path, plan.sound)
    found = faults(inspect(path), SMALL, plan.timeline) + picture_faults(quality, plan) + sound_faults(quality, plan)
    return found + cut_off(plan.film) + caption_faults(plan.captions, plan.timeline)


def test_a_good_film_has_no_faults(good: Path, plan: Plan) -> None:
    assert everything(good, plan) == []
    assert faults(GOOD, PRESETS["tiktok"], TIMELINE) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"container": "matroska,webm"}, "matroska,webm, not MP4"),
        ({"width": 1920, "height": 1080}, "1920×1080 pixels instead of 1080×1920"),
        ({"video_codec": "hevc"}, "hevc, not H.264"),
        ({"profile": "Baseline"}, "Baseline"),
        ({"level": 52}, "level is 5.2"),
        ({"pixel_format": "yuvj420p"}, "yuvj420p"),
        ({"color": ("UNSPECIFIED",) * 4}, "not BT.709"),
        ({"fps": 29.97}, "29.97 frames a second"),
        ({"constant_rate": False}, "evenly spaced"),
        ({"frames": 1349}, "1349 frames instead of 1350"),
        ({"audio_codec": None, "audio_seconds": None}, "missing"),
        ({"audio_profile": "HE-AAC"}, "aac HE-AAC with 48000 Hz"),
        ({"audio_rate": 44_100}, "44100 Hz"),
        ({"audio_channels": 1}, "1 channels"),
        ({"audio_seconds": 44.5}, "differ by -0.50 s"),
        ({"sound_start": 0.2}, "begins 0.200 s after"),
        ({"fast_start": False}, "index is at the end"),
        ({"seconds": 200.0, "audio_seconds": 200.0}, "lasts 200.0 s"),
        ({"bytes": 80_000_000}, "80.0 MB; TikTok video takes 72 MB"),
    ],
)
def test_each_fault_is_said_in_one_sentence_with_what_to_do(changes: dict[str, object], said: str) -> None:
    found = faults(replace(GOOD, **changes), PRESETS["tiktok"], TIMELINE)  # type: ignore[arg-type]
    assert len(found) == 1
    assert said in found[0].what
    assert found[0].remedy
    assert str(found[0]) == f"{found[0].what} {found[0].remedy}"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"profile": "baseline"}, "profile is Constrained Baseline"),
        ({"profile": "high444", "pixel_format": "yuv444p"}, "pixel format is yuv444p"),
        ({"tagged": False}, "colours are tagged UNSPECIFIED"),
        ({"fast_start": False}, "index is at the end"),
        ({"skipped": frozenset({50, 51, 52})}, "not evenly spaced"),
        ({"audio": ("aac", 44_100, "mono")}, "aac LC with 44100 Hz and 1 channels"),
        ({"audio": ("libmp3lame", 48_000, "stereo")}, "not AAC LC"),
        ({"container": "matroska"}, "matroska,webm, not MP4"),
        ({"late": 0.2}, "s after the picture"),
        ({"options": {"x264-params": "keyint=60:level=51"}}, "level is 5.1"),
    ],
)
def test_a_file_of_the_wrong_kind_is_found(
    tmp_path: Path, loud: Samples, plan: Plan, changes: dict[str, Any], said: str
) -> None:
    path = write_film(tmp_path / "film.mp4", moving(SECONDS), loud, **changes)
    assert any(said in fault.what for fault in faults(inspect(path), SMALL, plan.timeline))


def test_a_film_of_another_shape_length_or_size_is_found(tmp_path: Path, loud: Samples, plan: Plan) -> None:
    path = write_film(tmp_path / "film.mp4", moving(3.0, size=(640, 360)), loud)
    small = replace(SMALL, seconds=(4, 60), max_bytes=1000)
    said = " ".join(fault.what for fault in faults(inspect(path), small, plan.timeline))
    for part in (
        "640×360 pixels instead of 360×640",
        "90 frames instead of 180",
        "differ by 3.0",
        "lasts 3.0 s",
        "MB;",
    ):
        assert part in said


def _patched(before: Callable[[float], Iterator[Frame]], *, start: float, end: float) -> Iterator[Frame]:
    frames = list(moving(SECONDS))
    frames[round(start * 30) : round(end * 30)] = list(before(end - start))
    return iter(frames)


def test_a_picture_that_stands_still_is_found_where_it_was_to_move(tmp_path: Path, loud: Samples, plan: Plan) -> None:
    path = write_film(tmp_path / "film.mp4", _patched(standing, start=2.0, end=4.5), loud)
    found = picture_faults(measure(path), plan)
    assert len(found) == 1
    assert "stands still" in found[0].what
    assert found[0].at == pytest.approx(2.0, abs=0.3)
    still = plan_of(SECONDS, tmp_path / "none.png", motion=False)
    assert picture_faults(measure(path), still) == [], "a picture without a move may stand still"


@pytest.mark.parametrize("keyint", [15, 60, 600])
def test_it_is_found_whatever_the_distance_of_keyframes(tmp_path: Path, keyint: int) -> None:
    options = {"x264-params": f"keyint={keyint}:min-keyint={keyint}:scenecut=0"}
    path = write_film(tmp_path / "film.mp4", _patched(standing, start=3.0, end=4.6), options=options)
    ((start, end),) = measure(path).frozen
    assert (start, end) == pytest.approx((3.0, 4.6), abs=0.35)


def test_it_is_found_in_a_file_that_pads_small_frames(tmp_path: Path) -> None:
    """A hardware encoder at a constant rate writes as many bytes for a frame in which nothing changes."""
    options = {"x264-params": "keyint=30:nal-hrd=cbr:bitrate=900:vbv-maxrate=900:vbv-bufsize=300"}
    path = write_film(tmp_path / "film.mp4", _patched(standing, start=1.0, end=5.0), options=options)
    assert measure(path).frozen


def test_black_is_found(tmp_path: Path, loud: Samples, plan: Plan) -> None:
    def black(seconds: float) -> Iterator[Frame]:
        return standing(seconds, (2, 2, 2))

    path = write_film(tmp_path / "film.mp4", _patched(black, start=3.0, end=4.5), loud)
    found = picture_faults(measure(path), plan)
    assert [fault.what.split(" from")[0] for fault in found] == ["The film is black"]
    assert found[0].at == pytest.approx(3.0, abs=0.3)


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (31, 78, 95)])
def test_a_first_frame_that_shows_nothing_is_found(tmp_path: Path, plan: Plan, colour: tuple[int, int, int]) -> None:
    path = write_film(tmp_path / "film.mp4", chain(standing(0.1, colour), moving(SECONDS - 0.1)))
    found = picture_faults(measure(path), plan)
    assert [fault.what for fault in found] == ["The film's first frame shows nothing."]


def _with_hole(sound: Samples) -> Samples:
    return as_sound(
        np.concatenate([sound[:RATE], np.zeros((round(2.6 * RATE), 2), np.float32), sound[: 2 * RATE + 19200]])
    )


def _with_burst(sound: Samples) -> Samples:
    spoilt = sound.copy()
    spoilt[2 * RATE : 2 * RATE + 960] = tone_of(RATE, 0.02, 1000, 0.999)[:, None]
    return spoilt


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda sound: sound * 0.4, "LUFS loud instead of -14"),
        (lambda sound: sound * 1.4, "LUFS loud instead of -14"),
        (lambda sound: sound * 0, "-inf LUFS"),
        (_with_burst, "dBTP, above -1"),
        (_with_hole, "s, amid the speech"),
        (lambda sound: np.concatenate([np.zeros((3840, 2)), sound[:-3840]]), "80 ms late"),
        (lambda sound: np.concatenate([sound[3840:], sound[:3840]]), "80 ms early"),
        (lambda sound: np.insert(sound, 3 * RATE, np.zeros((2400, 2)), axis=0)[: len(sound)], "50 ms late"),
    ],
    ids=["soft", "loud", "mute", "peaks", "hole", "late", "early", "drifting"],
)
def test_what_is_wrong_with_the_sound_is_found(
    tmp_path: Path, loud: Samples, plan: Plan, spoil: Callable[[Samples], Any], said: str
) -> None:
    path = write_film(tmp_path / "film.mp4", moving(SECONDS), as_sound(spoil(loud)))
    found = sound_faults(measure(path, plan.sound), plan)
    assert any(said in fault.what for fault in found), found
    assert all(fault.remedy for fault in found)


def test_a_pause_that_was_planned_is_no_fault_unless_music_was_to_fill_it(
    tmp_path: Path, loud: Samples, plan: Plan
) -> None:
    path = write_film(tmp_path / "film.mp4", moving(SECONDS), _with_hole(loud))
    lines = ((0.1, 0.9), (3.6, 2.0))
    quality = measure(path)
    still = tmp_path / "none.png"
    assert not [
        f for f in sound_faults(quality, plan_of(SECONDS, still, lines=lines, music=False)) if "Nothing" in f.what
    ]
    assert [f for f in sound_faults(quality, plan_of(SECONDS, still, lines=lines)) if "Nothing" in f.what]


def test_a_film_without_sound_is_measured_all_the_same(tmp_path: Path) -> None:
    path = write_film(tmp_path / "film.mp4", moving(1.0))
    assert measure(path).heard is None
    assert inspect(path).audio_codec is None


def test_sound_is_placed_by_its_times(tmp_path: Path) -> None:
    """A hole between two packets is silence, and what lies before the picture is not heard."""
    click = np.zeros((2 * RATE, 2), np.float32)
    click[RATE : RATE + 480] = 0.5
    for late in (0.0, 0.3):
        path = write_film(tmp_path / f"{late}.mp4", moving(3.0), click, late=late)
        heard = np.concatenate(list(decoded(path)))
        assert np.abs(heard).max(axis=1).argmax() == pytest.approx((1.0 + late) * RATE, abs=600)


def test_captions_outside_the_film_or_out_of_order_are_found() -> None:
    plan = plan_of(SECONDS, Path("none.png"), cues=((0.5, 2.0), (1.0, 3.0), (5.0, 6.5), (5.5, 5.5)))
    said = [fault.what for fault in caption_faults(plan.captions, plan.timeline)]
    assert len(said) == 3
    assert "'Cue 1'" in said[0] and "begins before the last one ends" in said[0]
    assert "'Cue 2' ends at 6.50 s; the film lasts 6.00 s" in said[1]
    assert "is over before it begins" in said[2]


def sprite(path: Path, size: tuple[int, int], boxes: list[tuple[int, int, int, int]], x: int, y: int) -> Sprite:
    image = Image.new("RGBA", size)
    for box in boxes:
        image.paste((255, 255, 255, 255), box)
    image.save(path)
    return Sprite(path, path.stem, x, y, 15, 60)


LETTERS = [(10 * n, 5, 10 * n + 4, 25) for n in range(8)]  # eight strokes, the first at the left border


@pytest.mark.parametrize(
    ("name", "size", "boxes", "x", "y", "sides"),
    [
        ("inside", (80, 30), LETTERS, 20, 40, ""),
        ("left", (80, 30), LETTERS, -2, 40, "left"),
        ("at the left", (80, 30), LETTERS, 0, 40, "left"),
        ("right", (80, 30), [(n * 10 + 6, 5, n * 10 + 10, 25) for n in range(8)], 64, 40, "right"),
        ("beyond the right", (80, 30), LETTERS, 102, 40, "right"),
        ("top", (80, 30), LETTERS, 20, -10, "top"),
        ("bottom", (80, 30), LETTERS, 20, 240, "bottom"),
        ("outside", (80, 30), LETTERS, 200, 40, "side"),
        ("a stem", (30, 20), [(0, 0, 4, 20), (10, 8, 28, 12)], 0, 40, "left"),
        ("a bar", (144, 20), [(0, 0, 144, 20)], 0, 236, ""),
        ("a shade", (144, 100), [(0, 0, 144, 40)], 0, 0, ""),
        ("a shade beside", (100, 256), [(60, 0, 100, 256)], 44, 0, ""),
        ("a figure", (60, 120), [(10, 0, 50, 120)], 40, 140, ""),
        ("only a shadow", (80, 30), [(10, 5, 70, 25)], -5, 40, ""),
    ],
)
def test_words_that_the_border_cuts_off_are_found(
    tmp_path: Path, name: str, size: tuple[int, int], boxes: list[tuple[int, int, int, int]], x: int, y: int, sides: str
) -> None:
    drawn = sprite(tmp_path / f"{name}.png", size, boxes, x, y)
    still = StillGround(tmp_path / "none.png", "still")
    film = Film(144, 256, 30, (FilmScene("hook", still, 60), FilmScene("point-1", still, 90, (drawn,))), 12)
    found = cut_off(film)
    assert len(found) == bool(sides)
    if sides:
        assert f"scene 'point-1' is cut off at the {sides}" in found[0].what
        assert found[0].at == pytest.approx((48 + 15) / 30, abs=0.01)
    assert len(cut_off(replace(film, scenes=film.scenes[:1], sprites=(drawn,)))) == bool(sides), "a watermark as well"


def test_where_a_film_may_stand_still_follows_from_what_moves(tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    word = Sprite(path, "w", 10, 10, 60, 120, fade_in=10, fade_out=10)
    still, move = StillGround(path, "a"), StillGround(path, "a", Motion(View(), View(scale=0.9)))

    def film(*scenes: FilmScene) -> Film:
        return Film(144, 256, 30, scenes, 12)

    assert stills(film(FilmScene("a", still, 150))) == ((0.0, 5.0),)
    between = ((0.0, 59 / 30), (70 / 30, 110 / 30), (121 / 30, 5.0))
    assert stills(film(FilmScene("a", still, 150, (word,)))) == between
    Image.new("RGBA", (40, 1), "white").save(tmp_path / "line.png")
    line = Sprite(tmp_path / "line.png", "l", 10, 10, 20, 150, reveal=120)
    creeping = stills(film(FilmScene("a", still, 150, fixed=(line,))))
    assert creeping == ((0.0, 19 / 30), (21 / 30, 149 / 30)), "a line that creeps is not seen to move"
    written = stills(film(FilmScene("a", still, 150, (replace(line, reveal=8),))))
    assert written == ((0.0, 19 / 30), (28 / 30, 149 / 30)), "letters that are written are"
    moves = stills(film(FilmScene("a", move, 150)))
    assert moves == ((0.0, 38 / 30), (112 / 30, 5.0)), "at the ends of a move the camera hardly moves"
    clip = FilmScene("b", ClipGround(path, "c"), 90)
    assert stills(film(FilmScene("a", move, 150), clip)) == ((0.0, 38 / 30), (112 / 30, 138 / 30), (5.0, 228 / 30))


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


def test_a_film_that_breaks_off_is_refused_or_found(tmp_path: Path, loud: Samples, plan: Plan) -> None:
    whole = write_film(tmp_path / "whole.mp4", moving(SECONDS), loud).read_bytes()
    path = tmp_path / "film.mp4"
    path.write_bytes(whole[: len(whole) // 2])
    try:
        assert everything(path, plan)
    except BadInput as error:
        assert "film.mp4" in str(error)


def test_a_film_of_the_store_is_decoded_for_its_check_once(tmp_path: Path, good: Path, plan: Plan) -> None:
    store = MediaStore(tmp_path / "store")
    film = store.put_file(good, kind="film")
    first = measured(film, store, plan.sound)
    assert first == measure(good, plan.sound)
    store.path(film).write_bytes(b"no film any more")
    assert measured(film, store, plan.sound) == first


def test_quality_says_nothing_of_a_film_without_sound() -> None:
    assert sound_faults(FilmQuality((), ())) == picture_faults(FilmQuality((), ())) == []


def test_our_own_film_passes(tmp_path: Path, loud: Samples) -> None:
    from reprise.digest import file_digest
    from reprise.video.render.renderer import render

    still, sound = picture(tmp_path / "p.png", 3), tmp_path / "mix.wav"
    sound.write_bytes(wav_bytes(loud))
    plan = plan_of(SECONDS, still, sound=sound)
    ground = StillGround(still, file_digest(still), Motion(View(), View(scale=0.9)))
    scene = replace(plan.film.scenes[0], ground=ground)
    film = replace(plan.film, scenes=(scene,), sound_key=file_digest(sound))
    media = MediaStore(tmp_path / "store")
    path = media.path(render(film, media, workers=1).media)
    assert everything(path, replace(plan, film=film)) == []
