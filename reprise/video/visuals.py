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


class Layer(Document):
    """A piece of a card over its moving still, top left at (`x`, `y`) pixels, in the order of appearance.

    It comes with the scene's narration: with its word number `word`, else when the share `at` (0–1) of the speech is
    over, else at once after the layer before it. It slides in by `slide` pixels or is uncovered (`reveal`, frames).
    """

    picture: Media
    x: int
    y: int
    word: int | None = None
    at: float | None = None
    slide: tuple[int, int] = (0, 0)
    reveal: int = 0


class SceneVisual(Document):
    """A scene's still with its move. `ground` is "photo" where a picture fills the frame (its headline needs a
    panel) and "card" where the scene's words stand in `layers` or in the still.

    `captions` is False where the card's own words are all that is spoken.
    """

    scene: str
    kind: CueKind
    ground: Literal["photo", "card"]
    still: Media
    start: Camera = Camera()
    end: Camera = Camera()
    alt: str = ""
    credit: str | None = None
    layers: tuple[Layer, ...] = ()
    captions: bool = True


class Visuals(Document):
    """The stills of a whole script, in its order, for films of `width` × `height` pixels."""

    article: str
    format: str
    width: int
    height: int
    scenes: tuple[SceneVisual, ...]
