"""What each scene of a film looks like: a still, how the camera moves over it, and what is drawn on top."""

from __future__ import annotations

from typing import Literal

from reprise.media import Media
from reprise.model import Document
from reprise.video.pictures.chosen import ChosenPicture, credit_lines
from reprise.video.script import CueKind

Part = Literal["", "scenery", "title", "figure", "gesture", "mouth", "blink"]
"""What a layer is beside a card's piece: a thing that stands there throughout, the film's title, a figure, the pose it
changes to at `at`; its open mouths and closed eyes, which are shown again and again (see `dialogue.motion`)."""


class Camera(Document):
    """A view of a still: centre as fractions of its width and height, `scale` as in `film.View`."""

    x: float = 0.5
    y: float = 0.5
    scale: float = 1.0


class Layer(Document):
    """A piece of a card over its moving still, top left at (`x`, `y`) pixels, in the order of appearance.

    It comes with the scene's narration: with its word number `word`, else when the share `at` (0–1) of the speech is
    over, else `wait` frames (a few, without it) after the layer before it; with the share `until` of the speech it is
    gone. It fades in unless `fade` is False, slides in by `slide` pixels, grows from the share `grow` of its size, or
    is uncovered from its `edge` in `reveal` frames, in steps to the pixel positions `stops` where those are given; all
    as in `film.Sprite`.
    """

    picture: Media
    x: int
    y: int
    word: int | None = None
    at: float | None = None
    until: float | None = None
    wait: int | None = None
    fade: bool = True
    slide: tuple[int, int] = (0, 0)
    grow: float = 1.0
    reveal: int = 0
    edge: Literal["left", "right", "top", "bottom"] = "left"
    stops: tuple[int, ...] = ()
    part: Part = ""


class Animation(Document):
    """A scene that a Python file beside the site's file draws: `file` is its path below the site's folder, `content`
    names what stands in it, `facts` (JSON) is what it is told."""

    file: str
    content: str
    facts: str = "{}"


class SceneVisual(Document):
    """A scene's still with its move. `ground` is "photo" where a picture fills the frame (its headline needs a
    panel) and "card" where the scene's words stand in `layers` or in the still.

    `captions` is False where the card's own words are all that is spoken. `credit` is who made the picture, as the
    article writes it. A scene with a `clip` shows that moving picture around (`focus`) instead of the still, which is
    a frame of it; one with an `animation` is drawn by its file.
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
    clip: Media | None = None
    focus: tuple[float, float] = (0.5, 0.5)
    animation: Animation | None = None


class Visuals(Document):
    """The stills of a whole script, in its order, for films of `width` × `height` pixels.

    `endings` are the last scenes of presets that end in other words; `outside` are the pictures that the article did
    not bring, and `notes` say why a scene has none.
    """

    article: str
    format: str
    width: int
    height: int
    scenes: tuple[SceneVisual, ...]
    endings: dict[str, SceneVisual] = {}
    outside: tuple[ChosenPicture, ...] = ()
    notes: tuple[str, ...] = ()

    def of_preset(self, name: str) -> Visuals:
        """The pictures as a preset has them."""
        if name not in self.endings:
            return self
        return self.model_copy(update={"scenes": (*self.scenes[:-1], self.endings[name])})

    def credits(self, language: str) -> tuple[str, ...]:
        """Whose the pictures are: the article's as it writes it, then those from outside with their pages."""
        outside = {picture.scene for picture in self.outside}
        own = [scene.credit for scene in self.scenes if scene.credit and scene.scene not in outside]
        return (*dict.fromkeys(own), *credit_lines(self.outside, language))
