"""Cuts a film into units: stretches of one scene and crossfades between two, each an encoding of its own.

A unit's recipe holds all that decides its pixels and bytes, and nothing else: the same stretch in another film, or
after another scene was changed, is the same unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from reprise.errors import BadInput
from reprise.video.film import Film, FilmScene, Sprite

_LONGEST = 96  # frames of a unit: keeps all workers busy to the end, and a keyframe every few seconds


@dataclass(frozen=True)
class Part:
    """A scene from its frame `first` on."""

    scene: FilmScene
    first: int


@dataclass(frozen=True)
class Unit:
    """`frames` frames of a film: of one part, or of two while the second fades in over the first. `sprites` lie
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
            "sprites": [[sprite.key, sprite.x, sprite.y] for sprite in self.sprites],
        }


def units_of(film: Film) -> tuple[Unit, ...]:
    """The film's units in its order; their frames add up to the film's. Raises `BadInput` for an impossible film."""
    _examine(film)
    overlap = film.transition
    units: list[Unit] = []
    for number, scene in enumerate(film.scenes):
        if number and overlap:
            before = film.scenes[number - 1]
            parts = (Part(before, before.frames - overlap), Part(scene, 0))
            units.append(_unit(film, parts, overlap))
        first = overlap if number else 0
        last = scene.frames - (overlap if number + 1 < len(film.scenes) else 0)
        pieces = math.ceil((last - first) / _LONGEST)
        for piece in range(pieces):
            begin = first + (last - first) * piece // pieces
            end = first + (last - first) * (piece + 1) // pieces
            units.append(_unit(film, (Part(scene, begin),), end - begin))
    return tuple(units)


def _unit(film: Film, parts: tuple[Part, ...], frames: int) -> Unit:
    lean = tuple(replace(part, scene=_with_visible_sprites(part, frames)) for part in parts)
    return Unit(film.width, film.height, film.fps, frames, lean, film.sprites)


def _with_visible_sprites(part: Part, frames: int) -> FilmScene:
    seen = tuple(s for s in part.scene.sprites if s.first < part.first + frames and s.last > part.first)
    return replace(part.scene, sprites=seen)


def _part_recipe(part: Part, frames: int) -> dict[str, Any]:
    scene = part.scene
    ground = scene.ground
    views = [[view.x, view.y, view.scale] for view in (ground.motion.start, ground.motion.end)]
    return {
        "still": ground.key,
        "motion": views,
        # a still that does not move looks the same in every frame
        "time": [scene.frames, part.first] if views[0] != views[1] else None,
        "sprites": [_sprite_recipe(sprite, part.first, frames) for sprite in scene.sprites],
    }


def _sprite_recipe(sprite: Sprite, first: int, frames: int) -> list[Any]:
    """A sprite's time counted from the unit's first frame, ends and fades outside the unit left out."""
    begin, end = sprite.first - first, sprite.last - first
    entrance = max(sprite.fade_in, sprite.reveal)
    shown_in = [begin, sprite.fade_in, sprite.slide, sprite.reveal] if begin + entrance > 0 else None
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
