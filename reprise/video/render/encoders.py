"""The H.264 encoders there are: x264, which is everywhere and always writes the same bytes, and those of graphics
hardware, which an operator may choose and which are tried before they are trusted.

Run as `python -m reprise.video.render.encoders`, it tries the encoder that standard input names in a process of its
own, because a driver may crash or hang.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import av
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from reprise.errors import BadSettings, RepriseError
from reprise.video.render.memory import STEADY

GROUP = 96
"""Frames from one key picture to the next, and of the longest unit."""

_TRIAL_FRAMES = 8
_TRIAL_SECONDS = 30  # a driver that needs longer hangs


class EncoderFailed(RepriseError):
    """A hardware encoder gave up; the software can do its work."""


@dataclass(frozen=True)
class Encoder:
    """An encoder by its name in FFmpeg, with its options; `pixels` is what it takes."""

    name: str
    options: tuple[tuple[str, str], ...]
    pixels: str = "nv12"

    @property
    def recipe(self) -> dict[str, Any]:
        """What names its pieces in the media store."""
        return {"encoder": self.name, "options": list(self.options), "pixels": self.pixels}


# What superfast leaves out and is worth its time: with mbtree bits go where later frames look. It needs memory that is
# the same every time, see `memory`.
SOFTWARE = Encoder(
    "libx264",
    (
        ("preset", "superfast"),
        ("crf", "20"),
        ("profile", "high"),
        (
            "x264-params",
            f"mbtree=1:rc-lookahead=10:scenecut=0:keyint={GROUP}:min-keyint={GROUP}:open-gop=0:stitchable=1"
            + ("" if STEADY else ":bframes=0"),
        ),
    ),
)

# FFmpeg's documentation of each encoder (`ffmpeg -h encoder=NAME`), read 2026-11: a constant quality about that of CRF
# 20. In the order in which "auto" tries them.
HARDWARE: Mapping[str, Encoder] = MappingProxyType(
    {
        encoder.name: encoder
        for encoder in (
            Encoder(
                "h264_nvenc",
                (("preset", "p4"), ("rc", "vbr"), ("cq", "22"), ("b", "0"), ("profile", "high"), ("forced-idr", "1")),
            ),
            Encoder("h264_qsv", (("preset", "medium"), ("global_quality", "22"), ("profile", "high"))),
            Encoder(
                "h264_amf",
                (("quality", "balanced"), ("rc", "cqp"), ("qp_i", "21"), ("qp_p", "23"), ("profile", "high")),
            ),
            Encoder("h264_videotoolbox", (("q", "65"), ("profile", "high"), ("allow_sw", "0"))),
            Encoder("h264_vaapi", (("rc_mode", "CQP"), ("qp", "22"), ("profile", "high"))),
        )
    }
)


def add_stream(container: Any, encoder: Encoder, width: int, height: int, fps: int) -> Any:
    """An H.264 stream with the settings of every unit, tagged BT.709 in limited range; takes NV12 frames."""
    stream = container.add_stream(encoder.name, rate=fps, options=dict(encoder.options))
    context = stream.codec_context
    context.width, context.height, context.pix_fmt = width, height, encoder.pixels
    context.time_base = Fraction(1, fps)
    context.thread_count = 1
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    if encoder != SOFTWARE:
        context.gop_size, context.max_b_frames = GROUP, 0
    return stream


def candidates(choice: str) -> tuple[Encoder, ...]:
    """What an operator's choice may mean, best first; the software is always last.

    Raises `BadSettings` for a name that is none of "software", "auto" and the hardware encoders'.
    """
    if choice in ("", "software", SOFTWARE.name):
        return (SOFTWARE,)
    if choice == "auto":
        return (*(each for name, each in HARDWARE.items() if name in av.codecs_available), SOFTWARE)
    if choice not in HARDWARE:
        raise BadSettings(
            f"{choice!r} is no encoder.",
            where="REPRISE_ENCODER",
            remedy=f"Use software, auto or {', '.join(HARDWARE)}.",
        )
    return HARDWARE[choice], SOFTWARE


@lru_cache(maxsize=32)
def fault_of(encoder: Encoder, width: int, height: int, fps: int) -> str | None:
    """Why an encoder cannot be used here, None when it can: it writes a few frames in a process of its own. Tried
    once for each size."""
    if encoder == SOFTWARE:
        return None
    try:
        tried = subprocess.run(
            [sys.executable, "-m", __name__],
            input=pickle.dumps((encoder, width, height, fps)),
            capture_output=True,
            check=False,
            timeout=_TRIAL_SECONDS,
            env=worker_environment(),
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {_TRIAL_SECONDS} s"
    if tried.returncode == 0:
        return None
    said = tried.stderr.decode(errors="replace").strip().splitlines()
    return said[-1] if said else f"exit code {tried.returncode}"


def worker_environment() -> dict[str, str]:
    """The environment of a process that imports this package, wherever the caller found it."""
    home = str(Path(__file__).resolve().parents[3])  # where the package `reprise` lies
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _try(encoder: Encoder, width: int, height: int, fps: int) -> None:
    """Write a few frames. Raises what FFmpeg finds wrong, or `EncoderFailed` when nothing comes out."""
    written = 0
    with av.open(os.devnull, "w", format="mp4") as container:
        stream = add_stream(container, encoder, width, height, fps)
        frame = av.VideoFrame(width, height, "nv12")
        for number in range(_TRIAL_FRAMES):
            frame.pts, frame.time_base = number, Fraction(1, fps)
            written += len(stream.encode(frame))
        written += len(stream.encode(None))
    if written != _TRIAL_FRAMES:
        raise EncoderFailed(f"{written} of {_TRIAL_FRAMES} frames came out")


def _main() -> int:
    try:
        _try(*pickle.load(sys.stdin.buffer))
    except Exception as error:  # whatever it is, the encoder cannot be used
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
