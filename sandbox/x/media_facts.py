"""What an uploaded file really is, found by decoding it, and whether X takes it.

Limits: X's "best practices" page of 2026-08 (images 5 MB; GIF 15 MB, 1280x1080, 350 frames; video 512 MB, 0.5-140 s,
1:3 to 3:1, 60 fps, H.264 in 4:2:0 with AAC-LC in mono or stereo). That page gives 1280x1024 as the largest frame and
1080p for subscribers; the sandbox takes 1920x1200, either way round.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from PIL import Image

_MIME = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
MAX_IMAGE, MAX_GIF, MAX_VIDEO = 5_000_000, 15_000_000, 512_000_000
MAX_SIDE = 8192
LONG_SIDE, SHORT_SIDE = 1920, 1200


class Refused(Exception):
    """The file is not what was said, or not what X takes."""


@dataclass(frozen=True)
class Facts:
    """What the file is. `kind`: image, gif, video or subtitles; pixels; seconds."""

    kind: str
    mime: str
    width: int | None = None
    height: int | None = None
    seconds: float | None = None


def examine(path: Path, category: str) -> Facts:
    """Decode a file uploaded as `category`. Raises `Refused` with the reason."""
    if category == "subtitles":
        return _subtitles(path)
    if category in ("tweet_video", "amplify_video"):
        return _video(path)
    return _image(path, category)


def _image(path: Path, category: str) -> Facts:
    data = path.read_bytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                image.load()
                format_, size, frames = image.format or "", image.size, int(getattr(image, "n_frames", 1))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("media type unrecognized.") from None
    if format_ not in _MIME:
        raise Refused(f"{format_} is no supported image type.")
    moving = format_ == "GIF" and frames > 1
    if moving != (category == "tweet_gif"):
        raise Refused("An animated GIF is uploaded as tweet_gif, any other image as tweet_image.")
    largest = MAX_GIF if moving else MAX_IMAGE
    if len(data) > largest:
        raise Refused(f"File size exceeds {largest} bytes.")
    if max(size) > MAX_SIDE or min(size) < 4:
        raise Refused(f"Image dimensions must be >= 4x4 and <= {MAX_SIDE}x{MAX_SIDE}.")
    if moving and (size[0] > 1280 or size[1] > 1080 or frames > 350):
        raise Refused("An animated GIF must be <= 1280x1080 and <= 350 frames.")
    return Facts("gif" if moving else "image", _MIME[format_], *size)


def _video(path: Path) -> Facts:
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise Refused("The file has no picture track.")
            facts = _video_facts(container)
            for frame in container.decode(container.streams.video[0]):
                if frame.width != facts.width:
                    raise Refused("The frame size changes.")
                break
            else:
                raise Refused("The file has no frames.")
    except av.FFmpegError as error:
        raise Refused(f"The file cannot be decoded ({error.strerror}).") from None
    if path.stat().st_size > MAX_VIDEO:
        raise Refused(f"File size exceeds {MAX_VIDEO} bytes.")
    return facts


def _video_facts(container: Any) -> Facts:
    stream = container.streams.video[0]
    width, height = stream.codec_context.width, stream.codec_context.height
    seconds = float(container.duration or 0) / av.time_base
    rate = float(stream.average_rate or 0)
    _require(stream.codec_context.name == "h264", f"Video codec {stream.codec_context.name} is not supported.")
    _require(stream.codec_context.pix_fmt in ("yuv420p", "yuvj420p"), "Only YUV 4:2:0 is supported.")
    _require(0.5 <= seconds <= 140, f"User video duration exceeded: {seconds:.1f} s is not between 0.5 and 140 s.")
    _require(min(width, height) >= 32, "Dimensions must be at least 32x32.")
    fits = max(width, height) <= LONG_SIDE and min(width, height) <= SHORT_SIDE
    _require(fits, f"Dimensions {width}x{height} exceed {LONG_SIDE}x{SHORT_SIDE}.")
    _require(1 / 3 <= width / height <= 3, "Aspect ratio must be between 1:3 and 3:1.")
    _require(0 < rate <= 60.1, f"Frame rate {rate:.0f} is above 60.")
    for sound in container.streams.audio:
        _require(sound.codec_context.name == "aac", f"Audio codec {sound.codec_context.name} is not supported.")
        _require(sound.codec_context.channels <= 2, "Audio must be mono or stereo.")
    return Facts("video", "video/mp4", width, height, round(seconds, 3))


def _subtitles(path: Path) -> Facts:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("Subtitles must be UTF-8.") from None
    _require("-->" in text, "The file holds no subtitle cues.")
    return Facts("subtitles", "text/vtt" if text.startswith("WEBVTT") else "text/srt")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Refused(otherwise)
