"""`reprise video` as people type it: files and articles, results that are told, mistakes that are answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from reprise.documents import write_document
from reprise.video.products import Render
from reprise.video.tools.opening import examine
from tests.cli.reprise_command import Reprise
from tests.reprise.video.render.films import plate, tone
from tests.reprise.video.tools.material import recorded, rendered

FRAMES = 108


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rendered(tmp_path_factory.mktemp("film"))


@pytest.fixture
def article(reprise: Reprise, film: Path) -> str:
    """An article with a finished film."""
    media = reprise.place.media.put_file(film, kind="film", width=144, height=256, seconds=3.6)
    render = Render(
        article="demo-kettles-1", preset="youtube_short", script_hash="0", media=media, language="en",
        units_made=1, units_reused=0,
    )  # fmt: skip
    write_document(reprise.place.documents.path(["youtube_short", "render"], "demo-kettles-1"), render)
    return "demo-kettles-1"


def test_every_tool_makes_a_film(reprise: Reprise, film: Path, tmp_path: Path) -> None:
    mark = plate(tmp_path / "mark.png", (40, 20), (255, 0, 0, 255))
    sound = tone(tmp_path / "tone.wav", 2.0)
    commands = {
        "trim": (["--start", "0:01", "--end", "2.5"], (144, 256, 45)),
        "merge": ([str(film), "--crossfade", "0.2"], (144, 256, 2 * FRAMES - 6)),
        "reframe": (["--size", "120x120", "--focal", "0.5,0.2"], (120, 120, FRAMES)),
        "compress": (["--size", "150kB"], (144, 256, FRAMES)),
        "watermark": (["--picture", str(mark), "--position", "top-left"], (144, 256, FRAMES)),
        "normalise": (["--loudness", "-16"], (144, 256, FRAMES)),
        "replace-audio": (["--sound", str(sound), "--rule", "shorten"], (144, 256, 60)),
        "bumpers": (["--intro", str(film), "--ground", "#102030"], (144, 256, 2 * FRAMES)),
    }
    for name, (options, wanted) in commands.items():
        out = tmp_path / f"{name}.mp4"
        said = reprise("video", name, str(film), *options, "--out", str(out))
        assert (said.code, said.err) == (0, ""), name
        made = examine(out)
        assert (made.width, made.height, made.frames) == wanted, name
        assert said.out.startswith(f"{out}: {made.width}×{made.height}, {float(made.seconds):.2f} s"), name


def test_a_sound_and_a_sheet_are_written(reprise: Reprise, film: Path, tmp_path: Path) -> None:
    assert "Copied" in reprise("video", "extract-audio", str(film), "--out", str(tmp_path / "out.m4a")).out
    said = reprise("video", "sheet", str(film), "--frames", "6", "--out", str(tmp_path / "out.png"))
    with Image.open(tmp_path / "out.png") as picture:
        assert f"{picture.width}×{picture.height} pixels" in said.out


def test_an_articles_film_is_found_by_its_preset(reprise: Reprise, article: str, tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    assert reprise("video", "sheet", article, "--preset", "youtube_short", "--out", str(out)).code == 0
    assert out.is_file()
    (facts,) = reprise("video", "probe", article, "--preset", "youtube_short", "--json").json
    assert (facts["width"], facts["frames"]) == (144, FRAMES)
    other = recorded(tmp_path / "other.mp4", sound=None)
    merged = tmp_path / "merged.mp4"
    said = reprise("video", "merge", article, str(other), "--preset", "youtube_short", "--out", str(merged))
    assert (said.code, examine(merged).frames) == (0, FRAMES + 60)


def test_facts_are_listed_as_a_table_or_as_json(reprise: Reprise, film: Path) -> None:
    one = reprise("video", "probe", str(film)).out
    assert "yuv420p" in one
    assert "audio_codec" in one
    two = reprise("video", "probe", str(film), str(film), "--json").json
    assert json.dumps(two[0]) == json.dumps(two[1])


def test_nothing_is_overwritten_unless_wished_and_never_the_source(
    reprise: Reprise, film: Path, tmp_path: Path
) -> None:
    source, out = tmp_path / "in.mp4", tmp_path / "out.mp4"
    source.write_bytes(film.read_bytes())
    out.write_text("precious")
    trim = ("video", "trim", str(source), "--end", "1", "--out")
    assert "add --force" in reprise.fails(*trim, str(out))
    assert out.read_text() == "precious"
    assert reprise(*trim, str(out), "--force").code == 0
    assert examine(out).frames == 30
    assert "what it is made from" in reprise.fails(*trim, str(source), "--force")
    assert source.read_bytes() == film.read_bytes()
    (tmp_path / "link.mp4").symlink_to(source)
    assert "what it is made from" in reprise.fails(*trim, str(tmp_path / "link.mp4"), "--force")
    assert "This is a folder" in reprise.fails(*trim, str(tmp_path), "--force")
    assert "ends in .mp4" in reprise.fails(*trim, str(tmp_path / "out.avi"))


def test_mistakes_are_answered_in_one_line(reprise: Reprise, film: Path, article: str, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "out.mp4"))
    assert "--preset" in reprise.fails("video", "trim", article, *out)
    assert "reprise videos" in reprise.fails("video", "trim", article, "--preset", "tiktok", *out)
    assert "outside of the film" in reprise.fails("video", "trim", str(film), "--end", "1:00", *out)
    assert "The least is" in reprise.fails("video", "compress", str(film), "--size", "1kB", *out)
    assert "logo.png" in reprise.fails("video", "watermark", str(film), "--picture", "logo.png", *out)
    assert list(tmp_path.glob("out*")) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("trim", "--start", "soon"), "is no time"),
        (("compress", "--size", "8 parsecs"), "is no size"),
        (("reframe", "--size", "big"), "is no size in pixels"),
        (("reframe", "--size", "10x10", "--focal", "2,2"), "is no point"),
        (("reframe", "--size", "10x10", "--mode", "fit", "--ground", "red"), "is no colour"),
        (("reframe",), "either --size or --for"),
        (("bumpers",), "--intro, --outro or both"),
        (("watermark", "--picture", "x", "--opacity", "2"), "not in the range"),
    ],
)
def test_words_that_mean_nothing_are_shown_with_an_example(
    reprise: Reprise, film: Path, arguments: tuple[str, ...], said: str
) -> None:
    tool, *options = arguments
    answer = reprise("video", tool, str(film), "--out", "out.mp4", *options)
    assert answer.code == 2
    assert said in " ".join(answer.err.split())


@pytest.mark.parametrize(
    ("size", "wanted"), [("8MB", 8_000_000), ("1.5kB", 1500), ("2MiB", 2 << 20), ("500", 500), ("3m", 3_000_000)]
)
def test_sizes_are_understood_with_their_units(size: str, wanted: int) -> None:
    from cli.parameters import Size

    assert Size().convert(size, None, None) == wanted


@pytest.mark.parametrize(("moment", "wanted"), [("75.5", 75.5), ("1:15.5", 75.5), ("1:00:00", 3600.0), ("0", 0.0)])
def test_times_are_understood_with_and_without_colons(moment: str, wanted: float) -> None:
    from cli.parameters import Moment

    assert Moment().convert(moment, None, None) == wanted
