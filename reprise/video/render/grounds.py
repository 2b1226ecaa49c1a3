"""What a scene's ground must do for the renderer, and the three that there are: still, clip, scripted scene."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

from reprise.video import film
from reprise.video.render.clips import Clip
from reprise.video.render.colour import Bytes
from reprise.video.render.stills import Still

_KEPT = 3  # a scene, the one it fades into, and the one before, whose picture often comes again


class Ground(Protocol):
    """Draws any frame of one scene, in any order; the same frame always looks the same."""

    def draw(self, frame: int, y: Bytes, uv: Bytes) -> None:
        """Write frame `frame` of the scene: luma (h, w) and interleaved chroma (h/2, w/2, 2), BT.709, limited
        range. Raises `BadInput` where its file cannot be used."""
        ...

    def close(self) -> None:
        """Let go of files and memory."""
        ...


class Grounds:
    """The grounds of the last few scenes, so that neighbouring units open and convert a picture once."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[object, ...], Ground] = OrderedDict()

    def of(self, scene: film.FilmScene, width: int, height: int, fps: int) -> Ground:
        """The ground of a scene in a film of this size and rate. Raises `BadInput` for an unusable file."""
        name = (scene.ground, scene.frames, width, height, fps)
        ground = self._open.pop(name, None) or open_ground(scene.ground, scene.frames, width, height, fps)
        self._open[name] = ground
        while len(self._open) > _KEPT:
            self._open.popitem(last=False)[1].close()
        return ground


def open_ground(ground: film.Ground, frames: int, width: int, height: int, fps: int) -> Ground:
    """The renderer's side of a ground for a scene of `frames` frames."""
    match ground:
        case film.StillGround():
            return Still(ground, frames, width, height)
        case film.ClipGround():
            return Clip(ground, width, height, fps)
        case film.ScriptedGround():
            from reprise.video.render.scripted import Scripted  # brings MoviePy, which no other scene needs

            return Scripted(ground, frames, width, height, fps)
