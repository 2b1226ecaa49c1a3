"""A clip as a scene's ground: decoded where the scene needs it, turned upright, scaled to fill the film's frame.

The picture of a film frame is the last one that the clip shows at that moment, so any frame rate becomes the film's.
Only one picture and the decoder's own few are in memory, however long the clip is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from reprise.errors import BadInput
from reprise.video.film import ClipGround
from reprise.video.render.colour import Bytes, nv12_of_bgr

_AHEAD = Fraction(3)  # seconds that are decoded on rather than jumped over
_SLACK = Fraction(1, 1000)  # seconds by which a clip's rounded times may come late
_HD = 720  # lines from which an untagged picture is taken for BT.709
_SCALING = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
_SPACES = {  # ITU-T H.273, MatrixCoefficients
    1: Colorspace.ITU709, 4: Colorspace.FCC, 5: Colorspace.ITU601, 6: Colorspace.ITU601, 7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020, 10: Colorspace.BT2020,
}  # fmt: skip
_FULL_RANGE = ("yuvj420p", "yuvj422p", "yuvj444p", "yuvj440p")

Planes = tuple[Bytes, Bytes]


class Clip:
    """A clip at the film's size and rate."""

    def __init__(self, ground: ClipGround, width: int, height: int, fps: int) -> None:
        self._ground, self._size, self._fps = ground, (width, height), fps
        try:
            self._reader = _Reader(ground.path)
        except (av.FFmpegError, OSError) as error:
            raise _broken(ground.path, error) from error
        self._scaler = VideoReformatter()
        self._shown: tuple[Fraction, Planes] | None = None

    def draw(self, frame: int, y: Bytes, uv: Bytes) -> None:
        """Write the picture of a frame of the scene."""
        moment = Fraction(self._ground.start + frame, self._fps) % self._reader.seconds
        try:
            picture = self._reader.at(moment)
            if self._shown is None or self._shown[0] != picture.time:
                self._shown = picture.time, self._fitted(picture.frame)
        except (av.FFmpegError, OSError) as error:
            raise _broken(self._ground.path, error, moment) from error
        for target, plane in zip((y, uv), self._shown[1], strict=True):
            np.copyto(target, plane)

    def close(self) -> None:
        self._reader.close()
        self._shown = None

    def _fitted(self, frame: Any) -> Planes:
        """The part of a decoded picture that fills the film's frame."""
        quarters = round(frame.rotation / 90) % 4
        stretch = self._reader.pixel_shape if quarters % 2 == 0 else 1 / self._reader.pixel_shape
        across, down = (frame.width, frame.height) if quarters % 2 == 0 else (frame.height, frame.width)
        width, height = _covering(across * stretch, Fraction(down), self._size)
        stored = (width, height) if quarters % 2 == 0 else (height, width)
        luma, chroma = (np.rot90(plane, quarters) for plane in _scaled(frame, *stored, self._scaler))
        left = _even((width - self._size[0]) * self._ground.x)
        top = _even((height - self._size[1]) * self._ground.y)
        across, down = self._size
        return (
            np.ascontiguousarray(luma[top : top + down, left : left + across]),
            np.ascontiguousarray(chroma[top // 2 : (top + down) // 2, left // 2 : (left + across) // 2]),
        )


@dataclass(frozen=True)
class _Picture:
    """A decoded picture: shown from `time` to `until`, in seconds of the clip."""

    frame: Any
    time: Fraction
    until: Fraction


class _Reader:
    """Random access to the pictures of a file; jumps only where that is shorter than decoding on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._container: Any = av.open(str(path))
        if not self._container.streams.video:
            self._container.close()
            raise BadInput("The clip has no picture.", where=str(path), remedy="Give a file with a video track.")
        self._begin, self.seconds = self._span()
        self._now: _Picture | None = None
        self._next: Any = None
        self._restart()

    @property
    def pixel_shape(self) -> Fraction:
        """Width of a pixel by its height."""
        ratio = self._stream.sample_aspect_ratio
        return Fraction(ratio) if ratio else Fraction(1)

    @property
    def _stream(self) -> Any:
        return self._container.streams.video[0]

    def at(self, moment: Fraction) -> _Picture:
        """The picture that is seen at a moment, in seconds from the clip's first picture."""
        if self._now is None or moment < self._now.time or moment > self._now.until + _AHEAD:
            self._jump(moment)
        while self._now is None or self._now.until <= moment + _SLACK:
            if not self._step():
                break
        if self._now is None:
            raise BadInput(
                "No picture of the clip can be decoded.",
                where=str(self._path),
                remedy="Give the clip in another format.",
            )
        return self._now

    def close(self) -> None:
        self._container.close()

    def _span(self) -> tuple[Fraction, Fraction]:
        """When the first picture is shown and how long all are, in seconds, from the file's index."""
        base, begin, end = self._stream.time_base, None, None
        usual = 1 / (self._stream.average_rate or Fraction(25))
        for packet in self._container.demux(self._stream):
            time = packet.pts if packet.pts is not None else packet.dts
            if time is None or not packet.size:
                continue
            last = time * base + (packet.duration * base if packet.duration else usual)
            begin = time * base if begin is None else min(begin, time * base)
            end = last if end is None else max(end, last)
        if begin is None or end is None or end <= begin:
            raise BadInput("The clip has no pictures.", where=str(self._path), remedy="Give another file.")
        return begin, end - begin

    def _jump(self, moment: Fraction) -> None:
        """Stand before the last key picture that is not after a moment; at the very beginning in doubt."""
        if moment > _AHEAD:
            self._container.seek(int((moment + self._begin) / self._stream.time_base), stream=self._stream)
            self._pictures = self._decoded()
            self._now, self._next = None, next(self._pictures, None)
            if self._next is not None and self._next[0] <= moment + _SLACK:
                return
        self._restart()

    def _restart(self) -> None:
        self._container.close()
        self._container = av.open(str(self._path))
        self._stream.thread_type = "NONE"  # the work is shared out by units
        self._pictures = self._decoded()
        self._now, self._next = None, next(self._pictures, None)

    def _step(self) -> bool:
        """Go on by one picture; False when there is none. The last one stays until the clip's end."""
        if self._next is None:
            return False
        time, frame = self._next
        self._next = next(self._pictures, None)
        until = self._next[0] if self._next is not None else max(self.seconds, time)
        self._now = _Picture(frame, time, until)
        return True

    def _decoded(self) -> Iterator[tuple[Fraction, Any]]:
        last = None
        for frame in self._container.decode(self._stream):
            time = frame.pts if frame.pts is not None else frame.dts
            moment = time * frame.time_base - self._begin if time is not None else None
            if moment is None or (last is not None and moment <= last):  # a stumbling clock
                moment = (last or Fraction(0)) + 1 / (self._stream.average_rate or Fraction(25))
            last = moment
            yield moment, frame


def _scaled(frame: Any, width: int, height: int, by: VideoReformatter) -> Planes:
    """A decoded picture as NV12 planes of an even size, converted to BT.709 in limited range."""
    if any(component.is_alpha for component in frame.format.components):
        return _on_black(frame, width, height)
    guess = Colorspace.ITU709 if min(frame.width, frame.height) >= _HD else Colorspace.ITU601
    source = _SPACES.get(int(frame.colorspace), guess)
    full = frame.color_range == ColorRange.JPEG or frame.format.name in _FULL_RANGE or frame.format.is_rgb
    nv12: Any = by.reformat(
        frame,
        width, height, "nv12",
        src_colorspace=source, dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG if full else ColorRange.MPEG, dst_color_range=ColorRange.MPEG,
        interpolation=_SCALING, threads=1,
    )  # fmt: skip
    luma, chroma = nv12.planes
    y = np.frombuffer(luma, np.uint8).reshape(-1, luma.line_size)[:height, :width]
    uv = np.frombuffer(chroma, np.uint8).reshape(-1, chroma.line_size)[: height // 2, :width]
    return y, uv.reshape(height // 2, width // 2, 2)


def _on_black(frame: Any, width: int, height: int) -> Planes:
    """A picture with transparency, laid on black."""
    rgba = frame.reformat(format="rgba").to_ndarray()
    bgr = cv2.multiply(rgba[..., [2, 1, 0]], cv2.merge([rgba[..., 3]] * 3), scale=1 / 255)
    shrinks = width < frame.width
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return nv12_of_bgr(np.asarray(cv2.resize(bgr, (width, height), interpolation=method), dtype=np.uint8))


def _covering(width: Fraction, height: Fraction, frame: tuple[int, int]) -> tuple[int, int]:
    """The least even size in the shape width : height that covers a frame."""
    scale = max(frame[0] / width, frame[1] / height)
    across, down = (2 * round(side * scale / 2) for side in (width, height))
    return max(across, frame[0]), max(down, frame[1])


def _even(value: float) -> int:
    return 2 * round(max(0.0, value) / 2)


def _broken(path: Path, error: Exception, moment: Fraction | None = None) -> BadInput:
    place = "" if moment is None else f" at {float(moment):.1f} s"
    return BadInput(
        f"The clip cannot be read{place} ({error}).",
        where=str(path),
        remedy="Give a file that a player plays to its end.",
    )
