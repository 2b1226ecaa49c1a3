"""A contact sheet: frames of a film at even times, each with its time, under a line that says which film it is."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from reprise.errors import BadInput
from reprise.graphics.encode import SUFFIXES, encode
from reprise.graphics.fonts import FontBook, MissingGlyphs
from reprise.graphics.text import TextLayout, TextStyle, draw, lay_out, measure, set_lines
from reprise.video.tools.opening import Source, examine
from reprise.video.tools.picture import Shape, shaped
from reprise.video.tools.writing import finished, silent
from reprise.video.voice.voiceover import Progress

MOST = 60
"""Frames that a sheet may have."""
_GROUND, _INK, _SOFT, _PLATE = (24, 26, 30), (240, 241, 243), (160, 165, 172), (0, 0, 0, 168)
_WIDTH, _ASPECT = 1600, 1.45  # pixels, and what a sheet's shape should be near to
_GAP, _EDGE = 14, 28
_FAMILY = "Inter"
_TIME = TextStyle(_FAMILY, 20, 600)
_TITLE, _FACTS = TextStyle(_FAMILY, 30, 700), TextStyle(_FAMILY, 24, 400)


def sheet(
    source: Path, target: Path, *, frames: int = 12, title: str | None = None, report: Progress = silent
) -> tuple[int, int]:
    """Write a contact sheet as PNG or JPEG (by the target's suffix). Returns its width and height in pixels.

    Args:
        frames: how many pictures; a film with fewer frames shows all it has.
        title: the first line, by default the file's name.
    """
    suffix = target.suffix.lower().replace(".jpeg", ".jpg")
    form = next((form for form, ending in SUFFIXES.items() if ending == suffix), None)
    if form is None or not 1 <= frames <= MOST:
        raise BadInput(
            f"A sheet of {frames} frames cannot be written as {target.suffix or 'a file without a suffix'}.",
            where=str(target),
            remedy=f"Name a .png, .jpg or .webp and ask for 1 to {MOST} frames.",
        )
    film = examine(source)
    picture = draw_sheet(film, min(frames, film.frames), title or source.name, report)
    with finished(target) as path:
        path.write_bytes(encode(picture, form, 88))
    report("done", 1.0)
    return picture.size


def draw_sheet(film: Source, frames: int, title: str, report: Progress = silent) -> Image.Image:
    """The sheet as a picture, RGB."""
    columns, tile = layout(frames, film.width / film.height)
    rows = math.ceil(frames / columns)
    width = 2 * _EDGE + columns * (tile[0] + _GAP) - _GAP
    head = _head(title, film, width)
    picture = Image.new("RGB", (width, head.height + _EDGE + rows * (tile[1] + _GAP) - _GAP), _GROUND)
    picture.paste(head)
    for number in range(frames):
        place = film.frames * (2 * number + 1) // (2 * frames)
        row, column = divmod(number, columns)
        spot = (_EDGE + column * (tile[0] + _GAP), head.height + row * (tile[1] + _GAP))
        picture.paste(still(film, place, tile), spot)
        _draw_time(picture, clock(place / film.rate), (spot[0], spot[1] + tile[1]))
        report("frames", (number + 1) / frames)
    return picture


def layout(frames: int, aspect: float) -> tuple[int, tuple[int, int]]:
    """How many columns, and a tile's pixels: few empty places, and a sheet that is a little wider than high."""

    def price(columns: int) -> float:
        rows = math.ceil(frames / columns)
        shape = abs(math.log(columns * aspect / rows / _ASPECT))
        return shape + 1.5 * (columns * rows - frames) / frames

    columns = min(range(1, frames + 1), key=price)
    rows = math.ceil(frames / columns)
    width = (_WIDTH - 2 * _EDGE + _GAP) / columns - _GAP
    tallest = (1.5 * _WIDTH - 2 * _EDGE) / rows - _GAP
    width = max(96.0, min(width, tallest * aspect, 760.0))
    return columns, (_even(width), _even(width / aspect))


def still(film: Source, place: int, size: tuple[int, int]) -> Image.Image:
    """One frame of a film, in a size of about its own shape, RGB."""
    shape = Shape(size[0], size[1], film.rate, "crop")
    picture: Image.Image = next(shaped(film, place, place + 1, shape)).to_image()
    return picture


def clock(moment: Fraction) -> str:
    """A time in a film as people read it: 0:07.5."""
    tenths = int(moment * 10)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest // 10:02d}.{rest % 10}"
    return f"{hours}:{minutes:02d}:{seconds}" if hours else f"{minutes}:{seconds}"


def _head(title: str, film: Source, width: int) -> Image.Image:
    """Which film it is: on one line, or on two where one has no room."""
    sound = "sound" if film.sound else "no sound"
    size = film.path.stat().st_size / 1e6
    facts = (
        f"{film.width}×{film.height} · {float(film.seconds):.1f} s · {float(film.rate):g} fps · {sound} · {size:.1f} MB"
    )
    room = width - 2 * _EDGE
    first, second = _one_line(title, _TITLE, room), _one_line(facts, _FACTS, room)
    beside = first.width + 28 + second.width <= room
    head = Image.new("RGB", (width, 68 if beside else 98), _GROUND)
    draw(head, first, (_EDGE, 14), _INK, _book())
    draw(head, second, (_EDGE + first.width + 28, 19) if beside else (_EDGE, 52), _SOFT, _book())
    return head


def _draw_time(picture: Image.Image, text: str, corner: tuple[int, int]) -> None:
    """A time in the lower left corner of a tile."""
    width, height = measure(text, _TIME, _book())
    box = (corner[0] + 6, corner[1] - round(height) - 10, corner[0] + round(width) + 22, corner[1] - 6)
    plate = Image.new("RGBA", (box[2] - box[0], box[3] - box[1]), (0, 0, 0, 0))
    ImageDraw.Draw(plate).rounded_rectangle((0, 0, plate.width - 1, plate.height - 1), 6, fill=_PLATE)
    picture.paste(plate, box[:2], plate)
    draw(picture, set_lines([text], _TIME, _book()), (box[0] + 8, box[1] + 2), _INK, _book())


def _one_line(text: str, style: TextStyle, width: float) -> TextLayout:
    """Text on one line, shortened where there is no room; what no font can draw shows as a question mark."""
    return lay_out(_drawable(text, style), style, width, _book(), max_lines=1)


def _drawable(text: str, style: TextStyle) -> str:
    plain = " ".join(text.encode("utf-8", "replace").decode().split()) or "film"
    shown: list[str] = []
    for character in plain:
        try:
            _book().drawable(character, style.family, weight=style.weight)
            shown.append(character)
        except MissingGlyphs:
            shown.append("?")
    return "".join(shown)


@cache
def _book() -> FontBook:
    return FontBook()


def _even(length: float) -> int:
    return max(16, round(length / 2) * 2)
