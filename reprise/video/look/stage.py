"""The surface that a film's words are drawn for: its size, the part no app covers, and the site's look."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from PIL import Image, ImageDraw, ImageFilter

from reprise.digest import digest
from reprise.film_settings import Films
from reprise.graphics.colour import BLACK, RGB, WHITE, contrast, luminance, mix, readable_on
from reprise.graphics.crop import rounded_mask
from reprise.graphics.fonts import FontBook
from reprise.graphics.glyphs import Box
from reprise.graphics.look import Look
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.video.film import Sprite

SPRITES_VERSION = 2
"""Grows whenever the same words would be drawn differently."""

FADE = 10
"""Frames in which words come and go."""

_TALL = 1.6  # height by width from which apps lay their own buttons and texts over the film


def safe_area(width: int, height: int) -> Box:
    """The part of the frame in pixels where words are not covered: without the top 12 % and the bottom 20 % of a
    vertical film, without a margin of 5 % of others."""
    if height / width >= _TALL:
        return Box(width * 0.06, height * 0.12, width * 0.94, height * 0.80)
    margin = min(width, height) * 0.05
    return Box(margin, margin, width - margin, height - margin)


@dataclass(frozen=True)
class Stage:
    """Where words are drawn. `unit` scales sizes given for a film 1080 pixels wide on its shorter side; `films` are
    the site's settings, with files in `folder`; `kept` is for what is needed again and again while a film is put
    together."""

    width: int
    height: int
    look: Look
    book: FontBook
    media: MediaStore
    films: Films = field(default_factory=Films)
    folder: Path = Path()
    kept: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, site: Site, width: int, height: int, media: MediaStore) -> Stage:
        return cls(width, height, Look.of(site), FontBook(site.folder), media, site.films, site.folder)

    @property
    def unit(self) -> float:
        return min(self.width, self.height) / 1080

    @property
    def vertical(self) -> bool:
        return self.height / self.width >= _TALL

    @property
    def safe(self) -> Box:
        return safe_area(self.width, self.height)

    def px(self, units: float) -> int:
        return round(units * self.unit)

    @property
    def ground(self) -> RGB:
        """The dark ground under white words."""
        return self.look.background if luminance(self.look.background) < 0.06 else (14, 18, 24)

    @property
    def accent(self) -> RGB:
        """The brand colour that stands out from `ground`."""
        for colour in (self.look.secondary, self.look.primary):
            if contrast(colour, self.ground) >= 3:
                return colour
        return mix(self.look.secondary, WHITE, 0.6)

    @property
    def on_accent(self) -> RGB:
        return readable_on(self.accent, (self.ground,))

    def signature(self, text: str) -> dict[str, Any]:
        """What names a drawing of `text` on this stage, beside its own facts."""
        look, fonts = self.look, (self.look.heading, self.look.body)
        return {
            "version": SPRITES_VERSION,
            "film": [self.width, self.height],
            "fonts": [*fonts, self.book.signature(text, fonts)],
            "colours": [self.ground, self.accent, self.on_accent],
            "name": [look.name, look.host, look.handle],
        }

    def sprite(
        self,
        recipe: dict[str, Any],
        picture: Callable[[], Image.Image],
        spot: tuple[float, float],
        *,
        frames: tuple[int, int],
        fade: tuple[int, int] = (0, 0),
        slide: tuple[int, int] = (0, 0),
        grow: float = 1.0,
        reveal: int = 0,
        edge: Literal["left", "right", "top", "bottom"] = "left",
        stops: tuple[int, ...] = (),
    ) -> Sprite:
        """A sprite shown in `frames` (first, end) of its scene, its PNG drawn by `picture()` unless the store has it;
        `fade` gives frames in and out, the rest is as in `film.Sprite`."""

        def produce(path: Path) -> dict[str, Any]:
            image = picture()
            image.save(path, "PNG", compress_level=3)
            return {"width": image.width, "height": image.height}

        piece = self.media.make(recipe, ".png", produce, kind="sprite")
        x, y = round(spot[0]), round(spot[1])
        file, key = self.media.path(piece), digest("sprite", recipe)
        return Sprite(file, key, x, y, *frames, *fade, slide, reveal, grow, edge, stops)


def panel(size: tuple[int, int], radius: int, fill: RGB, opacity: float, shadow: int = 0) -> Image.Image:
    """A panel with round corners in an RGBA picture of `size` plus `shadow` pixels around it for its soft shadow."""
    image = Image.new("RGBA", (size[0] + 2 * shadow, size[1] + 2 * shadow), (*BLACK, 0))
    if shadow:
        shade = Image.new("L", image.size, 0)
        lower = shadow + shadow // 4
        ImageDraw.Draw(shade).rounded_rectangle((shadow, lower, shadow + size[0], lower + size[1]), radius, fill=90)
        image.putalpha(shade.filter(ImageFilter.GaussianBlur(shadow * 0.4)))
    mask = rounded_mask(size, radius).point([round(value * opacity) for value in range(256)])
    plate = Image.new("RGBA", size, (*fill, 255))
    plate.putalpha(mask)
    image.alpha_composite(plate, (shadow, shadow))
    return image
