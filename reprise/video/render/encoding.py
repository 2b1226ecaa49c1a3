"""The encoder: one closed H.264 piece per unit, the same bytes every time, and the settings all pieces share."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from reprise.errors import RepriseError
from reprise.video.render.colour import Bytes
from reprise.video.render.compose import Composer, Planes
from reprise.video.render.memory import STEADY, fetch_new_memory
from reprise.video.render.plan import Unit

RENDERER_VERSION = 3
"""Grows whenever the same film would get other pixels or other bytes."""

# What superfast leaves out and is worth its time: with mbtree bits go where later frames look. It needs memory that is
# the same every time, see `memory`.
X264 = {
    "preset": "superfast",
    "crf": "20",
    "profile": "high",
    "x264-params": "mbtree=1:rc-lookahead=10:scenecut=0:keyint=96:min-keyint=96:open-gop=0:stitchable=1"
    + ("" if STEADY else ":bframes=0"),
}

TOOLS = {"av": av.__version__, "ffmpeg": av.ffmpeg_version_info, "opencv": cv2.__version__}


def settings() -> dict[str, Any]:
    """Everything beside the unit itself that decides its bytes."""
    return {"renderer": RENDERER_VERSION, "x264": X264, "tools": TOOLS}


class UnitEncoder:
    """Encodes units one after another in this process, with one encoder thread; from then on the process's new memory
    is filled with zeros."""

    def __init__(self) -> None:
        fetch_new_memory()
        self._composer = Composer()

    def encode(self, unit: Unit, path: Path) -> dict[str, Any]:
        """Write a unit as an mp4 without sound. Returns the facts for the media store."""
        try:
            with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact"}) as container:
                self._encode(unit, container)
        except av.FFmpegError as error:
            raise RepriseError(
                f"The film's encoder failed ({error}).", where=path.name, remedy="Check the disk and try again."
            ) from error
        return {"width": unit.width, "height": unit.height, "seconds": unit.frames / unit.fps}

    def _encode(self, unit: Unit, container: Any) -> None:
        stream = video_stream(container, unit.width, unit.height, unit.fps)
        frame = av.VideoFrame(unit.width, unit.height, "nv12")
        target = _planes_of(frame)
        for number in self._composer.draw(unit, target):
            frame.pts = number
            frame.time_base = Fraction(1, unit.fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def video_stream(container: Any, width: int, height: int, fps: int) -> Any:
    """An H.264 stream with the settings of every unit, tagged BT.709 in limited range; takes NV12."""
    stream = container.add_stream("libx264", rate=fps, options=X264)
    context = stream.codec_context
    context.width, context.height, context.pix_fmt = width, height, "nv12"
    context.time_base = Fraction(1, fps)
    context.thread_count = 1
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    return stream


def _planes_of(frame: Any) -> Planes:
    """The frame's own memory as arrays; what is written there is what gets encoded."""
    luma, chroma = frame.planes
    y: Bytes = np.frombuffer(luma, np.uint8).reshape(frame.height, luma.line_size)[:, : frame.width]
    rows = np.frombuffer(chroma, np.uint8).reshape(frame.height // 2, chroma.line_size)[:, : frame.width]
    return y, rows.reshape(frame.height // 2, frame.width // 2, 2)
