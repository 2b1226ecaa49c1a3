"""Files that are broken, odd or lie about themselves, and names that other programs would take for orders."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from reprise.errors import BadInput, NotFound, RepriseError
from reprise.video.tools.compressing import compress
from reprise.video.tools.cutting import join_films, trim
from reprise.video.tools.opening import examine
from reprise.video.tools.reframing import reframe
from reprise.video.tools.sheet import sheet
from reprise.video.tools.sounding import extract_audio, normalise, replace_audio
from tests.reprise.video.render.films import picture, tone
from tests.reprise.video.tools.material import FRAMES, ffmpeg, frames, recorded
from tests.reprise.video.tools.test_cutting import good

pytestmark = pytest.mark.slow

NAMES = (
    'it\'s 100% "done".mp4',
    "a:b=c,d;e[f]{g}.mp4",
    "back\\slash\\n.mp4",
    "-i.mp4",
    "-.mp4",
    "%03d %s.mp4",
    "concat:a|b.mp4",
    "фильм 映画 فيلم 🎬\u200d.mp4",
    " leading and trailing .mp4",
    "$(touch hacked) `id` & | > x.mp4",
    "x" * 240 + ".mp4",
)


@pytest.mark.parametrize("name", NAMES)
def test_names_mean_nothing_but_themselves(
    own: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = Path(name)
    source.write_bytes(own.read_bytes())
    Path("out").mkdir()
    made = trim(source, Path("out") / name, 0.1, 1.0)
    assert made.frames == 27
    assert normalise(made.path, Path("out/loud.mp4")).frames == 27
    assert join_films([source, made.path], Path("out/both.mp4")).frames == FRAMES + 27
    assert sheet(source, Path("out/sheet.png"), frames=4)[0] > 100
    assert sorted(path.name for path in Path("out").iterdir()) == sorted([name, "both.mp4", "loud.mp4", "sheet.png"])
    assert sorted(path.name for path in Path().iterdir()) == sorted([name, "out"])


def cut_off(path: Path, own: Path) -> None:
    data = own.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])


def without_index(path: Path, own: Path) -> None:
    path.write_bytes(own.read_bytes()[:300])


def empty(path: Path, own: Path) -> None:
    path.write_bytes(b"")


def words(path: Path, own: Path) -> None:
    path.write_text("I am a film.")


def still(path: Path, own: Path) -> None:
    Image.open(picture(path.with_name("still.png"), 1)).save(path, "PNG")


def animation(path: Path, own: Path) -> None:
    pages = [Image.new("RGB", (64, 64), (n * 20, 0, 0)) for n in range(8)]
    pages[0].save(path, "GIF", save_all=True, append_images=pages[1:], duration=100)


def only_sound(path: Path, own: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=440:d=1", "-c:a", "aac", "-f", "mp4", str(path))


def song_with_cover(path: Path, own: Path) -> None:
    cover = picture(path.with_name("cover.png"), 2)
    ffmpeg(
        "-f", "lavfi", "-i", "sine=440:d=1", "-i", str(cover), "-map", "0", "-map", "1", "-c:a", "aac",
        "-c:v", "png", "-disposition:v:0", "attached_pic", "-f", "mp4", str(path),
    )  # fmt: skip


def list_of_files(path: Path, own: Path) -> None:
    path.write_text(f"ffconcat version 1.0\nfile '{own}'\n")


def playlist(path: Path, own: Path) -> None:
    path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{own}\n#EXT-X-ENDLIST\n")


@pytest.mark.parametrize(
    "spoil",
    [cut_off, without_index, empty, words, still, animation, only_sound, song_with_cover, list_of_files, playlist],
)
def test_what_is_no_whole_film_gets_one_clear_error_and_leaves_nothing(
    own: Path, tmp_path: Path, spoil: Callable[[Path, Path], None]
) -> None:
    bad = tmp_path / "bad.mp4"
    spoil(bad, own)
    before = sorted(tmp_path.iterdir())
    for attempt in (
        lambda: trim(bad, tmp_path / "out.mp4"),
        lambda: join_films([own, bad], tmp_path / "out.mp4"),
        lambda: reframe(bad, tmp_path / "out.mp4", 100, 100),
        lambda: compress(bad, tmp_path / "out.mp4", 10_000),
        lambda: normalise(bad, tmp_path / "out.mp4"),
        lambda: sheet(bad, tmp_path / "out.png"),
    ):
        with pytest.raises(BadInput) as caught:
            attempt()
        assert "bad.mp4" in str(caught.value)
        assert caught.value.remedy
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_is_not_there_is_said_to_be_missing(own: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such file"):
        trim(tmp_path / "none.mp4", tmp_path / "out.mp4")
    with pytest.raises(NotFound, match="no such file"):
        trim(tmp_path, tmp_path / "out.mp4")
    with pytest.raises(NotFound, match="no such file"):
        replace_audio(own, tmp_path / "out.mp4", tmp_path / "none.wav")


def test_a_damaged_stretch_inside_is_no_reason_to_crash(own: Path, tmp_path: Path) -> None:
    data = bytearray(own.read_bytes())
    for place in range(len(data) // 2, len(data) // 2 + 3000):
        data[place] ^= 0x5A
    bad = tmp_path / "damaged.mp4"
    bad.write_bytes(data)
    try:
        made = reframe(bad, tmp_path / "out.mp4", 100, 100)
    except BadInput as error:
        assert "damaged.mp4" in str(error)
        assert not (tmp_path / "out.mp4").exists()
    else:
        assert made.frames == FRAMES
        good(made.path)


def test_odd_sizes_and_pixels_that_are_not_square_come_out_even_and_square(tmp_path: Path) -> None:
    film = tmp_path / "odd.mkv"
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=320x240:r=30:d=1,scale=321:243,setsar=2/1",
        "-c:v",
        "libx264",
        "-pix_fmt",
        "yuv444p",
        str(film),
    )
    made = trim(film, tmp_path / "out.mp4")
    assert (made.width, made.height) == (642, 242)
    good(made.path)


def test_a_film_of_one_frame_is_a_film(tmp_path: Path, own: Path) -> None:
    one = recorded(tmp_path / "one.mp4", source="color=red:s=160x120:r=30:d=0.03", sound=None)
    assert examine(one).frames == 1
    made = join_films([one, one], tmp_path / "out.mp4")
    assert len(frames(made.path)) == 2
    assert sheet(one, tmp_path / "sheet.png")[0] > 100


def test_the_result_of_a_failed_step_never_replaces_what_was_there(own: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.mp4"
    target.write_text("precious")
    with pytest.raises(BadInput):
        compress(own, target, 100)
    assert target.read_text() == "precious"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_named(own: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(RepriseError, match="cannot be written"):
        trim(own, locked / "out.mp4")


def test_a_target_below_a_file_is_refused_clearly(own: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RepriseError, match="cannot be written"):
        trim(own, tmp_path / "file" / "out.mp4")


def test_sounds_of_all_kinds_are_taken(own: Path, tmp_path: Path) -> None:
    wav = tone(tmp_path / "tone.wav", 4.0)
    for ending, codec in (
        ("mp3", "libmp3lame"),
        ("flac", "flac"),
        ("ogg", "libvorbis"),
        ("m4a", "aac"),
        ("mkv", "libopus"),
    ):
        other = tmp_path / f"tone.{ending}"
        ffmpeg("-i", str(wav), "-ar", "44100" if ending != "mkv" else "48000", "-c:a", codec, str(other))
        made = replace_audio(own, tmp_path / f"{ending}.mp4", other)
        good(made.path)
    assert extract_audio(own, tmp_path / "again.wav").seconds > 3
