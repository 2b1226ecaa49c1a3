"""What stands behind a card's words: a tone of the brand, or a picture of the article in the brand's colours.

A picture's brightness is mapped between two colours that the words stay readable on, so no picture can spoil them.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageChops

from reprise.graphics.colour import RGB, WHITE, contrast, mix
from reprise.graphics.crop import MOST_ENLARGED, Point, cover, flat, focal_point, is_graphic
from reprise.graphics.ground import Palette, draw_ground
from reprise.video.look.stage import Stage

_READABLE = 4.6
_VIEWS: tuple[tuple[float, float], ...] = ((0.0, 0.0), (-0.22, 0.1), (0.22, -0.1), (0.0, 0.24))
"""Where the second, third … view of a picture lies, from its focal point, as fractions of its sides."""
_CLOSER = 0.72  # side of the further views, as a share of the picture's
_CLEAR_FROM, _CLEAR_TO = 0.60, 0.76  # of the height: where a picture under words turns into itself
_SOFT = 14  # blur of a picture behind words, pixels of a film 1080 wide


@dataclass(frozen=True)
class Tone:
    """A brand colour as a ground: its place in the cycle, and its palette."""

    name: str
    palette: Palette


def tones(stage: Stage) -> tuple[Tone, ...]:
    """The brand's grounds in the order in which cards use them; neighbours differ."""
    look = stage.look
    warm = mix(look.secondary, look.surface, 0.15)
    grounds = (("primary", look.primary), ("light", look.surface), ("dark", look.background), ("warm", warm))
    return tuple(Tone(name, Palette.on(ground, look)) for name, ground in grounds)


def night(stage: Stage) -> Palette:
    """The palette of words over pictures: the brand's dark ground."""
    return Palette.on(stage.ground, stage.look)


def tone_ground(stage: Stage, tone: Tone, size: tuple[int, int], *, flip: bool) -> Image.Image:
    """A brand colour with the site's shapes, RGB."""
    return draw_ground(size, tone.palette, stage.look, flip=flip)


def view_of(picture: Image.Image, use: int) -> tuple[Image.Image, Point]:
    """The part of a picture for its use number `use` (0 the whole picture), and the point in it that matters."""
    plain = flat(picture)
    focal = focal_point(plain)
    if use == 0:
        return plain, focal
    by_x, by_y = _VIEWS[1 + (use - 1) % (len(_VIEWS) - 1)]
    width, height = round(plain.width * _CLOSER), round(plain.height * _CLOSER)
    left = round(min(max((focal[0] + by_x) * plain.width - width / 2, 0), plain.width - width))
    top = round(min(max((focal[1] + by_y) * plain.height - height / 2, 0), plain.height - height))
    part = plain.crop((left, top, left + width, top + height))
    return part, focal_point(part)


def soft_ground(stage: Stage, picture: Image.Image, size: tuple[int, int], use: int) -> Image.Image:
    """A picture behind words: blurred, in the brand's colours, RGB."""
    part, focal = view_of(picture, use)
    return _in_two_colours(stage, _blurred(cover(part, size, focal), size), night(stage).ink)


def clearing_ground(stage: Stage, picture: Image.Image, size: tuple[int, int], use: int) -> Image.Image:
    """A picture that is itself in its lower part and the brand's colours where the words stand above, RGB."""
    part, focal = view_of(picture, use)
    clear = cover(part, size, focal)
    covered = _in_two_colours(stage, _blurred(clear, size), night(stage).ink)
    rows = np.linspace(0, 1, size[1], dtype=np.float32)
    share = np.clip((rows - _CLEAR_FROM) / (_CLEAR_TO - _CLEAR_FROM), 0, 1)
    share = (share * share * (3 - 2 * share))[:, None]
    mask = Image.fromarray(np.rint(share * 255).astype(np.uint8)).resize(size, Image.Resampling.NEAREST)
    return Image.composite(clear, covered, mask)


def fills(picture: Image.Image, size: tuple[int, int], use: int) -> bool:
    """Whether the view of a picture is sharp enough to fill `size` pixels as it is."""
    if picture.mode != "RGB" or is_graphic(picture):
        return False
    share = 1.0 if use == 0 else _CLOSER
    return max(size[0] / picture.width, size[1] / picture.height) / share <= MOST_ENLARGED


def shaded(image: Image.Image) -> Image.Image:
    """A photograph a little darker towards its upper and lower edge, where signature and captions stand."""
    rows = np.linspace(0, 1, image.height, dtype=np.float32)
    light = 1 - 0.42 * np.clip((0.26 - rows) / 0.26, 0, 1) ** 1.3 - 0.38 * np.clip((rows - 0.55) / 0.45, 0, 1) ** 1.5
    shade = Image.fromarray(np.rint(light * 255).astype(np.uint8)[:, None]).resize(image.size, Image.Resampling.NEAREST)
    return ImageChops.multiply(image, Image.merge("RGB", (shade, shade, shade)))


def _blurred(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    small = image.resize((size[0] // 4, size[1] // 4), Image.Resampling.BOX)  # a blur needs no more
    reach = _SOFT * min(size) / 1080 / 4
    pixels = cv2.GaussianBlur(np.asarray(small), (0, 0), reach)
    return Image.fromarray(np.asarray(pixels, dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)


def _in_two_colours(stage: Stage, image: Image.Image, ink: RGB) -> Image.Image:
    """Dark becomes the brand's dark ground, light the lightest tone of its first colour that `ink` is readable on."""
    grey = np.asarray(image.convert("L"))
    low, high = np.percentile(grey[::8, ::8], (2, 98))
    share = np.clip((np.arange(256) - low) / max(high - low, 24.0), 0, 1)[:, None]
    dark, light = (np.array(colour, dtype=np.float32) for colour in (stage.ground, _lightest(stage, ink)))
    table = np.rint(dark + (light - dark) * share).astype(np.uint8)
    return Image.fromarray(table[grey])


def _lightest(stage: Stage, ink: RGB) -> RGB:
    """From a pale tone of the brand's first colour towards its dark ground, the first that `ink` stands out from."""
    pale = mix(stage.look.primary, WHITE, 0.35)
    accent = night(stage).accent
    for step in range(21):
        colour = mix(pale, stage.ground, step / 20)
        if contrast(ink, colour) >= _READABLE and contrast(accent, colour) >= 3:
            return colour
    return stage.ground
