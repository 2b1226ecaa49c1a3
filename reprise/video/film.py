"""A film as the renderer gets it: stills in motion, sprites over them, one sound track; all times in frames.

n scenes overlap in n−1 transitions, so a film lasts the sum of its scenes' frames less (n−1) × `transition`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class View:
    """A part of a still, as fractions of its width and height: centre `x`, `y`, and `scale` 1 = the largest part of
    the film's aspect that fits, 0.8 = zoomed in to 80 % of that."""

    x: float = 0.5
    y: float = 0.5
    scale: float = 1.0


@dataclass(frozen=True)
class Motion:
    """A Ken Burns move from one view to another, eased at both ends."""

    start: View = field(default_factory=View)
    end: View = field(default_factory=View)


@dataclass(frozen=True)
class Sprite:
    """A drawn RGBA picture (PNG) over the scene, top left at (`x`, `y`) pixels, shown in frames
    [`first`, `last`) of its scene. `key` names its content; `fade` is the number of frames in and out.

    While it fades in it slides to its place from (x + `slide[0]`, y + `slide[1]`); `reveal` is the number of frames
    from `first` in which it is uncovered from left to right.
    """

    path: Path
    key: str
    x: int
    y: int
    first: int
    last: int
    fade_in: int = 0
    fade_out: int = 0
    slide: tuple[int, int] = (0, 0)
    reveal: int = 0


@dataclass(frozen=True)
class FilmScene:
    """A still, its motion and its sprites for `frames` frames, transitions included. `key` names the still."""

    id: str
    still: Path
    key: str
    frames: int
    motion: Motion = field(default_factory=Motion)
    sprites: tuple[Sprite, ...] = ()


@dataclass(frozen=True)
class Film:
    """Everything that decides a film's pixels, and the finished sound (WAV, 48 kHz) that goes under it.

    `sprites` lie over every scene for the whole film (a watermark); their frames are ignored.
    """

    width: int
    height: int
    fps: int
    scenes: tuple[FilmScene, ...]
    transition: int = 12
    kind: Literal["crossfade", "cut"] = "crossfade"
    sprites: tuple[Sprite, ...] = ()
    sound: Path | None = None
    sound_key: str = ""

    @property
    def frames(self) -> int:
        """Length of the whole film in frames."""
        overlap = self.transition if self.kind == "crossfade" else 0
        return sum(scene.frames for scene in self.scenes) - overlap * (len(self.scenes) - 1)

    @property
    def seconds(self) -> float:
        return self.frames / self.fps
