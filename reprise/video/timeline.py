"""When every scene and every word happens, in frames of the film.

The arithmetic is done in whole frames: a scene begins where the one before it begins to fade, so `first` of scene
i+1 is `first + frames − transition` of scene i.
"""

from __future__ import annotations

from reprise.model import Document


class SceneTiming(Document):
    """A scene's frames [`first`, `first + frames`) of the film, transitions included; its narration starts at
    film frame `speech`."""

    scene: str
    first: int
    frames: int
    speech: int


class Timeline(Document):
    """The film in frames. `frames` is its whole length."""

    fps: int
    transition: int
    scenes: tuple[SceneTiming, ...]
    frames: int

    @property
    def seconds(self) -> float:
        return self.frames / self.fps
