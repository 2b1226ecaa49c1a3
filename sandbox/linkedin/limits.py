"""What LinkedIn takes of a file, held against what the file really is.

Images: JPG, PNG or GIF of fewer than 36,152,320 pixels, a GIF of at most 250 frames. Documents: PDF, Word or
PowerPoint, 100 MB, 300 pages. Films: MP4, 3 s to 30 min, 75 KB to 500 MB (Images, Documents and Videos API pages,
2026-09).
"""

from __future__ import annotations

from pathlib import Path

from sandbox.media_facts import Facts, Unreadable, document_facts, image_facts, video_facts

MAX_PIXELS = 36_152_320
MAX_FRAMES = 250
MAX_DOCUMENT, MAX_PAGES = 100_000_000, 300
MIN_FILM, MAX_FILM = 75_000, 500_000_000
MIN_SECONDS, MAX_SECONDS = 3.0, 1800.0
PART = 4 << 20
"""Bytes of every part of a film but the last."""


class Refused(Exception):
    """The file is not what LinkedIn takes."""


def examine(kind: str, path: Path) -> Facts:
    """Decode what was uploaded as image, document or video. Raises `Refused` with the reason."""
    try:
        if kind == "image":
            return _image(image_facts(path))
        if kind == "document":
            return _document(document_facts(path))
        return _film(video_facts(path))
    except Unreadable as error:
        raise Refused(str(error)) from None


def _image(facts: Facts) -> Facts:
    _require(facts.mime in ("image/jpeg", "image/png", "image/gif"), f"{facts.mime} is no supported format.")
    _require(facts.width * facts.height < MAX_PIXELS, f"The image has {MAX_PIXELS} pixels or more.")
    _require(facts.frames <= MAX_FRAMES, f"The image has more than {MAX_FRAMES} frames.")
    return facts


def _document(facts: Facts) -> Facts:
    _require(facts.bytes <= MAX_DOCUMENT, f"The document has more than {MAX_DOCUMENT} bytes.")
    _require(facts.pages <= MAX_PAGES, f"The document has more than {MAX_PAGES} pages.")
    return facts


def _film(facts: Facts) -> Facts:
    _require(facts.mime == "video/mp4", f"{facts.mime} is no supported format.")
    _require(facts.codec in ("h264", "hevc", "vp9", "av1", "mpeg4"), f"Unsupported codec {facts.codec}.")
    fits = MIN_SECONDS <= facts.seconds <= MAX_SECONDS
    _require(fits, f"The film has {facts.seconds:.1f} s; {MIN_SECONDS:.0f} to {MAX_SECONDS:.0f} are taken.")
    fits = MIN_FILM <= facts.bytes <= MAX_FILM
    _require(fits, f"The film has {facts.bytes} bytes; {MIN_FILM} to {MAX_FILM} are taken.")
    return facts


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Refused(otherwise)
