"""Clips as grounds: which picture is seen when, how it fills the frame, and what cannot be used."""

from __future__ import annotations

import random
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from reprise.errors import BadInput
from reprise.video.film import ClipGround
from reprise.video.render.clips import Clip
from reprise.video.render.compose import planes
from tests.reprise.video.render.clips import STEP, clip_of, grey, grey_clip

WIDTH, HEIGHT, FPS = 64, 96, 30


def shown(clip: Clip, frame: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> tuple[np.ndarray, np.ndarray]:
    y, uv = planes(*size)
    clip.draw(frame, y, uv)
    return y, uv


def number_in(luma: np.ndarray) -> float:
    """Which picture of a clip of greys it is, from the luma of limited range."""
    return ((float(luma.mean()) - 16) * 255 / 219 - grey(0)) / STEP


@pytest.mark.parametrize("rate", [24, 25, 30, 60, Fraction(30000, 1001), 12])
def test_the_picture_of_a_frame_is_the_one_that_the_clip_shows_at_that_moment(
    tmp_path: Path, rate: Fraction | int
) -> None:
    clip = Clip(ClipGround(grey_clip(tmp_path / "clip.mp4", 39, rate), "k"), WIDTH, HEIGHT, FPS)
    for frame in range(int(39 / float(rate) * FPS)):
        wanted = int((Fraction(frame, FPS) + Fraction(1, 1000)) * rate)  # clocks are rounded to a millisecond
        assert abs(number_in(shown(clip, frame)[0]) - wanted) < 0.4, frame


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "clip.mov", "clip.webm", "clip.gif", "clip.avi"])
def test_a_frame_looks_the_same_from_wherever_one_comes_to_it(tmp_path: Path, name: str) -> None:
    codec, pixels = {
        "clip.webm": ("libvpx-vp9", "yuv420p"),
        "clip.gif": ("gif", "rgb8"),
        "clip.avi": ("mpeg4", "yuv420p"),
    }.get(name, ("libx264", "yuv420p"))
    path = grey_clip(tmp_path / name, 300, 25, codec=codec, pixels=pixels)
    through = Clip(ClipGround(path, "k"), WIDTH, HEIGHT, FPS)
    every = [shown(through, frame)[0].copy() for frame in range(360)]
    jumping = Clip(ClipGround(path, "k"), WIDTH, HEIGHT, FPS)
    for frame in random.Random(3).sample(range(360), 40):
        assert (shown(jumping, frame)[0] == every[frame]).all(), frame
    late = Clip(ClipGround(path, "k", start=200), WIDTH, HEIGHT, FPS)
    assert (shown(late, 77)[0] == every[277]).all()


def test_a_clip_that_is_shorter_than_its_scene_begins_again(tmp_path: Path) -> None:
    clip = Clip(ClipGround(grey_clip(tmp_path / "clip.mp4", 10, 30), "k", start=4), WIDTH, HEIGHT, FPS)
    numbers = [round(number_in(shown(clip, frame)[0])) for frame in range(25)]
    assert numbers == [(4 + frame) % 10 for frame in range(25)]


def test_the_clip_fills_the_frame_around_its_point(tmp_path: Path) -> None:
    picture = np.zeros((120, 240, 3), np.uint8)
    picture[:, :80], picture[:, 80:160], picture[:, 160:] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    path = clip_of(tmp_path / "clip.mkv", [picture] * 3, codec="ffv1", pixels="bgr0")
    for x, wanted in ((0.0, 63), (0.5, 173), (1.0, 32)):  # BT.709: luma of red, green, blue
        y, _ = shown(Clip(ClipGround(path, "k", x=x), WIDTH, HEIGHT, FPS), 0)
        assert np.abs(y[10:-10, 10:-10].astype(int) - wanted).max() <= 2


@pytest.mark.parametrize("pixels", ["yuv444p", "yuv422p10le", "gray", "bgra", "yuvj420p", "rgb24"])
@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (120, 120, 120)])
def test_any_pixel_format_keeps_its_greys(tmp_path: Path, pixels: str, colour: tuple[int, int, int]) -> None:
    codec = {"yuvj420p": "mjpeg", "rgb24": "png"}.get(pixels, "ffv1")
    picture = np.full((64, 64, 3), colour, np.uint8)
    path = clip_of(tmp_path / ("clip.mov" if codec == "png" else "clip.mkv"), [picture] * 2, codec=codec, pixels=pixels)
    y, uv = shown(Clip(ClipGround(path, "k"), WIDTH, HEIGHT, FPS), 1)
    assert np.abs(y.astype(int) - (16 + colour[0] * 219 / 255)).max() <= 2
    assert np.abs(uv.astype(int) - 128).max() <= 2


def test_colour_of_a_small_clip_is_bt601_unless_it_says_so(tmp_path: Path) -> None:
    picture = np.full((64, 64, 3), (200, 30, 60), np.uint8)
    path = clip_of(tmp_path / "clip.mkv", [picture] * 2, codec="ffv1", pixels="yuv444p")
    y, uv = shown(Clip(ClipGround(path, "k"), WIDTH, HEIGHT, FPS), 0)
    assert np.abs(y.astype(int) - 75).max() <= 3  # as of a still of this colour
    assert np.abs(uv.astype(int) - (124, 201)).max() <= 3


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_clip_filmed_sideways_is_turned_upright(tmp_path: Path, degrees: int) -> None:
    upright = np.zeros((192, 128, 3), np.uint8)
    upright[:60, :50] = 255  # white at the top left
    turned = np.rot90(upright, -degrees // 90)
    stored = clip_of(tmp_path / "stored.mp4", [np.ascontiguousarray(turned)] * 3)
    tagged = tmp_path / "tagged.mp4"
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run(
        [tool, "-v", "error", "-display_rotation", str(degrees), "-i", stored, "-c", "copy", tagged], check=True
    )
    y, _ = shown(Clip(ClipGround(tagged, "k"), WIDTH, HEIGHT, FPS), 0)
    assert y[:25, :20].min() > 220
    assert y[40:].max() < 40 and y[:, 35:].max() < 40


def test_pixels_that_are_no_squares_are_stretched(tmp_path: Path) -> None:
    picture = np.zeros((96, 32, 3), np.uint8)
    picture[:, :16] = 255
    path = clip_of(tmp_path / "wide.mp4", [picture] * 3, shape=Fraction(2))
    y, _ = shown(Clip(ClipGround(path, "k"), WIDTH, HEIGHT, FPS), 0)  # 64×96 when stretched: nothing is cut off
    assert y[:, :26].min() > 220 and y[:, 38:].max() < 40


def test_what_is_transparent_in_a_clip_is_black(tmp_path: Path) -> None:
    images = [Image.new("RGBA", (64, 96), (255, 255, 255, 0)) for _ in range(2)]
    for image in images:
        image.paste((255, 255, 255, 255), (0, 0, 32, 96))
    images[0].save(tmp_path / "clip.gif", save_all=True, append_images=images[1:], duration=100, disposal=2)
    y, _ = shown(Clip(ClipGround(tmp_path / "clip.gif", "k"), WIDTH, HEIGHT, FPS), 2)
    assert y[:, :28].min() > 230 and y[:, 36:].max() < 20


@pytest.mark.parametrize("content", [b"", b"no film at all", b"\x00\x00\x00\x18ftypmp42" + bytes(400)])
def test_a_broken_clip_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.mp4"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"broken\.mp4.*clip"):
        Clip(ClipGround(path, "k"), WIDTH, HEIGHT, FPS)


def test_a_clip_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.mp4"):
        Clip(ClipGround(tmp_path / "gone.mp4", "k"), WIDTH, HEIGHT, FPS)


def test_a_file_with_sound_only_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sound.m4a"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=48_000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 2048), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(BadInput, match=r"sound\.m4a.*no picture"):
        Clip(ClipGround(path, "k"), WIDTH, HEIGHT, FPS)


def test_a_clip_whose_pictures_are_rubbish_is_named(tmp_path: Path) -> None:
    path = grey_clip(tmp_path / "clip.mkv", 60, codec="ffv1", pixels="yuv444p")
    data = bytearray(path.read_bytes())
    middle = len(data) // 4
    data[middle : 3 * middle] = np.random.default_rng(1).bytes(2 * middle)
    path.write_bytes(bytes(data))
    with pytest.raises(BadInput, match=r"clip\.mkv.*clip"):
        clip = Clip(ClipGround(path, "k"), WIDTH, HEIGHT, FPS)
        for frame in range(70):
            shown(clip, frame)
