"""The grounds cards stand on: a brand colour with a slow gradient, the site's own shapes and a fine grain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from reprise.digest import digest
from reprise.graphics.colour import RGB, contrast, mix, readable_on, tint, with_contrast
from reprise.graphics.look import Look

_ACCENT = 4.8  # the least contrast of accents: 4.5 and what the grain takes
_GRAIN = 1.1  # standard deviation in 8-bit steps: breaks up banding, unseen as noise


@dataclass(frozen=True)
class Palette:
    """Colours that go together on one ground.

    `deep` ends its gradient, `shape` draws its shapes; `ink` is readable on all three, `soft` is a quieter ink that
    still is, `accent` the brand's second colour, made readable where it was not. `panel` is a plate on the ground and
    `panel_ink` its text.
    """

    ground: RGB
    deep: RGB
    shape: RGB
    ink: RGB
    soft: RGB
    accent: RGB
    panel: RGB
    panel_ink: RGB

    @classmethod
    def on(cls, ground: RGB, look: Look) -> Palette:
        """The palette of a look on one of its colours."""
        ink = readable_on(ground, (look.surface, look.text), 7.0)
        deep, shape = _neighbour(ground, ink, look, 0.1), _neighbour(ground, ink, look, 0.2)
        worst = min((ground, deep, shape), key=lambda colour: contrast(colour, ink))
        panel = max((look.surface, look.background), key=lambda colour: contrast(colour, ground))
        return cls(
            ground=ground,
            deep=deep,
            shape=shape,
            ink=ink,
            soft=_softer(ink, worst),
            accent=_accent(look, worst),
            panel=panel,
            panel_ink=readable_on(panel, (look.text, look.surface), 7.0),
        )


def draw_ground(size: tuple[int, int], palette: Palette, look: Look, *, flip: bool = False) -> Image.Image:
    """A card's ground, RGB; the shapes depend on the site and stand at the end side of the lines (`flip`: left)."""
    return _ground(size, palette, _motif(look.name), flip).copy()


@lru_cache(maxsize=8)
def _ground(size: tuple[int, int], palette: Palette, motif: str, flip: bool) -> Image.Image:
    width, height = size
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    columns = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    way = np.clip((rows * 0.65 + columns * 0.35) * 1.1 - 0.1, 0, 1)
    shapes = _MOTIFS[motif](width, height)
    if flip:
        shapes = shapes.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    amount = np.asarray(shapes, dtype=np.float32) / 255
    grain = np.random.default_rng(7).normal(0, _GRAIN, (height, width)).astype(np.float32)
    planes = []
    for ground, deep, shape in zip(palette.ground, palette.deep, palette.shape, strict=True):
        plane = ground + (deep - ground) * way
        plane += (shape - ground) * amount
        planes.append(np.clip(np.rint(plane + grain), 0, 255).astype(np.uint8))
    return Image.fromarray(np.dstack(planes))


def _motif(name: str) -> str:
    return sorted(_MOTIFS)[int(digest("motif", name)[:8], 16) % len(_MOTIFS)]


def _rings(width: int, height: int) -> Image.Image:
    """Rings that run out from a corner, as from something that sounds again."""
    mask = Image.new("L", (width * 2, height * 2), 0)
    pen = ImageDraw.Draw(mask)
    step = min(width, height) * 0.26
    x, y = width * 2.0, height * 2.0 - step * 0.4
    for number, strength in ((5, 70), (4, 120), (3, 170), (2, 215), (1, 255)):
        reach = step * (number * 1.05 - 0.2)
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=strength)
        inner = reach - step * 0.42
        pen.ellipse((x - inner, y - inner, x + inner, y + inner), fill=0)
    return mask.reduce(2)


def _blades(width: int, height: int) -> Image.Image:
    """Slanted bands in the lower corner."""
    mask = Image.new("L", (width * 2, height * 2), 0)
    pen = ImageDraw.Draw(mask)
    band = min(width, height) * 0.22
    for number, strength in enumerate((255, 190, 130, 75)):
        right = width * 2 - number * band * 1.7
        pen.polygon(
            [
                (right, height * 2),
                (right + band * 3.2, height * 2 - band * 6.4),
                (right + band * 4.2, height * 2 - band * 6.4),
                (right + band, height * 2),
            ],
            fill=strength,
        )
    return mask.reduce(2)


def _leaves(width: int, height: int) -> Image.Image:
    """Quarter circles on a grid that thins out."""
    mask = Image.new("L", (width * 2, height * 2), 0)
    pen = ImageDraw.Draw(mask)
    cell = round(min(width, height) * 0.36)
    layout = ((0, 0, 180, 255), (1, 0, 270, 170), (0, 1, 270, 190), (2, 0, 180, 90), (0, 2, 180, 110), (1, 1, 0, 70))
    for column, row, angle, strength in layout:
        left, top = width * 2 - (column + 1) * cell, height * 2 - (row + 1) * cell
        x = left if angle in (270, 0) else left - cell
        y = top if angle in (180, 270) else top - cell
        pen.pieslice((x, y, x + 2 * cell, y + 2 * cell), angle, angle + 90, fill=strength)
    return mask.reduce(2)


_MOTIFS: dict[str, Callable[[int, int], Image.Image]] = {"rings": _rings, "blades": _blades, "leaves": _leaves}


def _neighbour(ground: RGB, ink: RGB, look: Look, step: float) -> RGB:
    """A hue of the brand near the ground: seen (contrast about 1 + `step`), with the ink still readable on it."""
    for colour in (look.primary, look.background, look.secondary):
        for share in (0.06, 0.1, 0.16, 0.24, 0.34, 0.46, 0.6):
            near = mix(ground, colour, share)
            if 1 + step <= contrast(near, ground) <= 1.3 + step and contrast(near, ink) >= 5.5:
                return near
    return tint(ground, ink, step)


def _softer(ink: RGB, ground: RGB) -> RGB:
    """The ink moved towards the ground as far as 5.5 : 1 allows."""
    for share in (0.35, 0.25, 0.15, 0.08):
        softer = mix(ink, ground, share)
        if contrast(softer, ground) >= 5.5:
            return softer
    return ink


def _accent(look: Look, ground: RGB) -> RGB:
    """The brand's second colour, its first, or what they become when made readable."""
    for colour in (look.secondary, look.primary):
        if contrast(colour, ground) >= _ACCENT:
            return colour
    return with_contrast(look.secondary, ground, _ACCENT)
