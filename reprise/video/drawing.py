"""Draws what each scene of a film shows: a picture of the article or a card with its words, and how the camera moves.

Stills are larger than the film, so that the closest view still has a source pixel for every pixel of the film.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from reprise.articles.article import Article, ArticleImage
from reprise.errors import BadInput
from reprise.graphics.cards import DRAWING_VERSION, CardContent, CardKind, Tone, draw_card
from reprise.graphics.crop import cover, focal_point, open_picture, set_on_ground, suits_cover, worth_showing
from reprise.media import Media, MediaStore
from reprise.sites import Site
from reprise.video.moves import CLOSEST_PHOTO, card_move, photo_move
from reprise.video.script import Scene, Script
from reprise.video.sprites import headline_bottom
from reprise.video.stage import Stage
from reprise.video.subtitles import captions_top
from reprise.video.visuals import SceneVisual, Visuals

VISUALS_VERSION = 1
"""Grows whenever the same scene would be drawn differently."""

_OVERSIZE = 1.12  # still pixels per film pixel where the camera is closest; the renderer then need not scale
_CLOSEST_CARD = 0.96
_TONES: dict[CardKind, tuple[Tone, Tone]] = {
    "title": ("primary", "dark"), "quote": ("light", "primary"), "statistic": ("dark", "primary"),
    "list": ("light", "dark"), "question": ("primary", "light"), "step": ("light", "primary"),
    "code": ("dark", "dark"), "cta": ("primary", "primary"),
}  # fmt: skip
"""The ground of each card in even and odd scenes, so that two of a kind in a row differ."""

_ROOM = 1.4  # a photograph may be this much wider (or taller) than the film, for the camera to travel


def draw_visuals(script: Script, article: Article, site: Site, width: int, height: int, media: MediaStore) -> Visuals:
    """A still and a camera move for every scene of the script, for films of `width` × `height` pixels.

    A scene whose cue names a picture of the article shows it, cut around what matters or whole on a ground; without
    a usable picture, and for all other cues, a card is drawn. No picture comes twice in a row. Raises `BadInput` for
    a scene that has no words for a card.
    """
    artist = _Artist(article, Stage.of(site, width, height, media))
    scenes = tuple(artist.visual(scene, number) for number, scene in enumerate(script.scenes))
    return Visuals(article=script.article, format=script.format, width=width, height=height, scenes=scenes)


@dataclass
class _Artist:
    """Draws scene after scene and remembers what was shown."""

    article: Article
    stage: Stage
    before: str | None = None

    def visual(self, scene: Scene, number: int) -> SceneVisual:
        try:
            for image in self._pictures(scene):
                visual = self._photo(scene, image, number)
                if visual is not None:
                    self.before = image.url
                    return visual
            self.before = None
            return self._card(scene, number)
        except BadInput as error:
            raise error.at(f"{self.article.key}, scene {scene.id}") from error

    def _pictures(self, scene: Scene) -> list[ArticleImage]:
        """The picture that the cue names, unless it was shown just before; then one that was not."""
        if scene.cue.image is None:
            return []
        if scene.cue.image == self.before:
            return [image for image in self.article.pictures if image.url != self.before]
        return [image for image in self.article.pictures if image.url == scene.cue.image]

    def _photo(self, scene: Scene, image: ArticleImage, number: int) -> SceneVisual | None:
        """The scene with a picture; None where the picture is not worth showing."""
        if image.media is None:
            return None
        try:
            picture = open_picture(self.stage.media.path(image.media))
        except BadInput:
            return None
        if not worth_showing(picture):
            return None
        stage, shape = self.stage, self._photo_shape(picture)
        filling = picture.mode == "RGB" and suits_cover(picture, shape)
        if filling:
            oversize = _OVERSIZE / CLOSEST_PHOTO
            size = (_even(shape[0] * oversize), _even(shape[1] * oversize))
            still = self._keep(
                {"photo": image.media.key, "size": size}, lambda: cover(picture, size, focal_point(picture))
            )
            start, end = photo_move(number, _focal(stage.media.path(still)), size, stage.width / stage.height)
        else:
            area = self._picture_area(scene.on_screen)
            ground = stage.look.primary
            recipe = {"framed": image.media.key, "area": area, "ground": ground}
            still = self._keep(
                recipe,
                lambda: _with_margin(set_on_ground(picture, self._card_size, ground, area=area), self._margin),
            )
            start, end = card_move(number, _CLOSEST_CARD)
        return SceneVisual(
            scene=scene.id, kind="image", ground="photo", still=still, start=start, end=end, alt=image.alt
        )

    def _card(self, scene: Scene, number: int) -> SceneVisual:
        kind, content = _card_content(scene)
        stage = self.stage
        words = " ".join([content.text, content.label, *content.items])
        tone = _TONES[kind][number % 2]
        recipe = {
            "card": kind,
            "tone": tone,
            "content": vars(content),
            **stage.signature(words),
            "look": repr(stage.look),
        }
        still = self._keep(
            recipe,
            lambda: _with_margin(
                draw_card(kind, content, stage.look, self._card_size, book=stage.book, tone=tone), self._margin
            ),
        )
        start, end = card_move(number, _CLOSEST_CARD)
        alt = ". ".join(part for part in (content.text, content.label) if part)
        shown = scene.cue.kind if scene.cue.kind == kind else kind
        return SceneVisual(scene=scene.id, kind=shown, ground="card", still=still, start=start, end=end, alt=alt)

    @property
    def _card_size(self) -> tuple[int, int]:
        return _even(self.stage.width * _OVERSIZE), _even(self.stage.height * _OVERSIZE)

    @property
    def _margin(self) -> tuple[int, int]:
        """Pixels to add at each side, so that the closest view is exactly the card and no word ever leaves it."""
        width, height = self._card_size
        part = (1 / _CLOSEST_CARD - 1) / 2
        return round(width * part), round(height * part)

    def _photo_shape(self, picture: Image.Image) -> tuple[int, int]:
        """Film pixels that a picture fills: the frame, longer along the side where the picture has more."""
        width, height = self.stage.width, self.stage.height
        aspect, own = width / height, picture.width / picture.height
        if own >= aspect:
            return round(min(own, aspect * _ROOM) * height), height
        return width, round(width / max(own, aspect / _ROOM))

    def _picture_area(self, headline: str) -> tuple[int, int, int, int]:
        """Where a whole picture stands on its ground: between headline and captions."""
        stage, size = self.stage, self._card_size
        top = headline_bottom(stage, headline) + stage.px(36)
        bottom = captions_top(stage) - stage.px(36)
        scale = size[0] / stage.width
        return tuple(round(edge * scale) for edge in (stage.safe.left, top, stage.safe.right, bottom))  # type: ignore[return-value]

    def _keep(self, recipe: dict[str, Any], draw: Any) -> Media:
        def produce(path: Path) -> dict[str, Any]:
            image: Image.Image = draw()
            image.save(path, "JPEG", quality=95, subsampling=0)
            return {"width": image.width, "height": image.height}

        facts = {"versions": [VISUALS_VERSION, DRAWING_VERSION], "film": [self.stage.width, self.stage.height]}
        return self.stage.media.make({**recipe, **facts}, ".jpg", produce, kind="still")


def _card_content(scene: Scene) -> tuple[CardKind, CardContent]:
    """The card of a cue; a picture's scene becomes a title with its few words."""
    cue = scene.cue
    if cue.kind == "image":
        return "title", CardContent(text=scene.on_screen or cue.text or scene.narration)
    return cue.kind, CardContent(cue.text or scene.on_screen, cue.label, cue.items, cue.code_language)


def _with_margin(image: Image.Image, margin: tuple[int, int]) -> Image.Image:
    """The card continued by its own mirrored edge."""
    x, y = margin
    pixels = np.asarray(image.convert("RGB"))
    return Image.fromarray(np.asarray(cv2.copyMakeBorder(pixels, y, y, x, x, cv2.BORDER_REFLECT_101), dtype=np.uint8))


def _focal(path: Path) -> tuple[float, float]:
    with Image.open(path) as image:
        image.draft("RGB", (256, 256))
        return focal_point(image.convert("RGB"))


def _even(pixels: float) -> int:
    return 2 * round(pixels / 2)
