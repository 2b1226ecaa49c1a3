"""Finished films, good and faulty, written as other tools write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

from reprise.video.captions import Caption, Captions
from reprise.video.checking.planned import Plan
from reprise.video.film import Film, FilmScene, Motion, StillGround, View
from reprise.video.presets import Preset
from reprise.video.sound.files import RATE, Samples
from reprise.video.timeline import SceneTiming, Timeline
from reprise.video.voice.voiceover import Voiceover
from tests.reprise.video.spoken import make_line

WIDTH, HEIGHT, FPS = 360, 640, 30
SMALL = Preset("small", "Small film", "short", WIDTH, HEIGHT, (1, 60), 60, 5_000_000, "youtube")
Frame = NDArray[np.uint8]


def moving(seconds: float, *, size: tuple[int, int] = (WIDTH, HEIGHT), seed: int = 1) -> Iterator[Frame]:
    """A colourful picture that the camera glides over."""
    noise = np.random.default_rng(seed).uniform(30, 225, (40, 24, 3)).astype(np.float32)
    width, height = size
    wide = cv2.resize(noise, (width + 200, height + 200), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8)
    for number in range(round(seconds * FPS)):
        shift = round(number * 2) % 200
        yield np.ascontiguousarray(wide[shift : shift + height, shift : shift + width])


def standing(seconds: float, colour: tuple[int, int, int] | None = None) -> Iterator[Frame]:
    """One picture, or one colour, all the time."""
    picture = next(moving(1)) if colour is None else np.full((HEIGHT, WIDTH, 3), colour, np.uint8)
    for _ in range(round(seconds * FPS)):
        yield picture


def write_film(
    path: Path,
    frames: Iterable[Frame],
    sound: Samples | None = None,
    *,
    profile: str = "high",
    pixel_format: str = "yuv420p",
    tagged: bool = True,
    fast_start: bool = True,
    skipped: frozenset[int] = frozenset(),
    late: float = 0.0,
    audio: tuple[str, int, str] = ("aac", RATE, "stereo"),
    container: str = "mp4",
    options: dict[str, str] | None = None,
) -> Path:
    """H.264 and AAC. `skipped` frame numbers leave a hole, `late` is how much later the sound lies than it should."""
    flags = {"movflags": "+faststart"} if fast_start else {}
    with av.open(str(path), "w", format=container, options=flags) as film:
        chosen = {"preset": "superfast", "crf": "18", "profile": profile, "x264-params": "keyint=60", **(options or {})}
        picture: Any = film.add_stream("libx264", rate=FPS, options=chosen)
        heard: Any = film.add_stream(audio[0], rate=audio[1], layout=audio[2]) if sound is not None else None
        first = True
        for number, frame in enumerate(frames):
            if first:
                picture.width, picture.height, picture.pix_fmt = frame.shape[1], frame.shape[0], pixel_format
                if tagged:
                    _tag(picture.codec_context)
                first = False
            if number in skipped:
                continue
            shown = av.VideoFrame.from_ndarray(frame, format="rgb24").reformat(
                format=pixel_format, dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
            )
            shown.pts, shown.time_base = number, Fraction(1, FPS)
            film.mux(picture.encode(shown))
        film.mux(picture.encode(None))
        if heard is not None and sound is not None:
            _write_sound(film, heard, sound, round(late * RATE))
    return path


def _tag(context: Any) -> None:
    context.color_range, context.colorspace = ColorRange.MPEG, Colorspace.ITU709
    context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709


def _write_sound(film: Any, stream: Any, sound: Samples, late: int) -> None:
    both = sound if sound.ndim == 2 else np.stack([sound, sound], axis=1)
    convert = av.AudioResampler(
        format="fltp",
        layout=stream.codec_context.layout,
        rate=stream.codec_context.sample_rate,
        frame_size=stream.codec_context.frame_size or 1024,
    )
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(both.T), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE, late, Fraction(1, RATE)
    for part in [*convert.resample(frame), *convert.resample(None)]:
        film.mux(stream.encode(part))
    film.mux(stream.encode(None))


def plan_of(
    seconds: float,
    still: Path,
    *,
    sound: Path | None = None,
    motion: bool = True,
    lines: tuple[tuple[float, float], ...] = ((0.2, 0.0),),
    music: bool = True,
    cues: tuple[tuple[float, float], ...] = (),
) -> Plan:
    """What a film of one scene was meant to be; `lines` are (start, seconds) of speech in scenes of their own."""
    frames = round(seconds * FPS)
    timings = tuple(
        SceneTiming(scene=f"s{number}", first=round(start * FPS), frames=30, speech=round(start * FPS))
        for number, (start, _) in enumerate(lines)
    )
    spoken = tuple(make_line(f"s{number}", "words", length) for number, (_, length) in enumerate(lines))
    move = Motion(View(), View(scale=0.9)) if motion else Motion()
    scene = FilmScene("hook", StillGround(still, "still", move), frames)
    captions = tuple(
        Caption(scene="s0", start=start, end=end, lines=(f"Cue {number}",), words=())
        for number, (start, end) in enumerate(cues)
    )
    return Plan(
        timeline=Timeline(fps=FPS, transition=0, scenes=timings, frames=frames),
        film=Film(WIDTH, HEIGHT, FPS, (scene,), 0, sound=sound),
        captions=Captions(article="demo-a", format="short", language="en", cues=captions),
        voiceover=Voiceover(article="demo-a", format="short", language="en", voice="test", lines=spoken),
        music=music,
    )
