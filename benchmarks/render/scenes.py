"""The reference films, made from nothing: photograph-like pictures, words, voice-like sound and music."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from reprise.digest import file_digest
from reprise.video.film import Film, FilmScene, Motion, Sprite, StillGround, View

FPS = 30
TRANSITION = 12
SHORT, LONG = (1080, 1920), (1920, 1080)
_RATE = 48_000

Floats = NDArray[np.float32]


Size = tuple[int, int]


def reference_film(folder: Path, *, scenes: int = 8, seconds: float = 45.0, size: Size = SHORT) -> Film:
    """A film of `seconds` with `scenes` pictures of 2000×1500, captions, headlines, watermark and sound."""
    folder.mkdir(parents=True, exist_ok=True)
    total = round(seconds * FPS)
    with_overlaps = total + TRANSITION * (scenes - 1)
    lengths = [with_overlaps * (n + 1) // scenes - with_overlaps * n // scenes for n in range(scenes)]
    sound = folder / "sound.wav"
    write_sound(sound, seconds)
    made = tuple(_scene(folder, number, frames, size) for number, frames in enumerate(lengths))
    words = _words(["reprise.example"], 30, (255, 255, 255, 170))
    mark = _sprite(folder, "mark", words, size[0] - 340, size[1] // 8, 0, total, 0)
    return Film(*size, FPS, made, TRANSITION, sprites=(mark,), sound=sound, sound_key=file_digest(sound))


def photograph(seed: int, width: int = 2000, height: int = 1500) -> NDArray[np.uint8]:
    """A picture (h, w, 3 RGB) with the statistics of a landscape photograph: soft sky, ridges, fine texture, grain."""
    random = np.random.default_rng(seed)
    rough = _fractal(random, width, height, 1.9)
    fine = _fractal(random, width, height, 1.25)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    sky = np.array([120, 165, 215], np.float32) + np.array([110, 70, 20], np.float32) * rows[..., None] * 0.8
    image = sky * (0.92 + 0.12 * rough[..., None])
    for layer in range(4):
        base = 0.35 + 0.16 * layer
        ridge = base + 0.10 * _fractal_line(random, width) - 0.02 * layer
        inside = np.clip((rows - ridge) * height / 3, 0, 1)[..., None]
        tone = random.uniform(35, 150, 3).astype(np.float32) * (1.0 - 0.15 * layer)
        texture = 1 + (0.10 + 0.14 * layer) * fine[..., None] + 0.15 * rough[..., None]
        image = image * (1 - inside) + tone * texture * inside
    image += random.normal(0, 1.2, (height, width, 1)).astype(np.float32)
    return np.asarray(np.clip(image, 0, 255), dtype=np.uint8)


def photograph_file(path: Path, seed: int) -> Path:
    """A photograph as a JPEG."""
    Image.fromarray(photograph(seed)).save(path, quality=92)
    return path


def write_sound(path: Path, seconds: float) -> None:
    """A stereo WAV: bursts of syllable-like voice over soft chords that duck under it."""
    time = np.arange(round(seconds * _RATE)) / _RATE
    speaking = (np.sin(2 * np.pi * time / 5.6) > -0.6).astype(float)
    envelope = np.convolve(speaking, np.hanning(4800) / np.hanning(4800).sum(), "same")
    voice = sum(np.sin(2 * np.pi * 120 * n * time + n) / n for n in range(1, 9)) * np.abs(
        np.sin(2 * np.pi * 2.2 * time)
    )
    chords = sum(np.sin(2 * np.pi * f * time) for f in (220.0, 277.2, 329.6))
    mixed = 0.14 * voice * envelope + 0.06 * chords * (1 - 0.7 * envelope)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes((np.repeat(mixed[:, None], 2, axis=1) * 32000).clip(-32768, 32767).astype("<i2").tobytes())


def _scene(folder: Path, number: int, frames: int, size: Size) -> FilmScene:
    still = photograph_file(folder / f"still-{number}.jpg", number)
    far, near = View(0.40 + 0.03 * (number % 8), 0.5, 1.0), View(0.58 - 0.02 * (number % 8), 0.48, 0.86)
    motion = Motion(far, near) if number % 2 == 0 else Motion(near, far)
    headline = _sprite(
        folder,
        f"headline-{number}",
        _words([f"Point number {number + 1}", "said in few words"], 84),
        size[0] // 12,
        size[1] * 5 // 32,
        6,
        100,
        12,
    )
    sprites = (headline, *_captions(folder, number, frames, size))
    return FilmScene(f"scene-{number}", StillGround(still, file_digest(still), motion), frames, sprites)


def _captions(folder: Path, number: int, frames: int, size: Size) -> list[Sprite]:
    """Pages of six words; the spoken one lies on a coloured ground."""
    words = f"these are the words number {number} that a voice would say here in one breath".split()
    first, last = TRANSITION, frames - TRANSITION
    sprites: list[Sprite] = []
    left, top = (size[0] - 800) // 2, size[1] * 7 // 10
    each = (last - first) // len(words)
    for begin in range(0, len(words), 6):
        page = words[begin : begin + 6]
        start = first + begin * each
        picture = _words([" ".join(page[:3]), " ".join(page[3:])], 64)
        sprites.append(
            _sprite(folder, f"page-{number}-{begin}", picture, left, top, start, start + each * len(page), 0)
        )
        for index, word in enumerate(page):
            spoken = _words([word], 64, ground=(242, 165, 65, 255))
            moment = start + index * each
            x, y = left + 240 * (index % 3), top + 90 * (index // 3)
            sprites.append(_sprite(folder, f"word-{number}-{begin + index}", spoken, x, y, moment, moment + each, 0))
    return sprites


def _words(
    lines: list[str],
    size: int,
    colour: tuple[int, int, int, int] = (255, 255, 255, 255),
    ground: tuple[int, int, int, int] = (12, 18, 24, 150),
) -> Image.Image:
    font = ImageFont.load_default(size)
    width = round(max(font.getlength(line) for line in lines)) + 2 * size // 3
    image = Image.new("RGBA", (width, round(len(lines) * size * 1.3) + size // 3), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, *(side - 1 for side in image.size)), radius=size // 3, fill=ground)
    for number, line in enumerate(lines):
        draw.text((size // 3, size // 8 + round(number * size * 1.3)), line, font=font, fill=colour)
    return image


def _sprite(folder: Path, name: str, picture: Image.Image, x: int, y: int, first: int, last: int, fade: int) -> Sprite:
    path = folder / f"{name}.png"
    picture.save(path)
    return Sprite(path, file_digest(path), x, y, first, last, fade, fade)


def _fractal(random: np.random.Generator, width: int, height: int, falloff: float) -> Floats:
    """Noise of mean 0 and deviation 1 whose amplitude falls with frequency to the power `falloff`."""
    across = np.fft.rfftfreq(width)[None, :]
    down = np.fft.fftfreq(height)[:, None]
    frequency = np.hypot(across, down)
    frequency[0, 0] = 1
    phases = np.exp(2j * np.pi * random.random(frequency.shape))
    noise = np.fft.irfft2(phases / frequency**falloff, (height, width))
    return np.asarray((noise - noise.mean()) / noise.std(), dtype=np.float32)


def _fractal_line(random: np.random.Generator, width: int) -> Floats:
    frequency = np.fft.rfftfreq(width)
    frequency[0] = 1
    line = np.fft.irfft(np.exp(2j * np.pi * random.random(frequency.shape)) / frequency**1.4, width)
    return np.asarray((line - line.mean()) / line.std(), dtype=np.float32)[None, :]


def decoded(path: Path) -> NDArray[np.uint8]:
    """A picture file as (h, w, 3) RGB."""
    return np.asarray(Image.open(path).convert("RGB"), dtype=np.uint8)
