"""Films cut and joined: to the frame, copied where they can be, with sound that stays where it belongs."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from reprise.errors import BadInput
from reprise.video.checking.facts import inspect
from reprise.video.tools.cutting import join_films, trim
from reprise.video.tools.opening import examine
from tests.reprise.video.tools.material import (
    FRAMES,
    HEIGHT,
    WIDTH,
    ffmpeg,
    frames,
    likeness,
    packets,
    recorded,
    rendered,
    samples,
    times,
)  # fmt: skip

GOOD = ("BT709", "BT709", "ITU709", "MPEG")


def good(path: Path) -> None:
    """What every result is, whatever it was made from."""
    facts = inspect(path)
    assert (facts.video_codec, facts.profile, facts.pixel_format) == ("h264", "High", "yuv420p")
    assert facts.constant_rate
    assert facts.fast_start
    assert facts.color == GOOD
    if facts.audio_codec:
        assert (facts.audio_codec, facts.audio_rate) == ("aac", 48_000)
        assert abs(facts.audio_seconds - facts.seconds) < 0.002  # type: ignore[operator]


def even_times(count: int) -> list[Fraction]:
    return [Fraction(number, 30) for number in range(count)]


def test_a_whole_film_is_copied_packet_by_packet(own: Path, tmp_path: Path) -> None:
    made = trim(own, tmp_path / "out.mp4")
    assert (made.frames, made.copied, made.encoded) == (FRAMES, FRAMES, 0)
    assert packets(made.path) == packets(own)
    good(made.path)


def test_a_cut_is_exact_to_the_frame_and_only_its_ends_are_encoded(own: Path, tmp_path: Path) -> None:
    cuts = sorted(examine(own).cuts)
    first, end = cuts[1] - 3, cuts[3] + 4
    made = trim(own, tmp_path / "out.mp4", first / 30, end / 30)
    assert made.frames == end - first
    assert made.encoded == 7
    assert made.copied == cuts[3] - cuts[1]
    whole, part = packets(own), packets(made.path)
    assert part[3 : 3 + made.copied] == whole[cuts[1] : cuts[3]]
    before, after = frames(own), frames(made.path)
    assert len(after) == made.frames
    for number, frame in enumerate(after):
        differences = [likeness(frame, before[first + number + step]) for step in (-1, 0, 1)]
        assert differences[1] == min(differences)
        assert differences[1] < 8
    assert times(made.path) == even_times(made.frames)
    good(made.path)


def test_the_sound_of_a_cut_is_the_sound_of_its_frames(own: Path, tmp_path: Path) -> None:
    made = trim(own, tmp_path / "out.mp4", 0.5, 2.5)
    heard, wanted = samples(made.path)[: 2 * 48_000, 0], samples(own)[24_000 : 24_000 + 2 * 48_000, 0]
    assert len(heard) == 2 * 48_000
    middle = slice(4_800, -4_800)
    assert float(np.corrcoef(heard[middle], wanted[middle])[0, 1]) > 0.999  # a tone: half a millisecond off would show


def test_a_foreign_film_is_copied_between_key_frames_and_encoded_elsewhere(foreign: Path, tmp_path: Path) -> None:
    sharp = recorded(
        tmp_path / "tagged.mp4", "-g", "15", "-bf", "2",
        source="testsrc2=s=320x240:r=30:d=2,format=yuv420p,setparams=range=tv:color_primaries=bt709:color_trc=bt709:"
        "colorspace=bt709",
    )  # fmt: skip
    assert examine(sharp).copyable
    copied = trim(sharp, tmp_path / "copied.mp4", 0.5, 1.5)
    assert (copied.copied, copied.encoded) == (30, 0)
    assert packets(copied.path) == packets(sharp)[15:45]
    encoded = trim(sharp, tmp_path / "encoded.mp4", 0.4, 1.5)
    assert (encoded.copied, encoded.encoded) == (0, 33)
    assert "not encoded with our settings" in encoded.note
    for path in (copied.path, encoded.path, trim(foreign, tmp_path / "other.mp4", 0, 1).path):
        good(path)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (1.0, 1.0, "Nothing lies between"),
        (2.0, 1.0, "Nothing lies between"),
        (99.0, None, "lies outside of the film"),
        (0.0, 99.0, "lies outside of the film"),
        (-1.0, 1.0, "lies outside of the film"),
        (float("nan"), 1.0, "lies outside of the film"),
        (1.0, 1.01, "Nothing lies between"),
    ],
)
def test_a_range_without_a_frame_is_refused(
    own: Path, tmp_path: Path, start: float, end: float | None, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        trim(own, tmp_path / "out.mp4", start, end)
    assert list(tmp_path.iterdir()) == []


def test_films_with_the_same_settings_are_joined_without_encoding(own: Path, tmp_path: Path) -> None:
    other = rendered(tmp_path / "other", seed=1)
    made = join_films([own, other, own], tmp_path / "out.mp4")
    assert (made.frames, made.encoded) == (3 * FRAMES, 0)
    assert packets(made.path) == [*packets(own), *packets(other), *packets(own)]
    assert times(made.path) == even_times(3 * FRAMES)
    shown, single = frames(made.path), frames(own)
    assert likeness(shown[2 * FRAMES], single[0]) == 0
    good(made.path)


def test_a_film_of_another_kind_is_brought_to_the_first_ones_shape(own: Path, foreign: Path, tmp_path: Path) -> None:
    made = join_films([own, foreign], tmp_path / "out.mp4", ground="#ff0000")
    assert (made.width, made.height) == (WIDTH, HEIGHT)
    assert (made.copied, made.encoded) == (FRAMES, 60)
    shown = frames(made.path)[FRAMES + 30]
    assert likeness(shown[:20], np.full_like(shown[:20], (255, 0, 0))) < 6  # the ground above
    assert shown[HEIGHT // 2 - 40 : HEIGHT // 2 + 40].std() > 30  # the film in the middle
    good(made.path)


def test_films_go_over_into_each_other(own: Path, tmp_path: Path) -> None:
    dark = recorded(tmp_path / "dark.mp4", source=f"color=black:s={WIDTH}x{HEIGHT}:r=30:d=2")
    light = recorded(tmp_path / "light.mp4", source=f"color=white:s={WIDTH}x{HEIGHT}:r=30:d=2", sound="sine=880:d=2")
    made = join_films([dark, light], tmp_path / "out.mp4", crossfade=0.5)
    assert made.frames == 60 + 60 - 15
    means = [float(frame.mean()) for frame in frames(made.path)]
    assert max(means[:44]) < 3
    assert min(means[61:]) > 250
    rise = means[44:61]
    assert all(later > earlier for earlier, later in pairwise(rise))
    good(made.path)


def test_a_crossfade_between_rendered_films_encodes_only_what_it_must(own: Path, tmp_path: Path) -> None:
    made = join_films([own, own], tmp_path / "out.mp4", crossfade=0.4)
    assert made.frames == 2 * FRAMES - 12
    assert made.copied > FRAMES
    good(made.path)


def test_a_crossfade_longer_than_a_film_is_refused(own: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="shorter crossfade"):
        join_films([own, own, own], tmp_path / "out.mp4", crossfade=2.0)


def test_no_click_is_heard_where_sounds_meet(tmp_path: Path) -> None:
    high = recorded(tmp_path / "high.mp4", sound="aevalsrc=0.5*cos(2*PI*700*t):d=2:s=48000")
    low = recorded(tmp_path / "low.mp4", sound="aevalsrc=0.5*cos(2*PI*90*t+2):d=2:s=48000")
    made = join_films([high, low, high], tmp_path / "out.mp4")
    heard = samples(made.path)[:, 0]
    steps = np.abs(np.diff(heard))
    usual = 0.5 * 2 * np.pi * 700 / 48_000
    for seam in (96_000, 192_000):
        around = steps[seam - 600 : seam + 600]
        assert around.max() < 1.5 * usual
        assert np.abs(heard[seam - 1200 : seam + 1200]).max() > 0.4  # and no gap of more than the fades


def test_a_film_without_sound_is_silent_among_others(own: Path, tmp_path: Path) -> None:
    mute = rendered(tmp_path / "mute", sound=False, seed=2)
    made = join_films([own, mute, own], tmp_path / "out.mp4")
    heard = np.abs(samples(made.path)[:, 0])
    third = round(FRAMES / 30 * 48_000)
    assert heard[third + 4_800 : 2 * third - 4_800].max() < 0.001
    assert heard[2 * third + 4_800 : 2 * third + 9_600].max() > 0.15
    only = join_films([mute, mute], tmp_path / "only.mp4")
    assert inspect(only.path).audio_codec is None


def test_ends_that_go_on_from_each_other_are_not_faded(own: Path, tmp_path: Path) -> None:
    first, second = trim(own, tmp_path / "a.mp4", 0, 1.5), trim(own, tmp_path / "b.mp4", 1.5)
    again = join_films([first.path, second.path], tmp_path / "out.mp4")
    assert again.frames == FRAMES
    seam = samples(again.path)[72_000 - 400 : 72_000 + 400, 0]
    windows = np.abs(seam[: 800 // 109 * 109].reshape(-1, 109)).max(axis=1)  # a period of the tone each
    assert windows.min() > 0.8 * windows.max()


@pytest.mark.parametrize("rate", ["24", "25", "50", "30000/1001"])
def test_films_of_other_rates_keep_their_length_and_their_sound_beside_them(
    tmp_path: Path, own: Path, rate: str
) -> None:
    other = recorded(tmp_path / "other.mp4", source=f"testsrc2=s={WIDTH}x{HEIGHT}:r={rate}:d=2")
    made = join_films([own, other], tmp_path / "out.mp4")
    assert abs(made.seconds - float(FRAMES / 30 + examine(other).seconds)) < 1 / 30
    good(made.path)
    cut = trim(other, tmp_path / "cut.mp4", 0.5, 1.5)
    assert abs(cut.seconds - 1.0) < 1 / 24
    assert examine(cut.path).rate == examine(other).rate
    good(cut.path)


def test_a_turned_film_is_shown_upright(tmp_path: Path) -> None:
    flat = recorded(tmp_path / "flat.mp4")
    for angle in (90, 180, 270):
        turned = tmp_path / f"turned-{angle}.mp4"
        ffmpeg("-display_rotation", str(angle), "-i", str(flat), "-c", "copy", str(turned))
        seen = tmp_path / f"seen-{angle}.mp4"
        ffmpeg("-i", str(turned), "-an", "-qp", "0", "-pix_fmt", "yuv420p", str(seen))
        made = trim(turned, tmp_path / f"out-{angle}.mp4", 0.5, 1.5)
        wanted = frames(seen)[15:45]
        assert (made.height, made.width) == wanted[0].shape[:2]
        assert max(likeness(one, other) for one, other in zip(frames(made.path), wanted, strict=True)) < 12
        assert examine(made.path).rotation == 0


def test_uneven_frame_times_become_even_without_moving_the_picture(tmp_path: Path) -> None:
    even = recorded(
        tmp_path / "even.mp4", source="color=black:s=320x240:r=30:d=4,drawbox=c=white:t=fill:enable='gte(t,2)'"
    )
    uneven = tmp_path / "uneven.mp4"
    ffmpeg("-i", str(even), "-vf", "select='lt(n,20)+not(mod(n,4))'", "-fps_mode", "vfr", "-c:a", "copy", str(uneven))
    film = examine(uneven)
    assert not film.constant
    made = trim(uneven, tmp_path / "out.mp4")
    good(made.path)
    assert abs(made.seconds - 4.0) < 0.15
    lit = [moment for moment, frame in zip(times(made.path), frames(made.path), strict=True) if frame.mean() > 128]
    assert abs(float(lit[0]) - 2.0) <= 1 / 24


@pytest.mark.slow
def test_a_quarter_of_an_hour_does_not_drift(own: Path, tmp_path: Path) -> None:
    whole = join_films([own] * 250, tmp_path / "whole.mp4")
    assert (whole.frames, whole.encoded, whole.seconds) == (250 * FRAMES, 0, 900.0)
    good(whole.path)
    late = trim(whole.path, tmp_path / "late.mp4", 249 * 3.6, 900)
    assert packets(late.path) == packets(own)
    heard, wanted = samples(late.path)[4_800:150_000, 0], samples(own)[4_800:150_000, 0]
    assert float(np.corrcoef(heard, wanted)[0, 1]) > 0.999
