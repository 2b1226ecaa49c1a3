"""Colour arithmetic: sRGB luminance, WCAG contrast, and colours and scrims that keep text readable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

RGB = tuple[int, int, int]
WHITE: RGB = (255, 255, 255)
BLACK: RGB = (0, 0, 0)
READABLE = 4.5  # WCAG 2.2, 1.4.3 (AA, text of any size)

_CHANNELS = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
_CODES = np.arange(256) / 255
_LINEAR = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4).astype(np.float32)


def rgb(colour: str) -> RGB:
    """#rrggbb as three numbers 0–255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: RGB) -> float:
    """Relative luminance, 0 black to 1 white (WCAG 2.2)."""
    return float(np.dot(_LINEAR[list(colour)], _CHANNELS))


def contrast(one: RGB, other: RGB) -> float:
    """WCAG contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """`one` with `share` (0–1) of `other`."""
    first, second, third = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return first, second, third


def readable_on(background: RGB, preferred: Sequence[RGB] = (), minimum: float = READABLE) -> RGB:
    """The first preferred colour that is readable on the background, else the better of white and near black."""
    for colour in preferred:
        if contrast(colour, background) >= minimum:
            return colour
    return max((WHITE, BLACK), key=lambda colour: contrast(colour, background))


def with_contrast(colour: RGB, background: RGB, minimum: float = READABLE) -> RGB:
    """`colour`, moved towards white or black only as far as it needs to stand out from the background."""
    if contrast(colour, background) >= minimum:
        return colour
    goal = readable_on(background)
    for step in range(1, 21):
        moved = mix(colour, goal, step / 20)
        if contrast(moved, background) >= minimum:
            return moved
    return goal


def tint(ground: RGB, ink: RGB, share: float, minimum: float = 5.0) -> RGB:
    """A neighbour of `ground` for shapes behind text of colour `ink`: visible, yet the text stays readable.

    Away from the ink where that shows, else towards it as far as the contrast allows.
    """
    away = mix(ground, BLACK if luminance(ink) > luminance(ground) else WHITE, share)
    if contrast(away, ground) >= 1 + share / 2:
        return away
    towards = mix(ground, ink, share * 0.7)
    return towards if contrast(towards, ink) >= minimum else away


def luminances(pixels: NDArray[Any]) -> NDArray[np.float32]:
    """Relative luminance of uint8 pixels, shape (…, 3) to (…)."""
    result: NDArray[np.float32] = _LINEAR[pixels] @ _CHANNELS
    return result


def contrast_under(image: Image.Image, ink: Image.Image, colour: RGB, percentile: float = 2.0) -> float:
    """The contrast of text over a picture in its worst places.

    Args:
        image: the picture without the text, RGB.
        ink: mask "L" of the same size, bright where the text will be.
        colour: the text's colour.
        percentile: share of the pixels (0–100) that may be worse.
    """
    ground = _ground_under(image, ink)
    return 21.0 if ground.size == 0 else float(np.percentile(_ratios(ground, luminance(colour)), percentile))


def scrim_strength(image: Image.Image, ink: Image.Image, colour: RGB, scrim: RGB, minimum: float = READABLE) -> float:
    """The least opacity 0–1 of a scrim at which text over the picture reaches `minimum` in its worst places."""
    mask = _around(ink)
    pixels = np.asarray(image.convert("RGB"))[mask].astype(np.float32)
    if pixels.size == 0:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(7):
        middle = (low + high) / 2
        covered = np.rint(pixels + (np.array(scrim, dtype=np.float32) - pixels) * middle).astype(np.uint8)
        enough = np.percentile(_ratios(luminances(covered), luminance(colour)), 1.0) >= minimum
        low, high = (low, middle) if enough else (middle, high)
    return high


def _ground_under(image: Image.Image, ink: Image.Image) -> NDArray[np.float32]:
    return luminances(np.asarray(image.convert("RGB"))[_around(ink)])


def _around(ink: Image.Image) -> NDArray[np.bool_]:
    """Where ink is and a few pixels about it: that is the ground an eye compares the strokes with."""
    reach = max(3, round(min(ink.size) / 250)) | 1
    mask: NDArray[np.bool_] = cv2.dilate(np.asarray(ink), np.ones((reach, reach), np.uint8)) > 32
    return mask


def _ratios(ground: NDArray[np.float32], text: float) -> NDArray[np.float32]:
    high, low = np.maximum(ground, text), np.minimum(ground, text)
    return ((high + 0.05) / (low + 0.05)).astype(np.float32)
