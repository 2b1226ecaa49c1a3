"""The sandbox finds what a file is by decoding it, whatever it is called."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from sandbox.media_facts import Facts, Unreadable, document_facts, image_facts, subtitle_facts, video_facts
from tests.sandbox.played import film, padded, picture


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


def record(path: Path, **options: str) -> Facts:
    """The facts of two seconds of 30 pictures with a stereo tone."""
    with av.open(str(path), "w", format="mp4", options=options) as out:
        stream: Any = out.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        sound: Any = out.add_stream("aac", rate=48_000, layout="stereo")
        for number in range(60):
            frame = av.VideoFrame.from_ndarray(np.full((90, 160, 3), number, np.uint8), format="rgb24")
            out.mux(stream.encode(frame))
        tone = av.AudioFrame.from_ndarray(np.zeros((2, 96_000), np.float32), format="fltp", layout="stereo")
        tone.sample_rate = 48_000
        out.mux(sound.encode(tone))
        out.mux([*stream.encode(), *sound.encode()])
    return video_facts(path)


def test_a_film_is_known_by_its_tracks(path: Path) -> None:
    facts = record(path)
    assert (facts.mime, facts.codec, facts.audio_codec, facts.pix_fmt) == ("video/mp4", "h264", "aac", "yuv420p")
    assert (facts.width, facts.height, facts.fps, facts.channels, facts.sample_rate) == (160, 90, 30.0, 2, 48_000)
    assert facts.seconds == pytest.approx(2.0, abs=0.1)


def test_where_the_index_of_a_film_stands_is_seen(path: Path) -> None:
    assert not record(path).faststart
    assert record(path, movflags="+faststart").faststart
    path.write_bytes(padded(path.read_bytes(), 200_000))
    assert video_facts(path).faststart


@pytest.mark.parametrize(
    ("container", "mime"), [("mov", "video/quicktime"), ("mpegts", "video/mp2t"), ("matroska", "video/webm")]
)
def test_a_container_is_known_by_its_bytes(container: str, mime: str, path: Path) -> None:
    path.write_bytes(film(container=container))
    assert video_facts(path).mime == mime


@pytest.mark.parametrize("data", [b"", b"film", film()[:400], picture(), picture("PNG"), picture("GIF")])
def test_what_is_no_film_is_unreadable(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    with pytest.raises(Unreadable):
        video_facts(path)


def test_pictures_that_move_have_frames(path: Path) -> None:
    frames = [Image.new("RGB", (30, 20), color) for color in ("red", "green", "blue")]
    frames[0].save(path, "GIF", save_all=True, append_images=frames[1:])
    facts = image_facts(path)
    assert (facts.mime, facts.frames, facts.width, facts.height) == ("image/gif", 3, 30, 20)


@pytest.mark.parametrize("data", [b"", b"picture", picture()[:600], film()])
def test_what_is_no_picture_is_unreadable(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    with pytest.raises(Unreadable):
        image_facts(path)


def pdf(pages: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (20, 20)).save(
        data, "PDF", save_all=True, append_images=[Image.new("RGB", (20, 20))] * (pages - 1)
    )
    return data.getvalue()


def test_the_pages_of_a_pdf_are_counted(path: Path) -> None:
    path.write_bytes(pdf(7))
    assert document_facts(path).pages == 7


def test_pages_in_packed_objects_are_counted(path: Path) -> None:
    packed = zlib.compress(b"1 0 2 60 <</Type /Page /Parent 3 0 R>> <</Type/Page/Parent 3 0 R>>")
    body = b"%PDF-1.5\n4 0 obj\n<</Type /ObjStm /Length " + str(len(packed)).encode() + b">>\nstream\n" + packed
    body += b"\nendstream\nendobj\n"
    path.write_bytes(body + b"5 0 obj\n<</Type /XRef>>\nendobj\nstartxref\n" + str(len(body)).encode() + b"\n%%EOF\n")
    assert document_facts(path).pages == 2


@pytest.mark.parametrize("data", [b"", b"text", pdf(2)[:-60], b"%PDF-1.4\n%%EOF\n"])
def test_what_is_no_whole_document_is_unreadable(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    with pytest.raises(Unreadable):
        document_facts(path)


@pytest.mark.parametrize(
    ("part", "word"), [("word/document.xml", "wordprocessing"), ("ppt/slides/slide1.xml", "presentation")]
)
def test_office_documents_are_known_by_their_parts(part: str, word: str, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr(part, "<x/>")
    assert word in document_facts(path).mime
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("other", "")
    with pytest.raises(Unreadable):
        document_facts(path)


def test_subtitles_have_cues(path: Path) -> None:
    path.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n")
    assert subtitle_facts(path).mime == "text/vtt"
    path.write_text("Just words.")
    with pytest.raises(Unreadable):
        subtitle_facts(path)
