"""Small films for the renderer's tests."""

from __future__ import annotations

import wave
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from reprise.digest import file_digest
from reprise.video.film import Film, FilmScene, Motion, Sprite, StillGround, View

WIDTH, HEIGHT = 144, 256


def picture(path: Path, seed: int, size: tuple[int, int] = (320, 360)) -> Path:
    """A colourful, smooth picture with detail everywhere."""
    random = np.random.default_rng(seed)
    noise = random.uniform(20, 235, (size[1] // 8, size[0] // 8, 3)).astype(np.float32)
    pixels = cv2.resize(noise, size, interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def plate(path: Path, size: tuple[int, int], colour: tuple[int, int, int, int]) -> Path:
    Image.new("RGBA", size, colour).save(path)
    return path


def tone(path: Path, seconds: float, level: float = 0.2) -> Path:
    time = np.arange(round(seconds * 48_000)) / 48_000
    samples = (level * 32767 * np.sin(2 * np.pi * 440 * time)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(samples.tobytes())
    return path


def scene(folder: Path, number: int, frames: int, sprites: tuple[Sprite, ...] = ()) -> FilmScene:
    still = picture(folder / f"still-{number}.png", number)
    motion = Motion(View(0.4, 0.5, 1.0), View(0.6, 0.45, 0.85))
    return FilmScene(f"scene-{number}", StillGround(still, file_digest(still), motion), frames, sprites)


def small_film(folder: Path, lengths: tuple[int, ...] = (30, 24, 28), *, transition: int = 6) -> Film:
    """A vertical film of 144×256 with a caption in the first scene, a watermark and a tone."""
    folder.mkdir(parents=True, exist_ok=True)
    caption = plate(folder / "caption.png", (80, 20), (250, 250, 250, 230))
    mark = plate(folder / "mark.png", (30, 10), (240, 160, 60, 200))
    words = Sprite(caption, file_digest(caption), 33, 171, 8, 20, 3, 3)
    scenes = tuple(scene(folder, n, frames, (words,) if n == 0 else ()) for n, frames in enumerate(lengths))
    film = Film(WIDTH, HEIGHT, 30, scenes, transition, sprites=(Sprite(mark, file_digest(mark), 10, 34, 0, 0),))
    sound = tone(folder / "sound.wav", film.seconds)
    return Film(WIDTH, HEIGHT, 30, scenes, transition, film.sprites, sound, file_digest(sound))
