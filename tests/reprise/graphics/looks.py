"""Looks and pictures that the graphics tests share; everything is made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from reprise.graphics.fonts import FontBook
from reprise.graphics.look import Look
from reprise.sites import Brand, Colors

BOOK = FontBook()
BARE = FontBook(system_folders=())
"""A machine without one system font."""

BRANDS = {
    "house": {},
    "white": dict.fromkeys(("primary", "secondary", "background", "surface", "text"), "#ffffff"),
    "black": dict.fromkeys(("primary", "secondary", "background", "surface", "text"), "#000000"),
    "grey": dict.fromkeys(("primary", "secondary", "background", "surface", "text"), "#777777"),
    "garish": {
        "primary": "#ff00ff", "secondary": "#00ff00", "background": "#ffff00", "surface": "#00ffff", "text": "#ff0000",
    },
}  # fmt: skip


def look(brand: str = "house", **facts: str | None) -> Look:
    colors = Colors.model_validate(BRANDS[brand])
    logo = facts.pop("logo", None)
    return Look.from_brand(
        Brand(colors=colors, handle=facts.get("handle"), logo=Path(logo).name if logo else None),
        name="Field Notes",
        url="https://www.fieldnotes.example/",
        folder=Path(logo).parent if logo else Path(),
    )


def photograph(width: int = 1600, height: int = 1100, *, bright: bool = False, seed: int = 1) -> Image.Image:
    """Something like a photograph: soft light, grain, and one sharp subject right of the middle."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    base = 90 + 60 * np.sin(columns / width * 2.2) + 40 * rows / height + (100 if bright else 0)
    planes = [base + shift + random.normal(0, 7, base.shape) for shift in (12, 0, -16)]
    image = Image.fromarray(np.clip(np.dstack(planes), 0, 255).astype(np.uint8))
    x, y, reach = int(width * 0.74), int(height * 0.4), min(width, height) // 7
    pen = ImageDraw.Draw(image)
    pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=(200, 60, 40))
    for step in range(0, reach, max(2, reach // 8)):
        pen.line((x - step, y - reach, x + step, y + reach), fill=(30, 20, 20), width=3)
    return image


def diagram(width: int = 900, height: int = 500) -> Image.Image:
    """A drawn picture: flat white with boxes."""
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    for left in range(60, width - 160, 220):
        pen.rectangle((left, 160, left + 140, 300), outline="black", width=4, fill=(200, 220, 240))
    return image
