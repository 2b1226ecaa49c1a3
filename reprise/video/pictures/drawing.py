"""Draws what each scene of a film shows: a picture of the article or a card's ground with its words in pieces over
it, and how the camera moves.

Stills are larger than the film, so that the closest view still has a source pixel for every pixel of the film.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from reprise.articles.article import Article, ArticleImage
from reprise.errors import BadInput, BadSettings
from reprise.graphics.cards import DRAWING_VERSION
from reprise.graphics.colour import RGB
from reprise.graphics.crop import (
    cover,
    focal_point,
    is_graphic,
    open_picture,
    set_on_ground,
    suits_cover,
    worth_showing,
)
from reprise.graphics.ground import Palette
from reprise.graphics.text import Box
from reprise.media import Media, MediaStore
from reprise.sites import Site
from reprise.video.look.moves import CLOSEST_PHOTO, card_move, photo_move
from reprise.video.look.sprites import headline_bottom, signature_bottom
from reprise.video.look.stage import Stage
from reprise.video.look.subtitles import captions_top
from reprise.video.look.watermark import caption_lift
from reprise.video.pictures.chosen import ChosenPicture, ChosenPictures
from reprise.video.pictures.direction import Shot, direct
from reprise.video.pictures.grounds import (
    clearing_ground,
    fills,
    night,
    shaded,
    soft_ground,
    tone_ground,
    tones,
    view_of,
)
from reprise.video.pictures.lettering import LETTERING_VERSION, drawable, ensure_lettered, lettered, set_card
from reprise.video.pictures.moving import animation_of, clip_focus, clip_frame, keep_clip, scrim
from reprise.video.pictures.picturing import Telling, credit_of
from reprise.video.pictures.sheet import Coming, Piece
from reprise.video.pictures.visuals import Camera, Layer, SceneVisual, Visuals
from reprise.video.pictures.wording import Wording, wording
from reprise.video.script import Scene, Script

VISUALS_VERSION = 4
"""Grows whenever the same scene would be drawn differently."""

_OVERSIZE = 1.12  # still pixels per film pixel where the camera is closest; the renderer then need not scale
_CLOSEST_CARD = 0.96
_CLOSEST_CLEARING = 0.94  # the picture under words moves little: its clear part stays below them
_ROOM = 1.4  # a photograph may be this much wider (or taller) than the film, for the camera to travel
_LOOKED_AT = 12  # pictures of an article that are considered
_DARK = 2  # the brand's dark tone, for code
_NO_SHOT = Shot("tone")
NOTHING_CHOSEN = ChosenPictures()
_SHAPES = (0.72, 0.62)  # where the camera looks on a brand ground: its shapes


def draw_visuals(
    script: Script,
    article: Article,
    site: Site,
    width: int,
    height: int,
    media: MediaStore,
    chosen: ChosenPictures = NOTHING_CHOSEN,
) -> Visuals:
    """A still, a camera move and the words for every scene of the script, for films of `width` × `height` pixels.

    A scene whose cue names a picture of the article shows it, cut around what matters or whole on a ground; one that
    has a picture from outside (`chosen`) shows that; all others are cards, on further pictures or on tones of the
    brand. No picture comes twice in a row. Raises `BadInput` for a scene that has no words for a card.
    """
    outside = {picture.scene: picture for picture in chosen.pictures}
    artist = _Artist(article, site, script, Stage.of(site, width, height, media), Telling(article), outside)
    scenes = artist.visuals(script.scenes)
    shown = {scene.id for scene in script.scenes}
    return Visuals(
        article=script.article,
        format=script.format,
        width=width,
        height=height,
        scenes=scenes,
        outside=tuple(picture for picture in chosen.pictures if picture.scene in shown),
        notes=chosen.notes,
    )


@dataclass
class _Artist:
    """Draws the scenes of one film."""

    article: Article
    site: Site
    script: Script
    stage: Stage
    telling: Telling
    outside: Mapping[str, ChosenPicture]
    opened: dict[str, Image.Image] = field(default_factory=dict)

    def visuals(self, scenes: tuple[Scene, ...]) -> tuple[SceneVisual, ...]:
        named = {scene.cue.image for scene in scenes}
        pictures = enumerate(self.article.pictures)
        looked_at = [image for row, image in pictures if row < _LOOKED_AT or image.url in named]
        shown = [image for image in looked_at if self._usable(image)]
        scenery = [image for image in shown if not self._drawn(image)]
        visuals = []
        given = {number: shot for number, scene in enumerate(scenes) if (shot := self._given(scene, number))}
        shots = direct(scenes, shown, scenery, self._fitness, given)
        for number, (scene, shot) in enumerate(zip(scenes, shots, strict=True)):
            try:
                visuals.append(self._visual(scene, shot, number))
            except (BadInput, BadSettings) as error:
                raise error.at(f"{self.article.key}, scene {scene.id}") from error
        return tuple(visuals)

    def _fitness(self, scene: Scene, image: ArticleImage) -> float:
        words = " ".join((scene.narration, scene.on_screen, scene.cue.text, *scene.cue.items))
        return self.telling.fitness(image, words, [place.block for place in scene.sources])

    def _given(self, scene: Scene, number: int) -> Shot | None:
        """How a picture from outside stands in its scene: alone where a picture was asked for, and with a point's
        headline; below the words of other cards, or behind them in films that are not upright."""
        picture = self.outside.get(scene.id)
        if picture is None:
            return None
        image = ArticleImage(url=picture.identity, alt=picture.alt, media=picture.media)
        alone = scene.cue.kind == "image" or (scene.cue.kind == "title" and number > 0)
        return Shot("photo" if alone else "clearing", image)

    def _credit(self, scene: Scene, shot: Shot) -> str | None:
        picture = self.outside.get(scene.id)
        if picture is not None:
            return picture.label(self.script.language)
        return credit_of(shot.image) if shot.image else None

    def _visual(self, scene: Scene, shot: Shot, number: int) -> SceneVisual:
        kind = scene.cue.kind
        picture = self.outside.get(scene.id)
        if picture is not None and picture.kind == "clip":
            return self._moving(scene, picture.media, words=shot.ground != "photo")
        if kind in ("character", "takeaway"):
            return self._dialogue(scene, number)
        if kind == "clip" and scene.cue.clip:
            return self._clip(scene, scene.cue.clip)
        if kind == "animation":
            return self._animation(scene, shot, number)
        if shot.ground == "photo" and shot.image is not None:
            return self._photo(scene, shot, number)
        headings = [block.text for block in self.article.blocks if block.kind == "heading"]
        return self._card(scene, wording(scene, headings, self.script.language), shot, number)

    def _dialogue(self, scene: Scene, number: int) -> SceneVisual:
        from reprise.video.dialogue.visuals import character_visual, takeaway_visual  # needs cards itself

        if scene.cue.kind == "takeaway":
            return takeaway_visual(scene, self.script, self.site, self.stage, number)
        shown = [image for image in self.article.pictures if image.url == scene.cue.image and self._usable(image)]
        return character_visual(scene, self.script, self.site, self.stage, number, image=shown[0] if shown else None)

    def _clip(self, scene: Scene, name: str) -> SceneVisual:
        """A clip with its scrim and, where the cue has words, these over it."""
        clip = keep_clip(self.site, name, self.stage.media)
        return self._moving(scene, clip, words=bool(scene.cue.text.strip()))

    def _moving(self, scene: Scene, clip: Media, *, words: bool) -> SceneVisual:
        stage, palette = self.stage, night(self.stage)
        path = stage.media.path(clip)
        focus = clip_focus(path)
        size = _size((stage.width, stage.height), CLOSEST_PHOTO)
        still = self._keep(
            {"poster": clip.key, "focus": focus, "size": size}, lambda: shaded(cover(clip_frame(path)[0], size, focus))
        )
        recipe = {"scrim": [stage.width, stage.height, words], "palette": repr(palette)}
        shade = self._layer(recipe, Piece(scrim(stage, palette.ink, palette.accent, words=words), 0, 0, fade=False))
        layers: tuple[Layer, ...] = (shade,)
        captions = True
        if words:
            card = wording(scene.model_copy(update={"cue": scene.cue.model_copy(update={"kind": "title"})}),
                           (), self.script.language)  # fmt: skip
            card = drawable(stage, card)
            if not lettered(card):
                raise BadInput("A clip's words cannot be drawn.", remedy="Give it other words, or none.")
            layers = (shade, *self._layers(scene, card, palette, clear=False))
            captions = not card.complete
        alt = scene.cue.text or scene.cue.label or scene.on_screen
        return SceneVisual(
            scene=scene.id, kind="clip", ground="card" if words else "photo", still=still, alt=alt, layers=layers,
            captions=captions, clip=clip, focus=focus, credit=self._credit(scene, _NO_SHOT),
        )  # fmt: skip

    def _animation(self, scene: Scene, shot: Shot, number: int) -> SceneVisual:
        """A scene drawn in Python; its still is a ground of the brand, for covers and where the file needs one."""
        drawn = animation_of(scene, self.site, self.stage, _hexadecimal)
        still, _, moves, _ = self._ground(Shot("tone", tone=shot.tone), number)
        return SceneVisual(
            scene=scene.id, kind="animation", ground="card", still=still, start=moves[0], end=moves[1],
            alt=scene.cue.text or scene.on_screen, animation=drawn,
        )  # fmt: skip

    def _usable(self, image: ArticleImage) -> bool:
        if image.media is None:
            return False
        try:
            return worth_showing(self._picture(image))
        except BadInput:
            return False

    def _drawn(self, image: ArticleImage) -> bool:
        picture = self._picture(image)
        return picture.mode != "RGB" or is_graphic(picture)

    def _picture(self, image: ArticleImage) -> Image.Image:
        """The picture; the last few are kept open."""
        assert image.media is not None
        key = image.media.key
        if key not in self.opened:
            picture = open_picture(self.stage.media.path(image.media))
            while len(self.opened) >= 4:
                self.opened.pop(next(iter(self.opened)))
            self.opened[key] = picture
        return self.opened[key]

    def _photo(self, scene: Scene, shot: Shot, number: int) -> SceneVisual:
        image = shot.image
        assert image is not None and image.media is not None
        stage, picture = self.stage, self._picture(image)
        shape = self._photo_shape(picture)
        if picture.mode == "RGB" and suits_cover(picture, shape):
            use = shot.use if fills(picture, shape, shot.use) else 0
            part, focal = view_of(picture, use)
            size = _size(shape, CLOSEST_PHOTO)
            still = self._keep(
                {"photo": image.media.key, "use": use, "size": size}, lambda: shaded(cover(part, size, focal))
            )
            start, end = self._photo_move(number, _focal(stage.media.path(still)), size)
        else:
            area, ground = self._picture_area(scene.on_screen), (stage.look.primary, stage.ground)[number % 2]
            still = self._keep(
                {"framed": image.media.key, "area": area, "ground": ground},
                lambda: _with_margin(set_on_ground(picture, self._card_size, ground, area=area), self._margin),
            )
            start, end = card_move(number, _CLOSEST_CARD, stage.films.motion)
        return SceneVisual(
            scene=scene.id, kind="image", ground="photo", still=still, start=start, end=end, alt=image.alt,
            credit=self._credit(scene, shot),
        )  # fmt: skip

    def _card(self, scene: Scene, card: Wording, shot: Shot, number: int) -> SceneVisual:
        card = drawable(self.stage, card)
        ensure_lettered(card)
        if card.kind == "code":
            shot = Shot("tone", tone=_DARK)
        still, palette, moves, clear = self._ground(shot, number)
        alt = ". ".join(part.rstrip(".") for part in _spelled(card) if part)
        return SceneVisual(
            scene=scene.id, kind=card.kind, ground="card", still=still, start=moves[0], end=moves[1], alt=alt,
            credit=self._credit(scene, shot) if shot.image and shot.ground == "clearing" else None,
            layers=self._layers(scene, card, palette, clear=clear), captions=not card.complete,
        )  # fmt: skip

    def _layers(self, scene: Scene, card: Wording, palette: Palette, *, clear: bool) -> tuple[Layer, ...]:
        """The card's words and shapes in the order of their appearance."""
        stage = self.stage
        coming: Coming = scene.text_animation or self.site.films.text_animation
        if coming == "auto" and scene.section == "hook" and card.kind in ("title", "quote"):
            coming = "highlight"
        room = self._words_room(card.complete, clear)
        recipe = {
            "card": repr(card),
            "coming": coming,
            "palette": repr(palette),
            "room": [room.left, room.top, room.right, room.bottom],
            "lettering": LETTERING_VERSION,
            "look": repr(stage.look),
            **stage.signature(_all_words(card)),
        }
        pieces = set_card(stage, card, palette, room, coming)
        return tuple(self._layer({**recipe, "piece": place}, piece) for place, piece in enumerate(pieces))

    def _ground(self, shot: Shot, number: int) -> tuple[Media, Any, tuple[Camera, Camera], bool]:
        """A card's still, the palette of words on it, the camera's move, and whether its lower part is kept clear."""
        stage = self.stage
        if shot.image is None or shot.image.media is None:
            every = tones(stage)
            tone, flip = every[shot.tone % len(every)], shot.tone // len(every) % 2 == 1
            size = _size((stage.width, stage.height), CLOSEST_PHOTO)
            recipe = {"tone": repr(tone.palette), "name": stage.look.name, "flip": flip, "size": size}
            still = self._keep(recipe, lambda: tone_ground(stage, tone, size, flip=flip))
            focal = (1 - _SHAPES[0] if flip else _SHAPES[0], _SHAPES[1])
            return still, tone.palette, self._photo_move(number, focal, size), False
        picture, palette = self._picture(shot.image), night(stage)
        film = (stage.width, stage.height)
        clear = shot.ground == "clearing" and stage.vertical and fills(picture, film, shot.use)
        closest = _CLOSEST_CLEARING if clear else CLOSEST_PHOTO
        size = _size(film, closest)
        draw = clearing_ground if clear else soft_ground
        recipe = {
            "behind": shot.image.media.key, "clear": clear, "use": shot.use, "size": size, "colours": repr(palette),
            "primary": stage.look.primary,
        }  # fmt: skip
        still = self._keep(recipe, lambda: draw(stage, picture, size, shot.use))
        if clear:
            return still, palette, card_move(number, closest, stage.films.motion), True
        return still, palette, self._photo_move(number, (0.5, 0.5), size), False

    def _photo_move(self, number: int, focal: tuple[float, float], size: tuple[int, int]) -> tuple[Camera, Camera]:
        return photo_move(number, focal, size, self.stage.width / self.stage.height, self.stage.films.motion)

    def _words_room(self, complete: bool, clear: bool) -> Box:
        """Where a card's words stand: from the signature down to the captions, or further where there are none."""
        stage, edge = self.stage, self.stage.px(10)
        top = signature_bottom(stage) + stage.px(54)
        bottom = captions_top(stage) - stage.px(40)
        if stage.vertical:
            bottom = stage.height * (0.575 if clear else 0.76 if complete else 0.635)
        elif complete:
            bottom = stage.safe.bottom - caption_lift(stage) - stage.px(20)
        return Box(stage.safe.left + edge, top, stage.safe.right - edge, bottom)

    def _layer(self, recipe: dict[str, Any], piece: Piece) -> Layer:
        def produce(path: Path) -> dict[str, Any]:
            piece.image.save(path, "PNG", compress_level=3)
            return {"width": piece.image.width, "height": piece.image.height}

        picture = self.stage.media.make(recipe, ".png", produce, kind="sprite")
        return Layer(
            picture=picture, x=piece.x, y=piece.y, word=piece.word, at=piece.at, until=piece.until, wait=piece.wait,
            fade=piece.fade, slide=piece.slide, grow=piece.grow, reveal=piece.reveal, edge=piece.edge,
            stops=piece.stops,
        )  # fmt: skip

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

    def _keep(self, recipe: dict[str, Any], draw: Callable[[], Image.Image]) -> Media:
        def produce(path: Path) -> dict[str, Any]:
            image = draw()
            image.save(path, "JPEG", quality=95, subsampling=0)
            return {"width": image.width, "height": image.height}

        facts = {"versions": [VISUALS_VERSION, DRAWING_VERSION], "film": [self.stage.width, self.stage.height]}
        return self.stage.media.make({**recipe, **facts}, ".jpg", produce, kind="still")


def _spelled(card: Wording) -> tuple[str, ...]:
    """What a card says, part by part, for people who do not see it."""
    content = card.content
    values = (f"{datum.label}: {datum.shown}" for datum in card.data)
    sides = (f"{side.title}: {', '.join(side.items)}" for side in card.sides)
    return (content.text, content.label, *content.items, *values, *sides)


def _all_words(card: Wording) -> str:
    return " ".join(_spelled(card))


def _hexadecimal(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _size(shape: tuple[int, int], closest: float) -> tuple[int, int]:
    """Pixels of a still for a film of `shape` that is seen at most at the scale `closest`."""
    return _even(shape[0] * _OVERSIZE / closest), _even(shape[1] * _OVERSIZE / closest)


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
