"""Looks at a finished film as a platform and a viewer would: what the file says, what is heard, what is seen."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray
from pydantic import TypeAdapter

from reprise.errors import BadInput
from reprise.media import Media, MediaStore
from reprise.video.loudness import integrated, true_peak
from reprise.video.presets import Preset
from reprise.video.sound import RATE
from reprise.video.timeline import Timeline

LOUDNESS, LOUDNESS_TOLERANCE = -14.0, 1.0
"""LUFS that platforms play at, and how far a film may be from it."""
TRUE_PEAK = -1.0
"""The highest true peak, dBTP."""

_VERSION = "quality 2"  # grows whenever the same film would be measured differently
_BLACK = 6.0  # mean luma above black (of 219) and
_BLACK_SPREAD = 3.0  # its deviation below which a frame shows nothing
_STILL = 0.06  # mean change of luma between two looks below which nothing moved
_LOOK = Fraction(1, 4)  # seconds between two looks
_LONGEST = 1.0  # seconds that black or stillness may last
_WIDTH = 180  # pixels of the reduced frames


@dataclass(frozen=True)
class FilmFacts:
    """What the file says about itself, read without decoding it. `color` is primaries, transfer, matrix, range."""

    container: str
    bytes: int
    video_codec: str
    profile: str
    pixel_format: str
    width: int
    height: int
    fps: float
    constant_rate: bool
    frames: int
    seconds: float
    color: tuple[str, str, str, str]
    audio_codec: str | None
    audio_rate: int | None
    audio_channels: int | None
    audio_seconds: float | None
    fast_start: bool

    @property
    def sound_offset(self) -> float | None:
        """How much longer the sound is than the picture, seconds."""
        return None if self.audio_seconds is None else self.audio_seconds - self.seconds


@dataclass(frozen=True)
class FilmQuality:
    """What is seen and heard: LUFS, dBTP (None without sound), stretches (start, end) in seconds, and whether the
    first frame shows nothing: it is what feeds show before a film is played."""

    loudness: float | None
    true_peak: float | None
    black: tuple[tuple[float, float], ...]
    frozen: tuple[tuple[float, float], ...]
    opens_black: bool = False


def inspect(path: Path) -> FilmFacts:
    """Container, streams and timing of a film. Raises `BadInput` for a file that is no film."""
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise BadInput("The file has no picture.", where=path.name, remedy="Render the film again.")
            return _facts(path, container)
    except av.FFmpegError as error:
        raise BadInput(
            f"The file cannot be read as a film ({error}).", where=path.name, remedy="Render the film again."
        ) from error


def faults(facts: FilmFacts, preset: Preset, timeline: Timeline) -> list[str]:
    """What is wrong with the file for this preset, one sentence each; empty when all is well."""
    wanted: list[tuple[bool, str]] = [
        (
            (facts.width, facts.height) == (preset.width, preset.height),
            f"The film is {facts.width}×{facts.height} pixels instead of {preset.width}×{preset.height}.",
        ),
        (facts.video_codec == "h264", f"The picture is {facts.video_codec}, not H.264."),
        (facts.profile == "High", f"The H.264 profile is {facts.profile}, not High."),
        (facts.pixel_format == "yuv420p", f"The pixel format is {facts.pixel_format}, not yuv420p."),
        (
            facts.color == ("BT709", "BT709", "ITU709", "MPEG"),
            f"The colours are tagged {', '.join(facts.color)}, not BT.709 in limited range.",
        ),
        (facts.fps == timeline.fps, f"The film has {facts.fps:g} frames a second instead of {timeline.fps}."),
        (facts.constant_rate, "The frames are not evenly spaced."),
        (facts.frames == timeline.frames, f"The film has {facts.frames} frames instead of {timeline.frames}."),
        (facts.audio_codec == "aac", f"The sound is {facts.audio_codec or 'missing'}, not AAC."),
        (facts.audio_rate in (None, RATE), f"The sound has {facts.audio_rate} Hz instead of {RATE}."),
        (
            abs(facts.sound_offset or 0.0) <= 0.05,
            f"Sound and picture differ by {facts.sound_offset or 0:.2f} s in length.",
        ),
        (facts.fast_start, "The index is at the end of the file: players wait for all of it."),
        (
            preset.seconds[0] <= facts.seconds <= preset.seconds[1],
            f"The film lasts {facts.seconds:.1f} s; {preset.title} takes "
            f"{preset.seconds[0]:g} to {preset.seconds[1]:g} s.",
        ),
        (
            facts.bytes <= preset.max_bytes,
            f"The file has {facts.bytes / 1e6:.1f} MB; {preset.title} takes {preset.max_bytes / 1e6:.0f} MB.",
        ),
    ]
    return [sentence for holds, sentence in wanted if not holds]


def measure(path: Path) -> FilmQuality:
    """Loudness (LUFS), true peak (dBTP), black and frozen stretches longer than a second."""
    try:
        samples = _sound(path)
        black, frozen, opens_black = _stretches(path)
    except av.FFmpegError as error:
        raise BadInput(
            f"The film cannot be decoded ({error}).", where=path.name, remedy="Render the film again."
        ) from error
    if samples is None:
        return FilmQuality(None, None, black, frozen, opens_black)
    return FilmQuality(integrated(samples), true_peak(samples), black, frozen, opens_black)


def measured(film: Media, media: MediaStore) -> FilmQuality:
    """`measure` of a film in the media store, taken once: decoding a film costs seconds, and it never changes."""
    form = TypeAdapter(FilmQuality)

    def produce(path: Path) -> None:
        path.write_bytes(form.dump_json(measure(media.path(film))))

    piece = media.make([_VERSION, film.key], ".json", produce, kind="quality")
    return form.validate_json(media.path(piece).read_bytes())


def quality_faults(quality: FilmQuality) -> list[str]:
    """What a viewer would notice, one sentence each; empty when all is well."""
    found = []
    if quality.loudness is not None and not abs(quality.loudness - LOUDNESS) <= LOUDNESS_TOLERANCE:
        found.append(f"The film is {quality.loudness:.1f} LUFS loud instead of {LOUDNESS:g} ± {LOUDNESS_TOLERANCE:g}.")
    if quality.true_peak is not None and quality.true_peak > TRUE_PEAK + 0.05:
        found.append(f"The sound peaks at {quality.true_peak:.1f} dBTP, above {TRUE_PEAK:g}.")
    if quality.opens_black:
        found.append("The film's first frame is black.")
    found += [f"The film is black from {start:.1f} to {end:.1f} s." for start, end in quality.black]
    found += [f"The picture stands still from {start:.1f} to {end:.1f} s." for start, end in quality.frozen]
    return found


def _facts(path: Path, container: Any) -> FilmFacts:
    video = container.streams.video[0]
    context = video.codec_context
    audio = container.streams.audio[0] if container.streams.audio else None
    times = sorted(p.pts for p in container.demux(video) if p.pts is not None)
    steps = {later - earlier for earlier, later in pairwise(times)}
    rate = video.average_rate or Fraction(0)
    return FilmFacts(
        container=container.format.name,
        bytes=path.stat().st_size,
        video_codec=context.name,
        profile=str(video.profile or ""),
        pixel_format=context.pix_fmt or "",
        width=context.width,
        height=context.height,
        fps=float(rate),
        constant_rate=len(steps) <= 1 and all(step * video.time_base * rate == 1 for step in steps),
        frames=len(times),
        seconds=float(len(times) / rate) if rate else 0.0,
        color=(
            _named(ColorPrimaries, context.color_primaries),
            _named(ColorTrc, context.color_trc),
            _named(Colorspace, context.colorspace),
            _named(ColorRange, context.color_range),
        ),
        audio_codec=audio.codec_context.name if audio else None,
        audio_rate=audio.rate if audio else None,
        audio_channels=audio.channels if audio else None,
        audio_seconds=float(audio.duration * audio.time_base) if audio and audio.duration else None,
        fast_start=_index_first(path),
    )


def _named(kind: type[IntEnum], value: int) -> str:
    try:
        return kind(value).name
    except ValueError:  # the file does not say
        return "UNSPECIFIED"


def _index_first(path: Path) -> bool:
    """Whether the mp4's index ("moov") stands before its data ("mdat")."""
    for name in _boxes(path):
        if name in (b"moov", b"mdat"):
            return name == b"moov"
    return False


def _boxes(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while len(head := file.read(8)) == 8:
            size, name = struct.unpack(">I4s", head)
            yield name
            rest = size - 8
            if size == 1:
                rest = struct.unpack(">Q", file.read(8))[0] - 16
            if rest < 0:
                return
            file.seek(rest, 1)


def _sound(path: Path) -> NDArray[np.float32] | None:
    """The film's sound as heard, (n, channels) at 48 kHz."""
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return None
        convert = av.AudioResampler(format="flt", layout="stereo", rate=RATE)
        pieces = [
            part.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0) for part in convert.resample(frame)
        ]
        return np.concatenate(pieces) if pieces else None


Stretches = tuple[tuple[float, float], ...]


def _stretches(path: Path) -> tuple[Stretches, Stretches, bool]:
    """Black and frozen stretches of a film, from its frames looked at four times a second; is the first one black?"""
    moments, empty, still = [], [], []
    before: NDArray[np.float32] | None = None
    for moment, luma in _looks(path):
        moments.append(moment)
        empty.append(float(luma.mean()) < _BLACK and float(luma.std()) < _BLACK_SPREAD)
        still.append(before is not None and float(np.abs(luma - before).mean()) < _STILL)
        before = luma
    # a frame found still has been so since the look before it
    return _runs(moments, empty, back=0), _runs(moments, still, back=1), empty[:1] == [True]


def _looks(path: Path) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """(seconds, reduced luma above black) of frames about 1/4 s apart; frames nothing depends on are skipped."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        video.codec_context.options = {"skip_loop_filter": "all"}  # faster; nobody looks at these frames closely
        video.thread_type = "AUTO"
        video.codec_context.skip_frame = "NONREF"
        due = Fraction(0)
        for frame in container.decode(video):
            if frame.pts is None or frame.time_base is None:
                continue
            moment = frame.pts * frame.time_base
            if moment < due:
                continue
            due = moment + _LOOK
            plane = frame.planes[0]
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[
                : frame.height, : frame.width
            ]
            size = (_WIDTH, max(1, round(_WIDTH * frame.height / frame.width)))
            small = cv2.resize(rows, size, interpolation=cv2.INTER_AREA)
            yield float(moment), np.asarray(small, dtype=np.float32) - np.float32(16)


def _runs(moments: list[float], marked: list[bool], *, back: int) -> tuple[tuple[float, float], ...]:
    """Stretches of marked looks that last a second or longer."""
    runs, start = [], None
    for index, mark in enumerate([*marked, False]):
        if mark and start is None:
            start = max(0, index - back)
        elif not mark and start is not None:
            begin, end = moments[start], moments[index - 1]
            if end - begin >= _LONGEST:
                runs.append((round(begin, 2), round(end, 2)))
            start = None
    return tuple(runs)
