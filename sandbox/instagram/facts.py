"""Which files Instagram takes (Meta's reference of the media edge, read 2026-11); each refusal is a subcode."""

from __future__ import annotations

from pathlib import Path

from sandbox.instagram.problems import problem
from sandbox.media_facts import Facts, Unreadable, image_facts, video_facts
from sandbox.pulling import NotPulled, pull

IMAGE_BYTES, VIDEO_BYTES = 8 << 20, 300_000_000
RATIOS = (0.8, 1.91)
WIDTHS = (320, 1440)
"""A picture outside is scaled to the nearer one, not refused."""
BAD_VIDEO = 2207026


def picture(url: str, path: Path) -> Facts:
    """Fetch a picture and hold it against the limits; its facts as published. Raises `GraphProblem`."""
    facts = cover(url, path)
    if not RATIOS[0] - 0.005 <= facts.ratio <= RATIOS[1] + 0.005:
        raise problem(2207009, f"{facts.width}x{facts.height} is not between 4:5 and 1.91:1.")
    return facts


def cover(url: str, path: Path) -> Facts:
    """Fetch a reel's cover: a JPEG of any shape, since Instagram cuts it to the reel's. Raises `GraphProblem`."""
    try:
        pulled = pull(url, path, limit=4 * IMAGE_BYTES)
    except NotPulled as why:
        raise problem(2207052, f"The media could not be fetched from this URI: {why}") from None
    if pulled.content_type not in ("image/jpeg", "image/jpg", "application/octet-stream"):
        number = 2207005 if pulled.content_type.startswith("image/") else 2207052
        raise problem(number, f"The address answers with {pulled.content_type}.")
    if pulled.bytes > IMAGE_BYTES:
        raise problem(2207004)
    try:
        facts = image_facts(path)
    except Unreadable as why:
        raise problem(2207005, str(why)) from None
    if facts.mime != "image/jpeg":
        raise problem(2207005, f"The file is {facts.mime}.")
    return facts


def published_size(facts: Facts) -> tuple[int, int]:
    """Pixels after scaling to the widths that Instagram keeps."""
    width = min(max(facts.width, WIDTHS[0]), WIDTHS[1])
    return width, round(facts.height * width / facts.width)


def film(path: Path) -> tuple[Facts | None, int | None]:
    """A film's facts, and the subcode that refuses it if anything does."""
    try:
        facts = video_facts(path)
    except Unreadable:
        return None, BAD_VIDEO
    sound = not facts.audio_codec or (
        facts.audio_codec == "aac" and facts.sample_rate <= 48_000 and facts.channels <= 2
    )
    fits = (
        facts.mime in ("video/mp4", "video/quicktime"),
        facts.faststart,
        facts.codec in ("h264", "hevc"),
        facts.pix_fmt in ("yuv420p", "yuvj420p"),
        23 <= facts.fps <= 60.1,
        facts.width <= 1920,
        3 <= facts.seconds <= 900,
        facts.bytes <= VIDEO_BYTES,
        0.01 <= facts.ratio <= 10,
        sound,
    )
    return facts, None if all(fits) else BAD_VIDEO
