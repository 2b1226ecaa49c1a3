"""Which encoder writes a film, and what happens when it cannot."""

from __future__ import annotations

import logging
from pathlib import Path
from types import MappingProxyType

import av
import pytest

from reprise.errors import BadSettings
from reprise.media import MediaStore
from reprise.video.checking.facts import inspect
from reprise.video.film import Film
from reprise.video.render import encoders
from reprise.video.render.encoders import HARDWARE, SOFTWARE, Encoder, candidates, fault_of
from reprise.video.render.progress import RenderProgress
from reprise.video.render.renderer import render
from tests.reprise.video.render.films import small_film

MPEG4 = Encoder("mpeg4", (("qmin", "2"), ("qmax", "4"), ("b", "2M")), "yuv420p")
"""Stands for hardware: another encoder than x264 that is in every FFmpeg."""


@pytest.fixture
def film(tmp_path: Path) -> Film:
    return small_film(tmp_path / "film", (20, 100, 20))


def with_hardware(monkeypatch: pytest.MonkeyPatch, *others: Encoder) -> None:
    fault_of.cache_clear()
    monkeypatch.setattr(encoders, "HARDWARE", MappingProxyType({encoder.name: encoder for encoder in others}))


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelno >= logging.WARNING]


def test_the_software_is_what_one_gets_unless_one_asks() -> None:
    assert candidates("") == candidates("software") == candidates("libx264") == (SOFTWARE,)
    assert fault_of(SOFTWARE, 144, 256, 30) is None


def test_auto_tries_what_this_machines_ffmpeg_knows_and_ends_with_the_software() -> None:
    chosen = candidates("auto")
    assert chosen[-1] == SOFTWARE
    assert [each.name for each in chosen[:-1]] == [name for name in HARDWARE if name in av.codecs_available]


def test_a_name_nobody_knows_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(BadSettings, match=r"REPRISE_ENCODER: 'h264_magic'.*h264_nvenc"):
        candidates("h264_magic")


def test_an_encoder_that_works_is_used_and_its_pieces_are_named_after_it(
    film: Film, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with_hardware(monkeypatch, MPEG4)
    media = MediaStore(tmp_path / "store")
    made = render(film, media, encoder="mpeg4")
    facts = inspect(media.path(made.media))
    assert (made.encoder, facts.video_codec, facts.frames) == ("mpeg4", "mpeg4", film.frames)
    assert facts.sound_offset is not None and abs(facts.sound_offset) < 0.03
    assert warnings(caplog) == []
    again = render(film, media, encoder="auto")
    assert (again.units_made, again.media) == (0, made.media)
    software = render(film, media)
    assert (software.units_made, software.encoder) == (made.units_made, "libx264")


def test_an_encoder_that_does_not_work_here_is_dropped_with_one_line(
    film: Film, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with_hardware(monkeypatch, Encoder("h264_v4l2m2m", ()))
    media = MediaStore(tmp_path / "store")
    made = render(film, media, encoder="h264_v4l2m2m")
    assert made.encoder == "libx264"
    assert len(warnings(caplog)) == 1 and "h264_v4l2m2m cannot be used" in caplog.text
    plain = MediaStore(tmp_path / "plain")
    assert media.path(made.media).read_bytes() == plain.path(render(film, plain).media).read_bytes()


def test_an_encoder_that_this_ffmpeg_lacks_is_dropped(
    film: Film, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with_hardware(monkeypatch, Encoder("h264_of_tomorrow", ()))
    assert render(film, MediaStore(tmp_path / "store"), encoder="auto").encoder == "libx264"
    assert warnings(caplog) == []  # not even tried
    assert render(film, MediaStore(tmp_path / "store"), encoder="h264_of_tomorrow").encoder == "libx264"
    assert len(warnings(caplog)) == 1


def test_when_an_encoder_gives_up_the_whole_film_is_made_by_software(
    film: Film, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Pieces of two encoders cannot be joined. This one stops working when a file of its own is gone."""
    needed = tmp_path / "matrices.cfg"
    needed.write_text("INTRA4X4_LUMA =\n" + ",".join(["16"] * 16) + "\n", encoding="ascii")
    fragile = Encoder("libx264rgb", (("x264-params", f"cqmfile={needed}"),), "rgb24")
    with_hardware(monkeypatch, fragile)
    media = MediaStore(tmp_path / "store")
    begun: list[str] = []

    def report(progress: RenderProgress) -> None:
        if progress.made:
            needed.unlink(missing_ok=True)
            begun.append(progress.doing)

    made = render(film, media, workers=1, report=report, encoder="libx264rgb")
    assert begun and made.encoder == "libx264"
    assert len(warnings(caplog)) == 1 and "libx264rgb failed" in caplog.text
    plain = MediaStore(tmp_path / "plain")
    assert media.path(made.media).read_bytes() == plain.path(render(film, plain).media).read_bytes()


def test_a_driver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    fault_of.cache_clear()
    monkeypatch.setattr(encoders, "_TRIAL_SECONDS", 0.01)
    assert fault_of(MPEG4, 144, 256, 30) == "no answer in 0.01 s"
    fault_of.cache_clear()
