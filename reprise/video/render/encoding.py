"""Encodes units: one closed H.264 piece per unit, with the same settings for all pieces of a film."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from reprise.errors import RepriseError
from reprise.video.render.colour import Bytes
from reprise.video.render.compose import Composer, Planes
from reprise.video.render.encoders import SOFTWARE, Encoder, EncoderFailed, add_stream
from reprise.video.render.memory import zeroed_memory
from reprise.video.render.plan import Unit

RENDERER_VERSION = 3
"""Grows whenever the same film would get other pixels or other bytes."""

TOOLS = {"av": av.__version__, "ffmpeg": av.ffmpeg_version_info, "opencv": cv2.__version__}


def settings(encoder: Encoder = SOFTWARE) -> dict[str, Any]:
    """Everything beside the unit itself that decides its bytes."""
    return {"renderer": RENDERER_VERSION, **encoder.recipe, "tools": TOOLS}


class UnitEncoder:
    """Encodes units one after another in this process, with one encoder thread."""

    def __init__(self) -> None:
        self._composer = Composer()

    def encode(self, unit: Unit, path: Path, encoder: Encoder = SOFTWARE) -> dict[str, Any]:
        """Write a unit as an mp4 without sound. Returns the facts for the media store. Raises `EncoderFailed` when
        another encoder than the software fails."""
        try:
            with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact"}) as container:
                self._encode(unit, container, encoder)
        except (av.FFmpegError, ValueError) as error:
            if encoder != SOFTWARE:
                raise EncoderFailed(f"The encoder {encoder.name} failed ({error}).") from error
            if isinstance(error, ValueError):
                raise
            raise RepriseError(
                f"The film's encoder failed ({error}).", where=path.name, remedy="Check the disk and try again."
            ) from error
        return {"width": unit.width, "height": unit.height, "seconds": unit.frames / unit.fps}

    def _encode(self, unit: Unit, container: Any, encoder: Encoder) -> None:
        stream = add_stream(container, encoder, unit.width, unit.height, unit.fps)
        frame = av.VideoFrame(unit.width, unit.height, "nv12")
        target = _planes_of(frame)
        for number in self._composer.draw(unit, target):
            frame.pts = number
            frame.time_base = Fraction(1, unit.fps)
            with zeroed_memory():
                packets = stream.encode(frame)
            container.mux(packets)
        container.mux(stream.encode(None))


def video_stream(container: Any, width: int, height: int, fps: int) -> Any:
    """A stream as the software encoder writes every unit's; takes NV12."""
    return add_stream(container, SOFTWARE, width, height, fps)


def _planes_of(frame: Any) -> Planes:
    """The frame's own memory as arrays; what is written there is what gets encoded."""
    luma, chroma = frame.planes
    y: Bytes = np.frombuffer(luma, np.uint8).reshape(frame.height, luma.line_size)[:, : frame.width]
    rows = np.frombuffer(chroma, np.uint8).reshape(frame.height // 2, chroma.line_size)[:, : frame.width]
    return y, rows.reshape(frame.height // 2, frame.width // 2, 2)
