"""What each scene of a film looks like: a still, how the camera moves over it, and what is drawn on top."""

from __future__ import annotations

from typing import Literal

from reprise.media import Media
from reprise.model import Document
from reprise.video.script import CueKind


class Camera(Document):
    """A view of a still: centre as fractions of its width and height, `scale` as in `film.View`."""

    x: float = 0.5
    y: float = 0.5
    scale: float = 1.0


class SceneVisual(Document):
    """A scene's still with its move. `ground` is "photo" where a picture fills the frame (text over it needs a
    scrim) and "card" where the still was drawn with its words."""

    scene: str
    kind: CueKind
    ground: Literal["photo", "card"]
    still: Media
    start: Camera = Camera()
    end: Camera = Camera()
    alt: str = ""
    credit: str | None = None


class Visuals(Document):
    """The stills of a whole script, in its order, for films of `width` × `height` pixels."""

    article: str
    format: str
    width: int
    height: int
    scenes: tuple[SceneVisual, ...]
