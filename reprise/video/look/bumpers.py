"""What a site's films begin and end with: its file, how many frames it lasts, and whether it has a sound of its own."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Literal

import av
from av.error import FFmpegError

from reprise.errors import BadSettings
from reprise.film_settings import Bumper
from reprise.sites import Site
from reprise.video.pictures.moving import site_file

End = Literal["intro", "outro"]

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
"""Files that are shown as pictures."""
CLIPS = (".mp4", ".mov", ".m4v", ".webm", ".mkv")
"""Files that are shown as films."""


def bumper_of(site: Site, end: End) -> Bumper | None:
    """The site's settings for one end of its films."""
    return site.films.intro if end == "intro" else site.films.outro


def bumper_file(site: Site, end: End) -> Path | None:
    """The film or picture of one end; None where a card is drawn or nothing is shown. Raises `BadSettings` when it is
    missing, elsewhere, or another kind of file."""
    bumper = bumper_of(site, end)
    if bumper is None or bumper.file is None:
        return None
    try:
        return site_file(site, bumper.file, what=end, suffixes=(*sorted(PICTURES), *CLIPS))
    except BadSettings as error:
        raise error.at(f"{site.id}: films.{end}.file") from error


def bumper_clip(site: Site, end: End) -> Path | None:
    """The file of one end where it is a moving picture."""
    path = bumper_file(site, end)
    return path if path is not None and path.suffix.lower() not in PICTURES else None


def bumper_frames(site: Site, end: End, fps: int) -> int:
    """How many frames one end lasts, its transition included; 0 for none. A film shorter than `seconds` ends where it
    ends and does not begin again."""
    bumper = bumper_of(site, end)
    if bumper is None:
        return 0
    frames = round(bumper.seconds * fps)
    clip = bumper_clip(site, end)
    if clip is None:
        return frames
    seconds, _ = _facts(site, end, clip)
    return min(frames, math.floor(seconds * fps + 1e-6)) if seconds else frames


def bumper_sound(site: Site, end: End) -> Path | None:
    """The film whose sound is heard at one end; None where there is none. It lies at the timeline's frame 0 or
    `outro_first` and is as long as `intro` or `outro`."""
    clip = bumper_clip(site, end)
    return clip if clip is not None and _facts(site, end, clip)[1] else None


def _facts(site: Site, end: End, path: Path) -> tuple[float, bool]:
    try:
        return _probed(path, path.stat().st_mtime_ns)[:2]
    except (FFmpegError, ValueError, OSError) as error:
        raise BadSettings(
            "This file is neither a picture (PNG, JPEG, WebP) nor a film that can be read.",
            where=f"{site.id}: films.{end}.file, {path.name}",
            remedy="Use an MP4 file with H.264.",
        ) from error


@lru_cache(maxsize=64)
def _probed(path: Path, changed: int) -> tuple[float, bool, int]:
    """A film's seconds (0 where it does not say), whether it has a sound, and `changed`, which tells versions apart."""
    with av.open(str(path)) as container:
        if not container.streams.video:
            raise ValueError("no picture")
        stream = container.streams.video[0]
        if stream.duration and stream.time_base:
            seconds = float(stream.duration * stream.time_base)
        else:
            seconds = (container.duration or 0) / av.time_base
        return seconds, bool(container.streams.audio), changed
