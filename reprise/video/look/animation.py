"""How words come into the picture: the site's or the scene's text animation, as what a sprite needs to know."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from reprise.graphics.glyphs import Box, TextStyle
from reprise.graphics.text import TextLayout, measure
from reprise.video.look.stage import FADE, Stage
from reprise.video.script import Scene, TextAnimation

LETTER = 1.3
"""Frames that a letter takes to be typed; a text takes at most `LONGEST` frames."""
LONGEST = 40

_POINTS: tuple[TextAnimation, ...] = ("slide", "highlight", "fade")
_CLUSTER = regex.compile(r"\X")
_FIGURE = regex.compile(r"\p{N}")
_LETTERS = regex.compile(r"\p{L}")


@dataclass(frozen=True)
class Entrance:
    """How a picture of words comes: frames of fading in, pixels it slides by, share of its size it grows from."""

    fade: int = 0
    slide: tuple[int, int] = (0, 0)
    grow: float = 1.0


def text_animation(stage: Stage, scene: Scene, number: int) -> TextAnimation:
    """The scene's own animation, else the site's; "auto" is a mix by the scene's part and place in the story."""
    chosen = scene.text_animation or stage.films.text_animation
    if chosen != "auto":
        return chosen
    if scene.section in ("takeaway", "cta"):
        return "pop"
    return "highlight" if scene.section == "hook" else _POINTS[number % len(_POINTS)]


def entrance(stage: Stage, animation: TextAnimation, *, rtl: bool = False) -> Entrance:
    """The entrance of words on a panel; where letters are typed or a keyword is lit, that of the panel below them."""
    if animation == "none":
        return Entrance()
    if animation == "pop":
        return Entrance(7, grow=0.72)
    if animation == "slide":
        return Entrance(9, slide=(stage.px(90 if rtl else -90), 0))
    return Entrance(FADE)


def letter_stops(stage: Stage, layout: TextLayout, line: int, ink: Box) -> tuple[int, ...]:
    """How much of a line's picture (`ink`) is seen with each further letter, in pixels from its left edge; from its
    right edge where words run from right to left."""
    words = sorted((word for word in layout.words if word.line == line), key=lambda word: word.box.left)
    seen: list[int] = []
    for word in reversed(words) if layout.rtl else words:
        parts = _CLUSTER.findall(word.text)
        ends = [_width(stage, layout.style, "".join(parts[: n + 1])) for n in range(len(parts))]
        scale = word.box.width / ends[-1] if ends and ends[-1] else 1.0
        for end in ends:
            seen.append(
                round(
                    ink.right - word.box.right + end * scale if layout.rtl else word.box.left + end * scale - ink.left
                )
            )
    return (*seen[:-1], int(ink.width)) if seen else ()


def typing_frames(letters: int, *, most: int = LONGEST) -> int:
    """Frames in which a text of so many letters is typed."""
    return max(1, min(most, round(letters * LETTER)))


def key_words(layout: TextLayout) -> tuple[int, ...]:
    """The words of a headline that a highlight lifts out, by their index: a number with its unit, else the longest
    word. None where the text is only one word."""
    words = layout.words
    if len(words) < 2:
        return ()
    for index, word in enumerate(words):
        if _FIGURE.search(word.text):
            follows = words[index + 1 : index + 2]
            unit = [n for n in follows if n.line == word.line and not _LETTERS.search(n.text)]
            return (index, index + 1) if unit and regex.search(r"[%°$€£¥‰]", unit[0].text) else (index,)
    letters = [len(_LETTERS.findall(word.text)) for word in words]
    longest = max(range(len(words)), key=lambda index: (letters[index], index))
    return (longest,) if letters[longest] >= 4 else ()


def _width(stage: Stage, style: TextStyle, text: str) -> float:
    return measure(text, style, stage.book)[0]
