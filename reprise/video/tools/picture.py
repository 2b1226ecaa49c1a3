"""Decodes, shapes and encodes pictures: every frame of a result has one size, one rate and BT.709 in limited range.

The encoder is the renderer's, so what is encoded here stands beside what the renderer made without encoding that again.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np

from reprise.errors import BadInput, RepriseError
from reprise.graphics.colour import rgb
from reprise.graphics.crop import Point, crop_box
from reprise.video.render.colour import RGB_TO_YUV, Bytes
from reprise.video.render.encoding import video_stream
from reprise.video.tools.choices import Mode
from reprise.video.tools.opening import Source, opened
from reprise.video.tools.writing import silent
from reprise.video.voice.voiceover import Progress

THREADS = min(4, os.cpu_count() or 1)
"""Threads of the encoder. What they make has the renderer's parameters, if not its very bytes."""
_SMALLEST, _LARGEST = 16, 7680
_UNTAGGED = 2  # AVCOL_SPC_UNSPECIFIED
_ROOMY = 720  # pixels on the shorter side from which an untagged film is taken for BT.709


@dataclass(frozen=True)
class Shape:
    """What a result looks like: pixels, frames a second, and how films of another shape are brought to it.

    `mode` crop fills the frame around `focal` (fractions of width and height); fit shows all of it on `ground`: a
    colour "#rrggbb", or None for the film itself, enlarged and blurred.
    """

    width: int
    height: int
    rate: Fraction
    mode: Mode = "fit"
    focal: Point = (0.5, 0.5)
    ground: str | None = None

    def __post_init__(self) -> None:
        sides = (self.width, self.height)
        if any(side % 2 or not _SMALLEST <= side <= _LARGEST for side in sides):
            raise BadInput(
                f"{self.width}×{self.height} pixels is not a size that can be encoded.",
                remedy=f"Give even numbers from {_SMALLEST} to {_LARGEST}.",
            )

    @classmethod
    def of(cls, source: Source) -> Shape:
        """A film's own shape."""
        return cls(source.width, source.height, source.rate)


def pictures(source: Source, first: int, end: int) -> Iterator[Any]:
    """Decoded frames `first` … `end` (without it) at the film's even rate: frames are held or left out to keep it.

    The reader may change nothing in them.
    """
    with opened(source.path) as container:
        video = container.streams.video[0]
        video.thread_type = "AUTO"
        if first:
            container.seek(round((source.start + first / source.rate) / video.time_base), stream=video)
        held: Any = None
        number = first
        for frame in container.decode(video):
            if frame.pts is None:
                continue
            place = (frame.pts * frame.time_base - source.start) * source.rate
            due = round(place) if source.constant else -int(-place // 1)  # the first tick at or after its time
            while held is not None and number < min(due, end):
                yield held
                number += 1
            held = frame
            if number >= end:
                return
        if held is None:
            raise BadInput(
                f"Nothing can be decoded from {float(first / source.rate):.2f} s on.",
                where=str(source.path),
                remedy="Copy or download the file again.",
            )
        while number < end:
            yield held
            number += 1


def shaped(source: Source, first: int, end: int, shape: Shape) -> Iterator[Any]:
    """Frames of a film as NV12 in the shape of the result; they belong to whoever takes them.

    `first` and `end` count frames of the film; where its rate is another than the shape's, as many come as the time
    takes at the shape's rate.
    """
    graph: Any = None
    known: tuple[Any, ...] | None = None
    for frame in _at_rate(source, first, end, shape.rate):
        kind = (frame.width, frame.height, frame.format.name, frame.colorspace, frame.color_range)
        if kind != known:
            graph, known = _graph(source, frame, shape), kind
        graph.vpush(frame)
        yield graph.vpull()


def length_at(source: Source, first: int, end: int, rate: Fraction) -> int:
    """How many frames of `rate` a stretch of a film takes."""
    return end - first if rate == source.rate else max(1, round((end - first) / source.rate * rate))


def encode(
    frames: Iterable[Any],
    shape: Shape,
    target: Path,
    *,
    total: int,
    report: Progress = silent,
    adjust: Callable[[Any], None] | None = None,
) -> int:
    """Write NV12 frames as an mp4 without sound. Returns how many.

    Args:
        total: how many are expected, for the progress.
        adjust: changes the encoder's stream before it is opened.
    """
    count = 0
    options = {"fflags": "+bitexact"}
    with encoding(target), av.open(str(target.absolute()), "w", format="mp4", options=options) as container:
        stream = stream_of(container, shape)
        if adjust:
            adjust(stream)
        for frame in frames:
            frame.pts, frame.time_base, frame.pict_type = (
                count,
                1 / shape.rate,
                0,
            )  # no key frames where others had them
            container.mux(stream.encode(frame))
            count += 1
            report("encoding", count / total)
        container.mux(stream.encode(None))
    return count


def encoding(target: Path) -> Any:
    """Errors of the encoder, told with what can be done."""
    return _Encoding(target)


class _Encoding:
    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, av.FFmpegError):
            raise RepriseError(
                f"The encoder failed ({error.strerror or error}).",
                where=str(self._target),
                remedy="Check the disk's free space and try again.",
            ) from error


def stream_of(container: Any, shape: Shape) -> Any:
    """The renderer's encoder at the shape's size and rate."""
    stream = video_stream(container, shape.width, shape.height, 30)
    context = stream.codec_context
    context.framerate, context.time_base = shape.rate, 1 / shape.rate
    context.thread_count = THREADS
    return stream


@lru_cache(maxsize=32)
def parameters_of(width: int, height: int, rate: Fraction) -> bytes:
    """The parameter sets that the encoder writes for a size and rate: only films with the same can be joined to it."""
    with tempfile.TemporaryDirectory(prefix="reprise-") as folder:
        path = Path(folder) / "parameters.mp4"
        shape = Shape(width, height, rate)
        encode([blank(shape)], shape, path, total=1)
        with av.open(str(path)) as film:
            return bytes(film.streams.video[0].codec_context.extradata or b"")


def blank(shape: Shape, colour: str = "#000000") -> Any:
    """A frame of one colour."""
    frame = av.VideoFrame(shape.width, shape.height, "nv12")
    y, uv = planes(frame)
    luma, *chroma = np.rint(RGB_TO_YUV @ np.array([*rgb(colour), 1.0])).astype(np.uint8)
    y[:], uv[:] = luma, chroma
    return frame


def planes(frame: Any) -> tuple[Bytes, Bytes]:
    """An NV12 frame's own memory: luma (h, w) and chroma (h/2, w/2, 2)."""
    luma, chroma = frame.planes
    y: Bytes = np.frombuffer(luma, np.uint8).reshape(-1, luma.line_size)[: frame.height, : frame.width]
    rows = np.frombuffer(chroma, np.uint8).reshape(-1, chroma.line_size)[: frame.height // 2, : frame.width]
    return y, rows.reshape(frame.height // 2, frame.width // 2, 2)


def _at_rate(source: Source, first: int, end: int, rate: Fraction) -> Iterator[Any]:
    """Frames at another rate: the one that is shown at each tick."""
    frames = pictures(source, first, end)
    if rate == source.rate:
        yield from frames
        return
    count = length_at(source, first, end, rate)
    taken, held = -1, None
    for tick in range(count):
        wanted = min(end - first - 1, int(tick / rate * source.rate + Fraction(1, 2)))
        while taken < wanted:
            held = next(frames)
            taken += 1
        yield held


def _graph(source: Source, frame: Any, shape: Shape) -> Any:
    """The filters that turn, scale and place a frame."""
    graph = av.filter.Graph()
    video = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base or Fraction(1, 1000)
    )
    nodes = [video]
    turn = {90: "cclock", 180: "clock", 270: "clock"}.get(source.rotation)
    for _ in range(2 if source.rotation == 180 else 1):
        if turn:
            nodes.append(graph.add("transpose", f"dir={turn}"))
    matrix = _matrix(frame)
    if shape.mode == "crop":
        left, top, right, _ = crop_box((source.width, source.height), (shape.width, shape.height), shape.focal)
        share = shape.width / (right - left)
        whole = (max(shape.width, _even(source.width * share)), max(shape.height, _even(source.height * share)))
        spot = (min(round(left * share), whole[0] - shape.width), min(round(top * share), whole[1] - shape.height))
        nodes.append(_scale(graph, whole, matrix))
        nodes.append(graph.add("crop", f"{shape.width}:{shape.height}:{spot[0] // 2 * 2}:{spot[1] // 2 * 2}"))
        graph.link_nodes(*nodes, graph.add("format", "nv12"), graph.add("buffersink")).configure()
        return graph
    share = min(shape.width / source.width, shape.height / source.height)
    whole = (min(shape.width, _even(source.width * share)), min(shape.height, _even(source.height * share)))
    if shape.width - whole[0] < 4 and shape.height - whole[1] < 4:  # a rounding, not another shape
        nodes.append(_scale(graph, (shape.width, shape.height), matrix))
        graph.link_nodes(*nodes, graph.add("format", "nv12"), graph.add("buffersink")).configure()
        return graph
    _set_on_ground(graph, nodes, shape, whole, matrix)
    return graph


def _set_on_ground(graph: Any, nodes: list[Any], shape: Shape, whole: tuple[int, int], matrix: str) -> None:
    spot = ((shape.width - whole[0]) // 4 * 2, (shape.height - whole[1]) // 4 * 2)
    nodes.append(_scale(graph, whole, matrix))
    if shape.ground:
        place = f"{shape.width}:{shape.height}:{spot[0]}:{spot[1]}"
        colour = f"color=0x{shape.ground.lstrip('#')}"
        graph.link_nodes(
            *nodes, graph.add("pad", f"{place}:{colour}"), graph.add("format", "nv12"), graph.add("buffersink")
        ).configure()
        return
    split = graph.add("split", "2")
    graph.link_nodes(*nodes, graph.add("format", "yuv420p"), split)
    small = (max(8, _even(shape.width / 12)), max(8, _even(shape.height / 12)))
    share = max(small[0] / whole[0], small[1] / whole[1])
    over = (max(small[0], _even(whole[0] * share)), max(small[1], _even(whole[1] * share)))
    behind = [
        graph.add("scale", f"{over[0]}:{over[1]}:flags=area"),
        graph.add("crop", f"{small[0]}:{small[1]}"),
        graph.add("gblur", "sigma=5"),
        graph.add("scale", f"{shape.width}:{shape.height}:flags=bicubic"),
        graph.add("lutyuv", "y=16+(val-16)*0.55:u=128+(val-128)*0.8:v=128+(val-128)*0.8"),
    ]
    lay = graph.add("overlay", f"{spot[0]}:{spot[1]}:format=yuv420")
    split.link_to(behind[0], 0, 0)
    for one, other in pairwise(behind):
        one.link_to(other)
    behind[-1].link_to(lay, 0, 0)
    split.link_to(lay, 1, 1)
    graph.link_nodes(lay, graph.add("format", "nv12"), graph.add("buffersink")).configure()


def _scale(graph: Any, size: tuple[int, int], matrix: str) -> Any:
    flags = "flags=bicubic+accurate_rnd+full_chroma_int"
    colours = f"in_color_matrix={matrix}:out_color_matrix=bt709:out_range=tv"
    return graph.add("scale", f"{size[0]}:{size[1]}:{flags}:{colours}")


def _matrix(frame: Any) -> str:
    """Which matrix a frame's colours were made with; small untagged films are taken for BT.601, as players do."""
    if int(frame.colorspace) == _UNTAGGED and not frame.format.is_rgb:
        return "bt709" if min(frame.width, frame.height) >= _ROOMY else "bt601"
    return "auto"


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)
