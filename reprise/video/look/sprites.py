"""The pieces of a card over its moving ground, each from its turn on, over the figures of a dialogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reprise.video.dialogue.motion import figure_sprites
from reprise.video.film import Sprite
from reprise.video.look.headlines import headline_bottom
from reprise.video.look.stage import FADE, Stage
from reprise.video.look.watermark import signature_bottom
from reprise.video.pictures.visuals import Layer
from reprise.video.script import Transition
from reprise.video.timeline import SceneTiming
from reprise.video.voice.voiceover import NarrationLine

__all__ = ["ENTRANCE", "FADE", "Exit", "headline_bottom", "layer_sprites", "signature_bottom"]

ENTRANCE = 7
"""Frame of a scene in which its words begin to come: in a transition, when the scene is more seen than the last."""

_READ = 32  # frames that the last piece is there at least before the transition
_STAGGER = 3  # frames between two pieces that come together
_AHEAD = 10  # frames that a piece begins to come before its word is spoken


@dataclass(frozen=True)
class Exit:
    """When a scene's words are gone, in its frames, and in how many they fade away before."""

    frame: int
    fade: int

    @classmethod
    def of(cls, timing: SceneTiming, hidden: int, leave: Transition | None) -> Exit:
        """Words fade before a crossfade's middle, move away with a scene that slides or is wiped, and stay to a cut
        or the film's end; `leave` is the transition that begins at frame `hidden` (None: nothing follows)."""
        if leave == "crossfade":
            return cls(hidden + (timing.frames - hidden) // 2, FADE)
        return cls(timing.frames, 0)


def layer_sprites(
    stage: Stage,
    layers: Sequence[Layer],
    timing: SceneTiming,
    line: NarrationLine | None,
    *,
    fps: int,
    opening: bool,
    hidden: int,
    leave: Exit,
) -> tuple[Sprite, ...]:
    """A card's pieces, each from its turn on, gone with the scene or when the layer says so.

    Of the film's `opening` the first piece and all words stand from the first frame on: that is what previews show,
    and what is marked or drawn comes later. `hidden` is the frame at which the transition out of the scene begins.
    Figures of a dialogue stand below the pieces.
    """
    begin = 0 if opening else ENTRANCE
    speech = timing.speech - timing.first
    last_turn = max(begin, hidden - _READ)
    figures = [layer for layer in layers if layer.part]
    sprites = list(
        figure_sprites(stage.media, figures, timing, line, fps=fps, opening=opening, hidden=hidden) if figures else ()
    )
    due = begin
    for number, layer in enumerate(layer for layer in layers if not layer.part):
        wait = _STAGGER if layer.wait is None else layer.wait
        still = opening and (number == 0 or _is_words(layer))
        due = begin if number == 0 or still else min(last_turn, max(due + wait, _turn(layer, line, speech, fps)))
        gone = _gone(layer, line, speech, fps, due, leave)
        file, key = stage.media.path(layer.picture), layer.picture.key
        fade = (FADE if layer.fade and not still else 0, gone.fade)
        come = () if still else (layer.slide, layer.reveal, layer.grow, layer.edge, layer.stops)
        sprites.append(Sprite(file, key, layer.x, layer.y, due, gone.frame, *fade, *come))
    return tuple(sprites)


def _is_words(layer: Layer) -> bool:
    """Whether a piece is letters, and no line, mark or bar that is drawn; typed letters come at their stops."""
    return not layer.reveal or bool(layer.stops)


def _gone(layer: Layer, line: NarrationLine | None, speech: int, fps: int, due: int, leave: Exit) -> Exit:
    """When a piece is gone; one that goes before its scene stays long enough to have been seen."""
    if layer.until is None or line is None:
        return leave
    own = max(due + 2 * FADE, speech + round(layer.until * line.seconds * fps))
    return Exit(own, FADE) if own < leave.frame else leave


def _turn(layer: Layer, line: NarrationLine | None, speech: int, fps: int) -> int:
    """The frame of the scene at which the narration reaches a piece."""
    if line is None:
        return 0
    if layer.word is not None and layer.word < len(line.words):
        return speech + round(line.words[layer.word].start * fps) - _AHEAD
    return speech + round(layer.at * line.seconds * fps) - _AHEAD if layer.at is not None else 0
