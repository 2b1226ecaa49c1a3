"""A card while it is drawn: its ground, the zone that is free for words, the site's signature, and text put on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from reprise.errors import BadInput, BadSettings
from reprise.graphics.colour import RGB, contrast_under, readable_on
from reprise.graphics.crop import open_picture, rounded_mask
from reprise.graphics.fonts import FontBook
from reprise.graphics.ground import Palette, draw_ground
from reprise.graphics.look import Look
from reprise.graphics.text import Align, Box, TextLayout, TextStyle, draw, fit, ink_mask, lay_out, tight_ink

TALL = 1.6  # height by width from which a picture is watched full screen, under the apps' own buttons
_TOP, _CAPTIONS, _BOTTOM = 0.13, 0.645, 0.785


@dataclass
class Canvas:
    """A picture being drawn. `unit` is 1/1080 of its width; `zone` the room for content, `footer` the
    signature's row (above the zone when tall), `inked` what text covers; `page` its number and how many there are."""

    image: Image.Image
    look: Look
    book: FontBook
    palette: Palette
    zone: Box
    footer: Box
    unit: float
    rtl: bool
    inked: list[Box]
    page: tuple[int, int] | None = None

    @classmethod
    def start(
        cls,
        size: tuple[int, int],
        ground: RGB,
        look: Look,
        book: FontBook,
        *,
        rtl: bool = False,
        captions: bool = True,
        address: bool = True,
        page: tuple[int, int] | None = None,
    ) -> Canvas:
        """A signed ground. `captions` keeps the caption zone of a full-screen picture free as well; `address` signs
        with the site's handle or host beside its name; `page` puts the page's number and an arrow in its place."""
        if min(size) < 200:
            raise BadInput(f"A card of {size[0]} × {size[1]} pixels is too small for words.", remedy="Use 200 or more.")
        palette = Palette.on(ground, look)
        zone, footer = _areas(size, captions)
        canvas = cls(
            image=draw_ground(size, palette, look, flip=rtl),
            look=look,
            book=book,
            palette=palette,
            zone=zone,
            footer=footer,
            unit=_unit(size),
            rtl=rtl,
            inked=[],
            page=page,
        )
        canvas.sign(address=address)
        return canvas

    @property
    def growth(self) -> float:
        """How much larger text may be than on a wide picture: up to 1.35 where the zone is high."""
        return min(1.35, max(1.0, 1.3 * math.sqrt(self.zone.height / self.zone.width)))

    @property
    def least(self) -> int:
        """The smallest size of text that is read with ease on a phone, pixels."""
        return round(29 * self.unit)

    def px(self, units: float) -> int:
        return round(units * self.unit)

    def side(self, box: Box, width: float) -> float:
        """The left edge of something `width` wide that stands at the start side of a box."""
        return box.right - width if self.rtl else box.left

    def fit(
        self, text: str, room: tuple[float, float], *, family: str, weight: int, most: float,
        least: float | None = None, leading: float = 1.2, align: Align = "start", max_lines: int | None = None,
    ) -> TextLayout:  # fmt: skip
        """Text at the largest size (in units; more where the zone is high) that fits a room in pixels."""
        style = TextStyle(family, self.px(most * self.growth), weight, leading)
        minimum = min(style.size, self.least if least is None else self.px(least))
        return fit(text, style, room, self.book, minimum=minimum, align=align, max_lines=max_lines)

    def line(self, text: str, *, family: str, weight: int, size: float, width: float) -> TextLayout:
        """One line of small text, cut with an ellipsis at `width` pixels."""
        style = TextStyle(family, self.px(size), weight, 1.2)
        return lay_out(text, style, width, self.book, max_lines=1)

    def put(self, layout: TextLayout, x: float, y: float, fill: RGB, *, ink: Box | None = None) -> Box:
        """Draw set text; `x`, `y` is its top left corner, `ink` its exact box where that is known."""
        box = draw(self.image, layout, (x, y), fill, self.book)
        box = ink.moved(x, y) if ink else box
        self.inked.append(box)
        return box

    def start_of(self, box: Box, layout: TextLayout, room: float | None = None) -> float:
        """The x at which text set for `room` pixels (its own width when None) begins at the start side of a box."""
        set_for = layout.width if room is None else room
        if not layout.rtl:
            return box.right - layout.width if self.rtl else box.left
        return box.right - set_for if self.rtl else box.left - (set_for - layout.width)

    def shape(self, box: Box, radius: float, fill: RGB) -> None:
        """A filled rectangle with smooth round corners."""
        size = (max(1, round(box.width)), max(1, round(box.height)))
        radius = min(radius, min(size) / 2)
        self.image.paste(fill, (round(box.left), round(box.top)), rounded_mask(size, round(radius)))

    def bar(self, box: Box, y: float) -> None:
        """The short accent bar that opens a card."""
        width, height = self.px(88), max(4, self.px(9))
        left = self.side(box, width)
        self.shape(Box(left, y, left + width, y + height), height / 2, self.palette.accent)

    def disc(self, sign: str, row: Box, size: float) -> None:
        """A sign in a filled disc of `size` pixels at the start side of a row."""
        fill, look = self.palette.accent, self.look
        left = self.side(row, size)
        self.shape(Box(left, row.top, left + size, row.top + size), size / 2, fill)
        most = size * 0.56 / self.unit / self.growth
        mark = self.fit(sign, (size * 0.8, size), family=look.heading, weight=800, most=most, least=12)
        ink = tight_ink(mark, self.book)
        x = left + size / 2 - (ink.left + ink.right) / 2
        y = row.top + size / 2 - (ink.top + ink.bottom) / 2
        self.put(mark, x, y, readable_on(fill, (look.surface, look.text, look.background)))

    def sign(self, ink: RGB | None = None, *, address: bool = True, plain: bool = False) -> None:
        """Draw the site's logo or mark, its name, and its handle or host where there is room.

        `ink` replaces the palette's inks; `plain` draws nothing but the letters, in white.
        """
        look, palette, row = self.look, self.palette, self.footer
        logo = _logo(look.logo, round(row.height)) if look.logo else None
        mark_width = logo.width if logo is not None else self.px(24)
        left = self.side(row, mark_width)
        if logo is not None and not plain:
            self._put_logo(logo, left, row)
        elif not plain:
            middle, reach = (row.top + row.bottom) / 2, mark_width / 2
            self.shape(Box(left, middle - reach, left + mark_width, middle + reach), reach, palette.accent)
        gap, size = self.px(18), 29
        name = self.line(look.name, family=look.heading, weight=700, size=size, width=row.width * 0.55)
        shift = mark_width + gap
        name_left = row.right - shift - name.width if self.rtl else row.left + shift
        self._put_small(name, name_left, row, ink or palette.ink)
        if self.page is not None:
            self._number(self.page, row, ink, plain)
            return
        tail = look.handle or look.host
        room = row.width - shift - name.width - gap * 2
        if address and tail.casefold() != look.name.casefold() and room > self.px(150):
            end = self.line(tail, family=look.body, weight=500, size=size * 0.93, width=room)
            if not end.shortened:
                self._put_small(end, row.left if self.rtl else row.right - end.width, row, ink or palette.soft)

    def _number(self, page: tuple[int, int], row: Box, ink: RGB | None, plain: bool) -> None:
        """The page's mark at the end side of a row; before the last page an arrow behind it."""
        number, total = page
        size = self.px(46), self.px(30)
        taken = 0 if number == total else size[0] + self.px(18)
        mark = self.line(f"{number}/{total}", family=self.look.heading, weight=700, size=31, width=row.width * 0.3)
        left = row.left + taken if self.rtl else row.right - taken - mark.width
        self._put_small(mark, left, row, ink or self.palette.ink)
        if taken and not plain:
            start = row.left if self.rtl else row.right - size[0]
            top = (row.top + row.bottom - size[1]) / 2
            fill = self.palette.accent if ink is None else ink
            arrow(self.image, Box(start, top, start + size[0], top + size[1]), fill, rtl=self.rtl)

    def _put_small(self, layout: TextLayout, left: float, row: Box, fill: RGB) -> None:
        """One line, its lower-case letters centred in a row; `left` is where its first letter starts."""
        line = layout.lines[0]
        baseline = (row.top + row.bottom) / 2 + 0.35 * layout.style.size
        self.put(layout, left - line.box.left, baseline - line.baseline, fill)

    def _put_logo(self, logo: Image.Image, left: float, row: Box) -> None:
        spot = (round(left), round(row.top))
        ground = self.image.crop((*spot, spot[0] + logo.width, spot[1] + logo.height))
        average = logo.resize((1, 1), Image.Resampling.BOX, box=logo.getbbox(alpha_only=True)).getpixel((0, 0))
        if isinstance(average, tuple):
            colour = (int(average[0]), int(average[1]), int(average[2]))
            if contrast_under(ground, logo.getchannel("A"), colour, 20) < 2:
                edge = self.px(8)
                plate = Box(spot[0] - edge, row.top - edge, spot[0] + logo.width + edge, row.bottom + edge)
                self.shape(plate, self.px(12), self.palette.panel)
        self.image.paste(logo.convert("RGB"), spot, logo.getchannel("A"))


def legible(canvas: Canvas, layout: TextLayout, at: tuple[float, float], fill: RGB) -> float:
    """The contrast that text would have on the canvas as it is, in its worst places."""
    return contrast_under(canvas.image, ink_mask(canvas.image.size, layout, at, canvas.book), fill)


def arrow(image: Image.Image, box: Box, fill: RGB, *, rtl: bool = False) -> None:
    """A smooth arrow that points on (towards the end of the line), filling a box."""
    width, height = round(box.width), round(box.height)
    mask = Image.new("L", (width * 3, height * 3), 0)
    pen = ImageDraw.Draw(mask)
    stroke = round(height * 3 * 0.15)
    middle, right, head = height * 1.5, width * 3 - stroke, height * 1.05
    pen.line((stroke, middle, right, middle), fill=255, width=stroke)
    pen.line(
        (right - head, middle - head, right, middle, right - head, middle + head), fill=255, width=stroke, joint="curve"
    )
    for x, y in ((stroke, middle), (right, middle), (right - head, middle - head), (right - head, middle + head)):
        pen.ellipse((x - stroke / 2, y - stroke / 2, x + stroke / 2, y + stroke / 2), fill=255)
    small = mask.reduce(3)
    if rtl:
        small = small.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    image.paste(fill, (round(box.left), round(box.top)), small)


def _areas(size: tuple[int, int], captions: bool) -> tuple[Box, Box]:
    """The room for content and the signature's row: above it where apps put their buttons below, else below it."""
    width, height = size
    unit = _unit(size)
    margin, row = round(76 * unit), round(58 * unit)
    if height / width >= TALL:
        top = round(height * _TOP)
        bottom = height * (_CAPTIONS if captions else _BOTTOM)
        zone = Box(margin, top + row + round(40 * unit), width - margin, bottom)
        return zone, Box(margin, top, width - margin, top + row)
    edge = round(64 * unit)
    footer = Box(margin, height - edge - row, width - margin, height - edge)
    return Box(margin, edge + round(6 * unit), width - margin, footer.top - round(34 * unit)), footer


def _unit(size: tuple[int, int]) -> float:
    """1/1080 of the width; less for wide pictures, whose height is scarce."""
    return min(size[0] / 1080, size[1] / 620)


@lru_cache(maxsize=8)
def _logo(path: Path, height: int) -> Image.Image:
    """The site's logo, RGBA, `height` pixels high and at most four times as wide."""
    try:
        image = open_picture(path).convert("RGBA")
    except BadInput as error:
        raise BadSettings(
            "The logo cannot be read.", where=f"brand.logo: {path.name}", remedy="Name a PNG beside the site's file."
        ) from error
    box = image.getbbox(alpha_only=True)
    image = image.crop(box) if box else image
    scale = min(height / image.height, height * 4 / image.width)
    size = (max(1, round(image.width * scale)), height)
    tile = Image.new("RGBA", size, (0, 0, 0, 0))
    small = image.resize((size[0], max(1, round(image.height * scale))), Image.Resampling.LANCZOS)
    tile.paste(small, (0, (height - small.height) // 2))
    return tile
