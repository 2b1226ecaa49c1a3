"""One drawn scene, and what of it is seen, for the tests of cards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from reprise.media import MediaStore
from reprise.sites import Brand, Colors, Fonts, Site
from reprise.video.film import View
from reprise.video.look.stage import safe_area
from reprise.video.pictures.drawing import draw_visuals
from reprise.video.pictures.visuals import Layer, SceneVisual
from reprise.video.render.motion import window_of
from reprise.video.script import Cue, Datum, Scene, Script, Side
from tests.builders import make_article, make_site

SIZES = ((1080, 1920), (1080, 1080), (1920, 1080))
LOOKS = {
    "harbour": (("#0b5563", "#f4a259", "#0a2730", "#f6f1e7", "#12262b"), "Manrope"),
    "garten": (("#2f6b3a", "#e9c46a", "#16281a", "#fbf8ef", "#1d2a1f"), "Source Serif 4"),
    "violet": (("#5b2ea6", "#ff5c8a", "#14102a", "#f4f0ff", "#1a1430"), "Noto Sans"),
}
SOMETHING_ELSE = "Something else is said while the card is seen."


def make_brand(name: str) -> Brand:
    colours, heading = LOOKS[name]
    names = ("primary", "secondary", "background", "surface", "text")
    return Brand(colors=Colors(**dict(zip(names, colours, strict=True))), fonts=Fonts(heading=heading, body="Inter"))


def datum(label: str, value: float, shown: str | None = None) -> Datum:
    return Datum(label=label, value=value, shown=shown or f"{value:g} %")


def every_cue(text: str = "Fix a slow puncture", item: str = "Roughen the rubber") -> tuple[Cue, ...]:
    """A cue of every kind of card, each with its words."""
    data = (datum(item, 41), datum(f"{item} again", 29), datum("Bus", 17.5))
    sides = (Side(title="Hub gear", items=(item, "Heavier")), Side(title=text, items=(item, "Light")))
    return (
        Cue(kind="title", text=text, label="Notes"),
        Cue(kind="quote", text=text, label=item),
        Cue(kind="statistic", text="71 percent", label=f"of all {item}"),
        Cue(kind="list", text=text, items=(item, "Bus", item, "Tram")),
        Cue(kind="chart", text=text, data=data),
        Cue(kind="chart", text=text, data=(datum(item, 71),)),
        Cue(kind="chart", text=text, data=(datum("2022", 2860, "2,860"), datum("2023", 3400, "3,400"))),
        Cue(kind="chart", text=text, data=(datum(item, -8), datum("Bus", 12))),
        Cue(kind="comparison", text=text, sides=sides),
        Cue(kind="map", text=text, items=(item, "Bus", text, "Tram", item, "Foot", "Car"), active=2),
        Cue(kind="code", text=f"def fix(it):\n    return '{item}'\n", label=text, code_language="python"),
        Cue(kind="question", text=text, label=item),
        Cue(kind="step", text=text, label="3", items=(item,)),
        Cue(kind="cta", text=text, label="fieldnotes.example.org"),
    )


class Drawn:
    """A scene drawn for a film of `size`."""

    def __init__(
        self, folder: Path, cue: Cue, size: tuple[int, int] = (1080, 1920), *, narration: str = SOMETHING_ELSE,
        site: Site | None = None, **scene: Any,
    ) -> None:  # fmt: skip
        self.media = MediaStore(folder)
        self.size = size
        told = Scene(id="scene", section="point", narration=narration, cue=cue, seconds=5, **scene)
        article = make_article("The bridge", "A text.")
        script = Script(
            article=article.key, article_hash=article.content_hash, site="demo", format="short", title="The bridge",
            language="en", target_seconds=45, scenes=(told,), writer="test",
        )  # fmt: skip
        self.visual: SceneVisual = draw_visuals(script, article, site or make_site(), *size, self.media).scenes[0]

    @property
    def layers(self) -> tuple[Layer, ...]:
        return self.visual.layers

    def picture(self, layer: Layer) -> Image.Image:
        with Image.open(self.media.path(layer.picture)) as file:
            image: Image.Image = file.convert("RGBA")
        return image

    def ground(self) -> Image.Image:
        """The still as the film shows it, RGBA."""
        with Image.open(self.media.path(self.visual.still)) as still:
            camera = self.visual.end
            view = View(camera.x, camera.y, camera.scale)
            window = window_of(view, still.size, self.size[0] / self.size[1])
            box = (window.left, window.top, window.left + window.width, window.top + window.height)
            shown: Image.Image = still.resize(self.size, box=box).convert("RGBA")
        return shown

    def built(self) -> Iterator[tuple[Layer, Image.Image, Image.Image]]:
        """Each layer with its picture and what lies under it."""
        image = self.ground()
        for layer in self.layers:
            picture = self.picture(layer)
            yield layer, picture, image.copy()
            image.alpha_composite(picture, (layer.x, layer.y))

    def outside(self) -> list[Layer]:
        """Layers that leave the safe area."""
        safe = safe_area(*self.size)
        return [
            layer
            for layer in self.layers
            if layer.x < safe.left - 1
            or layer.y < safe.top - 1
            or layer.x + (layer.picture.width or 0) > safe.right + 1
            or layer.y + (layer.picture.height or 0) > safe.bottom + 1
        ]


def is_letters(picture: Image.Image) -> bool:
    """Whether a layer is text: one colour, its letters thinner than a plate."""
    pixels = np.asarray(picture)
    seen = pixels[..., 3] > 200
    colours = pixels[..., :3][seen]
    return bool(seen.mean() < 0.6 and len(colours) and (colours == colours[0]).all() and min(picture.size) > 14)
