"""What TikTok takes: the reasons for which a film or a picture fails after it was sent, in TikTok's words.

Limits: media transfer guide (2026): MP4, MOV, WebM with H.264, H.265, VP8 or VP9; 23 to 60 frames a second; 360 to 4096
pixels a side; 4 GB; 10 minutes, or less by account. Photos: JPEG or WebP, 20 MB, "maximum 1080p", which the sandbox
reads as 1920 by 1080 either way round; square and 4:5 pictures of 1080 across pass.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sandbox.media_facts import Facts, Unreadable, image_facts, video_facts
from sandbox.pulling import NotPulled, pull

VIDEO_TYPES = ("video/mp4", "video/quicktime", "video/webm")
PHOTO_TYPES = ("image/jpeg", "image/webp")
CODECS = ("h264", "hevc", "vp8", "vp9")
MAX_VIDEO, MAX_PHOTO = 4_000_000_000, 20_000_000
SECONDS = 600
_LONG, _SHORT = 1920, 1080


class Failed(Exception):
    """The file is not taken; `reason` is the fail_reason."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def check_film(path: Path, max_seconds: int) -> dict[str, Any]:
    """The facts of a film that is taken. Raises `Failed`."""
    try:
        facts = video_facts(path)
    except Unreadable:
        raise Failed("file_format_check_failed") from None
    if facts.mime not in VIDEO_TYPES or facts.codec not in CODECS or facts.bytes > MAX_VIDEO:
        raise Failed("file_format_check_failed")
    if not 22.9 <= facts.fps <= 60.1:
        raise Failed("frame_rate_check_failed")
    if min(facts.width, facts.height) < 360 or max(facts.width, facts.height) > 4096:
        raise Failed("picture_size_check_failed")
    if not 0 < facts.seconds <= min(max_seconds, SECONDS) + 0.5:
        raise Failed("duration_check_failed")
    return _kept(facts)


def pull_film(url: str, path: Path, max_seconds: int) -> dict[str, Any]:
    """Fetch a film and check it. Raises `Failed`."""
    try:
        pull(url, path, limit=MAX_VIDEO)
    except NotPulled:
        raise Failed("video_pull_failed") from None
    return check_film(path, max_seconds)


def pull_photo(url: str, path: Path) -> dict[str, Any]:
    """Fetch a picture and check it. Raises `Failed`."""
    try:
        pulled = pull(url, path, limit=MAX_PHOTO)
    except NotPulled:
        raise Failed("photo_pull_failed") from None
    try:
        facts = image_facts(path)
    except Unreadable:
        raise Failed("file_format_check_failed") from None
    if pulled.content_type not in PHOTO_TYPES or facts.mime not in PHOTO_TYPES or facts.frames > 1:
        raise Failed("file_format_check_failed")
    if max(facts.width, facts.height) > _LONG or min(facts.width, facts.height) > _SHORT:
        raise Failed("picture_size_check_failed")
    return _kept(facts)


def _kept(facts: Facts) -> dict[str, Any]:
    return {name: value for name, value in facts.as_dict().items() if value not in ("", 0, 0.0, False)}
