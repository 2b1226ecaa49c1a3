"""What an uploaded file really is, found by decoding it; each platform holds its own limits against these facts."""

from __future__ import annotations

import re
import warnings
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import av
from PIL import Image

_IMAGES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # a JPEG with a second picture behind it, as some phones write
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
}
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


class Unreadable(Exception):
    """The file is not what it was sent as; the message says why."""


@dataclass(frozen=True)
class Facts:
    """What a file is. `kind`: image (also a moving one: `frames` > 1), video, subtitles or document; sizes in pixels,
    `seconds` of play, `fps` frames in a second; codecs by FFmpeg's names ("h264", "aac"). `faststart`: the index
    stands before the pictures. `pages` of a document, where they can be counted."""

    kind: str
    mime: str
    bytes: int
    width: int = 0
    height: int = 0
    frames: int = 1
    seconds: float = 0.0
    fps: float = 0.0
    codec: str = ""
    audio_codec: str = ""
    channels: int = 0
    sample_rate: int = 0
    pix_fmt: str = ""
    faststart: bool = False
    pages: int = 0

    @property
    def ratio(self) -> float:
        """Width by height."""
        return self.width / self.height

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def image_facts(path: Path) -> Facts:
    """Decode a picture. Raises `Unreadable`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                image.load()
                name, size, frames = image.format or "", image.size, int(getattr(image, "n_frames", 1))
                mode = image.mode
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable("The file is no picture that can be decoded.") from None
    mime = _IMAGES.get(name, f"image/{name.lower()}")
    frames = 1 if name == "MPO" else frames
    return Facts("image", mime, path.stat().st_size, size[0], size[1], frames=frames, pix_fmt=mode)


def video_facts(path: Path) -> Facts:
    """Read a film's tracks and decode its first picture. Raises `Unreadable`."""
    try:
        with av.open(str(path)) as container:
            if container.format.name.endswith("_pipe") or container.format.name in ("image2", "gif"):
                raise Unreadable("The file is a picture, not a film.")  # FFmpeg plays pictures too
            if not container.streams.video:
                raise Unreadable("The file has no picture track.")
            facts = _film(container, path)
            if next(container.decode(container.streams.video[0]), None) is None:
                raise Unreadable("The file has no frames.")
    except av.FFmpegError as error:
        raise Unreadable(f"The file cannot be decoded ({error.strerror}).") from None
    return facts


def subtitle_facts(path: Path) -> Facts:
    """Read SubRip or WebVTT. Raises `Unreadable`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("Subtitles must be UTF-8.") from None
    if "-->" not in text:
        raise Unreadable("The file holds no subtitle cues.")
    mime = "text/vtt" if text.startswith("WEBVTT") else "text/srt"
    return Facts("subtitles", mime, path.stat().st_size)


def document_facts(path: Path) -> Facts:
    """Recognise a PDF (its pages are counted) or a Word or PowerPoint file. Raises `Unreadable`."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"%PDF-"):
        return Facts("document", "application/pdf", path.stat().st_size, pages=_pdf_pages(path))
    if head.startswith(b"PK\x03\x04"):
        return Facts("document", _office_kind(path), path.stat().st_size)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Facts("document", "application/msword", path.stat().st_size)
    raise Unreadable("The file is no PDF, Word or PowerPoint document.")


def _film(container: Any, path: Path) -> Facts:
    stream = container.streams.video[0]
    picture = stream.codec_context
    sound = container.streams.audio[0].codec_context if container.streams.audio else None
    return Facts(
        kind="video",
        mime=_container_kind(path),
        bytes=path.stat().st_size,
        width=picture.width,
        height=picture.height,
        frames=stream.frames,
        seconds=round(float(container.duration or 0) / av.time_base, 3),
        fps=float(stream.average_rate or 0),
        codec=picture.name,
        audio_codec=sound.name if sound else "",
        channels=sound.channels if sound else 0,
        sample_rate=sound.sample_rate if sound else 0,
        pix_fmt=picture.pix_fmt or "",
        faststart=_index_comes_first(path),
    )


def _container_kind(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return "video/quicktime" if head[8:12] == b"qt  " or head[4:8] != b"ftyp" else "video/mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm"
    return "video/mp2t" if head[:1] == b"\x47" else "application/octet-stream"


def _index_comes_first(path: Path) -> bool:
    """Whether an MP4's `moov` box stands before its `mdat`; boxes of padding may lie anywhere."""
    end, position = path.stat().st_size, 0
    with path.open("rb") as file:
        while position + 8 <= end:
            file.seek(position)
            head = file.read(16)
            size, name = int.from_bytes(head[:4], "big"), head[4:8]
            if name in (b"moov", b"mdat"):
                return name == b"moov"
            if size == 1:
                size = int.from_bytes(head[8:16], "big")
            if size < 8:
                break
            position += size
    return False


def _pdf_pages(path: Path) -> int:
    """Follow the end of a PDF to its table of objects, and count the pages, in the open or in packed objects."""
    data = path.read_bytes()
    end = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", data[-2048:])
    if end is None or not re.match(rb"\s*(xref|\d+ \d+ obj)", data[int(end.group(1)) :][:40]):
        raise Unreadable("The PDF is cut off: its table of objects is not where its end says.")
    if re.search(rb"/Encrypt\s+\d+ \d+ R", data):
        raise Unreadable("The PDF is locked.")
    packed = re.findall(rb"/Type\s*/ObjStm.*?stream\r?\n(.*?)endstream", data, re.DOTALL)
    parts = [re.sub(rb"stream\r?\n.*?endstream", b"", data, flags=re.DOTALL), *map(_unpacked, packed)]
    pages = sum(len(re.findall(rb"/Type\s*/Page(?![A-Za-z])", part)) for part in parts)
    if not pages:
        raise Unreadable("The PDF has no pages.")
    return pages


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        raise Unreadable("An object stream of the PDF cannot be unpacked.") from None


def _office_kind(path: Path) -> str:
    try:
        with ZipFile(path) as parts:
            names = parts.namelist()
    except BadZipFile:
        raise Unreadable("The file is no document that can be read.") from None
    for start, mime in _OFFICE.items():
        if any(name.startswith(start) for name in names):
            return mime
    raise Unreadable("The file is no Word or PowerPoint document.")
