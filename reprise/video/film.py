"""A film as the renderer gets it: moving grounds, sprites over them, one sound track; all times in frames.

n scenes overlap in n−1 transitions, so a film lasts the sum of its scenes' frames less (n−1) × `transition`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # a rendering worker reads films, never scripts, and starts faster without them
    from reprise.video.script import Transition


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
class StillGround:
    """A picture and the camera's move over it. `key` names its content."""

    path: Path
    key: str
    motion: Motion = field(default_factory=Motion)


@dataclass(frozen=True)
class ClipGround:
    """A moving picture, scaled to fill the frame around (`x`, `y`) (fractions of its size), from `start` on, counted in
    the film's frames; it begins again where it is shorter than the scene. `key` names its content."""

    path: Path
    key: str
    start: int = 0
    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True)
class GivenFile:
    """A file that a scripted scene may use, by `name` ("still", "heading"). `key` names its content."""

    name: str
    path: Path
    key: str


@dataclass(frozen=True)
class ScriptedGround:
    """A scene that a Python file draws with MoviePy. `key` names the file's content; `facts` is JSON with what the
    file is told, without paths: the files that it may use are in `files`."""

    path: Path
    key: str
    facts: str = "{}"
    files: tuple[GivenFile, ...] = ()


Ground = StillGround | ClipGround | ScriptedGround


@dataclass(frozen=True)
class Sprite:
    """A drawn RGBA picture (PNG) over the scene, top left at (`x`, `y`) pixels, shown in frames
    [`first`, `last`) of its scene. `key` names its content; `fade` is the number of frames in and out.

    While it fades in it slides to its place from (x + `slide[0]`, y + `slide[1]`), and grows to its size from the share
    `grow` of it, a little beyond and back. `reveal` is the number of frames from `first` in which it is uncovered from
    its `edge`; in even steps to the pixel positions `stops` where those are given (a letter at a time).
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
    grow: float = 1.0
    edge: Literal["left", "right", "top", "bottom"] = "left"
    stops: tuple[int, ...] = ()


@dataclass(frozen=True)
class FilmScene:
    """A ground and its sprites for `frames` frames, transitions included. `enter` is how the scene takes over from the
    one before: both are seen in the film's `transition` frames; a cut falls into their middle. The `fixed`
    sprites do not go along with a transition: those of the scene that comes lie over it. The film's own sprites do not
    lie over a scene that is `bare`."""

    id: str
    ground: Ground
    frames: int
    sprites: tuple[Sprite, ...] = ()
    enter: Transition = "crossfade"
    bare: bool = False
    fixed: tuple[Sprite, ...] = ()


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
    sprites: tuple[Sprite, ...] = ()
    sound: Path | None = None
    sound_key: str = ""

    @property
    def frames(self) -> int:
        """Length of the whole film in frames."""
        return sum(scene.frames for scene in self.scenes) - self.transition * (len(self.scenes) - 1)

    @property
    def seconds(self) -> float:
        return self.frames / self.fps
