"""What a dialogue's scenes look like: the speaker on a ground of their own, the other one beside, a card, a desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from reprise.articles.article import ArticleImage
from reprise.graphics.colour import RGB, mix, readable_on
from reprise.graphics.crop import open_picture
from reprise.graphics.figures import FIGURES_VERSION, FacePart, draw_figure, face_box
from reprise.graphics.figures_head import Eyes, Mouth
from reprise.graphics.figures_own import fitted
from reprise.graphics.text import TextStyle, draw, fit, lay_out
from reprise.media import Media
from reprise.sites import Site
from reprise.video.dialogue.backdrop import BACKDROP_VERSION, Tone, backdrop, still_size, tone_of, travel
from reprise.video.dialogue.cards import CARDS_VERSION, Piece, Sheet, set_card
from reprise.video.dialogue.cast import appearance, colour_of, name_of, open_pose, other, own_pose
from reprise.video.dialogue.layout import Standing, places, together
from reprise.video.dialogue.poses import GESTURES, LISTENING
from reprise.video.dialogue.takeaway import set_takeaway
from reprise.video.look.stage import Stage, panel
from reprise.video.pictures.visuals import Layer, Part, SceneVisual
from reprise.video.script import Pose, Role, Scene, Script

DIALOGUE_VERSION = 1
"""Grows whenever the same scene of a dialogue would be drawn differently."""

_DIMMED = 0.42  # how far who listens goes back into the ground
_SIGN = 0.825  # of the height: the middle of the site's name on the desk
_DISC = 0.47  # radius of the disc behind a figure, as a share of its height
_TALKING: tuple[Mouth, ...] = ("wide", "small", "laugh")
_CALM: dict[Pose, Mouth] = {"surprised": "small", "thinking": "aside"}  # mouths between words; else a smile


def character_visual(
    scene: Scene, _script: Script, site: Site, stage: Stage, number: int, *, image: ArticleImage | None = None
) -> SceneVisual:
    """A scene in which one of the two talks; `image` is the article's picture that the cue names, if it is here.

    Raises `BadSettings` for a pose's own picture that cannot be used.
    """
    role: Role = scene.speaker or "explainer"
    place, colour = places(stage, role), colour_of(site, role)
    tone = tone_of(stage, colour)
    picture = open_picture(stage.media.path(image.media)) if image is not None and image.media is not None else None
    discs = [(place.speaker.middle, place.speaker.top + place.speaker.height * 0.5, place.speaker.height * _DISC)]
    still = _still(stage, site, colour, place.desk, discs)
    layers: list[Layer] = [_sign(stage, tone)] if stage.vertical else []
    if place.listener:
        layers += _figure(stage, site, other(role), LISTENING[other(role)], place.listener, dim=tone.wall)
    layers += _speaker(stage, site, role, scene.cue.pose or "standing", place.speaker)
    layers.append(_nameplate(stage, site, role, place.speaker, place.desk))
    sheet = Sheet(stage, place, colour, readable_on(tone.wall, (stage.look.text, stage.look.surface), 7.0))
    complete = set_card(sheet, scene.cue, scene.narration, picture, opening=number == 0)
    shown = image.media.key if picture is not None and image is not None and image.media is not None else ""
    recipe = {"dialogue": scene.cue, "said": scene.narration, "picture": shown, "colour": colour, "side": role}
    layers += _pieces(stage, recipe, sheet.pieces)
    cue = scene.cue
    alt = ". ".join(part.rstrip(".") for part in (name_of(site, role), cue.text, cue.label, *cue.items) if part)
    start, end = travel(number)
    return SceneVisual(
        scene=scene.id, kind="character", ground="card", still=still, start=start, end=end, alt=alt,
        layers=tuple(layers), captions=not complete,
    )  # fmt: skip


def takeaway_visual(scene: Scene, _script: Script, site: Site, stage: Stage, number: int) -> SceneVisual:
    """The last card: what to keep in mind, the site's name, and both of them in good spirits."""
    desk, first, second, room = together(stage)
    colour = colour_of(site, "explainer")
    discs = [(one.middle, one.top + one.height * 0.55, one.height * 0.5) for one in (first, second)]
    still = _still(stage, site, colour, desk, discs)
    layers: list[Layer] = []
    for role, standing in (("questioner", first), ("explainer", second)):
        pose: Pose = "standing" if role == "questioner" else "cheering"
        layers += _figure(stage, site, role, pose, standing)  # type: ignore[arg-type]
    pieces = set_takeaway(stage, scene.cue, scene.on_screen, room, desk, colour)
    layers += _pieces(stage, {"takeaway": scene.cue, "head": scene.on_screen, "colour": colour}, pieces)
    cue = scene.cue
    alt = ". ".join(part.rstrip(".") for part in (scene.on_screen, cue.text, *cue.items, cue.label) if part)
    start, end = travel(number)
    return SceneVisual(
        scene=scene.id, kind="takeaway", ground="card", still=still, start=start, end=end, alt=alt,
        layers=tuple(layers), captions=bool(scene.narration.strip()),
    )  # fmt: skip


def _still(stage: Stage, site: Site, colour: RGB, desk: int, discs: Sequence[tuple[float, float, float]]) -> Media:
    tone, context = tone_of(stage, colour), site.films.context
    recipe = {
        "backdrop": [BACKDROP_VERSION, repr(tone), context, desk, list(discs), still_size(stage)],
        "film": [stage.width, stage.height],
    }

    def produce(path: Path) -> dict[str, Any]:
        image = backdrop(stage, tone, context, desk, tuple(discs))
        image.save(path, "JPEG", quality=95, subsampling=0)
        return {"width": image.width, "height": image.height}

    return stage.media.make(recipe, ".jpg", produce, kind="still")


def _speaker(stage: Stage, site: Site, role: Role, pose: Pose, at: Standing) -> list[Layer]:
    """Who talks, and the pose they change to: drawn ones into a drawn one, own pictures into another of them."""
    slide = (stage.px(-70 if role == "questioner" else 70), stage.px(24))
    layers = _figure(stage, site, role, pose, at, part="figure", slide=slide)
    later, share = GESTURES[pose]
    if (own_pose(site, role, pose) is None) == (own_pose(site, role, later) is None):
        layers += _figure(stage, site, role, later, at, part="gesture", share=share)
    return layers


def _figure(
    stage: Stage, site: Site, role: Role, pose: Pose, at: Standing, *,
    part: Part = "scenery", dim: RGB | None = None, slide: tuple[int, int] = (0, 0), share: float | None = None,
) -> list[Layer]:  # fmt: skip
    """A figure with the mouths it talks with and the lids it blinks with; an own picture stands as it is."""
    file = own_pose(site, role, pose)
    size = (at.width, at.height)
    if file is not None:
        figure, content = open_pose(site, role, pose, file)
        recipe = {"own": content, "size": size, "dim": dim}
        picture = _png(stage, recipe, lambda: _dim(fitted(figure, size), dim))
        return [Layer(picture=picture, x=at.left, y=at.top, slide=slide, at=share, part=part)]
    who, mirrored = appearance(site, role), role == "explainer"
    talks = part in ("figure", "gesture")
    calm = _CALM.get(pose, "smile") if talks else None
    facts = {"figure": [FIGURES_VERSION, repr(who), pose, at.height, mirrored], "dim": dim}

    def drawn(
        mouth: Mouth | None, eyes: Eyes | None = None, box: tuple[int, int, int, int] | None = None
    ) -> Image.Image:
        return _dim(draw_figure(who, pose, at.height, mouth=mouth, eyes=eyes, mirrored=mirrored, box=box), dim)

    def patch(name: FacePart, now: Part, mouth: Mouth | None, eyes: Eyes | None = None) -> Layer:
        box = face_box(pose, name, at.height, mirrored=mirrored)
        recipe = {**facts, "face": name, "mouth": mouth, "eyes": eyes}
        picture = _png(stage, recipe, lambda: drawn(mouth, eyes, box))
        return Layer(picture=picture, x=at.left + box[0], y=at.top + box[1], part=now)

    base = _png(stage, {**facts, "mouth": calm}, lambda: drawn(calm))
    layers = [Layer(picture=base, x=at.left, y=at.top, slide=slide, at=share, part=part)]
    if talks:
        layers += [patch("mouth", "mouth", mouth) for mouth in _TALKING]
    if pose != "cheering":  # its eyes are closed with joy
        layers.append(patch("eyes", "blink", calm, "shut"))
    return layers


def _sign(stage: Stage, tone: Tone) -> Layer:
    """The site's name on the desk's front, as in a studio, where apps leave a film room below the captions."""
    name = stage.look.name
    style = TextStyle(stage.look.heading, stage.px(64), 800, 1.2)
    laid = fit(name, style, (stage.safe.width * 0.8, stage.px(100)), stage.book, minimum=stage.px(30), max_lines=1)
    size = (round(laid.width) + 2 * style.size, round(laid.height) + 2 * style.size)

    def picture() -> Image.Image:
        image = Image.new("RGBA", size, (*tone.top, 0))
        draw(image, laid, (style.size, style.size), (*tone.top, 255), stage.book)
        return image

    media = _png(stage, {"sign": name, "colour": tone.top, **stage.signature(name)}, picture)
    middle = stage.height * _SIGN
    return Layer(picture=media, x=round((stage.width - size[0]) / 2), y=round(middle - size[1] / 2), part="scenery")


def _nameplate(stage: Stage, site: Site, role: Role, at: Standing, desk: int) -> Layer:
    """The speaker's name on the desk's edge, below them."""
    name, colour = name_of(site, role), colour_of(site, role)
    style = TextStyle(stage.look.heading, stage.px(30), 750, 1.2)
    laid = lay_out(name, style, stage.px(420), stage.book, max_lines=1)
    size = (round(laid.width) + 2 * stage.px(26), stage.px(52))
    ink = readable_on(colour, (stage.look.surface, stage.ground), 4.5)

    def picture() -> Image.Image:
        image = panel(size, size[1] // 2, colour, 1.0)
        draw(image, laid, (stage.px(26), (size[1] - laid.height) / 2), (*ink, 255), stage.book)
        return image

    media = _png(stage, {"name": name, "colour": colour, **stage.signature(name)}, picture)
    return Layer(picture=media, x=round(at.middle - size[0] / 2), y=desk - size[1] // 2, part="scenery")


def _pieces(stage: Stage, recipe: dict[str, Any], pieces: Sequence[Piece]) -> list[Layer]:
    text = " ".join([str(recipe.get("said", "")), repr(recipe)])
    facts = {**recipe, "versions": [DIALOGUE_VERSION, CARDS_VERSION], "look": repr(stage.look), **stage.signature(text)}
    layers = []
    for place, piece in enumerate(pieces):
        part: Part = "title" if piece.title else ""
        media = _png(stage, {**facts, "piece": place}, lambda piece=piece: piece.image)  # type: ignore[misc]
        layers.append(
            Layer(
                picture=media,
                x=piece.x,
                y=piece.y,
                word=piece.word,
                at=piece.at,
                slide=piece.slide,
                grow=piece.grow,
                part=part,
            )
        )
    return layers


def _png(stage: Stage, recipe: dict[str, Any], draw_it: Callable[[], Image.Image]) -> Media:
    def produce(path: Path) -> dict[str, Any]:
        image = draw_it()
        image.save(path, "PNG", compress_level=3)
        return {"width": image.width, "height": image.height}

    return stage.media.make({"dialogue sprite": recipe}, ".png", produce, kind="sprite")


def _dim(image: Image.Image, ground: RGB | None) -> Image.Image:
    """The figure gone back into the ground's colour."""
    if ground is None:
        return image
    alpha = image.getchannel("A")
    flat = Image.blend(image.convert("RGB"), Image.new("RGB", image.size, mix(ground, (0, 0, 0), 0.04)), _DIMMED)
    flat.putalpha(alpha)
    return flat
