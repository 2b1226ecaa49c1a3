"""What is heard changes, what is seen is copied: every packet of the picture stays as it is."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from reprise.errors import BadInput
from reprise.video.checking.facts import inspect
from reprise.video.sound.loudness import integrated, true_peak
from reprise.video.tools.opening import examine
from reprise.video.tools.sounding import extract_audio, normalise, replace_audio
from tests.reprise.video.render.films import tone
from tests.reprise.video.tools.material import FRAMES, ffmpeg, has_encoder, packets, recorded, rendered, samples, times
from tests.reprise.video.tools.test_cutting import good

SPEECHLIKE = (
    "aevalsrc='0.05*sin(2*PI*220*t)*(0.6+0.4*sin(2*PI*1.3*t))"
    "+if(lt(mod(t,1.1),0.01),0.7,0)*sin(2*PI*1500*t)':d=8:s=48000"
)
"""Quiet, with short loud clicks: the limiter has to work."""


@pytest.mark.parametrize("sound", ["sine=440:d=2,volume=-30dB", SPEECHLIKE, "sine=990:d=2,volume=17dB"])
def test_a_film_is_brought_to_its_loudness_and_its_picture_is_copied(tmp_path: Path, sound: str) -> None:
    film = recorded(tmp_path / "film.mp4", source="testsrc2=s=160x120:r=30:d=8", sound=sound)
    made = normalise(film, tmp_path / "out.mp4")
    heard = samples(made.path)
    assert abs(integrated(heard) + 14.0) < 0.5
    assert true_peak(heard) <= -1.0
    assert packets(made.path) == packets(film)
    assert times(made.path) == times(film)
    assert (made.copied, made.encoded) == (240, 0)


def test_other_targets_are_reached_too(own: Path, tmp_path: Path) -> None:
    made = normalise(own, tmp_path / "out.mp4", loudness=-23, peak=-3)
    assert abs(integrated(samples(made.path)) + 23.0) < 0.5
    with pytest.raises(BadInput, match="cannot be reached"):
        normalise(own, tmp_path / "no.mp4", loudness=3)


def test_there_must_be_something_to_hear(tmp_path: Path) -> None:
    mute = rendered(tmp_path / "mute", sound=False)
    silent = recorded(tmp_path / "silent.mp4", sound="anullsrc=d=2")
    with pytest.raises(BadInput, match="no sound"):
        normalise(mute, tmp_path / "out.mp4")
    with pytest.raises(BadInput, match="nothing to hear"):
        normalise(silent, tmp_path / "out.mp4")
    with pytest.raises(BadInput, match="no sound"):
        extract_audio(mute, tmp_path / "out.wav")
    assert not (tmp_path / "out.mp4").exists()


def test_sound_is_taken_out_without_encoding_where_it_is_aac_already(own: Path, tmp_path: Path) -> None:
    made = extract_audio(own, tmp_path / "out.m4a")
    assert packets(made.path, "audio") == packets(own, "audio")
    assert "Copied" in made.note
    assert np.abs(samples(made.path)[: 3 * 48_000] - samples(own)[: 3 * 48_000]).max() < 1e-6


def test_sound_is_taken_out_as_wav_to_the_sample(own: Path, tmp_path: Path) -> None:
    made = extract_audio(own, tmp_path / "out.wav")
    with wave.open(str(made.path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48_000, 2, 2)
        assert abs(file.getnframes() - FRAMES * 1600) <= 48
    heard, given = samples(made.path), samples(own)
    middle = slice(4_800, 3 * 48_000)
    assert np.abs(heard[middle] - given[middle]).max() < 0.001


@pytest.mark.skipif(not has_encoder("libmp3lame"), reason="this PyAV has no MP3 encoder")
def test_sound_is_taken_out_as_mp3(own: Path, tmp_path: Path) -> None:
    made = extract_audio(own, tmp_path / "out.mp3")
    heard = samples(made.path)
    assert abs(len(heard) / 48_000 - FRAMES / 30) < 0.1
    assert abs(np.abs(heard[48_000:96_000]).max() - 0.2) < 0.02


def test_only_sounds_that_can_be_written_are_named(own: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\.wav, \.m4a, \.mp3"):
        extract_audio(own, tmp_path / "out.ogg")


def test_another_sound_takes_the_place_and_the_picture_is_copied(own: Path, tmp_path: Path) -> None:
    other = tone(tmp_path / "other.wav", 10.0, level=0.4)
    made = replace_audio(own, tmp_path / "out.mp4", other)
    assert packets(made.path) == packets(own)
    heard = samples(made.path)
    assert abs(np.abs(heard[9_600:150_000]).max() - 0.4) < 0.02
    good(made.path)


def test_a_short_sound_is_followed_by_silence_or_itself_or_shortens_the_film(own: Path, tmp_path: Path) -> None:
    short = tone(tmp_path / "short.wav", 1.0, level=0.4)
    padded = replace_audio(own, tmp_path / "pad.mp4", short)
    heard = np.abs(samples(padded.path)[:, 0])
    assert heard[24_000:40_000].max() > 0.35
    assert heard[52_000:].max() < 0.001
    looped = replace_audio(own, tmp_path / "loop.mp4", short, rule="loop")
    heard = np.abs(samples(looped.path)[: FRAMES * 1600, 0])
    assert min(heard[place : place + 480].max() for place in range(4_800, FRAMES * 1600 - 4_800, 480)) > 0.3
    shorter = replace_audio(own, tmp_path / "shorten.mp4", short, rule="shorten")
    assert (shorter.frames, inspect(shorter.path).frames) == (30, 30)
    for made in (padded, looped, shorter):
        good(made.path)


def test_a_sound_begins_later_or_without_its_beginning(own: Path, tmp_path: Path) -> None:
    sound = tmp_path / "steps.wav"
    ffmpeg("-f", "lavfi", "-i", "aevalsrc='if(lt(t,1),0.1,0.4)*sin(2*PI*440*t)':d=3:s=48000", str(sound))
    later = np.abs(samples(replace_audio(own, tmp_path / "later.mp4", sound, offset=0.5).path)[:, 0])
    assert later[: 24_000 - 2_000].max() < 0.001
    assert abs(later[26_000:70_000].max() - 0.1) < 0.01
    assert abs(later[74_000:120_000].max() - 0.4) < 0.02
    sooner = np.abs(samples(replace_audio(own, tmp_path / "sooner.mp4", sound, offset=-0.5).path)[:, 0])
    assert abs(sooner[2_000:22_000].max() - 0.1) < 0.01
    assert abs(sooner[26_000:90_000].max() - 0.4) < 0.02


@pytest.mark.parametrize("offset", [99.0, -99.0])
def test_an_offset_beyond_everything_is_refused(own: Path, tmp_path: Path, offset: float) -> None:
    with pytest.raises(BadInput, match="nothing of the sound would be heard"):
        replace_audio(own, tmp_path / "out.mp4", tone(tmp_path / "tone.wav", 1.0), offset=offset)


def test_a_turned_or_uneven_film_keeps_its_picture_as_it_is(tmp_path: Path) -> None:
    flat = recorded(tmp_path / "flat.mp4")
    turned = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", "90", "-i", str(flat), "-c", "copy", str(turned))
    made = normalise(turned, tmp_path / "out.mp4")
    assert examine(made.path).rotation == examine(turned).rotation == 90
    uneven = tmp_path / "uneven.mp4"
    ffmpeg("-i", str(flat), "-vf", "select='lt(n,20)+not(mod(n,4))'", "-fps_mode", "vfr", "-c:a", "copy", str(uneven))
    made = normalise(uneven, tmp_path / "even.mp4")
    assert packets(made.path) == packets(uneven)
    start = times(uneven)[0]
    assert [abs(t - (w - start)) < Fraction(1, 1000) for t, w in zip(times(made.path), times(uneven), strict=True)]


def test_a_picture_that_is_not_h264_is_encoded_and_that_is_said(tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=160x120:r=30:d=2", "-f", "lavfi", "-i", "sine=440:d=2",
        "-c:v", "libx265", "-x265-params", "log-level=error", "-pix_fmt", "yuv420p10le", "-c:a", "libopus", str(film),
    )  # fmt: skip
    made = normalise(film, tmp_path / "out.mp4")
    assert "hevc" in made.note
    assert made.encoded == 60
    good(made.path)
