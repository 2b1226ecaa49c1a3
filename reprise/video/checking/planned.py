"""What a film was meant to be, as far as a look at the finished one needs it: what moves when, who speaks when, and
where words stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from reprise.video.captions import Captions
from reprise.video.checking.facts import Fault
from reprise.video.film import Film, FilmScene, Sprite, StillGround
from reprise.video.timeline import Timeline
from reprise.video.voice.voiceover import Voiceover

Stretches = tuple[tuple[float, float], ...]
"""Stretches of a film, (start, end) in seconds."""

_INK = 100  # opacity (of 255) from which a pixel is part of what is drawn, and no shadow
_SOLID = 0.75  # share of a sprite that is ink from which it is a bar or panel, which may lie along a border
_LETTERS = 3  # separate strokes at the lower border from which it is writing and no figure
_SETTLING = 0.25  # share of a scene at either end in which the camera hardly moves


_CREEPING = 0.001  # share of the frame that must be uncovered in a second to count as movement


@dataclass(frozen=True)
class Plan:
    """Everything a finished film is held against. `music` is whether any plays under the speech."""

    timeline: Timeline
    film: Film
    captions: Captions
    voiceover: Voiceover
    music: bool

    @property
    def sound(self) -> Path | None:
        """The finished mix."""
        return self.film.sound

    def speech(self) -> Stretches:
        """When each line is spoken."""
        lines = {line.scene: line.seconds for line in self.voiceover.lines}
        starts = ((t.speech / self.timeline.fps, lines[t.scene]) for t in self.timeline.scenes if t.scene in lines)
        return tuple(sorted((start, start + seconds) for start, seconds in starts))

    def pauses(self) -> Stretches:
        """Stretches between lines in which nothing is to be heard."""
        if self.music:
            return ()
        spoken = self.speech()
        return tuple((end, start) for (_, end), (start, _) in pairwise(spoken) if start > end)


def stills(film: Film) -> Stretches:
    """Stretches of a film in which its picture may stand still: no camera moves, no words come or go.

    A clip and a scene drawn by a script do what they like.
    """
    moving = np.zeros(film.frames, bool)
    first = 0
    for number, scene in enumerate(film.scenes):
        for begin, end in _movements(scene, film):
            moving[first + max(0, begin) : max(first, first + min(end, scene.frames))] = True
        if number:
            moving[first : first + film.transition] = True
        first += scene.frames - film.transition
    edges = np.flatnonzero(np.diff(np.concatenate([[True], moving, [True]]).astype(np.int8)))
    return tuple((begin / film.fps, end / film.fps) for begin, end in zip(edges[::2], edges[1::2], strict=True))


def _movements(scene: FilmScene, film: Film) -> Iterator[tuple[int, int]]:
    """Frames [begin, end) of a scene in which something is meant to change."""
    if isinstance(scene.ground, StillGround) and scene.ground.motion.start != scene.ground.motion.end:
        settling = round(scene.frames * _SETTLING)  # eased: at its ends a long move stands nearly still
        yield settling, scene.frames - settling
    for sprite in (*scene.sprites, *scene.fixed):
        reveal = 0 if _creeps(sprite, film) else sprite.reveal
        yield sprite.first - 1, sprite.first + max(1, sprite.fade_in, reveal)
        yield sprite.last - max(1, sprite.fade_out), sprite.last + 1


def _creeps(sprite: Sprite, film: Film) -> bool:
    """Whether a sprite is uncovered so slowly that nobody sees it move, as the line that shows a film's progress."""
    if not sprite.reveal:
        return False
    width, height = _size(sprite.path)
    return width * height / sprite.reveal * film.fps < _CREEPING * film.width * film.height


def caption_faults(captions: Captions, timeline: Timeline) -> list[Fault]:
    """Captions that are not all within the film, in order."""
    found, before = [], 0.0
    for cue in captions.cues:
        text = " ".join(cue.lines)[:40]
        if cue.start < 0 or cue.end > timeline.seconds + 1e-6:
            found.append(
                Fault(
                    f"The caption {text!r} ends at {cue.end:.2f} s; the film lasts {timeline.seconds:.2f} s.",
                    "Materialize the captions again.",
                    cue.start,
                )
            )
        if cue.end <= cue.start or cue.start < before - 1e-6:
            found.append(
                Fault(
                    f"The caption {text!r} ({cue.start:.2f}–{cue.end:.2f} s) is over before it begins, or "
                    "begins before the last one ends.",
                    "Materialize the captions again.",
                    cue.start,
                )
            )
        before = cue.end
    return found


def cut_off(film: Film) -> list[Fault]:
    """Words and marks that the frame's border cuts off.

    What is drawn ends inside the frame, or is a bar that lies along a border; letters at a border were cut.
    """
    found: dict[tuple[str, int, int], Fault] = {}
    first = 0
    for scene in film.scenes:
        for sprite in (*scene.sprites, *scene.fixed, *(film.sprites if not first else ())):
            name = (sprite.key, sprite.x, sprite.y)
            if name not in found and (sides := _cut_sides(sprite, film.width, film.height)):
                own = sprite not in film.sprites
                at = (first + max(0, sprite.first if own else 0)) / film.fps
                found[name] = Fault(
                    f"What is drawn over scene {scene.id!r} is cut off at the {' and '.join(sides)} of the picture.",
                    "Use fewer words there, or report the article.",
                    round(at, 2),
                )
        first += scene.frames - film.transition
    return list(found.values())


def _cut_sides(sprite: Sprite, width: int, height: int) -> list[str]:
    box = _size(sprite.path)
    inside = sprite.x > 0 and sprite.y > 0 and sprite.x + box[0] < width and sprite.y + box[1] < height
    if inside:
        return []
    ink = _ink(sprite.path)
    left, top = max(0, -sprite.x), max(0, -sprite.y)
    right, bottom = min(box[0], width - sprite.x), min(box[1], height - sprite.y)
    if right <= left or bottom <= top:
        return ["side"] if ink.any() else []
    if ink.mean() >= _SOLID:
        return []
    seen = ink[top:bottom, left:right]
    across, down = right - left == width, bottom - top == height
    if (across and _is_band(seen)) or (down and _is_band(seen.T)):
        return []
    borders = {
        "left": (sprite.x <= 0, seen[:, 0]),
        "right": (sprite.x + box[0] >= width, seen[:, -1]),
        "top": (sprite.y <= 0, seen[0]),
        "bottom": (sprite.y + box[1] >= height, seen[-1]),
    }
    return [side for side, (reached, line) in borders.items() if reached and _is_cut(side, line)]


def _is_band(seen: NDArray[np.bool_]) -> bool:
    """Whether every row is all ink or none: a shade over a part of the picture, and no letters."""
    return bool((seen.all(axis=1) | ~seen.any(axis=1)).all())


def _is_cut(side: str, line: NDArray[np.bool_]) -> bool:
    """Whether ink along a border was cut: any at all; at the lower border, where figures stand, several strokes."""
    strokes = int((np.diff(np.concatenate([[False], line]).astype(np.int8)) == 1).sum())
    return strokes >= (_LETTERS if side == "bottom" else 1)


@lru_cache(maxsize=4096)
def _size(path: Path) -> tuple[int, int]:
    with Image.open(path) as picture:
        width, height = picture.size
    return width, height


def _ink(path: Path) -> NDArray[np.bool_]:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGBA").getchannel("A")) > _INK
