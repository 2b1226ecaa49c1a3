"""Real films of any origin for the tools' tests, and what is measured in results."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from reprise.digest import file_digest
from reprise.media import MediaStore
from reprise.video.film import Film, FilmScene, Motion, StillGround, View
from reprise.video.render.renderer import render
from tests.reprise.video.render.films import picture, tone

WIDTH, HEIGHT, FPS = 144, 256, 30
LENGTHS = (40, 40, 40)
"""Frames of the rendered film's scenes; with transitions of six it has 108 frames."""
FRAMES = sum(LENGTHS) - 6 * (len(LENGTHS) - 1)


def rendered(folder: Path, *, sound: bool = True, seed: int = 0) -> Path:
    """A film as our renderer makes it, 144×256, with a tone."""
    folder.mkdir(parents=True, exist_ok=True)
    scenes = []
    for number, frames in enumerate(LENGTHS):
        still = picture(folder / f"still-{number}.png", seed * 10 + number)
        motion = Motion(View(0.4, 0.5, 1.0), View(0.6, 0.45, 0.85))
        scenes.append(FilmScene(f"scene-{number}", StillGround(still, file_digest(still), motion), frames))
    film = Film(WIDTH, HEIGHT, FPS, tuple(scenes), 6)
    if sound:
        voice = tone(folder / "tone.wav", film.seconds)
        film = Film(WIDTH, HEIGHT, FPS, tuple(scenes), 6, sound=voice, sound_key=file_digest(voice))
    store = MediaStore(folder / "store")
    return store.path(render(film, store, workers=1).media)


def recorded(path: Path, *options: str, source: str = "testsrc2=s=320x240:r=30:d=2", sound: str | None = "") -> Path:
    """A film as another program makes it; `options` are those of ffmpeg for the result."""
    heard = [] if sound is None else ["-f", "lavfi", "-i", sound or "sine=440:d=2"]
    coded = ["-c:v", "libx264", "-pix_fmt", "yuv420p", *options]
    ffmpeg("-f", "lavfi", "-i", source, *heard, *coded, str(path))
    return path


def ffmpeg(*arguments: str) -> None:
    """The program that tests make material with and compare to; it is not what the tools use."""
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-y", *arguments], check=True
    )  # fmt: skip


def packets(path: Path, kind: str = "video") -> list[bytes]:
    """The bytes of all packets of the picture or the sound, as they stand in the file."""
    with av.open(str(path)) as container:
        stream = getattr(container.streams, kind)[0]
        return [bytes(packet) for packet in container.demux(stream) if packet.size]


def frames(path: Path) -> list[NDArray[np.uint8]]:
    """All frames as RGB, BT.709 unless the file says otherwise."""
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]


def times(path: Path) -> list[Fraction]:
    """When every frame is shown, seconds."""
    with av.open(str(path)) as container:
        return [
            frame.pts * Fraction(frame.time_base or 1) for frame in container.decode(video=0) if frame.pts is not None
        ]


def samples(path: Path) -> NDArray[np.float32]:
    """The sound, (n, 2), as a player hears it from the beginning on."""
    with av.open(str(path)) as container:
        channels = container.streams.audio[0].channels
        resampler = av.AudioResampler(format="flt", layout="stereo" if channels == 2 else "mono", rate=48_000)
        found: list[Any] = []
        for frame in [*container.decode(audio=0), None]:
            found += [heard.to_ndarray().reshape(-1, channels) for heard in resampler.resample(frame)]
        return np.broadcast_to(np.concatenate(found), (sum(map(len, found)), 2))


def likeness(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean difference of two pictures, of 255."""
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())


@cache
def has_encoder(name: str) -> bool:
    return name in av.codec.codecs_available
