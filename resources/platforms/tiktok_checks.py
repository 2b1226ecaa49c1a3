"""What TikTok is known to refuse, found before anything is sent."""

from __future__ import annotations

from reprise.media import Media
from reprise.social.counting import utf16_units
from reprise.social.post import Video
from reprise.windows.failures import PlatformError
from resources.platforms.base import Outgoing

FILM_TEXT, PHOTO_TITLE, PHOTO_TEXT = 2200, 90, 4000  # UTF-16 units
PHOTOS, PHOTO_BYTES, FILM_BYTES = 35, 20_000_000, 4_000_000_000
FILM_TYPES = ("video/mp4", "video/quicktime", "video/webm")
PHOTO_TYPES = ("image/jpeg", "image/webp")
"""Content Posting API reference and media transfer guide, 2026-08."""


def check(post: Outgoing) -> None:
    """Raises `PlatformError` (validation) for a post that cannot be made."""
    text = post.texts[0] if post.texts else ""
    limit = FILM_TEXT if post.video else PHOTO_TEXT
    fault = _media_fault(post)
    if len(post.texts) != 1:
        fault = "TikTok takes one text."
    elif utf16_units(text) > limit:
        fault = f"The text has {utf16_units(text)} UTF-16 units; TikTok takes {limit}."
    elif not post.video and utf16_units(post.title or "") > PHOTO_TITLE:
        fault = f"The title has {utf16_units(post.title or '')} UTF-16 units; TikTok takes {PHOTO_TITLE}."
    if fault:
        raise PlatformError("validation", fault, where=post.id)


def _media_fault(post: Outgoing) -> str | None:
    if post.video:
        return _file_fault(post.video.media, FILM_TYPES, FILM_BYTES)
    if not 0 < len(post.pictures) <= PHOTOS:
        return f"The post has {len(post.pictures)} pictures; TikTok takes a film or 1 to {PHOTOS} pictures."
    faults = (_file_fault(picture.media, PHOTO_TYPES, PHOTO_BYTES) for picture in post.pictures)
    return next((fault for fault in faults if fault), None)


def _file_fault(file: Media, types: tuple[str, ...], most: int) -> str | None:
    if file.mime not in types:
        return f"{file.key} is {file.mime}; TikTok takes {', '.join(types)}."
    return None if 0 < file.bytes <= most else f"{file.key} has {file.bytes} bytes; TikTok takes 1 to {most}."


def check_length(film: Video, longest: int | None) -> None:
    """The same for a film that is longer than TikTok lets its creator post, in seconds."""
    seconds = film.media.seconds
    if longest and seconds and seconds > longest:
        fault = f"The film lasts {seconds:.0f} s; TikTok lets this account post {longest} s."
        raise PlatformError("validation", fault, remedy="Cut the film.")
