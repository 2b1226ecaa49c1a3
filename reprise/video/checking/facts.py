"""Looks at a finished film's file as a platform does: what it says about itself, read without decoding it."""

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
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from reprise.errors import BadInput
from reprise.video.presets import Preset
from reprise.video.sound.files import RATE
from reprise.video.timeline import Timeline

_LEVEL = 42  # the highest H.264 level that phones of the last ten years decode in hardware
_RENDER = "Render the film again."
_OURS = "The encoder's settings are at fault: report it."


@dataclass(frozen=True)
class Fault:
    """Something wrong with a film: what, at which second (None: everywhere), and how to mend it."""

    what: str
    remedy: str
    at: float | None = None

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


@dataclass(frozen=True)
class FilmFacts:
    """What the file says about itself. `color` is primaries, transfer, matrix, range; `level` ten times the H.264
    level; `sound_start` how much later than the picture the sound begins, seconds."""

    container: str
    bytes: int
    video_codec: str
    profile: str
    level: int
    pixel_format: str
    width: int
    height: int
    fps: float
    constant_rate: bool
    frames: int
    seconds: float
    color: tuple[str, str, str, str]
    audio_codec: str | None
    audio_profile: str | None
    audio_rate: int | None
    audio_channels: int | None
    audio_seconds: float | None
    sound_start: float | None
    fast_start: bool

    @property
    def sound_offset(self) -> float | None:
        """How much longer the sound is than the picture, seconds."""
        return None if self.audio_seconds is None else self.audio_seconds - self.seconds


def inspect(path: Path) -> FilmFacts:
    """Container, streams and timing of a film. Raises `BadInput` for a file that is no film."""
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise BadInput("The file has no picture.", where=path.name, remedy=_RENDER)
            return _facts(path, container)
    except av.FFmpegError as error:
        raise BadInput(f"The file cannot be read as a film ({error}).", where=path.name, remedy=_RENDER) from error


def faults(facts: FilmFacts, preset: Preset, timeline: Timeline) -> list[Fault]:
    """What is wrong with the file for this preset; empty when all is well."""
    sound = (facts.audio_codec, facts.audio_profile, facts.audio_rate, facts.audio_channels)
    wanted: list[tuple[bool, str, str]] = [
        (
            "mp4" in facts.container.split(","),
            f"The container is {facts.container}, not MP4.",
            _OURS,
        ),
        (
            (facts.width, facts.height) == (preset.width, preset.height),
            f"The film is {facts.width}×{facts.height} pixels instead of {preset.width}×{preset.height}.",
            _RENDER,
        ),
        (facts.video_codec == "h264", f"The picture is {facts.video_codec}, not H.264.", _OURS),
        (facts.profile == "High", f"The H.264 profile is {facts.profile}, not High.", _OURS),
        (facts.level <= _LEVEL, f"The H.264 level is {facts.level / 10:g}; many phones stop at 4.2.", _OURS),
        (facts.pixel_format == "yuv420p", f"The pixel format is {facts.pixel_format}, not yuv420p.", _OURS),
        (
            facts.color == ("BT709", "BT709", "ITU709", "MPEG"),
            f"The colours are tagged {', '.join(facts.color)}, not BT.709 in limited range.",
            _OURS,
        ),
        (facts.fps == timeline.fps, f"The film has {facts.fps:g} frames a second instead of {timeline.fps}.", _RENDER),
        (facts.constant_rate, "The frames are not evenly spaced.", _RENDER),
        (
            facts.frames == timeline.frames,
            f"The film has {facts.frames} frames instead of {timeline.frames}.",
            _RENDER,
        ),
        (
            sound == ("aac", "LC", RATE, 2),
            f"The sound is {_sound_named(facts)}, not AAC LC with 48000 Hz and two channels.",
            _RENDER if facts.audio_codec is None else _OURS,
        ),
        (
            abs(facts.sound_offset or 0.0) <= 1 / timeline.fps,
            f"Sound and picture differ by {facts.sound_offset or 0:.2f} s in length.",
            _RENDER,
        ),
        (
            abs(facts.sound_start or 0.0) <= 0.5 / timeline.fps,
            f"The sound begins {facts.sound_start or 0:.3f} s after the picture.",
            _RENDER,
        ),
        (
            facts.fast_start,
            "The index is at the end of the file: players wait for all of it.",
            "Join the film with its index first (`+faststart`).",
        ),
        (
            preset.seconds[0] <= facts.seconds <= preset.seconds[1],
            f"The film lasts {facts.seconds:.1f} s; {preset.title} takes "
            f"{preset.seconds[0]:g} to {preset.seconds[1]:g} s.",
            "Add or cut scenes of the script.",
        ),
        (
            facts.bytes <= preset.max_bytes,
            f"The file has {facts.bytes / 1e6:.1f} MB; {preset.title} takes {preset.max_bytes / 1e6:.0f} MB.",
            "Shorten the script, or compress the film to the size.",
        ),
    ]
    return [Fault(what, remedy) for holds, what, remedy in wanted if not holds]


def _sound_named(facts: FilmFacts) -> str:
    if facts.audio_codec is None:
        return "missing"
    codec = " ".join(filter(None, [facts.audio_codec, facts.audio_profile]))
    return f"{codec} with {facts.audio_rate} Hz and {facts.audio_channels} channels"


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
        level=context.level,
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
        audio_profile=str(audio.profile or "") if audio else None,
        audio_rate=audio.rate if audio else None,
        audio_channels=audio.channels if audio else None,
        audio_seconds=float(audio.duration * audio.time_base) if audio and audio.duration else None,
        sound_start=_begins(audio) - _begins(video) if audio else None,
        fast_start=_index_first(path),
    )


def _begins(stream: Any) -> float:
    return float((stream.start_time or 0) * stream.time_base)


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
