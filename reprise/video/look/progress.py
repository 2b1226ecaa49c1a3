"""How far the film is: short lines at the upper edge of the safe area, filled while it runs; one for every scene of a
short film, one for every chapter of a long one.

What a scene shows of them depends on its place among the scenes only, so a longer scene changes no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw

from reprise.graphics.colour import BLACK, WHITE
from reprise.graphics.crop import rounded_mask
from reprise.video.film import Sprite
from reprise.video.look.stage import Stage
from reprise.video.script import Scene

MOST = 12
"""Lines beside each other; more scenes than that are put together by their chapters, else into one line."""

_HEIGHT, _GAP = 8, 10  # of a line, between lines
_EDGE = 2  # dark pixels around a line, so that it is seen on white


def lines_of(scenes: Sequence[Scene]) -> tuple[int, ...]:
    """How many scenes each line stands for."""
    if len(scenes) <= MOST:
        return (1,) * len(scenes)
    begins = [number for number, scene in enumerate(scenes) if scene.chapter and number]
    edges = [0, *begins, len(scenes)]
    chapters = tuple(end - begin for begin, end in pairwise(edges))
    return chapters if 2 <= len(chapters) <= MOST else (len(scenes),)


def progress_sprites(
    stage: Stage, number: int, lines: Sequence[int], first: int, last: int, frames: int
) -> tuple[Sprite, ...]:
    """The lines while scene `number` runs: those behind it full, its own part filling in frames [first, last)."""
    spans = _spans(stage, lines)
    edge = max(1, stage.px(_EDGE))
    top = progress_top(stage)
    size = (round(stage.safe.width), stage.px(_HEIGHT) + 2 * edge)
    recipe = {"progress": [number, list(lines)], "size": size, "film": [stage.width, stage.height]}
    start, end = _part(spans, lines, number)
    rows = stage.sprite(recipe, partial(_row, spans, start, size, edge), (stage.safe.left, top), frames=(0, frames))
    line = next(span for span in spans if span[0] <= start < span[1])
    own = {"line": [line[0], line[1], start, end, size[1]], "film": [stage.width, stage.height]}
    filling = stage.sprite(
        own, partial(_filled, line, start, end, size[1], edge), (stage.safe.left + start, top), frames=(first, frames),
        reveal=last - first,
    )  # fmt: skip
    return rows, filling


def progress_top(stage: Stage) -> float:
    """Where the lines begin, pixels from the top."""
    return stage.safe.top + stage.px(4)


def progress_bottom(stage: Stage) -> float:
    return progress_top(stage) + stage.px(_HEIGHT) + 2 * max(1, stage.px(_EDGE))


def _spans(stage: Stage, lines: Sequence[int]) -> list[tuple[int, int]]:
    """Start and end of every line, pixels from the safe area's left edge; a line is as long as its scenes are many."""
    gap = stage.px(_GAP)
    room = round(stage.safe.width) - gap * (len(lines) - 1)
    spans, passed = [], 0
    for number, count in enumerate(lines):
        left = number * gap + room * passed / sum(lines)
        passed += count
        spans.append((round(left), round(number * gap + room * passed / sum(lines))))
    return spans


def _part(spans: list[tuple[int, int]], lines: Sequence[int], number: int) -> tuple[int, int]:
    """Start and end of what one scene fills."""
    before = 0
    for (left, right), count in zip(spans, lines, strict=True):
        if number < before + count:
            place = number - before
            return tuple(round(left + (right - left) * share / count) for share in (place, place + 1))  # type: ignore[return-value]
        before += count
    raise IndexError(number)


def _row(spans: list[tuple[int, int]], filled: int, size: tuple[int, int], edge: int) -> Image.Image:
    """All lines, dim from pixel `filled` on."""
    image = Image.new("RGBA", size, (*BLACK, 0))
    for start, end in spans:
        image.paste(_line(end - start, size[1], edge), (start, 0))
    dim = image.getchannel("A").point([value // 2 for value in range(256)])
    alpha = image.getchannel("A").copy()
    alpha.paste(dim.crop((filled, 0, *size)), (filled, 0))
    image.putalpha(alpha)
    return image


def _filled(line: tuple[int, int], start: int, end: int, height: int, edge: int) -> Image.Image:
    """The part [start, end) of a bright line."""
    return _line(line[1] - line[0], height, edge).crop((start - line[0], 0, end - line[0], height))


def _line(width: int, height: int, edge: int) -> Image.Image:
    image = Image.new("RGBA", (width, height), (*BLACK, 255))
    shade = rounded_mask((width, height), height // 2).point([value * 6 // 10 for value in range(256)])
    inner = Image.new("L", (width * 2, height * 2), 0)
    box = (2 * edge, 2 * edge, 2 * (width - edge) - 1, 2 * (height - edge) - 1)
    ImageDraw.Draw(inner).rounded_rectangle(box, height - 2 * edge, fill=255)
    bright = inner.reduce(2)
    image.paste((*WHITE, 255), (0, 0), bright)
    image.putalpha(ImageChops.lighter(shade, bright))
    return image
