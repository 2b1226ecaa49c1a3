"""Where things stand in a dialogue's scene: two figures behind a desk, a card above or beside them, captions below.

The desk's upper edge runs right above the captions, so that nobody's face is ever covered by words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reprise.graphics.figures import FIGURE_SHAPE
from reprise.graphics.glyphs import Box
from reprise.video.look.stage import Stage
from reprise.video.look.subtitles import captions_top
from reprise.video.script import Role

_ABOVE = 140  # from the safe area's upper edge to a card: progress and signature stand there
_HEAD = 0.1  # of a figure's height that is free above its head
_SECOND = 0.66  # of the speaker's size: whom the speaker talks to


@dataclass(frozen=True)
class Standing:
    """Where a figure's box lies: `left` and `height` in pixels, on the desk's edge."""

    left: int
    top: int
    width: int
    height: int

    @property
    def head(self) -> tuple[float, float]:
        """About the middle of its face."""
        return self.left + self.width / 2, self.top + self.height * 0.34

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


@dataclass(frozen=True)
class Places:
    """Everything's place in a scene, pixels. `tail` is the edge of a card from which a speech bubble points."""

    desk: int
    speaker: Standing
    listener: Standing | None
    card: Box
    tail: Literal["bottom", "left", "right"]


def places(stage: Stage, speaker: Role) -> Places:
    """The questioner stands at the left, the explainer at the right; who speaks is larger."""
    desk = round(captions_top(stage)) - stage.px(40)
    left = speaker == "questioner"
    wide = stage.width / stage.height > 1.3
    top = stage.safe.top + stage.px(_ABOVE)
    if stage.vertical:
        card = Box(stage.safe.left, top, stage.safe.right, top + (desk - top) * 0.38)
        height = (desk - card.bottom - stage.px(14)) / (1 - _HEAD)
        middle, second = 0.37, 0.81
    else:
        far, near = (0.765, 0.4) if wide else (1.0, 0.555)
        inner, outer = stage.width * near, min(stage.width * far, stage.safe.right)
        card = Box(inner, top, outer, desk - stage.px(36))
        card = card if left else Box(stage.width - outer, card.top, stage.width - inner, card.bottom)
        height = (desk - top + stage.px(20)) / (1 - _HEAD / 2)
        middle, second = (0.2, 0.885) if wide else (0.25, 0.0)
    at = (middle, second) if left else (1 - middle, 1 - second)
    listener = _standing(stage, at[1], height * _SECOND, desk) if second else None
    tail: Literal["bottom", "left", "right"] = "bottom" if stage.vertical else "left" if left else "right"
    return Places(desk, _standing(stage, at[0], height, desk), listener, card, tail)


def together(stage: Stage) -> tuple[int, Standing, Standing, Box]:
    """For the last card: the desk's edge, both figures side by side, and the room for the words."""
    top = stage.safe.top + stage.px(_ABOVE)
    if stage.vertical:
        desk = round(stage.height * 0.775)
        height = (desk - top) * 0.40 / (1 - _HEAD)
        room = Box(stage.safe.left, top, stage.safe.right, desk - height * (1 - _HEAD) - stage.px(36))
        return desk, _standing(stage, 0.31, height, desk), _standing(stage, 0.71, height, desk), room
    desk = round(stage.height * 0.86)
    wide = stage.width / stage.height > 1.3
    height = (desk - top) * (0.66 if wide else 0.46)
    first, second = (0.145, 0.325) if wide else (0.3, 0.7)
    if wide:
        room = Box(stage.width * 0.44, top, stage.safe.right, desk - stage.px(60))
    else:
        room = Box(stage.safe.left, top, stage.safe.right, desk - height * (1 - _HEAD) - stage.px(20))
    return desk, _standing(stage, first, height, desk), _standing(stage, second, height, desk), room


def _standing(stage: Stage, middle: float, height: float, desk: int) -> Standing:
    tall = round(height)
    width = round(tall * FIGURE_SHAPE[0] / FIGURE_SHAPE[1])
    return Standing(round(stage.width * middle - width / 2), desk - tall, width, tall)
