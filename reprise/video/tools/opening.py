"""Opens finished films of any origin and says what a tool has to know before it cuts, copies or encodes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import av
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from reprise.errors import BadInput, NotFound

FILMS = "mov,matroska,webm,mpegts,mpeg,avi,flv,asf,ogg,mpegvideo,h264,hevc"
SOUNDS = f"{FILMS},wav,mp3,aac,flac,aiff,caf,ac3,w64"
"""Containers that are read. Playlists and lists of files are not among them: they make a reader open other files."""

_USUAL_RATES = (24, 25, 30, 50, 60)
_FASTEST = 60
_EVEN = Fraction(3, 10)  # of a frame that times may be off their grid: containers round to milliseconds
_TAGS = (ColorPrimaries.BT709, ColorTrc.BT709, Colorspace.ITU709, ColorRange.MPEG)


@dataclass(frozen=True)
class SoundFacts:
    """A film's first sound. `bit_rate` is bits a second as the file states or implies them, 0 where unknown."""

    codec: str
    rate: int
    channels: int
    bit_rate: int
    seconds: float


@dataclass(frozen=True)
class Source:
    """A film as the tools see it.

    `width` and `height` are what is seen: turned as the file asks, pixels square, even. `rate` is frames a second,
    `frames` how many there are at that rate. `start` is the file's own time of the first picture, seconds. `cuts` are
    the frames at which a copy may begin or end; `reorder` how many frames decoding runs ahead of showing. `plain` says
    that a copy shows what this film shows: H.264, 8 bit 4:2:0, nothing hidden by an edit list.
    """

    path: Path
    codec: str
    profile: str
    width: int
    height: int
    rotation: int
    rate: Fraction
    constant: bool
    plain: bool
    tagged: bool
    frames: int
    start: Fraction
    parameters: bytes
    cuts: frozenset[int]
    reorder: int
    sound: SoundFacts | None

    @property
    def seconds(self) -> Fraction:
        return self.frames / self.rate

    @property
    def copyable(self) -> bool:
        """Whether its packets can stand beside those that the tools encode: upright, evenly timed, tagged BT.709."""
        return self.plain and self.constant and self.tagged and not self.rotation and self.profile == "High"


@contextmanager
def opened(path: Path, formats: str = FILMS) -> Iterator[Any]:
    """A file for reading, by its path and nothing else. Raises `NotFound`, or `BadInput` for what is no film."""
    if not path.is_file():
        raise NotFound("There is no such file.", where=str(path), remedy="Give the path of a film.")
    options = {"protocol_whitelist": "file", "format_whitelist": formats}
    # absolute: a name such as "concat:a" or "-" would mean something else to the reader
    with decoding(path), av.open(str(path.absolute()), options=options) as container:
        yield container


@contextmanager
def decoding(path: Path) -> Iterator[None]:
    """Turns what the reader says of a broken file into an error that people understand."""
    try:
        yield
    except av.FFmpegError as error:
        unknown = isinstance(error, av.InvalidDataError | ValueError)
        why = "it is of another kind, or damaged" if unknown else error.strerror or str(error)
        raise BadInput(
            f"The file cannot be read as a film: {why}.",
            where=str(path),
            remedy="Give a whole film file, such as MP4, MOV, MKV or WebM.",
        ) from error


def examine(path: Path) -> Source:
    """Everything the tools ask of a film; every packet's times are read, one frame is decoded."""
    with opened(path) as container:
        if not container.streams.video or container.streams.video[0].disposition & av.stream.Disposition.attached_pic:
            raise BadInput("The file has no moving picture.", where=str(path), remedy="Give a film.")
        video = container.streams.video[0]
        context = video.codec_context
        packets = [
            (packet.pts, bool(packet.is_keyframe), packet.duration or 0, bool(packet.is_discard))
            for packet in container.demux(video)
            if packet.pts is not None and packet.size
        ]
        shown = [packet for packet in packets if not packet[3]]
        if not shown:
            raise BadInput("The film has no frames.", where=str(path), remedy="Record or render it again.")
        if video.frames > len(packets):
            raise BadInput(
                f"The film is cut off: {len(packets)} of {video.frames} frames are there.",
                where=str(path),
                remedy="Copy or download the file again.",
            )
        times = sorted(packet[0] for packet in shown)
        rate, constant = _rate(times, video)
        last = max(packet[2] for packet in shown if packet[0] == times[-1])
        length = (times[-1] - times[0] + last) * video.time_base
        frames = len(times) if constant else max(1, round(length * rate))
        order = [packet[0] for packet in packets]
        container.seek(0)
        rotation, shape = _look(container, video, path)
        color = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        return Source(
            path=path,
            codec=context.name,
            profile=str(video.profile or ""),
            width=shape[0],
            height=shape[1],
            rotation=rotation,
            rate=rate,
            constant=constant,
            plain=context.name == "h264" and context.pix_fmt == "yuv420p" and len(shown) == len(packets),
            tagged=all(int(found or 0) == int(wanted) for found, wanted in zip(color, _TAGS, strict=True)),
            frames=frames,
            start=times[0] * video.time_base,
            parameters=bytes(context.extradata or b""),
            cuts=frozenset(_cuts(packets, times)) if constant else frozenset(),
            reorder=_reorder(order),
            sound=_sound(container, path),
        )


def _rate(times: Sequence[int], video: Any) -> tuple[Fraction, bool]:
    """Frames a second, and whether the frames lie on that grid."""
    stated = [rate for rate in (video.guessed_rate, video.average_rate, video.base_rate) if rate]
    for rate in dict.fromkeys(Fraction(rate) for rate in stated):
        step = video.time_base * rate
        if rate <= _FASTEST and all(abs((time - times[0]) * step - n) <= _EVEN for n, time in enumerate(times)):
            return rate, True
    steps = sorted(later - earlier for earlier, later in pairwise(times) if later > earlier)
    fastest = 1 / (steps[len(steps) // 10] * video.time_base) if steps else Fraction(30)
    return Fraction(min(_USUAL_RATES, key=lambda usual: abs(usual - fastest))), False


def _cuts(packets: Sequence[tuple[int, bool, int, bool]], times: Sequence[int]) -> Iterator[int]:
    """Frames before which nothing refers to what comes, and after which nothing refers to what was."""
    if len(set(times)) != len(packets):
        return
    place = {time: number for number, time in enumerate(times)}
    order = [packet[0] for packet in packets]
    before = list(accumulate(order, max))
    after = list(accumulate(reversed(order), min))[::-1]
    for number, (time, key, _, _) in enumerate(packets):
        if key and (number == 0 or before[number - 1] < time) and after[number] == time:
            yield place[time]


def _reorder(order: Sequence[int]) -> int:
    """How many frames decoding runs ahead of showing."""
    places = {time: number for number, time in enumerate(sorted(order))}
    return max((number - places[time] for number, time in enumerate(order)), default=0)


def _look(container: Any, video: Any, path: Path) -> tuple[int, tuple[int, int]]:
    """How the picture is turned, and its size as it is seen."""
    frame = next(container.decode(video), None)
    if frame is None:
        raise BadInput("No frame of the film can be decoded.", where=str(path), remedy="Record or render it again.")
    aspect = Fraction(video.sample_aspect_ratio or 1) or Fraction(1)
    rotation = round(frame.rotation / 90) * 90 % 360
    seen = (_even(frame.width * aspect), _even(Fraction(frame.height)))
    return rotation, (seen[1], seen[0]) if rotation in (90, 270) else seen


def _even(length: Fraction) -> int:
    """Chroma has half the resolution, so that sides are even; one line is left out rather than made up."""
    return max(2, int(length) // 2 * 2)


def _sound(container: Any, path: Path) -> SoundFacts | None:
    if not container.streams.audio:
        return None
    audio = container.streams.audio[0]
    if not audio.rate or not audio.channels:
        raise BadInput("The film's sound cannot be read.", where=str(path), remedy="Replace its sound.")
    length = audio.duration * audio.time_base if audio.duration else Fraction(container.duration or 0, av.time_base)
    bits = audio.codec_context.bit_rate or 0
    return SoundFacts(audio.codec_context.name, audio.rate, audio.channels, bits, float(length))
