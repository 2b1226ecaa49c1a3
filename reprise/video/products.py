"""What a finished film leaves behind: the file of a preset and its cover."""

from __future__ import annotations

from reprise.media import Media
from reprise.model import Document


class Render(Document):
    """A film in the geometry of one preset. `script_hash` names what is said and shown in it."""

    article: str
    preset: str
    script_hash: str
    media: Media
    subtitles: Media | None = None
    language: str
    units_made: int
    units_reused: int


class Cover(Document):
    """The picture that stands for a preset's film."""

    article: str
    preset: str
    media: Media
    alt: str


class SubtitleFiles(Document):
    """A film's captions as files for platforms and players."""

    article: str
    format: str
    language: str
    srt: Media
    vtt: Media
