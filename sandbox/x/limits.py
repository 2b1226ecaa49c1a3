"""What X takes of a file, held against what the file really is.

Images 5 MB; GIF 15 MB, 1280x1080, 350 frames (X's "best practices" page of 2026-08-22). Films since 2026-09-01: 8 GiB
and 20 minutes, for premium accounts 16 GiB and 125 minutes; 0.5 s at least, 1:3 to 3:1, 60 fps, H.264 in 4:2:0 with
AAC-LC in mono or stereo. That page gives 1280x1024 as the largest frame and 1080p for subscribers; the sandbox takes
1920x1200, either way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sandbox.media_facts import Facts, Unreadable, image_facts, subtitle_facts, video_facts

MAX_IMAGE, MAX_GIF = 5_000_000, 15_000_000
MAX_SIDE = 8192
LONG_SIDE, SHORT_SIDE = 1920, 1200
_IMAGES = ("image/jpeg", "image/png", "image/webp", "image/gif")


@dataclass(frozen=True)
class FilmLimits:
    """What a film may have."""

    bytes: int
    seconds: float


STANDARD, PREMIUM = FilmLimits(8 << 30, 20 * 60), FilmLimits(16 << 30, 125 * 60)


class Refused(Exception):
    """The file is not what was said, or not what X takes."""


def film_limits(premium: bool) -> FilmLimits:
    return PREMIUM if premium else STANDARD


def examine(path: Path, category: str, limits: FilmLimits) -> Facts:
    """Decode a file uploaded as `category`. Raises `Refused` with the reason."""
    try:
        if category == "subtitles":
            return subtitle_facts(path)
        if category.endswith("video"):
            return _film(video_facts(path), limits)
        return _image(image_facts(path), category)
    except Unreadable as error:
        raise Refused(str(error)) from None


def too_long(seconds: float, limits: FilmLimits) -> str | None:
    """X's words about a film that is too short or too long."""
    if 0.5 <= seconds <= limits.seconds:
        return None
    return f"User video duration exceeded: {seconds:.1f} s is not between 0.5 and {limits.seconds:.0f} s."


def _image(facts: Facts, category: str) -> Facts:
    _require(facts.mime in _IMAGES, f"{facts.mime} is no supported image type.")
    moving = facts.mime == "image/gif" and facts.frames > 1
    if moving != category.endswith("gif"):
        raise Refused("An animated GIF is uploaded as tweet_gif, any other image as tweet_image.")
    largest = MAX_GIF if moving else MAX_IMAGE
    _require(facts.bytes <= largest, f"File size exceeds {largest} bytes.")
    width, height = facts.width, facts.height
    fits = max(width, height) <= MAX_SIDE and min(width, height) >= 4
    _require(fits, f"Image dimensions must be >= 4x4 and <= {MAX_SIDE}x{MAX_SIDE}.")
    if moving and (width > 1280 or height > 1080 or facts.frames > 350):
        raise Refused("An animated GIF must be <= 1280x1080 and <= 350 frames.")
    return facts


def _film(facts: Facts, limits: FilmLimits) -> Facts:
    width, height = facts.width, facts.height
    _require(facts.bytes <= limits.bytes, f"File size exceeds {limits.bytes} bytes.")
    _require(facts.codec == "h264", f"Video codec {facts.codec} is not supported.")
    _require(facts.pix_fmt in ("yuv420p", "yuvj420p"), "Only YUV 4:2:0 is supported.")
    problem = too_long(facts.seconds, limits)
    _require(problem is None, problem or "")
    _require(min(width, height) >= 32, "Dimensions must be at least 32x32.")
    fits = max(width, height) <= LONG_SIDE and min(width, height) <= SHORT_SIDE
    _require(fits, f"Dimensions {width}x{height} exceed {LONG_SIDE}x{SHORT_SIDE}.")
    _require(1 / 3 <= facts.ratio <= 3, "Aspect ratio must be between 1:3 and 3:1.")
    _require(0 < facts.fps <= 60.1, f"Frame rate {facts.fps:.0f} is above 60.")
    if facts.audio_codec:
        _require(facts.audio_codec == "aac", f"Audio codec {facts.audio_codec} is not supported.")
        _require(facts.channels <= 2, "Audio must be mono or stereo.")
    return facts


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Refused(otherwise)
