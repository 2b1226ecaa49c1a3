"""Sound and picture of a film of fifteen minutes stay together to its last second."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest

from reprise.digest import file_digest
from reprise.media import MediaStore
from reprise.video.checking.facts import inspect
from reprise.video.checking.listening import decoded, listen
from reprise.video.film import Film, FilmScene, Sprite, StillGround
from reprise.video.render.renderer import render
from reprise.video.sound.files import RATE, as_sound, write_blocks
from tests.reprise.video.render.films import HEIGHT, WIDTH, picture, plate

MINUTES, FPS = 15, 30
SCENE = 27  # seconds; in each the picture flashes and a click is heard at the same moment
FLASH = 11 * FPS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@dataclass(frozen=True)
class Long:
    path: Path
    sound: Path
    clicks: tuple[int, ...]
    """The film's frames in which it flashes and clicks."""
    frames: int


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Long:
    folder = tmp_path_factory.mktemp("long")
    still, white = picture(folder / "still.png", 1), plate(folder / "white.png", (WIDTH, HEIGHT), (255, 255, 255, 255))
    flash = Sprite(white, file_digest(white), 0, 0, FLASH, FLASH + 2)
    overlap = 12
    count = round(MINUTES * 60 / SCENE)
    lengths = [SCENE * FPS + overlap] * (count - 1) + [MINUTES * 60 * FPS - (count - 1) * SCENE * FPS]
    ground = StillGround(still, file_digest(still))
    scenes = tuple(FilmScene(f"s{n}", ground, frames, (flash,)) for n, frames in enumerate(lengths))
    clicks = tuple(number * SCENE * FPS + FLASH for number in range(count))
    samples = MINUTES * 60 * RATE
    chance = np.random.default_rng(1)

    def blocks():  # type: ignore[no-untyped-def]
        for start in range(0, samples, 10 * RATE):
            block = as_sound(chance.standard_normal((10 * RATE, 2)) * 0.01)
            for frame in clicks:
                at = frame * (RATE // FPS) - start
                if 0 <= at < len(block):
                    block[at : at + 96] = 0.8
            yield block

    sound = folder / "mix.wav"
    write_blocks(sound, blocks())
    film = Film(WIDTH, HEIGHT, FPS, scenes, overlap, sound=sound, sound_key=file_digest(sound))
    media = MediaStore(folder / "store")
    return Long(media.path(render(film, media).media), sound, clicks, film.frames)


def heard_at(path: Path) -> list[float]:
    """Samples at which clicks begin, in the film's own time."""
    found, place = [], 0
    for block in decoded(path):
        loud = np.flatnonzero(np.abs(block).max(axis=1) > 0.4)
        found += [place + int(at) for at in loud[np.flatnonzero(np.diff(loud, prepend=-RATE) > RATE)]]
        place += len(block)
    return [float(at) for at in found]


def seen_at(path: Path) -> list[int]:
    """Frames at which flashes begin."""
    found: list[int] = []
    with av.open(str(path)) as container:
        before = 0.0
        for frame in container.decode(video=0):
            assert frame.pts is not None and frame.time_base is not None
            plane = frame.planes[0]
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[:HEIGHT:16, :WIDTH:16]
            light = float(rows.mean())
            if light > 200 > before:
                found.append(round(frame.pts * frame.time_base * FPS))
            before = light
    return found


def test_clicks_are_heard_in_the_frames_that_flash(long: Long) -> None:
    assert long.frames == MINUTES * 60 * FPS
    assert seen_at(long.path) == list(long.clicks)
    heard = heard_at(long.path)
    assert len(heard) == len(long.clicks)
    away = np.array(heard) - np.array(long.clicks) * (RATE / FPS)
    assert np.abs(away).max() < 0.1 * RATE / FPS, "less than a tenth of a frame, from the first to the last"
    assert np.abs(away - away[0]).max() <= 2, "and no drift at all"


def test_both_streams_are_equally_long(long: Long) -> None:
    facts = inspect(long.path)
    assert facts.frames == long.frames
    assert facts.seconds == MINUTES * 60
    assert facts.sound_offset is not None and abs(facts.sound_offset) < 1 / FPS
    assert facts.sound_start is not None and abs(facts.sound_start) < 0.1 / FPS
    late = dict(listen(long.path, long.sound).late)  # type: ignore[union-attr]
    assert len(late) == 5
    assert max(abs(seconds) for seconds in late.values()) < 0.1 / FPS


MEASURE = """
import sys, time
from pathlib import Path
from reprise.video.checking.quality import measure
busy = time.process_time()
quality = measure(Path(sys.argv[1]), Path(sys.argv[2]))
assert quality.heard is not None
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(time.process_time() - busy, peak.split()[1], sum(end - start for start, end in quality.frozen))
"""


def test_checking_fifteen_minutes_takes_little_time_and_memory(long: Long) -> None:
    """Here the picture stands between flashes, so every group of pictures is decoded: the most there can be to do."""
    said = subprocess.run(
        [sys.executable, "-c", MEASURE, str(long.path), str(long.sound)], capture_output=True, text=True, check=True
    ).stdout.split()
    busy, peak, frozen = float(said[0]), int(said[1]) / 1024, float(said[2])
    assert frozen > 0.9 * MINUTES * 60, "a still picture is told as what it is"
    assert busy < 60, "processor seconds"
    assert peak < 450, "MB"
