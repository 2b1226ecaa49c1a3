"""Scenes that a site draws itself, in a Python file with MoviePy.

The file is the operator's own code: his site's file names it (`films.animations`), and it runs with the rights of
the process that renders, as any other module of the installation. Nothing that an article says can name a file; what
a scene is told reaches it as data. MoviePy is imported here and nowhere else, so only a worker that draws such a
scene loads it.
"""

from __future__ import annotations

import json
import random
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import cv2
import numpy as np
from moviepy import VideoClip

from reprise.errors import BadInput
from reprise.video.film import ScriptedGround
from reprise.video.render.colour import Bytes, nv12_of_bgr

Result = TypeVar("Result")

_SAME_SHAPE = 0.01  # share by which a clip's shape may differ and still be scaled to the film's


@dataclass(frozen=True)
class SpokenWord:
    """A word of the scene's narration, in seconds from the scene's first frame."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class SceneFacts:
    """What the function `scene` of an animation is given.

    Size in pixels, `seconds` and `frames` of the scene with its transitions. `text` are the words to draw,
    `items` their parts where there are several, `narration` what is said, `words` when. `colours` maps roles ("ground",
    "accent", "text") to "#rrggbb", `files` names ("still", "logo", the fonts "heading" and "body") to paths. `data`
    holds whatever else the scene is told.
    """

    width: int
    height: int
    fps: int
    frames: int
    text: str = ""
    items: tuple[str, ...] = ()
    narration: str = ""
    words: tuple[SpokenWord, ...] = ()
    colours: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        return self.frames / self.fps


class Scripted:
    """A scene drawn by its file: `scene(facts)` is called once and gives the clip whose frames are shown."""

    def __init__(self, ground: ScriptedGround, frames: int, width: int, height: int, fps: int) -> None:
        self._path, self._size, self._fps = ground.path, (width, height), fps
        facts = _facts(ground, frames, width, height, fps)
        self._module = f"_animation_{ground.key}"
        draw = self._guarded("drawing the scene", lambda: _function(ground.path, self._module))
        random.seed(0)  # two workers draw two parts of one scene: what is left to chance must come out alike
        np.random.seed(0)
        clip = self._guarded("drawing the scene", lambda: draw(facts))
        if not isinstance(clip, VideoClip):
            raise self._wrong(f"scene() gives {type(clip).__name__} instead of a MoviePy clip")
        self._clip = clip
        self._last = self._last_moment()
        self._examine_shape(tuple(clip.size or ()))

    def draw(self, frame: int, y: Bytes, uv: Bytes) -> None:
        """Write a frame of the scene; after its end the clip's last picture stays."""
        moment = min(frame / self._fps, self._last)
        picture = self._guarded(f"the picture at {moment:.2f} s", lambda: self._clip.get_frame(moment))
        for target, plane in zip((y, uv), nv12_of_bgr(self._bgr(picture)), strict=True):
            np.copyto(target, plane)

    def close(self) -> None:
        self._clip.close()
        sys.modules.pop(self._module, None)

    def _bgr(self, picture: Any) -> Bytes:
        pixels = np.asarray(picture)
        if pixels.ndim != 3 or pixels.shape[2] < 3:
            raise self._wrong(f"a picture has the shape {pixels.shape} instead of (height, width, 3)")
        pixels = np.clip(pixels[..., 2::-1], 0, 255).astype(np.uint8)
        if pixels.shape[1::-1] != self._size:
            method = cv2.INTER_AREA if pixels.shape[1] > self._size[0] else cv2.INTER_CUBIC
            return np.asarray(cv2.resize(pixels, self._size, interpolation=method), dtype=np.uint8)
        return np.ascontiguousarray(pixels)

    def _last_moment(self) -> float:
        """The last moment at which the clip has a picture."""
        if self._clip.duration is None:
            return float("inf")
        if self._clip.duration <= 0:
            raise self._wrong("scene() gives a clip without length")
        return max(0.0, float(self._clip.duration) - 1 / self._fps)

    def _examine_shape(self, size: tuple[int, ...]) -> None:
        width, height = self._size
        if len(size) != 2 or min(size) < 1 or abs(size[0] * height / (size[1] * width) - 1) > _SAME_SHAPE:
            made = "×".join(str(side) for side in size) or "no size"
            raise self._wrong(f"scene() gives a clip of {made} for a film of {width}×{height}")

    def _guarded(self, what: str, act: Callable[[], Result]) -> Result:
        """Do what runs the site's code; whatever it raises becomes one clear error."""
        try:
            return act()
        except BadInput:
            raise
        except (Exception, SystemExit) as error:
            said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            raise self._wrong(f"{what} failed ({said})", _line(error, self._path)) from error

    def _wrong(self, what: str, line: int | None = None) -> BadInput:
        where = str(self._path) if line is None else f"{self._path}, line {line}"
        return BadInput(
            f"The animation cannot be used: {what}.",
            where=where,
            remedy="Correct the file; docs/animations.md says what it must do.",
        )


def _function(path: Path, name: str) -> Callable[[SceneFacts], object]:
    """The function `scene` of a file, run as a module of its own."""
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # dataclasses look their module up
    exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)
    function = getattr(module, "scene", None)
    if not callable(function):
        raise BadInput(
            "The animation has no function scene(facts).",
            where=str(path),
            remedy="Write one; docs/animations.md has an example.",
        )
    return function  # type: ignore[no-any-return]


def _facts(ground: ScriptedGround, frames: int, width: int, height: int, fps: int) -> SceneFacts:
    told = json.loads(ground.facts)
    return SceneFacts(
        width=width,
        height=height,
        fps=fps,
        frames=frames,
        text=told.pop("text", ""),
        items=tuple(told.pop("items", ())),
        narration=told.pop("narration", ""),
        words=tuple(SpokenWord(word["text"], word["start"], word["end"]) for word in told.pop("words", ())),
        colours=told.pop("colours", {}),
        files={file.name: file.path for file in ground.files},
        data=told,
    )


def _line(error: BaseException, path: Path) -> int | None:
    """The line of the file in which an error arose."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno
    lines = [place.lineno for place in traceback.extract_tb(error.__traceback__) if place.filename == str(path)]
    return lines[-1] if lines else None
