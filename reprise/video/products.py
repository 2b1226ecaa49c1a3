"""What a finished film leaves behind: the file of a preset and its cover."""

from __future__ import annotations

from reprise.media import Media
from reprise.model import Document
from reprise.video.cover_scores import CoverScore


class Render(Document):
    """A film in the geometry of one preset. `script_hash` names what is said and shown in it; `work_seconds` is what
    encoding it took, 0 where everything was there; `music` tells which music it has, and its licence."""

    article: str
    preset: str
    script_hash: str
    media: Media
    subtitles: Media | None = None
    language: str
    units_made: int
    units_reused: int
    work_seconds: float = 0.0
    music: str | None = None


class CoverCandidate(Document):
    """A cover that was drawn, with its words and how well it works small. `ground` is the picture that was drawn for it
    by a model, and `credit` says so."""

    media: Media
    text: str
    score: CoverScore
    ground: Media | None = None
    credit: str = ""


class Cover(Document):
    """The picture that stands for a preset's film, the best of its `candidates`."""

    article: str
    preset: str
    media: Media
    alt: str
    candidates: tuple[CoverCandidate, ...] = ()


class SubtitleFiles(Document):
    """A film's captions as files for platforms and players."""

    article: str
    format: str
    language: str
    srt: Media
    vtt: Media
