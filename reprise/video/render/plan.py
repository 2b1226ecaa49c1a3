"""Cuts a film into units: stretches of one scene and transitions between two, each an encoding of its own.

A unit's recipe holds all that decides its pixels and bytes, and nothing else: the same stretch in another film, or
after another scene was changed, is the same unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

from reprise.errors import BadInput
from reprise.video.film import ClipGround, Film, FilmScene, ScriptedGround, Sprite, StillGround

_LONGEST = 96  # frames of a unit: keeps all workers busy to the end, and a keyframe every few seconds


@dataclass(frozen=True)
class Part:
    """A scene from its frame `first` on."""

    scene: FilmScene
    first: int


@dataclass(frozen=True)
class Unit:
    """`frames` frames of a film: of one part, or of two while the second takes over from the first. `sprites` lie
    over all."""

    width: int
    height: int
    fps: int
    frames: int
    parts: tuple[Part, ...]
    sprites: tuple[Sprite, ...]

    @property
    def recipe(self) -> dict[str, Any]:
        """All that decides the unit's pixels, without paths."""
        return {
            "size": [self.width, self.height],
            "fps": self.fps,
            "frames": self.frames,
            "parts": [_part_recipe(part, self.frames) for part in self.parts],
            "transition": self.parts[1].scene.enter if len(self.parts) > 1 else None,
            "sprites": [[sprite.key, sprite.x, sprite.y] for sprite in self.sprites],
        }


def units_of(film: Film) -> tuple[Unit, ...]:
    """The film's units in its order; their frames add up to the film's. Raises `BadInput` for an impossible film."""
    _examine(film)
    units: list[Unit] = []
    for number, scene in enumerate(film.scenes):
        following = film.scenes[number + 1] if number + 1 < len(film.scenes) else None
        if number and not _cuts(scene):
            before = film.scenes[number - 1]
            parts = (Part(before, before.frames - film.transition), Part(scene, 0))
            units += [_unit(film, parts, film.transition)] if film.transition else []
        first = _alone_from(scene, film.transition) if number else 0
        last = scene.frames - (film.transition - _alone_until(following, film.transition) if following else 0)
        pieces = math.ceil((last - first) / _LONGEST)
        for piece in range(pieces):
            begin = first + (last - first) * piece // pieces
            end = first + (last - first) * (piece + 1) // pieces
            units.append(_unit(film, (Part(scene, begin),), end - begin))
    return tuple(units)


def _cuts(scene: FilmScene) -> bool:
    return scene.enter == "cut"


def _alone_from(scene: FilmScene, overlap: int) -> int:
    """The frame of a scene from which it is seen alone."""
    return overlap // 2 if _cuts(scene) else overlap


def _alone_until(following: FilmScene, overlap: int) -> int:
    """How many frames of a transition the scene before it is seen alone."""
    return overlap // 2 if _cuts(following) else 0


def _unit(film: Film, parts: tuple[Part, ...], frames: int) -> Unit:
    """What is fixed goes with a scene alone and lies over a transition, as the scene that comes has it at its begin;
    what lies over all comes and goes with its scene where the other one is bare."""
    over_all = film.sprites
    if any(part.scene.bare for part in parts):
        parts = tuple(_settled(part, () if part.scene.bare else film.sprites) for part in parts)
        over_all = ()
    elif len(parts) > 1:
        over_all = (*over_all, *(sprite for sprite in parts[1].scene.fixed if sprite.first <= 0))
    else:
        parts = tuple(_settled(part, ()) for part in parts)
    lean = tuple(replace(part, scene=_with_visible_sprites(part, frames)) for part in parts)
    return Unit(film.width, film.height, film.fps, frames, lean, over_all)


def _settled(part: Part, marks: tuple[Sprite, ...]) -> Part:
    """The part with what is fixed, and with `marks`, among its sprites."""
    scene = part.scene
    whole = tuple(Sprite(mark.path, mark.key, mark.x, mark.y, 0, scene.frames) for mark in marks)
    return replace(part, scene=replace(scene, sprites=(*scene.sprites, *scene.fixed, *whole)))


def _with_visible_sprites(part: Part, frames: int) -> FilmScene:
    seen = tuple(s for s in part.scene.sprites if s.first < part.first + frames and s.last > part.first)
    return replace(part.scene, sprites=seen, fixed=())


def _part_recipe(part: Part, frames: int) -> dict[str, Any]:
    return {
        **_ground_recipe(part),
        "sprites": [_sprite_recipe(sprite, part.first, frames) for sprite in part.scene.sprites],
    }


def _ground_recipe(part: Part) -> dict[str, Any]:
    ground, time = part.scene.ground, [part.scene.frames, part.first]
    match ground:
        case StillGround():
            views = [[view.x, view.y, view.scale] for view in (ground.motion.start, ground.motion.end)]
            # a still that does not move looks the same in every frame
            return {"still": ground.key, "motion": views, "time": time if views[0] != views[1] else None}
        case ClipGround():
            return {"clip": ground.key, "from": ground.start + part.first, "at": [ground.x, ground.y]}
        case ScriptedGround():
            files = [[file.name, file.key] for file in ground.files]
            told = {"facts": ground.facts, "files": files, "moviepy": version("moviepy")}
            return {"script": ground.key, "time": time, **told}


def _sprite_recipe(sprite: Sprite, first: int, frames: int) -> list[Any]:
    """A sprite's time counted from the unit's first frame, ends and fades outside the unit left out."""
    begin, end = sprite.first - first, sprite.last - first
    entrance = max(sprite.fade_in, sprite.reveal)
    coming = [sprite.slide, sprite.grow, sprite.reveal, sprite.edge, sprite.stops]
    shown_in = [begin, sprite.fade_in, *coming] if begin + entrance > 0 else None
    shown_out = [end, sprite.fade_out] if end - sprite.fade_out < frames else None
    return [sprite.key, sprite.x, sprite.y, shown_in, shown_out]


def _examine(film: Film) -> None:
    if not film.scenes:
        raise BadInput("A film needs at least one scene.", remedy="Write a script with scenes.")
    if film.width < 16 or film.height < 16 or film.width % 2 or film.height % 2:
        raise BadInput(f"{film.width}×{film.height} is no even film size.", remedy="Correct the preset.")
    overlap = film.transition
    for number, scene in enumerate(film.scenes):
        around = overlap * ((number > 0) + (number + 1 < len(film.scenes)))
        if scene.frames < max(1, around):
            raise BadInput(
                f"{scene.frames} frames are too few for the transitions around the scene ({around}).",
                where=scene.id,
                remedy="Give the scene more words or the film shorter transitions.",
            )
