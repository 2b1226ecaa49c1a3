"""Single runs of text: how wide they are, what they touch, and how they are put on a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from reprise.graphics.fonts import FontBook, Run


@dataclass(frozen=True)
class TextStyle:
    """How text is set: `size` in pixels, `leading` the distance of lines as a multiple of it."""

    family: str
    size: int
    weight: int = 400
    leading: float = 1.2
    italic: bool = False


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; `right` and `bottom` are outside it."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def moved(self, x: float, y: float) -> Box:
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def union(self, other: Box) -> Box:
        return Box(
            min(self.left, other.left), min(self.top, other.top),
            max(self.right, other.right), max(self.bottom, other.bottom),
        )  # fmt: skip


def advance(run: Run, style: TextStyle, book: FontBook) -> float:
    font = book.font(run.face, style.weight, style.size)
    length = _length(font, run.text)
    return length * _emoji_scale(font, style.size) if run.face.colour else length


@lru_cache(maxsize=50_000)
def _length(font: ImageFont.FreeTypeFont, text: str) -> float:
    return float(font.getlength(text))


@lru_cache(maxsize=50_000)
def _touched(font: ImageFont.FreeTypeFont, text: str, rtl: bool) -> Box:
    left, top, right, bottom = font.getbbox(text, anchor="ls", direction="rtl" if rtl else "ltr")
    return Box(left, top, right + 1, bottom + 1)  # fractions of a pixel round outwards


def run_ink(run: Run, style: TextStyle, book: FontBook, rtl: bool = False) -> Box:
    font = book.font(run.face, style.weight, style.size)
    if run.face.colour:
        return Box(0, -0.95 * style.size, advance(run, style, book), 0.25 * style.size)
    return _touched(font, run.text, rtl)


def _emoji_scale(font: ImageFont.FreeTypeFont, size: int) -> float:
    return 0.92 * size / float(font.size)


def draw_emoji(image: Image.Image, run: Run, size: int, at: tuple[float, float], book: FontBook) -> None:
    x, baseline = at
    font = book.font(run.face, 400, size)
    left, top, right, bottom = (int(edge) for edge in font.getbbox(run.text, anchor="ls"))
    if right <= left or bottom <= top:
        return
    tile = Image.new("RGBA", (right - left, bottom - top), (0, 0, 0, 0))
    ImageDraw.Draw(tile).text((-left, -top), run.text, font=font, anchor="ls", embedded_color=True)
    scale = _emoji_scale(font, size)
    tile = tile.resize(
        (max(1, round(tile.width * scale)), max(1, round(tile.height * scale))), Image.Resampling.LANCZOS
    )
    spot = (round(x + left * scale), round(baseline + 0.18 * size - tile.height))
    if image.mode == "L":
        image.paste(255, spot, tile.getchannel("A"))
    elif image.mode == "RGBA":
        image.alpha_composite(tile, (max(0, spot[0]), max(0, spot[1])))
    else:
        image.paste(tile.convert("RGB"), spot, tile.getchannel("A"))
