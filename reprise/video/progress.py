"""How far the film is: one short line per scene at the upper edge of the safe area, filled while its scene runs.

A scene's line depends on its place and the number of scenes only, so a longer scene changes no other.
"""

from __future__ import annotations

from functools import partial

from PIL import Image, ImageChops, ImageDraw

from reprise.graphics.colour import BLACK, WHITE
from reprise.graphics.crop import rounded_mask
from reprise.video.film import Sprite
from reprise.video.stage import Stage

_HEIGHT, _GAP = 8, 10  # of a line, between lines
_EDGE = 2  # dark pixels around a line, so that it is seen on white


def progress_sprites(stage: Stage, number: int, scenes: int, first: int, last: int, frames: int) -> tuple[Sprite, ...]:
    """The lines of scene `number` of `scenes`: those behind it full, its own filling in frames [first, last)."""
    spans = _spans(stage, scenes)
    edge = max(1, stage.px(_EDGE))
    top = progress_top(stage)
    size = (round(stage.safe.width), stage.px(_HEIGHT) + 2 * edge)
    recipe = {"progress": [number, scenes], "size": size, "film": [stage.width, stage.height]}
    rows = stage.sprite(recipe, partial(_row, spans, number, size, edge), (stage.safe.left, top), frames=(0, frames))
    start, end = spans[number]
    own = {"line": [start % 2, end - start, size[1]], "film": [stage.width, stage.height]}
    filling = stage.sprite(
        own, partial(_line, end - start, size[1], edge), (stage.safe.left + start, top), frames=(first, frames),
        reveal=last - first,
    )  # fmt: skip
    return rows, filling


def progress_top(stage: Stage) -> float:
    """Where the lines begin, pixels from the top."""
    return stage.safe.top + stage.px(4)


def progress_bottom(stage: Stage) -> float:
    return progress_top(stage) + stage.px(_HEIGHT) + 2 * max(1, stage.px(_EDGE))


def _spans(stage: Stage, scenes: int) -> list[tuple[int, int]]:
    """Start and end of every line, pixels from the safe area's left edge."""
    gap = stage.px(_GAP)
    width = round(stage.safe.width)
    each = (width - gap * (scenes - 1)) / scenes
    return [(round(n * (each + gap)), round(n * (each + gap) + each)) for n in range(scenes)]


def _row(spans: list[tuple[int, int]], number: int, size: tuple[int, int], edge: int) -> Image.Image:
    image = Image.new("RGBA", size, (*BLACK, 0))
    for index, (start, end) in enumerate(spans):
        line = _line(end - start, size[1], edge)
        if index >= number:
            line.putalpha(line.getchannel("A").point([value * 2 // 5 for value in range(256)]))
        image.paste(line, (start, 0))
    return image


def _line(width: int, height: int, edge: int) -> Image.Image:
    image = Image.new("RGBA", (width, height), (*BLACK, 255))
    shade = rounded_mask((width, height), height // 2).point([value * 3 // 10 for value in range(256)])
    inner = Image.new("L", (width * 2, height * 2), 0)
    box = (2 * edge, 2 * edge, 2 * (width - edge) - 1, 2 * (height - edge) - 1)
    ImageDraw.Draw(inner).rounded_rectangle(box, height - 2 * edge, fill=255)
    bright = inner.reduce(2)
    image.paste((*WHITE, 255), (0, 0), bright)
    image.putalpha(ImageChops.lighter(shade, bright))
    return image
