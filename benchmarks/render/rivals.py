"""What the renderer is measured against: the encoder alone, and a MoviePy composition of the same scenes."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from benchmarks.render.scenes import decoded
from reprise.video.film import Film, FilmScene
from reprise.video.render.compose import Composer, planes
from reprise.video.render.encoding import video_stream
from reprise.video.render.motion import Path as Camera
from reprise.video.render.plan import Unit, units_of

PIECE = 1350
"""Frames that are kept raw at once: four gigabytes at full size."""


def pieces_of(film: Film) -> list[tuple[Unit, ...]]:
    """The film's units in groups of about `PIECE` frames."""
    groups: list[list[Unit]] = [[]]
    for unit in units_of(film):
        if sum(each.frames for each in groups[-1]) + unit.frames > PIECE:
            groups.append([])
        groups[-1].append(unit)
    return [tuple(group) for group in groups]


def write_raw(units: Sequence[Unit], path: Path) -> np.ndarray:
    """All frames of some units as they are composed, NV12; (frames, 3/2 height, width), read as they are needed."""
    width, height = units[0].width, units[0].height
    composer, target = Composer(), planes(width, height)
    with path.open("wb") as file:
        for unit in units:
            for _ in composer.draw(unit, target):
                file.write(target[0].tobytes())
                file.write(target[1].tobytes())
    return _frames(path, width, height)


def _frames(path: Path, width: int, height: int) -> np.ndarray:
    return np.memmap(path, np.uint8, "r").reshape(-1, height * 3 // 2, width)


def encode_alone(film: Film, raw: Path, folder: Path, processes: int = 2) -> tuple[float, float]:
    """Wall and processor seconds to encode raw frames with the renderer's settings, one share per process."""
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(processes)
    count = len(_frames(raw, film.width, film.height))
    with context.Pool(processes, _ready, (gate,)) as pool:
        cuts = [count * n // processes for n in range(processes + 1)]
        shares = [(film, raw, folder / f"alone-{n}.mp4", cuts[n], cuts[n + 1]) for n in range(processes)]
        times = pool.starmap(_encode, shares, chunksize=1)
    return max(wall for wall, _ in times), sum(busy for _, busy in times)


_gate: list[object] = []


def _ready(gate: object) -> None:
    _gate.append(gate)


def _encode(film: Film, raw: Path, target: Path, first: int, last: int) -> tuple[float, float]:
    frames = _frames(raw, film.width, film.height)
    _gate[0].wait()  # type: ignore[attr-defined]
    began, busy = time.perf_counter(), time.process_time()
    with av.open(str(target), "w") as container:
        stream = video_stream(container, film.width, film.height, film.fps)
        frame = av.VideoFrame(film.width, film.height, "nv12")
        for number in range(first, last):
            for plane, rows in zip(frame.planes, np.split(frames[number], [film.height]), strict=True):
                memory = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
                np.copyto(memory[: len(rows), : film.width], rows)
            frame.pts, frame.time_base = number - first, Fraction(1, film.fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return time.perf_counter() - began, time.process_time() - busy


def compose_with_moviepy(film: Film, scenes: int, target: Path) -> tuple[float, float]:
    """Render the first scenes with MoviePy. Returns the wall time and the film's length, both in seconds."""
    from moviepy import AudioFileClip, CompositeVideoClip, ImageClip, vfx

    began = time.perf_counter()
    layers, start = [], 0
    for number, scene in enumerate(film.scenes[:scenes]):
        base = _moving(film, scene, ImageClip)
        sprites = [
            ImageClip(str(sprite.path))
            .with_start(sprite.first / film.fps)
            .with_duration((sprite.last - sprite.first) / film.fps)
            .with_position((sprite.x, sprite.y))
            .with_effects([vfx.CrossFadeIn(sprite.fade_in / film.fps)] if sprite.fade_in else [])
            for sprite in scene.sprites
        ]
        clip = CompositeVideoClip([base, *sprites], size=(film.width, film.height))
        clip = clip.with_duration(scene.frames / film.fps).with_start(start / film.fps)
        layers.append(clip.with_effects([vfx.CrossFadeIn(film.transition / film.fps)]) if number else clip)
        start += scene.frames - film.transition
    length = (start + film.transition) / film.fps
    marks = [ImageClip(str(mark.path)).with_duration(length).with_position((mark.x, mark.y)) for mark in film.sprites]
    whole = CompositeVideoClip([*layers, *marks], size=(film.width, film.height)).with_duration(length)
    if film.sound:
        whole = whole.with_audio(AudioFileClip(str(film.sound)).subclipped(0, length))
    whole.write_videofile(
        str(target), fps=film.fps, codec="libx264", preset="superfast", threads=2, audio_codec="aac", logger=None,
        temp_audiofile_path=str(target.parent),
        ffmpeg_params=["-crf", "20"],
    )  # fmt: skip
    return time.perf_counter() - began, length


def _moving(film: Film, scene: FilmScene, image_clip: type) -> object:
    """A Ken Burns move as scripts write it: the picture resized and placed anew in every frame."""
    picture = decoded(scene.ground.path)
    size = (picture.shape[1], picture.shape[0])
    camera = Camera(scene.ground.motion, size, film.width / film.height, scene.frames)

    def zoom(t: float) -> float:
        return film.width / camera.at(round(t * film.fps)).width

    def place(t: float) -> tuple[float, float]:
        window = camera.at(round(t * film.fps))
        return -window.left * zoom(t), -window.top * zoom(t)

    return image_clip(picture).with_duration(scene.frames / film.fps).resized(zoom).with_position(place)
