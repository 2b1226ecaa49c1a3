"""How well a cover works where it is seen: small, among others, for a moment."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from reprise.graphics.colour import luminances
from reprise.graphics.glyphs import Box
from reprise.model import Document

SCORES_VERSION = 1
THUMB = 100
"""Pixels of a cover's shorter side where it is small: a feed on a phone, a list of films beside another."""
_LEGIBLE = 9.0  # contrast of letters at that size from which on more does not help
_LIVELY, _COLOURFUL = 0.22, 70.0  # deviation of luminance, colourfulness (Hasler and Süsstrunk) that are plenty
_WORDS_READ, _WORDS_TOO_MANY = 6, 16  # words that are read at a glance, and that nobody reads
_WEIGHTS = {"legibility": 0.45, "contrast": 0.2, "colour": 0.15, "brevity": 0.2}


class CoverScore(Document):
    """Each 0–1: letters that stay readable when small, contrast and colour of the picture, few words."""

    legibility: float
    contrast: float
    colour: float
    brevity: float

    @property
    def total(self) -> float:
        return float(sum(weight * getattr(self, name) for name, weight in _WEIGHTS.items()))


def score(image: Image.Image, inked: Sequence[Box], words: int) -> CoverScore:
    """How a cover with words in the boxes `inked` works at the size of a thumbnail.

    Letters that are too small melt into their ground when the picture shrinks; so their contrast is measured after it.
    """
    scale = THUMB / min(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = np.asarray(cv2.resize(np.asarray(image.convert("RGB")), size, interpolation=cv2.INTER_AREA), np.uint8)
    light = luminances(small)
    return CoverScore(
        legibility=round(_legibility(light, inked, scale), 4),
        contrast=round(min(1.0, float(light.std()) / _LIVELY), 4),
        colour=round(min(1.0, _colourfulness(small) / _COLOURFUL), 4),
        brevity=round(_brevity(words), 4),
    )


def _legibility(light: NDArray[np.float32], inked: Sequence[Box], scale: float) -> float:
    """Contrast of the largest words with their ground, in a tenth of their box's brightest and darkest pixels."""
    if not inked:
        return 0.0
    box = max(inked, key=lambda each: each.width * each.height)
    rows = slice(max(0, round(box.top * scale)), max(1, round(box.bottom * scale)))
    columns = slice(max(0, round(box.left * scale)), max(1, round(box.right * scale)))
    inside = light[rows, columns]
    if inside.size == 0:
        return 0.0
    low, high = np.percentile(inside, (10, 95))
    ratio = float((high + 0.05) / (low + 0.05))
    return min(1.0, (ratio - 1) / (_LEGIBLE - 1))


def _colourfulness(pixels: NDArray[np.uint8]) -> float:
    red, green, blue = (pixels[..., channel].astype(np.float32) for channel in range(3))
    across, up = red - green, (red + green) / 2 - blue
    return float(np.hypot(across.std(), up.std()) + 0.3 * np.hypot(across.mean(), up.mean()))


def _brevity(words: int) -> float:
    return min(1.0, max(0.0, (_WORDS_TOO_MANY - words) / (_WORDS_TOO_MANY - _WORDS_READ)))
