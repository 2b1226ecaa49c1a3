"""What the picture stand-ins draw: landscapes under a sky, the same for the same words, never with letters in them;
and files that are wrong in every way that a provider's can be."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from fractions import Fraction
from functools import lru_cache

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

SPOILED = ("wrong_mime", "truncated_picture", "bomb", "tiny", "flat")
"""How a picture's file can be wrong: a web page, its first half, a header that promises 900 megapixels, too few pixels,
one colour."""

Pixels = NDArray[np.uint8]


@lru_cache(maxsize=12)
def picture(words: str, width: int, height: int, kind: str = "JPEG") -> bytes:
    """A landscape for these words as a file of `kind` (Pillow's name)."""
    image = _landscape(_seed(words), width, height)
    file = io.BytesIO()
    image.save(file, kind, **({"quality": 88} if kind != "PNG" else {}))
    return file.getvalue()


def spoiled(how: str, data: bytes) -> bytes:
    """A picture's bytes made wrong in one of the ways of `SPOILED`."""
    if how == "wrong_mime":
        return b"<!doctype html><html><body>Not here</body></html>"
    if how == "truncated_picture":
        return data[: len(data) // 3]
    if how == "bomb":
        return _bomb(30_000, 30_000)
    image = Image.new("RGB", (40, 40) if how == "tiny" else (800, 1200), (90, 120, 150))
    if how == "tiny":
        ImageDraw.Draw(image).ellipse((5, 5, 30, 30), fill=(250, 180, 40))
    file = io.BytesIO()
    image.save(file, "JPEG")
    return file.getvalue()


@lru_cache(maxsize=24)
def clip(words: str, width: int, height: int, seconds: float = 6.0, fps: int = 25) -> bytes:
    """A landscape that a camera passes, as MP4 with a hum: libraries' clips have sound, which nobody asked for."""
    wide = np.asarray(_landscape(_seed(words), round(width * 1.4), height))
    file = io.BytesIO()
    frames = round(seconds * fps)
    with av.open(file, "w", format="mp4") as container:
        video = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "crf": "30", "threads": "1"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        sound = container.add_stream("aac", rate=48_000)
        for number in range(frames):
            left = round((wide.shape[1] - width) * number / max(1, frames - 1))
            shown = av.VideoFrame.from_ndarray(np.ascontiguousarray(wide[:, left : left + width]), format="rgb24")
            container.mux(video.encode(shown))
        container.mux(video.encode())
        step = 1024
        for first in range(0, round(seconds * 48_000), step):
            times = np.arange(first, first + step) / 48_000
            tone = (0.1 * np.sin(2 * np.pi * 220 * times)).astype(np.float32)[None, :]
            heard = av.AudioFrame.from_ndarray(np.ascontiguousarray(tone), format="fltp", layout="mono")
            heard.sample_rate, heard.pts, heard.time_base = 48_000, first, Fraction(1, 48_000)
            container.mux(sound.encode(heard))
        container.mux(sound.encode())
    return file.getvalue()


def _seed(words: str) -> int:
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:4], "big")


def _landscape(seed: int, width: int, height: int) -> Image.Image:
    """A sky from one colour to another, a sun, four ranges of hills each darker than the one behind, a little grain."""
    random = np.random.default_rng(seed)
    hue = float(random.choice((0.06, 0.1, 0.55, 0.6, 0.66, 0.95))) + random.uniform(-0.02, 0.02)
    sky = _gradient(_colour(hue, 0.45, 0.95), _colour(hue + 0.08, 0.25, 0.98), width, height)
    image = Image.fromarray(sky)
    draw = ImageDraw.Draw(image)
    radius = round(min(width, height) * random.uniform(0.07, 0.13))
    x, y = round(width * random.uniform(0.2, 0.8)), round(height * random.uniform(0.22, 0.4))
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_colour(hue + 0.5, 0.25, 1.0))
    image = image.filter(ImageFilter.GaussianBlur(max(1, radius // 12)))
    draw = ImageDraw.Draw(image)
    for layer in range(4):
        level = height * (0.48 + 0.13 * layer)
        waves = [(random.uniform(0.5, 3.5), random.uniform(0, 6.3), random.uniform(0.02, 0.06)) for _ in range(3)]
        across = np.linspace(0, 1, 90)
        rise = np.sum([share * np.sin(2 * np.pi * often * across + phase) for often, phase, share in waves], axis=0)
        line = [(float(at * width), float(level + up * height)) for at, up in zip(across, rise, strict=True)]
        shade = _colour(hue + 0.45 + 0.04 * layer, 0.45, 0.78 - 0.16 * layer)
        draw.polygon([*line, (width, height), (0, height)], fill=shade)
        for _ in range(8):  # trees
            place = int(random.integers(0, len(line)))
            foot_x, foot_y = line[place]
            tall = height * 0.02 * (layer + 1) * random.uniform(0.6, 1.4)
            crown = [(foot_x - tall * 0.3, foot_y + 2), (foot_x, foot_y - tall), (foot_x + tall * 0.3, foot_y + 2)]
            draw.polygon(crown, fill=_colour(hue + 0.4, 0.5, 0.45 - 0.08 * layer))
    grain = random.integers(-7, 8, (height, width, 1), dtype=np.int16)
    return Image.fromarray(np.clip(np.asarray(image, dtype=np.int16) + grain, 0, 255).astype(np.uint8))


def _gradient(top: tuple[int, int, int], bottom: tuple[int, int, int], width: int, height: int) -> Pixels:
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    column = np.array(top, np.float32) * (1 - share) + np.array(bottom, np.float32) * share
    return np.repeat(column[:, None, :], width, axis=1).astype(np.uint8)


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    import colorsys

    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
