"""Figures in time: who stands there throughout, who comes in, changes the pose, talks with open mouth and blinks."""

from __future__ import annotations

from collections.abc import Sequence

from reprise.media import MediaStore
from reprise.video.film import Sprite
from reprise.video.pictures.visuals import Layer
from reprise.video.timeline import SceneTiming
from reprise.video.voice.voiceover import NarrationLine, Word

TITLE_FADE = 0.5
"""Seconds in which a dialogue's title fades in."""

_ENTRANCE = 0.4  # seconds in which a speaker comes in
_CHANGE = 2  # frames in which a pose takes over from another
_SYLLABLE = 0.19  # seconds from one opening of the mouth to the next
_OPEN = 0.62  # share of them in which it is open
_BLINKS = (1.3, 4.4, 6.2, 9.7)  # seconds; then again from the beginning, each round after the last
_BLINK = 0.14


def figure_sprites(
    media: MediaStore, layers: Sequence[Layer], timing: SceneTiming, line: NarrationLine | None, *,
    fps: int, opening: bool, hidden: int,
) -> tuple[Sprite, ...]:  # fmt: skip
    """The sprites of those layers that have a `part`, in their order; figures stay through both transitions.

    `hidden` is the frame of the scene at which the transition out of it begins, `opening` the film's first scene.
    """
    speech = timing.speech - timing.first
    sprites: list[Sprite] = []
    stands = (0, timing.frames)  # frames of the figure that mouths and lids belong to
    mouths: list[Layer] = []
    for number, layer in enumerate(layers):
        if layer.part == "mouth":
            mouths.append(layer)
            if number + 1 == len(layers) or layers[number + 1].part != "mouth":
                sprites += _talking(media, mouths, line, speech, stands, fps)
                mouths = []
        elif layer.part == "blink":
            sprites += [_sprite(media, layer, *span) for span in _blinks(stands, fps, len(sprites))]
        elif layer.part == "title":
            come = 0 if opening else round(TITLE_FADE * fps)  # previews show the first frame
            sprites.append(_sprite(media, layer, 0, hidden, fade=(come, min(8, hidden))))
        elif layer.part == "gesture":
            start = _turn(layer, line, speech, timing.frames, fps)
            stands = (start, timing.frames)
            sprites.append(_sprite(media, layer, max(0, start - _CHANGE), timing.frames, fade=(_CHANGE, 0)))
        else:
            later = next(
                (other for other in layers[number + 1 :] if other.part in ("gesture", "figure", "scenery")), None
            )
            end = timing.frames
            if layer.part == "figure" and later is not None and later.part == "gesture":
                end = _turn(later, line, speech, timing.frames, fps)
            stands = (0, end)
            comes = layer.part == "figure" and not opening
            sprites.append(
                _sprite(media, layer, 0, end, fade=(round(_ENTRANCE * fps) if comes else 0, 0), slides=comes)
            )
    return tuple(sprites)


def _sprite(
    media: MediaStore, layer: Layer, first: int, last: int, *, fade: tuple[int, int] = (0, 0), slides: bool = False
) -> Sprite:
    slide = layer.slide if slides else (0, 0)
    return Sprite(media.path(layer.picture), layer.picture.key, layer.x, layer.y, first, last, *fade, slide)


def _turn(layer: Layer, line: NarrationLine | None, speech: int, frames: int, fps: int) -> int:
    """The frame in which a pose takes over; half-way where nothing is said."""
    share = layer.at if layer.at is not None else 0.5
    turn = speech + round(share * line.seconds * fps) if line else round(share * frames)
    return min(max(_CHANGE, turn), max(_CHANGE, frames - _CHANGE))


def _talking(
    media: MediaStore,
    mouths: Sequence[Layer],
    line: NarrationLine | None,
    speech: int,
    stands: tuple[int, int],
    fps: int,
) -> list[Sprite]:
    """Open mouths while words are spoken, some to each word, shut in between; the shapes take turns."""
    sprites = []
    for number, (start, end) in enumerate(_openings(line.words if line else (), speech, fps)):
        first, last = max(start, stands[0]), min(end, stands[1])
        if last > first:
            sprites.append(_sprite(media, mouths[number * 5 // 3 % len(mouths)], first, last))
    return sprites


def _openings(words: Sequence[Word], speech: int, fps: int) -> list[tuple[int, int]]:
    spans = []
    for word in words:
        length = word.end - word.start
        count = max(1, round(length / _SYLLABLE))
        for beat in range(count):
            start = word.start + length * beat / count
            first = speech + round(start * fps)
            spans.append((first, max(first + 2, speech + round((start + length / count * _OPEN) * fps))))
    return [
        (first, min(last, spans[number + 1][0]) if number + 1 < len(spans) else last)
        for number, (first, last) in enumerate(spans)
    ]


def _blinks(stands: tuple[int, int], fps: int, offset: int) -> list[tuple[int, int]]:
    """Frames with closed eyes; those of two figures do not fall together."""
    spans: list[tuple[int, int]] = []
    round_ = 0
    shift = 0.9 * (offset % 3)
    while True:
        for seconds in _BLINKS:
            first = round((round_ * 11.5 + seconds + shift) * fps)
            last = first + max(2, round(_BLINK * fps))
            if first >= stands[1]:
                return spans
            if first >= stands[0] + _CHANGE and last < stands[1]:
                spans.append((first, last))
        round_ += 1
