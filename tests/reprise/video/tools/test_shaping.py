"""Films in another shape, under a watermark, and small enough: pixels at known places, sizes that hold."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reprise.errors import BadInput
from reprise.video.checking.facts import inspect
from reprise.video.tools.compressing import compress, least_size
from reprise.video.tools.focus import find_cuts, find_focus, follow
from reprise.video.tools.marking import watermark
from reprise.video.tools.opening import examine
from reprise.video.tools.reframing import reframe
from tests.reprise.video.render.films import plate
from tests.reprise.video.tools.material import FRAMES, HEIGHT, WIDTH, frames, likeness, packets, recorded, samples
from tests.reprise.video.tools.test_cutting import good

BARS = ";".join(
    [*(f"color={name}:s=160x240:r=30:d=1[{name}]" for name in ("red", "lime", "blue")), "[red][lime][blue]hstack=3"]
)
"""Red, green and blue side by side, 480×240."""


def coloured(shown: np.ndarray, rgb: tuple[int, int, int], within: float = 10) -> bool:
    return likeness(shown, np.full_like(shown, rgb)) < within


@pytest.fixture(scope="module")
def bars(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("bars") / "bars.mp4", source=BARS)


@pytest.mark.parametrize(
    ("focal", "rgb"), [((0.0, 0.5), (255, 0, 0)), ((0.5, 0.5), (0, 255, 0)), ((1.0, 0.5), (0, 0, 255))]
)
def test_a_crop_shows_what_was_asked_for(
    bars: Path, tmp_path: Path, focal: tuple[float, float], rgb: tuple[int, int, int]
) -> None:
    made = reframe(bars, tmp_path / "out.mp4", 120, 240, focal=focal)
    assert (made.width, made.height, made.frames) == (120, 240, 30)
    shown = frames(made.path)
    assert coloured(shown[0], rgb, 14)
    assert coloured(shown[29], rgb, 14)
    good(made.path)


def test_a_film_set_whole_on_a_colour_keeps_all_of_it(bars: Path, tmp_path: Path) -> None:
    made = reframe(bars, tmp_path / "out.mp4", 240, 240, mode="fit", ground="#c86400")
    shown = frames(made.path)[15]
    assert coloured(shown[:50], (200, 100, 0))
    assert coloured(shown[190:], (200, 100, 0))
    assert coloured(shown[80:160, 10:70], (255, 0, 0), 14)
    assert coloured(shown[80:160, 170:230], (0, 0, 255), 14)
    good(made.path)


def test_a_film_set_on_itself_has_a_dark_soft_ground(own: Path, tmp_path: Path) -> None:
    made = reframe(own, tmp_path / "out.mp4", 400, 256, mode="fit")
    shown, given = frames(made.path)[50].astype(float), frames(own)[50].astype(float)
    inner = shown[:, 128 : 128 + WIDTH]
    assert np.abs(inner - given).mean() < 8
    side = shown[:, :100]
    assert side.mean() < 0.75 * given.mean()
    assert np.abs(np.diff(side, axis=1)).mean() < 0.1 * np.abs(np.diff(given, axis=1)).mean()
    good(made.path)


def test_the_same_shape_in_another_size_fills_the_frame(own: Path, tmp_path: Path) -> None:
    for mode in ("crop", "fit"):
        made = reframe(own, tmp_path / f"{mode}.mp4", WIDTH // 2, HEIGHT // 2, mode=mode)  # type: ignore[arg-type]
        shown, given = (Image.fromarray(frames(path)[9]).convert("L") for path in (made.path, own))
        halved = given.resize((WIDTH // 2, HEIGHT // 2), Image.Resampling.BICUBIC)
        assert likeness(np.asarray(shown), np.asarray(halved)) < 8
        assert packets(made.path, "audio") == packets(own, "audio")


def test_the_window_follows_what_stands_out_and_jumps_with_the_cut(tmp_path: Path) -> None:
    spot = "drawbox=x={}:y=90:w=40:h=40:c=white:t=fill"
    two = (
        f"color=gray:s=480x240:r=30:d=1.5,{spot.format(60)}[a];color=black:s=480x240:r=30:d=1.5,{spot.format(380)}[b];"
        "[a][b]concat"
    )
    film = recorded(tmp_path / "two.mp4", source=two, sound=None)
    focus = find_focus(examine(film), (0.25, 1.0))
    assert np.abs(np.diff(focus[:45, 0])).max() == 0
    assert np.abs(np.diff(focus[45:, 0])).max() == 0
    assert focus[0, 0] < 0.3
    assert focus[60, 0] > 0.7
    made = reframe(film, tmp_path / "out.mp4", 120, 240)
    shown = frames(made.path)
    for number in (0, 44, 45, 89):
        assert shown[number][90:130].max() > 230, number
    assert "rests" in made.note


def test_a_slow_move_is_followed_without_jumps(tmp_path: Path) -> None:
    looks = [(number, (0.2 + 0.6 * number / 300, 0.5)) for number in range(0, 300, 12)]
    path = follow(looks, [0], 300, Fraction(30), (0.3, 1.0))
    assert path[-1, 0] - path[0, 0] > 0.35
    assert np.abs(np.diff(path[:, 0])).max() < 0.006
    assert np.abs(np.diff(path[:, 0], n=2)).max() < 0.001
    assert (path[:, 1] == 0.5).all()


def test_only_sudden_changes_are_cuts() -> None:
    changes = [2.0] * 60
    changes[20] = 60.0
    changes[40:50] = [20.0] * 10  # a crossfade
    assert find_cuts(changes) == [0, 20]


@pytest.mark.parametrize("size", [(121, 240), (0, 240), (8, 8), (9000, 240)])
def test_sizes_that_cannot_be_encoded_are_refused(own: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="not a size that can be encoded"):
        reframe(own, tmp_path / "out.mp4", *size)
    assert list(tmp_path.iterdir()) == []


def test_a_watermark_stands_where_it_should_and_nowhere_else(own: Path, tmp_path: Path) -> None:
    mark = plate(tmp_path / "mark.png", (60, 30), (0, 255, 0, 255))
    made = watermark(own, tmp_path / "out.mp4", mark, position="bottom-right", opacity=1.0, margin=0.05, width=0.5)
    given, shown = frames(own), frames(made.path)
    assert len(shown) == FRAMES
    width, height, edge = 72, 36, round(WIDTH * 0.05)
    top, left = HEIGHT - height - edge, WIDTH - width - edge
    for number in (0, 50, FRAMES - 1):
        assert coloured(shown[number][top + 6 : top + height - 4, left + 6 : left + width - 4], (0, 255, 0), 14)
        assert likeness(shown[number][: top - 8], given[number][: top - 8]) < 8
    assert packets(made.path, "audio") == packets(own, "audio")
    good(made.path)


def test_a_watermark_is_as_opaque_as_asked(tmp_path: Path) -> None:
    black = recorded(tmp_path / "black.mp4", source="color=black:s=320x240:r=30:d=1")
    mark = plate(tmp_path / "mark.png", (40, 40), (255, 255, 255, 255))
    made = watermark(black, tmp_path / "out.mp4", mark, position="center", opacity=0.5, width=0.25)
    shown = frames(made.path)[10]
    assert 118 < shown[110:130, 150:170].mean() < 138
    assert shown[:60].mean() < 2


def test_watermarks_that_cannot_be_are_refused(own: Path, tmp_path: Path) -> None:
    mark = plate(tmp_path / "mark.png", (40, 40), (255, 255, 255, 255))
    text = tmp_path / "mark.txt"
    text.write_text("no picture")
    for picture, options, said in (
        (tmp_path / "none.png", {}, "no such picture"),
        (text, {}, "not a picture"),
        (mark, {"opacity": 0.0}, "opacity cannot be 0"),
        (mark, {"margin": 0.6}, "margin cannot be 0.6"),
    ):
        with pytest.raises(BadInput, match=said):
            watermark(own, tmp_path / "out.mp4", picture, **options)  # type: ignore[arg-type]
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.7, 0.45])
def test_a_film_gets_into_a_size_and_uses_it(tmp_path: Path, share: float) -> None:
    noise = "testsrc2=s=320x240:r=30:d=8,noise=alls=30:allf=t"
    film = recorded(tmp_path / "film.mp4", "-crf", "20", "-c:a", "aac", source=noise, sound="sine=440:d=8")
    size = round(film.stat().st_size * share)
    made = compress(film, tmp_path / "out.mp4", size)
    assert 0.9 * size <= made.path.stat().st_size <= size
    assert made.frames == 240
    good(made.path)
    heard = samples(made.path)[:, 0]
    assert abs(np.abs(heard[48_000:96_000]).max() - 0.125) < 0.02
    assert (
        sum(map(len, packets(made.path, "audio"))) * 8 / 8.0 > 60_000
    )  # a tone needs no 96 kbit/s, and is not starved


def test_a_film_that_is_small_enough_is_copied(own: Path, tmp_path: Path) -> None:
    made = compress(own, tmp_path / "out.mp4", own.stat().st_size)
    assert made.path.read_bytes() == own.read_bytes()
    assert made.encoded == 0


def test_an_absurd_size_is_refused_with_the_least_that_is_possible(own: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"too small.*The least is") as caught:
        compress(own, tmp_path / "out.mp4", 3000)
    least = least_size(examine(own))
    assert f"{least / 1e3:.1f} kB" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_colours_stay_what_they_are_whatever_the_source_is_tagged(tmp_path: Path) -> None:
    for name, options in {
        "bt601": ["-vf", "scale=out_color_matrix=bt601:out_range=tv,setparams=colorspace=smpte170m:range=tv"],
        "full": ["-vf", "scale=out_color_matrix=bt709:out_range=pc,setparams=colorspace=bt709:range=pc"],
        "untagged": ["-vf", "scale=out_color_matrix=bt601:out_range=tv"],
    }.items():
        film = recorded(tmp_path / f"{name}.mp4", *options, source="color=0xc86432:s=320x240:r=30:d=1,format=rgb24")
        made = reframe(film, tmp_path / f"{name}-out.mp4", 160, 120)
        assert coloured(frames(made.path)[10], (200, 100, 50), 5), name
        assert inspect(made.path).color == ("BT709", "BT709", "ITU709", "MPEG")
