"""Set text cut to what a sprite needs: no wider than its widest line, single words of it, boxes in whole pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import regex

from reprise.graphics.glyphs import Box
from reprise.graphics.text import TextLayout
from reprise.video.look.stage import Stage

_SEEN = regex.compile(r"[\p{L}\p{N}\p{P}\p{S}]")


def visible(stage: Stage, text: str, family: str) -> bool:
    """Whether anything of a text is seen when it is drawn. Raises `MissingGlyphs` for what no font has."""
    return bool(_SEEN.search(text) and _SEEN.search(stage.book.drawable(text, family, weight=700)))


def tight(layout: TextLayout) -> TextLayout:
    """The layout no wider than its widest line: text from right to left is set at the right edge of its room."""
    left = min((line.box.left for line in layout.lines), default=0.0)
    if abs(left) < 0.01:
        return layout
    return replace(
        layout,
        words=tuple(
            replace(word, x=word.x - left, box=word.box.moved(-left, 0), ink=word.ink.moved(-left, 0))
            for word in layout.words
        ),
        lines=tuple(replace(line, box=line.box.moved(-left, 0)) for line in layout.lines),
        ink=layout.ink.moved(-left, 0),
    )


def of_words(layout: TextLayout, indices: Sequence[int]) -> TextLayout:
    """The layout with these words only, each where it was."""
    return replace(layout, words=tuple(layout.words[index] for index in indices))


def ink_of(layout: TextLayout, indices: Sequence[int], edge: int) -> Box:
    """The box of these words' ink with `edge` pixels around, on whole pixels."""
    ink = layout.words[indices[0]].ink
    for index in indices[1:]:
        ink = ink.union(layout.words[index].ink)
    return Box(
        math.floor(ink.left) - edge,
        math.floor(ink.top) - edge,
        math.ceil(ink.right) + edge,
        math.ceil(ink.bottom) + edge,
    )
